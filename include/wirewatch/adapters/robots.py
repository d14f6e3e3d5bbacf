"""What robots.txt allows (RFC 9309), for pages and sitemaps.

Feeds are the operator's own choice: what somebody lists in desk.toml is polled, whatever robots.txt
says of it (docs/decisions/0006).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from protego import Protego
from sqlalchemy import Engine

from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.http import parsed_url
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.well_known import WellKnown
from wirewatch.errors import Refused, Unreachable

AGENT = "Wirewatch"
MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: the least a crawler has to read; the rest is cut
FRESH = timedelta(hours=6)  # then it is asked for again
GOOD = timedelta(hours=24)  # RFC 9309, 2.4: so long a copy stands in for a server out of reach


class RobotsVerdict(StrEnum):
    """May we fetch this?"""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNKNOWN = "unknown"  # robots.txt is out of reach: not now


class Robots:
    """Answers for robots.txt of any host. May be shared by threads.

    Args:
        door: How robots.txt is had.
        engine: The warehouse, where copies lie.
        hosts: Told of a host's crawl delay.
    """

    def __init__(self, door: PoliteDoor, engine: Engine, hosts: HostLeases) -> None:
        self._hosts = hosts
        self._files = WellKnown(
            door,
            engine,
            "/robots.txt",
            Protego.parse,
            fresh=FRESH,
            max_bytes=MAX_ROBOTS_BYTES,
            on_new=self._slow_down,
        )

    def verdict(self, url: str, now: datetime) -> RobotsVerdict:
        """Return what robots.txt says of `url`, or that it cannot be known now."""
        kept = self._files.of(url, now)
        if kept.value is None or kept.read_at is None or now - kept.read_at > GOOD:
            return RobotsVerdict.UNKNOWN
        allowed = kept.value.can_fetch(str(parsed_url(url)), AGENT)
        return RobotsVerdict.ALLOWED if allowed else RobotsVerdict.DISALLOWED

    def ask_leave(self, url: str, now: datetime) -> None:
        """Go on only where `url` may be fetched.

        Raises:
            Refused: robots.txt forbids it.
            Unreachable: it cannot be known now.
        """
        verdict = self.verdict(url, now)
        if verdict is RobotsVerdict.DISALLOWED:
            raise Refused(url, "robots.txt")
        if verdict is RobotsVerdict.UNKNOWN:
            raise Unreachable(url, "robots.txt is out of reach")

    def sitemaps(self, url: str, now: datetime) -> tuple[str, ...]:
        """Return the sitemaps that the host of `url` announces."""
        rules = self._files.of(url, now).value
        return tuple(rules.sitemaps) if rules else ()

    def _slow_down(self, host: str, rules: Protego) -> None:
        delay = rules.crawl_delay(AGENT)
        if delay and delay > 0:  # "Crawl-delay: nan" is a float, too
            self._hosts.slow_down(host, delay)
