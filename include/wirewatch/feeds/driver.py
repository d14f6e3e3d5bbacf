"""feedparser's reading of a well-formed file, driven by expat itself: quicker, and with bounds.

Python's SAX driver breaks text at each entity and line break, 16 characters a piece on 95 real
feeds, and takes each name apart anew; here text comes in one piece and a name is looked up once.
What nobody reads here never reaches feedparser, which takes 60 µs for an element and compares each
category with all others. Of nested elements that feedparser does not know it keeps the last alone:
the hours and days to skip are handed on as one text.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.parsers.expat import ParserCreate

import feedparser.api
import feedparser.mixin
import feedparser.util

from wirewatch.urls import absolute

MAX_ELEMENTS = 100_000  # feedparser takes 60 µs for one; the longest of 95 real feeds has 9,000
MAX_ATTRIBUTES = 200  # of one element; feedparser's cost is their square
MAX_BASE_CHARS = 2_000  # bases within bases: 1.3 MB of `<x xml:base="a/">` took over ten minutes
MAX_BASES = 100
_BUFFER_BYTES = 1 << 20
_UNREAD_NAMES = """
    category dc:subject itunes:category itunes:keywords itunes:image itunes:explicit
    itunes:duration media:category media:keywords media:thumbnail media:credit media:text
    media:community media:rating media:copyright media:player slash:comments wfw:comment
    wfw:commentrss thr:total comments enclosure generator cloud image textinput copyright rights
    logo icon docs webmaster
"""
_UNREAD = frozenset(_UNREAD_NAMES.split())
_LISTED = frozenset({"hour", "day"})  # of skipHours and skipDays

_BASES = frozenset({"xml:base", "base"})
_C1 = re.compile("[\x80-\x9f]")

# ── what costs feedparser most, said so that it costs less and means the same ───────────────────

_Words = feedparser.util.FeedParserDict
_SPECIAL = frozenset(
    {*_Words.keymap, "category", "enclosures", "license", "updated", "updated_parsed"}
)
_slow_get_item = _Words.__getitem__


def _get_item(words: Any, key: str) -> Any:
    """Look up directly what has no second name."""
    return _slow_get_item(words, key) if key in _SPECIAL else dict.__getitem__(words, key)


def _get(words: Any, key: str, default: Any = None) -> Any:
    if key not in _SPECIAL:
        return dict.get(words, key, default)
    try:
        return _slow_get_item(words, key)
    except KeyError:
        return default


_Words.__getitem__ = _get_item
_Words.get = _get
_Words.__deepcopy__ = lambda words, _: _Words(words)  # a handful of words is no tree
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=16)(  # the same two at each element
    feedparser.mixin.make_safe_absolute_uri
)


class _Text(str):
    """A text that is mapped through Windows-1252 only where it may hold it: 5 against 90 ns."""

    __slots__ = ()

    def translate(self, table: Any) -> str:
        return _C1.sub(lambda found: table.get(ord(found[0]), found[0]), self)


class _Ours(feedparser.mixin._FeedParserMixin):  # type: ignore[misc]
    """What both of feedparser's readers do our way."""

    # Guids are names, even where they look relative.
    can_be_relative_uri = feedparser.mixin._FeedParserMixin.can_be_relative_uri - {"id"}

    def unknown_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        if tag in _LISTED:
            self.handle_data(" ")
        else:
            super().unknown_starttag(tag, attributes)

    def unknown_endtag(self, tag: str) -> None:
        if tag not in _LISTED:
            super().unknown_endtag(tag)

    def _end_published(self) -> None:
        self.pop("published")  # as written: we read dates ourselves (see `dialects`)

    _end_issued = _end_pubdate = _end_published

    def _end_updated(self) -> None:
        self.pop("updated")

    _end_modified = _end_lastbuilddate = _end_updated

    def resolve_uri(self, link: str) -> str:
        """Join as we do, so that what is no web address does not become one."""
        is_whole = link.startswith(("https://", "http://"))
        return link if is_whole else absolute(self.baseuri, link) or link


class _StrictFeed(_Ours, feedparser.api.StrictFeedParser):  # type: ignore[misc]
    @staticmethod
    def decode_entities(_element: str, text: str) -> str:
        return _Text(text)


class _LooseFeed(_Ours, feedparser.api.LooseFeedParser):  # type: ignore[misc]
    pass


# ── driving it ──────────────────────────────────────────────────────────────────────────────────


class Overload(Exception):
    """The document has more elements, or more attributes in one, than any feed."""


def read_strictly(text: str, url: str) -> Any:
    """Return feedparser after it has read `text`, seen from `url`: its `feeddata` and `entries`.

    Raises:
        Overload: at the element that passes a bound.
        ExpatError: the text is not well-formed.
    """
    return _Driver(_plain(_StrictFeed(url, None, "utf-8"))).read(text)


def read_loosely(text: str, url: str) -> Any:
    """Return the same, read by its reader for broken files, which has no bounds of its own."""
    feed = _plain(_LooseFeed(url, None, "utf-8", {}))
    feed.feed(text)
    return feed


def _plain(feed: Any) -> Any:
    """Return `feed` told to leave markup as it is."""
    feed.sanitize_html = feed.resolve_relative_uris = False
    return feed


class _Driver:
    """Hands on to feedparser what expat finds."""

    def __init__(self, feed: Any) -> None:
        self._feed = feed
        self._names: dict[str, str] = {}
        self._n_elements = 0
        self._unread_depth = 0

    def read(self, text: str) -> Any:
        parser = ParserCreate(encoding="utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = _BUFFER_BYTES
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  expat's own interface
        return self._feed

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        if uri:
            self._feed.track_namespace(prefix, uri)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        called = self._called(name)
        if self._unread_depth or (called in _UNREAD and not self._feed.incontent):
            self._unread_depth += 1
        else:
            self._count(len(attributes))
            named = ((self._called(key), value) for key, value in attributes.items())
            self._feed.unknown_starttag(called, [one for one in named if self._is_bounded(*one)])

    def _count(self, n_attributes: int) -> None:
        self._n_elements += 1
        if self._n_elements > MAX_ELEMENTS:
            raise Overload(f"over {MAX_ELEMENTS} elements")
        if n_attributes > MAX_ATTRIBUTES:
            raise Overload(f"an element with {n_attributes} attributes")

    def _is_bounded(self, name: str, value: str) -> bool:
        """Whether an attribute is no base, or one that keeps the address short."""
        if name not in _BASES:
            return True
        n_chars = len(self._feed.baseuri) + len(value)
        return n_chars <= MAX_BASE_CHARS and len(self._feed.basestack) <= MAX_BASES

    def _end(self, name: str) -> None:
        called = self._called(name)
        if self._unread_depth:
            self._unread_depth -= 1
        else:
            self._feed.unknown_endtag(called)

    def _text(self, text: str) -> None:
        if not self._unread_depth:
            self._feed.handle_data(text)

    def _called(self, name: str) -> str:
        """Return feedparser's name for expat's "namespace local": "dc:creator", "entry"."""
        called = self._names.get(name)
        if called is None:
            called = self._names[name] = self._looked_up(name).lower()
        return called

    def _looked_up(self, name: str) -> str:
        namespace, _, local = name.rpartition(" ")
        folded = namespace.lower()
        if "backend.userland.com/rss" in folded:  # RSS 2.0 under the names of its drafts
            return local
        prefix = self._feed._matchnamespaces.get(folded)
        if prefix is None:
            declared = self._feed.namespaces_in_use.items()
            prefix = next((short for short, uri in declared if short and uri == namespace), "")
        return f"{prefix}:{local}" if prefix else local
