"""What people type into a search box, read strictly, and where it stands in a text.

    rain harbour          both words, anywhere
    "rain on the harbour" these words in this order
    harb*                 words that begin so
    rain OR snow          one of the two
    -sport                not this one

Words are folded as watches and fingerprints fold them (`text.words`): "Élysée" finds "elysee", and
a number is found however it is grouped. Chinese, Japanese, Korean and Thai need no spaces: each
character is a word, and what is typed together is looked for together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirewatch.errors import BadInput
from wirewatch.text import Token, tokens, words

MAX_WORDS = 16_000  # of a text that are looked at: PostgreSQL numbers no more places than 16,383
MAX_TERMS = 32
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_AROUND = 24  # words before and after a hit that are shown of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words in a row, folded. `is_prefix`: the last one may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All terms of one of the groups must be in a text, and none of `without`."""

    any_of: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """What a text must hold all of, or (not `is_all`) one of. Never empty."""

    parts: tuple["Sieve", ...]
    is_all: bool


Sieve = Term | Joint  # what lets through every text that is wanted, and others


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A piece of a text; `is_hit`: it was searched for."""

    text: str
    is_hit: bool = False


def read_search(text: str) -> Search:
    """Return what `text` asks for.

    Raises:
        BadInput: it asks for nothing, or for too much.
    """
    groups: list[list[Term]] = [[]]
    without: list[Term] = []
    for minus, quoted, bare in _PART.findall(text):
        if bare == "OR" and not minus:
            groups.append([])
        elif term := _term(quoted or bare, is_prefix=bare.endswith("*")):
            (without if minus else groups[-1]).append(term)
    any_of = tuple(tuple(group) for group in groups if group)
    if not any_of:
        raise BadInput(f"search {text[:80]!r}", "names no word to look for; write rain harbour")
    if sum(map(len, any_of)) + len(without) > MAX_TERMS:
        raise BadInput(f"search {text[:80]!r}", f"has more than {MAX_TERMS} words and phrases")
    return Search(any_of=any_of, without=tuple(without))


def _term(text: str, *, is_prefix: bool) -> Term | None:
    found = tuple(words(text))
    return Term(words=found, is_prefix=is_prefix) if found else None


def matches(search: Search, text: str) -> bool:
    """Whether a text is one that `search` asks for: what both stores answer by their indexes."""
    found = words(text)[:MAX_WORDS]
    if any(_places(term, found) for term in search.without):
        return False
    return any(all(_places(term, found) for term in group) for group in search.any_of)


def excerpt(search: Search, text: str) -> tuple[Marked, ...]:
    """Return the part of a text around the first hit, with the hits in it marked.

    Its beginning, when nothing of it was searched for.
    """
    found = tokens(text)
    spelt = [token.word for token in found]
    hits = sorted(
        (place, place + len(term.words))
        for group in search.any_of
        for term in group
        for place in _places(term, spelt)
    )
    first = hits[0][0] if hits else 0
    shown = range(max(first - _AROUND, 0), min(first + 2 * _AROUND, len(found)))
    if not found:
        return ()
    inside = [hit for hit in hits if hit[0] in shown and hit[1] <= shown.stop]
    return tuple(_cut(text, found, shown, inside))


def _cut(
    text: str, found: Sequence[Token], shown: range, hits: Sequence[tuple[int, int]]
) -> Iterator[Marked]:
    at = found[shown.start].start if shown.start else 0
    end = found[shown.stop - 1].end if shown.stop < len(found) else len(text)
    yield Marked(text="… " if shown.start else "")
    for start, stop in hits:
        if found[start].start < at:  # within a longer hit
            continue
        yield Marked(text=text[at : found[start].start])
        yield Marked(text=text[found[start].start : found[stop - 1].end], is_hit=True)
        at = found[stop - 1].end
    yield Marked(text=text[at:end] + (" …" if shown.stop < len(found) else ""))


def _places(term: Term, found: Sequence[str]) -> list[int]:
    size = len(term.words)
    return [
        place
        for place in range(len(found) - size + 1)
        if found[place] == term.words[0] or (size == 1 and term.is_prefix)
        if _is_at(term, found[place : place + size])
    ]


def _is_at(term: Term, found: Sequence[str]) -> bool:
    *whole, last = term.words
    if list(found[:-1]) != whole:
        return False
    return found[-1].startswith(last) if term.is_prefix else found[-1] == last
