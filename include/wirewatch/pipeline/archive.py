"""A past date → pages in the landing zone, as the archives kept them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import structlog

from wirewatch.adapters.archives.base import Archive, Candidate
from wirewatch.adapters.archives.wayback import Wayback
from wirewatch.adapters.warehouse.captures import add_captures, known_articles
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.bootstrap import Desk
from wirewatch.pipeline.land import Wanted, fetch_all, in_batches, land
from wirewatch.pipeline.outcomes import Outcome
from wirewatch.urls import article_id

log = structlog.get_logger()

_SITES_A_TASK = 10  # with the archive's own limits, some minutes of work


def site_chunks(desk: Desk) -> list[list[str]]:
    """Return the sites of the feeds, in chunks; empty when no archive is switched on."""
    if not _archives(desk):
        return []
    sites = sorted({feed.site for feed in desk.settings.feeds})
    return [sites[start : start + _SITES_A_TASK] for start in range(0, len(sites), _SITES_A_TASK)]


def archive(desk: Desk, days: Sequence[date], sites: Sequence[str], *, run: str) -> dict[str, int]:
    """Land what the archives have of `sites` for `days` and we have not; the outcomes, counted.

    What has landed is known: a second run asks the archive what there is, and fetches nothing.
    A page is fetched once: one that has no date in its address and was captured on several days is
    taken as the day that is asked first has it.

    Raises:
        TransientError: An archive does not answer, or asks for a pause; what has landed stays.
    """
    outcomes: Counter[str] = Counter()
    for kept in _archives(desk):
        for day in days:
            for site in sites:
                outcomes += _land_site(desk, kept, day, site)
    log.info("archived", run=run, days=len(days), sites=len(sites), **outcomes)
    return dict(outcomes)


def _archives(desk: Desk) -> tuple[Archive, ...]:
    """Return the archives desk.toml names; our own landing zone is read without being asked."""
    asked = desk.settings.archives.get("wayback")
    if asked is None or not asked.get("enabled", True):
        return ()
    return (Wayback(desk.polite, base=asked["base"]),)


def _land_site(desk: Desk, kept: Archive, day: date, site: str) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    found = {article_id(candidate.url): candidate for candidate in kept.discover(day, site)}
    with reading(desk.engine) as db:
        known = known_articles(db, list(found))
    outcomes[Outcome.KNOWN] += len(known)
    fresh = [candidate for key, candidate in sorted(found.items()) if key not in known]
    for number, wanted in enumerate(in_batches(_wanted(kept, day, fresh))):
        fetched = fetch_all(wanted)
        name = f"{day:%Y/%m/%d}/{kept.via}-{site}-{number}"
        rows = land(desk.landing, name, fetched, desk.now())
        with writing(desk.engine) as db:
            add_captures(db, rows)
        outcomes.update(one.outcome.value for one in fetched)
    return outcomes


def _wanted(kept: Archive, day: date, candidates: Sequence[Candidate]) -> Iterator[Wanted]:
    for candidate in candidates:
        yield Wanted(
            url=candidate.url, day=day, feed_id=None, fetch=partial(kept.capture, candidate)
        )
