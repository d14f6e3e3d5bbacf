"""Small files that a host keeps for robots, remembered so that they are asked for rarely."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import Engine, select

from wirewatch.adapters.hosts import host_of
from wirewatch.adapters.http import parsed_url
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.schema import well_known
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.load import upsert
from wirewatch.errors import PermanentError, TooLarge, TransientError

RETRY = timedelta(minutes=10)  # for a host that is out of reach

_DOWNLOAD_BYTES = 5_000_000
_DEADLINE_S = 10.0
_REMEMBERED_HOSTS = 2_000  # per process; fifty parsed rules take 15 kB (measured)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What is known of the file of a host. `value` is None when no good copy is known."""

    value: T | None
    read_at: datetime | None  # of the good copy
    ask_again_at: datetime


class WellKnown(Generic[T]):
    """One path on any host. May be shared by threads.

    Args:
        door: How it is had.
        engine: The warehouse; copies lie in its table `well_known`.
        path: Of the file, with its slash.
        parse: Makes a value of the file's text; "" is given for a file that is not there.
        fresh: So long a copy is used without asking.
        max_bytes: What lies behind is cut.
        on_new: Told of each host and value that has just come from the web.
    """

    def __init__(
        self,
        door: PoliteDoor,
        engine: Engine,
        path: str,
        parse: Callable[[str], T],
        *,
        fresh: timedelta,
        max_bytes: int,
        on_new: Callable[[str, T], None] = lambda _host, _value: None,
    ) -> None:
        self._door = door
        self._engine = engine
        self._path = path
        self._parse = parse
        self._fresh = fresh
        self._max_bytes = max_bytes
        self._on_new = on_new
        self._known: dict[str, Kept[T]] = {}
        self._lock = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}

    def of(self, url: str, now: datetime) -> Kept[T]:
        """Return what is known of the file of the host of `url`, asking for it when it is time."""
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

    def _remember(self, name: str, kept: Kept[T]) -> None:
        with self._lock:
            while len(self._known) >= _REMEMBERED_HOSTS and name not in self._known:
                self._known.pop(next(iter(self._known)))
            self._known[name] = kept

    def _ask(self, url: str, name: str, before: Kept[T] | None, now: datetime) -> Kept[T]:
        try:
            answer = self._door.get(
                f"{parsed_url(url).scheme}://{name}{self._path}",
                max_bytes=_DOWNLOAD_BYTES,
                deadline_s=_DEADLINE_S,
            )
        except (TransientError, TooLarge) as error:
            self._keep(name, now, status=type(error).__name__.lower())
            good = before or Kept(None, None, now)
            return Kept(good.value, good.read_at, now + RETRY)
        except PermanentError:  # RFC 9309, 2.3.1.3: 4xx means that there are no rules
            return self._kept("", "absent", name, now)
        return self._kept(_text(answer.body[: self._max_bytes]), "ok", name, now)

    def _kept(self, body: str, status: str, name: str, now: datetime) -> Kept[T]:
        self._keep(name, now, body=body, status=status, read_at=now)
        value = self._parse(body)
        self._on_new(name, value)
        return Kept(value, now, now + self._fresh)

    def _keep(self, name: str, now: datetime, **columns: object) -> None:
        row = {"host": name, "path": self._path, "asked_at": now, **columns}
        write(self._engine, lambda db: upsert(db, well_known, [row]))

    def _read_copy(self, name: str) -> Kept[T] | None:
        is_it = (well_known.c.host == name, well_known.c.path == self._path)
        with reading(self._engine) as db:
            row = db.execute(
                select(well_known.c.body, well_known.c.read_at).where(*is_it)
            ).one_or_none()
        if row is None or row.read_at is None:
            return None
        return Kept(self._parse(row.body or ""), row.read_at, row.read_at + self._fresh)


def _text(body: bytes) -> str:
    """Return the file as text: a byte order mark makes Protego miss the first group of rules."""
    return body.decode("utf-8-sig", "replace").replace("\x00", "")  # PostgreSQL stores no NUL
