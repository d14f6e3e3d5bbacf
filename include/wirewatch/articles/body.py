"""Which blocks of a page are its text, as trafilatura sees it.

trafilatura (fast mode) reads first; where its text is much shorter than that of a cheap second
opinion (resiliparse, 1.5 ms a page) its slow mode reads again. On 326 news pages that gives F1
.950 of .951 at 77 % of the CPU. What it returns is found again among the blocks of the page, so
that all that follows speaks of the page's own words.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import trafilatura
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.page import Page, parse_fragment

ENOUGH = 0.6  # of the second opinion's letters; research/extraction.md §6
_MIN_START = 6
_MAX_LOST_LINES = 200
MIN_SUBSTRING = 25  # letters: a shorter block must be a whole line of trafilatura's text
_TO_TAG = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption", "td"]
)
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
    if page.is_hostile or len(quick) >= ENOUGH * len(_second_opinion(page.source)):
        return quick
    slow = _trafilatura(tree, is_fast=False)
    best = slow if len(slow) > len(quick) else quick
    return best or _trafilatura(_plain_tree(blocks), is_fast=True)


def _trafilatura(tree: Any, *, is_fast: bool) -> str:
    if tree is None:
        return ""
    try:
        document = trafilatura.bare_extraction(tree, fast=is_fast, include_comments=False)
    except RecursionError:  # markup nested just below our own limit
        return ""
    return getattr(document, "text", None) or ""


def _second_opinion(source: str) -> str:
    parsed = HTMLTree.parse(source)
    return str(extract_plain_text(parsed, main_content=True, alt_texts=False, links=False))


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
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))


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
