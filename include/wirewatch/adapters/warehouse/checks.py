"""What the checks of data quality count; they judge in `wirewatch.checks`."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, exists, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.checks import Check, Counted
from wirewatch.model import MAX_CLOCK_AHEAD, Via
from wirewatch.urls import site

_capture, _reading, _version = schema.capture, schema.reading, schema.article_version
_entry = schema.entry.c
_FRESH = (Via.LIVE.value, Via.FEED.value)  # archives are judged by what they are asked for
_HAS_TEXT = {"loaded", "same"}

Lacks = Mapping[tuple[str, Check], Counted]  # by source


def last_landed_at(db: Connection) -> datetime | None:
    """Return when the last page of today's news was captured."""
    is_fresh = _capture.c.via.in_(_FRESH)
    return db.execute(select(func.max(_capture.c.captured_at)).where(is_fresh)).scalar()


def unread(db: Connection) -> tuple[int, datetime | None]:
    """Return how many pages no rules have read, and since when the oldest is there."""
    is_read = exists().where(_reading.c.capture_id == _capture.c.capture_id)
    query = select(func.count(), func.min(_capture.c.recorded_at))
    waiting = query.where(~is_read, _capture.c.erased_at.is_(None))
    n_waiting, since = db.execute(waiting).one()
    return n_waiting, since


def entries_by_day(
    db: Connection, feed_ids: Collection[str], first: date, last: date
) -> dict[str, dict[date, int]]:
    """Return entries by feed and day, from the first whole day on which the feed was known.

    Days without entries are there with 0; what a new feed shows of earlier days is left out.
    """
    in_time = _entry.event_date.between(first, last)
    counted = select(_entry.feed_id, _entry.event_date, func.count().label("n")).where(in_time)
    counted = counted.group_by(_entry.feed_id, _entry.event_date)
    known = select(_entry.feed_id, func.min(_entry.first_seen_at).label("at"))
    found: dict[str, dict[date, int]] = {}
    for row in by_ids(db, known.group_by(_entry.feed_id), _entry.feed_id, feed_ids):
        start = max(first, row["at"].date() + timedelta(days=1))
        days = range((last - start).days + 1)
        found[row["feed_id"]] = {start + timedelta(days=n): 0 for n in days}
    for row in by_ids(db, counted, _entry.feed_id, feed_ids):
        if row["event_date"] in found[row["feed_id"]]:
            found[row["feed_id"]][row["event_date"]] = row["n"]
    return found


def lacks(db: Connection, start: datetime, end: datetime) -> Lacks:
    """Return by source and check how many of the pages captured in a time lack something."""
    counts: dict[tuple[str, Check], list[int]] = defaultdict(lambda: [0, 0])
    for source, lacking in _pages(db, start, end):
        for check, is_lacking in lacking.items():
            counts[source, check][0] += 1
            counts[source, check][1] += is_lacking
    return {key: Counted(n=n, n_lacking=n_lacking) for key, (n, n_lacking) in counts.items()}


def _pages(
    db: Connection, start: datetime, end: datetime
) -> Iterator[tuple[str, dict[Check, bool]]]:
    """Give the source of each page and what it lacks; of one without text no more is asked."""
    said = and_(
        _version.c.article_id == _reading.c.article_id,
        _version.c.content_hash == _reading.c.content_hash,
    )
    query = (
        select(_capture.c.capture_id, _capture.c.final_url, _capture.c.captured_at)
        .add_columns(_reading.c.outcome, _version.c.published_at, _version.c.language)
        .join(_reading, _reading.c.capture_id == _capture.c.capture_id)
        .join(_version, said, isouter=True)
        .where(_capture.c.captured_at >= start, _capture.c.captured_at < end)
        .where(_capture.c.via.in_(_FRESH))
        .order_by(_capture.c.capture_id, _reading.c.recorded_at)
    )
    latest = {row.capture_id: row for row in db.execute(query)}  # read by the newest rules
    for row in latest.values():
        if row.outcome not in _HAS_TEXT:
            yield site(row.final_url), {Check.TEXT: True}
            continue
        at = row.published_at
        yield (
            site(row.final_url),
            {
                Check.TEXT: False,
                Check.DATE: at is None,
                Check.LANGUAGE: row.language is None,
                Check.FUTURE: at is not None and at > row.captured_at + MAX_CLOCK_AHEAD,
            },
        )
