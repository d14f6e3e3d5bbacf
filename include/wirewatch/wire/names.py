"""Finding the names of agencies in a text: whole words only, initials as the agency writes them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from wirewatch.wire.agencies import AGENCIES
from wirewatch.wire.agency import Agency

# Japanese, Chinese and Thai do not space words, and Korean joins particles: a Latin name beside
# such a character stands free ("【6月18日 AFP】", "AFP記者").
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_ARABIC = "\u0600-\u06ff"  # glues its "and", "to", "by" to the next word: "ورويترز"
_LETTER = rf"[^\W{_UNSPACED}]"
_FREE_LEFT = rf"(?<!{_LETTER})(?<![@#$&])"
# "afp.com", "reuters.com": an address, not a name; "…the town.AFP" is a name all the same.
_FREE_RIGHT = rf"(?!{_LETTER})(?!\.[a-z]{{2}})"
_GLUES = re.compile(rf"[{_UNSPACED}{_ARABIC}]")


class Mention(NamedTuple):
    """An agency's name in a text; `text[start:end]` is the name as printed."""

    agency: Agency
    start: int
    end: int
    is_full: bool  # the name, not the initials


@lru_cache(maxsize=64)  # a line is asked about two or three times while its page is read
def named_in(text: str) -> tuple[Agency, ...]:
    """Return the agencies of which some name or sign may stand in `text`: a fast first look."""
    words = set(_WORD.findall(text))
    found = {agency.code for word in words & _SIGN_WORDS for agency in _BY_SIGN[word]}
    lowered = text.lower()
    for word in _FIRST_WORDS.intersection(map(str.lower, words)):
        found.update(code for name, code in _BY_FIRST_WORD[word] if name in lowered)
    if _GLUES.search(text):
        found.update(code for name, code in _UNSPACED_NAMES if name in lowered)
    return tuple(agency for agency in AGENCIES if agency.code in found) if found else ()


def narrowed(text: str, agencies: Iterable[Agency]) -> list[Agency]:
    """Return those of a page's `agencies` of which some name or sign may stand in a part of it."""
    lowered = text.lower()
    return [agency for agency in agencies if _may_name(_FORMS_OF[agency.code], text, lowered)]


def mentions(text: str, agencies: Iterable[Agency]) -> tuple[Mention, ...]:
    """Return where `agencies` are named in `text`, in order; of names that overlap, the longest."""
    found = [mention for agency in agencies for mention in _mentions_of(agency, text)]
    return _without_overlaps(found)


def line_mentions(text: str, agencies: Iterable[Agency]) -> tuple[Mention, ...]:
    """Return the agencies named in a credit line or byline, where lower-case signs count too.

    A sign stands alone between separators: "cwo/fab (dpa, afp)", "von dpa", "Par Afp".
    """
    found = [mention for agency in agencies for mention in _mentions_of(agency, text)]
    signs = [match.span(1) for match in _SIGN.finditer(text)]
    found += _signed(text, signs, _AGENCY_OF_SIGN)
    if found:  # "Afp, Ap y Reuters": alone, "Ap" and "Sid" are not believed
        found += _signed(text, signs, _AGENCY_OF_TITLED)
    return _without_overlaps(found)


def _signed(
    text: str, signs: Iterable[tuple[int, int]], agency_of: Mapping[str, Agency]
) -> list[Mention]:
    return [
        Mention(agency_of[text[start:end]], start, end, is_full=False)
        for start, end in signs
        if text[start:end] in agency_of
    ]


def _mentions_of(agency: Agency, text: str) -> Iterator[Mention]:
    forms, lowered = _FORMS_OF[agency.code], text.lower()
    for name, low in zip(agency.names, forms.names, strict=True):
        if low in lowered:  # one search for all names took four times as long
            pattern = _pattern(name, re.IGNORECASE)  # as printed: "İ" in lower case is two letters
            yield from (Mention(agency, *at.span(), is_full=True) for at in pattern.finditer(text))
    for initials in agency.initials:
        if initials in text:
            for at in _pattern(initials, 0).finditer(text):
                if not _is_tail_of_compound(text, at.start()):
                    yield Mention(agency, *at.span(), is_full=False)


def _is_tail_of_compound(text: str, start: int) -> bool:
    """Whether initials end a compound: "Rede-AP" does, "TT-AFP" and "SDA-ATS" are two agencies."""
    if start < 2 or text[start - 1] not in "-‑" or not text[start - 2].isalpha():
        return False
    word = re.split(r"[^\w]", text[max(0, start - 20) : start - 1])[-1]
    return not (word.isupper() and len(word) <= 6)


def _without_overlaps(found: list[Mention]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


@cache
def _pattern(form: str, flags: int) -> re.Pattern[str]:
    left = "" if _GLUES.match(form[0]) or not form[0].isalnum() else _FREE_LEFT
    right = "" if _GLUES.match(form[-1]) or not form[-1].isalnum() else _FREE_RIGHT
    if form[-1] == "社":  # "新华社区的居民", "中央社会工作": a quarter, a society
        right = "(?![区區会會])"
    return re.compile(left + re.escape(form) + right, flags)


class _Forms(NamedTuple):
    signs: tuple[str, ...]  # as printed
    names: tuple[str, ...]  # in lower case


def _forms(agency: Agency) -> _Forms:
    signs = (*agency.initials, *agency.signs, *_titled(agency))
    return _Forms(signs, tuple(name.lower() for name in agency.names))


def _titled(agency: Agency) -> tuple[str, ...]:
    """Signs as some papers print them: "Von Dpa", "Par Afp"; but Sid and Pap are people's names."""
    return () if agency.is_doubtful else tuple(sign.title() for sign in agency.signs)


def _may_name(forms: _Forms, text: str, lowered: str) -> bool:
    # A hundred times a page: `map` takes a third of the time of a generator.
    return any(map(text.__contains__, forms.signs)) or any(map(lowered.__contains__, forms.names))


# A word between separators, after at most one word of introduction ("von dpa", "Quelle: dpa").
# A digit may follow a colon: "dpa:220124-99-835563".
_SIGN = re.compile(
    r"(?:^|[(\[/,;|•·–—+&:©]|-\s|\b(?:von|by|par|di|af|av|por|da|de|mit|avec|et|und|and"
    r"|with|med|met|con|la|le|the)\s)"
    r"\s?(\w{2,6})(?=\s?(?:$|[)\]/,;|•·–—+&:]|\s-|-[A-Z]|\s(?:et|und|and|y|e|og|och|en|i"
    r"|ve|in)\s))",
    re.IGNORECASE,
)
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+")
_FORMS_OF = {agency.code: _forms(agency) for agency in AGENCIES}
_AGENCY_OF_SIGN = {
    sign: agency for agency in AGENCIES for sign in (*agency.signs, *_titled(agency))
}
_AGENCY_OF_TITLED = {
    sign.title(): agency for agency in AGENCIES if agency.is_doubtful for sign in agency.signs
}
_BY_SIGN: dict[str, list[Agency]] = {}
_BY_FIRST_WORD: dict[str, list[tuple[str, str]]] = {}
_UNSPACED_NAMES: list[tuple[str, str]] = []  # and those of Arabic, where "and" is glued in front

for _agency in AGENCIES:
    for _sign in _FORMS_OF[_agency.code].signs:
        _BY_SIGN.setdefault(_WORD.findall(_sign)[0], []).append(_agency)
    for _name in _agency.names:
        if _GLUES.search(_name):
            _UNSPACED_NAMES.append((_name.lower(), _agency.code))
        else:
            _first = _WORD.findall(_name)[0].lower()
            _BY_FIRST_WORD.setdefault(_first, []).append((_name.lower(), _agency.code))
_SIGN_WORDS = frozenset(_BY_SIGN)
_FIRST_WORDS = frozenset(_BY_FIRST_WORD)
