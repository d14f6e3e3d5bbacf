"""Feeds that go on: older entries behind rel="next" (RFC 5005), or WordPress's `?paged=2`.

Many servers take a page number and do not heed it: they answer with the same entries again, or send
the client to page one. Such a page brings nothing new, and ends the walk.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from wirewatch.adapters.archives.base import Ask, Candidate
from wirewatch.adapters.archives.pages import PastPages
from wirewatch.adapters.feeds import MAX_FEED_BYTES
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.errors import PermanentError
from wirewatch.feeds.parse import parse_feed
from wirewatch.model import Capture, FeedEntry, ParsedFeed, Via

MAX_PAGES = 30  # of one feed and day: 150 s at five seconds a request

_DEADLINE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedFeed:
    """A feed that may go on."""

    url: str
    site: str
    zone: str


class PagedFeeds:
    """The older pages of feeds.

    Args:
        door: How they are had.
        pages: How the pages of their entries are had.
        now: The clock, for dates such as "yesterday".
        feeds: Which feeds there are.
        max_pages: Of one feed and day.
    """

    name = "paged-feeds"
    via = Via.SITE

    def __init__(
        self,
        door: PoliteDoor,
        pages: PastPages,
        now: Callable[[], datetime],
        *,
        feeds: Collection[PagedFeed],
        max_pages: int = MAX_PAGES,
    ) -> None:
        self._door = door
        self._pages = pages
        self._now = now
        self._feeds = tuple(feeds)
        self._max_pages = max_pages

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the entries of the site's feeds that say they are of `day`."""
        for feed in self._of(site):
            for entry in self._entries(feed, day):
                at = entry.published.at
                if at and at.date() == day:
                    yield Candidate(url=entry.url, captured_at=at, where=feed.url)

    def capture(self, candidate: Candidate) -> Capture:
        """Return the page from its site."""
        return self._pages.capture(candidate)

    def asks(self, day: date, site: str) -> Ask:  # noqa: ARG002 - nobody knows how far it is
        """Return what a walk takes: a page of each feed, and two to see that it does not go on."""
        n = len(self._of(site))
        return Ask(host=site, n_at_least=2 * n, n_at_most=self._max_pages * n, interval_s=None)

    def _of(self, site: str) -> list[PagedFeed]:
        return [feed for feed in self._feeds if feed.site == site]

    def _entries(self, feed: PagedFeed, day: date) -> Iterator[FeedEntry]:
        """Give the entries page by page, until a page is older than `day` or brings nothing new."""
        seen, asked, url = set[str](), set[str](), feed.url
        for number in range(2, self._max_pages + 2):
            asked.add(url)
            page = self._page(feed, url)
            fresh = [entry for entry in page.entries if entry.entry_id not in seen] if page else []
            yield from fresh
            if page is None or not fresh or _is_before(fresh, day):
                return
            seen.update(entry.entry_id for entry in fresh)
            url = page.next_url or numbered(feed.url, number)
            if url in asked:
                return

    def _page(self, feed: PagedFeed, url: str) -> ParsedFeed | None:
        """Return a page of a feed; a server that has none says so in many ways."""
        try:
            answer = self._door.get(
                url, max_bytes=MAX_FEED_BYTES, deadline_s=_DEADLINE_S, stay_on_host=True
            )
            return parse_feed(
                answer.body,
                feed_id=feed.url,
                url=answer.final_url,
                captured_at=self._now(),
                content_type=answer.header("content-type"),
                zone=feed.zone,
            )
        except PermanentError:
            return None


def numbered(url: str, number: int) -> str:
    """Return the address of a later page of a WordPress feed.

    >>> numbered("https://a.example/feed?lang=fr", 2)
    'https://a.example/feed?lang=fr&paged=2'
    """
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "paged"]
    return parts._replace(query=urlencode([*kept, ("paged", str(number))])).geturl()


def _is_before(entries: Collection[FeedEntry], day: date) -> bool:
    """Whether all entries are older than a day. Pages without dates are walked to their end."""
    times = [entry.published.at for entry in entries if entry.published.at]
    return bool(times) and all(at.date() < day for at in times)
