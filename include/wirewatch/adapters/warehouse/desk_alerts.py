"""What the desk shows of watches and of the alerts they raised lately."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from wirewatch.adapters import schema
from wirewatch.alerts.grammar import query_of
from wirewatch.alerts.lint import lint
from wirewatch.model import Watch

LATELY = timedelta(days=30)
_MAX_ALERTS = 100
_MAX_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """A watch of the desk file, and what came of it lately."""

    name: str
    query: str
    warnings: tuple[str, ...]
    n_alerts: int
    n_silent: int  # of them, kept and not sent
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedLine:
    """An alert with its story and what became of it."""

    alert_id: str
    watch: str
    reason: str
    suppressed: str | None
    words: tuple[str, ...]
    story_id: str
    headline: str
    created_at: datetime
    acked_by: str | None
    deliveries: tuple[tuple[str, str], ...]  # channel, state


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchesPage:
    """All watches, and the alerts of all of them, the newest first."""

    watches: tuple[WatchLine, ...]
    alerts: tuple[RaisedLine, ...]


def watches_page(db: Connection, watches: Sequence[Watch], now: datetime) -> WatchesPage:
    """Return the page of the watches as of `now`."""
    counts = _counts(db, now - LATELY)
    lines = (_watch_line(watch, counts.get(watch.name, (0, 0, None))) for watch in watches)
    return WatchesPage(watches=tuple(lines), alerts=_alerts(db))


def _watch_line(watch: Watch, counted: tuple[int, int, datetime | None]) -> WatchLine:
    n_alerts, n_silent, last_at = counted
    return WatchLine(
        name=watch.name,
        query=watch.query,
        warnings=lint(query_of(watch)),
        n_alerts=n_alerts,
        n_silent=n_silent,
        last_at=last_at,
    )


def _counts(db: Connection, since: datetime) -> Mapping[str, tuple[int, int, datetime | None]]:
    alert = schema.alert.c
    query = (
        select(alert.watch, func.count(), func.count(alert.suppressed), func.max(alert.created_at))
        .where(alert.created_at > since)
        .group_by(alert.watch)
    )
    return {watch: (n, n_silent, last_at) for watch, n, n_silent, last_at in db.execute(query)}


def _alerts(db: Connection) -> tuple[RaisedLine, ...]:
    alert, alias, story = schema.alert.c, schema.story_alias, schema.story
    now_called = func.coalesce(alias.c.story_id, alert.story_id)
    query = (
        select(schema.alert, story.c.headline, now_called.label("story_now"))
        .outerjoin(alias, alias.c.old_id == alert.story_id)
        .outerjoin(story, story.c.story_id == now_called)
        .order_by(alert.created_at.desc(), alert.alert_id)
        .limit(_MAX_ALERTS)
    )
    rows = list(db.execute(query).mappings())
    sent = _deliveries(db, [row["alert_id"] for row in rows])
    return tuple(
        RaisedLine(
            alert_id=row["alert_id"],
            watch=row["watch"],
            reason=row["reason"],
            suppressed=row["suppressed"],
            words=tuple(dict.fromkeys(hit[3] for hit in row["hits"]))[:_MAX_WORDS],
            story_id=row["story_now"],
            headline=row["headline"] or "",
            created_at=row["created_at"],
            acked_by=row["acked_by"],
            deliveries=tuple(sent.get(row["alert_id"], ())),
        )
        for row in rows
    )


def _deliveries(db: Connection, alert_ids: Sequence[str]) -> Mapping[str, list[tuple[str, str]]]:
    delivery = schema.delivery.c
    query = (
        select(delivery.alert_id, delivery.channel, delivery.state)
        .where(delivery.alert_id.in_(alert_ids))
        .order_by(delivery.channel)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for alert_id, channel, state in db.execute(query):
        found[alert_id].append((channel, state))
    return found
