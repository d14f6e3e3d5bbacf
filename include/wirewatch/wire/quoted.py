"""Agencies in running text and captions: quoted, or the makers of a picture.

An agency in a paragraph is a source when the paper tells something from it: "told AFP", "laut
Reuters". Initials that mean much else (AP, PTI, AA) are believed only beside such a word, and not
on a page that says what else they mean.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from wirewatch.model import Role
from wirewatch.wire.agency import Agency
from wirewatch.wire.datelines import spells_out
from wirewatch.wire.names import Mention, line_mentions, mentions, named_in
from wirewatch.wire.patterns import PHOTO, TELLING

BEFORE, AFTER = 60, 30  # characters of evidence around a name
_SHORT_LINE = 160  # characters; a paragraph of that length that names a photo is a stray caption
# The company, its institute and its funds are no wire; neither is "AP-NORC" nor an exam.
_OTHER_LEFT = re.compile(r"(?:\bThomson|\bRefinitiv|\bMichael|\bMike|\bMayor|\bR\.)\s$")
_OTHER_RIGHT = re.compile(
    r"(?i)\s(?:institute|foundation|philanthropies|businessweek|barclays|global aggregate"
    r"|index\b|terminal|exam|exams|class|classes"
    r"|course|courses|test|tests|credit|computer|calculus|biology|physics|batter|style"
    r"|guideline|compliance|level|conformance)"
)
_BRACKET = re.compile(r"[(\[（][^()\[\]（）]{2,160}[)\]）]")
_COMPANY = re.compile(r"Thomson Reuters", re.IGNORECASE)


def confused(texts: Sequence[str]) -> frozenset[str]:
    """Return the codes of the agencies whose initials mean something else in these texts."""
    named = {agency for text in texts for agency in named_in(text) if agency.confused_with}
    if not named:
        return frozenset()
    page = "\n".join(texts).lower()
    return frozenset(
        agency.code for agency in named if any(each in page for each in agency.confused_with)
    )


def find_quoted(
    text: str, agencies: Iterable[Agency], others: frozenset[str]
) -> Iterator[tuple[Mention, Role, str]]:
    """Yield the agencies a paragraph names: SOURCE, or PHOTO where it is a picture's credit.

    Args:
        text: The paragraph.
        agencies: Those to look for.
        others: Codes whose initials mean something else on this page.
    """
    pictures = _picture_spans(text)
    for mention in mentions(text, agencies):
        if is_other(text, mention, others):
            continue
        if any(start <= mention.start < end for start, end in pictures):
            yield mention, Role.PHOTO, _window(text, mention)
        elif _is_told(text, mention):
            yield mention, Role.SOURCE, _window(text, mention)


def find_pictured(text: str, agencies: Iterable[Agency]) -> Iterator[tuple[Mention, str]]:
    """Yield the agencies a caption names; they took the picture."""
    for mention in line_mentions(text, agencies):
        if not spells_out(text[: mention.start], text[mention.start : mention.end]):
            yield mention, _window(text, mention)


def is_other(text: str, mention: Mention, others: frozenset[str]) -> bool:
    """Whether a name stands for something else: the party, the exam, the company."""
    printed = text[mention.start : mention.end]
    if _COMPANY.fullmatch(printed) or _OTHER_LEFT.search(text[: mention.start][-12:]):
        return True
    if _OTHER_RIGHT.match(text[mention.end : mention.end + 24]):
        return True
    if mention.is_full:
        return False
    return mention.agency.code in others or spells_out(text[: mention.start], printed)


def _is_told(text: str, mention: Mention) -> bool:
    if mention.is_full or not mention.agency.is_doubtful:
        return True
    around = text[max(0, mention.start - 45) : mention.start], text[mention.end :][:40]
    return any(TELLING.search(side) for side in around)


def _picture_spans(text: str) -> list[tuple[int, int]]:
    if len(text) <= _SHORT_LINE and PHOTO.search(text):
        return [(0, len(text))]
    return [match.span() for match in _BRACKET.finditer(text) if PHOTO.search(match[0])]


def _window(text: str, mention: Mention) -> str:
    """The words around a name, cut at spaces."""
    start, end = max(0, mention.start - BEFORE), min(len(text), mention.end + AFTER)
    if start:
        start = _after_space(text, start, mention.start)
    if end < len(text):
        end = max(mention.end, text.rfind(" ", mention.end, end))
    return text[start:end].strip()


def _after_space(text: str, start: int, limit: int) -> int:
    space = text.find(" ", start, limit)
    return space + 1 if space >= 0 else limit
