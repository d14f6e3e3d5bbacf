"""What is in the warehouse, counted, for people to read."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.feeds import all_feeds
from wirewatch.adapters.warehouse.rows import IS_ITS_CREDIT
from wirewatch.feeds.polling.health import Health, condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is of everything."""

    publishers: int  # sites with at least one article
    pages: int  # captures in the landing zone
    articles: int
    versions: int
    stories: int
    alerts: int
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list."""

    story_id: str
    headline: str
    language: str | None
    event_date: date
    n_copies: int
    n_sources: int
    agency: str | None
    agency_role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """An alert in a list."""

    watch: str
    headline: str
    reason: str
    suppressed: str | None
    words: tuple[str, ...]
    deliveries: tuple[tuple[str, str], ...]  # channel, state


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A feed or a page that could not be had."""

    what: str
    outcome: str
    detail: str


def totals(db: Connection) -> Totals:
    """Return how much there is of everything."""
    sent = schema.delivery.c.state == "sent"
    return Totals(
        publishers=db.execute(select(func.count(schema.article.c.source.distinct()))).scalar_one(),
        pages=_count(db, schema.capture),
        articles=_count(db, schema.article),
        versions=_count(db, schema.article_version),
        stories=_count(db, schema.story),
        alerts=_count(db, schema.alert),
        sent=_count(db, schema.delivery, sent),
    )


def copies_per_story(db: Connection) -> Mapping[int, int]:
    """Return how many stories have how many copies."""
    copies = schema.story.c.n_copies
    query = select(copies, func.count()).group_by(copies).order_by(copies)
    return {row[0]: row[1] for row in db.execute(query)}


def credits_by_role(db: Connection) -> Mapping[str, Mapping[str, int]]:
    """Return agency → role → articles whose current version names it so."""
    credit, article = schema.credit.c, schema.article.c
    query = (
        select(credit.agency, credit.role, func.count(article.article_id.distinct()))
        .join(
            schema.article,
            IS_ITS_CREDIT,
        )
        .group_by(credit.agency, credit.role)
    )
    table: dict[str, dict[str, int]] = {}
    for agency, role, n in db.execute(query):
        table.setdefault(agency, {})[role] = n
    return table


def largest_stories(db: Connection, *, limit: int) -> tuple[StoryLine, ...]:
    """Return the stories with the most copies."""
    columns = [schema.story.c[name] for name in StoryLine.__dataclass_fields__]
    order = (schema.story.c.n_copies.desc(), schema.story.c.story_id)
    query = select(*columns).order_by(*order).limit(limit)
    return tuple(StoryLine(**row) for row in db.execute(query).mappings())


def alert_lines(db: Connection) -> tuple[AlertLine, ...]:
    """Return all alerts: those sent, then those kept; by watch."""
    alert, story = schema.alert.c, schema.story.c
    query = (
        select(schema.alert, story.headline)
        .join(schema.story, story.story_id == alert.story_id, isouter=True)
        .order_by(alert.suppressed.is_not(None), alert.watch, alert.alert_id)
    )
    sent = _deliveries(db)
    return tuple(
        AlertLine(
            watch=row.watch,
            headline=row.headline or "",
            reason=row.reason,
            suppressed=row.suppressed,
            words=tuple(dict.fromkeys(hit[3] for hit in row.hits)),
            deliveries=tuple(sent.get(row.alert_id, ())),
        )
        for row in db.execute(query)
    )


def _deliveries(db: Connection) -> dict[str, list[tuple[str, str]]]:
    delivery = schema.delivery.c
    query = select(delivery.alert_id, delivery.channel, delivery.state)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in db.execute(query.order_by(delivery.channel)):
        found.setdefault(row.alert_id, []).append((row.channel, row.state))
    return found


def troubles(db: Connection, *, limit: int) -> tuple[Trouble, ...]:
    """Return the feeds whose last poll failed, what is in quarantine, the pages not to be had."""
    feed, poll, entry = schema.feed.c, schema.poll.c, schema.entry.c
    last = (poll.feed_id == feed.feed_id) & (poll.polled_at == feed.last_polled_at)
    feeds = (
        select(feed.url, poll.outcome, poll.detail)
        .join_from(schema.feed, schema.poll, last)
        .where(poll.outcome.not_in(["polled", "not_modified"]))
        .order_by(feed.feed_id)
    )
    pages = (
        select(entry.url, entry.outcome, entry.outcome_detail)
        .where(entry.outcome_detail.is_not(None), entry.outcome.not_in(["landed", "known"]))
        .order_by(entry.outcome, entry.url)
    )
    rows = [
        *db.execute(feeds.limit(limit)),
        *_set_aside(db, limit),
        *db.execute(pages.limit(limit)),
    ]
    return tuple(Trouble(what=a, outcome=b, detail=c or "") for a, b, c in rows[:limit])


def _set_aside(db: Connection, limit: int) -> list[tuple[str, str, str]]:
    kept = schema.quarantine.c
    query = select(kept.payload, kept.reason).order_by(kept.first_seen_at, kept.item_id)
    found = db.execute(query.limit(limit))
    return [(json.loads(payload)["url"], "quarantined", why) for payload, why in found]


def feed_healths(db: Connection) -> Mapping[str, int]:
    """Return how many feeds are how, those that are well first."""
    counts = Counter(condition(state).health for state in all_feeds(db))
    return {health: counts[health] for health in reversed(Health) if counts[health]}


def poll_outcomes(db: Connection) -> Mapping[str, int]:
    """Return how many polls of feeds ended how."""
    return _by(db, schema.poll, schema.poll.c.outcome)


def entry_outcomes(db: Connection) -> Mapping[str, int]:
    """Return how many entries of feeds stand how."""
    return _by(db, schema.entry, schema.entry.c.outcome)


def reading_outcomes(db: Connection) -> Mapping[str, int]:
    """Return how many captures were read as what."""
    return _by(db, schema.reading, schema.reading.c.outcome)


def _count(db: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    return db.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def _by(db: Connection, table: Table, column: ColumnElement[str]) -> Mapping[str, int]:
    query = select(column, func.count()).select_from(table).group_by(column).order_by(column)
    return {row[0]: row[1] for row in db.execute(query)}
