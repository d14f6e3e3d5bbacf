"""Words: how a text is cut into tokens and folded, once, for fingerprints and watches alike.

Folding: NFKD, marks dropped on Latin and Greek letters only (й and が keep theirs), case folded,
ø ł đ ı spelt plain, one apostrophe, "'s" cut off. CJK: one character, one token. A number is one
token whatever its separators: "160,000", "160.000" and "160 000" all become "160000".
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f"
# Grouped number first: groups of exactly three digits behind one separator, kept as one token.
# \u00a0 and \u202f are the spaces that French and Swiss pages group with. A plain space only
# groups when the first group is not itself four digits long ("in 2024 160 men" stays three).
_TOKEN = re.compile(
    rf"\d{{1,3}}(?:[.,'’\u00a0\u202f ]\d{{3}})+(?!\d)"
    rf"|[{_CJK}]"
    r"|(?:[cdjlmnst]|qu)(?=['’]\w)"  # French elision: "l'Élysée" is found by Élysée
    rf"|[^\W_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)*",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[.,'’\u00a0\u202f ]")
_SPELT_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d"}
)
_POSSESSIVE = re.compile(r"'s$")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Token(NamedTuple):
    """A folded word and where it stands: `text[start:end]` is the word as printed."""

    word: str
    start: int
    end: int


def clean(text: str) -> str:
    """Return `text` as we keep it: NFC, no control characters or lone surrogates, spaces folded."""
    # The same spaces as `\s+`, without the price of a match for each word.
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", text)).split())


def fold(word: str) -> str:
    """Return the form under which words are compared."""
    if word.isascii():
        return _POSSESSIVE.sub("", word.lower())
    spread = unicodedata.normalize("NFKD", word.casefold()).translate(_SPELT_PLAIN)
    kept = "".join(_without_marks(spread))
    return _POSSESSIVE.sub("", unicodedata.normalize("NFC", kept))


def _without_marks(spread: str) -> Iterator[str]:
    drops = False
    for character in spread:
        if unicodedata.combining(character):
            if not drops:
                yield character
            continue
        drops = character < "\u0400"  # Latin and Greek end below Cyrillic
        yield character


def tokens(text: str) -> list[Token]:
    """Return the words of `text` in order, folded, each with its place."""
    return [
        Token(
            _remembered(found) if len(found := match[0]) <= _MEMORY_CHARS else _folded(found),
            *match.span(),
        )
        for match in _TOKEN.finditer(text)
    ]


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of `text` stand: the places of `tokens`, for half their price."""
    return [match.span() for match in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order."""
    found = _TOKEN.findall(text)
    if max(map(len, found), default=0) <= _MEMORY_CHARS:
        return list(map(_remembered, found))
    return [_remembered(word) if len(word) <= _MEMORY_CHARS else _folded(word) for word in found]


def _folded(printed: str) -> str:
    if printed[0].isdigit():
        return _SEPARATORS.sub("", printed)
    return fold(printed)


# News repeats its words: remembering them doubles the speed (1,060 → 2,000 texts of 900 words a
# second). Bounded twice, as pages are hostile: 65,536 words of at most 40 characters, about 12 MB.
_MEMORY_CHARS = 40
_remembered = lru_cache(maxsize=65_536)(_folded)
