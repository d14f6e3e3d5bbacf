"""Which blocks of a page are its text, as trafilatura sees it.

trafilatura (fast mode) reads first; where its text is much shorter than a cheap second opinion, the
page's paragraphs of whole sentences, its slow mode reads again: 29 of 472 pages. What it returns is
found again among the blocks of the page, so that all that follows speaks of the page's own words.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import trafilatura

from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.page import Page, parse_fragment
from wirewatch.articles.spot import ends_sentence

ENOUGH = 0.6  # of a line's letters: then two readings of it are one
# Of the letters in sentences. On half of news_pages and blog_pages the slow mode for all gives F1
# .9440 and .9294, for those below .55 (5 of 79, 24 of 393) .9430 and .9302; with the main text of
# resiliparse in their place .9430 and .9276. At .6 a page of the other half got twice its text.
_ENOUGH_IN_SENTENCES = 0.55
_MIN_PARAGRAPH_WORDS = 12
_HARDLY_ANY = 0.3  # of the same: then trafilatura tries all its rescues, 0.1 s a page
_INSIDE = frozenset({"article", "main"})
_OUTSIDE = frozenset({"nav", "footer", "aside"})
_MIN_START = 6
_MAX_LOST_LINES = 200
MIN_SUBSTRING = 25  # letters: a shorter block must be a whole line of trafilatura's text
_TO_TAG = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption", "td"]
)
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_CELLS = re.compile(r"\s\|\s|\n")


def find_kept(page: Page, blocks: Sequence[RawBlock]) -> list[bool]:
    """Say for each block whether trafilatura keeps it as text."""
    return match_lines([block.text for block in blocks], read_text(page, blocks))


def read_text(page: Page, blocks: Sequence[RawBlock]) -> str:
    """Return trafilatura's text, one line a paragraph; empty when it finds none."""
    tree = _plain_tree(blocks) if page.is_hostile else page.tree
    if tree is None:
        return ""
    quick = _trafilatura(tree, is_fast=True)
    expected = _n_letters_in_sentences(blocks)
    if page.is_hostile or len(quick) >= _ENOUGH_IN_SENTENCES * expected:
        return quick
    best = max(quick, _trafilatura(tree, wants_all=True), key=len)
    if len(best) >= _HARDLY_ANY * expected:
        return best
    return _trafilatura(tree) or _trafilatura(_plain_tree(blocks), is_fast=True)


def _trafilatura(tree: Any, *, is_fast: bool = False, wants_all: bool = False) -> str:
    if tree is None:
        return ""
    try:
        document = trafilatura.bare_extraction(
            tree, fast=is_fast, favor_recall=wants_all, include_comments=False
        )
    except RecursionError:  # markup nested just below our own limit
        return ""
    return getattr(document, "text", None) or ""


def _n_letters_in_sentences(blocks: Sequence[RawBlock]) -> int:
    """Return how long the paragraphs are that stand where a text may stand: a second opinion."""
    return sum(
        len(block.text)
        for block in blocks
        if block.n_words >= _MIN_PARAGRAPH_WORDS
        and block.link_share < 0.5
        and not block.is_hidden
        and (block.zones & _INSIDE or not block.zones & _OUTSIDE)
        and ends_sentence(block.text)
    )


def _plain_tree(blocks: Sequence[RawBlock]) -> Any:
    """Return a tree of nothing but our own blocks: safe to read, whatever the page was."""
    parts = []
    for block in blocks:
        tag = block.tag if block.tag in _TO_TAG else "p"
        is_chrome = block.zones & {"nav", "footer", "aside", "form"} or block.link_share > 0.8
        if not is_chrome:
            parts.append(f"<{tag}>{html.escape(block.text)}</{tag}>")
    return parse_fragment(f"<html><body><article>{''.join(parts)}</article></body></html>")


def match_lines(texts: Sequence[str], kept_text: str) -> list[bool]:
    """Say which of `texts` stand in `kept_text`; of equal ones, those that stand in its order."""
    keys = [bare(text) for text in texts]
    lines = [bare(line) for line in _CELLS.split(kept_text)]
    lines = [line for line in lines if line]
    kept = _whole_lines(keys, lines)
    _parts_of_lines(keys, lines, kept)
    return [index in kept for index in range(len(keys))]


def bare(text: str) -> str:
    """Return the letters and digits of `text`, folded: what two readings of a line share."""
    return _remembered(text) if len(text) <= _MEMORY_CHARS else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(None, _NO_LETTERS).decode()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))


# Each line is asked for many times; bounded twice, as pages are hostile: 2 MB.
_MEMORY_CHARS = 400
_remembered = lru_cache(maxsize=4_096)(_folded)


def _whole_lines(keys: list[str], lines: list[str]) -> set[int]:
    """Match lines to equal blocks: the unique ones first, the others next to those."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        places[key].append(index)
    kept = {places[line][0] for line in lines if len(places.get(line, ())) == 1}
    last = -1
    for line in lines:
        found = places.get(line, [])
        if len(found) > 1:
            place = min(bisect_left(found, last + 1), len(found) - 1)
            kept.add(found[_nearest_to_kept(found, place, kept)])
        if found:
            last = max(last, max((at for at in found if at in kept), default=last))
    return kept


def _nearest_to_kept(found: list[int], place: int, kept: set[int]) -> int:
    """Prefer, of equal blocks, the first from `place` on that stands beside a kept one."""
    for candidate in range(place, len(found)):
        if {found[candidate] - 1, found[candidate] + 1} & kept:
            return candidate
    return place


def _parts_of_lines(keys: list[str], lines: list[str], kept: set[int]) -> None:
    """Match blocks cut otherwise than trafilatura's lines: several in a line, or over lines."""
    _runs_in_lines(keys, lines, kept)
    matched = {keys[index] for index in kept}
    rest = "".join(line for line in lines if line not in matched)
    if not rest:
        return
    for index, key in enumerate(keys):
        if index not in kept and len(key) >= MIN_SUBSTRING and key in rest:
            kept.add(index)
    _ends_of_lines(keys, lines, kept)


def _runs_in_lines(keys: list[str], lines: list[str], kept: set[int]) -> None:
    """Match a line that trafilatura joined from several blocks: a list item with its heading."""
    known = set(keys)
    starts: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        starts[key[:_MIN_START]].append(index)
    for line in [line for line in lines if line not in known][:_MAX_LOST_LINES]:
        for index in starts.get(line[:_MIN_START], ()):
            kept.update(_run(line, keys, index))


def _run(line: str, keys: list[str], start: int) -> range:
    """Return the blocks from `start` on that make up `line`; none when they leave much of it."""
    at, index = 0, start
    while index < len(keys) and keys[index] and line.startswith(keys[index], at):
        at += len(keys[index])
        index += 1
    return range(start, index) if at >= ENOUGH * len(line) else range(0)


def _ends_of_lines(keys: list[str], lines: list[str], kept: set[int]) -> None:
    """Match a block that trafilatura shortened: most of it is one of its lines."""
    matched = {keys[index] for index in kept}
    lost = [line for line in lines if line not in matched and len(line) >= 2 * MIN_SUBSTRING]
    for line in lost[:_MAX_LOST_LINES]:
        holders = [index for index, key in enumerate(keys) if line in key]
        if holders and not kept & set(holders):
            index = min(holders, key=lambda holder: len(keys[holder]))
            if len(line) >= ENOUGH * len(keys[index]):
                kept.add(index)
