"""Which words of two texts are the same: common runs, longest first, each word used once.

Exact, unlike a sketch: what is found is evidence that a reader can check word by word.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from wirewatch.model import Span

MIN_RUN_WORDS = 6  # shorter runs are phrases of the language: "on the other hand, the …"
MAX_WORDS = 20_000  # of each text; what comes after is not compared
MAX_PLACES = 16  # a gram that stands more often in one text is a refrain, and costs a square

_Run = tuple[
    int, int, int
]  # minus its length, start in a, start in b: the heap gives longest first


def align(a_words: Sequence[str], b_words: Sequence[str]) -> tuple[Span, ...]:
    """Return the common runs of two texts, in the order of `a`.

    No word of either text is in two spans, no span is shorter than 6 words, and the words of a
    span are equal in both. Of runs that overlap the longer is taken, then the earlier in `a`.
    """
    a, b = list(a_words[:MAX_WORDS]), list(b_words[:MAX_WORDS])
    if a == b:
        return (Span(start_a=0, start_b=0, length=len(a)),) if len(a) >= MIN_RUN_WORDS else ()
    chosen = _choose(list(_common_runs(a, b)), len(a), len(b))
    return tuple(
        Span(start_a=start_a, start_b=start_b, length=length)
        for start_a, start_b, length in sorted(chosen)
    )


def _common_runs(a: list[str], b: list[str]) -> Iterator[_Run]:
    """Yield each run that can be made no longer and holds one gram that is not a refrain."""
    places = _places(b)
    seen_until: dict[int, int] = {}  # diagonal → where in `a` its last run ends
    for start, gram in enumerate(_grams(a)):
        for place in places.get(gram, ()):
            diagonal = place - start
            if seen_until.get(diagonal, -1) > start:
                continue
            first, end = _stretch(a, b, start, place)
            seen_until[diagonal] = end
            yield first - end, first, first + diagonal


def _grams(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[place:] for place in range(MIN_RUN_WORDS)), strict=False)


def _places(words: list[str]) -> dict[tuple[str, ...], list[int]]:
    places: dict[tuple[str, ...], list[int]] = {}
    for place, gram in enumerate(_grams(words)):
        places.setdefault(gram, []).append(place)
    return {gram: found for gram, found in places.items() if len(found) <= MAX_PLACES}


def _stretch(a: list[str], b: list[str], start: int, place: int) -> tuple[int, int]:
    """Return where the run around `a[start]`, `b[place]` begins and ends in `a`."""
    first, end = start, start + MIN_RUN_WORDS
    back = place - start
    while first and first + back and a[first - 1] == b[first + back - 1]:
        first -= 1
    while end < len(a) and end + back < len(b) and a[end] == b[end + back]:
        end += 1
    return first, end


def _choose(runs: list[_Run], a_size: int, b_size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start in a, start in b, length), longest first; what overlaps is cut to its rest."""
    used_a, used_b = bytearray(a_size), bytearray(b_size)
    heapify(runs)
    while runs:
        minus, start_a, start_b = heappop(runs)
        free = _free(used_a, used_b, start_a, start_b, -minus)
        if free == [(0, -minus)]:
            used_a[start_a : start_a - minus] = used_b[start_b : start_b - minus] = b"\x01" * -minus
            yield start_a, start_b, -minus
            continue
        for begin, end in free:
            heappush(runs, (begin - end, start_a + begin, start_b + begin))


def _free(
    used_a: bytearray, used_b: bytearray, start_a: int, start_b: int, length: int
) -> list[tuple[int, int]]:
    """Return the stretches of a run whose words are free in both texts, long enough to count."""
    taken = int.from_bytes(used_a[start_a : start_a + length]) | int.from_bytes(
        used_b[start_b : start_b + length]
    )
    if not taken:
        return [(0, length)]
    stretches, begin = [], 0
    for rest in taken.to_bytes(length).split(b"\x01"):
        if len(rest) >= MIN_RUN_WORDS:
            stretches.append((begin, begin + len(rest)))
        begin += len(rest) + 1
    return stretches
