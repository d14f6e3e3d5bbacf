"""One hash of all the warehouse holds: equal for two that know the same, however they learned it.

Two warehouses that were filled in another order, in other batches, by killed and repeated runs, on
another store, have the same digest when they say the same. **What we know** is counted: what feeds
announce, what was captured and when, what pages say, copies, stories, whom a story was told to.
**How we came to know** is not:

* tables `host`, `well_known`, `poll`, `feed_event`, `archive_day`, `archive_file`, `load`,
  `attempt`, `silence`: who asked, when, how often;
* columns of time and run: `recorded_at`, `first_seen_at`, `created_at`, `sent_at`, `load_id`, and
  of state: leases, tries, validators of feeds, when something is due;
* where a page lies (`warc`, `warc_offset`), for which feed and date it was fetched first, and what
  the files for robots said then;
* alerts that follow the first of their story (corrections, outlets), and silences: they depend on
  when we looked;
* who came first: an entry whose page another entry brought ("known") counts as landed, a reading
  that said what was known ("same") as loaded. An alert is counted as "this watch, this story", by
  the story's name of today, without the copy that happened to raise it.

The facts (`table_sums(db, facts=True)`) are less: what analysts select. That is each article as its
current version has it, its credits and text, copies, stories. They are the same however and at
whatever moment a page was captured, so these are left out: when and by which way that was, the
versions before, how the page prints its time (`published_raw`: "today at 20:50", "yesterday at
20:50"), what stands around the text (`blocks`) and which reader found what (`facts`), a credit that
a feed gave and no page.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.rows import IS_CURRENT, IS_ITS_CREDIT
from wirewatch.model import Place, Reason

_UNCOUNTED_TABLES = {
    "host", "well_known", "poll", "feed_event", "archive_day", "archive_file", "load", "attempt",
    "silence",
}  # fmt: skip
_CHOSEN = {"feed_id", "url", "title", "site", "zone", "language"}  # of a feed, by the operator
_UNCOUNTED: Mapping[str, Collection[str]] = {
    "feed": {column.name for column in schema.feed.columns} - _CHOSEN,
    "entry": {"first_seen_at", "outcome_detail", "tries", "next_try_at"},
    "capture": {
        "event_date", "feed_id", "warc", "warc_offset", "recorded_at",
        "robots", "tdm_reserved", "tdm_policy", "tdm_why", "erased_at",
    },
    "reading": {"recorded_at"},
    "article_version": {"recorded_at", "load_id"},
    "quarantine": {"first_seen_at", "load_id"},
    "tombstone": {"reason", "created_at"},
}  # fmt: skip
_SAME_AS = {("entry", "outcome", "known"): "landed", ("reading", "outcome", "same"): "loaded"}
_OF_THE_CAPTURE = {
    "capture_id", "captured_at", "via", "recorded_at", "load_id",
    "content_hash", "blocks", "facts", "published_raw", "published_precision", "published_reader",
    "modified_precision",
}  # fmt: skip
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSum:
    """What one table holds; `total` is the sum of the hashes of its rows, so order is no matter."""

    name: str
    n_rows: int
    total: int

    @property
    def hex(self) -> str:
        """The sum as 64 hex digits."""
        return f"{self.total:064x}"


def table_sums(db: Connection, *, facts: bool = False) -> tuple[TableSum, ...]:
    """Return the sums of the tables that count, by name; with `facts`, of the facts alone."""
    queries = _facts() if facts else _knowledge()
    return tuple(_sum(db, name, query) for name, query in sorted(queries.items()))


def digest_of(sums: Collection[TableSum]) -> str:
    """Return the one hash of all these tables."""
    lines = sorted(f"{each.name} {each.n_rows} {each.hex}" for each in sums)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sum(db: Connection, name: str, query: Select[Any]) -> TableSum:
    n_rows = total = 0
    for row in db.execution_options(yield_per=1000).execute(query).mappings():
        n_rows += 1
        total += int.from_bytes(hashlib.sha256(_line(name, dict(row))).digest(), "big")
    return TableSum(name=name, n_rows=n_rows, total=total % _MODULUS)


def _line(table: str, row: Row) -> bytes:
    """Return a row as bytes that are the same on every store: JSON with its columns sorted."""
    said = {key: _SAME_AS.get((table, key, str(value)), value) for key, value in row.items()}
    return json.dumps(said, sort_keys=True, default=_printed).encode()


def _printed(value: date | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat()


# ── what we know ────────────────────────────────────────────────────────────────────────────────


def _knowledge() -> dict[str, Select[Any]]:
    special = {"alert": _alerts(), "delivery": _deliveries()}
    left_out = _UNCOUNTED_TABLES | special.keys()
    return special | {
        name: select(*_columns(name, _UNCOUNTED.get(name, ())))
        for name in schema.metadata.tables
        if name not in left_out
    }


def _columns(table: str, left_out: Collection[str]) -> Iterator[ColumnElement[Any]]:
    columns = schema.metadata.tables[table].columns
    return (column for column in columns if column.name not in left_out)


def _alerts() -> Select[Any]:
    alert = schema.alert.c
    columns = (alert.watch, _story_now(), alert.reason)
    return select(*columns).select_from(_aliased()).where(alert.reason == Reason.NEW).distinct()


def _deliveries() -> Select[Any]:
    alert, delivery = schema.alert.c, schema.delivery.c
    told = _aliased().join(schema.delivery, delivery.alert_id == alert.alert_id)
    columns = (alert.watch, _story_now(), delivery.channel, delivery.state)
    return select(*columns).select_from(told).where(alert.reason == Reason.NEW).distinct()


def _story_now() -> ColumnElement[Any]:
    """The story of an alert by its name of today: two stories of then may be one now."""
    return func.coalesce(schema.story_alias.c.story_id, schema.alert.c.story_id).label("story_id")


def _aliased() -> Any:
    return schema.alert.outerjoin(
        schema.story_alias, schema.story_alias.c.old_id == schema.alert.c.story_id
    )


# ── the facts ───────────────────────────────────────────────────────────────────────────────────


def _facts() -> dict[str, Select[Any]]:
    article = schema.article
    credit, text = schema.credit, schema.article_text
    said = _columns("credit", {"content_hash", "position"})
    has_text = text.c.text_hash == article.c.text_hash
    whole = (schema.copy, schema.story, schema.story_member, schema.story_alias)
    return {
        "article": select(*_columns("article_version", _OF_THE_CAPTURE)).join(article, IS_CURRENT),
        "article_text": select(text).join(article, has_text).distinct(),
        "credit": select(*said).join(article, IS_ITS_CREDIT).where(credit.c.place != Place.FEED),
        **{table.name: select(table) for table in whole},
    }
