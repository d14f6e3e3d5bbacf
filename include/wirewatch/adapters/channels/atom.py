"""An Atom file per channel or watch, for people's own readers to fetch. It needs no key.

An entry's id comes from the delivery, so that a repeat changes nothing.
"""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from lxml import etree

from wirewatch.adapters.channels.feed_files import FeedFile, Said, set_aside
from wirewatch.adapters.channels.words import as_text, heading, in_xml
from wirewatch.model import Message, digest

_ATOM = "http://www.w3.org/2005/Atom"
# Our own file, but a file: nothing outside of it is read, whatever somebody wrote into it.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


class AtomChannel(FeedFile[etree._Element]):
    """Alerts as entries of an Atom file."""

    def _entries(self, path: Path) -> list[etree._Element]:
        if not path.exists():
            return []
        try:
            return list(etree.parse(path, _PARSER).getroot().findall(f"{{{_ATOM}}}entry"))
        except etree.XMLSyntaxError:
            set_aside(path)
            return []

    def _entry(self, key: str, message: Message) -> etree._Element:
        entry = etree.Element(f"{{{_ATOM}}}entry", nsmap={None: _ATOM})
        _put(entry, "id", key)
        _put(entry, "title", f"{message.watch}: {heading(message)}")
        _put(entry, "updated", _iso(message.created_at))
        _put(entry, "published", _iso(message.created_at))
        if message.url.startswith(("http://", "https://")):
            _put(entry, "link").set("href", in_xml(message.url))
        _put(entry, "category").set("term", in_xml(message.watch))
        _put(entry, "content", as_text(message)).set("type", "text")
        return entry

    def _said(self, entry: etree._Element) -> Said:
        return Said(_text(entry, "published"), _text(entry, "id"), _text(entry, "content"))

    def _feed(self, path: Path, entries: list[etree._Element]) -> bytes:
        feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
        named = () if path == self._path else (path.name,)  # the file of one watch
        _put(feed, "id", UUID(digest("atom", self.name, *named)).urn)
        _put(feed, "title", self._title)
        newest = _text(entries[0], "updated") if entries else _iso(datetime.now(UTC))
        _put(feed, "updated", newest)
        _put(_put(feed, "author"), "name", "Wirewatch")
        feed.extend(entries)
        raw: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
        return raw


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = None if text is None else in_xml(text)
    return element


def _text(entry: etree._Element, name: str) -> str:
    return entry.findtext(f"{{{_ATOM}}}{name}") or ""


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # sorts as it runs
