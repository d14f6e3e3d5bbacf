"""When a feed that redirects for good is believed, and when one that is gone is.

A reader that believes the first "moved permanently" follows every misconfigured night; one that
never does dies with the old host (69 CBC feeds were silent from June to September 2026).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

BELIEVED_AFTER = 5  # answers in a row that lead to the same place
BELIEVED_OVER = timedelta(days=2)  # and over so long: longer than a weekend's mistake
GONE_AFTER = 3  # answers "410 Gone" in a row
GONE_OVER = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """Answers in a row that said the same: where the feed has moved to, or that it is gone."""

    what: str
    count: int
    since: datetime


def continued(before: Streak | None, what: str | None, now: datetime) -> Streak | None:
    """Return the streak after an answer that said `what`; None when it said nothing of the kind."""
    if what is None:
        return None
    if before is None or before.what != what:
        return Streak(what=what, count=1, since=now)
    return replace(before, count=before.count + 1)


def is_move(streak: Streak | None, now: datetime) -> bool:
    """Whether the feed is to be asked at its new address from now on."""
    return streak is not None and _lasted(streak, now, BELIEVED_AFTER, BELIEVED_OVER)


def is_gone(streak: Streak | None, now: datetime) -> bool:
    """Whether the feed is believed to be gone: it is asked once a week, in case it comes back."""
    return streak is not None and _lasted(streak, now, GONE_AFTER, GONE_OVER)


def _lasted(streak: Streak, now: datetime, count: int, over: timedelta) -> bool:
    return streak.count >= count and now - streak.since >= over
