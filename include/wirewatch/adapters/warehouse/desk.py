"""What the desk shows of one day and of one story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from wirewatch.adapters import schema


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """A credit as shown: who, what for, where it stands, the words that prove it."""

    agency: str
    role: str
    place: str
    evidence: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """One copy of a story."""

    article_id: str
    source: str
    url: str
    headline: str
    byline: str | None
    language: str | None
    published_at: datetime | None
    published_precision: str
    published_raw: str
    published_reader: str
    captured_at: datetime
    via: str
    relation: str
    coverage: float
    is_canonical: bool
    is_digest: bool
    n_words: int
    warnings: tuple[str, ...]
    credits: tuple[CreditLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeLine:
    """How one copy relates to another text, in words."""

    a: str
    b: str
    relation: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """All that is shown of one story."""

    story_id: str
    headline: str
    reason: str
    agency: str | None
    agency_role: str | None
    agency_why: str | None
    event_date: date
    body: str  # of the canonical copy
    copies: tuple[CopyLine, ...]
    edges: tuple[EdgeLine, ...]
    alerts: tuple[tuple[str, str | None], ...]  # watch, why it was not sent


def days_with_stories(db: Connection) -> tuple[date, ...]:
    """Return the publication dates that have stories, newest first."""
    days = select(schema.story.c.event_date).distinct()
    return tuple(db.execute(days.order_by(schema.story.c.event_date.desc())).scalars())


def story_page(db: Connection, story_id: str) -> StoryPage | None:
    """Return the page of a story; an id it had before leads there too. None: there is none."""
    alias = select(schema.story_alias.c.story_id).where(schema.story_alias.c.old_id == story_id)
    wanted = db.execute(alias).scalar() or story_id
    story = db.execute(select(schema.story).where(schema.story.c.story_id == wanted)).one_or_none()
    if story is None:
        return None
    copies = _copies(db, wanted)
    return StoryPage(
        story_id=wanted,
        headline=story.headline,
        reason=story.reason,
        agency=story.agency,
        agency_role=story.agency_role,
        agency_why=story.agency_why,
        event_date=story.event_date,
        body=_body(db, story.canonical_id),
        copies=copies,
        edges=_edges(db, copies),
        alerts=_alerts(db, wanted),
    )


def _copies(db: Connection, story_id: str) -> tuple[CopyLine, ...]:
    member, article = schema.story_member.c, schema.article.c
    version, text = schema.article_version.c, schema.article_text.c
    query = (
        select(schema.article_version, member.relation, member.coverage, member.is_canonical)
        .add_columns(member.is_digest, text.n_words)
        .join_from(schema.story_member, schema.article, article.article_id == member.article_id)
        .join(
            schema.article_version,
            (version.article_id == article.article_id)
            & (version.content_hash == article.content_hash),
        )
        .join(schema.article_text, text.text_hash == version.text_hash)
        .where(member.story_id == story_id)
        .order_by(member.is_canonical.desc(), version.published_at, version.article_id)
    )
    return tuple(_copy(db, row) for row in db.execute(query).mappings())


def _copy(db: Connection, row: Mapping[Any, Any]) -> CopyLine:
    names = CopyLine.__dataclass_fields__.keys() - {"warnings", "credits"}
    return CopyLine(
        **{name: row[name] for name in names},
        warnings=tuple(row["warnings"]),
        credits=_credits(db, row["article_id"], row["content_hash"]),
    )


def _credits(db: Connection, article_id: str, content_hash: str) -> tuple[CreditLine, ...]:
    credit = schema.credit.c
    query = (
        select(credit.agency, credit.role, credit.place, credit.evidence, credit.people)
        .where(credit.article_id == article_id, credit.content_hash == content_hash)
        .order_by(credit.position)
    )
    return tuple(
        CreditLine(**{**row, "people": tuple(row["people"])})
        for row in db.execute(query).mappings()
    )


def _body(db: Connection, article_id: str) -> str:
    article, text = schema.article.c, schema.article_text.c
    query = (
        select(text.body)
        .join(schema.article, article.text_hash == text.text_hash)
        .where(article.article_id == article_id)
    )
    return db.execute(query).scalar() or ""


def _edges(db: Connection, copies: tuple[CopyLine, ...]) -> tuple[EdgeLine, ...]:
    ids = [copy.article_id for copy in copies]
    edge = schema.copy.c
    query = (
        select(edge.a, edge.b, edge.relation, edge.evidence)
        .where(edge.a.in_(ids) | edge.b.in_(ids))
        .order_by(edge.a, edge.b)
    )
    rows = db.execute(query).all()
    names = _names(db, sorted({end for row in rows for end in (row.a, row.b)}))
    return tuple(
        EdgeLine(
            a=names.get(row.a, row.a),
            b=names.get(row.b, row.b),
            relation=row.relation,
            evidence=row.evidence,
        )
        for row in rows
    )


def _names(db: Connection, article_ids: list[str]) -> dict[str, str]:
    article = schema.article.c
    query = select(article.article_id, article.source).where(article.article_id.in_(article_ids))
    return {row.article_id: row.source for row in db.execute(query)}


def _alerts(db: Connection, story_id: str) -> tuple[tuple[str, str | None], ...]:
    alert = schema.alert.c
    query = select(alert.watch, alert.suppressed).where(alert.story_id == story_id)
    return tuple((row.watch, row.suppressed) for row in db.execute(query.order_by(alert.watch)))


def count_articles(db: Connection, day: date) -> int:
    """Return how many articles a day has."""
    article = schema.article.c
    return db.execute(select(func.count()).where(article.event_date == day)).scalar_one()
