"""One feed asked for, read, and written down: how it ended, what is new, when it is due again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.feeds import FeedAnswer, fetch_feed
from wirewatch.adapters.http import Answer
from wirewatch.adapters.warehouse.alerts import save_deliveries
from wirewatch.adapters.warehouse.engine import write
from wirewatch.adapters.warehouse.entries import (
    entry_times,
    known_entries,
    note_changes,
    save_entries,
)
from wirewatch.adapters.warehouse.feeds import Poll, event_id, save_poll
from wirewatch.bootstrap import Desk
from wirewatch.errors import (
    NotAFeed,
    PermanentError,
    Refused,
    Removed,
    Resting,
    Throttled,
    TransientError,
    WirewatchError,
)
from wirewatch.feeds.identity import Identity, known_again, learn_identity
from wirewatch.feeds.parse import parse_feed
from wirewatch.feeds.polling.answers import (
    Answered,
    Changed,
    Failed,
    Whole,
    after_answer,
    after_failure,
)
from wirewatch.feeds.polling.events import FeedEvent, FeedEventKind
from wirewatch.feeds.polling.rhythm import learn_rhythm
from wirewatch.feeds.polling.schedule import Wishes
from wirewatch.feeds.polling.state import FeedState
from wirewatch.feeds.polling.validators import Asking, Validators, how_to_ask
from wirewatch.model import FeedEntry, ParsedFeed, digest
from wirewatch.pipeline.outcomes import Outcome, outcome_of

log = structlog.get_logger()

# What a failed poll says against its feed, as Media Cloud weighs it: most of what passes does so
# within hours, and what is refused today may be a robot check.
_WEIGHTS: Mapping[type[WirewatchError], float] = {Resting: 0.0, Refused: 0.5, NotAFeed: 0.5}
_TRANSIENT, _PERMANENT = 0.25, 1.0
OPERATORS_ROUTE = "operator"  # in [routes]: who is told of feeds that move, fail, fall silent …
_CUT_SHORT = "the body broke off; the entries before that were kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One question to a feed."""

    desk: Desk
    state: FeedState
    asking: Asking
    at: datetime
    run: str  # who asks, for the ledger


def poll(desk: Desk, state: FeedState, *, run: str) -> str:
    """Poll a feed; the outcome. Its entries, the poll and the feed's state land together."""
    now = desk.now()
    asking = how_to_ask(state.validators, now)
    asked = _Asked(desk=desk, state=state, asking=asking, at=now, run=run)
    try:
        answer = _ask(asked)
        feed = _parsed(asked, answer.answer, state.identity) if answer.answer else None
    except WirewatchError as error:
        return _save_failure(asked, error)
    if answer.answer is None or feed is None:
        return _save_unmodified(asked, answer)
    return _save_whole(asked, answer, answer.answer, feed)


def _ask(asked: _Asked) -> FeedAnswer:
    is_conditional = asked.asking is Asking.CONDITIONAL
    kept = asked.state.validators if is_conditional else Validators()
    return fetch_feed(
        asked.desk.polite,
        asked.state.address,
        etag=kept.etag,
        last_modified=kept.last_modified,
        deadline_s=asked.desk.settings.deadline_s,
    )


def _parsed(asked: _Asked, answer: Answer, identity: Identity) -> ParsedFeed:
    return parse_feed(
        answer.body,
        feed_id=asked.state.feed_id,
        url=answer.final_url,
        captured_at=asked.at,
        content_type=answer.header("content-type"),
        zone=asked.state.zone,
        identity=identity,
    )


# ── how it ended ────────────────────────────────────────────────────────────────────────────────


def _save_failure(asked: _Asked, error: WirewatchError) -> str:
    usual = _TRANSIENT if isinstance(error, TransientError) else _PERMANENT
    failed = Failed(
        detail=error.detail or str(error),
        weight=_WEIGHTS.get(type(error), usual),
        retry_after_s=error.retry_after_s if isinstance(error, Throttled) else None,
        is_permanent=isinstance(error, PermanentError),
        is_removed=isinstance(error, Removed),
    )
    row = Poll(
        feed_id=asked.state.feed_id,
        polled_at=asked.at,
        outcome=outcome_of(error),
        asked=None if isinstance(error, Resting) else asked.asking,
        detail=str(error),
    )
    after = after_failure(asked.state, failed, asked.at)
    write(asked.desk.engine, lambda db: _save(db, asked, row, after))
    return row.outcome


def _save_unmodified(asked: _Asked, answer: FeedAnswer) -> str:
    row = Poll(
        feed_id=asked.state.feed_id,
        polled_at=asked.at,
        outcome=Outcome.NOT_MODIFIED,
        asked=asked.asking,
        http_status=HTTPStatus.NOT_MODIFIED,
    )
    after = after_answer(asked.state, _answered(asked, answer, None), asked.at)
    write(asked.desk.engine, lambda db: _save(db, asked, row, after))
    return row.outcome


def _save_whole(asked: _Asked, answer: FeedAnswer, served: Answer, feed: ParsedFeed) -> str:
    def save(db: Connection) -> str:
        state, known, learned = _identified(db, asked, served, feed)
        note_changes(db, known.entries, asked.at)
        n_new = save_entries(db, known.entries, asked.at, run=asked.run)
        row = _whole_poll(asked, served, known, n_new)
        if served.truncated:  # its validators would stand for entries that we did not see
            failed = Failed(detail=_CUT_SHORT, weight=_TRANSIENT)
            after, events = after_failure(state, failed, asked.at)
        else:
            whole = _whole(db, known, n_new)
            after, events = after_answer(state, _answered(asked, answer, whole), asked.at)
        _save(db, asked, row, (after, (*learned, *events)))
        return row.outcome

    return write(asked.desk.engine, save)


def _whole_poll(asked: _Asked, served: Answer, feed: ParsedFeed, n_new: int) -> Poll:
    return Poll(
        feed_id=asked.state.feed_id,
        polled_at=asked.at,
        outcome=Outcome.LATER if served.truncated else Outcome.POLLED,
        asked=asked.asking,
        final_url=served.final_url,
        detail=_CUT_SHORT if served.truncated else None,
        http_status=served.status,
        body_hash=digest(served.body),
        parser=feed.parser,
        n_entries=len(feed.entries),
        n_new=n_new,
        problems=feed.problems,
    )


def _identified(
    db: Connection, asked: _Asked, served: Answer, feed: ParsedFeed
) -> tuple[FeedState, ParsedFeed, tuple[FeedEvent, ...]]:
    """Return the feed with its entries under the ids they are known by, and what was learned."""
    state = asked.state
    events: tuple[FeedEvent, ...] = ()
    known = known_entries(db, state.feed_id, feed.entries)
    if learned := learn_identity(known, feed.entries, state.identity):
        identity, why = learned
        state = replace(state, identity=identity, identity_why=why)
        feed = _parsed(asked, served, identity)
        events = (FeedEvent(kind=FeedEventKind.IDENTITY, detail=why),)
    entries = known_again(known, feed.entries, state.identity)
    return state, replace(feed, entries=entries), events


def _answered(asked: _Asked, answer: FeedAnswer, whole: Whole | None) -> Answered:
    return Answered(
        asking=asked.asking,
        etag=answer.etag,
        last_modified=answer.last_modified,
        declared_s=answer.declared_s,
        moved_to=answer.moved_to,
        whole=whole,
    )


def _whole(db: Connection, feed: ParsedFeed, n_new: int) -> Whole:
    said = sorted(f"{entry.entry_id} {entry.url} {entry.title}" for entry in feed.entries)
    return Whole(
        entries_hash=digest(*said),
        n_entries=len(feed.entries),
        n_new=n_new,
        window_s=_window_s(feed.entries),
        wishes=Wishes(declared_s=feed.ttl_s, skip_hours=feed.skip_hours, skip_days=feed.skip_days),
        rhythm=learn_rhythm(entry_times(db, feed.entries[0].feed_id)) if n_new else None,
    )


def _save(db: Connection, asked: _Asked, row: Poll, changed: Changed) -> None:
    """Write a poll down, and put what it tells into the outbox of the operator."""
    after, events = changed
    if not save_poll(db, row, after, events):
        return
    for event in events:
        tell_operator(db, asked.desk, row.feed_id, event, asked.at)


def tell_operator(db: Connection, desk: Desk, feed_id: str, event: FeedEvent, at: datetime) -> None:
    """Put what is recorded of a feed at `at` into the outbox of the operator."""
    log.warning(event.kind, feed=feed_id, detail=event.detail)
    key = event_id(feed_id, event.kind, at)
    channels = desk.settings.routes.get(OPERATORS_ROUTE, ())
    save_deliveries(db, [(key, channel) for channel in channels], now=desk.now())


def _window_s(entries: Sequence[FeedEntry]) -> float | None:
    """Return the span of time that a feed shows: what is missed for longer is lost."""
    dated = [entry.published.at for entry in entries if entry.published.at]
    return (max(dated) - min(dated)).total_seconds() if len(dated) > 1 else None
