"""What feeds announced, and what became of the pages behind it. The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.captures import captured
from wirewatch.adapters.warehouse.load import in_pieces
from wirewatch.adapters.warehouse.quarantine import is_storable, load_absent
from wirewatch.adapters.warehouse.tombstones import forgotten
from wirewatch.feeds.changes import Held, again_at, has_changed
from wirewatch.feeds.identity import Known, same_guid
from wirewatch.feeds.parse import is_linkless
from wirewatch.feeds.polling.rhythm import appeared_at
from wirewatch.model import FeedEntry, event_date
from wirewatch.urls import article_id

MAX_TRIES = 5  # of one page; over three days at the pauses the pipeline makes

_NOT_HAD = {"pending", "later"}  # outcomes of entries whose page was never had
_REMEMBERED = 300  # entries whose times make the rhythm of a feed: weeks, or a day of a busy one


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose page is to be fetched, for the first time or again."""

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
    outcome: str  # of the try before
    tries: int

    @property
    def is_again(self) -> bool:
        """Whether its page was had before, and may have changed since."""
        return self.outcome not in _NOT_HAD


def save_entries(db: Connection, entries: Sequence[FeedEntry], now: datetime, *, run: str) -> int:
    """Insert those of `entries` that are not known, as pending; return how many were new.

    What was forgotten is passed over, however often it is announced. What no store takes goes to
    quarantine; the ledger counts all others.

    Entries without a link have no page to wait for: their outcome is "no_link" from the start.

    `now` is when the feed was read. An entry without a plausible date belongs to that day.
    """
    gone = forgotten(db, {article_id(entry.url): entry.url for entry in entries})
    rows = [_entry_row(entry, now) for entry in entries]
    kept = [row for row in rows if row["article_id"] not in gone]
    return load_absent(db, schema.entry, kept, step="poll", run=run, now=now).n_new


def note_changes(db: Connection, entries: Sequence[FeedEntry], now: datetime) -> None:
    """Keep what a feed says now of entries we know.

    Where it says that a page we have has changed, that is due to be fetched again, at once or after
    a pause.
    """
    table = schema.entry
    shown = {entry.entry_id: entry for entry in entries}
    of_feed = table.c.feed_id.in_({entry.feed_id for entry in entries})
    known = _where_in(db, table, table.c.entry_id, list(shown), of_feed)
    differ = [(row, shown[row.entry_id]) for row in known if _says_else(row, shown[row.entry_id])]
    had = captured(db, [row.article_id for row, _ in differ])
    for row, entry in differ:
        values = _said(entry)
        page = had.get(row.article_id)
        if page and row.outcome not in _NOT_HAD:
            held = Held(row.title, row.updated_at, page.n, page.last_at)
            if has_changed(held, entry):
                values |= {"next_try_at": max(now, again_at(held)), "tries": 0}
        is_it = and_(table.c.feed_id == row.feed_id, table.c.entry_id == row.entry_id)
        db.execute(update(table).where(is_it).values(values))


def _says_else(row: Row[Any], entry: FeedEntry) -> bool:
    """Whether an entry reads otherwise than it did; a guid that names another page is none."""
    if row.article_id != article_id(entry.url):
        return False
    return any(getattr(row, name) != value for name, value in _said(entry).items())


def pending_entries(
    db: Connection, feed_ids: Sequence[str], now: datetime, limit: int
) -> tuple[PendingEntry, ...]:
    """Return at most `limit` entries of `feed_ids` whose page is to be fetched at `now`.

    Those never tried, and those put off or to be fetched again whose time has come, up to
    MAX_TRIES; oldest first.
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
    is_due_again = and_(entry.next_try_at <= now, entry.tries < MAX_TRIES)
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

    `next_try_at` is for the outcome "later", and for pages that are looked at again. Who settles a
    try first has settled it: of two runs at once the second would say "known" over the first one's
    "landed".
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


def known_entries(db: Connection, feed_id: str, entries: Sequence[FeedEntry]) -> tuple[Known, ...]:
    """Return what is known of a feed at the addresses of `entries`, and under their guids."""
    table = schema.entry
    of_feed = table.c.feed_id == feed_id
    address_of = {article_id(entry.url): entry for entry in entries}
    found = _where_in(db, table, table.c.article_id, list(address_of), of_feed)
    # There is no index over guids: only those are looked for whose address is new.
    new = [address_of[key] for key in address_of.keys() - {row.article_id for row in found}]
    asked = [entry.guid for entry in new if entry.guid and is_storable(entry.guid)]
    guids = {form for guid in asked for form in _forms(guid)}
    found += _where_in(db, table, table.c.guid, sorted(guids), of_feed)
    return tuple(
        Known(entry_id=row.entry_id, guid=row.guid, article_id=row.article_id, title=row.title)
        for row in found
    )


def _forms(guid: str) -> tuple[str, str]:
    """Return both spellings of a guid of a site that went https in between."""
    return guid, same_guid(guid).replace("https://", "http://", 1)


def entry_times(db: Connection, feed_id: str) -> list[datetime]:
    """Return when the newest entries of a feed appeared in it, as far as that can be told."""
    entry = schema.entry.c
    of_feed = entry.feed_id == feed_id
    first_poll_at = db.execute(select(func.min(entry.first_seen_at)).where(of_feed)).scalar()
    newest = (
        select(entry.published_at, entry.first_seen_at)
        .where(of_feed)
        .order_by(entry.first_seen_at.desc(), entry.published_at.desc())
        .limit(_REMEMBERED)
    )
    found = db.execute(newest)
    return [appeared_at(published, seen, first_poll_at or seen) for published, seen in found]


def full_texts(db: Connection, article_ids: Sequence[str]) -> dict[str, PendingEntry]:
    """Return for each of `article_ids` an entry that carries its full text; none, no key."""
    rows = _where_in(
        db,
        schema.entry,
        schema.entry.c.article_id,
        article_ids,
        schema.entry.c.content_html.is_not(None),
    )
    return {row.article_id: _pending(row) for row in reversed(rows)}


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def _entry_row(entry: FeedEntry, now: datetime) -> dict[str, Any]:
    return {
        "feed_id": entry.feed_id,
        "entry_id": entry.entry_id,
        "article_id": article_id(entry.url),
        "url": entry.url,
        "guid": entry.guid,
        **_said(entry),
        "published_at": entry.published.at,
        "published_precision": entry.published.precision.value,
        "published_raw": entry.published.raw,
        "first_seen_at": now,
        "event_date": event_date(entry.published, now),
        "outcome": "no_link" if is_linkless(entry) else "pending",
        "tries": 0,
    }


def _said(entry: FeedEntry) -> dict[str, Any]:
    """Return what an entry may say otherwise later."""
    return {
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "authors": list(entry.authors),
        "updated_at": entry.updated.at,
    }


def _pending(row: Row[Any]) -> PendingEntry:
    columns = {**row._asdict(), "authors": tuple(row.authors)}
    return PendingEntry(**{name: columns[name] for name in PendingEntry.__slots__})


def _where_in(
    db: Connection, table: Any, column: Any, values: Sequence[str], *also: ColumnElement[bool]
) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for some in in_pieces(sorted(set(values))):
        order = table.primary_key.columns
        rows += db.execute(select(table).where(column.in_(some), *also).order_by(*order)).all()
    return rows
