"""Which texts share fingerprints that are nobody's boilerplate: a sort, and arithmetic on arrays.

A store did the same with a row and an index for each fingerprint (docs/decisions/0005-copies.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

MIN_SHARED = 2
MIN_CONTAINMENT_PERCENT = 15  # of the fingerprints of the text that has fewer
BOILERPLATE_TEXTS = 8  # of one site within the window of each other

_Ints = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]
_PAIRS_AT_ONCE = 10_000_000  # 80 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Docs:
    """The texts to compare, one place in each array a text."""

    day: _Ints
    source: _Ints  # a number for each site
    n_prints: _Ints
    is_core: _Flags  # of two texts one at least must be of the core


class Prints(NamedTuple):
    """Fingerprints, each with the place of the text that it is of."""

    fp: _Ints
    no: _Ints

    def those(self, which: _Flags | _Ints) -> "Prints":
        """Return some of them, or all in another order."""
        return Prints(self.fp[which], self.no[which])

    @classmethod
    def none(cls) -> "Prints":
        """Return no fingerprints."""
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def sharing(docs: Docs, parts: Iterable[Prints], *, window_days: int) -> dict[tuple[int, int], int]:
    """Return the pairs of texts that share enough fingerprints, with their number.

    Args:
        docs: The texts.
        parts: Their fingerprints, each once a text; in several parts when they are too many for
            one, with all that are equal in the same.
        window_days: Texts farther apart are not compared.
    """
    pairs = _Counted(len(docs.day))
    for part in parts:
        prints = _repeated(part)
        prints = prints.those(~_is_boilerplate(docs, prints, window_days))
        for one, two in _pairs(prints):
            near = np.abs(docs.day[one] - docs.day[two]) <= window_days
            near &= docs.is_core[one] | docs.is_core[two]
            pairs.add(one[near], two[near])
    one, two, shared = pairs.all()
    fewer = np.minimum(docs.n_prints[one], docs.n_prints[two])
    enough = (shared >= MIN_SHARED) & (shared * 100 >= fewer * MIN_CONTAINMENT_PERCENT)
    found = zip(one[enough].tolist(), two[enough].tolist(), shared[enough].tolist(), strict=True)
    return {(a, b): count for a, b, count in found}


def packed(fingerprints: Sequence[int]) -> bytes:
    """Return the fingerprints of a text as stores keep them: 8 bytes each, little-endian."""
    return np.array(fingerprints, dtype="<i8").tobytes()


def unpacked(prints: bytes) -> tuple[int, ...]:
    """Return what `packed` was given."""
    return tuple(np.frombuffer(prints, dtype="<i8").tolist())


def prints_of(places: Sequence[int], packs: Sequence[bytes]) -> Prints:
    """Return the fingerprints of some texts, given packed for each place."""
    fp = np.frombuffer(b"".join(packs), dtype="<i8").astype(np.int64, copy=False)
    n_each = [len(pack) // 8 for pack in packs]
    return Prints(fp, np.repeat(np.asarray(places, dtype=np.int64), n_each))


def one_part(prints: Prints, number: int, n_parts: int) -> Prints:
    """Return the fingerprints of one part of several."""
    return prints.those(prints.fp.view(np.uint64) % np.uint64(n_parts) == number)


def _repeated(prints: Prints) -> Prints:
    """Return those that stand in two texts, by fingerprint and then by place.

    Nine of ten stand in one, and are gone before the places are looked at.
    """
    order = np.argsort(prints.fp)
    fp = prints.fp[order]
    same = np.zeros(len(fp) + 1, dtype=np.bool_)  # as the one before it
    np.equal(fp[1:], fp[:-1], out=same[1:-1])
    repeated = prints.those(order[same[1:] | same[:-1]])
    return repeated.those(np.lexsort((repeated.no, repeated.fp)))


def _is_boilerplate(docs: Docs, prints: Prints, window_days: int) -> _Flags:
    """Tell which are what a site repeats around their day."""
    source, day = docs.source[prints.no], docs.day[prints.no]
    order = np.lexsort((day, source, prints.fp))
    fp, source, day = prints.fp[order], source[order], day[order]
    is_new = np.ones(len(fp), dtype=np.bool_)
    is_new[1:] = (fp[1:] != fp[:-1]) | (source[1:] != source[:-1])
    first_day = day.min(initial=0)
    span = day.max(initial=0) - first_day + 2 * window_days + 1
    at = np.cumsum(is_new) * span + day - first_day  # groups so far apart that no window meets two
    around = np.searchsorted(at, at + window_days, "right") - np.searchsorted(at, at - window_days)
    flags = np.empty(len(fp), dtype=np.bool_)
    flags[order] = around >= BOILERPLATE_TEXTS
    return flags


def _pairs(prints: Prints) -> Iterator[tuple[_Ints, _Ints]]:
    """Give every two texts that have a fingerprint in common, once for each that they have."""
    here = np.arange(len(prints.fp))
    step = 0
    while len(here):
        step += 1
        here = here[here + step < len(prints.fp)]
        here = here[prints.fp[here] == prints.fp[here + step]]
        yield prints.no[here], prints.no[here + step]


class _Counted:
    """Pairs with how often they were added."""

    def __init__(self, n_docs: int) -> None:
        self._n_docs = max(n_docs, 1)
        self._keys = np.empty(0, dtype=np.int64)
        self._counts = np.empty(0, dtype=np.int64)
        self._fresh: list[_Ints] = []
        self._n_fresh = 0

    def add(self, one: _Ints, two: _Ints) -> None:
        self._fresh.append(one * self._n_docs + two)
        self._n_fresh += len(one)
        if self._n_fresh > _PAIRS_AT_ONCE:
            self._merge()

    def all(self) -> tuple[_Ints, _Ints, _Ints]:
        """Return the pairs, by their texts, and their counts."""
        self._merge()
        return self._keys // self._n_docs, self._keys % self._n_docs, self._counts

    def _merge(self) -> None:
        fresh = np.concatenate([self._keys[:0], *self._fresh])
        fresh, counts = np.unique(fresh, return_counts=True)
        keys = np.concatenate([self._keys, fresh])
        self._keys, places = np.unique(keys, return_inverse=True)
        weights = np.concatenate([self._counts, counts])
        self._counts = np.bincount(places, weights=weights).astype(np.int64)
        self._fresh, self._n_fresh = [], 0
