"""How two versions of a text differ, word by word, as an editor would mark it.

Paragraphs that are equal are found first; within what lies between them words are compared as they
are printed. A single word that two changes have in common by chance ("the") is part of the change:
three marks in a row are harder to read than one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from wirewatch.text import spans

_MAX_CELLS = 16_000_000  # words × words: 4,000 on both sides, 2 s; beyond, whole paragraphs differ
_ISLAND = 2  # so few equal words between two larger changes are no anchor
_BREAK = "\n"


class Change(StrEnum):
    """What became of a piece of text from one version to the next."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words in a row that fared alike. `is_number`: a single number, as in "14 dead"."""

    change: Change
    text: str  # with the space before it
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Both versions in one: without what was added it is the old one, without removed the new."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    n_removed: int  # words
    n_added: int

    @property
    def is_none(self) -> bool:
        """Whether both versions are the same."""
        return all(piece.change is Change.SAME for line in self.paragraphs for piece in line)


class _Op(NamedTuple):
    """Words a1 to a2 of the old version, b1 to b2 of the new one; equal when `is_same`."""

    is_same: bool
    a1: int
    a2: int
    b1: int
    b2: int


def difference(before: str, after: str) -> Difference:
    """Return how `after` differs from `before`; both have a line a paragraph."""
    old, new = before.split(_BREAK), after.split(_BREAK)
    pieces = list(_marked(old, new))
    words = [piece for piece in pieces if _is_word(piece.text)]
    return Difference(
        paragraphs=tuple(_paragraphs(pieces)),
        n_removed=sum(piece.change is Change.REMOVED for piece in words),
        n_added=sum(piece.change is Change.ADDED for piece in words),
    )


def _marked(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Yield a piece for each word, in reading order."""
    for op in _ops(old, new):
        # A line that is not the first begins with the break before it.
        a, b = _tokens(old[op.a1 : op.a2], op.a1), _tokens(new[op.b1 : op.b2], op.b1)
        if op.is_same:
            yield from _pieces(Change.SAME, b)
        elif len(a) * len(b) > _MAX_CELLS:
            yield from _pieces(Change.REMOVED, a)
            yield from _pieces(Change.ADDED, b)
        else:
            yield from _marked_words(a, b)


def _marked_words(a: Sequence[str], b: Sequence[str]) -> Iterator[Piece]:
    for op in _without_islands(_ops(a, b)):
        if op.is_same:
            yield from _pieces(Change.SAME, b[op.b1 : op.b2])
        else:
            yield from _pieces(Change.REMOVED, a[op.a1 : op.a2])
            yield from _pieces(Change.ADDED, b[op.b1 : op.b2])


def _ops(a: Sequence[str], b: Sequence[str]) -> list[_Op]:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return [_Op(tag == "equal", *places) for tag, *places in matcher.get_opcodes()]


def _without_islands(ops: Sequence[_Op]) -> list[_Op]:
    """Join changes that only a word or two keep apart."""
    joined: list[_Op] = []
    for place, op in enumerate(ops):
        is_between = 0 < place < len(ops) - 1
        is_island = op.is_same and is_between and op.a2 - op.a1 <= _ISLAND
        if is_island and min(_size(ops[place - 1]), _size(ops[place + 1])) > 2 * _ISLAND:
            op = op._replace(is_same=False)
        if joined and not op.is_same and not joined[-1].is_same:
            last = joined.pop()
            op = _Op(False, last.a1, op.a2, last.b1, op.b2)  # noqa: FBT003
        joined.append(op)
    return joined


def _size(op: _Op) -> int:
    return max(op.a2 - op.a1, op.b2 - op.b1)


def _tokens(lines: Sequence[str], number: int) -> list[str]:
    """Return words, marks and line breaks; each word has the space before it, so nothing is lost.

    `number` is that of the first line: the first line of a text has no break before it.
    """
    found: list[str] = []
    for place, line in enumerate(lines, start=number):
        found += [_BREAK] if place else []
        at = 0
        for start, end in spans(line):
            found += _marks(line[at:start])
            if found and found[-1] == " ":
                found.pop()
                start -= 1
            found.append(line[start:end])
            at = end
        found += _marks(line[at:])
    return found


def _marks(gap: str) -> list[str]:
    return list(gap)


def _pieces(change: Change, tokens: Iterable[str]) -> Iterator[Piece]:
    for token in tokens:
        yield Piece(change=change, text=token, is_number=token.strip()[:1].isdigit())


def _is_word(token: str) -> bool:
    return any(character.isalnum() for character in token)


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    line: list[Piece] = []
    for piece in pieces:
        if piece.text == _BREAK:
            yield tuple(_joined(line))
            line = []
        else:
            line.append(piece)
    yield tuple(_joined(line))


def _joined(line: Iterable[Piece]) -> Iterator[Piece]:
    """Join words that fared alike; a number that changed stands alone."""
    for (change, is_number), some in groupby(line, key=_kind):
        text = "".join(piece.text for piece in some)
        yield Piece(change=change, text=text, is_number=is_number)


def _kind(piece: Piece) -> tuple[Change, bool]:
    return piece.change, piece.is_number and piece.change is not Change.SAME
