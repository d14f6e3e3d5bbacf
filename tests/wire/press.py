"""The habits of the press: short lines in many languages, each with what we say of it.

The lines stand in `press/*.txt`, one a row: language | what we say | the line. A heading in
brackets says where on a page the lines below it stand; `#` opens a remark.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wire.builders import (
    an_article,
    prose,
    with_author,
    with_byline,
    with_caption,
    with_ending,
    with_opening,
    with_paragraph,
)
from wirewatch.model import Article, Credit
from wirewatch.wire.credit import find_credits

FOLDER = Path(__file__).with_name("press")
PLACES: dict[str, Callable[[str], Article]] = {
    "byline": with_byline,
    "author": with_author,
    "feed": lambda _: an_article(*prose()),
    "opening": with_opening,
    "paragraph": with_paragraph,
    "caption": with_caption,
    "ending": with_ending,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PressCase:
    """A line, where it stands, and the agencies with the strongest role of each."""

    language: str
    where: str  # one of PLACES
    text: str
    expected: str  # "AFP text, REUTERS text"; "-" is nobody

    @property
    def article(self) -> Article:
        """A small article with the line in its place."""
        return PLACES[self.where](self.text)

    @property
    def credits(self) -> tuple[Credit, ...]:
        """What we say of the article."""
        feed_authors = [self.text] if self.where == "feed" else []
        return find_credits(self.article, feed_authors=feed_authors)


def press_cases() -> Iterator[PressCase]:
    """Yield all lines of all files."""
    for path in sorted(FOLDER.glob("*.txt")):
        where = ""
        for line in path.read_text().splitlines():
            if line.startswith("["):
                where = line.strip("[]")
            elif line and not line.startswith("#"):
                language, expected, text = line.split(" | ", 2)
                yield PressCase(language=language, where=where, text=text, expected=expected)


def shown(credits: tuple[Credit, ...]) -> str:
    """The strongest role of each agency: "AFP text, AP photo", or "-"."""
    best = {credit.agency: credit.role for credit in reversed(credits)}
    return ", ".join(sorted(f"{agency} {role}" for agency, role in best.items())) or "-"
