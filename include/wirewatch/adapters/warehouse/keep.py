"""Texts as far as the operator keeps them: loaded, cut down later, never less than another allows.

Two sites may print the same text, and it is kept once: as far as the one that allows more does.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, in_pieces, insert_absent
from wirewatch.adapters.warehouse.quarantine import storable
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.adapters.warehouse.search import index_articles
from wirewatch.keeping import kept_blocks, kept_body, kept_facts
from wirewatch.model import Store
from wirewatch.urls import article_id

Allowed = Callable[[str, date], Store]  # how much is kept of a site's texts of a day

_text, _version, _capture = schema.article_text, schema.article_version, schema.capture
_OPENNESS = {store.value: -rank for rank, store in enumerate(Store)} | {None: 0}


def load_texts(db: Connection, rows: Sequence[Row]) -> None:
    """Insert texts that are not there; of two rows of one text the one that keeps more stays.

    Raises:
        Unstorable: no store can hold one of them.
    """
    fullest = sorted(rows, key=lambda row: _OPENNESS[row["store"]])  # of one key the last counts
    insert_absent(db, _text, storable(_text, fullest))
    is_less = select(_text.c.text_hash, _text.c.store).where(_text.c.store.is_not(None))
    given = {row["text_hash"]: row for row in fullest}
    for there in list(by_ids(db, is_less, _text.c.text_hash, given)):
        row = given[there["text_hash"]]
        if _OPENNESS[there["store"]] < _OPENNESS[row["store"]]:
            _put_text(db, there["text_hash"], row["body"], row["store"])


def cut_articles(db: Connection, article_ids: Collection[str], allowed: Allowed) -> int:
    """Take away the words of these articles that are not to be kept; return how many had some.

    What watches and grouping still need is gone afterwards: call it when they have seen them.
    """
    keys = _version.c
    query = select(keys.article_id, keys.content_hash, keys.text_hash, keys.source)
    query = query.add_columns(keys.event_date, keys.blocks, keys.facts)
    rows = list(by_ids(db, query, keys.article_id, article_ids))
    cut = {row["article_id"] for row in rows if _cut_version(db, row, allowed)}
    for text_hash in sorted({row["text_hash"] for row in rows}):
        _cut_text(db, text_hash, allowed)
    unkept = {row["article_id"] for row in rows if _is_cut(row, allowed)}
    _cut_entries(db, unkept)
    index_articles(db, unkept)
    return len(cut)


def _is_cut(row: Row, allowed: Allowed) -> bool:
    return allowed(row["source"], row["event_date"]) is not Store.FULL


def _cut_version(db: Connection, row: Row, allowed: Allowed) -> bool:
    store = allowed(row["source"], row["event_date"])
    blocks, facts = kept_blocks(row["blocks"], store), kept_facts(row["facts"], store)
    if (blocks, facts) == (row["blocks"], row["facts"]):
        return False
    is_it = and_(
        _version.c.article_id == row["article_id"], _version.c.content_hash == row["content_hash"]
    )
    db.execute(update(_version).where(is_it).values(blocks=blocks, facts=facts))
    return True


def _cut_text(db: Connection, text_hash: str, allowed: Allowed) -> None:
    users = select(_version.c.source, _version.c.event_date).where(
        _version.c.text_hash == text_hash
    )
    stores = [allowed(source, day) for source, day in db.execute(users)]
    store = min(stores, key=list(Store).index)
    row = db.execute(select(_text).where(_text.c.text_hash == text_hash)).mappings().one()
    if _OPENNESS[store.value] < _OPENNESS[row["store"]]:
        _put_text(db, text_hash, kept_body(row["body"], store), store.value)


def _put_text(db: Connection, text_hash: str, body: str, store: str | None) -> None:
    is_it = _text.c.text_hash == text_hash
    db.execute(update(_text).where(is_it).values(body=body, store=store))


def _cut_entries(db: Connection, article_ids: Collection[str]) -> None:
    """Take the feed's own text away, too: of the page that was announced and of the one it led to.

    The entry stays, so that the next poll knows it and does not bring the text again.
    """
    urls = by_ids(db, select(_capture.c.url), _capture.c.article_id, article_ids)
    announced = sorted({*article_ids, *(article_id(row["url"]) for row in urls)})
    for some in in_pieces(announced):
        is_theirs = schema.entry.c.article_id.in_(some)
        db.execute(update(schema.entry).where(is_theirs).values(summary="", content_html=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A page in the landing zone that has been read, grouped and matched."""

    capture_id: str
    article_id: str
    final_url: str
    event_date: date
    warc: str
    offset: int


def held_captures(db: Connection) -> Iterator[Held]:
    """Give the pages that lie in the landing zone and that no step waits for any more."""
    article, reading = schema.article.c, schema.reading.c
    is_read = exists().where(reading.capture_id == _capture.c.capture_id)
    is_awaited = exists().where(
        article.article_id == _capture.c.article_id, article.match_state == "pending"
    )
    query = select(_capture).where(_capture.c.erased_at.is_(None), is_read, ~is_awaited)
    for row in db.execute(query.order_by(_capture.c.warc, _capture.c.warc_offset)).mappings():
        yield held(row)


def held(row: Mapping[Any, Any]) -> Held:
    """Return where the page of a row of `capture` lies."""
    return Held(
        capture_id=row["capture_id"],
        article_id=row["article_id"],
        final_url=row["final_url"],
        event_date=row["event_date"],
        warc=row["warc"],
        offset=row["warc_offset"],
    )


def matched_articles(db: Connection, days: Collection[date]) -> list[tuple[str, str, date]]:
    """Return (article_id, source, day) of the articles of `days` that every watch has seen."""
    article = schema.article.c
    query: Any = select(article.article_id, article.source, article.event_date).where(
        article.match_state == "done", article.event_date.in_(sorted(set(days)))
    )
    return [(row.article_id, row.source, row.event_date) for row in db.execute(query)]


def mark_erased(db: Connection, capture_ids: Collection[str], now: datetime) -> None:
    """Say of these pages that they were taken out of the landing zone."""
    for capture_id in sorted(capture_ids):
        is_it = _capture.c.capture_id == capture_id
        db.execute(update(_capture).where(is_it).values(erased_at=now))
