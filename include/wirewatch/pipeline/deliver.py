"""The step from the outbox to people. A worker killed at any line loses nothing.

A try is written before it is made. What the other side answered is written after. Between the two
nobody knows: when the lease runs out, another worker sends again under the same key, which channels
with keys answer by doing nothing.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection, Engine

from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.warehouse.alerts import save_deliveries
from wirewatch.adapters.warehouse.bundles import ensure_digests, release_late, unanswered
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.outbox import Claim, Result, claim_next, finish, load_message
from wirewatch.alerts.schedule import Schedule
from wirewatch.errors import PermanentError, Throttled, TransientError
from wirewatch.model import DeliveryState, Message

LEASE = timedelta(minutes=5)  # no channel of ours takes longer than 2 for one message
BACKOFF = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)
)  # after the sixth clear no, dead
MAX_TRIES = 30  # with those of unknown outcome: a message that kills its workers stops somewhere

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverCounts:
    """What one run of the step did; `n_tried` is the sum of the others."""

    n_tried: int = 0
    n_sent: int = 0
    n_failed: int = 0  # will be tried again
    n_dead: int = 0  # given up; can be sent again by hand
    n_overtaken: int = 0  # our lease ran out and somebody else took over

    def __add__(self, other: "DeliverCounts") -> "DeliverCounts":
        names = [counted.name for counted in fields(self)]
        return DeliverCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


_COUNT_OF_STATE = {
    DeliveryState.SENT: DeliverCounts(n_tried=1, n_sent=1),
    DeliveryState.FAILED: DeliverCounts(n_tried=1, n_failed=1),
    DeliveryState.DEAD: DeliverCounts(n_tried=1, n_dead=1),
}


class _Clock:
    """The time given, moving on: leases of a long run must not begin in the past."""

    def __init__(self, now: datetime) -> None:
        self._given = now
        self._begun_s = time.monotonic()

    def now(self) -> datetime:
        return self._given + timedelta(seconds=time.monotonic() - self._begun_s)


def deliver(
    engine: Engine,
    channels: Mapping[str, Channel],
    *,
    run: str,
    now: datetime,
    worker: str,
    lease: timedelta = LEASE,
    schedules: Mapping[str, Schedule] | None = None,
) -> DeliverCounts:
    """Send what is due to `channels`, one message after the other, until nothing is.

    Any number of workers may run at once. Deliveries to channels that are not in `channels` wait.

    Args:
        engine: The warehouse.
        channels: By name.
        run: Who asks, for the log.
        now: The time at which this run begins.
        worker: Who sends, for the record of tries.
        lease: How long a delivery is ours; longer than any channel takes.
        schedules: By channel; for digests that are due, and for what nobody acknowledged.
    """
    _prepare(engine, schedules or {}, now)
    clock, counts = _Clock(now), DeliverCounts()
    while channels and (claim := _claim(engine, channels, clock, worker=worker, lease=lease)):
        result = _try(engine, channels[claim.channel], claim, clock)
        is_ours = write(engine, partial(finish, claim=claim, result=result, now=clock.now()))
        overtaken = DeliverCounts(n_tried=1, n_overtaken=1)
        counts += _COUNT_OF_STATE[result.state] if is_ours else overtaken
        log.info(
            "delivered",
            run=run,
            delivery_id=claim.delivery_id,
            channel=claim.channel,
            state=result.state.value,
            detail=result.detail,
        )
    return counts


def _prepare(engine: Engine, schedules: Mapping[str, Schedule], now: datetime) -> None:
    """Put into the outbox what is due because time has passed."""

    def prepare(db: Connection) -> None:
        ensure_digests(db, schedules, now=now)
        release_late(db)
        save_deliveries(db, unanswered(db, schedules, now=now), now=now)

    write(engine, prepare)


def _claim(
    engine: Engine,
    channels: Mapping[str, Channel],
    clock: _Clock,
    *,
    worker: str,
    lease: timedelta,
) -> Claim | None:
    def claim(db: Connection) -> Claim | None:
        now = clock.now()  # after the lock was waited for
        return claim_next(
            db, channels=channels.keys(), worker=worker, now=now, leased_until=now + lease
        )

    return write(engine, claim)


def _try(engine: Engine, channel: Channel, claim: Claim, clock: _Clock) -> Result:
    if claim.number > MAX_TRIES:
        return _dead(f"{MAX_TRIES} tries, and nobody came back to tell of them")
    with reading(engine) as db:
        message = load_message(db, claim)
    if message is None:
        return _dead("the article is in the warehouse no more")
    return _send(channel, message, claim, clock)


def _send(channel: Channel, message: Message, claim: Claim, clock: _Clock) -> Result:
    try:
        channel.send(message)
    except TransientError as error:
        return _later(claim, error, clock.now())
    except PermanentError as error:
        return _dead(str(error))
    return Result(state=DeliveryState.SENT, outcome="sent")


def _later(claim: Claim, error: TransientError, now: datetime) -> Result:
    if claim.n_failed >= len(BACKOFF):
        return _dead(f"given up after {claim.n_failed + 1} tries: {error}")
    wait = BACKOFF[claim.n_failed]
    if isinstance(error, Throttled) and error.retry_after_s is not None:
        wait = min(max(wait, timedelta(seconds=error.retry_after_s)), BACKOFF[-1])
    return Result(
        state=DeliveryState.FAILED, outcome="failed", detail=str(error), next_try_at=now + wait
    )


def _dead(detail: str) -> Result:
    return Result(state=DeliveryState.DEAD, outcome="failed", detail=detail)
