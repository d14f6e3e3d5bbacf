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


class NextPoll(NamedTuple):
    """When a feed is due, and why then."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    seconds: float
    why: str


def next_poll(
    *,
    now: datetime,
    declared_s: float | None = None,
    retry_after_s: float | None = None,
    n_entries: int = 0,
    n_new: int = 0,
    window_s: float | None = None,
    fail_score: float = 0.0,
    jitter_key: str = "",
) -> NextPoll:
    """Return when a feed polled at `now` is due again.

    Args:
        now: The time of the poll that was just made.
        declared_s: How long the feed or its server calls the answer fresh (ttl, max-age).
        retry_after_s: How long the server asks us to stay away.
        n_entries: Entries in the answer; 0 when it was "not modified".
        n_new: Those of them we did not know.
        window_s: Time from the oldest to the newest entry of the answer.
        fail_score: Polls failed in a row, weighed by how bad they were; 0 after a good one.
        jitter_key: Same key, same jitter; usually the feed's id.

    Promises: never before `now` + MIN_INTERVAL_S. Retry-After is kept up to MAX_ASKED_S, declared
    freshness up to half the window: a feed that calls 6 hours of news fresh for a day would lose
    most of it.
    """
    most_s = min(window_s / 2, MAX_INTERVAL_S) if window_s else MAX_INTERVAL_S
    wait = _back_off(fail_score) if fail_score > 0 else _overlap(n_entries, n_new, window_s)
    if wait.seconds > most_s and not fail_score:
        wait = _Wait(seconds=most_s, why=f"its entries span {_shown(window_s or 0)} only")
    wait = _longer(wait, declared_s, most_s, "by the feed or its Cache-Control")
    wait = _longer(wait, retry_after_s, MAX_ASKED_S, "by Retry-After")
    spread = JITTER * int(digest(jitter_key, now.isoformat())[:8], 16) / 0xFFFFFFFF
    seconds = max(wait.seconds, MIN_INTERVAL_S) * (1 + spread)
    return NextPoll(now + timedelta(seconds=round(seconds)), wait.why)


def _back_off(fail_score: float) -> _Wait:
    seconds = min(BACK_OFF_S * 2 ** min(fail_score - 1, 20), MAX_BACK_OFF_S)
    return _Wait(seconds=seconds, why=f"{fail_score:g} failed in a row")


def _overlap(n_entries: int, n_new: int, window_s: float | None) -> _Wait:
    """Return the wait that keeps polls overlapping."""
    if n_entries and n_new * 2 > n_entries:
        return _Wait(seconds=BUSY_INTERVAL_S, why=f"{n_new} of {n_entries} entries were new")
    if n_new:
        return _Wait(seconds=USUAL_INTERVAL_S, why=f"{n_new} of {n_entries} entries were new")
    gap_s = window_s / n_entries if window_s and n_entries else 0.0
    seconds = max(QUIET_INTERVAL_S, min(gap_s / 4, SLOW_INTERVAL_S))
    return _Wait(seconds=seconds, why="nothing was new")


def _longer(wait: _Wait, asked_s: float | None, most_s: float, by: str) -> _Wait:
    """Return the longer of `wait` and what is asked for, up to `most_s`."""
    if asked_s is None or min(asked_s, most_s) <= wait.seconds:
        return wait
    why = f"asked for {_shown(asked_s)} {by}"
    return _Wait(
        seconds=min(asked_s, most_s),
        why=why if asked_s <= most_s else f"{why}, kept to {_shown(most_s)}",
    )


def _shown(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.3g} h"
