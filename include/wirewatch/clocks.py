"""Dates and clock times that name their day: the absolute half of `times`.

Everything here is tried in the order of trust and refuses rather than guesses: an unknown zone
leaves the day, a day that no calendar has leaves nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wirewatch.datewords import LOCAL_MONTHS, MONTHS, ZONE_HOURS, ZONE_PLACES
from wirewatch.model import MAX_CLOCK_AHEAD, Precision
from wirewatch.text import fold

MAX_OFFSET_MINUTES = 14 * 60  # Kiribati


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a reader must know beside the words."""

    captured_at: datetime
    zone: tzinfo
    language: str | None
    day_first: bool | None

    @property
    def local(self) -> datetime:
        """The capture on the publisher's clock."""
        return self.captured_at.astimezone(self.zone)


class Found(NamedTuple):
    """A time, and how exactly it was told."""

    at: datetime  # aware
    precision: Precision


class Clock(NamedTuple):
    """A clock time as printed."""

    hour: int  # 24: the end of the day
    minute: int
    second: int | None
    zone: str  # as printed; "" when none is


_ZONE_WORD = (
    r"[Zz]|(?i:gmt|utc)? ?[+-]\d{1,2}(?::?\d{2})?|(?i:gmt|utc)|[A-Z][a-z]+/[A-Z]\w+|[A-Z]{2,5}"
)
_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})(?:[Tt ] ?(?P<hour>\d{2}):?(?P<minute>\d{2})"
    rf"(?::?(?P<second>\d{{2}})(?:[.,]\d+)?)? ?(?P<zone>{_ZONE_WORD})?(?:\[[\w/+-]+\])?)?"
)
_ISO_DAY = re.compile(
    r"(?P<y>\d{4})-?(?:W(?P<week>\d{2})-?(?P<d>[1-7])|(?<=-)(?P<n>[0-3]\d{2}))(?=[Tt ]|$)"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3}|\.\d+)?")
_FOURTEEN_DIGITS = re.compile(r"(?:19|20)\d{12}")
_WORD = r"(?P<month>[^\W\d_]{3,14})\.?"
_DAY = r"(?<![\d:])(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|o|\.)?"
_YEAR = r"(?P<y>\d{4})(?!\d)"
# Two digits are a year at the end or before a clock: in "29 octobre, 16h41" they are an hour.
_SHORT_YEAR = r"(?P<short>'?\d{2})(?=,?\s+\d{1,2}:\d{2}|\s*$)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        # Oct 29 16:41:00 CET 2024
        rf"(?<!\w){_WORD} +{_DAY},? +\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: +(?:{_ZONE_WORD}))?"
        rf" +{_YEAR}",
        r"(?<!\d)(?P<y>\d{4})(?P<mark>[-/.]) ?(?P<m>\d{1,2})(?P=mark) ?(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})\s(?:tháng|thg)\s(?P<m>\d{1,2}),?\s(?:năm\s)?(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})(?!\d)",
        # 29 de octubre de 2024; 29. Oktober 2024; 29-Oct-24
        rf"{_DAY}[\s,/-]{{0,3}}(?:(?:of|de|den)\s|d['’])?\s?{_WORD}(?:\s(?:de|del|of))?[\s,./-]{{0,3}}"
        rf"(?:{_YEAR}|{_SHORT_YEAR})",
        rf"(?<!\w){_WORD}[\s-]{{1,2}}{_DAY}[\s,.-]{{1,3}}{_YEAR}",  # October 29, 2024
        # 2024. október 29.
        rf"(?<!\d){_YEAR}[\s,.-]{{1,3}}(?:m\.\s)?{_WORD}[\s-]{{1,2}}{_DAY}(?!\d)",
        r"(?<![\d.:/-])(?P<a>\d{1,2})(?P<mark>[./-]) ?(?P<b>\d{1,2})(?P=mark) ?"
        rf"(?:{_YEAR}|(?P<short>\d{{2}})(?![\d:]))",
    )
)
_CLOCK = re.compile(
    r"(?<![\d:.,])(?:(?P<hour>\d{1,2})"
    r"(?:(?P<mark>:|\s?[hH時时시点點]\s?|\.)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?!\d)"
    r"|(?P<full>\s?[hH](?!\w)|\s?[Uu]hr(?!\w)|(?=\s?(?i:[ap]\.?\s?m)(?![a-zA-Z])))))"
    r"(?:\s?(?P<half>(?i:[ap])\.?\s?(?i:m)(?![a-zA-Z])\.?))?"
    r"(?P<uhr>\s?(?i:uhr|hrs?|hours|h|min|分|분|uur|klo)(?!\w))?"
    rf"\s?\(?(?P<zone>{_ZONE_WORD})?(?!\w)"
)
_BEFORE_DOTTED = re.compile(r"(?i)(?:^|[§,|–—-]|\b(?:kl|klo|alle|ore|om|at|um|pukul|as))\.?\s*$")
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?$")
_AFTERNOON = re.compile(r"下午|午後|오후")


def read_iso(text: str, context: Context) -> Found | None:
    """Return the time when `text` is one in ISO 8601, with or without its clock."""
    match = _ISO.fullmatch(_as_calendar_date(text))
    day = day_of(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    if match is None or match["hour"] is None:
        return stated_on(day, None, context)
    clock = Clock(
        int(match["hour"]), int(match["minute"]), _second(match["second"]), match["zone"] or ""
    )
    return stated_on(day, clock, context)


def read_epoch(text: str) -> Found | None:
    """Return the time when `text` is seconds, or milliseconds, since 1970: ten digits, or more."""
    if not _EPOCH.fullmatch(text):
        return None
    return Found(datetime.fromtimestamp(int(text[:10]), tz=UTC), Precision.SECOND)


def _as_calendar_date(text: str) -> str:
    """Return `text` with a day of a week ("2024-W44-2") or of a year ("2024-303") as a date.

    Fourteen digits get their T.
    """
    if _FOURTEEN_DIGITS.fullmatch(text):
        return f"{text[:8]}T{text[8:]}"
    match = _ISO_DAY.match(text)
    if match is None:
        return text
    year = int(match["y"])
    try:
        if match["week"]:
            day = date.fromisocalendar(year, int(match["week"]), int(match["d"]))
        else:
            day = date(year, 1, 1) + timedelta(days=int(match["n"]) - 1)
    except (ValueError, OverflowError):
        return text
    # The 366th day of a year of 365 is none.
    return f"{day.isoformat()}{text[match.end() :]}" if match["week"] or day.year == year else text


def read_absolute(text: str, context: Context) -> Found | None:
    """Return the first full date in `text`, with the clock time that stands around it."""
    for pattern in _DATES:
        match = pattern.search(text)
        while match:
            day = _day_of_match(match, context)
            if day is not None:
                return stated_on(day, read_clock(_around(match)), context)
            match = pattern.search(text, match.start() + 1)  # not past it: "41 GMT, 29 October"
    return None


def date_spans(text: str) -> list[tuple[int, int]]:
    """Return where full dates stand in `text`: with day, month and year, in whatever order."""
    spans: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = match.groupdict().get("month")
            is_date = month is None or fold(month) in MONTHS
            if is_date and all(
                match.end() <= start or end <= match.start() for start, end in spans
            ):
                spans.append(match.span())
    return sorted(spans)


def _around(match: re.Match[str]) -> str:
    if ":" in match[0]:  # "Oct 29 16:41 CET 2024" holds its clock
        return match[0]
    return f"{match.string[: match.start()]}§{match.string[match.end() :]}"


def _day_of_match(match: re.Match[str], context: Context) -> date | None:
    parts = match.groupdict()
    year = int(parts["y"]) if parts["y"] else _long_year(parts["short"])
    if "a" in parts:
        # Nearly all who write dots put the day first.
        order = True if context.day_first is None and parts["mark"] == "." else context.day_first
        return _day_by_order((year, int(parts["a"]), int(parts["b"])), order, context)
    if "month" not in parts:
        return day_of(year, int(parts["m"]), int(parts["d"]))
    word = fold(parts["month"])
    month = LOCAL_MONTHS.get((context.language or "", word)) or MONTHS.get(word)
    return day_of(year, month, int(parts["d"])) if month else None


def _long_year(short: str) -> int:
    year = int(short.lstrip("'"))
    return year + (2000 if year < 70 else 1900)


def _day_by_order(
    written: tuple[int, int, int],
    is_day_first: bool | None,  # noqa: FBT001  three answers, not a switch
    context: Context,
) -> date | None:
    """Return the day of "a/b/year", if only one order is possible or the right one is known."""
    year, a, b = written
    latest = context.local.date() + MAX_CLOCK_AHEAD
    day_first, month_first = day_of(year, b, a), day_of(year, a, b)
    possible = {day for day in (day_first, month_first) if day and day <= latest}
    if len(possible) < 2:
        return next(iter(possible), None)
    if is_day_first is None:
        return None
    return day_first if is_day_first else month_first


def day_of(year: int, month: int, day: int) -> date | None:
    """Return that day, or None when no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(text: str) -> Clock | None:
    """Return the first clock time in `text`: 16:41, 4.41 p.m. EDT, 16h41, 16 Uhr, 24:00."""
    for match in _CLOCK.finditer(text):
        if match["mark"] == "." and not _is_dotted_clock(match):
            continue
        clock = _clock_of(match)
        if (
            clock.minute < 60
            and (clock.second or 0) < 60
            and clock.hour * 60 + clock.minute <= 1440
        ):
            return clock
    return None


def _is_dotted_clock(match: re.Match[str]) -> bool:
    """Whether "16.41" is a clock time and no number: a word says so, or it opens or follows."""
    before = match.string[: match.start()]
    return bool(match["half"] or match["uhr"] or _BEFORE_DOTTED.search(before))


def _clock_of(match: re.Match[str]) -> Clock:
    hour = int(match["hour"])
    half = "p" if _AFTERNOON.search(match.string) else (match["half"] or "")[:1].lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    second = _second(match["second"])
    return Clock(hour, int(match["minute"] or 0), second, match["zone"] or "")


def _second(printed: str | None) -> int | None:
    return None if printed is None else 59 if printed == "60" else int(printed)  # a leap second


def stated_on(day: date | None, clock: Clock | None, context: Context) -> Found | None:
    """Return `clock` on `day`: DAY where there is no clock, or one in a zone we do not know."""
    if day is None:
        return None
    at = _at(day, clock, context) if clock else None
    if at is None or clock is None:
        return Found(datetime.combine(day, time(), UTC), Precision.DAY)
    return Found(at, Precision.MINUTE if clock.second is None else Precision.SECOND)


def _at(day: date, clock: Clock, context: Context) -> datetime | None:
    seconds = (clock.hour * 60 + clock.minute) * 60 + (clock.second or 0)
    if clock.minute > 59 or (clock.second or 0) > 59 or seconds > 86_400:
        return None
    try:
        naive = datetime.combine(day, time()) + timedelta(seconds=seconds)
        zone = _zone_named(clock.zone.replace(" ", ""), naive, context)
        return naive.replace(tzinfo=zone).astimezone(UTC) if zone else None
    except (OverflowError, ValueError):  # the years 1 and 9999
        return None


def _zone_named(name: str, naive: datetime, context: Context) -> tzinfo | None:
    """Return the zone called `name`: the publisher's own if it has no name, or is called so."""
    if not name or naive.replace(tzinfo=context.zone).tzname() == name:
        return context.zone
    if name.upper() in ZONE_HOURS:
        return timezone(timedelta(hours=ZONE_HOURS[name.upper()]))
    if name in ZONE_PLACES or "/" in name:
        return zone_called(ZONE_PLACES.get(name, name))
    if offset := _OFFSET.search(name):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        sign = -1 if offset["sign"] == "-" else 1
        return (
            timezone(timedelta(minutes=sign * minutes)) if minutes <= MAX_OFFSET_MINUTES else None
        )
    # Capitals after a clock: a zone we do not know ("XKT"), or just a word ("AFP").
    return None if name.endswith("T") else context.zone


@lru_cache(maxsize=512)
def zone_called(name: str) -> tzinfo | None:
    """Return the zone with that IANA name, or None when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
