"""A site's address → the feeds it has, each asked for and read, and why the rest are none.

Only what an operator asked for by hand comes here. So robots.txt, which is for robots, is not
asked; each host's pace is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from wirewatch.adapters.feeds import fetch_feed
from wirewatch.adapters.http import Answer
from wirewatch.bootstrap import Desk
from wirewatch.errors import BadInput, NotAFeed, PermanentError, Unreachable, WirewatchError
from wirewatch.feeds.discovery import Candidate, Why, candidates, plain_address, web_address
from wirewatch.feeds.parse import parse_feed
from wirewatch.model import MAX_CLOCK_AHEAD, ParsedFeed
from wirewatch.urls import url_key

MAX_ASKED = 14  # addresses; at one request in five seconds to a host, somebody waits a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that answers, and what its file tells."""

    url: str  # to be asked from now on: behind the redirects that are for good
    why: Why
    title: str
    language: str | None
    site_url: str | None
    n_entries: int
    n_full_texts: int  # entries that carry their whole text
    newest_at: datetime | None  # of the entries whose date can be right
    span: timedelta | None  # from their oldest to their newest
    problems: tuple[str, ...]  # what was mended or lost, in plain words


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """An address that was asked and has no feed for us; `detail` says why."""

    url: str
    why: Why
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found at a site, best first, and what else was asked."""

    feeds: tuple[FoundFeed, ...]
    others: tuple[NoFeed, ...]


def discover(desk: Desk, address: str, *, max_feeds: int = MAX_ASKED) -> Discovery:
    """Return the feeds of a site.

    The address itself comes first; if it is a page, what the page names; if none of that is a feed,
    what those of its links name that lead to a page ("/rss" of many newspapers lists their feeds);
    and at last the usual places and the feeds of comments.

    Args:
        desk: Where the network is.
        address: Of a feed or a page, also as people type it: "saxon.example".
        max_feeds: Stop after so many with an entry. At most MAX_ASKED addresses are asked anyhow.

    Raises:
        BadInput: the address is none on the web.
        TransientError: it does not answer.
    """
    url = web_address(address)
    if url is None:
        raise BadInput(repr(address), "is no address on the web; write it as https://…")
    search = _Search(desk, max_feeds)
    known = search.ask_first(Candidate(url=url, why=Why.GIVEN))
    search.ask_all(one for one in known if one.why in _NAMED)
    if not search.feeds:
        search.ask_all(search.listed)
    if not search.feeds:
        search.ask_all(known)
    found = sorted(search.feeds.values(), key=lambda feed: not feed.n_entries)
    return Discovery(feeds=tuple(found), others=tuple(search.others))


_NAMED = frozenset({Why.LINK, Why.ANCHOR})


class _Search:
    """Asks for candidates, each address once, until there is enough."""

    def __init__(self, desk: Desk, max_feeds: int) -> None:
        self.feeds: dict[str, FoundFeed] = {}  # by url_key
        self.others: list[NoFeed] = []
        self._desk = desk
        self._max_feeds = max_feeds
        self.listed: list[Candidate] = []  # what pages name that stand where a feed was said to be
        self._asked: set[str] = set()

    def ask_first(self, given: Candidate) -> tuple[Candidate, ...]:
        """Ask for the address that was given; where else to look when it is no feed.

        A front page may be refused to us where its feed is not.

        Raises:
            TransientError: it does not answer.
        """
        try:
            page = self._ask(given)
        except PermanentError as error:
            self._note(given, error)
            return candidates(b"", given.url)
        return _candidates(page) if page else ()

    def ask_all(self, wanted: Iterable[Candidate]) -> None:
        """Ask for candidates in their order."""
        for candidate in wanted:
            n_good = sum(feed.n_entries > 0 for feed in self.feeds.values())
            if len(self._asked) >= MAX_ASKED or n_good >= self._max_feeds:
                return
            if candidate.url in self._asked:
                continue
            try:
                page = self._ask(candidate)
            except WirewatchError as error:
                self._note(candidate, error)
                continue
            if page:
                self.listed += (one for one in _candidates(page) if one.why in _NAMED)

    def _ask(self, candidate: Candidate) -> Answer | None:
        """Ask for a candidate; the answer, when it is a page."""
        self._asked.add(candidate.url)
        deadline_s = self._desk.settings.deadline_s
        answer = fetch_feed(self._desk.polite, candidate.url, deadline_s=deadline_s).answer
        if answer is None:
            raise Unreachable(candidate.url, "HTTP 304 to a request without a condition")
        try:
            feed = _parsed(answer, self._desk.now())
        except NotAFeed as error:
            self._note(candidate, error)
            return answer
        found = _found(candidate, answer, feed, self._desk.now())
        self.feeds.setdefault(url_key(answer.final_url), found)
        return None

    def _note(self, candidate: Candidate, error: WirewatchError) -> None:
        self.others.append(NoFeed(url=candidate.url, why=candidate.why, detail=error.detail))


def _candidates(page: Answer) -> tuple[Candidate, ...]:
    return candidates(page.body, page.final_url, content_type=page.header("content-type"))


def _parsed(answer: Answer, now: datetime) -> ParsedFeed:
    return parse_feed(
        answer.body,
        feed_id="discovered",
        url=answer.final_url,
        captured_at=now,
        content_type=answer.header("content-type"),
    )


def _found(candidate: Candidate, answer: Answer, feed: ParsedFeed, now: datetime) -> FoundFeed:
    dated = [entry.published.at for entry in feed.entries if entry.published.at]
    times = [at for at in dated if at <= now + MAX_CLOCK_AHEAD]
    cut = ("the file ended before the server said so",) if answer.truncated else ()
    return FoundFeed(
        url=_lasting(answer),
        why=candidate.why,
        title=feed.title or candidate.title,
        language=feed.language,
        site_url=feed.site_url and plain_address("", feed.site_url),
        n_entries=len(feed.entries),
        n_full_texts=sum(entry.content_html is not None for entry in feed.entries),
        newest_at=max(times, default=None),
        span=max(times) - min(times) if len(times) > 1 else None,
        problems=(*feed.problems, *cut),
    )


def _lasting(answer: Answer) -> str:
    """Return the address behind all redirects up to the first that is only for now."""
    for_good = takewhile(lambda step: step.is_permanent, answer.redirects)
    return [answer.url.partition("#")[0], *(step.url for step in for_good)][-1]
