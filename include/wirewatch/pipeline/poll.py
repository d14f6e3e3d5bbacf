"""One feed asked for, read, and written down: how it ended, what is new, when it is due again."""

from collections.abc import Sequence
from datetime import datetime

from wirewatch.adapters.feeds import FeedAnswer, fetch_feed
from wirewatch.adapters.warehouse import feeds as rows
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.bootstrap import Desk
from wirewatch.errors import PermanentError, Throttled, WirewatchError
from wirewatch.feeds.parse import parse_feed
from wirewatch.feeds.schedule import next_poll
from wirewatch.model import FeedEntry, ParsedFeed, digest
from wirewatch.pipeline.outcomes import Outcome, outcome_of

_PERMANENT, _TRANSIENT = 1.0, 0.25  # what a failed poll weighs, as Media Cloud weighs them


def poll(desk: Desk, state: rows.FeedState) -> str:
    """Poll a feed; the outcome. Its entries, the poll and the feed's state land together."""
    now = desk.now()
    try:
        answer = fetch_feed(
            desk.polite,
            state.url,
            etag=state.etag,
            last_modified=state.last_modified,
            deadline_s=desk.settings.deadline_s,
        )
        feed = _parsed(state, answer, now)
    except WirewatchError as error:
        with writing(desk.engine) as db:
            rows.save_poll(db, _failed(state, error, now))
        return outcome_of(error)
    with writing(desk.engine) as db:
        n_new = rows.save_entries(db, feed.entries if feed else (), now)
        rows.save_poll(db, _answered(state, answer, feed, n_new, now))
    return Outcome.POLLED if feed else Outcome.NOT_MODIFIED


def _parsed(state: rows.FeedState, answer: FeedAnswer, now: datetime) -> ParsedFeed | None:
    if answer.answer is None:
        return None
    return parse_feed(
        answer.answer.body,
        feed_id=state.feed_id,
        url=answer.answer.final_url,
        captured_at=now,
        content_type=answer.answer.header("content-type"),
        zone=state.zone,
    )


def _answered(
    state: rows.FeedState, answer: FeedAnswer, feed: ParsedFeed | None, n_new: int, now: datetime
) -> rows.Poll:
    served = answer.answer
    asked = [each for each in (answer.declared_s, feed.ttl_s if feed else None) if each]
    due = next_poll(
        now=now,
        declared_s=max(asked, default=None),
        retry_after_s=None,
        n_entries=len(feed.entries) if feed else 0,
        n_new=n_new,
        window_s=_window_s(feed.entries) if feed else None,
        fail_score=0.0,
        jitter_key=state.feed_id,
    )
    return rows.Poll(
        feed_id=state.feed_id,
        polled_at=now,
        outcome=Outcome.POLLED if feed else Outcome.NOT_MODIFIED,
        http_status=served.status if served else 304,
        body_hash=digest(served.body) if served else None,
        parser=feed.parser if feed else None,
        n_entries=len(feed.entries) if feed else 0,
        n_new=n_new,
        problems=feed.problems if feed else (),
        fail_score=0.0,
        etag=answer.etag,
        last_modified=answer.last_modified,
        next_due_at=due.at,
        due_why=due.why,
    )


def _failed(state: rows.FeedState, error: WirewatchError, now: datetime) -> rows.Poll:
    weight = _PERMANENT if isinstance(error, PermanentError) else _TRANSIENT
    score = state.fail_score + weight
    due = next_poll(
        now=now,
        declared_s=None,
        retry_after_s=error.retry_after_s if isinstance(error, Throttled) else None,
        n_entries=0,
        n_new=0,
        window_s=None,
        fail_score=score,
        jitter_key=state.feed_id,
    )
    return rows.Poll(
        feed_id=state.feed_id,
        polled_at=now,
        outcome=outcome_of(error),
        detail=str(error),
        fail_score=score,
        etag=state.etag,
        last_modified=state.last_modified,
        next_due_at=due.at,
        due_why=due.why,
    )


def _window_s(entries: Sequence[FeedEntry]) -> float | None:
    """Return the span of time that a feed shows: what is missed for longer is lost."""
    dated = [entry.published.at for entry in entries if entry.published.at]
    return (max(dated) - min(dated)).total_seconds() if len(dated) > 1 else None
