"""What the archives were asked for, what came of it, and how far reading their files has got."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, distinct, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import upsert
from wirewatch.model import digest

_DAY, _FILE = schema.archive_day.c, schema.archive_file.c
_READ = ("loaded", "same")  # outcomes of a reading that gave an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one archive gave of one day, over all sites."""

    day: date
    source: str
    n_found: int
    n_known: int
    n_captured: int
    n_read: int  # captures of this archive and day that gave an article
    missing: Mapping[str, int]  # why a page was not had → how many

    @property
    def share(self) -> float | None:
        """Which part of what was found we have; None when nothing was found."""
        return (self.n_known + self.n_captured) / self.n_found if self.n_found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far reading a file has got."""

    next_offset: int = 0
    is_done: bool = False


def record_day(
    db: Connection, day: date, source: str, site: str, *, outcomes: Mapping[str, int], now: datetime
) -> None:
    """Write down what came of asking an archive for a site's day; asking again overwrites it."""
    captured, known = outcomes.get("landed", 0), outcomes.get("known", 0)
    missing = {name: n for name, n in outcomes.items() if n and name not in {"landed", "known"}}
    row = {
        "day": day,
        "source": source,
        "site": site[:200],
        "n_found": sum(outcomes.values()),
        "n_known": known,
        "n_captured": captured,
        "missing": missing,
        "recorded_at": now,
    }
    upsert(db, schema.archive_day, [row])


def add_day(
    db: Connection, day: date, source: str, part: str, *, n_landed: int, now: datetime
) -> None:
    """Count pages that a part of an archive had for a day, beside those it had before."""
    key = (_DAY.day == day) & (_DAY.source == source) & (_DAY.site == part[:200])
    before = db.execute(select(_DAY.n_captured).where(key)).scalar() or 0
    record_day(db, day, source, part, outcomes={"landed": before + n_landed}, now=now)


def days_of(db: Connection, source: str, part: str) -> list[date]:
    """Return the days of which a part of an archive had pages, whenever it was read."""
    query = select(_DAY.day).where(_DAY.source == source, _DAY.site == part[:200])
    return list(db.execute(query.order_by(_DAY.day)).scalars())


def coverage(db: Connection, first: date, last: date) -> tuple[Coverage, ...]:
    """Return what the archives gave, by day and source; of days that were asked for."""
    read = _n_read(db, first, last)
    sums: dict[tuple[date, str], Counter[str]] = {}
    missing: dict[tuple[date, str], Counter[str]] = {}
    query = select(schema.archive_day).where(_DAY.day.between(first, last))
    for row in db.execute(query.order_by(_DAY.day, _DAY.source)):
        key = (row.day, row.source)
        counts = {"found": row.n_found, "known": row.n_known, "captured": row.n_captured}
        sums.setdefault(key, Counter()).update(counts)
        missing.setdefault(key, Counter()).update(row.missing)
    return tuple(
        Coverage(
            day=day,
            source=source,
            n_found=counts["found"],
            n_known=counts["known"],
            n_captured=counts["captured"],
            n_read=read.get((day, source), 0),
            missing=dict(missing[day, source]),
        )
        for (day, source), counts in sums.items()
    )


def asked_days(db: Connection) -> tuple[date, date] | None:
    """Return the first and the last day that an archive was asked for; None when none was."""
    first, last = db.execute(select(func.min(_DAY.day), func.max(_DAY.day))).one()
    return (first, last) if first else None


def cursor_of(db: Connection, url: str, sites: Sequence[str]) -> Cursor:
    """Return how far a file was read for these sites: its start, when it was not."""
    query = select(_FILE.next_offset, _FILE.is_done).where(_FILE.file_id == _file_id(url, sites))
    row = db.execute(query).one_or_none()
    return Cursor(next_offset=row.next_offset, is_done=row.is_done) if row else Cursor()


def move_cursor(
    db: Connection, url: str, sites: Sequence[str], cursor: Cursor, *, now: datetime
) -> None:
    """Write down how far a file was read, in the transaction of the rows that came of it."""
    row = {
        "file_id": _file_id(url, sites),
        "url": url,
        "next_offset": cursor.next_offset,
        "is_done": cursor.is_done,
        "recorded_at": now,
    }
    upsert(db, schema.archive_file, [row])


def _file_id(url: str, sites: Sequence[str]) -> str:
    return digest("archive file", url, *sorted(sites))


def _n_read(db: Connection, first: date, last: date) -> dict[tuple[date, str], int]:
    """Count the captures that were read; their file is named for the archive they came from."""
    capture, reading = schema.capture.c, schema.reading.c
    query = (
        select(capture.event_date, capture.warc, func.count(distinct(capture.capture_id)))
        .join_from(schema.capture, schema.reading, reading.capture_id == capture.capture_id)
        .where(capture.event_date.between(first, last), reading.outcome.in_(_READ))
        .group_by(capture.event_date, capture.warc)
    )
    found: Counter[tuple[date, str]] = Counter()
    for day, warc, n_read in db.execute(query):
        found[day, source_of(warc)] += n_read
    return dict(found)


def source_of(warc: str) -> str:
    """Return the archive for which a file of the landing zone is named, "" for any other.

    >>> source_of("2026/03/12/daily-lists--tidewater.example-0.warc.gz")
    'daily-lists'
    """
    name, mark, _ = warc.rpartition("/")[2].partition("--")
    return name if mark else ""
