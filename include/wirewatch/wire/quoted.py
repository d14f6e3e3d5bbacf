"""Agencies in running text and captions: quoted, or the makers of a picture.

An agency in a paragraph is a source when the paper tells something from it: "told AFP", "laut
Reuters". Initials that mean much else (AP, PTI, AA) are believed only beside such a word, and not
on a page that says what else they mean.
"""

import re
from collections.abc import Iterable, Iterator

from wirewatch.model import Role
from wirewatch.wire.agency import Agency
from wirewatch.wire.datelines import spells_out
from wirewatch.wire.names import Mention, line_mentions, mentions
from wirewatch.wire.patterns import DESKS, JOINERS, LEADS, PHOTO, TELLING, TITLES

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
# The agency looked at pictures, or its people are spoken of: it is quoted all the same.
_SAW = re.compile(
    r"(?i)(?:told|(?:seen|verified|obtained|reviewed) by|shared with"
    r"|(?:vu|consulté|vérifié)e?s? par|vistas? por|gesehen von) (?:the |l['’]|la )?$"
)
_ITS_PEOPLE = re.compile(
    r"(?i)\s(?:\([A-Z]{2,5}\) )?(?:photographer|journalist|reporter|correspondent|photographe\b"
    r"|fotograf)"
)
_COMPANY = re.compile(r"Thomson Reuters", re.IGNORECASE)
_SIGNS_ALONE = frozenset(["c", "by", "copyright", "source", "our", "standards", "the", "trust"])
_LETTERS = re.compile(r"[^\W\d_]+")
_SURNAME = re.compile(r"\s([^\W\d_a-zß-öø-ÿ][^\W\d_]+)")
_WORD_BEFORE = re.compile(r"(\w[\w.'’-]*)\s$")


def confused(page: str, agencies: Iterable[Agency]) -> frozenset[str]:
    """Return the codes of `agencies` whose initials mean something else in the text of a page."""
    lowered = page.lower()
    return frozenset(
        agency.code for agency in agencies if any(each in lowered for each in agency.confused_with)
    )


def believed(
    line: str, named: tuple[Mention, ...], own: frozenset[str] = frozenset()
) -> tuple[Mention, ...]:
    """Return the names in a byline or an author field that stand for the agency.

    Not those spelt out as something else ("Auswärtige Autoren (AA)"), doubtful initials that end a
    name ("Kneib Dentistry PC", "Gyms in PA") or are the site's `own`, people of that first name
    ("By Efe Yilmaz"), nor the company ("Posts by Thomson Reuters").
    """
    spelt = {each.agency.code for each in named if each.is_full and not _is_company(line, each)}
    return tuple(
        each
        for each in named
        if each.agency.code in spelt
        or not (
            is_other(line, each, frozenset())
            or _ends_a_name(line, each)
            or _opens_a_name(line, each)
            or (each.agency.is_doubtful and line[each.start : each.end].lower() in own)
        )
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
        before, behind = _around(text, mention)
        is_seen_by = _SAW.search(before) or _ITS_PEOPLE.match(behind)
        if not is_seen_by and any(start <= mention.start < end for start, end in pictures):
            yield mention, Role.PHOTO, _window(text, mention)
        elif _is_told(text, mention):
            yield mention, Role.SOURCE, _window(text, mention)


def find_pictured(text: str, agencies: Iterable[Agency]) -> Iterator[tuple[Mention, str]]:
    """Yield the agencies a caption names; they took the picture."""
    for mention in line_mentions(text, agencies):
        if not _is_spelt_out(text, mention):
            yield mention, _window(text, mention)


def is_other(text: str, mention: Mention, others: frozenset[str]) -> bool:
    """Whether a name stands for something else: the party, the exam, the company."""
    if _is_company(text, mention) or _OTHER_LEFT.search(text[: mention.start][-12:]):
        return True
    if _OTHER_RIGHT.match(text[mention.end : mention.end + 24]):
        return True
    if mention.is_full:
        return False
    return mention.agency.code in others or _is_spelt_out(text, mention)


def _is_spelt_out(text: str, mention: Mention) -> bool:
    before = text[: mention.start]
    return before.endswith(("(", "[")) and spells_out(before, text[mention.start : mention.end])


def _is_company(text: str, mention: Mention) -> bool:
    """Whether this is the company, which signs a text only alone: "© Thomson Reuters 2020"."""
    if not _COMPANY.fullmatch(text[mention.start : mention.end]):
        return False
    rest = text[: mention.start] + text[mention.end :]
    return any(word not in _SIGNS_ALONE for word in _LETTERS.findall(rest.lower()))


def _ends_a_name(line: str, mention: Mention) -> bool:
    """Whether a word stands before doubtful initials that leads to no agency's name."""
    before = _WORD_BEFORE.search(line[: mention.start])
    if mention.is_full or not mention.agency.is_doubtful or before is None:
        return False
    word = before[1].lower().strip(".")
    if word.isdigit():  # "Anna Berg, (c) 2024 Bloomberg"
        return False
    is_known = word in JOINERS or word in TITLES
    leads = is_known or any(each.search(word) for each in (LEADS, DESKS, PHOTO))
    behind = _LETTERS.match(line[mention.end :].lstrip().lower())
    return not leads and not (behind and behind[0] in TITLES)


def _opens_a_name(line: str, mention: Mention) -> bool:
    """Whether this is a first name behind "By", as in "By Efe Yilmaz"; "EFE Madrid" is a place."""
    is_titled = line[mention.start : mention.end].istitle() and not mention.is_full
    behind = _SURNAME.match(line[mention.end :])
    is_led = line[: mention.start].strip().lower() in {"by", "von"}
    return bool(is_titled and is_led and behind and behind[1].lower() not in TITLES)


def _is_told(text: str, mention: Mention) -> bool:
    if mention.is_full or not mention.agency.is_doubtful:
        return True
    return any(TELLING.search(side) for side in _around(text, mention))


def _around(text: str, mention: Mention) -> tuple[str, str]:
    """The words in front of a name and behind it; a whole paragraph would be searched too often."""
    return text[max(0, mention.start - 45) : mention.start], text[mention.end : mention.end + 40]


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
