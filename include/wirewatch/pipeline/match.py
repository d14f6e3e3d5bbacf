"""The step from stories to alerts: every new article against every watch, one alert a story.

What is to be matched says so itself (`match_state`), and the flag falls in the transaction that
writes the alerts: no time window and no counter, so late articles are not missed and a second run
repeats nothing.

Old news stays silent. A copy that an archive gave ("backfill"), or that was published long before
we saw it ("old"), raises an alert that is kept and shown but not sent. **When a fresh, live copy of
the same story then matches the same watch, the silence is lifted, once:** the story is news after
all, and whoever asked for it was never told. It makes no difference whether the two copies come in
one run or in two.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import groupby

import structlog
from sqlalchemy import Connection, Engine

from wirewatch.adapters.warehouse.alerts import (
    known_alerts,
    lift_suppression,
    load_pending,
    mark_matched,
    pending_ids,
    save_alerts,
    save_deliveries,
    still_pending,
)
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.followups import changes_of, story_facts
from wirewatch.adapters.warehouse.load import record_load
from wirewatch.adapters.warehouse.silences import silenced_watches
from wirewatch.alerts.decide import AGE_LIMIT, Outcome, Pending, Surroundings, by_story, decide
from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.schedule import Schedule
from wirewatch.errors import BadInput
from wirewatch.model import Watch

DEFAULT_ROUTE = "default"
_ARTICLES_PER_BATCH = 200  # about 0.3 s of matching at 10,000 watches

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCounts:
    """What one run of the step did. Each article matched, or did not, or moved while we looked."""

    n_articles: int = 0
    n_matched: int = 0  # articles that at least one watch wants
    n_unmatched: int = 0
    n_moved: int = 0  # read again or regrouped meanwhile; still pending, the next run takes them
    n_alerts: int = 0  # new ones, suppressed ones among them
    n_suppressed: int = 0
    n_joined: int = 0  # (watch, story) pairs that had their alert already
    n_lifted: int = 0  # of those, the ones a fresh copy made heard
    n_deliveries: int = 0

    def __add__(self, other: "MatchCounts") -> "MatchCounts":
        names = [counted.name for counted in fields(self)]
        return MatchCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Orders:
    """What holds for the whole run."""

    matcher: Matcher
    watches: Mapping[str, Watch]
    channels: Mapping[str, tuple[str, ...]]  # by watch
    run: str
    now: datetime
    age_limit: timedelta
    schedules: Mapping[str, Schedule]


def match(
    engine: Engine,
    watches: Sequence[Watch],
    days: Collection[date],
    *,
    routes: Mapping[str, tuple[str, ...]],
    run: str,
    now: datetime,
    age_limit: timedelta = AGE_LIMIT,
    schedules: Mapping[str, Schedule] | None = None,
) -> MatchCounts:
    """Raise the alerts of all pending articles of `days`, and put them into the outbox.

    Args:
        engine: The warehouse.
        watches: All of them; their names are their identity.
        days: Publication days. Articles that belong to no story yet stay pending.
        routes: Route → channels. A watch without routes goes to "default"; a route "default" that
            is not there means its alerts are only kept and shown.
        run: Who asks, for the ledger.
        now: When alerts are raised.
        age_limit: Older news, when it was read, is kept and not sent.
        schedules: By channel; the others are told at once.

    Raises:
        BadInput: a watch is malformed, or names a route that is not there. Nothing is changed.
    """
    orders = _Orders(
        matcher=Matcher(watches),
        watches={watch.name: watch for watch in watches},
        channels={watch.name: channels_of(watch, routes) for watch in watches},
        run=run,
        now=now,
        age_limit=age_limit,
        schedules=schedules or {},
    )
    with reading(engine) as db:
        waiting = pending_ids(db, days)
    counts = MatchCounts()
    for batch in story_batches(waiting):
        counts += _match_batch(engine, orders, batch)
    log.info("matched", run=run, **{f.name: getattr(counts, f.name) for f in fields(counts)})
    return counts


def channels_of(watch: Watch, routes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the channels that tell of `watch`.

    Raises:
        BadInput: it names a route that is not there.
    """
    if unknown := [route for route in watch.routes if route not in routes]:
        known = ", ".join(sorted(routes)) or "none"
        raise BadInput(f"watch {watch.name!r}", f"no route {unknown[0]!r}; there are: {known}")
    names = watch.routes or (DEFAULT_ROUTE,)
    return tuple(dict.fromkeys(channel for name in names for channel in routes.get(name, ())))


def story_batches(waiting: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """Give article ids in batches that never cut a story: its copies are looked at together.

    Args:
        waiting: (story_id, article_id), those of one story side by side.
    """
    batch: list[str] = []
    for _, story in groupby(waiting, key=lambda pair: pair[0]):
        batch += [article_id for _, article_id in story]
        if len(batch) >= _ARTICLES_PER_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _match_batch(engine: Engine, orders: _Orders, article_ids: Sequence[str]) -> MatchCounts:
    with reading(engine) as db:
        read = load_pending(db, article_ids)
    hits_of = {pending.article_id: orders.matcher.match(pending.document) for pending in read}

    def save(db: Connection) -> MatchCounts:
        ours = still_pending(db, read)
        finds = by_story(ours, hits_of)
        outcome = decide(finds, ours, _surroundings(db, orders, ours))
        n_new, n_deliveries = _write(db, orders, outcome, ours, n_finds=len(finds))
        n_matched = sum(bool(hits_of[pending.article_id]) for pending in ours)
        return MatchCounts(
            n_articles=len(article_ids),
            n_matched=n_matched,
            n_unmatched=len(ours) - n_matched,
            n_moved=len(article_ids) - len(ours),
            n_alerts=n_new,
            n_suppressed=sum(alert.suppressed is not None for alert in outcome.alerts),
            n_joined=len(finds) - n_new,
            n_lifted=len(outcome.lifted),
            n_deliveries=n_deliveries,
        )

    return write(engine, save)


def _surroundings(db: Connection, orders: _Orders, ours: Sequence[Pending]) -> Surroundings:
    facts = story_facts(db, {copy.story_id for copy in ours})
    kin = {story_id for fact in facts.values() for story_id in fact.kin}
    known = known_alerts(db, facts.keys() | kin)
    told = {story_id for _, story_id in known}
    return Surroundings(
        known=known,
        watches=orders.watches,
        facts=facts,
        changes=changes_of(db, [copy for copy in ours if copy.story_id in told]),
        silenced=silenced_watches(db, orders.watches, now=orders.now),
        age_limit=orders.age_limit,
    )


def _write(
    db: Connection, orders: _Orders, outcome: Outcome, ours: Sequence[Pending], *, n_finds: int
) -> tuple[int, int]:
    queries = {name: watch.query for name, watch in orders.watches.items()}
    n_new = save_alerts(db, outcome.alerts, queries, now=orders.now)
    lift_suppression(db, outcome.lifted)
    to = [(alert_id, name) for alert_id, watch in outcome.told for name in orders.channels[watch]]
    n_deliveries = save_deliveries(db, to, now=orders.now, schedules=orders.schedules)
    mark_matched(db, [pending.article_id for pending in ours])
    if ours:
        record_load(
            db,
            step="match",
            run=orders.run,
            batch=[f"{pending.article_id} {pending.content_hash}" for pending in ours],
            n_in=n_finds,
            n_new=n_new,
            n_same=n_finds - n_new,
            now=orders.now,
        )
    return n_new, n_deliveries
