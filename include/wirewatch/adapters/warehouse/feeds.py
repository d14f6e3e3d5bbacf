"""Feeds, polls and entries in the warehouse. The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import in_pieces, insert_absent, upsert
from wirewatch.feeds.parse import is_linkless
from wirewatch.model import FeedEntry, digest, event_date
from wirewatch.urls import article_id

MAX_TRIES = 5  # of one page; over three days at the pauses the pipeline makes


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
class FeedState:
    """A feed and how polling it has gone."""

    feed_id: str
    url: str
    site: str | None
    zone: str
    language: str | None
    etag: str | None
    last_modified: str | None
    next_due_at: datetime
    fail_score: float
    last_polled_at: datetime | None
    last_new_at: datetime | None
    seen_entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What came of asking a feed once, and when it is due again.

    `etag` and `last_modified` are what to send next time, None to forget them.
    """

    feed_id: str
    polled_at: datetime
    outcome: str
    next_due_at: datetime
    due_why: str
    fail_score: float
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None
    http_status: int | None = None
    body_hash: str | None = None
    parser: str | None = None
    n_entries: int = 0
    n_new: int = 0
    problems: tuple[str, ...] = ()
    asked: str | None = None  # with which conditions
    final_url: str | None = None

    @property
    def poll_id(self) -> str:
        """The key: the same poll saved twice is one."""
        return digest(self.feed_id, self.polled_at.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose page is still to be fetched."""

    feed_id: str
    entry_id: str
    article_id: str
    url: str
    title: str
    summary: str
    content_html: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    event_date: date
    first_seen_at: datetime
    tries: int


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────


def ensure_feeds(db: Connection, feeds: Sequence[FeedChoice], now: datetime) -> None:
    """Make the table hold the operator's `feeds`: new ones are due now, known ones keep state.

    A feed whose address changed forgets its validators: they belong to the old one. Feeds the
    operator no longer names keep their rows, for the history; `due_feeds` is asked for the others.
    """
    rows_now = db.execute(select(schema.feed.c.feed_id, schema.feed.c.url))
    known = {row.feed_id: row.url for row in rows_now}
    new_state = {
        "next_due_at": now,
        "due_why": "never polled",
        "fail_score": 0.0,
        "seen_entries": 0,
    }
    rows = [{**_chosen(feed), **new_state} for feed in feeds]
    upsert(db, schema.feed, rows, keep=tuple(new_state))
    for feed in feeds:
        if known.get(feed.feed_id, feed.url) != feed.url:
            moved = {"etag": None, "last_modified": None, "next_due_at": now, "due_why": "it moved"}
            db.execute(_this(feed.feed_id).values(moved))


def due_feeds(
    db: Connection, now: datetime, *, feed_ids: Sequence[str] | None = None
) -> tuple[FeedState, ...]:
    """Return the feeds to be polled at `now`, longest due first; of `feed_ids` only, if given."""
    due = select(schema.feed).where(schema.feed.c.next_due_at <= now)
    ordered = due.order_by(schema.feed.c.next_due_at, schema.feed.c.feed_id)
    states = tuple(_state(row) for row in db.execute(ordered))
    return tuple(s for s in states if feed_ids is None or s.feed_id in set(feed_ids))


def feed_states(db: Connection, feed_ids: Sequence[str]) -> tuple[FeedState, ...]:
    """Return the state of `feed_ids`, in that order; unknown ones are left out."""
    rows = _where_in(db, schema.feed, schema.feed.c.feed_id, feed_ids)
    found = {row.feed_id: _state(row) for row in rows}
    return tuple(found[feed_id] for feed_id in feed_ids if feed_id in found)


def save_poll(db: Connection, poll: Poll) -> bool:
    """Record a poll and move its feed on, together; return whether it was new.

    A poll saved before changes nothing: neither counts nor the state of the feed move twice.
    """
    if not insert_absent(db, schema.poll, [_poll_row(poll)]):
        return False
    state: dict[str, Any] = {
        "next_due_at": poll.next_due_at,
        "due_why": poll.due_why,
        "fail_score": poll.fail_score,
        "etag": poll.etag,
        "last_modified": poll.last_modified,
        "last_outcome": poll.outcome,
        "last_polled_at": poll.polled_at,
        "seen_entries": schema.feed.c.seen_entries + poll.n_new,
    }
    if poll.n_new:
        state["last_new_at"] = poll.polled_at
    db.execute(_this(poll.feed_id).values(state))
    return True


# ── entries ─────────────────────────────────────────────────────────────────────────────────────


def save_entries(db: Connection, entries: Sequence[FeedEntry], now: datetime) -> int:
    """Insert those of `entries` that are not known, as pending; return how many were new.

    Entries without a link have no page to wait for: their outcome is "no_link" from the start.

    `now` is when the feed was read. An entry without a plausible date belongs to that day.
    """
    return insert_absent(db, schema.entry, [_entry_row(entry, now) for entry in entries])


def pending_entries(
    db: Connection, feed_ids: Sequence[str], now: datetime, limit: int
) -> tuple[PendingEntry, ...]:
    """Return at most `limit` entries of `feed_ids` whose page is to be fetched at `now`.

    Those never tried, and those put off whose time has come, up to MAX_TRIES; oldest first.
    """
    table = schema.entry
    is_open = _is_open(now)
    order = (table.c.first_seen_at, table.c.feed_id, table.c.entry_id)
    found: list[Row[Any]] = []
    for some in in_pieces(sorted(set(feed_ids))):
        asked = select(table).where(table.c.feed_id.in_(some), is_open)
        found += db.execute(asked.order_by(*order).limit(limit)).all()
    found.sort(key=lambda row: (row.first_seen_at, row.feed_id, row.entry_id))
    return tuple(_pending(row) for row in found[:limit])


def waiting_feeds(db: Connection, now: datetime) -> tuple[str, ...]:
    """Return the feeds with entries whose page is to be fetched at `now`, due or not.

    A run that was killed after a poll leaves such, and so does a page put off for 15 minutes
    behind a feed that is polled once a day.
    """
    feed_id = schema.entry.c.feed_id
    found = select(feed_id).where(_is_open(now)).distinct().order_by(feed_id)
    return tuple(db.execute(found).scalars())


def _is_open(now: datetime) -> ColumnElement[bool]:
    entry = schema.entry.c
    is_due_again = and_(entry.outcome == "later", entry.next_try_at <= now, entry.tries < MAX_TRIES)
    return or_(entry.outcome == "pending", is_due_again)


def settle_entry(
    db: Connection,
    entry: PendingEntry,
    *,
    outcome: str,
    detail: str | None = None,
    next_try_at: datetime | None = None,
) -> None:
    """Record what became of one try for the page of `entry`.

    `next_try_at` is for the outcome "later" only. Who settles a try first has settled it: of two
    runs at once the second would say "known" over the first one's "landed".
    """
    table = schema.entry
    db.execute(
        update(table)
        .where(table.c.feed_id == entry.feed_id, table.c.entry_id == entry.entry_id)
        .where(table.c.tries == entry.tries)
        .values(
            outcome=outcome,
            outcome_detail=detail,
            next_try_at=next_try_at,
            tries=entry.tries + 1,
        )
    )


def entry_authors(db: Connection, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the authors that feeds name for each of `article_ids`, as printed; none, no key."""
    named: dict[str, dict[str, None]] = {}
    for row in _where_in(db, schema.entry, schema.entry.c.article_id, article_ids):
        if row.authors:
            named.setdefault(row.article_id, {}).update(dict.fromkeys(row.authors))
    return {key: tuple(authors) for key, authors in named.items()}


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def _chosen(feed: FeedChoice) -> dict[str, Any]:
    return {
        name: getattr(feed, name)
        for name in ("feed_id", "url", "title", "site", "zone", "language")
    }


def _this(feed_id: str) -> Any:
    return update(schema.feed).where(schema.feed.c.feed_id == feed_id)


def _state(row: Row[Any]) -> FeedState:
    columns = row._asdict()
    kept = {name: columns[name] for name in FeedState.__slots__}
    return FeedState(**{**kept, "zone": columns["zone"] or "UTC"})


def _poll_row(poll: Poll) -> dict[str, Any]:
    return {column.name: getattr(poll, column.name) for column in schema.poll.columns}


def _entry_row(entry: FeedEntry, now: datetime) -> dict[str, Any]:
    return {
        "feed_id": entry.feed_id,
        "entry_id": entry.entry_id,
        "article_id": article_id(entry.url),
        "url": entry.url,
        "guid": entry.guid,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "authors": list(entry.authors),
        "published_at": entry.published.at,
        "published_precision": entry.published.precision.value,
        "published_raw": entry.published.raw,
        "first_seen_at": now,
        "event_date": event_date(entry.published, now),
        "outcome": "no_link" if is_linkless(entry) else "pending",
        "tries": 0,
    }


def _pending(row: Row[Any]) -> PendingEntry:
    columns = {**row._asdict(), "authors": tuple(row.authors)}
    return PendingEntry(**{name: columns[name] for name in PendingEntry.__slots__})


def _where_in(db: Connection, table: Any, column: Any, values: Sequence[str]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for some in in_pieces(sorted(set(values))):
        order = table.primary_key.columns
        rows += db.execute(select(table).where(column.in_(some)).order_by(*order)).all()
    return rows
