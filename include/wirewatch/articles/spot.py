"""Where a block stands, and how its words begin and end: what every rule asks."""

import re
from dataclasses import dataclass

from wirewatch.articles.phrases import lead

_ENDS_SENTENCE = re.compile(r"[.!?…。！？।]['\"”’»)\]]{0,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a block stands, seen from the text of the page."""

    is_kept: bool  # trafilatura holds it for text
    is_before: bool = False  # between the headline and the first paragraph
    is_after: bool = False  # a few blocks below the last paragraph
    is_near: bool = True  # not far from the text, above, below or in it
    is_edge: bool = False  # the first or the last paragraph itself
    is_under_headline: bool = (
        False  # between the headline and the first paragraph, in the same part
    )
    headlines: frozenset[str] = frozenset()
    descriptions: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(_ENDS_SENTENCE.search(text))


def opening(table: str, text: str) -> str:
    """Return the phrase of `table` that `text` begins with, or nothing."""
    rest = lead(table, text)
    return "" if rest is None else text[: len(text) - len(rest)].strip()
