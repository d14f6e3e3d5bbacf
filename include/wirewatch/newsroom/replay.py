"""Real feed files, served from loopback under invented feed addresses and real article addresses.

A feed file `<stem>` is served as `https://<stem>.feeds.example/feed`. An entry that carries its
full text gets a page at its own link, made of that text as it stands; any other link answers
404. The folder is only read.
"""

import argparse
import gzip
import io
import re
import sys
import zlib
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
from jinja2 import Environment
from markupsafe import Markup

from wirewatch.errors import BadInput
from wirewatch.newsroom import NOW
from wirewatch.newsroom.desk_file import feed_tables
from wirewatch.newsroom.render import templates
from wirewatch.newsroom.server import LoopbackServer
from wirewatch.newsroom.site import NOT_FOUND, Answer, Request, conditional, page_answer

MAX_FEED_BYTES = 30_000_000
MIN_TEXT_CHARACTERS = 120  # less than that is a teaser, wherever the feed puts it
_ZONE = ".feeds.example"
_NEAR = timedelta(days=2)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # feedparser reads an epoch number as the year 1730
_EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"
_TAG = re.compile(r"<[^<>]*>")
_NO_HOST = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedArticle:
    """An entry's own text as a page. `html` is the publisher's markup, passed through."""

    url: str
    title: str
    author: str | None
    published: str | None  # as the feed prints it
    language: str | None
    site_name: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedFeed:
    """What stands in one feed file. `newest_at` is None when no entry tells its time."""

    articles: tuple[ReplayedArticle, ...]
    newest_at: datetime | None


class ReplaySite:
    """Answers for feed files and for the articles that stand in them."""

    def __init__(self, feeds: Mapping[str, bytes]) -> None:
        """Take feed files by the name under which each is served."""
        self._feeds = {f"{name}{_ZONE}": body for name, body in feeds.items()}
        read = [read_feed(body) for body in feeds.values()]
        self.articles = {_address(each.url): each for feed in read for each in feed.articles}
        self.now = clock_of([feed.newest_at for feed in read if feed.newest_at])

    def answer(self, request: Request) -> Answer:
        """Return a feed, an article, or 404."""
        host = request.host.partition(":")[0].lower()
        if host in self._feeds and urlsplit(request.target).path == "/feed":
            answer = page_answer(self._feeds[host], "application/xml")
            return conditional(request, answer, last_modified=_EPOCH)
        article = self.articles.get(_address(f"//{host}{request.target}"))
        return page_answer(render_article(article)) if article else NOT_FOUND

    def desk(self) -> str:
        """Return the `[[feed]]` tables of these feeds."""
        names = sorted(host.removesuffix(_ZONE) for host in self._feeds)
        return feed_tables((name, f"https://{name}{_ZONE}/feed") for name in names)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the feed files of `folder`, unpacked, by the name under which each is served.

    Raises:
        BadInput: There is no such folder, or nothing in it.
    """
    paths = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    if not paths:
        raise BadInput(str(folder), "is no folder of feed files")
    return {_name(path): _unpacked(path) for path in paths}


class Replay:
    """A folder of feed files, served."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        """Read `folder`; raises BadInput when it holds no feed files."""
        self.site = ReplaySite(read_folder(folder))
        self.server = LoopbackServer(self.site, port=port)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self.server.address

    @property
    def now(self) -> datetime:
        """The hour at which these feeds were taken, as far as their entries tell."""
        return self.site.now

    def desk(self) -> str:
        """Return the `[[feed]]` tables of these feeds."""
        return self.site.desk()


@contextmanager
def serve(folder: Path) -> Iterator[Replay]:
    """Serve the feed files of `folder` for the length of a `with`."""
    room = Replay(folder)
    room.server.start()
    try:
        yield room
    finally:
        room.server.stop()


def clock_of(newest: Sequence[datetime]) -> datetime:
    """Return the full hour after the newest entries of all feeds.

    A time that no other feed comes near to is a mistake of its feed, not the hour of the capture.
    """
    ordered = sorted(newest, reverse=True)
    near = (a for a, b in pairwise(ordered) if a - b <= _NEAR)
    last = next(near, ordered[0] if ordered else NOW)
    return last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def read_feed(feed: bytes) -> ReplayedFeed:
    """Return what stands in `feed`: the articles of the entries that carry their full text."""
    parsed = feedparser.parse(io.BytesIO(feed), sanitize_html=False, resolve_relative_uris=False)
    articles = (_article(entry, parsed.feed) for entry in parsed.entries)
    times = (_published_at(entry) for entry in parsed.entries)
    return ReplayedFeed(
        articles=tuple(filter(None, articles)), newest_at=max(filter(None, times), default=None)
    )


def _article(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> ReplayedArticle | None:
    html, url = _full_text(entry), entry.get("link", "")
    if not html or urlsplit(url).scheme not in {"http", "https"}:
        return None
    return ReplayedArticle(
        url=url,
        title=unescape(_TAG.sub("", entry.get("title", ""))),
        author=_author(entry),
        published=entry.get("published") or entry.get("updated"),
        language=feed.get("language"),
        site_name=feed.get("title", ""),
        html=html,
    )


def _published_at(entry: Mapping[str, Any]) -> datetime | None:
    found = entry.get("published_parsed") or entry.get("updated_parsed")
    if not found or not _FIRST_YEAR <= found[0] <= _LAST_YEAR:
        return None
    return datetime.fromtimestamp(timegm(found), UTC)


def render_article(article: ReplayedArticle) -> bytes:
    """Return the page of a replayed article; only its own text is markup."""
    environment: Environment = templates()
    template = environment.get_template("replay.html")
    body = Markup(article.html)  # noqa: S704 - it is the publisher's page, as it was
    return template.render(article=article, body=body).encode("utf-8", "replace")


def _author(entry: Mapping[str, Any]) -> str | None:
    """RSS asks for "mail@host (Name)"; a page prints the name."""
    name: str | None = entry.get("author_detail", {}).get("name") or entry.get("author")
    return name


def _full_text(entry: Mapping[str, Any]) -> str | None:
    contents: Iterable[Mapping[str, str]] = entry.get("content", ())
    text = max((each.get("value", "") for each in contents), key=len, default="")
    return text if len(_TAG.sub("", text)) >= MIN_TEXT_CHARACTERS else None


def _address(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').lower()}{parts.path or '/'}{query}"


def _name(path: Path) -> str:
    return _NO_HOST.sub("-", path.name.partition(".")[0].lower()).strip("-") or "feed"


def _unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    if not raw.startswith(b"\x1f\x8b"):
        return raw[:MAX_FEED_BYTES]
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            return file.read(MAX_FEED_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(str(path), f"is no gzip file: {error}") from error


def main(arguments: list[str] | None = None) -> int:
    """Serve a folder of feed files in the foreground."""
    parser = argparse.ArgumentParser(prog="python -m wirewatch.newsroom.replay")
    parser.add_argument("folder", type=Path, help="feed files, gzipped or not")
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args(arguments)
    try:
        room = Replay(options.folder, port=options.port)
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 1
    host, port = room.address
    sys.stdout.write(f"{len(room.site.articles)} articles on {host}:{port}\n")
    sys.stdout.flush()
    room.server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
