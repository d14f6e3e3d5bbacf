"""When a channel may speak: at once, at set times, or not at night. Times are wall-clock times.

Of a time that comes twice, when summer time ends, the first one counts. A time that does not come,
when summer time begins, comes as much later as the clock jumps.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wirewatch.errors import BadInput

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How one channel is to be used."""

    zone: str = "UTC"  # IANA
    digest: tuple[time, ...] = ()  # times of day at which all is told together; none: at once
    quiet: tuple[time, time] | None = None  # from, to; what comes then is held until the end
    escalate: str | None = None  # the channel that is told when nobody acknowledges
    escalate_after: timedelta = timedelta(minutes=30)


AT_ONCE = Schedule()


def due_at(schedule: Schedule, at: datetime) -> datetime | None:
    """Return when what comes at `at` may be told; None: at once."""
    if schedule.digest:
        return min(slot for slot in _slots(schedule, at, -1, 3) if slot > at)
    return _end_of_quiet(schedule, at)


def last_slot(schedule: Schedule, at: datetime) -> datetime:
    """Return the time of the digest that was last due at `at`."""
    return max(slot for slot in _slots(schedule, at, -2, 2) if slot <= at)


def read_time(text: str) -> time:
    """Return the time of day that "07:30" says.

    Raises:
        BadInput: it says none.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise BadInput(repr(text), "is no time of day such as 07:30")
    return time(int(found[1]), int(found[2]))


def _slots(schedule: Schedule, at: datetime, first: int, last: int) -> Iterator[datetime]:
    """Give the times of digests on the days around `at`."""
    today = at.astimezone(ZoneInfo(schedule.zone)).date()
    for shift in range(first, last):
        for moment in schedule.digest:
            yield _instant(schedule.zone, today + shift * _DAY, moment)


def _end_of_quiet(schedule: Schedule, at: datetime) -> datetime | None:
    if schedule.quiet is None:
        return None
    begins, ends = schedule.quiet
    today = at.astimezone(ZoneInfo(schedule.zone)).date()
    for day in (today - _DAY, today):
        start = _instant(schedule.zone, day, begins)
        end = _instant(schedule.zone, day if ends > begins else day + _DAY, ends)
        if start <= at < end:
            return end
    return None


def _instant(zone: str, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)
