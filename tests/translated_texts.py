"""Invented agency texts, their translations as papers print them, and what others wrote of the day.

Forty events, each with the agency's English, five other languages, cut and spelt as each language
does, and two texts by other hands. In tests/stories/translations, a block a text: a line with
event, language and kind, the headline, the body.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from story_texts import text
from wirewatch.model import Text

FOLDER = Path(__file__).parent / "stories" / "translations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A text of an event: "wire", "copy" (a translation of it) or "other" (by other hands)."""

    event: str
    kind: str
    text: Text


def printed_texts() -> list[Printed]:
    """Return all texts of the set; copies are an hour younger than the wire."""
    files = sorted(FOLDER.glob("*.txt"))
    blocks = [block for file in files for block in file.read_text("utf-8").split("# ")[1:]]
    return [_printed(block) for block in blocks]


def _printed(block: str) -> Printed:
    head, title, body = block.rstrip().split("\n")
    event, language, kind = head.split()
    one = text(f"{event}-{language}-{kind}", body, hours=kind != "wire", language=language)
    return Printed(event=event, kind=kind, text=replace(one, title=title))


def translations_among(texts: Iterable[Printed]) -> set[frozenset[str]]:
    """Return the pairs of ids that say one agency text in two languages."""
    return {
        frozenset((one.text.text_id, two.text.text_id))
        for one, two in combinations(texts, 2)
        if one.event == two.event and "other" not in (one.kind, two.kind)
    }
