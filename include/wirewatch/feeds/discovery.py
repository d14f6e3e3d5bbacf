"""A page of a site → the addresses at which its feeds may be, best first.

Of 1,756 real pages, 872 name a feed of theirs in a <link>, and 128 more in a link of their text. A
quarter of the 1,849 feeds so named are of comments: they come last.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from lxml import etree

from wirewatch.feeds.mending import decode
from wirewatch.feeds.plain import plain_line
from wirewatch.urls import MAX_URL_CHARS, absolute, site, url_key

MAX_CANDIDATES = 50  # of one page; of 1,756 real ones none names more than 38
MAX_PAGE_CHARS = 3_000_000  # the largest of 1,930 real pages has 2.2 MB
_MAX_FOUND = 500  # links that look like feeds; what a page lists behind them is not looked at
_MAX_TITLE_CHARS = 200


class Why(StrEnum):
    """What makes us think that a feed is there; earlier here is better."""

    GIVEN = "the address itself"
    LINK = "<link rel=alternate>"
    ANCHOR = "a link that looks like a feed"
    USUAL = "a usual place"
    COMMENTS = "a feed of comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a feed's. `title` is what the page calls it, or nothing."""

    url: str
    why: Why
    title: str = ""


def candidates(page: bytes, url: str, *, content_type: str | None = None) -> tuple[Candidate, ...]:
    """Return where the feeds of a page may be: as the page says, then at the usual places.

    Args:
        page: The body as served; whatever it is, nothing is raised.
        url: Where it came from, after redirects.
        content_type: The header, for its charset.

    Promises: only http and https, none twice by `url_key`, at most MAX_CANDIDATES.
    """
    named = _named(decode(page, content_type)[:MAX_PAGE_CHARS], url)
    ranks = {why: rank for rank, why in enumerate(Why)}
    found = sorted(
        [*named, *(Candidate(url=place, why=Why.USUAL) for place in usual_places(url))],
        key=lambda one: (ranks[one.why], not _is_of_site(one.url, url)),
    )
    first: dict[str, Candidate] = {}
    for candidate in found:
        first.setdefault(url_key(candidate.url), candidate)
    return tuple(first.values())[:MAX_CANDIDATES]


# ── usual places ────────────────────────────────────────────────────────────────────────────────

_OF_SECTION = ("/feed", "/rss.xml", "/rss")
# By how many of 894 real pages name them: 515, 19, 14, 11, 11, 6, 5; the last two are Hugo's and
# JSON Feed's own.
_OF_SITE = (
    *("/feed", "/rss.xml", "/rss", "/feed.xml", "/blog/feed", "/?feed=rss2", "/atom.xml"),
    *("/index.xml", "/feed.json"),
)


def usual_places(url: str) -> tuple[str, ...]:
    """Return where sites have their feeds, seen from `url`: those of its section, then the site's.

    "/world/" is a section; the page "/world/a-b.html" is of it.
    """
    path = urlsplit(url).path
    section = path.rstrip("/") if "." not in path.rpartition("/")[2] else path.rpartition("/")[0]
    places = [section + end for end in _OF_SECTION] if section else []
    joined = (absolute(url, place) for place in (*places, *_OF_SITE))
    return tuple(place for place in joined if place)


# ── what the page names ─────────────────────────────────────────────────────────────────────────

_FEED_TYPE = re.compile(
    r"(?:application|text)/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|xml)", re.IGNORECASE
)
_LOOKS_LIKE_FEED = re.compile(
    r"/(?:rss2?|feeds?|atom|rdf)(?:\.\w{2,4})?(?:[/?#]|$)"  # /feed/, /rss/world, /rss.xml, /rss.cms
    r"|[/.~_-](?:rss2?|feed|atom|rdf)\.(?:xml|json)(?:[?#]|$)"  # /news-feed.xml, /index~rss.xml
    r"|\.(?:rss|atom|rdf)(?:[?#]|$)"
    r"|[?&;](?:feed|format|output|type)=(?:rss|atom|feed)",
    re.IGNORECASE,
)
_FEED_HOST = re.compile(r"(?:feeds?|feedproxy|rss)\.")  # feeds.feedburner.com, rss.dw.com
# As WordPress words it. Not "Kommentare" or "Comment": those are sections of opinion.
_COMMENTS = re.compile(
    r"\bcomments\b|kommentar-?feed|\bcommentaires\b|\bcoment[aá]rios\b|\bcommenti\b|\breacties\b",
    re.IGNORECASE,
)


def _named(source: str, url: str) -> Iterator[Candidate]:
    links = _Links()
    parser = etree.HTMLParser(target=links, encoding="utf-8", no_network=True, huge_tree=True)
    # Errors: there is no element at all, or far too many links.
    with suppress(etree.LxmlError, ValueError, _Enough):
        etree.fromstring(source.encode("utf-8", "replace"), parser)
    base = (links.base and absolute(url, links.base)) or url
    for tag, attributes in links.found:
        feed_url = plain_address(base, attributes["href"])
        if feed_url and (tag == "link" or _is_of_site(feed_url, url) or _is_feed_host(feed_url)):
            yield _candidate(tag, feed_url, plain_line(attributes.get("title", "")[:1_000]))


def _candidate(tag: str, url: str, title: str) -> Candidate:
    why = Why.LINK if tag == "link" else Why.ANCHOR
    if _COMMENTS.search(title) or _COMMENTS.search(urlsplit(url).path):
        why = Why.COMMENTS
    return Candidate(url=url, why=why, title=title[:_MAX_TITLE_CHARS])


class _Enough(Exception):
    """The page has more links to feeds than anybody could try."""


class _Links:
    """Takes from a page the links that may lead to feeds, and its base. Builds no tree."""

    def __init__(self) -> None:
        self.base: str | None = None
        self.found: list[tuple[str, Mapping[str, str]]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Look at the start of an element."""
        href = attributes.get("href", "")
        if not href or len(href) > MAX_URL_CHARS:
            return
        if tag == "base" and self.base is None:
            self.base = href
        elif (tag == "link" and _names_feed(attributes)) or (
            tag == "a" and _may_be_feed(attributes)
        ):
            self.found.append((tag, {"href": href, "title": attributes.get("title", "")}))
            if len(self.found) >= _MAX_FOUND:
                raise _Enough

    def close(self) -> None:
        """End the page."""


def _names_feed(link: Mapping[str, str]) -> bool:
    words = link.get("rel", "")[:200].lower().split()
    return ("alternate" in words or "feed" in words) and _may_be_feed(link)


def _may_be_feed(link: Mapping[str, str]) -> bool:
    """Whether a link's type is a feed's or, when it has none, its address looks like one.

    oEmbed (564 of 1,756 pages name it as text/xml+oembed) and WordPress's own API are none.
    """
    kind = link.get("type", "").partition(";")[0].strip()
    if kind:
        return _FEED_TYPE.fullmatch(kind) is not None
    return _LOOKS_LIKE_FEED.search(link["href"]) is not None


def _is_of_site(url: str, page_url: str) -> bool:
    one, other = site(url), site(page_url)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _is_feed_host(url: str) -> bool:
    return _FEED_HOST.match(site(url)) is not None


# ── what people type ────────────────────────────────────────────────────────────────────────────

_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=https?://)", re.IGNORECASE)
_OLD_SCHEME = re.compile(r"^feed:(?=//)", re.IGNORECASE)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#].*)?", re.DOTALL)


def web_address(typed: str) -> str | None:
    """Return the address that somebody means: "feed://sea.example/rss", "sea.example/world".

    None when it is none on the web. A bare name is asked by https.
    """
    shown = typed.strip()
    return plain_address("", f"https://{shown}" if _BARE.fullmatch(shown) else shown)


def plain_address(base: str, link: str) -> str | None:
    """Return `link` as seen from `base`, as `urls.absolute` does, for people to read and copy.

    What is no printable character is written as code, which means the same; "feed:", by which
    browsers once called feed readers, is taken off.
    """
    shown = _OLD_SCHEME.sub("http:", _FEED_SCHEME.sub("", link.strip()))
    url = absolute(base, shown)
    return url and "".join(c if c.isprintable() else quote(c) for c in url)
