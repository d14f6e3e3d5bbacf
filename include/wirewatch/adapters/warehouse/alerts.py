"""Alerts: what is still to be matched, what was alerted already, and the rows of what is new."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, func, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.bundles import digest_id, digest_row
from wirewatch.adapters.warehouse.followups import of_new_feeds
from wirewatch.adapters.warehouse.load import Row, insert_absent
from wirewatch.adapters.warehouse.rows import IS_CURRENT, by_ids, credit_of
from wirewatch.adapters.warehouse.search import let_through
from wirewatch.adapters.warehouse.site_lines import without_repeats
from wirewatch.alerts.decide import Key, Known, Pending
from wirewatch.alerts.document import make_document
from wirewatch.alerts.schedule import AT_ONCE, Schedule, due_at
from wirewatch.model import (
    Alert,
    Block,
    BlockKind,
    Credit,
    DeliveryState,
    Document,
    Reason,
    Via,
    digest,
)
from wirewatch.search import Sieve

_version, _article, _member = schema.article_version, schema.article, schema.story_member


def pending_ids(db: Connection, days: Collection[date]) -> list[tuple[str, str]]:
    """Return (story_id, article_id) of what is to be matched, in this order."""
    query = (
        select(_member.c.story_id, _article.c.article_id)
        .join_from(_article, _member, _article.c.article_id == _member.c.article_id)
        .where(_article.c.match_state == "pending", _article.c.event_date.in_(sorted(set(days))))
        .order_by(_member.c.story_id, _article.c.article_id)
    )
    return [(row.story_id, row.article_id) for row in db.execute(query)]


def articles_of(
    db: Connection, first: date, last: date, sieve: Sieve | None = None
) -> list[tuple[str, str]]:
    """Return (story_id, article_id) of all grouped articles of these days, in this order.

    With a sieve, of those stories alone of which it lets through a copy.
    """
    query = _grouped(select(_member.c.story_id, _article.c.article_id), first, last)
    if sieve is not None:
        passed = _member.alias("passed")
        through = passed.c.article_id.in_(let_through(db, sieve))
        query = query.where(_member.c.story_id.in_(select(passed.c.story_id).where(through)))
    found = db.execute(query.order_by(_member.c.story_id, _article.c.article_id))
    return [(row.story_id, row.article_id) for row in found]


def count_articles(db: Connection, first: date, last: date) -> int:
    """Return how many grouped articles there are of these days."""
    return int(db.execute(_grouped(select(func.count()), first, last)).scalar_one())


def _grouped(query: Select[Any], first: date, last: date) -> Select[Any]:
    return (
        query.select_from(_article)
        .join(_member, _article.c.article_id == _member.c.article_id)
        .where(_article.c.event_date.between(first, last))
    )


def pending_days(db: Connection) -> list[date]:
    """Return the publication days of articles that no watch has seen yet."""
    days = select(_article.c.event_date).where(_article.c.match_state == "pending").distinct()
    return list(db.execute(days.order_by(_article.c.event_date)).scalars())


def load_pending(db: Connection, article_ids: Collection[str]) -> list[Pending]:
    """Return those of these articles that no watch has seen, in the order of `load_articles`."""
    return load_articles(db, article_ids, _article.c.match_state == "pending")


def load_articles(
    db: Connection, article_ids: Collection[str], *conditions: ColumnElement[bool]
) -> list[Pending]:
    """Return these articles, those of one story in the order of publication, then of their ids."""
    query = (
        select(_version, _member.c.story_id, n_copies().label("copies"))
        .add_columns(feed_zone().label("zone"))
        .join_from(_article, _version, IS_CURRENT)
        .join(_member, _member.c.article_id == _article.c.article_id)
        .where(*conditions)
    )
    rows = without_repeats(db, list(by_ids(db, query, _article.c.article_id, article_ids)))
    credits_of = credits_by_version(db, rows)
    new = of_new_feeds(db, {row["article_id"] for row in rows})
    found = [
        replace(as_pending(row, credits_of), is_of_new_feed=row["article_id"] in new)
        for row in rows
    ]
    return sorted(found, key=lambda p: (p.story_id, p.published_at or p.captured_at, p.article_id))


def n_copies() -> ScalarSelect[int]:
    """Return how many copies the story of a row of story_member has, for a query that reads one."""
    fellow = _member.alias("fellow")
    counted = select(func.count()).where(fellow.c.story_id == _member.c.story_id)
    return counted.correlate(_member).scalar_subquery()


def feed_zone() -> ScalarSelect[str]:
    """Return the zone that the operator gave a source, for a query that reads article_version."""
    feed = schema.feed.c
    named = select(func.min(feed.zone)).where(feed.site == _version.c.source, feed.zone != "UTC")
    return named.correlate(_version).scalar_subquery()


def still_pending(db: Connection, found: Sequence[Pending]) -> list[Pending]:
    """Return those of `found` that nobody else has matched, changed or moved since they were read.

    Call it in the transaction that writes their alerts: on PostgreSQL the rows are locked.
    """
    query = (
        select(_article.c.article_id, _article.c.content_hash, _member.c.story_id)
        .join_from(_article, _member, _article.c.article_id == _member.c.article_id)
        .where(_article.c.match_state == "pending")
        .order_by(_article.c.article_id)
        .with_for_update(of=_article)
    )
    rows = by_ids(db, query, _article.c.article_id, {pending.article_id for pending in found})
    same = {(row["article_id"], row["content_hash"], row["story_id"]) for row in rows}
    return [p for p in found if (p.article_id, p.content_hash, p.story_id) in same]


def known_alerts(db: Connection, story_ids: Collection[str]) -> dict[Key, Known]:
    """Return the first alert of each (watch, story_id): one unsuppressed if there are several.

    A story has an alert when the alert names it, when it names an id that is now an alias of it,
    or when the article that raised it is one of the story's copies today.
    """
    alert, alias = schema.alert, schema.story_alias
    aliases = list(by_ids(db, select(alias), alias.c.story_id, story_ids))
    story_of = {row["old_id"]: row["story_id"] for row in aliases} | {k: k for k in story_ids}
    by_name = [
        (story_of[row["story_id"]], row)
        for row in by_ids(db, select(alert), alert.c.story_id, story_of.keys())
    ]
    copies = select(alert, _member.c.story_id.label("now_in")).join_from(
        alert, _member, alert.c.article_id == _member.c.article_id
    )
    by_copy = [(r["now_in"], r) for r in by_ids(db, copies, _member.c.story_id, story_ids)]
    return _known(sorted([*by_name, *by_copy], key=_silent_first))


def _known(found: Iterable[tuple[str, Row]]) -> dict[Key, Known]:
    first: dict[Key, Row] = {}
    later: dict[Key, set[str]] = {}
    for story_id, row in found:
        key = (row["watch"], story_id)
        if row["reason"] == Reason.NEW:
            first[key] = row
        else:
            later.setdefault(key, set()).add(row["reason"])
    return {
        key: Known(
            alert_id=row["alert_id"],
            suppressed=row["suppressed"],
            reasons=frozenset(later.get(key, ())),
        )
        for key, row in first.items()
    }


def _silent_first(found: tuple[str, Row]) -> tuple[bool, str]:
    return found[1]["suppressed"] is None, found[1]["alert_id"]


def save_alerts(
    db: Connection, alerts: Iterable[Alert], queries: Mapping[str, str], *, now: datetime
) -> int:
    """Insert `alerts` that are not there yet; return how many were new. `queries`: by watch."""
    rows = [
        {
            "alert_id": alert.alert_id,
            "watch": alert.watch,
            "story_id": alert.story_id,
            "article_id": alert.article_id,
            "reason": alert.reason_key,
            "hits": [[hit.zone.value, hit.start, hit.end, hit.text] for hit in alert.hits],
            "query": queries[alert.watch],
            "suppressed": alert.suppressed,
            "difference": [list(pair) for pair in alert.difference] or None,
            "created_at": now,
        }
        for alert in alerts
    ]
    return insert_absent(db, schema.alert, rows)


def lift_suppression(db: Connection, alert_ids: Iterable[str]) -> None:
    """Let suppressed alerts be sent after all."""
    for alert_id in sorted(alert_ids):
        query = update(schema.alert).where(schema.alert.c.alert_id == alert_id)
        db.execute(query.values(suppressed=None))


def delivery_id(alert_id: str, channel: str) -> str:
    """Return the idempotency key of one alert to one channel."""
    return digest("delivery", alert_id, channel)


def save_deliveries(
    db: Connection,
    to: Iterable[tuple[str, str]],
    *,
    now: datetime,
    schedules: Mapping[str, Schedule] | None = None,
) -> int:
    """Put (alert_id, channel) pairs into the outbox; return how many were not there yet.

    `schedules`: by channel. What comes at a quiet hour, or for a digest, waits.
    """
    rows = [
        _delivery_row(alert_id, channel, (schedules or {}).get(channel, AT_ONCE), now)
        for alert_id, channel in to
    ]
    digests = {row["digest_id"]: row for row in rows if row["digest_id"]}
    insert_absent(db, schema.delivery, [digest_row(row) for row in digests.values()])
    return insert_absent(db, schema.delivery, rows)


def _delivery_row(alert_id: str, channel: str, schedule: Schedule, now: datetime) -> Row:
    due = due_at(schedule, now)
    is_held = bool(due and schedule.digest)
    return {
        "delivery_id": delivery_id(alert_id, channel),
        "alert_id": alert_id,
        "channel": channel,
        "state": (DeliveryState.HELD if is_held else DeliveryState.PENDING).value,
        "tries": 0,
        "next_try_at": due,
        "created_at": now,
        "digest_id": digest_id(channel, due) if is_held and due else None,
    }


def mark_matched(db: Connection, article_ids: Iterable[str]) -> None:
    """Say of these articles that every watch has seen them."""
    for article_id in sorted(article_ids):
        query = update(_article).where(_article.c.article_id == article_id)
        db.execute(query.values(match_state="done"))


def credits_by_version(
    db: Connection, versions: Iterable[Row]
) -> dict[tuple[str, str], list[Credit]]:
    """Return the credits of versions by (article_id, content_hash), strongest first."""
    credit = schema.credit
    ids = {row["article_id"] for row in versions}
    query = select(credit).order_by(credit.c.article_id, credit.c.content_hash, credit.c.position)
    found: dict[tuple[str, str], list[Credit]] = {}
    for row in by_ids(db, query, credit.c.article_id, ids):
        found.setdefault((row["article_id"], row["content_hash"]), []).append(credit_of(row))
    return found


def as_pending(row: Row, credits_of: Mapping[tuple[str, str], Sequence[Credit]]) -> Pending:
    """Return the article of a row of article_version with its story_id and copies."""
    credits = credits_of.get((row["article_id"], row["content_hash"]), ())
    return Pending(
        article_id=row["article_id"],
        content_hash=row["content_hash"],
        story_id=row["story_id"],
        url=row["url"],
        document=document_of(row, credits),
        via=Via(row["via"]),
        published_at=row["published_at"],
        captured_at=row["captured_at"],
        recorded_at=row["recorded_at"],
    )


def document_of(row: Row, credits: Sequence[Credit]) -> Document:
    """Return the document of a row of article_version, and of its story's copies if counted."""
    blocks = [Block(kind=BlockKind(kind), text=text) for kind, text, _ in row["blocks"]]
    if row["byline"] and not any(block.kind is BlockKind.BYLINE for block in blocks):
        blocks.append(Block(kind=BlockKind.BYLINE, text=row["byline"]))
    fields = (
        ("source", row["source"]),
        ("lang", row["language"]),
        ("section", row["section"]),
        ("copies", str(row.get("copies") or 1)),
        ("zone", row.get("zone")),
    )
    return make_document(
        row["article_id"],
        headline=row["headline"],
        blocks=blocks,
        credits=credits,
        fields=fields,
    )
