"""Everything that is known of some articles: found, and erased row by row. See docs/rights.md."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, or_, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.keep import Held, held
from wirewatch.adapters.warehouse.load import in_pieces
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.adapters.warehouse.search import TIDY, drop_articles
from wirewatch.adapters.warehouse.tombstones import forgotten
from wirewatch.urls import article_id, site

_capture, _entry, _version = schema.capture, schema.entry, schema.article_version
# Where an article's id stands in a column of its own. Pairs, members and stories go with the next
# grouping, which sweeps away what is no article any more.
_OF_ARTICLE: tuple[Table, ...] = (
    schema.entry,
    schema.reading,
    schema.credit,
    schema.article,
    schema.article_version,
    schema.site_line,
    schema.capture,
)
_OF_TEXT: tuple[Table, ...] = (schema.article_text, schema.sketch, schema.fingerprint)


def ids_of_url(db: Connection, url: str) -> set[str]:
    """Return the ids of the page at `url`: as announced, and as redirects led to it."""
    return ids_beside(db, {article_id(url)}, url)


def ids_beside(db: Connection, ids: Collection[str], url: str | None = None) -> set[str]:
    """Return `ids` and those under which the same pages were announced or captured."""
    urls = {row["url"] for row in by_ids(db, select(_entry.c.url), _entry.c.article_id, ids)}
    urls |= {row["url"] for row in by_ids(db, select(_capture.c.url), _capture.c.article_id, ids)}
    urls |= {url} if url else set()
    led_to = by_ids(db, select(_capture.c.article_id), _capture.c.url, urls)
    return {*ids, *map(article_id, urls), *(row["article_id"] for row in led_to)}


def ids_of_source(db: Connection, host: str) -> set[str]:
    """Return the ids of all that a host, or one below it, announced or served."""
    found = {key for key, url in _addresses(db) if _is_of(url, host)}
    versions = select(_version.c.article_id).where(
        or_(_version.c.source == host, _version.c.source.endswith(f".{host}", autoescape=True))
    )
    return ids_beside(db, found | set(db.execute(versions).scalars()))


def ids_of_tombstones(db: Connection) -> set[str]:
    """Return the ids of articles that came in while they were being forgotten."""
    pages = dict(_addresses(db))
    return forgotten(db, pages)


def _addresses(db: Connection) -> Iterator[tuple[str, str]]:
    """Give (article_id, address) of all that was announced or captured."""
    for key, url in db.execute(select(_entry.c.article_id, _entry.c.url)):
        yield key, url
    captured = select(_capture.c.article_id, _capture.c.url, _capture.c.final_url)
    for key, url, final_url in db.execute(captured):
        yield key, final_url
        yield article_id(url), url


def _is_of(url: str, host: str) -> bool:
    found = site(url)
    return found == host or found.endswith(f".{host}")


def pages_of(db: Connection, ids: Collection[str]) -> list[Held]:
    """Return where the pages of these articles lie, those that were erased before among them."""
    return [held(row) for row in by_ids(db, select(_capture), _capture.c.article_id, ids)]


def known_files(db: Connection) -> set[str]:
    """Return the files of the landing zone that rows point to."""
    return set(db.execute(select(_capture.c.warc).distinct()).scalars())


def deliveries_of(db: Connection, ids: Collection[str]) -> tuple[set[str], set[str]]:
    """Return the deliveries that told of these articles, and all addresses of them."""
    alert, delivery = schema.alert.c, schema.delivery.c
    query = select(delivery.delivery_id).join(schema.alert, alert.alert_id == delivery.alert_id)
    told = {row["delivery_id"] for row in by_ids(db, query, alert.article_id, ids)}
    urls = by_ids(db, select(_version.c.url), _version.c.article_id, ids)
    return told, {row["url"] for row in urls}


def erase_rows(db: Connection, ids: Collection[str]) -> set[date]:
    """Delete all that the tables say of these articles; return the days they were of.

    A text that another article carries, too, stays with that one.
    """
    hashes = select(_version.c.text_hash, _version.c.event_date)
    versions = list(by_ids(db, hashes, _version.c.article_id, ids))
    _release(db, ids)
    _silence_alerts(db, ids)
    drop_articles(db, ids)
    for table in _OF_ARTICLE:
        _delete_where(db, table, table.c.article_id, ids)
    texts = {row["text_hash"] for row in versions}
    used = by_ids(db, select(_version.c.text_hash), _version.c.text_hash, texts)
    unused = texts - {row["text_hash"] for row in used}
    for table in _OF_TEXT:
        _delete_where(db, table, table.c.text_hash, unused)
    return {row["event_date"] for row in versions}


def _silence_alerts(db: Connection, ids: Collection[str]) -> None:
    """Leave of an alert that it was raised: the words that raised it are the article's."""
    alert = schema.alert
    for some in in_pieces(sorted(ids)):
        db.execute(
            update(alert).where(alert.c.article_id.in_(some)).values(hits=[], difference=None)
        )


def _release(db: Connection, ids: Collection[str]) -> None:
    """Delete what quarantine holds of these articles; its rows name an address at most."""
    table = schema.quarantine
    rows = db.execute(select(table.c.item_id, table.c.payload)).all()
    gone = [row.item_id for row in rows if _quarantined_id(row.payload) in ids]
    _delete_where(db, table, table.c.item_id, gone)


def _quarantined_id(payload: str) -> str:
    return article_id(str(json.loads(payload).get("url", "")))


def _delete_where(
    db: Connection, table: Table, column: ColumnElement[str], keys: Iterable[str]
) -> None:
    for some in in_pieces(sorted(set(keys))):
        db.execute(delete(table).where(column.in_(some)))


def scrub(engine: Engine) -> None:
    """Have an SQLite file written anew: what is deleted stays in its free pages, and in its log.

    PostgreSQL does this by itself in time, and its backups are the administrator's.
    """
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        for statement in (TIDY, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.cursor().execute(statement).fetchall()
    finally:
        raw.close()
