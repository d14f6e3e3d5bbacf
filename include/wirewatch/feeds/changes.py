"""When to fetch a page again: its feed says that it changed, or the operator looks twice.

Corrections and withdrawals of a wire story are printed over the page that is there. Atom feeds and
JSON feeds date the change, most RSS feeds do not, or only give the entry another title.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from wirewatch.model import FeedEntry
from wirewatch.text import words

# After the first, second … capture of a page. Some feeds date every entry anew at each poll: those
# cost four requests a page in the first day, and one a day then.
_PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


class Held(NamedTuple):
    """What a feed said last of an entry, and what we have of its page."""

    title: str
    updated_at: datetime | None
    n_captures: int  # at least 1
    captured_at: datetime  # the last time


def has_changed(held: Held, entry: FeedEntry) -> bool:
    """Whether the page of `entry` has changed since we have it, as far as its feed tells.

    A first "updated" is none of its own: it may be the day of publication. It counts when it is
    later than the page we have, as every one must.
    """
    if words(entry.title) != words(held.title):
        return True
    told = entry.updated.at
    if told is None or told <= held.captured_at:
        return False
    return held.updated_at is None or told > held.updated_at


def again_at(held: Held) -> datetime:
    """Return when a page that has changed is fetched again, at the earliest."""
    return held.captured_at + _PAUSES[min(held.n_captures, len(_PAUSES)) - 1]


def next_look(first_at: datetime, now: datetime, hours: Sequence[float]) -> datetime | None:
    """Return when to look at a page again that nobody says has changed; None: no more.

    Args:
        first_at: When its feed announced it.
        now: When it was fetched.
        hours: How long after the announcement to look, in any order.
    """
    moments = (first_at + timedelta(hours=each) for each in hours)
    return min((at for at in moments if at > now), default=None)
