"""Send what the outbox holds: when stories changed, and every five minutes for what is tried again.

* reads: `warehouse://outbox`
* writes: the channels of desk.toml; every try is kept in the warehouse
* if it fails: the next run takes over where the lease ran out; keyed channels see nothing twice
* backfill: none; what a backfill finds is recorded and shown, never sent
"""

import pendulum
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, task

from wirewatch.orchestration import DEFAULTS, OUTBOX, open_desk, run_name


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("*/5 * * * *", timezone="UTC"), assets=[OUTBOX]
    ),
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["wirewatch"],
    doc_md=__doc__,
)
def wirewatch_deliver():
    @task
    def deliver() -> dict[str, int]:
        """How many messages were sent, failed, or wait."""
        from wirewatch.pipeline import tasks

        with open_desk() as desk:
            return tasks.deliver_due(desk, run=run_name())

    deliver()


wirewatch_deliver()
