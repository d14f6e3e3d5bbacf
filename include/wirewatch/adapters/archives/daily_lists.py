"""Daily lists of addresses in the form of Media Cloud: what thousands of feeds announced on a day.

One file a day, `mc-YYYY-MM-DD.rss.gz`: an RSS of <item>s with <link> and <pubDate>, for all sites
at once. So it is asked for once, and what is kept of it is what our own sites published.
"""

from collections.abc import Collection, Iterator
from datetime import date

from wirewatch.adapters.archives.base import Ask, Candidate, is_of, noon_of
from wirewatch.adapters.archives.pages import PastPages
from wirewatch.adapters.archives.sitemap_file import elements, unpacked
from wirewatch.adapters.hosts import host_of
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.statuses import http_date
from wirewatch.errors import Gone
from wirewatch.model import Capture, Via

MAX_PACKED_BYTES = 100_000_000  # a guess: a million addresses of 100 bytes, unpacked
MAX_LIST_BYTES = 500_000_000

_DEADLINE_S = 300.0


class DailyLists:
    """The lists below `base`.

    Args:
        door: How they are had.
        pages: How the pages are had.
        base: Where the lists lie.
        sites: Of whose pages to keep note.
    """

    name = "daily-lists"
    via = Via.SITE

    def __init__(
        self, door: PoliteDoor, pages: PastPages, *, base: str, sites: Collection[str]
    ) -> None:
        self._door = door
        self._pages = pages
        self._base = base.rstrip("/")
        self._sites = tuple(sites)
        self._kept: tuple[date, tuple[Candidate, ...]] | None = None  # of the last day asked for

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the pages of `site` in the list of `day`, in its order; of no list: none."""
        if self._kept is None or self._kept[0] != day:
            self._kept = (day, tuple(self._listed(day)))
        yield from (candidate for candidate in self._kept[1] if is_of(candidate.url, site))

    def capture(self, candidate: Candidate) -> Capture:
        """Return the page from its site."""
        return self._pages.capture(candidate)

    def asks(self, day: date, site: str) -> Ask:  # noqa: ARG002 - one file for all sites
        """Return what a day's list takes: a request for all sites, counted with each of them."""
        return Ask(host=host_of(self._base), n_at_least=0, n_at_most=1, interval_s=None)

    def _listed(self, day: date) -> Iterator[Candidate]:
        url = f"{self._base}/mc-{day:%Y-%m-%d}.rss.gz"
        try:
            answer = self._door.get(url, max_bytes=MAX_PACKED_BYTES, deadline_s=_DEADLINE_S)
        except Gone:
            return
        link, told = "", ""
        for name, text, _ in elements(unpacked(answer.body, MAX_LIST_BYTES), ends={"item"}):
            if name == "link":
                link = text
            elif name == "pubDate":
                told = text
            elif name == "item":
                if any(is_of(link, site) for site in self._sites):
                    at = http_date(told) or noon_of(day)
                    yield Candidate(url=link, captured_at=at, where=url)
                link, told = "", ""
