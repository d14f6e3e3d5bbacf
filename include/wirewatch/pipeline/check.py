"""The checks of data quality, each by its name: what a task, a command and the desk run."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from wirewatch.adapters.warehouse import checks as counts
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.checks import (
    LACKS,
    Check,
    Counted,
    Lack,
    Verdict,
    backlog,
    freshness,
    lacking,
    volume,
    worst_first,
)
from wirewatch.errors import NotWell
from wirewatch.settings import Settings

_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=29)
_MOST_NAMED = 5

Run = Callable[[Connection, Settings, datetime], Iterator[Verdict]]


def verdicts_of(engine: Engine, settings: Settings, check: Check) -> list[Verdict]:
    """Return what one check says now."""
    with reading(engine) as db:
        return list(_RUN_OF[check](db, settings, settings.now()))


def all_verdicts(engine: Engine, settings: Settings) -> list[Verdict]:
    """Return what all checks say now, the worst first."""
    with reading(engine) as db:
        found = [one for run in _RUN_OF.values() for one in run(db, settings, settings.now())]
    return list(worst_first(found))


def require_well(engine: Engine, settings: Settings, check: Check) -> int:
    """Return how many things one check looked at.

    Raises:
        NotWell: naming what is not as it should be, and why.
    """
    found = verdicts_of(engine, settings, check)
    bad = [one for one in found if not one.is_well]
    if bad:
        named = "; ".join(f"{one.subject}: {one.why}" for one in bad[:_MOST_NAMED])
        more = f"; and {len(bad) - _MOST_NAMED} more" if len(bad) > _MOST_NAMED else ""
        raise NotWell(check, named + more)
    return len(found)


def _freshness(db: Connection, settings: Settings, now: datetime) -> Iterator[Verdict]:
    yield freshness(counts.last_landed_at(db), len(settings.feeds), now)
    n_unread, since = counts.unread(db)
    yield backlog(n_unread, since, now)


def _volume(db: Connection, settings: Settings, now: datetime) -> Iterator[Verdict]:
    """Look at the last whole day, and the four weeks before it."""
    day = now.date() - _DAY
    feed_ids = [feed.feed_id for feed in settings.feeds]
    for feed_id, days in sorted(counts.entries_by_day(db, feed_ids, day - _MONTH, day).items()):
        if day in days:
            before = {at: n for at, n in days.items() if at < day}
            yield volume(feed_id, day, days[day], before)


def _lacking(lack: Lack) -> Run:
    def run(db: Connection, _settings: Settings, now: datetime) -> Iterator[Verdict]:
        """Look at the last 24 hours, and the week before them."""
        today = counts.lacks(db, now - _DAY, now)
        before = counts.lacks(db, now - _DAY - _WEEK, now - _DAY)
        for (source, check), counted in sorted(today.items()):
            if check is lack.check:
                yield lacking(lack, source, counted, before.get((source, check), Counted()))

    return run


_RUN_OF: Mapping[Check, Run] = {
    Check.FRESHNESS: _freshness,
    Check.VOLUME: _volume,
    **{lack.check: _lacking(lack) for lack in LACKS},
}
