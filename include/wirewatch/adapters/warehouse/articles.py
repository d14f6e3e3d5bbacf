"""Records into rows: immutable versions, texts kept once, the current version of each article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, insert_absent, upsert
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.model import Article, Credit, Record, Via, digest
from wirewatch.text import words
from wirewatch.urls import article_id, site

_Key = tuple[str, str]  # article_id, content_hash
_Age = tuple[datetime, str]  # captured_at, capture_id

_RANK_OF_VIA = {via.value: -rank for rank, via in enumerate(Via)}  # live above all


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCapture:
    """A capture and what was read from it."""

    capture_id: str
    via: Via
    record: Record
    text_credit: Credit | None  # the strongest one for the text
    is_agency_site: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one load did: which captures said something new, and the dates it touched."""

    new: frozenset[str]  # capture ids
    days: tuple[date, ...]


def load_records(
    db: Connection, readings: Sequence[ReadCapture], *, now: datetime, load_id: str
) -> Loaded:
    """Load what was read. Loading it again, in any order or split, leaves the tables the same.

    Of several captures that say the same, the earliest tells the version: when it was first said,
    and under which address. An archive's capture that comes later may be the earlier one.
    """
    readings = sorted(readings, key=_first_said)
    rows = [_version_row(reading, now, load_id) for reading in readings]
    known = _known(db, rows)
    first = _earliest(rows, readings)
    fresh = {key for key in first if key not in known}
    told = [first[key] for key in first if _tells_earlier(first[key][0], known.get(key))]
    texts = [_text_row(reading.record.article) for reading in readings]
    insert_absent(db, schema.article_text, texts)
    upsert(db, schema.article_version, [row for row, _ in told], keep=("recorded_at", "load_id"))
    upsert(db, schema.credit, [row for _, reading in told for row in _credit_rows(reading)])
    insert_absent(
        db,
        schema.reading,
        [
            _reading_row(row, reading, _is_new(row, first, fresh), now)
            for row, reading in zip(rows, readings, strict=True)
        ],
    )
    touched = _choose_current(db, sorted({row["article_id"] for row in rows}))
    return Loaded(
        new=frozenset(row["capture_id"] for row in rows if _is_new(row, first, fresh)),
        days=tuple(sorted(touched)),
    )


def content_hash(record: Record) -> str:
    """Return the digest of what a page says: equal for two captures that say the same."""
    article = record.article
    said = (
        article.verdict,
        article.title,
        article.body,
        article.byline or "",
        "\n".join(article.authors),
        article.published.raw,
        article.modified.raw,
        article.event_date.isoformat(),
        article.language or "",
        "\n".join(f"{c.agency} {c.role} {c.place} {c.evidence}" for c in record.credits),
    )
    return digest("content", *said)


def _first_said(reading: ReadCapture) -> tuple[datetime, str]:
    return reading.record.article.captured_at, reading.capture_id


def _known(db: Connection, rows: Sequence[Row]) -> dict[_Key, _Age]:
    """Return when each version that is there was first said, and by which capture."""
    version = schema.article_version.c
    columns = (version.article_id, version.content_hash, version.captured_at, version.capture_id)
    ids = {row["article_id"] for row in rows}
    found = by_ids(db, select(*columns), version.article_id, ids)
    return {_key(row): (row["captured_at"], row["capture_id"]) for row in found}


def _earliest(
    rows: Sequence[Row], readings: Sequence[ReadCapture]
) -> dict[_Key, tuple[Row, ReadCapture]]:
    """Return for each version the first of these rows, given in the order of their captures."""
    backwards = zip(reversed(rows), reversed(readings), strict=True)
    return {_key(row): (row, reading) for row, reading in backwards}


def _tells_earlier(row: Row, known: _Age | None) -> bool:
    return known is None or (row["captured_at"], row["capture_id"]) < known


def _is_new(row: Row, first: Mapping[_Key, tuple[Row, ReadCapture]], fresh: set[_Key]) -> bool:
    """Whether this capture brought a version: of two in one batch that say the same, one did."""
    return _key(row) in fresh and first[_key(row)][0] is row


def _key(row: Row) -> _Key:
    return row["article_id"], row["content_hash"]


def _text_row(article: Article) -> Row:
    return {
        "text_hash": _text_hash(article),
        "body": article.body,
        "n_words": len(words(article.body)),
    }


def _text_hash(article: Article) -> str:
    return digest("text", article.title, article.body)


def _version_row(reading: ReadCapture, now: datetime, load_id: str) -> dict[str, Any]:
    record, article = reading.record, reading.record.article
    credit = reading.text_credit
    return {
        "article_id": article.article_id,
        "content_hash": content_hash(record),
        "text_hash": _text_hash(article),
        "capture_id": reading.capture_id,
        "source": site(article.url),
        "url": article.url,
        "canonical_url": article.canonical_url,
        "verdict": article.verdict.value,
        "verdict_why": article.verdict_why,
        **_signature_columns(article),
        **_time_columns(article),
        "via": reading.via.value,
        "section": article.section,
        "tags": list(article.tags),
        "blocks": [[block.kind.value, block.text, block.why] for block in article.blocks],
        "warnings": list(record.warnings),
        "agency": credit.agency if credit else None,
        "agency_role": credit.role.value if credit else None,
        "is_agency_site": reading.is_agency_site,
        "declared_source": _declared_source(article),
        "extractor": article.extractor,
        "recorded_at": now,
        "load_id": load_id,
    }


def _signature_columns(article: Article) -> dict[str, Any]:
    return {
        "headline": article.title,
        "headline_reader": article.headline.reader if article.headline else None,
        "byline": article.byline,
        "authors": list(article.authors),
        "dateline": article.dateline.raw if article.dateline else None,
        "located": article.dateline.place if article.dateline else None,
        "language": article.language,
    }


def _time_columns(article: Article) -> dict[str, Any]:
    return {
        "published_at": article.published.at,
        "published_precision": article.published.precision.value,
        "published_raw": article.published.raw,
        "published_reader": article.published.reader,
        "published_agrees": article.published.agrees,
        "modified_at": article.modified.at,
        "modified_precision": article.modified.precision.value,
        "captured_at": article.captured_at,
        "event_date": article.event_date,
    }


def _declared_source(article: Article) -> str | None:
    """Return the article a page names as its original, when that stands on another site."""
    named = article.canonical_url
    return article_id(named) if named and site(named) != site(article.url) else None


def _credit_rows(reading: ReadCapture) -> Iterable[Row]:
    said = content_hash(reading.record)
    for position, credit in enumerate(reading.record.credits):
        yield {
            "article_id": reading.record.article.article_id,
            "content_hash": said,
            "position": position,
            **_credit_columns(credit),
        }


def _credit_columns(credit: Credit) -> dict[str, Any]:
    return {
        "agency": credit.agency,
        "role": credit.role.value,
        "place": credit.place.value,
        "evidence": credit.evidence,
        "people": list(credit.people),
        "located": credit.located,
    }


def _reading_row(row: Row, reading: ReadCapture, is_new: bool, now: datetime) -> Row:
    return {
        "capture_id": row["capture_id"],
        "extractor": row["extractor"],
        "outcome": "loaded" if is_new else "same",
        "detail": reading.record.article.verdict_why,
        "article_id": row["article_id"],
        "content_hash": row["content_hash"],
        "recorded_at": now,
    }


def _choose_current(db: Connection, article_ids: Sequence[str]) -> set[date]:
    """Point `article` at the newest version of each; return the dates that hold another one now."""
    version, article = schema.article_version.c, schema.article.c
    columns = (
        version.article_id,
        version.content_hash,
        version.text_hash,
        version.source,
        version.event_date,
        version.captured_at,
        version.via,
    )
    newest: dict[str, RowMapping] = {}
    for row in db.execute(select(*columns).where(version.article_id.in_(article_ids))).mappings():
        best = newest.get(row["article_id"])
        if best is None or _age(row) > _age(best):
            newest[row["article_id"]] = row
    query = select(schema.article).where(article.article_id.in_(article_ids))
    before = {row["article_id"]: row for row in db.execute(query).mappings()}
    changed = [
        row
        for key, row in newest.items()
        if key not in before or before[key]["content_hash"] != row["content_hash"]
    ]
    upsert(db, schema.article, [{**row, "match_state": "pending"} for row in changed])
    left = {
        before[row["article_id"]]["event_date"] for row in changed if row["article_id"] in before
    }
    return left | {row["event_date"] for row in changed}


def _age(row: RowMapping) -> tuple[Any, ...]:
    return row["captured_at"], _RANK_OF_VIA[row["via"]], row["content_hash"]
