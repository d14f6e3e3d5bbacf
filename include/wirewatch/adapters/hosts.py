"""Politeness: how often a host may be asked, shared by all tasks and DAGs through the warehouse.

A lease is one UPDATE that succeeds for one process only, so that any number of workers together
keep the pause a single one would keep.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine, or_, select, update

from wirewatch.adapters.http import parsed_url
from wirewatch.adapters.schema import host as hosts
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.load import insert_absent, upsert
from wirewatch.errors import Refused, Resting

INTERVAL_S = 5.0  # the least that Media Cloud keeps between two requests
MAX_INTERVAL_S = 120.0  # a longer crawl delay would starve a feed; news-crawl cuts there as well
SILENCES = 3  # requests in a row without an answer; then the host is down
DOWN_S = 600.0  # for so long at first, as Media Cloud does; doubles with each further silence
MAX_DOWN_S = 6 * 3_600.0

_REFRESH_S = 60.0  # how old our knowledge of resting hosts may be where leases cost nothing
_MAX_HOST = 200  # the width of the column
_EVER = datetime(1990, 1, 1, tzinfo=UTC)


def host_of(url: str) -> str:
    """Return the host that answers for `url`, with its port when it is not the usual one.

    Raises:
        Refused: The URL is none, or its host cannot be one: DNS names end at 253 characters.
    """
    name = parsed_url(url).netloc.decode("ascii")
    if len(name) > _MAX_HOST:
        raise Refused(url[:_MAX_HOST], "the name of the host is too long")
    return name


class HostLeases:
    """Leases on hosts. May be shared by threads.

    Args:
        engine: The warehouse; its table `host` is the ledger.
        interval_s: The pause between two requests to a host. With 0 nobody waits, and a lease
            costs no round trip to the warehouse.
        now: The clock.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        interval_s: float,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._engine = engine
        self._interval_s = interval_s
        self._now = now
        self._sleep = sleep
        self._silences: dict[str, int] = {}  # as last seen; a lost count costs one more try
        self._resting: dict[str, tuple[datetime, str]] = {}
        self._resting_as_of = _EVER
        self._lock = threading.Lock()

    def take(self, host: str, *, interval_s: float | None = None) -> None:
        """Wait until `host` may be asked once.

        Args:
            host: As `host_of` gives it, or any other name of a limit that is shared.
            interval_s: The pause for this limit, when it is not the usual one.

        Raises:
            Resting: The host is to be left alone for longer; says for how long.
        """
        pause_s = self._interval_s if interval_s is None or not self._interval_s else interval_s
        self._refuse_resting(host)
        at = self._now()
        while pause_s:
            lease = partial(_lease, host=host, pause_s=pause_s, now=at)
            wait_s, self._silences[host] = write(self._engine, lease)
            if wait_s is None:
                return
            self._sleep(wait_s)
            self._refuse_resting(host)
            # A clock that stands still (a replay's) must not make us wait for ever.
            at = max(self._now(), at + timedelta(seconds=wait_s))

    def back_off(self, host: str, until: datetime, why: str) -> None:
        """Leave `host` alone until then; an earlier wish for longer stands."""
        row = {**_fresh(host, self._now()), "down_until": until, "why": why}

        def rest(db: Connection) -> None:
            known = db.execute(select(hosts.c.down_until).where(hosts.c.host == host)).scalar()
            if known is None or known < until:
                upsert(db, hosts, [row], keep={"next_allowed_at", "interval_s"})

        write(self._engine, rest)
        with self._lock:
            self._resting[host] = max((until, why), self._resting.get(host, (_EVER, "")))

    def count_silence(self, host: str, why: str) -> None:
        """Remember that `host` did not answer; one that often did not is left alone for a while."""
        count = write(self._engine, partial(_count_silence, host=host, now=self._now()))
        self._silences[host] = count
        if count >= SILENCES:
            down_s = min(DOWN_S * 2 ** min(count - SILENCES, 20), MAX_DOWN_S)
            until = self._now() + timedelta(seconds=down_s)
            self.back_off(host, until, f"{count} times in a row: {why}")

    def count_answer(self, host: str) -> None:
        """Remember that `host` answers; costs nothing where it always did."""
        if self._silences.get(host):
            self._silences[host] = 0
            answered = update(hosts).where(hosts.c.host == host).values(silences=0)
            write(self._engine, lambda db: db.execute(answered))

    def is_down(self, host: str) -> bool:
        """Whether `host` is to be left alone now."""
        return self._rest(host) is not None

    def slow_down(self, host: str, interval_s: float) -> None:
        """Keep at least `interval_s` between two requests, as the host's robots.txt asks."""
        asked = min(interval_s, MAX_INTERVAL_S)
        row = {**_fresh(host, self._now()), "interval_s": asked}
        write(self._engine, lambda db: upsert(db, hosts, [row], keep={"next_allowed_at"}))

    def _refuse_resting(self, host: str) -> None:
        if rest := self._rest(host):
            until, why = rest
            left_s = (until - self._now()).total_seconds()
            raise Resting(host, f"left alone until {until:%Y-%m-%d %H:%M:%S}Z: {why}", left_s)

    def _rest(self, host: str) -> tuple[datetime, str] | None:
        now = self._now()
        with self._lock:
            if (now - self._resting_as_of).total_seconds() > _REFRESH_S:
                self._resting = self._read_resting(now)
                self._resting_as_of = now
            rest = self._resting.get(host)
        return rest if rest and rest[0] > now else None

    def _read_resting(self, now: datetime) -> dict[str, tuple[datetime, str]]:
        found = select(hosts.c.host, hosts.c.down_until, hosts.c.why).where(
            hosts.c.down_until > now
        )
        with reading(self._engine) as db:
            return {host: (until, why or "") for host, until, why in db.execute(found)}


def _lease(db: Connection, host: str, pause_s: float, now: datetime) -> tuple[float | None, int]:
    """Take the lease, or return how many seconds are left until it is free; and its silences."""
    insert_absent(db, hosts, [_fresh(host, _EVER)])  # free: the UPDATE below decides who has it
    row = db.execute(
        select(hosts.c.next_allowed_at, hosts.c.interval_s, hosts.c.silences).where(
            hosts.c.host == host
        )
    ).one()
    free_again = now + timedelta(seconds=max(pause_s, row.interval_s))
    # A time further ahead than any pause was written by a clock that is wrong.
    wrong = now + timedelta(seconds=max(pause_s, MAX_INTERVAL_S))
    won = db.execute(
        update(hosts)
        .where(hosts.c.host == host)
        .where(or_(hosts.c.next_allowed_at <= now, hosts.c.next_allowed_at > wrong))
        .values(next_allowed_at=free_again)
    ).rowcount
    wait_s = None if won else max((row.next_allowed_at - now).total_seconds(), 0.001)
    return wait_s, row.silences or 0


def _count_silence(db: Connection, host: str, now: datetime) -> int:
    """Write down one more silence; return how many there were in a row."""
    known = db.execute(select(hosts.c.silences).where(hosts.c.host == host)).scalar() or 0
    row = {**_fresh(host, now), "silences": known + 1}
    upsert(db, hosts, [row], keep={"next_allowed_at", "interval_s"})
    return known + 1


def _fresh(host: str, now: datetime) -> dict[str, object]:
    """A host of which nothing is known; `interval_s` is what it asks for itself."""
    return {"host": host, "next_allowed_at": now, "interval_s": 0.0}
