"""The texts of the warehouse and their fingerprints."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, present, upsert
from wirewatch.adapters.warehouse.rows import IS_CURRENT, by_ids
from wirewatch.model import PageVerdict, Precision, Sketch, Text
from wirewatch.stories.shared import packed, unpacked
from wirewatch.stories.sketch import VERSION

_TEXTS_PER_DELETE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsketched:
    """A text whose fingerprints are not known yet."""

    text_hash: str
    title: str
    body: str


def missing_sketches(db: Connection, first_day: date, last_day: date) -> tuple[Unsketched, ...]:
    """Return the texts of these days that have no sketch of today's version, by text_hash.

    A text whose words are not kept was sketched when it was read, or never will be.
    """
    article, version, body = schema.article, schema.article_version, schema.article_text
    has_sketch = exists().where(
        schema.sketch.c.text_hash == article.c.text_hash,
        schema.sketch.c.version == VERSION,
        schema.sketch.c.prints.is_not(None),
    )
    query = (
        _current(article.c.text_hash, version.c.headline, body.c.body)
        .join(body, body.c.text_hash == article.c.text_hash)
        .where(article.c.event_date.between(first_day, last_day), ~has_sketch)
        .where(body.c.store.is_(None))
    )
    found = {row.text_hash: row for row in db.execute(query)}
    return tuple(
        Unsketched(text_hash=key, title=row.headline, body=row.body)
        for key, row in sorted(found.items())
    )


def save_sketches(db: Connection, sketches: Mapping[str, Sketch]) -> int:
    """Write the sketches of texts, by text_hash; return how many were not there."""
    keys = [(text_hash, sketch.version) for text_hash, sketch in sorted(sketches.items())]
    known = present(db, schema.sketch, keys)
    upsert(db, schema.sketch, [_sketch_row(key, sketch) for key, sketch in sketches.items()])
    return len(keys) - len(known)


def forget_sketches(db: Connection) -> int:
    """Delete the sketches of texts that are no more, taken down or erased; return how many."""
    sketch = schema.sketch.c.text_hash
    is_kept = exists().where(schema.article_text.c.text_hash == sketch)
    gone = sorted(set(db.scalars(select(sketch).where(~is_kept))))
    for start in range(0, len(gone), _TEXTS_PER_DELETE):
        for table in (schema.fingerprint, schema.sketch):
            some = gone[start : start + _TEXTS_PER_DELETE]
            db.execute(delete(table).where(table.c.text_hash.in_(some)))
    return len(gone)


def days_of(db: Connection, first_day: date, last_day: date) -> dict[str, date]:
    """Return the articles of these days, each with its day."""
    article = schema.article.c
    query = select(article.article_id, article.event_date).where(
        article.event_date.between(first_day, last_day)
    )
    return {row.article_id: row.event_date for row in db.execute(query)}


def texts_of(db: Connection, article_ids: Collection[str]) -> tuple[Text, ...]:
    """Return the current texts of these articles, by id; ids without an article are left out."""
    article, version, body = schema.article, schema.article_version, schema.article_text
    query = _current(version, article.c.event_date.label("day"), body.c.body, body.c.store).join(
        body, body.c.text_hash == article.c.text_hash
    )
    rows = list(by_ids(db, query, schema.article.c.article_id, article_ids))
    sketches = _sketches(db, {row["text_hash"] for row in rows if row["store"]})
    found = (replace(_text(row), sketch=sketches.get(row["text_hash"])) for row in rows)
    return tuple(sorted(found, key=lambda text: text.text_id))


def _sketches(db: Connection, text_hashes: Collection[str]) -> dict[str, Sketch]:
    """Return the sketches of today's version of these texts, by text_hash."""
    sketch = schema.sketch
    of_version = select(sketch).where(sketch.c.version == VERSION, sketch.c.prints.is_not(None))
    return {
        row["text_hash"]: Sketch(
            version=VERSION,
            exact_hash=row["exact_hash"],
            fingerprints=unpacked(row["prints"]),
            n_words=row["n_words"],
        )
        for row in by_ids(db, of_version, sketch.c.text_hash, text_hashes)
    }


def _current(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(schema.article).join(schema.article_version, IS_CURRENT)


def _text(row: Row) -> Text:
    return Text(
        text_id=row["article_id"],
        source=row["source"],
        title=row["headline"],
        body=row["body"],
        published_at=_published_at(row),
        language=row["language"],
        agency=row["agency"],
        is_agency_site=row["is_agency_site"],
        is_partial=row["verdict"] == PageVerdict.PAYWALLED.value,
        declared_source=row["declared_source"],
    )


def _published_at(row: Row) -> datetime:
    """Return when a text was out for sure.

    A page that tells only the day does not become the earliest copy of it: it counts from the
    capture, or from the day's last second. A time on another day than the article's was refused as
    implausible when that day was set.
    """
    at: datetime | None = row["published_at"]
    captured_at: datetime = row["captured_at"]
    if at is None or at.date() != row["day"]:
        return captured_at
    if row["published_precision"] != Precision.DAY.value:
        return at
    end_of_day = datetime.combine(at.date(), time(23, 59, 59), UTC)
    return min(end_of_day, captured_at) if captured_at >= at else end_of_day


def _sketch_row(text_hash: str, sketch: Sketch) -> Row:
    return {
        "text_hash": text_hash,
        "version": sketch.version,
        "exact_hash": sketch.exact_hash,
        "n_words": sketch.n_words,
        "n_fingerprints": len(sketch.fingerprints),
        "prints": packed(sketch.fingerprints),
    }
