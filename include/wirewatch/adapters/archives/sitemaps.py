"""Sitemaps and news sitemaps of the sites themselves, as their robots.txt names them.

`lastmod` tells when a page was last edited, not when it was published: an index may leave a child
out whose last change lies before the day, and never one whose last change lies behind it.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from wirewatch.adapters.archives.base import Ask, Candidate, is_of, noon_of
from wirewatch.adapters.archives.pages import PastPages
from wirewatch.adapters.archives.sitemap_file import MAX_BYTES, Location, is_near, read_sitemap
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.robots import Robots
from wirewatch.errors import PermanentError
from wirewatch.model import Capture, Via
from wirewatch.path_dates import path_date

MAX_FILES = 50  # of one site and day: 250 s at five seconds a request

_DEADLINE_S = 60.0
# "sitemap-2024-02.xml", "sitemap_202402_1.xml.gz", "/sitemaps/2024/02.xml", "?yyyy=2024&mm=02".
_MONTH_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_/]?|&mm=)(?P<month>0[1-9]|1[0-2])(?!\d)"
)
_EDITED_WITHIN = timedelta(days=1)  # most edits of news are of the same day; then of the next


class Sitemaps:
    """The sitemaps of any site.

    Args:
        door: How they are had.
        robots: Names them, and is asked for leave.
        pages: How the pages are had.
        now: The clock; robots.txt is asked for again when it is old.
        max_files: Of one site and day.
    """

    name = "sitemaps"
    via = Via.SITE

    def __init__(
        self,
        door: PoliteDoor,
        robots: Robots,
        pages: PastPages,
        now: Callable[[], datetime],
        *,
        max_files: int = MAX_FILES,
    ) -> None:
        self._door = door
        self._robots = robots
        self._now = now
        self._max_files = max_files
        self._pages = pages

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the pages whose news date, address or last change is of `day`."""
        home = f"https://{site}/"
        named = self._robots.sitemaps(home, self._now()) or (f"{home}sitemap.xml",)
        waiting, seen = deque(named), set[str]()
        while waiting and len(seen) < self._max_files:
            url = waiting.popleft()
            if url in seen:
                continue
            seen.add(url)
            for line in self._lines(url):
                if line.is_sitemap and _may_hold(line, day):
                    waiting.append(line.url)
                elif not line.is_sitemap and is_of(line.url, site) and _is_of_day(line, day):
                    yield Candidate(url=line.url, captured_at=noon_of(day), where=line.url)

    def capture(self, candidate: Candidate) -> Capture:
        """Return the page from its site."""
        return self._pages.capture(candidate)

    def asks(self, day: date, site: str) -> Ask:  # noqa: ARG002 - the same for every day
        """Return what reading a site's sitemaps takes: robots.txt and at least one file."""
        return Ask(host=site, n_at_least=2, n_at_most=1 + self._max_files, interval_s=None)

    def _lines(self, url: str) -> Iterator[Location]:
        """Give the lines of one file; one that is gone, forbidden or no sitemap has none."""
        try:
            answer = self._door.get(
                url,
                max_bytes=MAX_BYTES,
                deadline_s=_DEADLINE_S,
                ask_leave=lambda hop: self._robots.ask_leave(hop, self._now()),
            )
        except PermanentError:
            return
        yield from read_sitemap(answer.body)


def _may_hold(child: Location, day: date) -> bool:
    """Whether a sitemap of an index may list pages of `day`, by its name and its last change."""
    named = path_date(child.url)
    if named and named.first == named.last:
        return named.first == day
    if month := _MONTH_NAME.search(child.url):
        return (int(month["year"]), int(month["month"])) == (day.year, day.month)
    return child.changed is None or child.changed.date() >= day


def _is_of_day(line: Location, day: date) -> bool:
    if line.published:
        return is_near(line.published, day)
    named = path_date(line.url)
    if named and named.first == named.last:
        return named.first == day
    return (named is None or named.covers(day)) and is_near(line.changed, day, after=_EDITED_WITHIN)
