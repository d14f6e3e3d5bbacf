"""What any archive can do for a past day: say what was published, and give the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from wirewatch.model import Capture, Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A page an archive says it has."""

    url: str  # the page's own address
    captured_at: datetime  # as the archive's index says
    where: str  # how this archive finds it again


class Archive(Protocol):
    """A place that keeps old pages.

    Raises:
        TransientError, PermanentError: from both methods, and nothing else.
    """

    @property
    def via(self) -> Via:
        """How captures of this archive are marked."""

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the pages of `site` that may have been published on `day`, in a fixed order."""

    def capture(self, candidate: Candidate) -> Capture:
        """Return a page as it was when it was captured; `captured_at` is the true time of that."""
