"""What an operator should know of a feed: told once, when it happens, and in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wirewatch.feeds.polling.moves import is_gone
from wirewatch.feeds.polling.rhythm import Rhythm
from wirewatch.feeds.polling.state import FeedState
from wirewatch.feeds.polling.validators import Trust

TOLD_AFTER = timedelta(days=1)  # a feed that fails for so long is told of


class FeedEventKind(StrEnum):
    """What an operator should know of a feed."""

    MOVED = "moved"
    MOVED_BACK = "moved_back"
    GONE = "gone"
    BACK = "back"  # it was gone
    SILENT = "silent"
    SPEAKS = "speaks"  # it was silent
    FAILING = "failing"
    RECOVERED = "recovered"
    DISTRUSTED = "distrusted"  # its "not modified" is not believed any more
    TRUSTED = "trusted"  # it is again
    IDENTITY = "identity"  # its guids are not believed any more
    GAP = "gap"  # nothing of the last answer was left in this one
    DRIFT = "drift"  # its pages give no text, or no date, any more


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """Something that happened to a feed, in words."""

    kind: FeedEventKind
    detail: str


def events_between(before: FeedState, after: FeedState, now: datetime) -> tuple[FeedEvent, ...]:
    """Return what changed from `before` to `after`, the state after a poll at `now`."""
    told = (
        _address_event(before, after),
        _gone_event(before, after, now),
        _silence_event(before, after, now),
        _failure_event(before, after, now),
        _trust_event(before, after),
    )
    return tuple(event for event in told if event)


def _address_event(before: FeedState, after: FeedState) -> FeedEvent | None:
    if after.asked_url == before.asked_url:
        return None
    if after.asked_url:
        detail = f"from {before.address} to {after.asked_url}, by permanent redirects"
        return FeedEvent(kind=FeedEventKind.MOVED, detail=detail)
    detail = f"{before.asked_url} fails ({after.last_detail}); {after.url} is asked again"
    return FeedEvent(kind=FeedEventKind.MOVED_BACK, detail=detail)


def _gone_event(before: FeedState, after: FeedState, now: datetime) -> FeedEvent | None:
    was_gone = is_gone(before.gone, before.last_polled_at or now)
    if was_gone == is_gone(after.gone, now):
        return None
    if was_gone:
        return FeedEvent(kind=FeedEventKind.BACK, detail="it answers again")
    count = after.gone.count if after.gone else 0
    detail = f"{count} answers “410 Gone” in a row; asked once a week from now on"
    return FeedEvent(kind=FeedEventKind.GONE, detail=detail)


def _silence_event(before: FeedState, after: FeedState, now: datetime) -> FeedEvent | None:
    if (before.silent_since is None) == (after.silent_since is None) or after.rhythm is None:
        return None
    if after.silent_since is None:
        return FeedEvent(kind=FeedEventKind.SPEAKS, detail="it has something new again")
    return FeedEvent(kind=FeedEventKind.SILENT, detail=silence_in_words(after.rhythm, now))


def _failure_event(before: FeedState, after: FeedState, now: datetime) -> FeedEvent | None:
    was_told = _is_told(before, before.last_polled_at)
    if was_told == _is_told(after, now):
        return None
    if was_told:
        return FeedEvent(kind=FeedEventKind.RECOVERED, detail="it answers again")
    return FeedEvent(kind=FeedEventKind.FAILING, detail=f"for a day now: {after.last_detail}")


def _is_told(state: FeedState, at: datetime | None) -> bool:
    since = state.failing_since
    return since is not None and at is not None and at - since >= TOLD_AFTER


def _trust_event(before: FeedState, after: FeedState) -> FeedEvent | None:
    was_lying = before.validators.trust is Trust.LYING
    if was_lying == (after.validators.trust is Trust.LYING):
        return None
    kind = FeedEventKind.TRUSTED if was_lying else FeedEventKind.DISTRUSTED
    return FeedEvent(kind=kind, detail=after.validators.why)


def silence_in_words(rhythm: Rhythm, now: datetime) -> str:
    """Return how long nothing new has come, beside what is usual."""
    quiet_s = (now - rhythm.newest_at).total_seconds()
    return (
        f"nothing new for {span_in_words(quiet_s)}; usually every {span_in_words(rhythm.usual_s)}, "
        f"at most {span_in_words(rhythm.longest_s)} apart"
    )


def span_in_words(seconds: float) -> str:
    """Return a span of time as people say it: "45 minutes", "3 hours", "9 days"."""
    for unit_s, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = round(seconds / unit_s)
        if count >= 2 or unit == "minute":
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("minutes fit everything")
