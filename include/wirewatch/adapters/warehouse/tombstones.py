"""What was forgotten and must not come back: known by hashes, so that they say nothing of it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import insert_absent
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.keeping import hosts_above
from wirewatch.model import digest
from wirewatch.urls import site

ARTICLE, SOURCE = "article", "source"
_tombstone = schema.tombstone


def bury(db: Connection, scope: str, keys: Collection[str], *, reason: str, now: datetime) -> int:
    """Set a tombstone for each key; one that stands stays as it is. Return how many are new."""
    rows = [{"scope": scope, "key": key, "reason": reason, "created_at": now} for key in keys]
    return insert_absent(db, _tombstone, rows)


def source_key(host: str) -> str:
    """Return the key under which a whole source is buried."""
    return digest("source", host)


def forgotten(db: Connection, pages: Mapping[str, str]) -> set[str]:
    """Return those of `pages` (article_id → address) that were forgotten, alone or with a source.

    A source is a host and all below it.
    """
    hosts = {
        key: {source_key(host) for host in hosts_above(site(url))} for key, url in pages.items()
    }
    buried = _buried(db, SOURCE, {host for some in hosts.values() for host in some})
    of_sources = {key for key, some in hosts.items() if some & buried}
    return of_sources | buried_articles(db, pages)


def buried_articles(db: Connection, article_ids: Collection[str]) -> set[str]:
    """Return those of `article_ids` that have a tombstone of their own."""
    return _buried(db, ARTICLE, article_ids)


def _buried(db: Connection, scope: str, keys: Collection[str]) -> set[str]:
    query = select(_tombstone.c.key).where(_tombstone.c.scope == scope)
    return {row["key"] for row in by_ids(db, query, _tombstone.c.key, keys)}
