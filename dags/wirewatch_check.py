"""Look each hour whether what comes in is as it should be. A check that fails is a task that fails.

* reads: the warehouse: pages and entries of the last day, and the weeks before it
* writes: nothing; the task's error says what is wrong, and the desk's page of checks does, too
* if it fails: read the error; no other task waits for it, and the next hour looks again
* backfill: none; a past day can no longer be mended
"""

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task

from wirewatch.orchestration import DEFAULTS, open_desk


@dag(
    schedule=CronTriggerTimetable("20 * * * *", timezone="UTC"),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["wirewatch"],
    doc_md=__doc__,
)
def wirewatch_check():
    @task
    def checks() -> list[str]:
        """The names of the checks."""
        from wirewatch.checks import Check

        return [check.value for check in Check]

    @task(map_index_template="{{ name }}", show_return_value_in_logs=False)
    def check(name: str) -> None:
        """One check; it fails where something is not well, and the others go on."""
        from wirewatch.checks import Check
        from wirewatch.pipeline.check import require_well

        with open_desk() as desk:
            require_well(desk.engine, desk.settings, Check(name))

    check.expand(name=checks())


wirewatch_check()
