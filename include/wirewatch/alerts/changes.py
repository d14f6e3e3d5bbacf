"""What a later version of a text says otherwise, and whether somebody must be told.

Papers edit their pages all day: a paragraph more, a comma less. Nobody wants to hear of that. A
sentence that stands as it stood, but with another figure or another name in it, is what an alert
said and what is no longer so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from wirewatch.model import Reason, digest
from wirewatch.text import clean, tokens

MIN_ALIKE = 0.7  # of the words of two sentences; below, they are two sentences
MIN_WORDS = 4
MAX_SWAPPED = 4  # words in a row; a name and its title, a figure and its unit
MAX_SHOWN = 5
_MAX_SENTENCES = 400  # compared with one another; the longest reports have about 200
_SENTENCE = re.compile(r"[^.!?…\n。！？]+(?:[.!?…](?!\s|$)[^.!?…\n。！？]+)*[.!?…。！？]*")

Pair = tuple[str, str]  # a sentence before and after, with what differs in «guillemets»


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that whoever was alerted must hear. `mark` is the same wherever it is printed."""

    kind: Reason  # CORRECTION, WITHDRAWN
    mark: str
    difference: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Swap:
    before: str
    after: str
    pair: Pair


def correction(before: str, after: str) -> Change | None:
    """Return the figures and names that `after` has instead of those of `before`, or None.

    A mark is made of the words that were swapped: forty papers that mend one figure give one mark.
    """
    swaps = [swap for pair in _counterparts(before, after) for swap in _swaps(*pair)]
    if not swaps:
        return None
    swapped = sorted({f"{swap.before}>{swap.after}" for swap in swaps})
    pairs = tuple(dict.fromkeys(swap.pair for swap in swaps))[:MAX_SHOWN]
    return Change(kind=Reason.CORRECTION, mark=digest(*swapped)[:12], difference=pairs)


def _counterparts(before: str, after: str) -> Iterator[Pair]:
    """Give the sentences that are gone, each with the one that came in its place."""
    old, new = _sentences(before), _sentences(after)
    gone = [sentence for sentence in old if sentence not in set(new)]
    come = [sentence for sentence in new if sentence not in set(old)]
    for sentence in gone[:_MAX_SENTENCES]:
        if best := _most_alike(sentence, come[:_MAX_SENTENCES]):
            come.remove(best)
            yield sentence, best


def _sentences(text: str) -> list[str]:
    return [clean(found[0]) for found in _SENTENCE.finditer(text) if found[0].strip()]


def _most_alike(sentence: str, others: Sequence[str]) -> str | None:
    words = _words(sentence)
    if len(words) < MIN_WORDS:
        return None
    matcher: SequenceMatcher[str] = SequenceMatcher(a=(), b=words, autojunk=False)
    best, share = None, MIN_ALIKE
    for other in others:
        matcher.set_seq1(_words(other))
        if matcher.real_quick_ratio() >= share and matcher.quick_ratio() >= share:
            ratio = matcher.ratio()
            best, share = (other, ratio) if ratio >= share else (best, share)
    return best


def _words(sentence: str) -> list[str]:
    return [token.word for token in tokens(sentence)]


def _swaps(before: str, after: str) -> Iterator[_Swap]:
    old, new = tokens(before), tokens(after)
    matcher = SequenceMatcher(a=[t.word for t in old], b=[t.word for t in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "replace" or max(b - a, d - c) > MAX_SWAPPED:
            continue
        said = before[old[a].start : old[b - 1].end]
        says = after[new[c].start : new[d - 1].end]
        if _is_fact(said, starts=a == 0) and _is_fact(says, starts=c == 0):
            pair = (
                _marked(before, old[a].start, old[b - 1].end),
                _marked(after, new[c].start, new[d - 1].end),
            )
            yield _Swap(said.casefold(), says.casefold(), pair)


def _is_fact(words: str, *, starts: bool) -> bool:
    """Tell whether `words` hold a figure, or a name: a capital where the sentence has none."""
    first = words if not starts else words.partition(" ")[2]
    return any(c.isdigit() for c in words) or any(word[0].isupper() for word in first.split())


def _marked(text: str, start: int, end: int) -> str:
    plain = str.maketrans("«»", "“”")
    before, hit, after = text[:start], text[start:end], text[end:]
    return f"{before.translate(plain)}«{hit.translate(plain)}»{after.translate(plain)}"
