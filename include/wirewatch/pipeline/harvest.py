"""Feeds that are due → entries → pages in the landing zone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.warehouse.captures import forget_readings, known_articles
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.entries import (
    PendingEntry,
    pending_entries,
    settle_entry,
    waiting_feeds,
)
from wirewatch.adapters.warehouse.feeds import due_feeds, ensure_feeds
from wirewatch.bootstrap import Desk
from wirewatch.feeds.changes import next_look
from wirewatch.model import digest
from wirewatch.pipeline.land import Fetched, Wanted, fetch_all, index, land, without_forgotten
from wirewatch.pipeline.outcomes import Outcome
from wirewatch.pipeline.poll import poll
from wirewatch.pipeline.standin import stand_in
from wirewatch.settings import FeedSetting

log = structlog.get_logger()

CHUNK = 25  # feeds a task: 500 feeds as 500 mapped tasks would cost 95 s of pure overhead
_PAGES = 100  # landed together: 33 MB at the mean of 330 kB that real pages have
_POLL_THREADS = 8
_PAGE_RETRIES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestCounts:
    """What one task did: every feed and every wanted page is counted exactly once."""

    polls: Mapping[str, int]  # outcome → feeds
    pages: Mapping[str, int]  # outcome → entries whose page was wanted
    days: list[str]  # ISO dates that have new pages


def due_chunks(desk: Desk) -> list[list[str]]:
    """Return the ids of the feeds with work to do, in chunks.

    Those that are due (feeds new in the settings are), and those whose pages are still to be
    fetched because a run was killed or a page was put off.
    """
    due = write(desk.engine, partial(_due, desk.settings.feeds, desk.now()))
    return [due[start : start + CHUNK] for start in range(0, len(due), CHUNK)]


def _due(feeds: Sequence[FeedSetting], now: datetime, db: Connection) -> list[str]:
    ensure_feeds(db, feeds, now)
    feed_ids = [feed.feed_id for feed in feeds]
    due = [state.feed_id for state in due_feeds(db, now, feed_ids=feed_ids)]
    return due + sorted(set(waiting_feeds(db, now)).intersection(feed_ids) - set(due))


def harvest(desk: Desk, feed_ids: Sequence[str], *, run: str) -> HarvestCounts:
    """Poll those of some feeds that are due, then fetch and land their pages that we do not have.

    A feed or a page that fails holds up no other. Running it twice is as running it once: entries
    are known by their identity, and pages by their address.
    """
    with reading(desk.engine) as db:
        states = due_feeds(db, desk.now(), feed_ids=feed_ids)  # a retry polls none twice
    with ThreadPoolExecutor(_POLL_THREADS) as threads:
        polls = Counter(threads.map(partial(poll, desk, run=run), states))
    pages: Counter[str] = Counter()
    days: set[str] = set()
    while entries := _pending(desk, feed_ids):
        outcomes, touched = _land(desk, entries, run)
        pages += outcomes
        days |= touched
    log.info("harvested", run=run, polls=dict(polls), pages=dict(pages))
    return HarvestCounts(polls=polls, pages=pages, days=sorted(days))


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def _pending(desk: Desk, feed_ids: Sequence[str]) -> tuple[PendingEntry, ...]:
    with reading(desk.engine) as db:
        return pending_entries(db, feed_ids, desk.now(), _PAGES)


def _land(desk: Desk, entries: Sequence[PendingEntry], run: str) -> tuple[Counter[str], set[str]]:
    """Fetch and land; then the index, and what became of each entry, in one transaction."""
    now = desk.now()
    with reading(desk.engine) as db:
        known = known_articles(db, [entry.article_id for entry in entries])
    first = _one_a_page(entries)
    wanted = [entry for key, entry in sorted(first.items()) if key not in known or entry.is_again]
    asked = [_wanted(desk, entry) for entry in wanted]
    fetched = without_forgotten(desk.engine, fetch_all(asked))
    landed = land(desk.landing, _batch_name(wanted, now), fetched, now)

    def settle(db: Connection) -> tuple[Counter[str], set[str]]:
        indexed = index(db, fetched, landed, run=run, now=now)
        ended = {entry.article_id: one for entry, one in zip(wanted, indexed, strict=True)}
        settled = [(entry, _settle(db, desk, entry, first, ended)) for entry in entries]
        days = _read_again(db, settled) | {row["event_date"] for row in landed}
        return Counter(outcome.value for _, outcome in settled), {day.isoformat() for day in days}

    return write(desk.engine, settle)


def _read_again(db: Connection, settled: Sequence[tuple[PendingEntry, Outcome]]) -> set[date]:
    """Have pages read again that were there before a feed told their authors or their text.

    Else what we say of a page would hang on whether the archive or the feed came first.
    """
    told = [
        entry.article_id
        for entry, outcome in settled
        if outcome is Outcome.KNOWN and (entry.authors or entry.content_html)
    ]
    return forget_readings(db, told)


def _one_a_page(entries: Sequence[PendingEntry]) -> dict[str, PendingEntry]:
    """Return for each page the entry that fetches it, when several feeds announce it.

    That is the first that carries the full text: when the page cannot be had, only this one has
    something to stand in for it.
    """
    best_first = sorted(entries, key=lambda entry: not entry.content_html)
    return {entry.article_id: entry for entry in reversed(best_first)}


def _wanted(desk: Desk, entry: PendingEntry) -> Wanted:
    # What a feed carries is less than a page that was had already.
    stands_in = entry.content_html and not (entry.is_again and entry.outcome == Outcome.LANDED)
    return Wanted(
        url=entry.url,
        day=entry.event_date,
        feed_id=entry.feed_id,
        fetch=partial(desk.pages.fetch, entry.url),
        stand_in=partial(stand_in, entry, desk.now()) if stands_in else None,
    )


def _settle(
    db: Connection,
    desk: Desk,
    entry: PendingEntry,
    first: Mapping[str, PendingEntry],
    ended: Mapping[str, Fetched],
) -> Outcome:
    """Write down what became of an entry; of two that announce one page, the second knows it.

    A page that was had once stays had, whatever became of looking again.
    """
    one = ended.get(entry.article_id)
    is_first = first[entry.article_id] is entry
    outcome = one.outcome if one and (is_first or not one.capture) else Outcome.KNOWN
    next_try_at = _next_try_at(desk, entry, outcome)
    if outcome is Outcome.LATER and next_try_at is None:
        outcome = Outcome.GIVEN_UP
    settle_entry(
        db,
        entry,
        outcome=entry.outcome if entry.is_again else outcome,
        detail=one.detail if one else None,
        next_try_at=next_try_at,
    )
    return outcome


def _next_try_at(desk: Desk, entry: PendingEntry, outcome: Outcome) -> datetime | None:
    """Return when a page is asked for again: it was out of reach, or the operator looks twice."""
    now = desk.now()
    if outcome is Outcome.LATER:
        return now + _PAGE_RETRIES[entry.tries] if entry.tries < len(_PAGE_RETRIES) else None
    if outcome is Outcome.LANDED:
        return next_look(entry.first_seen_at, now, desk.settings.look_again_hours)
    return None


def _batch_name(entries: Sequence[PendingEntry], now: datetime) -> str:
    """Return a name that the same pages at the same time get again; landing numbers repeats."""
    which = digest("batch", *(entry.article_id for entry in entries))
    return f"{now:%Y/%m/%d}/harvest-{now:%H%M%S}-{which[:8]}"
