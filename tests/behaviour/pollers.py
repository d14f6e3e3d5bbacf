"""The pollers that are graded: ours, and what people write first."""

import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import feedparser
import requests
from sqlalchemy import func, select

from adapters.clocks import Clock
from adapters.servers import AGENT
from behaviour.scorer import MakePoller, Place, Poller
from wirewatch.adapters import schema
from wirewatch.adapters.hosts import INTERVAL_S, HostLeases
from wirewatch.adapters.http import Door
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.pipeline.harvest import due_chunks, harvest

_EVERY = timedelta(minutes=15)


# ── ours ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ours:
    """A desk whose clock is the script's, and whose pauses are taken by it."""

    desk: Desk
    clock: Clock

    @property
    def next_due_at(self) -> datetime:
        with reading(self.desk.engine) as db:
            earliest = db.execute(select(func.min(schema.feed.c.next_due_at))).scalar()
        return earliest or self.clock.now()

    def poll_due(self, now: datetime) -> None:
        for chunk in due_chunks(self._as_of(now)):
            for feed_id in chunk:  # one by one: threads would share the pauses of one clock
                harvest(self._as_of(self.clock.now()), [feed_id], run="behaviour")

    def _as_of(self, now: datetime) -> Desk:
        return replace(self.desk, settings=replace(self.desk.settings, clock=now))


@contextmanager
def ours(place: Place) -> Iterator[Ours]:
    """Give a desk with an empty warehouse, for `place.feeds`."""
    mapped = {"*.example": ("127.0.0.1", place.port)}
    now, sleep = place.clock.now, place.clock.sleep
    with (
        TemporaryDirectory() as home,
        open_desk(_environ(place, Path(home))) as desk,
        Door(user_agent=AGENT, overrides=mapped, now=now) as door,
    ):
        migrate(desk.engine)
        hosts = HostLeases(desk.engine, interval_s=INTERVAL_S, now=now, sleep=sleep)
        yield Ours(replace(desk, polite=PoliteDoor(door, hosts, now)), place.clock)


def _environ(place: Place, home: Path) -> dict[str, str]:
    feeds = (f'[[feed]]\nid = "{n}"\nurl = "{url}"\n' for n, url in enumerate(place.feeds))
    (home / "desk.toml").write_text("\n".join(feeds), encoding="utf-8")
    return {"WIREWATCH_DESK": str(home / "desk.toml"), "WIREWATCH_HOME": str(home)}


# ── theirs ──────────────────────────────────────────────────────────────────────────────────────


@dataclass
class EveryQuarter:
    """Asks for all feeds every 15 minutes; how is up to those below."""

    place: Place
    next_due_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.next_due_at = self.place.clock.now()

    def poll_due(self, now: datetime) -> None:
        for url in self.place.feeds:
            self.ask(url)
        self.next_due_at = now + _EVERY

    def ask(self, url: str) -> None:
        raise NotImplementedError


@dataclass
class Plain(EveryQuarter):
    """`feedparser.parse(requests.get(url).content)`: what people write first.

    What it makes of the answer changes nothing of what it asks, so the parsing is left out here.
    """

    def ask(self, url: str) -> None:
        with suppress(requests.RequestException):
            requests.get(url, timeout=30, proxies={"http": _proxy(self.place)})


@dataclass
class Documented(EveryQuarter):
    """`feedparser.parse(url, etag=…, modified=…)`, as feedparser's documentation has it."""

    kept: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def ask(self, url: str) -> None:
        before = self.kept.get(url, {})
        via = urllib.request.ProxyHandler({"http": _proxy(self.place)})
        got = feedparser.parse(
            url, etag=before.get("etag"), modified=before.get("modified"), handlers=[via]
        )
        if got.get("status") == 200:
            self.kept[url] = got


def _proxy(place: Place) -> str:
    """The scripted servers answer as a proxy would: these clients cannot map hosts."""
    return f"http://127.0.0.1:{place.port}"


def made_of(kind: type[EveryQuarter]) -> MakePoller:
    """Return how to make one of `kind`."""

    @contextmanager
    def make(place: Place) -> Iterator[Poller]:
        yield kind(place)

    return make


POLLERS: Mapping[str, MakePoller] = {
    "wirewatch": ours,
    "feedparser + requests, every 15 min": made_of(Plain),
    "feedparser with etag and modified": made_of(Documented),
}
