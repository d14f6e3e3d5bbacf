"""What the latest pages of each feed gave when they were read."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, select

from wirewatch.adapters import schema
from wirewatch.publishers.drift import PageRead

_LATEST = 60  # pages a feed: more than drift looks at, so that a batch of many hides nothing
_HAS_TEXT = ("loaded", "same")


def pages_by_feed(
    db: Connection, feed_ids: Collection[str], extractor: str
) -> Mapping[str, tuple[PageRead, ...]]:
    """Return the latest pages of each of `feed_ids`, as these rules read them."""
    return {feed_id: _pages(db, feed_id, extractor) for feed_id in sorted(feed_ids)}


def _pages(db: Connection, feed_id: str, extractor: str) -> tuple[PageRead, ...]:
    capture, reading, version = schema.capture, schema.reading, schema.article_version
    is_of_version = and_(
        version.c.article_id == reading.c.article_id,
        version.c.content_hash == reading.c.content_hash,
    )
    latest = (
        select(capture.c.captured_at, reading.c.outcome, version.c.published_at)
        .join_from(reading, capture, reading.c.capture_id == capture.c.capture_id)
        .outerjoin(version, is_of_version)
        .where(capture.c.feed_id == feed_id, reading.c.extractor == extractor)
        .order_by(capture.c.captured_at.desc(), capture.c.capture_id)
        .limit(_LATEST)
    )
    return tuple(
        PageRead(
            captured_at=row.captured_at,
            has_text=row.outcome in _HAS_TEXT,
            has_date=row.published_at is not None,
        )
        for row in db.execute(latest)
    )
