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
    marks_and_hiding,
)
from wirewatch.text import clean

# Of 800 real pages the median has 180 blocks, the mean 230; one is cut here, and says so.
MAX_BLOCKS = 5_000
MAX_BLOCK_CHARS = 100_000
MAX_BOXES = 100  # real pages nest 45 deep; what is nested deeper shares its outer boxes

_STRONG = frozenset({"b", "strong"})
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
    boxes: tuple[int, ...] = ()  # the block-level elements it stands in, from outside in; the last
    # is its own. Numbers of this page: two blocks share a box where they share a number.


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

    tag: str  # of the innermost block-level element
    path: str
    zones: frozenset[str]
    boxes: tuple[int, ...]
    is_block: bool
    is_link: bool = False
    is_strong: bool = False
    is_hidden: bool = False
    is_paragraph: bool = False  # the innermost block-level tag holds running text


_OUTSIDE = _Level("body", "", frozenset(), (), is_block=True)
_SKIPPED = _Level("", "", frozenset(), (), is_block=False)


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
        self._n_boxes = 0

    def open(self, element: Any) -> bool:
        """Enter an element; False when there is nothing to read in it."""
        tag = element.tag
        if tag in SKIPPED_TAGS or not isinstance(tag, str):
            self._levels.append(_SKIPPED)
            return False
        attributes = element.items()
        marks, hides = marks_and_hiding(attributes) if attributes else ("", False)
        level = self._enter(tag, marks, hides=hides)
        self._levels.append(level)
        if tag == "br":
            self._break()
        elif level.is_block:
            self.flush()
        elif marks:
            self._marks.append(marks)
        if tag in IMAGE_TAGS:
            self._saw_image = True
        elif tag == "time":
            self._when = self._when or (element.get("datetime") or "")[:60]
        if element.text:
            self._add(element.text, level)
        return True

    def close(self, element: Any) -> None:
        """Leave an element."""
        level = self._levels.pop()
        if level.is_block:
            self.flush()
        if element.tail:
            self._add(element.tail, self._levels[-1])

    def flush(self) -> None:
        """End the block: what comes next is another one."""
        pieces, marks, when = self._pieces, self._marks, self._when
        if marks:
            self._marks = []
        self._when, self._breaks = "", 0
        if not pieces:
            return
        self._pieces = []
        text = clean("".join([piece.text for piece in pieces]))[:MAX_BLOCK_CHARS].rstrip()
        if text:
            self.blocks.append(self._block(text, pieces, marks, when))
            self._saw_image = False

    def _block(self, text: str, pieces: list[_Piece], marks: list[str], when: str) -> RawBlock:
        n_linked = sum([len(piece.text.strip()) for piece in pieces if piece.is_link])
        at = self._at
        return RawBlock(
            text=text,
            n_words=count_words(text),
            tag=at.tag,
            path=at.path,
            zones=at.zones,
            boxes=at.boxes,
            link_share=min(1.0, n_linked / len(text)),
            is_strong=all(piece.is_strong for piece in pieces if piece.text.strip()),
            after_image=self._saw_image,
            is_hidden=at.is_hidden,
            when=when,
            own_marks=" ".join([at.path.rpartition(">")[2], *marks]).strip()[:400],
        )

    def _add(self, text: str, level: _Level) -> None:
        if text.isspace():
            if self._pieces:
                self._pieces.append(_Piece(" ", level.is_link, level.is_strong))
            return
        self._breaks = 0
        if not self._pieces:
            self._at = level
        self._pieces.append(_Piece(text, level.is_link, level.is_strong))

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        elif self._pieces:
            self._pieces.append(_Piece(" ", is_link=False, is_strong=True))

    def _enter(self, tag: str, marks: str, *, hides: bool) -> _Level:
        above = self._levels[-1]
        hidden = above.is_hidden or hides
        if tag not in BLOCK_TAGS and not _has_own_meaning(tag, marks, above):
            link, strong = above.is_link or tag == "a", above.is_strong or tag in _STRONG
            here = above.tag, above.path, above.zones, above.boxes
            return _Level(*here, False, link, strong, hidden, above.is_paragraph)  # noqa: FBT003 - one a node
        self._n_boxes += 1
        return _Level(
            tag,
            _path(above.path, tag, marks),
            above.zones | {tag} if tag in ZONE_TAGS else above.zones,
            (*above.boxes, self._n_boxes)[:MAX_BOXES],
            is_block=True,
            is_link=above.is_link or tag == "a",
            is_strong=above.is_strong or tag in _STRONG,
            is_hidden=hidden,
            is_paragraph=tag in TEXT_TAGS if tag in BLOCK_TAGS else above.is_paragraph,
        )


def _path(above: str, tag: str, marks: str) -> str:
    step = f"{tag}.{marks}" if marks else tag
    return f"{above}>{step}"[-600:] if above else step


def _has_own_meaning(tag: str, marks: str, above: _Level) -> bool:
    """Whether an inline element parts a box into lines; never a paragraph, never a line again."""
    if above.is_paragraph or not (tag in MEANING_TAGS or (marks and MEANING.search(marks))):
        return False
    is_in_line = above.is_block and above.tag not in BLOCK_TAGS
    return tag == "time" or not is_in_line  # <span class="byline">By <a rel="author">…: one line
