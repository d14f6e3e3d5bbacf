"""When to poll a feed next, and why: in words, for the row that people read.

A feed shows a window of its newest entries. As long as polls overlap, nothing is lost: so a feed
whose window turned over by half is asked twice as often, and one with nothing new is left alone,
but never for more than half of what its window spans (24 real news feeds span 5.7 to 60 hours).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from wirewatch.model import digest

MIN_INTERVAL_S = 10 * 60  # Media Cloud's, over 180,000 feeds
BUSY_INTERVAL_S = 15 * 60
USUAL_INTERVAL_S = 30 * 60  # nothing was lost on 24 real news feeds
QUIET_INTERVAL_S = 45 * 60
SLOW_INTERVAL_S = 6 * 3_600  # for a feed that speaks once in weeks
MAX_INTERVAL_S = 24 * 3_600  # however long a feed calls itself fresh
MAX_ASKED_S = 7 * 24 * 3_600  # a longer Retry-After is a mistake
MAX_BACK_OFF_S = 24 * 3_600
BACK_OFF_S = 15 * 60  # after one failed poll; doubles with each
JITTER = 0.1  # of the wait, added: feeds that started together drift apart


GONE_INTERVAL_S = 7 * 24 * 3_600  # of a feed that is gone: never for good


class NextPoll(NamedTuple):
    """When a feed is due, and why then."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a feed or its server asks of those who poll it."""

    declared_s: float | None = None  # the longest it calls its answer fresh: ttl, max-age, Expires
    retry_after_s: float | None = None  # how long we are to stay away
    skip_hours: tuple[int, ...] = ()  # 0 to 23, GMT
    skip_days: tuple[int, ...] = ()  # 0 is Monday


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a poll tells of when to poll next."""

    wishes: Wishes = Wishes()
    n_entries: int = 0  # in the answer; 0 when it was "not modified"
    n_new: int = 0  # those of them we did not know
    window_s: float | None = None  # from the oldest to the newest entry it shows
    usual_gap_s: float | None = None  # between its entries, as learned
    fail_score: float = 0.0  # polls failed in a row, weighed by how bad they were
    is_first: bool = False  # nothing was known before: all of it is new
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    seconds: float
    why: str


def next_poll(signs: Signs, *, now: datetime, jitter_key: str = "") -> NextPoll:
    """Return when a feed polled at `now` is due again.

    Args:
        signs: What the poll that was just made tells.
        now: The time of that poll.
        jitter_key: Same key, same jitter; usually the feed's id.

    Promises: never before `now` + MIN_INTERVAL_S. Retry-After is kept up to MAX_ASKED_S; declared
    freshness and hours to skip up to half the window: a feed that calls 6 hours of news fresh for
    a day would lose most of it.
    """
    wishes, window_s = signs.wishes, signs.window_s
    most_s = min(window_s / 2, MAX_INTERVAL_S) if window_s else MAX_INTERVAL_S
    wait = _own(signs)
    if wait.seconds > most_s and not signs.fail_score and not signs.is_gone:
        wait = _Wait(seconds=most_s, why=f"its entries span {_shown(window_s or 0)} only")
    wait = _longer(wait, wishes.declared_s, most_s, "by the feed or its Cache-Control")
    wait = _longer(wait, wishes.retry_after_s, MAX_ASKED_S, "by Retry-After")
    spread = JITTER * int(digest(jitter_key, now.isoformat())[:8], 16) / 0xFFFFFFFF
    seconds = max(wait.seconds, MIN_INTERVAL_S) * (1 + spread)
    planned = NextPoll(now + timedelta(seconds=round(seconds)), wait.why)
    awake = _after_skips(planned, wishes)
    return awake if (awake.at - now).total_seconds() <= most_s else planned


def _own(signs: Signs) -> _Wait:
    """Return the wait that the feed's own state asks for."""
    if signs.is_gone:
        return _Wait(seconds=GONE_INTERVAL_S, why="it is gone; asked once a week all the same")
    if signs.fail_score:
        seconds = min(BACK_OFF_S * 2 ** min(signs.fail_score - 1, 20), MAX_BACK_OFF_S)
        pause = _shown(max(seconds, MIN_INTERVAL_S))
        return _Wait(seconds=seconds, why=f"it failed; after {pause}, and longer each time")
    if signs.n_new:
        return _overlap(signs)
    gap_s = signs.usual_gap_s
    if gap_s is None and signs.window_s and signs.n_entries:
        gap_s = signs.window_s / signs.n_entries
    seconds = max(QUIET_INTERVAL_S, min((gap_s or 0.0) / 4, SLOW_INTERVAL_S))
    return _Wait(seconds=seconds, why="nothing was new")


def _overlap(signs: Signs) -> _Wait:
    """Return the wait that keeps polls overlapping."""
    if signs.is_first:
        return _Wait(seconds=USUAL_INTERVAL_S, why="polled for the first time")
    why = f"{signs.n_new} of {signs.n_entries} entries were new"
    if signs.n_new == signs.n_entries and signs.n_entries > 1:
        return _Wait(seconds=MIN_INTERVAL_S, why=f"{why}: some may have been missed")
    is_busy = signs.n_new * 2 > signs.n_entries
    return _Wait(seconds=BUSY_INTERVAL_S if is_busy else USUAL_INTERVAL_S, why=why)


def _longer(wait: _Wait, asked_s: float | None, most_s: float, by: str) -> _Wait:
    """Return the longer of `wait` and what is asked for, up to `most_s`."""
    if asked_s is None or min(asked_s, most_s) <= wait.seconds:
        return wait
    why = f"asked for {_shown(asked_s)} {by}"
    return _Wait(
        seconds=min(asked_s, most_s),
        why=why if asked_s <= most_s else f"{why}, kept to {_shown(most_s)}",
    )


def _after_skips(planned: NextPoll, wishes: Wishes) -> NextPoll:
    """Return the first time from `planned` on that the feed does not want skipped."""
    at = planned.at
    for _ in range(7 * 24):
        if at.hour not in wishes.skip_hours and at.weekday() not in wishes.skip_days:
            break
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if at == planned.at:
        return planned
    # The minute is kept: feeds that skip the night would else all be asked as it ends.
    at += timedelta(minutes=planned.at.minute, seconds=planned.at.second)
    return NextPoll(at, f"{planned.why}; not sooner, by its skipHours or skipDays")


def _shown(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.3g} h"
