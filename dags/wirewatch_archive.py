"""Close a day: ask the archives for what was published on it, and have all of it read again.

* reads: the landing zone and the archives of desk.toml, for one publication date
* writes: `landing://pages`, that date
* if it fails: run it again; what has landed is known and not asked for twice
* backfill: `airflow backfill create --dag-id wirewatch_archive --from-date A --to-date B`
"""

import pendulum
from airflow.sdk import CronPartitionTimetable, dag, task

from wirewatch.orchestration import (
    DAY_PARAM,
    DEFAULTS,
    PAGES,
    hand_on,
    open_desk,
    run_days,
    run_name,
)


@dag(
    # Midnight, because `--to-date` drops the last day of a cron at any other hour.
    schedule=CronPartitionTimetable(
        "0 0 * * *", timezone="UTC", run_offset=-1, key_format="%Y-%m-%d"
    ),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=4,
    default_args=DEFAULTS,
    params=DAY_PARAM,
    tags=["wirewatch"],
    doc_md=__doc__,
)
def wirewatch_archive():
    @task(outlets=[PAGES])
    def replay() -> None:
        """Write down what our own landing zone has of the day and no table knows."""
        from wirewatch.pipeline import archive_files

        with open_desk() as desk:
            hand_on(PAGES, archive_files.replay_landing(desk, run_days(), run=run_name()).days)

    @task(trigger_rule="none_failed")
    def sites() -> list[list[str]]:
        """The sites of the feeds, in chunks."""
        from wirewatch.pipeline import archive

        with open_desk() as desk:
            return archive.site_chunks(desk)

    @task(
        map_index_template="{{ sites | length }} sites from {{ sites | first }}",
        show_return_value_in_logs=False,
    )
    def collect(sites: list[str]) -> dict[str, int]:
        """Land what the archives have of some sites for the day; what became of it, counted."""
        from wirewatch.pipeline import archive

        with open_desk() as desk:
            return archive.archive(desk, run_days(), sites, run=run_name())

    @task(trigger_rule="none_failed")
    def files() -> list[str]:
        """The WARC files that are still to be read for the day: a folder's, the news crawl's."""
        from wirewatch.pipeline import archive_files

        with open_desk() as desk:
            return archive_files.files_to_read(desk, run_days())

    @task(
        outlets=[PAGES],
        map_index_template="{{ name.rpartition('/')[2] }}",
        max_active_tis_per_dag=8,  # of all runs; the crawl refuses whoever asks ten times at once
        show_return_value_in_logs=False,
    )
    def stream(name: str) -> None:
        """Land the pages of our sites that a file has, from where it was left."""
        from wirewatch.pipeline import archive_files

        with open_desk() as desk:
            hand_on(PAGES, archive_files.take_file(desk, name, run=run_name()).days)

    @task(outlets=[PAGES], trigger_rule="none_failed")
    def announce() -> None:
        """Hand the date on, new pages or not: today's rules may read more in the old ones."""
        hand_on(PAGES, [day.isoformat() for day in run_days()])

    found, listed = sites(), files()
    collected = collect.expand(sites=found)
    replay() >> found
    collected >> listed
    [collected, stream.expand(name=listed)] >> announce()


wirewatch_archive()
