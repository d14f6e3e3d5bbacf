"""Every paragraph-sized piece of a page, in reading order, with its words unchanged.

Nothing is judged here: navigation and footers come along, each with the facts about where it stood.
"""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from wirewatch.articles.markup import (
    BLOCK_TAGS,
    IMAGE_TAGS,
    MEANING,
    MEANING_TAGS,
    SKIPPED_TAGS,
    TEXT_TAGS,
    ZONE_TAGS,
    is_hidden,
    own_marks,
)
from wirewatch.text import clean

# Of 800 real pages the median has 180 blocks, the mean 230; one is cut here, and says so.
MAX_BLOCKS = 5_000
MAX_BLOCK_CHARS = 100_000

_DENSE = re.compile(
    "[\u0e00-\u0e7f\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)  # scripts without word spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBlock:
    """A piece of text with the facts about where it stood; what it is for is judged elsewhere."""

    text: str
    n_words: int
    tag: str  # the innermost block-level element: p, h2, li, td, div …
    path: str  # "div.post-body>p.author-line#x": classes and ids from outside in, lower case
    zones: frozenset[str]  # which of figure, aside, nav, footer, header, article … it stands in
    link_share: float  # 0 … 1: the share of its letters that are links
    is_strong: bool = False  # nothing but bold text
    after_image: bool = False  # an image stands between the block before and this one
    is_hidden: bool = False
    when: str = ""  # the datetime attribute of a <time> in it
    own_marks: str = ""  # classes, ids, itemprop and rel of its element and those inside it


def count_words(text: str) -> int:
    """Return how many words `text` has; Chinese, Japanese and Thai count two letters a word."""
    if text.isascii():
        return len(text.split())
    n_dense = sum(map(len, _DENSE.findall(text)))
    n_words = len(text.split())
    return max(n_words, n_dense // 2) if n_dense * 2 > len(text) else n_words


def raw_blocks(tree: Any) -> tuple[RawBlock, ...]:
    """Return the blocks of the page, at most `MAX_BLOCKS`; none when there is no body."""
    body = None if tree is None else tree.find("body")
    if body is None:
        body = tree
    if body is None:
        return ()
    walk = _Walk()
    steps = etree.iterwalk(body, events=("start", "end"))
    for event, element in steps:
        if event == "end":
            walk.close(element)
        elif not walk.open(element):
            steps.skip_subtree()
        if len(walk.blocks) >= MAX_BLOCKS:
            break
    walk.flush()
    return tuple(walk.blocks)


class _Level(NamedTuple):
    """An open element: what it adds to the facts of all that stands in it."""

    tag: str
    path: str
    zones: frozenset[str]
    is_block: bool
    is_link: bool = False
    is_strong: bool = False
    is_hidden: bool = False
    is_skipped: bool = False
    marks: str = ""


_OUTSIDE = _Level(tag="body", path="", zones=frozenset(), is_block=True)
_SKIPPED = _Level(tag="", path="", zones=frozenset(), is_block=False, is_skipped=True)


class _Piece(NamedTuple):
    text: str
    is_link: bool
    is_strong: bool


class _Walk:
    """Collects text between block boundaries. The only object with a state in this room."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self._levels = [_OUTSIDE]
        self._pieces: list[_Piece] = []
        self._marks: list[str] = []
        self._at: _Level = _OUTSIDE  # where the first piece stood
        self._breaks = 0
        self._saw_image = False
        self._when = ""

    def open(self, element: Any) -> bool:
        """Enter an element; False when there is nothing to read in it."""
        level = self._enter(element)
        self._levels.append(level)
        if level.is_skipped:
            return False
        if element.tag == "br":
            self._break()
        elif level.is_block:
            self.flush()
        self._saw_image |= element.tag in IMAGE_TAGS
        if level.marks and not level.is_block:
            self._marks.append(level.marks)
        if element.tag == "time":
            self._when = self._when or (element.get("datetime") or "")[:60]
        self._add(element.text, level)
        return True

    def close(self, element: Any) -> None:
        level = self._levels.pop()
        if level.is_block and not level.is_skipped:
            self.flush()
        self._add(element.tail, self._levels[-1])

    def flush(self) -> None:
        """End the block: what comes next is another one."""
        pieces, self._pieces = self._pieces, []
        marks, self._marks = self._marks, []
        when, self._when = self._when, ""
        self._breaks = 0
        text = clean("".join(text for text, _, _ in pieces))[:MAX_BLOCK_CHARS].rstrip()
        if not text:
            return
        self.blocks.append(self._block(text, pieces, marks, when))
        self._saw_image = False

    def _block(self, text: str, pieces: list[_Piece], marks: list[str], when: str) -> RawBlock:
        n_linked = sum(len(piece.strip()) for piece, is_link, _ in pieces if is_link)
        last_step = self._at.path.rpartition(">")[2]
        return RawBlock(
            text=text,
            n_words=count_words(text),
            tag=self._at.tag,
            path=self._at.path,
            zones=self._at.zones,
            link_share=min(1.0, n_linked / len(text)),
            is_strong=all(strong for piece, _, strong in pieces if piece.strip()),
            after_image=self._saw_image,
            is_hidden=self._at.is_hidden,
            when=when,
            own_marks=" ".join([last_step, *marks]).strip()[:400],
        )

    def _add(self, text: str | None, level: _Level) -> None:
        if not text or level.is_skipped:
            return
        if text.strip():
            self._breaks = 0
            if not self._pieces:
                self._at = _block_level(self._levels, level)
        if self._pieces or text.strip():
            self._pieces.append(_Piece(text, level.is_link, level.is_strong))

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        elif self._pieces:
            self._pieces.append(_Piece(" ", is_link=False, is_strong=True))

    def _enter(self, element: Any) -> _Level:
        above, tag = self._levels[-1], element.tag
        if tag in SKIPPED_TAGS or not isinstance(tag, str):
            return _SKIPPED
        marks = own_marks(element)
        is_block = tag in BLOCK_TAGS or _has_own_meaning(tag, marks, self._levels)
        return _Level(
            tag=tag,
            path=_path(above.path, tag, marks) if is_block else above.path,
            zones=above.zones | {tag} if tag in ZONE_TAGS else above.zones,
            is_link=above.is_link or tag == "a",
            is_strong=above.is_strong or tag in {"b", "strong"},
            is_hidden=above.is_hidden or is_hidden(element),
            is_block=is_block,
            marks=marks,
        )


def _path(above: str, tag: str, marks: str) -> str:
    step = f"{tag}.{marks}" if marks else tag
    return f"{above}>{step}"[-600:] if above else step


def _has_own_meaning(tag: str, marks: str, levels: list[_Level]) -> bool:
    if not (tag in MEANING_TAGS or (marks and MEANING.search(marks))):
        return False
    if tag != "time" and levels[-1].is_block and levels[-1].tag not in BLOCK_TAGS:
        return False  # <span class="byline">By <a rel="author">…: one line, not two
    innermost = next((level.tag for level in reversed(levels) if level.tag in BLOCK_TAGS), "body")
    return innermost not in TEXT_TAGS


def _block_level(levels: list[_Level], level: _Level) -> _Level:
    if level.is_block:
        return level
    block = next(found for found in reversed(levels) if found.is_block)
    return block._replace(is_hidden=level.is_hidden)
