"""What a publisher's file points at on a page: its texts, and which blocks are the body."""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare, match_lines
from wirewatch.articles.page import Page
from wirewatch.model import Fact, Habits
from wirewatch.text import clean

READER = "publisher"  # how the facts name who found them
_MAX_FOUND = 500
_MAX_CHARS = 20_000


def pointed_at(page: Page, habits: Habits | None) -> dict[str, list[str]]:
    """Return the texts that each rule of `habits` finds, in the page's order; empty for nothing.

    A time gives its `datetime`, a meta tag its content.
    """
    if habits is None or page.tree is None:
        return {}
    return {what: _texts(page.tree, path) for what, path in habits.paths}


def _texts(tree: Any, path: str) -> list[str]:
    try:
        found = tree.xpath(path)[:_MAX_FOUND]
    except etree.XPathError:  # an attribute with a prefix that nobody declared
        return []
    return [text for text in map(_text, found) if text]


def _text(element: Any) -> str:
    stated = element.get("datetime") or element.get("content")
    return clean(stated or " ".join(element.itertext()))[:_MAX_CHARS]


def kept_by_habit(
    blocks: Sequence[RawBlock], kept: Sequence[bool], pointed: dict[str, list[str]]
) -> list[bool]:
    """Return which blocks are text: those in `body`, less those in `not_body`."""
    texts = [block.text for block in blocks]
    if body := pointed.get("body"):
        kept = match_lines(texts, "\n".join(body))
    outside = match_lines(texts, "\n".join(pointed.get("not_body", ())))
    return [is_kept and not is_out for is_kept, is_out in zip(kept, outside, strict=True)]


def habitual_headline(found: Fact | None, pointed: dict[str, list[str]]) -> Fact | None:
    """Return the headline that a rule found, if it did; `found` is the second reader's."""
    if not pointed.get("headline"):
        return found
    value = pointed["headline"][0]
    agrees = bare(value) == bare(found.value) if found else None
    return Fact(value=value, reader=READER, agrees=agrees)
