"""The outbox: who sends what, which tries were made, and what a message says.

A delivery is leased before it is sent, and the try is written in the same transaction. A worker
that dies leaves a lease that runs out; the next worker finds the try unfinished, marks its outcome
unknown, and sends again under the same key. The number of the try is the fence: a worker that comes
back after its lease ran out cannot overwrite what its successor wrote.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.alerts import credits_by_version, document_of
from wirewatch.adapters.warehouse.bundles import (
    digest_message,
    members,
    share_fate,
    share_return,
    take_along,
)
from wirewatch.adapters.warehouse.load import Row, insert_absent
from wirewatch.alerts.message import MAX_SNIPPET_CHARS, Subject, compose
from wirewatch.model import Alert, Credit, DeliveryState, Hit, Message, Reason, Zone, digest
from wirewatch.text import clean

_delivery, _attempt = schema.delivery, schema.attempt
_WAITING = (DeliveryState.PENDING.value, DeliveryState.FAILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that is ours until the lease ends, and the number of this try."""

    delivery_id: str
    alert_id: str
    channel: str
    number: int
    n_failed: int  # tries that got a clear no
    may_repeat: bool = False  # of a try before this one nobody knows whether it arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a try ended."""

    state: DeliveryState
    outcome: str  # of the attempt: sent, failed
    detail: str | None = None
    next_try_at: datetime | None = None


def due_count(db: Connection, *, now: datetime, channels: Collection[str] | None = None) -> int:
    """Return how many deliveries wait to be sent now; `channels`: only to these."""
    query = select(func.count()).select_from(_delivery).where(_is_due(now))
    if channels is not None:
        query = query.where(_delivery.c.channel.in_(sorted(channels)))
    return int(db.execute(query).scalar_one())


def outbox_counts(db: Connection) -> dict[DeliveryState, int]:
    """Return how many deliveries are in each state; every state is named."""
    query = select(_delivery.c.state, func.count()).group_by(_delivery.c.state)
    found = {DeliveryState(state): count for state, count in db.execute(query)}
    return {state: found.get(state, 0) for state in DeliveryState}


def claim_next(
    db: Connection,
    *,
    channels: Collection[str],
    worker: str,
    now: datetime,
    leased_until: datetime,
) -> Claim | None:
    """Lease the delivery that waits longest and write its try; None when nothing is due."""
    query = (
        select(_delivery)
        .where(_is_due(now), _delivery.c.channel.in_(sorted(channels)))
        .order_by(_delivery.c.created_at, _delivery.c.delivery_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = _first(db, query)
    if row is None:
        return None
    _forget_unfinished(db, row["delivery_id"])
    if row["alert_id"] == row["delivery_id"] and not row["tries"]:
        take_along(db, row["delivery_id"])
    number = row["tries"] + 1
    leased = {"state": DeliveryState.SENDING.value, "leased_until": leased_until, "tries": number}
    db.execute(
        update(_delivery).where(_delivery.c.delivery_id == row["delivery_id"]).values(leased)
    )
    attempt = {
        "delivery_id": row["delivery_id"],
        "number": number,
        "started_at": now,
        "outcome": "started",
        "detail": f"by {worker}",
    }
    insert_absent(db, _attempt, [attempt])
    return Claim(
        delivery_id=row["delivery_id"],
        alert_id=row["alert_id"],
        channel=row["channel"],
        number=number,
        n_failed=_n_tries(db, row["delivery_id"], "failed"),
        may_repeat=_n_tries(db, row["delivery_id"], "unknown") > 0,
    )


def finish(db: Connection, claim: Claim, result: Result, *, now: datetime) -> bool:
    """Write how a try ended; return whether the delivery was still ours to say so."""
    is_ours = and_(
        _delivery.c.delivery_id == claim.delivery_id,
        _delivery.c.tries == claim.number,
        _delivery.c.state == DeliveryState.SENDING.value,
    )
    values = {
        "state": result.state.value,
        "next_try_at": result.next_try_at,
        "leased_until": None,
        "sent_at": now if result.state is DeliveryState.SENT else None,
    }
    changed = db.execute(update(_delivery).where(is_ours).values(values)).rowcount
    if changed and claim.alert_id == claim.delivery_id:
        share_fate(db, claim.delivery_id, result.state, now)
    this_try = and_(_attempt.c.delivery_id == claim.delivery_id, _attempt.c.number == claim.number)
    ended = {"ended_at": now, "outcome": result.outcome, "detail": result.detail}
    db.execute(update(_attempt).where(this_try).values(ended))
    return bool(changed)


def send_again(db: Connection, delivery_id: str) -> bool:
    """Give a dead delivery back to the outbox; return whether there was one. Its tries are kept."""
    is_dead = and_(
        _delivery.c.delivery_id == delivery_id, _delivery.c.state == DeliveryState.DEAD.value
    )
    fresh = {"state": DeliveryState.PENDING.value, "next_try_at": None}
    is_given_back = bool(db.execute(update(_delivery).where(is_dead).values(fresh)).rowcount)
    if is_given_back:
        share_return(db, delivery_id)
    return is_given_back


def dead_deliveries(db: Connection) -> list[Row]:
    """Return what was given up, with the answer to its last try, the oldest first."""
    last = select(func.max(_attempt.c.number)).where(
        _attempt.c.delivery_id == _delivery.c.delivery_id
    )
    query = (
        select(_delivery.c.delivery_id, _delivery.c.channel, schema.alert.c.watch)
        .add_columns(_attempt.c.ended_at, _attempt.c.detail)
        .outerjoin(schema.alert, schema.alert.c.alert_id == _delivery.c.alert_id)
        .join(_attempt, _attempt.c.delivery_id == _delivery.c.delivery_id)
        .where(_delivery.c.state == DeliveryState.DEAD.value)
        .where(_attempt.c.number == last.correlate(_delivery).scalar_subquery())
        .order_by(_delivery.c.created_at, _delivery.c.delivery_id)
    )
    return [dict(row) for row in db.execute(query).mappings()]


def load_message(db: Connection, claim: Claim) -> Message | None:
    """Return what a delivery says; None when what it is about is in the warehouse no more.

    The article and the copies are taken as they were when the alert was raised, so that each try of
    a delivery says the same.
    """
    if claim.alert_id == claim.delivery_id:
        return _digest(db, claim)
    alert_row = _first(db, select(schema.alert).where(schema.alert.c.alert_id == claim.alert_id))
    if alert_row is None:
        return _feed_message(db, claim)
    version = _version_then(db, alert_row)
    if version is None:
        return None
    key = (version["article_id"], version["content_hash"])
    credits = credits_by_version(db, [version]).get(key, [])
    subject = _subject(db, alert_row, version, credits)
    document = document_of(version, credits)
    message = compose(_alert(alert_row), document, subject, delivery_id=claim.delivery_id)
    return replace(message, may_repeat=claim.may_repeat)


def _digest(db: Connection, claim: Claim) -> Message | None:
    claims = (
        replace(claim, delivery_id=delivery_id, alert_id=alert_id)
        for delivery_id, alert_id in members(db, claim.delivery_id)
    )
    found = (load_message(db, member) for member in claims)
    message = digest_message(db, claim.delivery_id, [part for part in found if part])
    return message and replace(message, may_repeat=claim.may_repeat)


def _feed_message(db: Connection, claim: Claim) -> Message | None:
    """Return what a delivery says of a feed; messages about one feed make one thread."""
    event, feed = schema.feed_event, schema.feed
    row = _first(
        db,
        select(event, feed.c.url, feed.c.site)
        .join_from(event, feed, event.c.feed_id == feed.c.feed_id)
        .where(event.c.event_id == claim.alert_id),
    )
    if row is None:
        return None
    return Message(
        delivery_id=claim.delivery_id,
        alert_id=claim.alert_id,
        watch="feeds",
        story_id=digest("feed", row["feed_id"]),
        title=f"{row['feed_id']}: {row['kind'].replace('_', ' ')}",
        url=row["url"],
        source=row["site"] or row["feed_id"],
        agency=None,
        why="",
        snippets=(clean(row["detail"])[:MAX_SNIPPET_CHARS],),
        copies=(),
        published_at=row["at"],
        created_at=row["at"],
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    waited = or_(_delivery.c.next_try_at.is_(None), _delivery.c.next_try_at <= now)
    abandoned = and_(
        _delivery.c.state == DeliveryState.SENDING.value, _delivery.c.leased_until <= now
    )
    return or_(and_(_delivery.c.state.in_(_WAITING), waited), abandoned)


def _forget_unfinished(db: Connection, delivery_id: str) -> None:
    unfinished = and_(_attempt.c.delivery_id == delivery_id, _attempt.c.outcome == "started")
    db.execute(update(_attempt).where(unfinished).values(outcome="unknown"))


def _n_tries(db: Connection, delivery_id: str, outcome: str) -> int:
    is_it = and_(_attempt.c.delivery_id == delivery_id, _attempt.c.outcome == outcome)
    return int(db.execute(select(func.count()).select_from(_attempt).where(is_it)).scalar_one())


def _first(db: Connection, query: Select[Any]) -> Row | None:
    row = db.execute(query).mappings().first()
    return None if row is None else dict(row)


def _version_then(db: Connection, alert: Row) -> Row | None:
    version = schema.article_version
    query = (
        select(version)
        .where(version.c.article_id == alert["article_id"])
        .order_by(
            (version.c.recorded_at <= alert["created_at"]).desc(),
            version.c.recorded_at.desc(),
            version.c.content_hash,
        )
    )
    return _first(db, query)


def _subject(db: Connection, alert: Row, version: Row, credits: list[Credit]) -> Subject:
    writer = next((credit for credit in credits if credit.role.is_text), None)
    agency, why = (writer.agency, writer.evidence) if writer else _story_agency(db, alert)
    return Subject(
        title=version["headline"],
        url=version["url"],
        source=version["source"],
        agency=agency,
        why=why,
        copies=_copies(db, alert),
        published_at=version["published_at"] or version["captured_at"],
        created_at=alert["created_at"],
    )


def _story_agency(db: Connection, alert: Row) -> tuple[str | None, str]:
    """Return who wrote the story as its other copies tell, and how we know."""
    story, member = schema.story, schema.story_member
    query = (
        select(story.c.agency, story.c.agency_why)
        .join_from(story, member, story.c.story_id == member.c.story_id)
        .where(member.c.article_id == alert["article_id"])
    )
    row = _first(db, query)
    return (row["agency"], row["agency_why"] or "") if row else (None, "")


def _copies(db: Connection, alert: Row) -> tuple[tuple[str, str], ...]:
    """Return source and url of the copies that were known by then, the earliest first."""
    version, member = schema.article_version, schema.story_member
    own = select(member.c.story_id).where(member.c.article_id == alert["article_id"])
    query = (
        select(version.c.article_id, version.c.source, version.c.url)
        .join_from(member, version, member.c.article_id == version.c.article_id)
        .where(member.c.story_id.in_(own), version.c.recorded_at <= alert["created_at"])
        .order_by(func.coalesce(version.c.published_at, version.c.captured_at), version.c.url)
    )
    first: dict[str, tuple[str, str]] = {}
    for row in db.execute(query):
        first.setdefault(row.article_id, (row.source, row.url))
    return tuple(first.values())


def _alert(row: Any) -> Alert:
    return Alert(
        alert_id=row["alert_id"],
        watch=row["watch"],
        story_id=row["story_id"],
        article_id=row["article_id"],
        reason=Reason(row["reason"].partition(":")[0]),
        mark=row["reason"].partition(":")[2],
        difference=tuple((before, after) for before, after in row["difference"] or ()),
        hits=tuple(
            Hit(zone=Zone(zone), start=start, end=end, text=text)
            for zone, start, end, text in row["hits"]
        ),
        suppressed=row["suppressed"],
    )
