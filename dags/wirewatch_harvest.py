"""Poll the feeds that are due and land every new page, each quarter of an hour.

* reads: the live feeds and the pages they announce
* writes: `landing://pages`, the dates touched
* if it fails: nothing is lost; the next run polls what is due and fetches what is missing
* backfill: none, since a feed has no past; `wirewatch_archive` fetches past dates
"""

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task

from wirewatch.orchestration import DEFAULTS, PAGES, hand_on, open_desk, run_name


@dag(
    schedule=CronTriggerTimetable("*/15 * * * *", timezone="UTC"),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["wirewatch"],
    doc_md=__doc__,
)
def wirewatch_harvest():
    @task
    def due() -> list[list[str]]:
        """Ids of the feeds that are due, in chunks of about 25: a mapped task costs 0.2 s."""
        from wirewatch.pipeline import harvest

        with open_desk() as desk:
            return harvest.due_chunks(desk)

    @task(
        map_index_template="{{ feeds | length }} feeds from {{ feeds | first }}",
        show_return_value_in_logs=False,
    )
    def harvest(feeds: list[str]) -> list[str]:
        """Poll some feeds, land their new pages; the dates touched."""
        from wirewatch.pipeline import harvest

        with open_desk() as desk:
            return harvest.harvest(desk, feeds, run=run_name()).days

    @task(outlets=[PAGES], trigger_rule="none_failed_min_one_success")
    def announce(touched: list[list[str]]) -> None:
        """Hand the dates on to `wirewatch_publish`."""
        hand_on(PAGES, [day for days in touched[:] for day in days])

    announce(harvest.expand(feeds=due()))


wirewatch_harvest()
