"""Feeds, their polls, and what there is to tell of them. The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, or_, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import insert_absent, upsert
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import FeedEvent, FeedEventKind
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.rhythm import Rhythm
from wirewatch.feeds.polling.schedule import Wishes
from wirewatch.feeds.polling.state import FeedState, forgotten
from wirewatch.feeds.polling.validators import Trust, Validators
from wirewatch.model import digest


class FeedChoice(Protocol):
    """A feed as the operator named it."""

    @property
    def feed_id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def language(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of asking a feed once."""

    feed_id: str
    polled_at: datetime
    outcome: str
    asked: str | None = None  # with which condition; None: nobody was asked
    final_url: str | None = None
    detail: str | None = None
    http_status: int | None = None
    body_hash: str | None = None
    parser: str | None = None
    n_entries: int = 0
    n_new: int = 0
    problems: tuple[str, ...] = ()

    @property
    def poll_id(self) -> str:
        """The key: the same poll saved twice is one."""
        return digest(self.feed_id, self.polled_at.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something the operator should know of a feed, and when it happened."""

    feed_id: str
    at: datetime
    kind: FeedEventKind
    detail: str


def ensure_feeds(db: Connection, feeds: Sequence[FeedChoice], now: datetime) -> None:
    """Make the table hold the operator's `feeds`: new ones are due now, known ones keep state.

    A feed whose address changed forgets what belongs to the old one. Feeds the operator no longer
    names keep their rows, for the history; `due_feeds` is asked for the others.
    """
    known = {state.feed_id: state for state in feed_states(db, [feed.feed_id for feed in feeds])}
    new_state = {"next_due_at": now, "due_why": "never polled", "fail_score": 0.0}
    rows = [{**_chosen(feed), **new_state, "seen_entries": 0} for feed in feeds]
    upsert(db, schema.feed, rows, keep=(*new_state, "seen_entries"))
    for feed in feeds:
        if feed.feed_id in known and known[feed.feed_id].url != feed.url:
            reset_feed(db, feed.feed_id, now, "its address in desk.toml is another")


def reset_feed(db: Connection, feed_id: str, now: datetime, why: str) -> bool:
    """Forget what was learned of where and how a feed is asked; whether there is such a feed."""
    for state in feed_states(db, [feed_id]):
        db.execute(_this(feed_id).values(_state_row(forgotten(state, now, why))))
        return True
    return False


def due_feeds(
    db: Connection, now: datetime, *, feed_ids: Sequence[str] | None = None
) -> tuple[FeedState, ...]:
    """Return the feeds to be polled at `now`, longest due first; of `feed_ids` only, if given."""
    due = select(schema.feed).where(schema.feed.c.next_due_at <= now)
    ordered = due.order_by(schema.feed.c.next_due_at, schema.feed.c.feed_id)
    states = tuple(_state(row) for row in db.execute(ordered))
    return tuple(s for s in states if feed_ids is None or s.feed_id in set(feed_ids))


def all_feeds(db: Connection) -> tuple[FeedState, ...]:
    """Return the state of every feed there was, by id; the operator may have dropped some."""
    return tuple(_state(row) for row in db.execute(select(schema.feed).order_by("feed_id")))


def feed_states(db: Connection, feed_ids: Sequence[str]) -> tuple[FeedState, ...]:
    """Return the state of `feed_ids`, in that order; unknown ones are left out."""
    found = {state.feed_id: state for state in all_feeds(db) if state.feed_id in set(feed_ids)}
    return tuple(found[feed_id] for feed_id in feed_ids if feed_id in found)


def save_poll(
    db: Connection, poll: Poll, after: FeedState, events: Sequence[FeedEvent] = ()
) -> bool:
    """Record a poll, the state it leaves its feed in, and what it tells; whether it was new.

    A poll saved before changes nothing, and one that was overtaken by a later poll leaves the
    state to that.
    """
    row = {**asdict(poll), "poll_id": poll.poll_id}
    row |= {"next_due_at": after.next_due_at, "due_why": after.due_why}
    if not insert_absent(db, schema.poll, [row]):
        return False
    polled = schema.feed.c.last_polled_at
    is_latest = or_(polled.is_(None), polled <= poll.polled_at)
    db.execute(
        _this(poll.feed_id)
        .where(is_latest)
        .values({**_state_row(after), "last_outcome": poll.outcome})
    )
    for event in events:
        save_event(db, poll.feed_id, event, poll.polled_at)
    return True


def save_event(db: Connection, feed_id: str, event: FeedEvent, at: datetime) -> bool:
    """Record what there is to tell of a feed; whether it was new."""
    row = {
        "event_id": event_id(feed_id, event.kind, at),
        "feed_id": feed_id,
        "at": at,
        "kind": event.kind,
        "detail": event.detail,
    }
    return bool(insert_absent(db, schema.feed_event, [row]))


def event_id(feed_id: str, kind: FeedEventKind, at: datetime) -> str:
    """Return the key of what was told of a feed, in the outbox too."""
    return digest("feed event", feed_id, kind, at.isoformat())


def latest_events(db: Connection, *, limit: int) -> tuple[Told, ...]:
    """Return what was told last of all feeds, newest first."""
    table = schema.feed_event
    newest = select(table).order_by(table.c.at.desc(), table.c.feed_id, table.c.kind).limit(limit)
    return tuple(
        Told(feed_id=row.feed_id, at=row.at, kind=FeedEventKind(row.kind), detail=row.detail)
        for row in db.execute(newest)
    )


# ── rows ────────────────────────────────────────────────────────────────────────────────────────

_CHOSEN = ("feed_id", "url", "title", "site", "zone", "language")
_AS_THEY_ARE = (
    "asked_url", "next_due_at", "due_why", "n_entries", "window_s", "silent_since",
    "identity_why", "fail_score", "failing_since", "last_good_at", "last_detail",
    "last_polled_at", "last_new_at", "seen_entries",
)  # fmt: skip


def _chosen(feed: FeedChoice) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in _CHOSEN}


def _this(feed_id: str) -> Any:
    return update(schema.feed).where(schema.feed.c.feed_id == feed_id)


def _state(row: Row[Any]) -> FeedState:
    return FeedState(
        feed_id=row.feed_id,
        url=row.url,
        title=row.title or row.feed_id,
        site=row.site,
        zone=row.zone or "UTC",
        language=row.language,
        move=_streak(row.moved_to, row.moved_count, row.moved_since),
        gone=_streak("HTTP 410", row.gone_count, row.gone_since),
        validators=_validators(row),
        wishes=_wishes(row.wishes),
        rhythm=_rhythm(row.rhythm),
        identity=Identity(row.identity or Identity.GUID),
        last_outcome=row.last_outcome,
        **{name: getattr(row, name) for name in _AS_THEY_ARE if name != "n_entries"},
        n_entries=row.n_entries or 0,
    )


def _state_row(state: FeedState) -> dict[str, Any]:
    move, gone, kept = state.move, state.gone, state.validators
    return {
        **{name: getattr(state, name) for name in _AS_THEY_ARE},
        "moved_to": move and move.what,
        "moved_count": move and move.count,
        "moved_since": move and move.since,
        "gone_count": gone and gone.count,
        "gone_since": gone and gone.since,
        "etag": kept.etag,
        "last_modified": kept.last_modified,
        "entries_hash": kept.entries_hash,
        "trust": kept.trust,
        "trust_why": kept.why,
        "trust_at": kept.since,
        "audited_at": kept.whole_at,
        "n_unaudited": kept.n_unmodified,
        "wishes": _wishes_row(state.wishes),
        "rhythm": state.rhythm and _rhythm_row(state.rhythm),
        "identity": state.identity,
    }


def _streak(what: str | None, count: int | None, since: datetime | None) -> Streak | None:
    return Streak(what=what, count=count, since=since) if what and count and since else None


def _validators(row: Row[Any]) -> Validators:
    fresh = Validators()
    return Validators(
        etag=row.etag,
        last_modified=row.last_modified,
        entries_hash=row.entries_hash,
        trust=Trust(row.trust or fresh.trust),
        why=row.trust_why or fresh.why,
        since=row.trust_at,
        whole_at=row.audited_at,
        n_unmodified=row.n_unaudited or 0,
    )


def _wishes(stored: dict[str, Any] | None) -> Wishes:
    if stored is None:
        return Wishes()
    return Wishes(
        declared_s=stored["declared_s"],
        skip_hours=tuple(stored["skip_hours"]),
        skip_days=tuple(stored["skip_days"]),
    )


def _wishes_row(wishes: Wishes) -> dict[str, Any]:
    return {
        "declared_s": wishes.declared_s,
        "skip_hours": wishes.skip_hours,
        "skip_days": wishes.skip_days,
    }


def _rhythm_row(rhythm: Rhythm) -> dict[str, Any]:
    return {**asdict(rhythm), "newest_at": rhythm.newest_at.isoformat()}


def _rhythm(stored: dict[str, Any] | None) -> Rhythm | None:
    if stored is None:
        return None
    return Rhythm(**{**stored, "newest_at": datetime.fromisoformat(stored["newest_at"])})
