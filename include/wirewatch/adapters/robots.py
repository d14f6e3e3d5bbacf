"""What robots.txt allows (RFC 9309), kept in the warehouse so that it is asked for rarely."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from protego import Protego
from sqlalchemy import Engine, select

from wirewatch.adapters.hosts import HostLeases, host_of
from wirewatch.adapters.http import Door, parsed_url
from wirewatch.adapters.schema import host as hosts
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.load import upsert
from wirewatch.errors import PermanentError, TooLarge, TransientError

AGENT = "Wirewatch"
MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: the least a crawler has to read; the rest is cut
FRESH = timedelta(hours=6)  # then it is asked for again
GOOD = timedelta(hours=24)  # RFC 9309, 2.4: so long a copy stands in for a server out of reach
RETRY = timedelta(minutes=10)  # for one that is out of reach

_DOWNLOAD_BYTES = 5_000_000
_DEADLINE_S = 10.0
_REMEMBERED_HOSTS = 2_000  # per process; fifty parsed rules take 15 kB (measured)


class RobotsVerdict(StrEnum):
    """May we fetch this?"""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNKNOWN = "unknown"  # robots.txt is out of reach: not now


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is known of a host. `protego` is None when no good copy is known."""

    protego: Protego | None
    read_at: datetime | None  # of the good copy
    ask_again_at: datetime


class Robots:
    """Answers for robots.txt of any host. May be shared by threads.

    Args:
        door: How robots.txt is had.
        engine: The warehouse; copies lie in its table `host`.
        hosts: Told of a host's crawl delay.
    """

    def __init__(self, door: Door, engine: Engine, hosts: HostLeases | None = None) -> None:
        self._door = door
        self._engine = engine
        self._hosts = hosts
        self._known: dict[str, _Rules] = {}
        self._lock = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}

    def allows(self, url: str, now: datetime) -> bool:
        """Whether robots.txt lets us fetch `url` now."""
        return self.verdict(url, now) is RobotsVerdict.ALLOWED

    def verdict(self, url: str, now: datetime) -> RobotsVerdict:
        """Return what robots.txt says of `url`, or that it cannot be known now."""
        rules = self._rules(url, now)
        if rules.protego is None or rules.read_at is None or now - rules.read_at > GOOD:
            return RobotsVerdict.UNKNOWN
        allowed = rules.protego.can_fetch(str(parsed_url(url)), AGENT)
        return RobotsVerdict.ALLOWED if allowed else RobotsVerdict.DISALLOWED

    def sitemaps(self, url: str, now: datetime) -> tuple[str, ...]:
        """Return the sitemaps that the host of `url` announces."""
        rules = self._rules(url, now)
        return tuple(rules.protego.sitemaps) if rules.protego else ()

    def _rules(self, url: str, now: datetime) -> _Rules:
        name = host_of(url)
        known = self._known.get(name)
        if known and now < known.ask_again_at:
            return known
        with self._lock:
            asking = self._asking.setdefault(name, threading.Lock())
        with asking:  # sixteen threads with pages of one new host ask once
            known = self._known.get(name) or self._read_copy(name)
            if known is None or now >= known.ask_again_at:
                known = self._ask(url, name, known, now)
            self._remember(name, known)
        return known

    def _remember(self, name: str, rules: _Rules) -> None:
        with self._lock:
            while len(self._known) >= _REMEMBERED_HOSTS and name not in self._known:
                self._known.pop(next(iter(self._known)))
            self._known[name] = rules

    def _ask(self, url: str, name: str, before: _Rules | None, now: datetime) -> _Rules:
        try:
            answer = self._door.get(
                f"{parsed_url(url).scheme}://{name}/robots.txt",
                max_bytes=_DOWNLOAD_BYTES,
                deadline_s=_DEADLINE_S,
            )
        except (TransientError, TooLarge) as error:
            self._keep(name, now, robots_status=type(error).__name__.lower())
            good = before or _Rules(None, None, now)
            return _Rules(good.protego, good.read_at, now + RETRY)
        except PermanentError:  # RFC 9309, 2.3.1.3: 4xx means that there are no rules
            return self._kept("", "absent", name, now)
        return self._kept(_text(answer.body), "ok", name, now)

    def _kept(self, body: str, status: str, name: str, now: datetime) -> _Rules:
        self._keep(name, now, robots_body=body, robots_status=status, robots_at=now)
        rules = _parsed(body, now)
        delay = rules.protego.crawl_delay(AGENT) if rules.protego else None
        if self._hosts and delay and delay > 0:  # "Crawl-delay: nan" is a float, too
            self._hosts.slow_down(name, delay)
        return rules

    def _keep(self, name: str, now: datetime, **columns: object) -> None:
        fresh = {"host": name, "next_allowed_at": now, "interval_s": 0.0}
        with writing(self._engine) as db:
            upsert(db, hosts, [{**fresh, **columns}], keep={"next_allowed_at", "interval_s"})

    def _read_copy(self, name: str) -> _Rules | None:
        with reading(self._engine) as db:
            row = db.execute(
                select(hosts.c.robots_body, hosts.c.robots_at).where(hosts.c.host == name)
            ).one_or_none()
        if row is None or row.robots_at is None:
            return None
        return _parsed(row.robots_body or "", row.robots_at)


def _parsed(body: str, read_at: datetime) -> _Rules:
    return _Rules(Protego.parse(body), read_at, read_at + FRESH)


def _text(body: bytes) -> str:
    """Return what Protego can read: a byte order mark makes it miss the first group of rules."""
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    return text.replace("\x00", "")  # which PostgreSQL does not store
