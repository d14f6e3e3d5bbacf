"""When a feed itself wants to be asked, as it says in the file: ttl, sy:, skipHours, skipDays.

Given is feedparser's dictionary of the feed; hours and days come as one text (see `driver`).
"""

from collections.abc import Mapping
from typing import Any

from wirewatch.feeds.drafts import text_of

MAX_TTL_S = 604_800  # a feed that wants to be read once a year is not meant
_PERIODS_S = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_N_HOURS = 24


def ttl_s(feed: Mapping[str, Any]) -> int | None:
    """Return how long the feed asks to be left alone: ttl in minutes, or sy:updatePeriod."""
    minutes = _number(text_of(feed, "ttl"))
    if minutes is not None:
        seconds = minutes * 60
    else:
        period = _PERIODS_S.get(text_of(feed, "sy_updateperiod").lower(), 0)
        seconds = period // (_number(text_of(feed, "sy_updatefrequency")) or 1)
    return seconds if 0 < seconds <= MAX_TTL_S else None


def skip_hours(feed: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the hours in GMT, 0 to 23, in which the feed does not change; () if that is all."""
    named = map(_number, text_of(feed, "skiphours").split())
    # RSS 0.91 counts from 1 to 24, RSS 2.0 from 0 to 23.
    hours = {hour % _N_HOURS for hour in named if hour is not None and hour <= _N_HOURS}
    return tuple(sorted(hours)) if len(hours) < _N_HOURS else ()


def skip_days(feed: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the days, 0 for Monday, on which the feed does not change; () if that is all."""
    named = {word[:3].lower() for word in text_of(feed, "skipdays").split()}
    days = tuple(day for day, name in enumerate(_DAYS) if name in named)
    return days if len(days) < len(_DAYS) else ()


def _number(text: str) -> int | None:
    return int(text[:9]) if text.isascii() and text.isdigit() else None
