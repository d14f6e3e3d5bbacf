"""What the archives gave of a month, day by day, as the desk shows it; and what matched in it."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.archived import Coverage, asked_days, coverage

_MAX_MATCHES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A story that a watch met in an archive: recorded, and sent to nobody."""

    watch: str
    story_id: str
    headline: str | None
    language: str | None
    event_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage:
    """A month of past dates."""

    month: date  # its first day
    older: date | None  # the first day of the month before; None: no archive was asked for it
    newer: date | None
    lines: tuple[Coverage, ...]  # by day and source; of days that were asked for
    kept: tuple[Kept, ...]  # at most 100, by watch and day

    @property
    def days(self) -> tuple[date, ...]:
        """All days of the month, asked for or not: a gap is to be seen."""
        n_days = monthrange(self.month.year, self.month.month)[1]
        return tuple(self.month.replace(day=n + 1) for n in range(n_days))

    @property
    def sources(self) -> tuple[str, ...]:
        """The archives that were asked, by name."""
        return tuple(sorted({line.source for line in self.lines}))

    @property
    def cells(self) -> Mapping[tuple[date, str], Coverage]:
        """What each gave of each day; a day that it was not asked for has none."""
        return {(line.day, line.source): line for line in self.lines}


def coverage_page(db: Connection, month: date | None) -> CoveragePage | None:
    """Return the page of the month of a day, of the newest that was asked for by default.

    None when no archive was ever asked for anything.
    """
    asked = asked_days(db)
    if asked is None:
        return None
    first = (month or asked[1]).replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return CoveragePage(
        month=first,
        older=_month_of(db, before=first),
        newer=_month_of(db, after=last),
        lines=coverage(db, first, last),
        kept=kept_matches(db, first, last),
    )


def kept_matches(db: Connection, first: date, last: date) -> tuple[Kept, ...]:
    """Return what watches met in the archives' pages of these days, at most 100; none was sent."""
    alert, article, story = schema.alert.c, schema.article.c, schema.story
    query = (
        select(alert.watch, alert.story_id, story.c.headline, story.c.language, article.event_date)
        .join_from(schema.alert, schema.article, article.article_id == alert.article_id)
        .join(story, story.c.story_id == alert.story_id, isouter=True)
        .where(alert.suppressed == "backfill", article.event_date.between(first, last))
        .order_by(alert.watch, article.event_date, alert.story_id)
    )
    rows = db.execute(query.limit(_MAX_MATCHES)).mappings()
    return tuple(Kept(**row) for row in rows)


def _month_of(
    db: Connection, *, before: date | None = None, after: date | None = None
) -> date | None:
    day = schema.archive_day.c.day
    nearest = func.max(day) if before else func.min(day)
    found: date | None = db.execute(
        select(nearest).where(day < before if before else day > after)
    ).scalar()
    return found.replace(day=1) if found else None
