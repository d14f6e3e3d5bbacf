"""How a feed is, in words for the person who looks after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import silence_in_words, span_in_words
from wirewatch.feeds.polling.moves import BELIEVED_AFTER, BELIEVED_OVER, is_gone
from wirewatch.feeds.polling.rhythm import Rhythm
from wirewatch.feeds.polling.state import FeedState
from wirewatch.feeds.polling.validators import Trust


class Health(StrEnum):
    """How a feed is; the worse, the earlier."""

    GONE = "gone"
    FAILING = "failing"
    SILENT = "silent"
    NEW = "new"  # not polled yet
    WELL = "well"

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look."""
        return self in {Health.GONE, Health.FAILING, Health.SILENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a feed is, why we say so, and what else is known of it."""

    health: Health
    why: str
    notes: tuple[str, ...]


def condition(state: FeedState) -> Condition:
    """Return how a feed was at its last poll: what nobody asked since, nobody knows."""
    health, why = _health(state)
    return Condition(health=health, why=why, notes=tuple(_notes(state)))


def _health(state: FeedState) -> tuple[Health, str]:
    if state.last_polled_at is None:
        return Health.NEW, state.last_detail or "not polled yet"
    now = state.last_polled_at
    if state.gone and is_gone(state.gone, now):
        count, since = state.gone.count, state.gone.since
        return Health.GONE, f"{count} answers “410 Gone” in a row since {since:%Y-%m-%d}"
    if state.failing_since:
        span_s = (now - state.failing_since).total_seconds()
        span = f"for {span_in_words(span_s)}" if span_s else "since its last poll"
        return Health.FAILING, f"{span}: {state.last_detail}"
    if state.silent_since and state.rhythm:
        return Health.SILENT, silence_in_words(state.rhythm, now)
    return Health.WELL, _pace(state.rhythm, state.seen_entries)


def _pace(rhythm: Rhythm | None, seen_entries: int) -> str:
    if rhythm is None:
        return f"{seen_entries} entries seen, too few to tell a rhythm"
    usual, odd = span_in_words(rhythm.usual_s), span_in_words(rhythm.silence_s)
    return f"an entry every {usual}; silence is odd after {odd}"


def _notes(state: FeedState) -> Iterator[str]:
    if state.asked_url:
        yield f"moved: asked at {state.asked_url}"
    if state.move:
        seen, days = state.move.count, BELIEVED_OVER.days
        yield (
            f"redirects for good to {state.move.what} ({seen} times; believed after "
            f"{BELIEVED_AFTER} over {days} days)"
        )
    if state.validators.trust is not Trust.UNTRIED:
        yield f"its “not modified” is {state.validators.trust}: {state.validators.why}"
    if state.identity is Identity.ADDRESS:
        yield f"entries go by their addresses: {state.identity_why}"
