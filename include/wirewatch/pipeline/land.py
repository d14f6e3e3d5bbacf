"""Fetch pages side by side and keep them as served, before anything is read from them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Engine

from wirewatch.adapters.landing import Landing, Place
from wirewatch.adapters.warehouse.captures import add_captures, capture_row
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.tombstones import forgotten
from wirewatch.errors import WirewatchError
from wirewatch.model import Capture
from wirewatch.pipeline.outcomes import Outcome, outcome_of
from wirewatch.urls import article_id

T = TypeVar("T")

_THREADS = 16  # measured on loopback: more brings nothing, the hosts' leases bind first
_BATCH = 100  # pages: 33 MB at the mean of 330 kB that real pages have


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page to fetch: where, and the day and the feed it is for."""

    url: str
    day: date
    feed_id: str | None
    fetch: Callable[[], Capture]
    stand_in: Callable[[], Capture] | None = None  # the feed's own full text, when there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How the fetch of one wanted page ended."""

    wanted: Wanted
    outcome: Outcome
    detail: str
    capture: Capture | None


def in_batches(wanted: Iterable[T]) -> Iterator[list[T]]:
    """Give `wanted` in pieces small enough to hold their pages in memory."""
    rest = iter(wanted)
    while some := list(islice(rest, _BATCH)):
        yield some


def fetch_all(wanted: Sequence[Wanted]) -> list[Fetched]:
    """Fetch every page; one that fails holds up no other. Same order as `wanted`."""
    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(_fetch_one, wanted))


def without_forgotten(engine: Engine, fetched: Sequence[Fetched]) -> list[Fetched]:
    """Return `fetched`, with pages let go that must not come back: a redirect may lead to one."""
    urls = {
        article_id(one.capture.final_url): one.capture.final_url for one in fetched if one.capture
    }
    with reading(engine) as db:
        gone = forgotten(db, urls)
    return [
        replace(one, outcome=Outcome.FORGOTTEN, capture=None)
        if one.capture and article_id(one.capture.final_url) in gone
        else one
        for one in fetched
    ]


def land(landing: Landing, batch_name: str, fetched: Iterable[Fetched], now: datetime) -> list[Row]:
    """Write what was fetched into the landing zone; the index rows of what lies there now."""
    got = [(one.wanted, one.capture) for one in fetched if one.capture]
    with landing.batch(batch_name) as batch:
        places = [batch.add(capture) for _, capture in got]
    return [
        _row(wanted, capture, place, now)
        for (wanted, capture), place in zip(got, places, strict=True)
    ]


def index(
    db: Connection, fetched: Sequence[Fetched], rows: Sequence[Row], *, run: str, now: datetime
) -> list[Fetched]:
    """Record what has landed; how each fetch ended now.

    Args:
        db: A writing transaction.
        fetched: What was given to `land`.
        rows: What `land` gave for it.
        run: For the ledger.
        now: For the ledger.
    """
    refused = add_captures(db, rows, run=run, now=now).refused
    capture_ids = iter([row["capture_id"] for row in rows])
    ended = [(one, refused.get(next(capture_ids)) if one.capture else None) for one in fetched]
    return [_without_page(one.wanted, why) if why else one for one, why in ended]


def _row(wanted: Wanted, capture: Capture, place: Place, now: datetime) -> Row:
    # The address after redirects names the article: feeds announce what counts clicks.
    return capture_row(
        capture,
        place,
        article_id=article_id(capture.final_url),
        event_date=wanted.day,
        feed_id=wanted.feed_id,
        now=now,
    )


def _fetch_one(wanted: Wanted) -> Fetched:
    try:
        capture = wanted.fetch()
    except WirewatchError as error:
        return _without_page(wanted, error)
    return Fetched(wanted=wanted, outcome=Outcome.LANDED, detail="", capture=capture)


def _without_page(wanted: Wanted, error: WirewatchError) -> Fetched:
    outcome = outcome_of(error)
    if wanted.stand_in and outcome is not Outcome.LATER:
        capture = wanted.stand_in()
        return Fetched(wanted=wanted, outcome=Outcome.FROM_FEED, detail=str(error), capture=capture)
    return Fetched(wanted=wanted, outcome=outcome, detail=str(error), capture=None)
