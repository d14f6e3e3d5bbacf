"""Read the pages of a date, group the copies, load the rows, match the watches.

* reads: `landing://pages`, one publication date, and the stories three days around it
* writes: `warehouse://stories`, that date, and `warehouse://outbox`
* if it fails: run it again; every load commits rows and ledger together, or nothing
* backfill: comes with `wirewatch_archive`, whose dates it follows
"""

from datetime import date

import pendulum
from airflow.sdk import PartitionedAssetTimetable, dag, task

from wirewatch.orchestration import (
    DAY_PARAM,
    DEFAULTS,
    OUTBOX,
    PAGES,
    STORIES,
    hand_on,
    open_desk,
    run_days,
    run_name,
)


@dag(
    schedule=PartitionedAssetTimetable(assets=PAGES),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=4,
    default_args=DEFAULTS,
    params=DAY_PARAM,
    tags=["wirewatch"],
    doc_md=__doc__,
)
def wirewatch_publish():
    @task
    def unread() -> list[list[str]]:
        """Ids of the captures that today's rules have not read yet, in chunks."""
        from wirewatch.pipeline import read

        with open_desk() as desk:
            return read.unread_chunks(desk, run_days())

    @task(
        map_index_template="{{ captures | length }} pages",
        show_return_value_in_logs=False,
    )
    def read(captures: list[str]) -> list[str]:
        """Pages to articles to credits to rows; the dates the articles turned out to be of."""
        from wirewatch.pipeline import read

        with open_desk() as desk:
            return read.read(desk, captures, run=run_name()).days

    # One at a time over all runs, since two that group the same day would each miss the other's
    # copies. This needs no pool that somebody must remember to make.
    @task(max_active_tis_per_dag=1, trigger_rule="none_failed")
    def group(touched: list[list[str]]) -> list[str]:
        """Fingerprints, copies, stories; the dates that changed."""
        from wirewatch.pipeline import tasks

        days = {*run_days(), *(date.fromisoformat(day) for some in touched[:] for day in some)}
        with open_desk() as desk:
            tasks.group_days(desk, sorted(days), run=run_name())
        return [day.isoformat() for day in sorted(days)]

    @task
    def match(days: list[str]) -> None:
        """One alert for each story and watch that meet, into the outbox."""
        from wirewatch.pipeline import tasks

        with open_desk() as desk:
            found = [date.fromisoformat(day) for day in days]
            tasks.match_days(desk, found, run=run_name())

    @task(outlets=[STORIES, OUTBOX])
    def announce(days: list[str]) -> None:
        """Hand the dates on, and wake `wirewatch_deliver`."""
        hand_on(STORIES, days)

    days = group(read.expand(captures=unread()))
    match(days) >> announce(days)


wirewatch_publish()
