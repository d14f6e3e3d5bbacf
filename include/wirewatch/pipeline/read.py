"""Captures → articles → credits → rows."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.warehouse.alerts import pending_days
from wirewatch.adapters.warehouse.articles import ReadCapture, load_records
from wirewatch.adapters.warehouse.captures import (
    CaptureRef,
    captures_by_id,
    captures_of,
    settle_reading,
    unread_days,
)
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.entries import entry_authors
from wirewatch.adapters.warehouse.load import load_key, record_load
from wirewatch.articles.extract import EXTRACTOR
from wirewatch.bootstrap import Desk
from wirewatch.errors import Gone, TooCostly, Unreadable, WirewatchError
from wirewatch.model import Record
from wirewatch.pipeline.outcomes import Outcome, outcome_of
from wirewatch.pipeline.page import read_page
from wirewatch.urls import article_id, site
from wirewatch.wire.agencies import agency_of_site
from wirewatch.wire.credit import text_credit

log = structlog.get_logger()

CHUNK = 100  # pages a task: its reading process takes 1.2 s to start, as much as 50 pages

ReadPage = Callable[..., Record]  # takes what `read_page` takes
_Tried = tuple[CaptureRef, Record | WirewatchError]


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


def days_to_publish(desk: Desk) -> tuple[date, ...]:
    """Return the dates with pages to read, and those where an earlier run stopped half-way."""
    with reading(desk.engine) as db:
        return tuple(sorted({*unread_days(db, EXTRACTOR), *pending_days(db)}))


def read(
    desk: Desk, capture_ids: Sequence[str], *, run: str, reading_of: ReadPage = read_page
) -> ReadCounts:
    """Read some captures and load what they say. Running it twice is as running it once.

    Each page is read by `reading_of` in the desk's reader: one that costs too much or breaks it is
    settled under that name, and the others load.
    """
    with reading(desk.engine) as db:
        refs = captures_by_id(db, capture_ids)
        authors = entry_authors(db, [article_id(ref.url) for ref in refs])
    tried = [
        (ref, _read_one(desk, ref, reading_of, authors.get(article_id(ref.url), ())))
        for ref in refs
    ]
    return _load(desk, tried, run)


def _read_one(
    desk: Desk, ref: CaptureRef, reading_of: ReadPage, authors: Sequence[str]
) -> Record | WirewatchError:
    """Return what a page says, or why it could not be read: one page holds up no other."""
    try:
        capture = desk.landing.read(ref.place.warc, ref.place.offset)
        zone = desk.settings.zone_of(ref.feed_id, site(capture.final_url))
        return desk.reader.call(ref.url, reading_of, capture, zone=zone, feed_authors=authors)
    except (Gone, TooCostly, Unreadable) as error:
        log.warning("not read", url=ref.url, capture_id=ref.capture_id, why=str(error))
        return error


def _load(desk: Desk, tried: Sequence[_Tried], run: str) -> ReadCounts:
    now = desk.now()
    batch = [ref.capture_id for ref, _ in tried]
    good = [
        _ready(ref, record)
        for ref, record in tried
        if isinstance(record, Record) and record.article.verdict.has_text
    ]
    with writing(desk.engine) as db:
        loaded = load_records(db, good, now=now, load_id=load_key("read", run, batch))
        _settle_others(db, tried, now)
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
    outcomes = Counter(_outcome(ref, record, loaded.new) for ref, record in tried)
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


def _settle_others(db: Connection, tried: Sequence[_Tried], now: datetime) -> None:
    """Write down what became of the pages that have no text for us.

    A page that is missing from the landing zone is not settled: a disk may come back.
    """
    for ref, record in tried:
        outcome = _outcome(ref, record, frozenset())
        if isinstance(record, Record) and record.article.verdict.has_text:
            continue
        if outcome is not Outcome.MISSING:
            why = record.article.verdict_why if isinstance(record, Record) else str(record)
            settle_reading(db, ref, extractor=EXTRACTOR, outcome=outcome, detail=why, now=now)


def _outcome(ref: CaptureRef, record: Record | WirewatchError, new: frozenset[str]) -> str:
    if isinstance(record, Gone):
        return Outcome.MISSING
    if isinstance(record, WirewatchError):
        return outcome_of(record)
    if not record.article.verdict.has_text:
        return record.article.verdict.value
    return Outcome.LOADED if ref.capture_id in new else Outcome.SAME
