"""OPML (opml.org/spec2.opml), the lists of feeds that readers exchange → subscriptions, and back.

Read as they are found: any case of the names (`xmlURL`), `url` for `xmlUrl`, no type, HTML's
entities, wrong encodings, broken markup. Nothing is fetched and no entity expanded.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

from wirewatch.errors import BadInput, TooLarge
from wirewatch.feeds.discovery import plain_address
from wirewatch.feeds.mending import decode, harmless, mended, rebuilt
from wirewatch.text import clean
from wirewatch.urls import url_key

MAX_BODY_BYTES = 10_000_000  # 40,000 feeds at the 250 bytes that an outline takes
MAX_FEEDS = 10_000
MAX_FOLDERS = 20  # one in the other; readers offer one or two
_MAX_TITLE_CHARS = 200
_MAX_RAW_CHARS = 1_000  # of a title as it stands in the file
_NOT_XML = re.compile("[\ufffe\uffff]")  # what `clean` leaves and XML 1.0 forbids
_PAGE_TYPES = frozenset({"link", "include"})  # OPML 2.0: `url` is of a page or of another list
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=[_-]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that somebody reads."""

    url: str
    title: str
    site_url: str | None = None
    language: str | None = None  # ISO 639
    folders: tuple[str, ...] = ()  # outermost first


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An outline that was not taken, by its title or address, and why."""

    outline: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionList:
    """What an OPML file holds: every outline is a subscription, a refusal or a folder."""

    subscriptions: tuple[Subscription, ...]
    refusals: tuple[Refusal, ...]
    n_folders: int
    problems: tuple[str, ...] = ()  # what was mended or lost in the file, in plain words


# ── out ─────────────────────────────────────────────────────────────────────────────────────────


def write_opml(subscriptions: Iterable[Subscription], *, title: str) -> bytes:
    """Return `subscriptions` as OPML 2.0, sorted by folder, else in their order."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _printed(title)
    folders: dict[tuple[str, ...], Any] = {(): etree.SubElement(root, "body")}
    for each in sorted(subscriptions, key=lambda each: each.folders):
        etree.SubElement(_folder(folders, each.folders), "outline", _attributes(each))
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    # What a terminal may obey, C1 controls and marks of direction, goes out as a number.
    shown = "".join(c if c.isprintable() or c == "\n" else f"&#{ord(c)};" for c in text)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{shown}'.encode()


def _folder(known: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> Any:
    if path not in known:
        parent = _folder(known, path[:-1])
        known[path] = etree.SubElement(parent, "outline", text=_printed(path[-1]))
    return known[path]


def _attributes(each: Subscription) -> dict[str, str]:
    title = _printed(each.title)
    needed = {"type": "rss", "text": title, "xmlUrl": _printed(each.url)}  # "rss": every dialect
    known = {"title": title, "htmlUrl": each.site_url or "", "language": each.language or ""}
    return needed | {name: _printed(value) for name, value in known.items() if value}


def _printed(text: str) -> str:
    return _NOT_XML.sub("", clean(text))


# ── in ──────────────────────────────────────────────────────────────────────────────────────────


def read_opml(body: bytes, *, name: str) -> SubscriptionList:
    """Return what the OPML file `body` lists; `name` is what errors call it.

    Promises: of two subscriptions that `url_key` takes for one, the first is kept.

    Raises:
        BadInput: there is no outline in it.
        TooLarge: it has more than MAX_BODY_BYTES.
    """
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(name, f"{len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    text, problems = harmless(decode(body, None))
    outlines, mendings = _outlines(text)
    if not outlines.n_outlines:
        raise BadInput(name, "holds no <outline>; give it an OPML file, as feed readers export it")
    return SubscriptionList(
        subscriptions=tuple(outlines.subscriptions.values()),
        refusals=tuple(outlines.refusals),
        n_folders=outlines.n_folders,
        problems=(*problems, *mendings),
    )


def _outlines(text: str) -> tuple["_Outlines", tuple[str, ...]]:
    """Return the outlines of `text`, of a broken one by the reading that finds most of them."""
    plain = _Outlines()
    if plain.read(text):
        return plain, ()
    shown = mended(text)
    ways = {"read up to its first error": plain, "mended": _Outlines(), "rebuilt": _Outlines()}
    ways["mended"].read(shown)
    ways["rebuilt"].read(rebuilt(shown))
    how, best = max(ways.items(), key=lambda way: way[1].n_outlines)
    return best, (f"the file is not well-formed XML; it was {how}",)


class _Outlines:
    """Takes the outlines of a file one by one.

    By expat: no tree, and no limit to how deep they nest. libxml2 drops what is nested deeper than
    2,048, and hands "AT&amp;T" in an attribute to a target as "AT&#38;T" unless it may resolve
    entities.
    """

    def __init__(self) -> None:
        self.subscriptions: dict[str, Subscription] = {}  # by url_key
        self.refusals: list[Refusal] = []
        self.n_folders = 0
        self.n_outlines = 0
        self._open: list[_Outline] = []

    def read(self, text: str) -> bool:
        """Take all outlines of `text`; whether it could be read to its end."""
        # Without namespaces: a prefix that nobody declared breaks nothing then.
        parser = ParserCreate(encoding="utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  expat's own interface
        except ExpatError:
            while self._open:
                self._end("outline")
            return False
        return True

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if _local(tag) != "outline":
            return
        self.n_outlines += 1
        if self._open:
            self._open[-1].is_parent = True
        values = {_local(name): value for name, value in attributes.items()}
        outline = _Outline(values)
        if outline.raw_url:
            self._take(outline)
        self._open.append(outline)

    def _end(self, tag: str) -> None:
        if _local(tag) != "outline":
            return
        outline = self._open.pop()
        if outline.raw_url:
            return
        if outline.is_parent:
            self.n_folders += 1
        else:
            self._refuse(outline, "it names no feed")

    def _take(self, outline: "_Outline") -> None:
        if outline.is_page:
            self._refuse(outline, "it leads to a page or to another list, not to a feed")
        elif len(self._open) > MAX_FOLDERS:
            self._refuse(outline, f"it lies in more than {MAX_FOLDERS} folders")
        elif len(self.subscriptions) >= MAX_FEEDS:
            self._refuse(outline, f"it stands behind the first {MAX_FEEDS} feeds")
        elif (url := plain_address("", outline.raw_url)) is None:
            self._refuse(outline, "its address is none on the web")
        elif (key := url_key(url)) in self.subscriptions:
            self._refuse(outline, "it stands in the file already")
        else:
            folders = tuple(folder.title for folder in self._open if folder.title)
            self.subscriptions[key] = outline.subscription(url, folders)

    def _refuse(self, outline: "_Outline", why: str) -> None:
        shown = outline.title or clean(outline.raw_url[:_MAX_RAW_CHARS])[:_MAX_TITLE_CHARS]
        self.refusals.append(Refusal(outline=shown or "without a title", why=why))


class _Outline:
    """An outline's attributes, their names in lower case."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.raw_url = values.get("xmlurl") or values.get("url") or ""
        self.title = self._text("text") or self._text("title")  # `text` is what people see
        self.is_parent = False

    @property
    def is_page(self) -> bool:
        """Whether the address is of no feed, by what the outline says of itself."""
        return not self._values.get("xmlurl") and self._text("type").lower() in _PAGE_TYPES

    def subscription(self, url: str, folders: tuple[str, ...]) -> Subscription:
        """Return the feed at `url` with all else that the outline tells of it."""
        return Subscription(
            url=url,
            title=self.title,
            site_url=plain_address("", self._values.get("htmlurl", "")),
            language=language_code(self._text("language")),
            folders=folders,
        )

    def _text(self, name: str) -> str:
        return clean(self._values.get(name, "")[:_MAX_RAW_CHARS])[:_MAX_TITLE_CHARS].strip()


def language_code(tag: str) -> str | None:
    """Return the ISO 639 code that a language tag begins with: "en" of "en-GB"."""
    code = _LANGUAGE.match(tag)
    return code[0].lower() if code else None


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
