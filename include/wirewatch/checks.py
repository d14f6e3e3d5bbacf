"""Whether what comes in is as it should be: counts in, verdicts with their reasons out.

A verdict is "not well" only where chance is no explanation: small numbers are let pass. Limits are
on the side of silence, as a check that cries every day is switched off.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import sqrt
from statistics import median

FRESH_WITHIN = timedelta(hours=6)  # a night without a page, with feeds that are polled
READ_WITHIN = timedelta(hours=3)  # publishing follows harvesting in minutes
_ENOUGH_A_DAY = 8  # of a feed with fewer entries a day, none may be chance (e⁻⁸ is 3 in 10,000)
_MOST = 4  # times the usual
_MORE = 20  # a feed of two a day may bring ten
_ENOUGH_PAGES = 10
_WORSE = 0.2  # than the week before: a site that never tells its dates is known for it
_Z = 2.0  # the share is above the limit in 97 of 100 such samples


class Check(StrEnum):
    """What is looked at."""

    FRESHNESS = "freshness"
    VOLUME = "volume"
    TEXT = "text"
    DATE = "date"
    LANGUAGE = "language"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one check says of one feed, source, or the whole."""

    check: Check
    subject: str
    is_well: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many of some pages lack something."""

    n: int = 0
    n_lacking: int = 0

    @property
    def share(self) -> float:
        """The share that lacks it; of no pages, none."""
        return self.n_lacking / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What pages can lack, and which share of a source's pages may."""

    check: Check
    limit: float
    what: str


LACKS = (
    Lack(
        check=Check.TEXT, limit=0.5, what="have no text: walls, errors, pages that are no article"
    ),
    Lack(check=Check.DATE, limit=0.3, what="have no date of publication"),
    Lack(check=Check.LANGUAGE, limit=0.3, what="have no language"),
    Lack(check=Check.FUTURE, limit=0.02, what="are dated more than a day ahead of their capture"),
)


def freshness(last_landed_at: datetime | None, n_feeds: int, now: datetime) -> Verdict:
    """Judge when the last page landed."""
    if not n_feeds:
        return _verdict(Check.FRESHNESS, "landing", "no feed is polled", is_well=True)
    if last_landed_at is None:
        why = "no page has landed yet; does wirewatch_harvest run?"
        return _verdict(Check.FRESHNESS, "landing", why, is_well=False)
    age = now - last_landed_at
    why = f"the last page landed {_hours(age)} ago"
    is_well = age <= FRESH_WITHIN
    return _verdict(
        Check.FRESHNESS, "landing", why if is_well else f"{why}; does wirewatch_harvest run?",
        is_well=is_well,
    )  # fmt: skip


def backlog(n_unread: int, waiting_since: datetime | None, now: datetime) -> Verdict:
    """Judge how long pages have been waiting to be read."""
    if not n_unread or waiting_since is None:
        return _verdict(Check.FRESHNESS, "reading", "every page that landed is read", is_well=True)
    waits = now - waiting_since
    why = f"{n_unread:,} pages are unread, the oldest for {_hours(waits)}"
    is_well = waits <= READ_WITHIN
    return _verdict(
        Check.FRESHNESS, "reading", why if is_well else f"{why}; does wirewatch_publish run?",
        is_well=is_well,
    )  # fmt: skip


def volume(feed_id: str, day: date, n_entries: int, before: Mapping[date, int]) -> Verdict:
    """Judge how many entries a feed had on a day, by the days before it.

    Args:
        feed_id: The feed.
        day: A whole day.
        n_entries: How many it had.
        before: Entries by day, of days on which the feed was polled; those without any count as 0.
    """
    usual, of_what = _usual(day, before)
    said = f"{n_entries} entries on {day}"
    if usual is None:
        return _verdict(Check.VOLUME, feed_id, f"{said}; too early to tell", is_well=True)
    is_low = usual >= _ENOUGH_A_DAY and n_entries < usual / _MOST
    is_high = n_entries > usual * _MOST + _MORE
    why = f"{said}, where {usual:g} are usual {of_what}"
    return _verdict(Check.VOLUME, feed_id, why, is_well=not (is_low or is_high))


def _usual(day: date, before: Mapping[date, int]) -> tuple[float | None, str]:
    """Return the usual number: of this day of the week if that is known, else of the last days.

    Papers print a third on Sundays of what they print on Fridays.
    """
    weeks = [before[at] for n in range(1, 5) if (at := day - timedelta(weeks=n)) in before]
    if len(weeks) >= 3:
        return median(weeks), f"on a {day:%A}"
    days = [before[at] for n in range(1, 15) if (at := day - timedelta(days=n)) in before]
    return (median(days), "a day") if len(days) >= 5 else (None, "")


def lacking(lack: Lack, source: str, today: Counted, before: Counted) -> Verdict:
    """Judge which share of a source's pages of a day lack something, beside the week before."""
    limit = max(lack.limit, before.share + _WORSE if before.n else 0.0)
    is_well = today.n < _ENOUGH_PAGES or _surely(today) <= limit
    why = f"{today.n_lacking} of {today.n} pages {lack.what}"
    if before.n:
        why += f"; the week before {before.share:.0%}"
    return _verdict(lack.check, source, why, is_well=is_well)


def _surely(counted: Counted) -> float:
    """Return the lower end of Wilson's interval: the share that is surely passed."""
    n, share = counted.n, counted.share
    centre = share + _Z**2 / (2 * n)
    spread = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return (centre - spread) / (1 + _Z**2 / n)


def worst_first(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Give those that are not well first, in the order of the checks."""
    order = list(Check)
    yield from sorted(verdicts, key=lambda v: (v.is_well, order.index(v.check), v.subject))


def _verdict(check: Check, subject: str, why: str, *, is_well: bool) -> Verdict:
    return Verdict(check=check, subject=subject, is_well=is_well, why=why)


def _hours(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"
