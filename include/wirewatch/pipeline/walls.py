"""Pages that show a wall instead of their text, and the feed's full text that stands in for it.

A consent wall saved as the article is a classic (wallabag #2428, OpenCTI connectors #5013). Here
the page is kept and settled as the wall it is, and the feed that carries the text speaks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wirewatch.adapters.warehouse.captures import (
    CaptureRef,
    add_captures,
    capture_id,
    capture_row,
    captures_by_id,
)
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.entries import PendingEntry
from wirewatch.bootstrap import Desk
from wirewatch.feeds.plain import plain_text
from wirewatch.model import Capture, PageVerdict, Record, Via, digest
from wirewatch.pipeline.standin import stand_in
from wirewatch.text import words
from wirewatch.urls import article_id

# A paywalled page is an article as far as it goes; the feed's text has to be more than its teaser.
MORE_THAN_THE_BEGINNING = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A page that shows a wall, and the entry whose text stands in for it."""

    ref: CaptureRef
    entry: PendingEntry


def find_wall(
    ref: CaptureRef, record: Record, full_text_of: Mapping[str, PendingEntry]
) -> Wall | None:
    """Return the wall that a page is, when a feed carries the text behind it."""
    entry = full_text_of.get(article_id(ref.url))
    if entry is None or ref.via is Via.FEED or not _is_walled(record, entry):
        return None
    return Wall(ref=ref, entry=entry)


def land_stand_ins(desk: Desk, walls: Sequence[Wall], *, run: str) -> list[str]:
    """Land what stands in for the pages behind `walls`, once; the ids of these captures."""
    made = [_made(wall) for wall in walls]
    ids = [key for _, _, key in made]
    with reading(desk.engine) as db:
        known = {ref.capture_id for ref in captures_by_id(db, ids)}
    fresh = [(wall, capture) for wall, capture, key in made if key not in known]
    if not fresh:
        return ids
    day, which = fresh[0][0].ref.event_date, digest("stand-ins", *sorted(ids))
    now = desk.now()
    with desk.landing.batch(f"{day:%Y/%m/%d}/{Via.FEED}-{which[:16]}") as batch:
        places = [batch.add(capture) for _, capture in fresh]
    rows = [
        capture_row(
            capture,
            place,
            article_id=article_id(capture.final_url),
            event_date=wall.ref.event_date,
            feed_id=wall.entry.feed_id,
            now=now,
        )
        for (wall, capture), place in zip(fresh, places, strict=True)
    ]
    write(desk.engine, lambda db: add_captures(db, rows, run=run, now=now))
    return ids


def _made(wall: Wall) -> tuple[Wall, Capture, str]:
    """Return what stands in; as of the wall, so that a repeated run makes the same capture."""
    capture = stand_in(wall.entry, wall.ref.captured_at)
    return wall, capture, capture_id(capture, article_id(capture.final_url))


def _is_walled(record: Record, entry: PendingEntry) -> bool:
    verdict = record.article.verdict
    if verdict is PageVerdict.PAYWALLED:
        n_in_feed = len(words(plain_text(entry.content_html or "")))
        return n_in_feed > MORE_THAN_THE_BEGINNING * len(words(record.article.body))
    return not verdict.has_text
