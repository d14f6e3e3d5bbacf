"""Which pages we have, where they lie, and which of them are still to be read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from wirewatch.adapters.landing import Place
from wirewatch.adapters.schema import capture as captures
from wirewatch.adapters.schema import reading as readings
from wirewatch.adapters.warehouse.load import Row, in_pieces, upsert
from wirewatch.adapters.warehouse.quarantine import load_absent
from wirewatch.adapters.warehouse.tombstones import buried_articles
from wirewatch.errors import Unstorable
from wirewatch.model import Capture, Rights, Via, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRef:
    """A capture that has landed: what is known of it without opening it."""

    capture_id: str
    article_id: str
    url: str
    captured_at: datetime
    via: Via
    event_date: date
    feed_id: str | None
    place: Place


class Captured(NamedTuple):
    """What there is of an article's pages."""

    n: int  # at least 1
    last_at: datetime


def capture_id(capture: Capture, article_id: str) -> str:
    """Return the key of a capture: one body of one article at one time."""
    return digest(article_id, capture.body_hash, capture.captured_at.isoformat())


def capture_row(
    capture: Capture,
    place: Place,
    *,
    article_id: str,
    event_date: date,
    feed_id: str | None,
    now: datetime,
) -> Row:
    """Return the row of a capture that has landed at `place`."""
    rights = capture.rights or Rights()
    return {
        "capture_id": capture_id(capture, article_id),
        "article_id": article_id,
        "url": capture.url,
        "final_url": capture.final_url,
        "http_status": capture.status,
        "captured_at": capture.captured_at,
        "via": capture.via.value,
        "body_hash": capture.body_hash,
        "body_bytes": len(capture.body),
        "truncated": capture.truncated,
        "event_date": event_date,
        "feed_id": feed_id,
        "warc": place.warc,
        "warc_offset": place.offset,
        "recorded_at": now,
        "robots": rights.robots,
        "x_robots_tag": rights.x_robots_tag,
        "tdm_reserved": rights.tdm_reserved,
        "tdm_policy": rights.tdm_policy,
        "tdm_why": rights.tdm_why,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the rows of captures."""

    n_new: int
    refused: Mapping[str, Unstorable]  # capture_id → why no store takes it


def add_captures(db: Connection, rows: Collection[Row], *, run: str, now: datetime) -> Added:
    """Record captures, and the load of them in the ledger."""
    loaded = load_absent(db, captures, list(rows), step="land", run=run, now=now)
    refused = {capture_id: why for (capture_id,), why in loaded.refused.items()}
    return Added(n_new=loaded.n_new, refused=refused)


def known_articles(db: Connection, article_ids: Collection[str]) -> set[str]:
    """Return those of `article_ids` of which we have a capture, or must not have one again."""
    asked, found = sorted(set(article_ids)), buried_articles(db, article_ids)
    for some in in_pieces(asked):
        known = select(captures.c.article_id).where(captures.c.article_id.in_(some)).distinct()
        found.update(db.execute(known).scalars())
    return found


def captured(db: Connection, article_ids: Collection[str]) -> dict[str, Captured]:
    """Return how often and when last each of `article_ids` was captured; if never, no key."""
    column, found = captures.c, dict[str, Captured]()
    counted = select(column.article_id, func.count(), func.max(column.captured_at))
    for some in in_pieces(sorted(set(article_ids))):
        of_these = counted.where(column.article_id.in_(some)).group_by(column.article_id)
        found |= {key: Captured(n, last_at) for key, n, last_at in db.execute(of_these)}
    return found


def captures_of(db: Connection, day: date, extractor: str | None) -> tuple[CaptureRef, ...]:
    """Return the captures of `day` that `extractor` has not read, oldest first.

    With None for the extractor: all of them, read or not.
    """
    found = select(captures).where(captures.c.event_date == day, captures.c.erased_at.is_(None))
    if extractor is not None:
        found = found.where(_is_unread(extractor))
    found = found.order_by(captures.c.captured_at, captures.c.capture_id)
    return tuple(_ref(row) for row in db.execute(found))


def unread_days(db: Connection, extractor: str) -> tuple[date, ...]:
    """Return the dates that have captures `extractor` has not read."""
    is_there = captures.c.erased_at.is_(None)
    days = select(captures.c.event_date).where(_is_unread(extractor), is_there).distinct()
    return tuple(db.execute(days.order_by(captures.c.event_date)).scalars())


def captures_by_id(db: Connection, capture_ids: Collection[str]) -> tuple[CaptureRef, ...]:
    """Return the captures with these ids, oldest first; ids nobody knows are left out."""
    found: list[CaptureRef] = []
    for some in in_pieces(sorted(set(capture_ids))):
        known = select(captures).where(captures.c.capture_id.in_(some))
        found.extend(_ref(row) for row in db.execute(known))
    return tuple(sorted(found, key=lambda ref: (ref.captured_at, ref.capture_id)))


def settle_reading(
    db: Connection,
    ref: CaptureRef,
    *,
    extractor: str,
    outcome: str,
    now: datetime,
    detail: str | None = None,
    content_hash: str | None = None,
) -> None:
    """Write down what became of reading a capture; reading it again overwrites it."""
    row = {
        "capture_id": ref.capture_id,
        "extractor": extractor,
        "outcome": outcome,
        "detail": detail,
        "article_id": ref.article_id,
        "content_hash": content_hash,
        "recorded_at": now,
    }
    upsert(db, readings, [row])


def forget_readings(db: Connection, article_ids: Collection[str]) -> set[date]:
    """Have the captures of these articles read again; return the dates they belong to.

    For what is known of a page beside the page: a feed that names its authors after it was read.
    """
    asked, days = sorted(set(article_ids)), set[date]()
    for some in in_pieces(asked):
        of_these = captures.c.article_id.in_(some)
        found = select(captures.c.event_date).where(of_these).distinct()
        days.update(db.execute(found).scalars())
        ids = select(captures.c.capture_id).where(of_these)
        db.execute(delete(readings).where(readings.c.capture_id.in_(ids)))
    return days


def _is_unread(extractor: str) -> ColumnElement[bool]:
    of_capture = and_(
        readings.c.capture_id == captures.c.capture_id, readings.c.extractor == extractor
    )
    return ~select(readings.c.capture_id).where(of_capture).exists()


def _ref(row: Any) -> CaptureRef:
    return CaptureRef(
        capture_id=row.capture_id,
        article_id=row.article_id,
        url=row.url,
        captured_at=row.captured_at,
        via=Via(row.via),
        event_date=row.event_date,
        feed_id=row.feed_id,
        place=Place(warc=row.warc, offset=row.warc_offset),
    )
