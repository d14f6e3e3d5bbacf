"""What every host of the newsroom answers: a request in, an answer out; no sockets here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from wirewatch.newsroom import NOW, feeds
from wirewatch.newsroom.archive import Archive, Capture, take_captures
from wirewatch.newsroom.habits import Publisher
from wirewatch.newsroom.hazards import HUGE_BYTES, Hazard, HazardEntry, hazards_of
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.publishers import (
    ARCHIVE_HOST,
    CLOSED,
    DESK_HOST,
    NOT_A_FEED,
    PUBLISHERS,
    SILENT,
)
from wirewatch.newsroom.render import related, render_front, render_page

HTML = "text/html; charset=utf-8"
_CHUNK = b"<p>The count goes on, and on, and on, and on, and on, and on, and on.</p>\n" * 800
_FRONT_LINKS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks of a host. Header names are in lower case."""

    host: str
    target: str  # path and query
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host says. With `chunks` the body is made while it is sent."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    chunks: Iterator[bytes] | None = None
    is_silent: bool = False  # take the call and say nothing


class Site(Protocol):
    """Whoever answers requests."""

    def answer(self, request: Request) -> Answer:
        """Return what this site says to `request`."""
        ...


def page_answer(body: bytes, content_type: str = HTML, status: int = 200) -> Answer:
    """Return `body` as an answer."""
    return Answer(status=status, headers=(("Content-Type", content_type),), body=body)


NOT_FOUND = page_answer(b"<!DOCTYPE html><title>404</title><h1>Not found</h1>", status=404)


class NewsroomSite:
    """All publishers, the archive, the desk's inbox, and those that are broken."""

    def __init__(self, pages: Sequence[PlannedPage], *, now: datetime = NOW) -> None:
        self.inbox: list[tuple[str, bytes]] = []  # webhook deliveries: key and body
        self._pages = tuple(pages)
        self._by_url = {page.url: page for page in pages if page.published_at <= now}
        self._publishers = {publisher.host: publisher for publisher in PUBLISHERS}
        self._archive = Archive(take_captures(self._pages))
        self._now = now

    def answer(self, request: Request) -> Answer:
        """Return what the host of `request` says."""
        host = request.host.partition(":")[0].lower().removeprefix("www.")
        if publisher := self._publishers.get(host):
            return self._publisher(publisher, request)
        if host == ARCHIVE_HOST:
            return archive_answer(self._archive, request.target)
        if host == DESK_HOST:
            return self._desk(request)
        return _broken(host)

    def _desk(self, request: Request) -> Answer:
        """Take a webhook; the same key twice is the same delivery."""
        if request.method != "POST" or urlsplit(request.target).path != "/inbox":
            return NOT_FOUND
        key = request.headers.get("idempotency-key", "")
        is_known = any(key == known for known, _ in self.inbox)
        if not (key and is_known):
            self.inbox.append((key, request.body))
        return page_answer(b'{"ok": true}', "application/json", 200 if is_known else 201)

    def _publisher(self, publisher: Publisher, request: Request) -> Answer:
        path = urlsplit(request.target).path
        if path == publisher.feed_path:
            return self._feed(publisher, request)
        if hazard := _hazard(publisher, path):
            return _hazard_answer(hazard)
        if page := self._by_url.get(publisher.site + request.target):
            beside = related(page, self._pages)
            return page_answer(render_page(page, seen_at=self._now, beside=beside))
        return self._furniture(publisher, path)

    def _furniture(self, publisher: Publisher, path: str) -> Answer:
        if path == "/robots.txt":
            return page_answer(feeds.robots_txt(publisher), "text/plain; charset=utf-8")
        if path == "/":
            shown = feeds.shown_in_feed(publisher, self._pages, now=self._now)
            return page_answer(render_front(publisher, shown[:_FRONT_LINKS]))
        is_news = path == "/news-sitemap.xml" and publisher.has_news_sitemap
        if path == "/sitemap.xml" or is_news:
            live = list(self._by_url.values())
            body = feeds.sitemap_xml(publisher, live, now=self._now, is_news=is_news)
            return page_answer(body, "application/xml")
        return NOT_FOUND

    def _feed(self, publisher: Publisher, request: Request) -> Answer:
        body = feeds.feed_bytes(publisher, self._pages, now=self._now)
        shown = feeds.shown_in_feed(publisher, self._pages, now=self._now)
        changed_at = max((page.modified_at(self._now) for page in shown), default=self._now)
        return conditional(
            request,
            page_answer(body, feeds.CONTENT_TYPES[publisher.feed]),
            last_modified=format_datetime(changed_at, usegmt=True),
        )


def conditional(request: Request, answer: Answer, *, last_modified: str) -> Answer:
    """Return `answer` with validators, or 304 when the client has it already (RFC 9110 §13)."""
    etag = f'"{blake2b(answer.body, digest_size=8).hexdigest()}"'
    validators = (("ETag", etag), ("Last-Modified", last_modified))
    known, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    has_it = etag in known if known is not None else since == last_modified
    if has_it:
        return Answer(status=304, headers=validators)
    return Answer(status=answer.status, headers=answer.headers + validators, body=answer.body)


def archive_answer(archive: Archive, target: str) -> Answer:
    """Return what an archive says to `target`: index lines, or a capture's raw bytes."""
    parts = urlsplit(target)
    if parts.path == "/cdx/search/cdx":
        try:
            lines = archive.index(parse_qs(parts.query))
        except ValueError as error:
            return page_answer(f"{error}\n".encode(), "text/plain", 400)
        return page_answer(lines.encode(), "text/plain; charset=utf-8")
    stamp, _, url = target.removeprefix("/web/").partition("id_/")
    if not (target.startswith("/web/") and url and stamp.isdecimal() and 4 <= len(stamp) <= 14):
        return NOT_FOUND
    return _replay(archive, stamp, url)


def _replay(archive: Archive, stamp: str, url: str) -> Answer:
    try:
        capture = archive.nearest(stamp, url)
    except ValueError:  # 20261399: no such day
        return NOT_FOUND
    if capture is None:
        return NOT_FOUND
    if capture.timestamp != stamp:
        there = f"https://{ARCHIVE_HOST}/web/{capture.timestamp}id_/{capture.url}"
        return Answer(status=302, headers=(("Location", there),))
    return Answer(status=capture.status, headers=_memento_headers(capture), body=capture.body)


def _memento_headers(capture: Capture) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", capture.content_type),
        ("Memento-Datetime", format_datetime(capture.at, usegmt=True)),
        ("Link", f'<{capture.url}>; rel="original"'),
        ("X-Archive-Orig-content-type", capture.content_type),
    )


def _hazard(publisher: Publisher, path: str) -> HazardEntry | None:
    return next((each for each in hazards_of(publisher) if each.path == path), None)


def _hazard_answer(entry: HazardEntry) -> Answer:
    if entry.hazard is Hazard.TOO_LARGE:
        return Answer(headers=(("Content-Type", HTML),), chunks=_endless())
    if entry.hazard is Hazard.REFUSED:
        return page_answer(b"<!DOCTYPE html><title>Rota</title><p>Only robots.txt protects me.</p>")
    return NOT_FOUND


def _endless() -> Iterator[bytes]:
    yield b"<!DOCTYPE html><title>Every ballot paper</title>\n"
    for _ in range(HUGE_BYTES // len(_CHUNK) + 1):
        yield _CHUNK


def _broken(host: str) -> Answer:
    if host == SILENT:
        return Answer(is_silent=True)
    if host == CLOSED:
        return page_answer(b"<h1>This paper has closed.</h1>", status=410)
    if host == NOT_A_FEED:
        return page_answer(
            b"<!DOCTYPE html><html><title>Welcome</title><h1>Our new site</h1></html>"
        )
    return NOT_FOUND
