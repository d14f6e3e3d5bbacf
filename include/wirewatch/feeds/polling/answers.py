"""What an answer makes of what is known of a feed.

All that is decided about a feed is decided here, as values: what to believe, where to ask, when
again, and what the operator should know. The pipeline only asks and writes down.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from wirewatch.feeds.polling.events import FeedEvent, FeedEventKind, events_between
from wirewatch.feeds.polling.moves import Streak, continued, is_gone, is_move
from wirewatch.feeds.polling.rhythm import Rhythm
from wirewatch.feeds.polling.schedule import NextPoll, Signs, Wishes, next_poll
from wirewatch.feeds.polling.state import FeedState
from wirewatch.feeds.polling.validators import Asking, Validators, after_unmodified, after_whole

BACK_AFTER = 2.0  # points of failure at a new address; then the operator's own is asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a whole answer announced."""

    entries_hash: str
    n_entries: int
    n_new: int
    window_s: float | None
    wishes: Wishes  # the feed's own
    rhythm: Rhythm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A good answer: a feed, or the news that it has not changed (`whole` is None)."""

    asking: Asking
    etag: str | None
    last_modified: str | None
    declared_s: float | None  # by the headers
    moved_to: str | None  # where permanent redirects lead
    whole: Whole | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An answer that was none."""

    detail: str
    weight: float  # how much it says against the feed; 0: nobody was asked
    retry_after_s: float | None = None
    is_permanent: bool = False
    is_removed: bool = False  # 410


Changed = tuple[FeedState, tuple[FeedEvent, ...]]


def after_answer(state: FeedState, answered: Answered, now: datetime) -> Changed:
    """Return the state of a feed after a good answer, and what is to be told."""
    whole = answered.whole
    after = replace(
        state,
        validators=_validators(state, answered, now),
        gone=None,
        fail_score=0.0,
        failing_since=None,
        last_good_at=now,
        last_detail=None,
        last_polled_at=now,
    )
    if whole:
        after = _with_whole(after, whole, now)
    after = _with_move(after, answered.moved_to, now)
    after = _with_silence(after, now)
    due = next_poll(_signs(state, after, answered), now=now, jitter_key=state.feed_id)
    after = _due(after, due)
    return after, (*_gap(state, whole), *events_between(state, after, now))


def after_failure(state: FeedState, failed: Failed, now: datetime) -> Changed:
    """Return the state of a feed after a failed poll, and what is to be told."""
    score = state.fail_score + failed.weight
    wishes = Wishes(retry_after_s=failed.retry_after_s)
    if not failed.weight:
        due = next_poll(Signs(wishes=wishes), now=now, jitter_key=state.feed_id)
        return _due(replace(state, last_detail=failed.detail), due), ()
    after = replace(
        state,
        gone=_gone(state, failed, now),
        fail_score=score,
        failing_since=state.failing_since or now,
        last_detail=failed.detail,
        last_polled_at=now,
    )
    if state.asked_url and failed.is_permanent and score >= BACK_AFTER:
        after = replace(after, asked_url=None, move=None, fail_score=failed.weight)
    signs = Signs(wishes=wishes, fail_score=after.fail_score, is_gone=is_gone(after.gone, now))
    after = _due(after, next_poll(signs, now=now, jitter_key=state.feed_id))
    return after, events_between(state, after, now)


def _validators(state: FeedState, answered: Answered, now: datetime) -> Validators:
    if answered.whole is None:
        return after_unmodified(state.validators, answered.etag, answered.last_modified)
    told = Validators(
        etag=answered.etag,
        last_modified=answered.last_modified,
        entries_hash=answered.whole.entries_hash,
    )
    return after_whole(state.validators, told, answered.asking, now)


def _with_whole(state: FeedState, whole: Whole, now: datetime) -> FeedState:
    return replace(
        state,
        wishes=whole.wishes,
        n_entries=whole.n_entries,
        window_s=whole.window_s,
        rhythm=whole.rhythm or state.rhythm,
        last_new_at=now if whole.n_new else state.last_new_at,
        seen_entries=state.seen_entries + whole.n_new,
    )


def _with_move(state: FeedState, moved_to: str | None, now: datetime) -> FeedState:
    is_elsewhere = moved_to is not None and moved_to != state.address
    streak = continued(state.move, moved_to if is_elsewhere else None, now)
    if is_move(streak, now) and streak:
        return replace(state, asked_url=streak.what, move=None)
    return replace(state, move=streak)


def _with_silence(state: FeedState, now: datetime) -> FeedState:
    is_silent = state.rhythm is not None and state.rhythm.is_silent(now)
    return replace(state, silent_since=(state.silent_since or now) if is_silent else None)


def _signs(before: FeedState, after: FeedState, answered: Answered) -> Signs:
    own = after.wishes
    asked = [each for each in (answered.declared_s, own.declared_s) if each is not None]
    return Signs(
        wishes=replace(own, declared_s=max(asked, default=None)),
        n_entries=after.n_entries,
        n_new=answered.whole.n_new if answered.whole else 0,
        window_s=after.window_s,
        usual_gap_s=after.rhythm.usual_s if after.rhythm else None,
        is_first=before.last_good_at is None,
    )


def _due(state: FeedState, due: NextPoll) -> FeedState:
    return replace(state, next_due_at=due.at, due_why=due.why)


def _gone(state: FeedState, failed: Failed, now: datetime) -> Streak | None:
    """Return the streak of "410 Gone"; a server out of reach says nothing of it."""
    if not failed.is_permanent:
        return state.gone
    return continued(state.gone, "HTTP 410" if failed.is_removed else None, now)


def _gap(before: FeedState, whole: Whole | None) -> tuple[FeedEvent, ...]:
    if whole is None or before.last_good_at is None or not 1 < whole.n_entries == whole.n_new:
        return ()
    detail = f"none of its {whole.n_entries} entries was there at the last poll"
    return (FeedEvent(kind=FeedEventKind.GAP, detail=f"{detail}: some may have been missed"),)
