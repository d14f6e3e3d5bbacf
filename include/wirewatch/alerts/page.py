"""A document, cut into words once for all watches.

Every word has a place. Two words stand directly beside each other when their places differ by one.
The end of a paragraph takes one place of its own, so that no phrase reaches over it; between zones
lie more places than the widest NEAR spans. Only lede and body follow one another as running text.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from wirewatch.alerts.lexer import MAX_NEAR
from wirewatch.alerts.query import ZONE_BIT
from wirewatch.model import Document, Hit, Zone
from wirewatch.text import spans, words

_ZONE_GAP = MAX_NEAR + 2
_RUNNING = {Zone.LEDE, Zone.BODY}


class _Line(NamedTuple):
    """A paragraph: its zone, where it begins in the zone's joined text, and its first word."""

    zone: Zone
    start: int
    text: str
    first: int


class Page:
    """The words of one document, where they stand, and in which zone.

    Offsets are worked out only for paragraphs with hits: cutting words without them is twice as
    fast, and most paragraphs hit nothing.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words: list[str] = []
        self.places: list[int] = []
        self.zones: list[int] = []  # bits of ZONE_BIT
        self.where: dict[str, list[int]] = {}  # word → its indices in the three lists above
        self._lines: list[_Line] = []
        self._cut: dict[int, list[tuple[int, int]]] = {}  # number of a line → where its words stand
        self._lay()

    @cached_property
    def vocabulary(self) -> list[str]:
        """The different words, sorted: prefixes are looked up here."""
        return sorted(self.where)

    @cached_property
    def _firsts(self) -> list[int]:
        return [line.first for line in self._lines]

    def paragraph(self, index: int) -> int:
        """Return the number of the paragraph in which the word at `index` stands."""
        return bisect_right(self._firsts, index) - 1

    def hit(self, first: int, last: int) -> Hit:
        """Return the words from index `first` to `last` of one paragraph as they are printed."""
        number = self.paragraph(first)
        line = self._lines[number]
        if number not in self._cut:
            self._cut[number] = spans(line.text)
        start = self._cut[number][first - line.first][0]
        end = self._cut[number][last - line.first][1]
        return Hit(
            zone=line.zone,
            start=line.start + start,
            end=line.start + end,
            text=line.text[start:end],
        )

    def _lay(self) -> None:
        place, before = 0, None
        for zone, start, text in _lines_of(self.document):
            found = words(text)
            if not found:
                continue
            if before is not None:
                place += 1 if zone is before or {zone, before} == _RUNNING else _ZONE_GAP
            before = zone
            self._lines.append(_Line(zone, start, text, len(self.words)))
            self.words += found
            self.places += range(place, place + len(found))
            self.zones += [ZONE_BIT[zone]] * len(found)
            place += len(found)
        self._file_words()

    def _file_words(self) -> None:
        where = self.where
        for index, word in enumerate(self.words):
            if word in where:
                where[word].append(index)
            else:
                where[word] = [index]


def zone_text(document: Document, zone: Zone) -> str:
    """Return the joined text of `zone`: one line a paragraph. Offsets of hits count in here."""
    return "\n".join(text for name, text in document.zones if name is zone)


def _lines_of(document: Document) -> Iterator[tuple[Zone, int, str]]:
    """Give each line, its zone, and its offset in the zone's joined text."""
    reached = dict.fromkeys(Zone, 0)
    for zone, text in document.zones:
        for line in text.split("\n"):
            yield zone, reached[zone], line
            reached[zone] += len(line) + 1
