"""An Atom file per channel or watch, for people's own readers to fetch. It needs no key.

An entry's id comes from the delivery, so that a repeat changes nothing.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from lxml import etree

from wirewatch.adapters.channels.feed_files import (
    MAX_ENTRIES,
    files_of,
    names_any,
    path_for,
    replace_whole,
    set_aside,
    written,
)
from wirewatch.adapters.channels.words import as_text, heading, in_xml
from wirewatch.model import Message, digest

_ATOM = "http://www.w3.org/2005/Atom"
# Our own file, but a file: nothing outside of it is read, whatever somebody wrote into it.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


class AtomChannel:
    """Alerts as entries of an Atom file.

    Args:
        name: What routes call it.
        path: The file; its folder is made when missing. "{watch}" in its name: one a watch.
        title: The feed's title.
    """

    guarantee = "exactly once: an entry has one id, and a repeat changes nothing"

    def __init__(self, *, name: str, path: Path, title: str = "Wirewatch alerts") -> None:
        self.name = name
        self._path = path
        self._title = title

    def send(self, message: Message) -> None:
        """Put `message` into the file, the newest first.

        Raises:
            Unreachable: the file cannot be written.
        """
        path = path_for(self._path, message.watch)
        with written(path):
            self._add(path, message)

    def forget(self, delivery_ids: Collection[str], urls: Collection[str]) -> None:
        """Take out the entries of these deliveries, and those that name one of `urls`.

        Raises:
            Unreachable: a file cannot be written.
        """
        gone = {UUID(key).urn for key in delivery_ids}
        for path in files_of(self._path):
            with written(path):
                entries = self._entries(path)
                kept = [one for one in entries if _said(one, "id") not in gone]
                kept = [one for one in kept if not names_any(_said(one, "content"), urls)]
                if len(kept) < len(entries):
                    replace_whole(path, self._feed(path, kept))

    def _add(self, path: Path, message: Message) -> None:
        entries = {_said(entry, "id"): entry for entry in self._entries(path)}
        key = UUID(message.delivery_id).urn
        if key in entries:
            return
        entries[key] = _entry(key, message)
        newest = sorted(
            entries.values(), key=lambda entry: (_said(entry, "published"), _said(entry, "id"))
        )[-MAX_ENTRIES:]
        replace_whole(path, self._feed(path, newest[::-1]))

    def _entries(self, path: Path) -> list[etree._Element]:
        """Return the entries there are; a file that is no feed is set aside, not lost."""
        if not path.exists():
            return []
        try:
            return list(etree.parse(path, _PARSER).getroot().findall(f"{{{_ATOM}}}entry"))
        except etree.XMLSyntaxError:
            set_aside(path)
            return []

    def _feed(self, path: Path, entries: list[etree._Element]) -> bytes:
        feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
        named = () if path == self._path else (path.name,)  # the file of one watch
        _put(feed, "id", UUID(digest("atom", self.name, *named)).urn)
        _put(feed, "title", self._title)
        newest = _said(entries[0], "updated") if entries else _iso(datetime.now(UTC))
        _put(feed, "updated", newest)
        _put(_put(feed, "author"), "name", "Wirewatch")
        feed.extend(entries)
        raw: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
        return raw


def _entry(key: str, message: Message) -> etree._Element:
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


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = None if text is None else in_xml(text)
    return element


def _said(entry: etree._Element, name: str) -> str:
    return entry.findtext(f"{{{_ATOM}}}{name}") or ""


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # sorts as it runs
