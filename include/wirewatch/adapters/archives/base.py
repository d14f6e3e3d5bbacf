"""What any archive can do for a past day: say what was published, and give the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from wirewatch.model import Capture, Via
from wirewatch.urls import site as site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A page an archive says it has."""

    url: str  # the page's own address
    captured_at: datetime | None  # as the archive's index says; None: it lists addresses alone
    where: str  # how this archive finds it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The requests that finding the pages of one site's day takes; the pages come on top."""

    host: str
    n_at_least: int  # an index of several parts takes more
    n_at_most: int
    interval_s: float | None  # the archive's own pace; None: the pace of any host


class Archive(Protocol):
    """A place that keeps old pages, or knows their addresses.

    Raises:
        TransientError, PermanentError: from `discover` and `capture`, and nothing else.
    """

    @property
    def name(self) -> str:
        """What desk.toml calls it."""

    @property
    def via(self) -> Via:
        """How captures of this archive are marked."""

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the pages of `site` that may have been published on `day`, in a fixed order."""

    def capture(self, candidate: Candidate) -> Capture:
        """Return a page as it was when it was captured; `captured_at` is the true time of that."""

    def asks(self, day: date, site: str) -> Ask:
        """Return what `discover` would ask for; asks nobody."""


def is_of(url: str, site: str) -> bool:
    """Whether an address is of a site, or of a part of it such as "news.tidewater.example"."""
    host = site_of(url)
    return host == site or host.endswith(f".{site}")


def noon_of(day: date) -> datetime:
    """Return the middle of a day: the time to ask for, when no better one is known."""
    return datetime.combine(day, time(12), UTC)
