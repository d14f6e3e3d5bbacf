"""Captures → articles → credits → rows."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.publisher_files import habits_at
from wirewatch.adapters.warehouse.alerts import pending_days
from wirewatch.adapters.warehouse.articles import (
    Loaded,
    ReadCapture,
    let_nobody_load,
    load_records,
)
from wirewatch.adapters.warehouse.captures import (
    CaptureRef,
    captures_by_id,
    captures_of,
    settle_reading,
    unread_days,
)
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.entries import entry_authors, full_texts
from wirewatch.adapters.warehouse.load import load_key, record_load
from wirewatch.adapters.warehouse.quarantine import load_what_fits, release, set_aside
from wirewatch.adapters.warehouse.search import index_articles
from wirewatch.adapters.warehouse.tombstones import forgotten
from wirewatch.articles.extract import EXTRACTOR
from wirewatch.bootstrap import Desk
from wirewatch.errors import Forgotten, Gone, TooCostly, Unreadable, Unstorable, WirewatchError
from wirewatch.model import Record
from wirewatch.pipeline.drift import tell_drift
from wirewatch.pipeline.keep import sketch_unkept
from wirewatch.pipeline.outcomes import Outcome, outcome_of
from wirewatch.pipeline.page import read_page
from wirewatch.pipeline.walls import Wall, find_wall, land_stand_ins
from wirewatch.urls import article_id, site
from wirewatch.wire.agencies import agency_of_site
from wirewatch.wire.credit import text_credit

log = structlog.get_logger()

CHUNK = 100  # pages a task: its reading process takes 1.2 s to start, as much as 50 pages

ReadPage = Callable[..., Record]  # takes what `read_page` takes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What came of reading one capture; `wall` when a feed's text stands in for it."""

    ref: CaptureRef
    found: Record | WirewatchError
    wall: Wall | None = None

    @property
    def record(self) -> Record | None:
        """What the page says, when that is an article to load."""
        if isinstance(self.found, WirewatchError) or self.wall:
            return None
        return self.found if self.found.article.verdict.has_text else None

    def outcome(self, new: frozenset[str]) -> str:
        """The name under which it is counted; `new`: the captures that said something new."""
        if isinstance(self.found, WirewatchError):
            is_gone = isinstance(self.found, Gone)
            return Outcome.MISSING if is_gone else outcome_of(self.found)
        if self.record is None:
            return self.found.article.verdict.value
        return Outcome.LOADED if self.ref.capture_id in new else Outcome.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCounts:
    """What became of the captures of one load."""

    outcomes: Mapping[str, int]  # adds up to the captures given, and those that stand in for walls
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
    settled under that name, and the others load. Where a page shows a wall and a feed carries the
    text behind it, that lands as a capture of its own and is read with the others.
    """
    tried = _tried(desk, capture_ids, reading_of)
    if walls := [one.wall for one in tried if one.wall]:
        given = set(capture_ids)
        instead = [key for key in land_stand_ins(desk, walls, run=run) if key not in given]
        tried += _tried(desk, instead, reading_of)
    return _load(desk, tried, run)


def _tried(desk: Desk, capture_ids: Sequence[str], reading_of: ReadPage) -> list[_Tried]:
    with reading(desk.engine) as db:
        refs = captures_by_id(db, capture_ids)
        gone = forgotten(db, {ref.article_id: ref.url for ref in refs})
        announced = [article_id(ref.url) for ref in refs]
        authors, texts = entry_authors(db, announced), full_texts(db, announced)
    tried = []
    for ref in refs:
        if ref.article_id in gone:
            tried.append(_Tried(ref=ref, found=Forgotten(ref.url)))
            continue
        found = _read_one(desk, ref, reading_of, authors.get(article_id(ref.url), ()))
        wall = find_wall(ref, found, texts) if isinstance(found, Record) else None
        tried.append(_Tried(ref=ref, found=found, wall=wall))
    return tried


def _read_one(
    desk: Desk, ref: CaptureRef, reading_of: ReadPage, authors: Sequence[str]
) -> Record | WirewatchError:
    """Return what a page says, or why it could not be read: one page holds up no other."""
    try:
        capture = desk.landing.read(ref.place.warc, ref.place.offset)
        at = site(capture.final_url)
        return desk.reader.call(
            ref.url,
            reading_of,
            capture,
            zone=desk.settings.zone_of(ref.feed_id, at),
            feed_authors=authors,
            habits=habits_at(at, capture.captured_at.date(), desk.settings.publishers),
        )
    except (Gone, TooCostly, Unreadable) as error:
        log.warning("not read", url=ref.url, capture_id=ref.capture_id, why=str(error))
        return error


def _load(desk: Desk, tried: Sequence[_Tried], run: str) -> ReadCounts:
    now = desk.now()
    loaded, tried = write(
        desk.engine, partial(_load_whole, desk=desk, tried=tried, run=run, now=now)
    )
    tell_drift(desk, {one.ref.feed_id for one in tried if one.ref.feed_id})
    outcomes = Counter(one.outcome(loaded.new) for one in tried)
    log.info("read", run=run, **outcomes)
    return ReadCounts(outcomes=outcomes, days=[day.isoformat() for day in loaded.days])


def _load_whole(
    db: Connection, desk: Desk, tried: Sequence[_Tried], run: str, now: datetime
) -> tuple[Loaded, list[_Tried]]:
    """Load what was read, and its row in the ledger; what came of it."""
    batch = [one.ref.capture_id for one in tried]
    good = [_ready(desk, one.ref, one.record) for one in tried if one.record]
    load_id = load_key("read", run, batch)
    let_nobody_load(db, [each.record.article.article_id for each in good])
    load_some = partial(load_records, db, now=now, load_id=load_id)
    parts, refused = load_what_fits(db, good, load_some)
    loaded = sum(parts, Loaded(new=frozenset(), days=()))
    sketch_unkept(db, good)
    index_articles(db, [one.record.article.article_id for one in good])
    ended = _without(tried, {bad.capture_id: why for bad, why in refused})
    _keep_quarantine(db, ended, load_id, now)
    _settle_others(db, ended, now)
    record_load(
        db,
        step="read",
        run=run,
        batch=batch,
        n_in=len(good),
        n_new=len(loaded.new),
        n_same=len(good) - len(loaded.new) - len(refused),
        n_quarantined=len(refused),
        now=now,
    )
    return loaded, ended


def _ready(desk: Desk, ref: CaptureRef, record: Record) -> ReadCapture:
    return ReadCapture(
        capture_id=ref.capture_id,
        via=ref.via,
        record=record,
        text_credit=text_credit(record.credits),
        is_agency_site=agency_of_site(site(record.article.url)) is not None,
        store=desk.allowed(site(record.article.url), record.article.event_date),
    )


def _without(tried: Sequence[_Tried], refused: Mapping[str, Unstorable]) -> list[_Tried]:
    """Return `tried`, with those that no store could hold found to be so."""
    return [
        replace(one, found=refused[one.ref.capture_id]) if one.ref.capture_id in refused else one
        for one in tried
    ]


def _keep_quarantine(db: Connection, tried: Sequence[_Tried], load_id: str, now: datetime) -> None:
    refused = {
        one.ref.capture_id: (one.ref.url, one.found)
        for one in tried
        if isinstance(one.found, Unstorable)
    }
    for url, why in refused.values():
        log.warning("quarantined", url=url, why=str(why))
    set_aside(db, "read", refused, load_id=load_id, now=now)
    release(db, "read", [one.ref.capture_id for one in tried if one.record])


def _settle_others(db: Connection, tried: Sequence[_Tried], now: datetime) -> None:
    """Write down what became of the pages that have no text for us.

    A page that is missing from the landing zone is not settled: a disk may come back.
    """
    for one in tried:
        outcome = one.outcome(frozenset())
        if one.record or outcome == Outcome.MISSING:
            continue
        settle_reading(db, one.ref, extractor=EXTRACTOR, outcome=outcome, detail=_why(one), now=now)


def _why(one: _Tried) -> str:
    if isinstance(one.found, WirewatchError):
        return str(one.found)
    said = one.found.article.verdict_why
    return f"{said}; the full text of {one.wall.entry.feed_id} stands in" if one.wall else said
