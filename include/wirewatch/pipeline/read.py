"""Captures → articles → credits → rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.warehouse.articles import ReadCapture, load_records
from wirewatch.adapters.warehouse.captures import (
    CaptureRef,
    captures_by_id,
    captures_of,
    settle_reading,
    unread_days,
)
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.feeds import entry_authors
from wirewatch.adapters.warehouse.load import load_key, record_load
from wirewatch.articles.extract import EXTRACTOR, read_article
from wirewatch.bootstrap import Desk
from wirewatch.model import Article, Capture, Credit, Place, Record, Role
from wirewatch.urls import article_id, site
from wirewatch.wire.agencies import agency_of_site
from wirewatch.wire.contradictions import contradictions
from wirewatch.wire.credit import find_credits, text_credit
from wirewatch.wire.people import people_only

log = structlog.get_logger()

CHUNK = 40  # pages a task: seconds of work, against 0.2 s that a mapped task costs


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCounts:
    """What became of the captures of one load."""

    outcomes: Mapping[str, int]  # adds up to the captures given
    days: list[str]  # ISO dates whose articles changed


def unread_chunks(desk: Desk, days: Sequence[date]) -> list[list[str]]:
    """Return the ids of the captures of `days` that today's rules have not read, in chunks."""
    with reading(desk.engine) as db:
        ids = [ref.capture_id for day in days for ref in captures_of(db, day, EXTRACTOR)]
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]


def days_to_read(desk: Desk) -> tuple[date, ...]:
    """Return the dates that have captures which today's rules have not read."""
    with reading(desk.engine) as db:
        return unread_days(db, EXTRACTOR)


def read_page(capture: Capture, *, zone: str = "UTC", feed_authors: Sequence[str] = ()) -> Record:
    """Return all that we say of one page; pure."""
    article = read_article(capture, zone=zone)
    credits_found = find_credits(article, feed_authors=feed_authors)
    warnings = (*article.warnings, *contradictions(article, credits_found))
    signed = replace(article, authors=_authors(article, credits_found))
    return Record(article=signed, credits=credits_found, warnings=warnings)


def _authors(article: Article, credits_found: Sequence[Credit]) -> tuple[str, ...]:
    """Return who wrote it: an agency's own reporters go before whoever signs the agency's text."""
    wrote = text_credit(credits_found)
    if wrote and wrote.role is Role.TEXT and wrote.place is Place.BYLINE and wrote.people:
        return wrote.people
    return people_only(article.authors)


def read(desk: Desk, capture_ids: Sequence[str], *, run: str) -> ReadCounts:
    """Read some captures and load what they say. Running it twice is as running it once."""
    with reading(desk.engine) as db:
        refs = captures_by_id(db, capture_ids)
        authors = entry_authors(db, [article_id(ref.url) for ref in refs])
    records = [(ref, _read_one(desk, ref, authors.get(article_id(ref.url), ()))) for ref in refs]
    return _load(desk, records, run)


def _read_one(desk: Desk, ref: CaptureRef, authors: Sequence[str]) -> Record:
    capture = desk.landing.read(ref.place.warc, ref.place.offset)
    zone = desk.settings.zone_of(ref.feed_id, site(capture.final_url))
    return read_page(capture, zone=zone, feed_authors=authors)


def _load(desk: Desk, records: Sequence[tuple[CaptureRef, Record]], run: str) -> ReadCounts:
    now = desk.now()
    batch = [ref.capture_id for ref, _ in records]
    good = [_ready(ref, record) for ref, record in records if record.article.verdict.has_text]
    with writing(desk.engine) as db:
        loaded = load_records(db, good, now=now, load_id=load_key("read", run, batch))
        _settle_others(db, records, now)
        record_load(
            db,
            step="read",
            run=run,
            batch=batch,
            n_in=len(good),
            n_new=len(loaded.new),
            n_same=len(good) - len(loaded.new),
            now=now,
        )
    outcomes = Counter(_outcome(ref, record, loaded.new) for ref, record in records)
    log.info("read", run=run, **outcomes)
    return ReadCounts(outcomes=outcomes, days=[day.isoformat() for day in loaded.days])


def _ready(ref: CaptureRef, record: Record) -> ReadCapture:
    return ReadCapture(
        capture_id=ref.capture_id,
        via=ref.via,
        record=record,
        text_credit=text_credit(record.credits),
        is_agency_site=agency_of_site(site(record.article.url)) is not None,
    )


def _settle_others(
    db: Connection, records: Sequence[tuple[CaptureRef, Record]], now: datetime
) -> None:
    for ref, record in records:
        verdict = record.article.verdict
        if not verdict.has_text:
            why = record.article.verdict_why
            settle_reading(db, ref, extractor=EXTRACTOR, outcome=verdict, detail=why, now=now)


def _outcome(ref: CaptureRef, record: Record, new: frozenset[str]) -> str:
    if not record.article.verdict.has_text:
        return record.article.verdict.value
    return "loaded" if ref.capture_id in new else "same"
