"""The past week in the form of the Wayback Machine: a CDX index, and replay of raw bytes.

The query language stands in `cdx`.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from wirewatch.newsroom.cdx import answer_query, url_key
from wirewatch.newsroom.pages import PlannedPage, number
from wirewatch.newsroom.render import related, render_page

FIRST_DAY = date(2026, 3, 5)
LAST_DAY = date(2026, 3, 11)
_SECOND_VISIT = 5  # one page in five was captured twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A page as the archive took it."""

    url: str
    at: datetime
    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"

    @property
    def timestamp(self) -> str:
        """When, in 14 digits."""
        return f"{self.at:%Y%m%d%H%M%S}"

    @property
    def row(self) -> dict[str, str]:
        """This capture as the index lists it."""
        raw = hashlib.sha1(self.body, usedforsecurity=False).digest()
        return {
            "urlkey": url_key(self.url),
            "timestamp": self.timestamp,
            "original": self.url,
            "mimetype": self.content_type.partition(";")[0],
            "statuscode": str(self.status),
            "digest": base64.b32encode(raw).decode(),
            "length": str(len(self.body)),
        }


def take_captures(pages: Sequence[PlannedPage]) -> tuple[Capture, ...]:
    """Return what the archive holds of `pages`: the past week, each some hours after it went up.

    A corrected page is there in both states; one page in five was visited twice.
    """
    taken = [capture for page in pages for capture in _captures_of(page, pages)]
    return tuple(sorted(taken, key=lambda each: (url_key(each.url), each.timestamp)))


def _captures_of(page: PlannedPage, pages: Sequence[PlannedPage]) -> Iterator[Capture]:
    beside = related(page, pages)
    for at in _visits(page):
        if page.published_at.date() >= FIRST_DAY and at.date() <= LAST_DAY:
            body = render_page(page, seen_at=at, beside=beside)
            yield Capture(url=page.url, at=at, body=body)


def _visits(page: PlannedPage) -> Iterator[datetime]:
    dice = number(page.url, "captured")
    end_of_day = page.published_at.replace(hour=23, minute=58, second=0)
    first = page.published_at + timedelta(minutes=61 + dice % 300, seconds=dice % 60)
    # Late news is caught the same evening, so that the last day of the week is whole, and a page
    # that will be corrected is caught before it is.
    latest = page.correction.at - timedelta(minutes=5) if page.correction else end_of_day
    yield max(min(first, latest, end_of_day), page.published_at + timedelta(seconds=30))
    if page.correction:
        yield page.correction.at + timedelta(minutes=61 + dice % 300)
    elif dice % _SECOND_VISIT == 0:
        yield first + timedelta(hours=20)


class Archive:
    """Answers the two questions one can ask an archive."""

    def __init__(self, captures: Iterable[Capture]) -> None:
        captures = tuple(captures)
        self._rows = [capture.row for capture in captures]
        self._by_key: dict[str, list[Capture]] = {}
        for capture in captures:
            self._by_key.setdefault(url_key(capture.url), []).append(capture)

    def index(self, query: Mapping[str, Sequence[str]]) -> str:
        """Return the index lines that `query` asks for.

        Raises:
            ValueError: The query names no url, or a number or a pattern in it is not one.
        """
        return answer_query(self._rows, query)

    def nearest(self, timestamp: str, url: str) -> Capture | None:
        """Return the capture of `url` that is nearest in time, or None."""
        there = self._by_key.get(url_key(url), [])
        wanted = _time(timestamp)
        return min(there, key=lambda each: abs(each.at - wanted), default=None)


def _time(timestamp: str) -> datetime:
    """Read 4 to 14 digits; what is missing is the first month, day and hour."""
    padded = timestamp + "19700101000000"[len(timestamp) :]
    return datetime.strptime(padded, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
