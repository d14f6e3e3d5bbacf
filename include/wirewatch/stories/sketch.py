"""Fingerprints of a text, so that texts that share words can be found by a join.

Winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003) over word 5-grams: of every 8 grams in a row
the smallest hash is kept, so two texts that share a run of 12 words or more always share a
fingerprint. Needs no knowledge of other texts: what is found does not depend on what came before.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from wirewatch.model import Sketch, digest

GRAM_WORDS = 5
WINDOW_GRAMS = 8
GUARANTEED_WORDS = GRAM_WORDS + WINDOW_GRAMS - 1  # every shared run of so many words is found
VERSION = f"w{GRAM_WORDS}-{WINDOW_GRAMS}-1"  # the last figure counts changes of hash or folding
MAX_WORDS = 20_000  # a long read has 10,000; what comes after is not sketched

_Hashes = npt.NDArray[np.uint64]
# Odd, far apart: the place of a word within its gram changes the gram's hash.
_PLACE = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 1)


def make_sketch(words: Sequence[str]) -> Sketch:
    """Return the sketch of a text given as its folded words (`text.words`).

    A text of fewer than 12 words has one fingerprint, an empty one has none.
    """
    # Joined bytes instead of numbers: looking hashes up and turning Python's integers into numpy's
    # took over half of the time.
    hashes = np.frombuffer(b"".join(map(_HASHES.__getitem__, words[:MAX_WORDS])), dtype="<u8")
    kept = _sorted_once(_winnow(_grams(hashes)).view(np.int64))
    return Sketch(
        version=VERSION,
        exact_hash=digest("\n".join(words)),
        fingerprints=tuple(kept.tolist()),
        n_words=len(words),
    )


class _WordHashes(dict[str, bytes]):
    """The hash of each word met: 8 of 10 words are met again. Forgets all when it is full."""

    def __missing__(self, word: str) -> bytes:
        if len(self) >= _MAX_REMEMBERED:
            self.clear()
        found = xxh3_64_intdigest(word.encode("utf-8", "surrogatepass")).to_bytes(8, "little")
        self[word] = found
        return found


_MAX_REMEMBERED = 1 << 17  # a language's running words
_HASHES = _WordHashes()


def _grams(words: _Hashes) -> _Hashes:
    """Return the hash of each run of five words; of the whole text when it is shorter."""
    size = min(GRAM_WORDS, len(words))
    if not size:
        return words
    count = len(words) - size + 1
    sums = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        sums += words[place : place + count] * np.uint64(_PLACE[place])
    return _scatter(sums)


def _scatter(sums: _Hashes) -> _Hashes:
    """Mix the bits (the finalizer of splitmix64): the smallest of a window is a fair choice."""
    mixed = (sums ^ (sums >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _winnow(grams: _Hashes) -> _Hashes:
    """Return the smallest of each window; of all grams when there are fewer than a window."""
    if len(grams) < WINDOW_GRAMS:
        return grams[:0] if not len(grams) else grams.min(keepdims=True)
    smallest = grams
    for step in (1, 2, 4):  # of 2, of 4, of 8 in a row
        smallest = np.minimum(smallest[:-step], smallest[step:])
    return smallest


def _sorted_once(kept: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return what `np.unique` does, in half its time on arrays this short."""
    ordered = np.sort(kept)
    is_first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    once: npt.NDArray[np.int64] = ordered[is_first]
    return once
