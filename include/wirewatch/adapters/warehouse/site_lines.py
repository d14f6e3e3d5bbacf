"""The lines of each text, by which a site's own boxes are known. See articles/repeated.py."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, in_pieces, insert_absent
from wirewatch.adapters.warehouse.rows import IS_CURRENT
from wirewatch.articles.repeated import (
    MIN_PAGES,
    SAMPLE_PAGES,
    repeatable,
    repeated,
    tell_of_different_things,
)
from wirewatch.model import BlockKind

_line, _article, _version = schema.site_line, schema.article, schema.article_version


def save_lines(db: Connection, texts: Iterable[tuple[str, str, str]]) -> None:
    """Write down the lines of some texts, given as (article_id, source, body)."""
    rows = [
        {"line_hash": key, "article_id": article_id, "source": source}
        for article_id, source, body in texts
        for key in repeatable(body).values()
    ]
    insert_absent(db, _line, rows)


def save_all_lines(db: Connection) -> None:
    """Write down the lines of all texts that are there, as far as they are kept."""
    text = schema.article_text.c
    query = (
        select(_version.c.article_id, _version.c.source, text.body)
        .join_from(_version, schema.article_text, text.text_hash == _version.c.text_hash)
        .where(text.store.is_(None))
        .order_by(_version.c.article_id, _version.c.content_hash)
    )
    for some in in_pieces(db.execute(query).all()):
        save_lines(db, [(row.article_id, row.source, row.body) for row in some])


def without_repeats(db: Connection, versions: Sequence[Row]) -> list[Row]:
    """Return rows of article_version with blanks in place of the words that are the site's own.

    Blanks, so that all other words keep their places: a hit is a place.
    """
    of_site = repeats_of(db, map(body_of, versions))
    return [
        {
            **row,
            "blocks": [
                [kind, " " * len(text) if BlockKind(kind).is_text and text in lines else text, why]
                for kind, text, why in row["blocks"]
            ],
        }
        for row, lines in zip(versions, of_site, strict=True)
    ]


def body_of(version: Row) -> str:
    """Return the text of a row of article_version: a line a paragraph."""
    return "\n".join(text for kind, text, _ in version["blocks"] if BlockKind(kind).is_text)


def repeats_of(db: Connection, bodies: Iterable[str]) -> list[dict[str, int]]:
    """Return of each text the lines that are its site's own, with their number of other pages."""
    texts = list(bodies)
    keys = sorted({key for body in texts for key in repeatable(body).values()})
    n_pages = dict(pair for some in in_pieces(keys) for pair in _own_lines(db, some))
    return [repeated(body, n_pages) for body in texts]


def _own_lines(db: Connection, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Give those of `keys` that one site alone prints, about different things, and how often."""
    n_pages = func.count()
    often = (
        select(_line.c.line_hash, n_pages)
        .where(_line.c.line_hash.in_(keys))
        .group_by(_line.c.line_hash)
        .having(n_pages >= MIN_PAGES, func.min(_line.c.source) == func.max(_line.c.source))
    )
    for key, n in db.execute(often).all():
        if tell_of_different_things(_headlines(db, key)):
            yield key, n


def _headlines(db: Connection, key: str) -> Sequence[str]:
    """Return headlines above a line. Ids are hashes, so the first ones are a sample of no order."""
    query = (
        select(_version.c.headline)
        .join_from(_line, _article, _article.c.article_id == _line.c.article_id)
        .join(_version, IS_CURRENT)
        .where(_line.c.line_hash == key)
        .order_by(_line.c.article_id)
        .limit(SAMPLE_PAGES)
    )
    return db.execute(query).scalars().all()
