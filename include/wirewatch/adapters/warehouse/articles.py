"""Records into rows: immutable versions, texts kept once, the current version of each article."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, select, text

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.keep import load_texts
from wirewatch.adapters.warehouse.load import Row, insert_absent, upsert
from wirewatch.adapters.warehouse.quarantine import storable
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.adapters.warehouse.site_lines import save_lines
from wirewatch.keeping import kept_body
from wirewatch.model import Article, Credit, PageVerdict, Record, Store, Via, digest
from wirewatch.text import words
from wirewatch.urls import article_id, site

_Key = tuple[str, str]  # article_id, content_hash
_Age = tuple[datetime, str, int]  # captured_at, capture_id, the rules backwards

_OF_THE_VERSION = ("article_id", "content_hash", "text_hash", "source", "event_date")
_LOCK_IN_ORDER = text("""
SELECT pg_advisory_xact_lock(number)
FROM (SELECT DISTINCT hashtextextended(id, 0) AS number
      FROM unnest(CAST(:ids AS text[])) AS id ORDER BY number) AS numbers
""")
_RANK_OF_VIA = {via.value: -rank for rank, via in enumerate(Via)}  # live above all


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCapture:
    """A capture and what was read from it."""

    capture_id: str
    via: Via
    record: Record
    text_credit: Credit | None  # the strongest one for the text
    is_agency_site: bool
    store: Store = Store.FULL  # how much of its text is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one load did: which captures said something new, and the dates it touched."""

    new: frozenset[str]  # capture ids
    days: tuple[date, ...]

    def __add__(self, other: "Loaded") -> "Loaded":
        days = tuple(sorted({*self.days, *other.days}))
        return Loaded(new=self.new | other.new, days=days)


def let_nobody_load(db: Connection, article_ids: Collection[str]) -> None:
    """Keep other loads of these articles waiting until this transaction ends.

    Of two that load captures of one article side by side neither would see the other's, and which
    is the current version would hang on who is last. On SQLite a writing transaction is alone.
    """
    if db.dialect.name == "postgresql":
        db.execute(_LOCK_IN_ORDER, {"ids": list(article_ids)})


def load_records(
    db: Connection, readings: Sequence[ReadCapture], *, now: datetime, load_id: str
) -> Loaded:
    """Load what was read. Loading it again, in any order or split, leaves the tables the same.

    Of several captures that say the same, the earliest tells the version: when it was first said,
    and under which address. An archive's capture that comes later may be the earlier one.

    The caller holds the articles; see `let_nobody_load`.

    Raises:
        Unstorable: one of them says what not every store can hold.
    """
    rows = storable(
        schema.article_version, [_version_row(reading, now, load_id) for reading in readings]
    )
    known = _known(db, rows)
    first = {_key(rows[at]): at for at in _latest_first(rows)}
    told = [at for key, at in first.items() if key not in known or _age(rows[at]) < known[key]]
    new = {at for key, at in first.items() if key not in known}  # of two that say it, one is new
    load_texts(db, [_text_row(reading) for reading in readings])
    versions = [rows[at] for at in told]
    upsert(db, schema.article_version, versions, keep=("recorded_at", "load_id"))
    save_lines(db, [_lines_of(reading) for reading in readings])
    credits = [row for at in told for row in _credit_rows(readings[at])]
    upsert(db, schema.credit, storable(schema.credit, credits))
    outcomes = [_reading_row(row, at in new) for at, row in enumerate(rows)]
    insert_absent(db, schema.reading, outcomes)
    touched = _choose_current(db, sorted({row["article_id"] for row in rows}))
    return Loaded(new=frozenset(rows[at]["capture_id"] for at in new), days=tuple(sorted(touched)))


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


def _known(db: Connection, rows: Sequence[Row]) -> dict[_Key, _Age]:
    """Return when each version of these articles was first said, and who read it."""
    version = schema.article_version.c
    columns = (version.article_id, version.content_hash, version.captured_at, version.capture_id)
    ids = {row["article_id"] for row in rows}
    found = by_ids(db, select(*columns, version.extractor), version.article_id, ids)
    return {_key(row): _age(row) for row in found}


def _latest_first(rows: Sequence[Row]) -> list[int]:
    return sorted(range(len(rows)), key=lambda at: _age(rows[at]), reverse=True)


def _age(row: Row) -> _Age:
    """Who tells a version comes first here: the earliest capture, read by the newest rules."""
    return row["captured_at"], row["capture_id"], -_rules(row)


def _rules(row: Row) -> int:
    """Return the number of the rules that read it: 10 of "wirewatch@10"."""
    number = row["extractor"].rpartition("@")[2]
    return int(number) if number.isdecimal() else 0


def _key(row: Row) -> _Key:
    return row["article_id"], row["content_hash"]


def _text_row(reading: ReadCapture) -> Row:
    article, store = reading.record.article, reading.store
    return {
        "text_hash": text_hash(article),
        "body": kept_body(article.body, store),
        "n_words": len(words(article.body)),
        "store": None if store is Store.FULL else store.value,
    }


def _lines_of(reading: ReadCapture) -> tuple[str, str, str]:
    article = reading.record.article
    return article.article_id, site(article.url), article.body


def text_hash(article: Article) -> str:
    """Return the key of the text of an article, whatever is kept of it."""
    return digest("text", article.title, article.body)


def _version_row(reading: ReadCapture, now: datetime, load_id: str) -> dict[str, Any]:
    record, article = reading.record, reading.record.article
    credit = reading.text_credit
    return {
        "article_id": article.article_id,
        "content_hash": content_hash(record),
        "text_hash": text_hash(article),
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
        "facts": [{"fact": name, **asdict(fact)} for name, fact in article.facts],
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


def _reading_row(row: Row, is_new: bool) -> Row:  # noqa: FBT001
    return {
        "capture_id": row["capture_id"],
        "extractor": row["extractor"],
        "outcome": "loaded" if is_new else "same",
        "detail": row["verdict_why"],
        "article_id": row["article_id"],
        "content_hash": row["content_hash"],
        "recorded_at": row["recorded_at"],
    }


def _choose_current(db: Connection, article_ids: Sequence[str]) -> set[date]:
    """Point `article` at the newest version of each; return the dates that hold another one now."""
    article = schema.article
    newest = _newest(db, article_ids)
    query = select(article).where(article.c.article_id.in_(article_ids))
    before = {row["article_id"]: row for row in db.execute(query).mappings()}
    changed: list[Row] = []
    told_anew: list[Row] = []
    for key, row in newest.items():
        is_same = key in before and before[key]["content_hash"] == row["content_hash"]
        (told_anew if is_same else changed).append({**row, "match_state": "pending"})
    upsert(db, article, changed)
    upsert(db, article, told_anew, keep=("match_state",))  # another capture, not another article
    left = {
        before[row["article_id"]]["event_date"] for row in changed if row["article_id"] in before
    }
    return left | {row["event_date"] for row in changed}


def _newest(db: Connection, article_ids: Sequence[str]) -> dict[str, Row]:
    """Return for each article the row of `article` that its best capture, read, makes.

    By what was read of captures and not by versions: a page that goes back to what it said is
    current in its old version, and so is what reading one capture again found.
    """
    version, reading, capture = schema.article_version, schema.reading, schema.capture
    is_read = and_(
        reading.c.article_id == version.c.article_id,
        reading.c.content_hash == version.c.content_hash,
    )
    query = (
        select(*(version.c[name] for name in _OF_THE_VERSION))
        .add_columns(capture.c.captured_at, capture.c.via, reading.c.extractor, version.c.verdict)
        .join(reading, is_read)
        .join(capture, capture.c.capture_id == reading.c.capture_id)
    )
    newest: dict[str, Row] = {}
    for row in by_ids(db, query, version.c.article_id, article_ids):
        best = newest.get(row["article_id"])
        if best is None or _rank(row) > _rank(best):
            newest[row["article_id"]] = row
    of_article = schema.article.columns.keys()
    return {
        key: {name: value for name, value in row.items() if name in of_article}
        for key, row in newest.items()
    }


def _rank(row: Row) -> tuple[Any, ...]:
    """Whole pages, then the newest, live before archive, what today's rules read of the same one.

    Papers put a page behind their paywall after a day, and an archive comes back then: its
    beginning is no later state of the text.
    """
    is_whole = row["verdict"] != PageVerdict.PAYWALLED and row["via"] != Via.FEED
    via = _RANK_OF_VIA[row["via"]]
    return is_whole, row["captured_at"], via, _rules(row), row["content_hash"]
