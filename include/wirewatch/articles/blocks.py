"""Every paragraph-sized piece of a page, in reading order, with its words unchanged.

Nothing is judged here: navigation and footers come along, each with the facts about where it stood.
"""

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from lxml import etree

from wirewatch.text import clean

MAX_BLOCKS = 5_000  # real pages: 150 on average, 2,100 at most
MAX_BLOCK_CHARS = 20_000

_BLOCK_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dt dd blockquote figcaption figure td th tr table caption pre div section "
    "article main aside nav header footer form fieldset address ul ol dl details summary hgroup body "
    "center noindex amp-img picture video audio hr title legend".split()
)
_SKIPPED_TAGS = frozenset(
    "script style noscript template svg iframe select option textarea datalist object head math "
    "canvas audio video map".split()
)
_TEXT_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dt dd blockquote figcaption td th pre summary".split()
)
_ZONE_TAGS = frozenset("figure figcaption aside nav footer header article main form".split())
_IMAGE_TAGS = frozenset("img picture amp-img video".split())
# A span of its own meaning that stands directly in a box ends the line; inside a paragraph it is
# part of the sentence: <p><span class="dateline">KYIV (AFP) —</span> The army …</p>
_MEANING = re.compile(
    r"author|byline|by-line|dateline|timestamp|publish|posted-on|pubdate|entry-date|post-date|copyright"
    r"|credit|caption|share|reading-?time|category|section-name|kicker|breadcrumb",
    re.IGNORECASE,
)
_MEANING_TAGS = frozenset({"time", "cite", "address", "label", "button"})
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBlock:
    """A piece of text with the facts about where it stood; what it is for is judged elsewhere."""

    text: str
    tag: str  # the innermost block-level element: p, h2, li, td, div …
    path: str  # "div.post-body>p.author-line#x": classes and ids from outside in, lower case
    zones: frozenset[str]  # which of figure, aside, nav, footer, header, article … it stands in
    link_share: float  # 0 … 1: the share of its letters that are links
    is_strong: bool = False  # nothing but bold text
    after_image: bool = False  # an image stands between the block before and this one
    is_hidden: bool = False
    when: str = ""  # the datetime attribute of a <time> in it
    own_marks: str = ""  # classes, ids, itemprop and rel of its element and those inside it

    @property
    def n_words(self) -> int:
        """Words, where a language has them; a third of the letters where it has none."""
        return count_words(self.text)


def count_words(text: str) -> int:
    """Return how many words `text` has; Chinese, Japanese and Thai count two letters a word."""
    dense = sum(1 for character in text if "\u0e00" <= character <= "\u0e7f" or character > "\u2e80")
    if dense * 2 > len(text):
        return max(len(text.split()), dense // 2)
    return len(text.split())


def raw_blocks(tree: Any) -> tuple[RawBlock, ...]:
    """Return the blocks of the page, at most `MAX_BLOCKS`; none when there is no body."""
    body = None if tree is None else tree.find("body")
    if body is None:
        body = tree
    if body is None:
        return ()
    walk = _Walk()
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            walk.open(element)
        else:
            walk.close(element)
        if len(walk.blocks) >= MAX_BLOCKS:
            break
    walk.flush()
    return tuple(walk.blocks)


@dataclass(frozen=True, slots=True)
class _Level:
    """An open element: what it adds to the facts of all that stands in it."""

    tag: str
    path: str
    zones: frozenset[str]
    is_link: bool
    is_strong: bool
    is_hidden: bool
    is_skipped: bool
    is_block: bool


_OUTSIDE = _Level("body", "", frozenset(), False, False, False, False, True)  # noqa: FBT003


class _Walk:
    """Collects text between block boundaries. The only object with a state in this room."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self._levels = [_OUTSIDE]
        self._pieces: list[tuple[str, bool, bool]] = []  # text, is link, is strong
        self._marks: list[str] = []
        self._at: _Level = _OUTSIDE  # where the first piece stood
        self._breaks = 0
        self._saw_image = False
        self._when = ""

    def open(self, element: Any) -> None:
        level = self._enter(element)
        self._levels.append(level)
        if level.is_skipped:
            return
        if element.tag == "br":
            self._break()
        elif level.is_block:
            self.flush()
        self._saw_image |= element.tag in _IMAGE_TAGS
        if not level.is_block:
            self._note(own_marks(element))
        if element.tag == "time":
            self._when = self._when or (element.get("datetime") or "")[:60]
        self._add(element.text, level)

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
        text = clean("".join(text for text, _, _ in pieces))[:MAX_BLOCK_CHARS]
        if not text:
            return
        self.blocks.append(replace(self._block(text, pieces, marks), when=when))
        self._saw_image = False

    def _block(
        self, text: str, pieces: list[tuple[str, bool, bool]], marks: list[str]
    ) -> RawBlock:
        n_linked = sum(len(piece.strip()) for piece, is_link, _ in pieces if is_link)
        last_step = self._at.path.rpartition(">")[2]
        return RawBlock(
            text=text.strip(),
            tag=self._at.tag,
            path=self._at.path,
            zones=self._at.zones,
            link_share=min(1.0, n_linked / len(text)),
            is_strong=all(strong for piece, _, strong in pieces if piece.strip()),
            after_image=self._saw_image,
            is_hidden=self._at.is_hidden,
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
            self._pieces.append((text, level.is_link, level.is_strong))

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        elif self._pieces:
            self._pieces.append((" ", False, True))

    def _note(self, marks: str) -> None:
        if marks:
            self._marks.append(marks)

    def _enter(self, element: Any) -> _Level:
        above = self._levels[-1]
        tag = element.tag if isinstance(element.tag, str) else "comment"
        marks = own_marks(element) if tag != "br" else ""
        is_block = tag in _BLOCK_TAGS or _has_own_meaning(tag, marks, self._levels)
        return _Level(
            tag=tag,
            path=_path(above.path, tag, marks) if is_block else above.path,
            zones=above.zones | {tag} if tag in _ZONE_TAGS else above.zones,
            is_link=above.is_link or tag == "a",
            is_strong=above.is_strong or tag in {"b", "strong"},
            is_hidden=above.is_hidden or _is_hidden(element),
            is_skipped=above.is_skipped or tag in _SKIPPED_TAGS or not isinstance(element.tag, str),
            is_block=is_block,
        )


def own_marks(element: Any) -> str:
    """Return what an element's attributes call it: class, id, itemprop, rel, role, in lower case."""
    found = [element.get(name) for name in ("class", "id", "itemprop", "rel", "role", "data-testid")]
    return " ".join(name for name in found if name)[:200].lower()


def _path(above: str, tag: str, marks: str) -> str:
    step = f"{tag}.{marks}" if marks else tag
    return f"{above}>{step}"[-600:] if above else step


def _has_own_meaning(tag: str, marks: str, levels: list[_Level]) -> bool:
    if not (tag in _MEANING_TAGS or (marks and _MEANING.search(marks))):
        return False
    if tag != "time" and levels[-1].is_block and levels[-1].tag not in _BLOCK_TAGS:
        return False  # <span class="byline">By <a rel="author">…: one line, not two
    innermost = next((level.tag for level in reversed(levels) if level.tag in _BLOCK_TAGS), "body")
    return innermost not in _TEXT_TAGS


def _block_level(levels: list[_Level], level: _Level) -> _Level:
    if level.is_block:
        return level
    block = next(found for found in reversed(levels) if found.is_block)
    return _Level(
        block.tag, block.path, block.zones, False, False, level.is_hidden, False, True  # noqa: FBT003
    )


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search((element.get("style") or "")[:300]))


def runs_of_links(blocks: tuple[RawBlock, ...]) -> list[bool]:
    """Say for each block whether it stands in a run of at least three blocks that are links."""
    marks: list[bool] = []
    for is_link, group in groupby(block.link_share >= 0.8 for block in blocks):
        length = len(list(group))
        marks += [is_link and length >= 3] * length
    return marks
