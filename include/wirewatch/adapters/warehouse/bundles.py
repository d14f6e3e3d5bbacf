"""Deliveries that are told together, at the times that a channel asks for; and who did not answer.

A digest is a delivery of its own: the same key at every try, the same leases and waits. What it
tells is held until the first try takes it along, and shares its fate from then on. What a slow
transaction adds after that is sent alone, so nothing waits for a digest that is gone.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, insert_absent
from wirewatch.adapters.warehouse.report import feed_healths
from wirewatch.alerts.schedule import Schedule, last_slot
from wirewatch.feeds.polling.health import Health
from wirewatch.model import DeliveryState, Message, digest

ESCALATED_WITHIN = timedelta(days=7)  # older alerts are nobody's emergency

_delivery = schema.delivery
_ENDED = (DeliveryState.SENT.value, DeliveryState.DEAD.value)


def digest_id(channel: str, slot: datetime) -> str:
    """Return the idempotency key of the digest that `channel` gets at `slot`."""
    return digest("digest", channel, slot.isoformat())


def digest_row(member: Row) -> Row:
    """Return the delivery that will tell of `member`, a row of delivery, among others."""
    return _digest_row(member["channel"], member["next_try_at"])


def _digest_row(channel: str, slot: datetime) -> Row:
    key = digest_id(channel, slot)
    return {
        "delivery_id": key,
        "alert_id": key,  # it is about itself
        "channel": channel,
        "state": DeliveryState.PENDING.value,
        "tries": 0,
        "next_try_at": slot,
        "created_at": slot,  # whatever its tries wait for, it says the same
        "digest_id": None,
    }


def ensure_digests(db: Connection, schedules: Mapping[str, Schedule], *, now: datetime) -> int:
    """Have a digest for every channel that is due one, also when nothing happened.

    An empty digest says that we are alive, and what we read: silence looks like an outage. None is
    made for a time before this desk began.
    """
    began_at = db.execute(select(func.min(schema.poll.c.polled_at))).scalar()
    slots = {name: last_slot(plan, now) for name, plan in schedules.items() if plan.digest}
    due = [_digest_row(name, slot) for name, slot in slots.items() if _is_after(slot, began_at)]
    return insert_absent(db, _delivery, due)


def _is_after(slot: datetime, began_at: datetime | None) -> bool:
    return began_at is not None and slot > began_at


def take_along(db: Connection, digest_key: str) -> None:
    """Bind what is held for a digest to it; called with its first try."""
    is_held = and_(
        _delivery.c.digest_id == digest_key, _delivery.c.state == DeliveryState.HELD.value
    )
    db.execute(update(_delivery).where(is_held).values(state=DeliveryState.SENDING.value))


def share_fate(db: Connection, digest_key: str, state: DeliveryState, at: datetime) -> None:
    """Say of all that a digest took along what became of it, once that is final."""
    if state.value in _ENDED:
        sent_at = at if state is DeliveryState.SENT else None
        ours = _taken(digest_key)
        db.execute(update(_delivery).where(ours).values(state=state.value, sent_at=sent_at))


def share_return(db: Connection, digest_key: str) -> None:
    """Have a dead digest that is sent again tell what it took along."""
    is_dead = and_(
        _delivery.c.digest_id == digest_key, _delivery.c.state == DeliveryState.DEAD.value
    )
    db.execute(update(_delivery).where(is_dead).values(state=DeliveryState.SENDING.value))


def release_late(db: Connection) -> int:
    """Send on its own what came too late for its digest; return how many there were."""
    whole = _delivery.alias("whole")
    ended = select(whole.c.delivery_id).where(
        whole.c.state.in_(_ENDED), whole.c.alert_id == whole.c.delivery_id
    )
    is_late = and_(_delivery.c.state == DeliveryState.HELD.value, _delivery.c.digest_id.in_(ended))
    fresh = {"state": DeliveryState.PENDING.value, "digest_id": None, "next_try_at": None}
    return db.execute(update(_delivery).where(is_late).values(fresh)).rowcount


def members(db: Connection, digest_key: str) -> list[tuple[str, str]]:
    """Return (delivery_id, alert_id) of what a digest took along, the oldest first."""
    query = select(_delivery.c.delivery_id, _delivery.c.alert_id).where(_taken(digest_key))
    rows = db.execute(query.order_by(_delivery.c.created_at, _delivery.c.delivery_id))
    return [(row.delivery_id, row.alert_id) for row in rows]


def _taken(digest_key: str) -> ColumnElement[bool]:
    return and_(
        _delivery.c.digest_id == digest_key, _delivery.c.state == DeliveryState.SENDING.value
    )


def digest_message(db: Connection, digest_key: str, parts: Iterable[Message]) -> Message | None:
    """Return what a digest says; None when `digest_key` is none."""
    query = select(_delivery).where(_delivery.c.delivery_id == digest_key)
    row = db.execute(query).mappings().first()
    if row is None or row["alert_id"] != digest_key:
        return None
    slot = row["created_at"]
    told = tuple(parts)
    title = f"{len(told)} alerts" if len(told) > 1 else "1 alert" if told else "Nothing matched"
    return Message(
        delivery_id=digest_key,
        alert_id=digest_key,
        watch="digest",
        story_id=digest_key,
        title=f"{title}, {slot:%Y-%m-%d %H:%M} UTC",
        url="",
        source="wirewatch",
        agency=None,
        why="",
        snippets=(_alive(db, row["channel"], slot),),
        copies=(),
        published_at=slot,
        created_at=slot,
        reason="digest",
        parts=told,
    )


def _alive(db: Connection, channel: str, slot: datetime) -> str:
    """Return what we did since the digest before: "1,204 articles read; 41 of 42 feeds healthy"."""
    before = select(func.max(_delivery.c.sent_at)).where(
        _delivery.c.channel == channel,
        _delivery.c.alert_id == _delivery.c.delivery_id,
        _delivery.c.sent_at < slot,
    )
    since = db.execute(before).scalar() or slot - timedelta(days=1)
    version = schema.article_version.c
    read = select(func.count(version.article_id.distinct()))
    n_read = db.execute(
        read.where(version.recorded_at > since, version.recorded_at <= slot)
    ).scalar()
    healths = feed_healths(db)
    n_healthy = sum(healths.get(health, 0) for health in (Health.WELL, Health.NEW))
    return f"{n_read:,} articles read; {n_healthy:,} of {sum(healths.values()):,} feeds healthy"


def unanswered(
    db: Connection, schedules: Mapping[str, Schedule], *, now: datetime
) -> list[tuple[str, str]]:
    """Return (alert_id, channel): who else is to be told of what nobody acknowledged."""
    alert, found = schema.alert.c, []
    for channel, plan in schedules.items():
        if plan.escalate is None:
            continue
        told = _delivery.alias("told")
        is_told = select(told.c.alert_id).where(told.c.channel == plan.escalate)
        query = (
            select(_delivery.c.alert_id)
            .join(schema.alert, alert.alert_id == _delivery.c.alert_id)
            .where(_delivery.c.channel == channel, _delivery.c.state == DeliveryState.SENT.value)
            .where(_delivery.c.sent_at <= now - plan.escalate_after)
            .where(_delivery.c.sent_at > now - ESCALATED_WITHIN, alert.acked_at.is_(None))
            .where(_delivery.c.alert_id.not_in(is_told))
            .order_by(_delivery.c.alert_id)
        )
        found += [(alert_id, plan.escalate) for alert_id in db.execute(query).scalars()]
    return found
