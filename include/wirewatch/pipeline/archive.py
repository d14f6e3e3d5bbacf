"""A past date → pages in the landing zone, as the archives kept them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

import structlog

from wirewatch.adapters.archives.base import Archive, Candidate
from wirewatch.adapters.warehouse.archived import record_day
from wirewatch.adapters.warehouse.captures import captured, known_articles
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.bootstrap import Desk
from wirewatch.errors import TransientError
from wirewatch.model import Via
from wirewatch.pipeline.archives import archives_of, sites_of
from wirewatch.pipeline.land import (
    Wanted,
    fetch_all,
    in_batches,
    index,
    land,
    without_forgotten,
)
from wirewatch.pipeline.outcomes import Outcome
from wirewatch.urls import article_id

log = structlog.get_logger()

_SITES_A_TASK = 10  # with the archive's own limits, some minutes of work


def site_chunks(desk: Desk) -> list[list[str]]:
    """Return the sites of the feeds, in chunks; empty when no archive is switched on."""
    if not archives_of(desk):
        return []
    sites = sites_of(desk)
    return [sites[start : start + _SITES_A_TASK] for start in range(0, len(sites), _SITES_A_TASK)]


def archive(desk: Desk, days: Sequence[date], sites: Sequence[str], *, run: str) -> dict[str, int]:
    """Land what the archives have of `sites` for `days` and we have not; the outcomes, counted.

    What has landed is known: a second run asks the archive what there is, and fetches nothing.
    Of a page that is known only a later capture is fetched. So the order of the days decides which
    captures we have of a page without a date in its address, but not which is the last.

    Raises:
        TransientError: An archive does not answer, or asks for a pause; what has landed stays.
    """
    outcomes: Counter[str] = Counter()
    for kept in archives_of(desk):
        for day in days:
            for site in sites:
                outcomes += _land_site(desk, kept, day, site, run)
    log.info("archived", run=run, days=len(days), sites=len(sites), **outcomes)
    return dict(outcomes)


def _land_site(desk: Desk, kept: Archive, day: date, site: str, run: str) -> Counter[str]:
    """Land what one archive has of a site's day, and write down what came of it."""
    outcomes: Counter[str] = Counter()
    found = _found(kept, day, site, outcomes)
    with reading(desk.engine) as db:
        known, had = known_articles(db, list(found)), captured(db, list(found))
    outcomes[Outcome.KNOWN] += len(known)
    fresh = [
        candidate
        for key, some in sorted(found.items())
        for candidate in some
        if key not in known or (key in had and _is_later(candidate, had[key].last_at))
    ]
    for number, wanted in enumerate(in_batches(_wanted(kept, day, fresh))):
        name = f"{day:%Y/%m/%d}/{kept.name}--{site}-{number}"
        outcomes += land_batch(desk, name, wanted, run=run)
    now = desk.now()
    write(
        desk.engine,
        lambda db: record_day(db, day, kept.name, site, outcomes=outcomes, now=now),
    )
    return outcomes


def _found(
    kept: Archive, day: date, site: str, outcomes: Counter[str]
) -> dict[str, tuple[Candidate, ...]]:
    """Return what an archive knows of a site's day, by article: its first capture and its last.

    The last, for a page may have been corrected; those between are mostly other adverts. A site
    that does not answer for itself holds up no other: it is counted as one thing that is to come
    later. An archive of many sites that does not answer ends the task.
    """
    found: dict[str, tuple[Candidate, ...]] = {}
    try:
        for candidate in kept.discover(day, site):
            first, *_ = found.setdefault(article_id(candidate.url), (candidate,))
            if _is_later(candidate, first.captured_at):
                found[article_id(candidate.url)] = (first, candidate)
    except TransientError as error:
        if kept.via is not Via.SITE:
            raise
        log.warning("no answer", archive=kept.name, site=site, day=day, why=str(error))
        outcomes[Outcome.LATER] += 1
    return found


def _is_later(candidate: Candidate, at: datetime | None) -> bool:
    return bool(candidate.captured_at and at and candidate.captured_at > at)


def _wanted(kept: Archive, day: date, candidates: Sequence[Candidate]) -> Iterator[Wanted]:
    for candidate in candidates:
        yield Wanted(
            url=candidate.url, day=day, feed_id=None, fetch=partial(kept.capture, candidate)
        )


def land_batch(desk: Desk, name: str, wanted: Sequence[Wanted], *, run: str) -> Counter[str]:
    """Fetch some pages and land them in one file; the outcomes, counted."""
    fetched = without_forgotten(desk.engine, fetch_all(wanted))
    now = desk.now()
    rows = land(desk.landing, name, fetched, now)
    ended = write(desk.engine, lambda db: index(db, fetched, rows, run=run, now=now))
    return Counter(one.outcome.value for one in ended)
