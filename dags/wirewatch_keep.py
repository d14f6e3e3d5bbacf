"""Let go of what is not to be kept, each night: texts and pages by desk.toml, forgotten ones again.

* reads: `[keep]` of desk.toml, the tombstones, the landing zone
* writes: the warehouse and the landing zone: words are cut, pages become blanks, facts stay
* if it fails: the next run does the rest; a page is marked as erased when it is
* backfill: none; it looks at all days each time
"""

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task

from wirewatch.orchestration import DEFAULTS, open_desk, run_name


@dag(
    schedule=CronTriggerTimetable("30 3 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["wirewatch"],
    doc_md=__doc__,
)
def wirewatch_keep():
    @task
    def keep() -> None:
        """Words and pages cut down to what desk.toml allows, by source and age."""
        from wirewatch.pipeline.keep import keep_what_is_allowed

        with open_desk() as desk:
            keep_what_is_allowed(desk)

    @task
    def forget() -> None:
        """What came in while it was being forgotten, erased."""
        from wirewatch.pipeline.forget import forget_again

        with open_desk() as desk:
            forget_again(desk, run=run_name())

    keep() >> forget()


wirewatch_keep()
