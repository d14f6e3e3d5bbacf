"""The versions of one article: what the site said when, when we knew it, and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, or_, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row
from wirewatch.model import Fact
from wirewatch.stories.difference import Difference, difference
from wirewatch.urls import article_id

_version, _text = schema.article_version, schema.article_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a site said at one time. `changed`: from the version before; None for the first one."""

    number: int  # from 1 on
    headline: str
    byline: str | None
    captured_at: datetime  # of the first capture that says so
    via: str
    recorded_at: datetime  # when we knew
    modified_at: datetime | None  # as the page states it
    extractor: str
    is_current: bool
    changed: Difference | None
    is_cut: bool  # the words of this version, or of the one before, are not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One article with all its versions, the newest first."""

    article_id: str
    url: str
    source: str
    language: str | None
    facts: tuple[tuple[str, Fact], ...]  # of the current version; none: loaded by older rules
    story_id: str | None
    versions: tuple[Version, ...]


def article_page(db: Connection, key: str) -> ArticlePage | None:
    """Return the page of the article called `key`; None when there is none."""
    rows = _rows(db, key)
    if not rows:
        return None
    article, member = schema.article.c, schema.story_member.c
    standing = select(article.content_hash).where(article.article_id == key)
    now = db.execute(standing).scalar()
    last = next((row for row in rows if row["content_hash"] == now), rows[-1])
    return ArticlePage(
        article_id=key,
        url=last["url"],
        source=last["source"],
        language=last["language"],
        facts=tuple(map(_fact, last["facts"] or ())),
        story_id=db.execute(select(member.story_id).where(member.article_id == key)).scalar(),
        versions=tuple(_versions(rows, now))[::-1],
    )


def _fact(said: Mapping[str, Any]) -> tuple[str, Fact]:
    return said["fact"], Fact(**{name: said[name] for name in ("value", "reader", "agrees")})


def article_at(db: Connection, url: str) -> str:
    """Return the id of the article at `url`, also when a redirect leads to it."""
    capture, announced = schema.capture.c, article_id(url)
    led = select(capture.article_id).where(or_(capture.article_id == announced, capture.url == url))
    return db.execute(led.order_by(capture.captured_at.desc())).scalar() or announced


def _rows(db: Connection, key: str) -> list[Row]:
    query = (
        select(_version, _text.c.body, _text.c.store)
        .join(_text, _text.c.text_hash == _version.c.text_hash)
        .where(_version.c.article_id == key)
        .order_by(_version.c.captured_at, _version.c.recorded_at, _version.c.content_hash)
    )
    return [dict(row) for row in db.execute(query).mappings()]


def _versions(rows: Sequence[Row], now: str | None) -> Iterator[Version]:
    yield _made(1, rows[0], None, now)
    for number, (before, row) in enumerate(pairwise(rows), start=2):
        yield _made(number, row, before, now)


def _made(number: int, row: Row, before: Row | None, now: str | None) -> Version:
    names = Version.__dataclass_fields__.keys() & row.keys()
    return Version(
        **{name: row[name] for name in names},
        number=number,
        is_current=row["content_hash"] == now,
        changed=difference(_said(before), _said(row)) if before else None,
        is_cut=bool(row["store"] or (before and before["store"])),
    )


def _said(row: Row) -> str:
    """Return what readers see: headline, byline, text."""
    return "\n".join(filter(None, (row["headline"], row["byline"], row["body"])))
