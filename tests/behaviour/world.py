"""A small web in simulated time: sites that follow a script, and a log of what was asked of them.

A site is a function of the request, the time and the number of requests before it; so the same
questions at the same times always get the same answers, and weeks pass in seconds.
"""

import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from adapters.clocks import Clock
from adapters.servers import Request, answer, serving

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question and its answer. `entries` are the guids of the feed that was sent."""

    at: datetime
    host: str
    target: str
    asked: Mapping[str, str]  # header → value, lower-case names
    status: int
    told: Mapping[str, str]  # the same of the answer
    entries: frozenset[str] = frozenset()

    @property
    def is_conditional(self) -> bool:
        """Whether it was asked with any condition."""
        return bool(self.asked.keys() & {"if-none-match", "if-modified-since"})


Log = tuple[Exchange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a site answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    entries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as a site sees it; `count` is how many came to its host before."""

    target: str
    headers: Mapping[str, str]
    at: datetime
    count: int

    @property
    def age(self) -> timedelta:
        """How long the script has been running."""
        return self.at - START


Site = Callable[[Asked], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Sites by host, the feeds on them that are polled, and for how long."""

    name: str
    feeds: tuple[str, ...]
    sites: Mapping[str, Site]
    lasts: timedelta


@contextmanager
def playing(scenario: Scenario, clock: Clock) -> Iterator[tuple[int, list[Exchange]]]:
    """Serve the sites of `scenario` by `clock`; the port, and the log as it grows.

    Requests may come as to a proxy ("GET http://host/path"), for clients that map no hosts.
    """
    log: list[Exchange] = []
    counts: Counter[str] = Counter()

    def reply(request: Request, client: socket.socket) -> None:
        host, target = _addressed(request)
        at, count = clock.now(), counts[host]
        counts[host] += 1
        asked = Asked(target=target, headers=request.headers, at=at, count=count)
        page = scenario.sites[host](asked)
        told = {"Date": http_date(at), **page.headers}
        log.append(
            Exchange(
                at=at,
                host=host,
                target=target,
                asked=request.headers,
                status=page.status,
                told={name.lower(): value for name, value in told.items()},
                entries=page.entries,
            )
        )
        answer(page.body, page.status, **told)(request, client)

    with serving({}, otherwise=reply) as server:
        yield server.port, log


def _addressed(request: Request) -> tuple[str, str]:
    """Return host and target, however they were put; urllib sends fragments to proxies only."""
    whole = urlsplit(request.target)
    if not whole.netloc:
        return request.host, request.target
    return whole.netloc, request.target.partition("#")[0].removeprefix(f"http://{whole.netloc}")


# ── what sites are made of ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed with a new entry every so often, of which the newest are shown."""

    every: timedelta = 3 * HOUR
    shown: int = 15
    extras: str = ""  # elements of the channel

    def newest(self, at: datetime) -> int:
        """The number of the newest entry at that time."""
        return self.shown + (at - START) // self.every

    def guids(self, at: datetime) -> frozenset[str]:
        """What is in the feed at that time."""
        newest = self.newest(at)
        return frozenset(guid(n) for n in range(newest - self.shown + 1, newest + 1))

    def published_at(self, number: int) -> datetime:
        """When an entry came."""
        return START + (number - self.shown) * self.every

    def page(self, at: datetime, **headers: str) -> Page:
        """The whole feed at that time, with both validators."""
        newest = self.newest(at)
        entries = "".join(self._entry(n) for n in range(newest, newest - self.shown, -1))
        title = "<title>Tidewater Post</title><link>http://tidewater.example/</link>"
        document = f'<rss version="2.0"><channel>{title}{self.extras}{entries}</channel></rss>'
        named = {
            "Content-Type": "application/rss+xml",
            # A weak one with odd characters, and a date not as we would write it: both are names.
            "ETag": f'W/"v{newest},\\caf\u00e9--gzip"',
            "Last-Modified": http_date(self.published_at(newest)).replace("GMT", "+0000"),
            **headers,
        }
        return Page(headers=named, body=document.encode(), entries=self.guids(at))

    def _entry(self, number: int) -> str:
        # Without a link: what is graded here is how feeds are asked for, not pages.
        at = http_date(self.published_at(number))
        return (
            f"<item><title>Ferry {number} delayed</title><description>By fog.</description>"
            f'<guid isPermaLink="false">{guid(number)}</guid><pubDate>{at}</pubDate></item>'
        )


def honestly(asked: Asked, page: Page) -> Page:
    """Answer "not modified" to whom has `page` already, as RFC 9110 has it."""
    etag = asked.headers.get("if-none-match")
    if etag is not None:
        return unmodified(page) if etag == page.headers.get("ETag") else page
    since = asked.headers.get("if-modified-since")
    return unmodified(page) if since and since == page.headers.get("Last-Modified") else page


def unmodified(page: Page) -> Page:
    """Return the news that `page` is as it was; it has the same headers."""
    headers = {name: value for name, value in page.headers.items() if name != "Content-Type"}
    return Page(status=304, headers=headers)


def http_date(at: datetime) -> str:
    """Write a time as HTTP does."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def guid(number: int) -> str:
    """The name of an entry."""
    return f"ferry-{number:06}"
