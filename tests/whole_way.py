"""All steps over a desk, one after the other, in this process or in one that is killed again.

python whole_way.py KILL_AFTER_S …   forks a worker for each number and kills it after so many
seconds; at last lets one come to its end
"""

import os
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from wirewatch.adapters.warehouse.engine import migrate
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.pipeline import archive, harvest, read, tasks

PAST_WEEK = [date(2026, 3, 5) + timedelta(n) for n in range(7)]
RUN = "test"


def whole_way(desk: Desk) -> None:
    """The live feeds, then the archive's week; every step to its end."""
    land_live(desk)
    publish(desk)
    land_archive(desk, PAST_WEEK)
    publish(desk)


def land_live(desk: Desk) -> None:
    migrate(desk.engine)
    for feeds in harvest.due_chunks(desk):
        harvest.harvest(desk, feeds, run=RUN)


def land_archive(desk: Desk, days: Iterable[date]) -> None:
    migrate(desk.engine)
    for day in days:
        for sites in archive.site_chunks(desk):
            archive.archive(desk, [day], sites, run=RUN)


def publish(desk: Desk, *, chunk: int | None = None) -> None:
    """Read all that is unread, then group and match every date there is."""
    days = read.days_to_publish(desk)
    for some in rechunked(read.unread_chunks(desk, days), chunk):
        read.read(desk, some, run=RUN)
    all_days = [*PAST_WEEK, PAST_WEEK[-1] + timedelta(1)]
    tasks.group_days(desk, all_days, run=RUN)
    tasks.match_days(desk, all_days, run=RUN)


def rechunked(chunks: Iterable[Sequence[str]], size: int | None) -> list[Sequence[str]]:
    """Return the same ids in chunks of another size."""
    if size is None:
        return list(chunks)
    ids = [capture_id for chunk in chunks for capture_id in chunk]
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def work() -> None:
    with open_desk() as desk:
        whole_way(desk)


def _start() -> int:
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def _killed_after(seconds: float) -> None:
    child = _start()
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        _killed_after(float(argument))
    status = os.waitpid(_start(), 0)[1]
    sys.exit(os.waitstatus_to_exitcode(status))
