"""What a warehouse says of the newsroom's pages, beside what they really are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from wirewatch.adapters import schema
from wirewatch.newsroom.truth import TruePage
from wirewatch.urls import article_id

Told = tuple[str, str, Any, Any]  # page, fact, what we say, what is true


def articles(db: Connection) -> dict[str, Mapping[str, Any]]:
    """The current version of every article, by article_id, with its story."""
    version, article = schema.article_version.c, schema.article.c
    member, text = schema.story_member.c, schema.article_text.c
    query = (
        select(schema.article_version, member.story_id, text.body)
        .join_from(
            schema.article,
            schema.article_version,
            (version.article_id == article.article_id)
            & (version.content_hash == article.content_hash),
        )
        .join(schema.article_text, text.text_hash == version.text_hash)
        .join(schema.story_member, member.article_id == article.article_id, isouter=True)
    )
    return {row["article_id"]: dict(row) for row in db.execute(query).mappings()}


def credits_of(db: Connection) -> dict[str, list[tuple[str, str]]]:
    """(agency, role) of every article's current version."""
    credit, article = schema.credit.c, schema.article.c
    query = select(credit.article_id, credit.agency, credit.role).join(
        schema.article,
        (article.article_id == credit.article_id) & (article.content_hash == credit.content_hash),
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in db.execute(query):
        found.setdefault(row.article_id, []).append((row.agency, row.role))
    return found


def wrong_facts(db: Connection, truth: Sequence[TruePage]) -> Iterator[Told]:
    """Every fact of a page that the warehouse tells otherwise than it is."""
    said, named = articles(db), credits_of(db)
    for page in truth:
        row = said.get(article_id(page.url))
        if row is not None:
            yield from _wrong_in(page, row, named.get(row["article_id"], []))


def _wrong_in(
    page: TruePage, row: Mapping[str, Any], named: list[tuple[str, str]]
) -> Iterator[Told]:
    texts = sorted({agency for agency, role in named if role in {"text", "joint", "contribution"}})
    facts = {
        "verdict": (row["verdict"], _seen_verdict(page)),
        "headline": (row["headline"], page.headline),
        "published": (row["published_at"], page.published_at),
        "language": (row["language"], page.language),
        "authors": (sorted(row["authors"]), sorted(page.authors)),
        "body": (_without_dateline(row["body"], page.dateline), list(page.paragraphs)),
        "agency": (texts, [page.agency] if page.agency else []),
        "role": (row["agency_role"], page.role),
        "photo": (
            sorted({agency for agency, role in named if role == "photo"}),
            [page.photo_agency] if page.photo_agency else [],
        ),
    }
    for fact, (ours, true) in facts.items():
        if ours != true:
            yield page.url, fact, ours, true


def _seen_verdict(page: TruePage) -> str:
    """What a page is to its reader: behind a wall, the feed's own text stands in for it."""
    is_replaced = page.verdict == "consent_wall" and page.in_feed_paragraphs
    return "article" if is_replaced else page.verdict


def _without_dateline(body: str, dateline: str | None) -> list[str]:
    """The paragraphs; where the text opens with its dateline, without it."""
    first, *rest = body.split("\n")
    return [first.removeprefix(dateline or "").strip(), *rest]


def wrong_pairs(db: Connection, truth: Sequence[TruePage]) -> Iterator[Told]:
    """Every pair of pages that is one story here and not there."""
    said = articles(db)
    pages = [page for page in truth if article_id(page.url) in said and page.story]
    for number, a in enumerate(pages):
        for b in pages[number + 1 :]:
            ours = said[article_id(a.url)]["story_id"] == said[article_id(b.url)]["story_id"]
            if ours != (a.story == b.story):
                yield a.url, f"one story with {b.url}", ours, a.story == b.story
