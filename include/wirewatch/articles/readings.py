"""Which of several readings of a date is believed, and what the second reader says of it.

Measured on half of dated_pages and blog_pages (712 pages that tell a date).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wirewatch.model import UNKNOWN, Moment, Precision
from wirewatch.path_dates import PathDate

_SAME = timedelta(hours=6)  # a page and its template may stand in two zones
_A_DAY = timedelta(days=1)
_APART = timedelta(days=2)  # further apart than zones can explain
_QUARTER, _MINUTE = timedelta(minutes=15), timedelta(minutes=1)
_MAX_QUARTERS = 14 * 4  # Kiribati
_OFFSET = re.compile(r"[T ]\d\d:?\d\d[\d:.,]*\s?(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?$")
_ORDER_UNSURE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")


def compare(
    readings: Sequence[Moment],
    zone: str,
    what: str,
    changes: Sequence[Moment] = (),
    span: PathDate | None = None,
) -> tuple[Moment, str]:
    """Return the reading to believe with the second reader's opinion, and a warning if they differ.

    Args:
        readings: In the order of trust; each can be read.
        zone: IANA name of the publisher's.
        what: "published" or "modified", for the warning.
        changes: When the page says it was changed.
        span: The days that the address may be of.
    """
    if not readings:
        return UNKNOWN, ""
    first = _best(_within(readings, span), changes)
    first = replace(first, offset_minutes=find_offset(first, readings, zone))
    others = [moment for moment in readings if moment.reader != first.reader]
    second = next(
        (moment for moment in others if moment.reader == "dom"), others[0] if others else None
    )
    if second is None:
        return first, ""
    agrees = is_same_day(first, second, zone)
    warning = (
        f"{what}: {first.reader} says {_shown(first)}, "
        f"but {second.reader} says {_shown(second)} ({second.raw!r})"
    )
    return replace(first, agrees=agrees), "" if agrees else warning


def _within(readings: Sequence[Moment], span: PathDate | None) -> Sequence[Moment]:
    """Return those of the days that the address may be of, if there are any, else all.

    Tags tell of a text that was published again, and a line below a headline may be of anything;
    a folder "/2018/" was made when the page was.
    """
    if span is None or (readings[:1] and readings[0].reader == "publisher"):
        return readings
    first, last = span.first - _A_DAY, span.last + _A_DAY  # zones
    return [one for one in readings if one.at and first <= one.at.date() <= last] or readings


def _best(readings: Sequence[Moment], changes: Sequence[Moment]) -> Moment:
    """Return the first reading, unless another one shows that it is not the publication.

    A date in the address is given once and never moves: of 61 such pages it was wrong on none.
    """
    first = readings[0]
    if first.reader == "publisher":  # its file was written by somebody who looked
        return first
    if turned := next((moment for moment in readings[1:] if _is_turned(first, moment)), None):
        return turned
    address = [moment for moment in readings if moment.reader == "url"]
    if address:
        return address[0] if _days_apart(address[0], first) < 0 else first
    return _single_line(first, readings, changes) or first


def _single_line(
    first: Moment, readings: Sequence[Moment], changes: Sequence[Moment]
) -> Moment | None:
    """Return the one date that the page shows its readers, days away from what its tags say.

    An earlier line was right on 6 pages, the tags on 2: they tell when the text was published
    again. A line that is the day of the declared change was right on 11 pages, the tags on 5.
    """
    shown = [
        moment
        for moment in readings
        if moment.reader in {"dom", "text"} and moment.precision is not Precision.RELATIVE
    ]
    if len({moment.at and moment.at.date() for moment in shown}) != 1:
        return None
    line, apart = shown[0], _days_apart(shown[0], first)
    changed = {moment.at.date() for moment in changes if moment.at}
    is_change = bool(apart and line.at and line.at.date() in changed)
    return line if is_change or (apart < 0 and line.reader == "dom") else None


def _is_turned(first: Moment, other: Moment) -> bool:
    """Whether `first` is "11/01/2026" read the wrong way round, as `other` shows."""
    if not (first.at and other.at and _ORDER_UNSURE.search(first.raw)):
        return False
    here, there = first.at.date(), other.at.date()
    return here != there and (here.year, here.day, here.month) == (
        there.year,
        there.month,
        there.day,
    )


def _days_apart(one: Moment, other: Moment) -> int:
    """Return by how many days `one` is the later; 0 where zones could explain it."""
    if not (one.at and other.at) or abs(one.at - other.at) <= _APART:
        return 0
    return (one.at - other.at).days


def find_offset(moment: Moment, readings: Sequence[Moment], zone: str) -> int | None:
    """Return how many minutes the publisher's clock is ahead of UTC, where that is told.

    The time names its offset, the publisher's zone is known, or another reading is the same
    minute on a clock without a zone: "2026-02-17T02:25Z" and "February 16, 9:25 pm".
    """
    if moment.at is None or moment.precision is Precision.DAY:
        return None
    named = _OFFSET.search(moment.raw)
    if named:
        minutes = 60 * int(named["hours"]) + int(named["minutes"] or 0)
        return -minutes if named["sign"] == "-" else minutes
    if zone != "UTC":
        ahead = moment.at.astimezone(_zone(zone)).utcoffset()
        return int(ahead.total_seconds() // 60) if ahead else 0
    return next(filter(None, (_clock_ahead(moment.at, other) for other in readings)), None)


def _clock_ahead(at: datetime, other: Moment) -> int:
    """Return how many minutes `other` is ahead of `at`, if so much as a zone can be."""
    if other.at is None or other.precision not in {Precision.MINUTE, Precision.SECOND}:
        return 0
    quarters = round((other.at - at) / _QUARTER)
    is_zone = abs(quarters) <= _MAX_QUARTERS and abs(other.at - at - quarters * _QUARTER) < _MINUTE
    return 15 * quarters if is_zone else 0


def is_same_day(one: Moment, other: Moment, zone: str) -> bool:
    """Whether two moments may be the same day, in the publisher's zone or in that of UTC."""
    if one.at is None or other.at is None:
        return False
    if Precision.DAY not in {one.precision, other.precision} and abs(one.at - other.at) <= _SAME:
        return True
    return bool(_days(one, zone) & _days(other, zone))


def _days(moment: Moment, zone: str) -> set[object]:
    at = moment.at
    if at is None:
        return set()
    if moment.precision is Precision.DAY:
        return {at.date()}
    return {at.astimezone(_zone(zone)).date(), *_own_day(moment)}


def _own_day(moment: Moment) -> set[object]:
    """The day as the source itself wrote it, in its own offset."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)T", moment.raw)
    try:
        return {datetime(*map(int, match.groups())).date()} if match else set()  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return set()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _shown(moment: Moment) -> str:
    return moment.at.strftime("%Y-%m-%dT%H:%MZ") if moment.at else "nothing"
