"""Average linkage: which texts of a heap of pairs are one story.

Connected components glue one story to the next through texts that share a little with both:
measured on an English archive, pairs that are right fall from 1.00 to .24. Here two groups are
joined only while their texts, on average over all pairs, share enough.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

STOP = 0.25  # mean share of the shorter text; .2 and .3 did as well within one part in 200
_SCALE = 10_000  # shares as whole numbers: sums do not depend on the order of adding

Weights = Mapping[tuple[int, int], float]  # (smaller place, larger place) → share, 0 to 1


def link(n_texts: int, weights: Weights) -> list[list[int]]:
    """Return the texts 0 … n-1 in groups, each sorted, by their first text.

    Args:
        n_texts: How many; their numbers are also their rank where means are equal.
        weights: How much each pair shares; what is absent shares nothing.
    """
    groups = {place: [place] for place in range(n_texts)}
    sums = _by_text(weights)
    heap = [(-float(n), one, two) for one in sums for two, n in sums[one].items() if one < two]
    heapify(heap)
    while heap:
        minus, one, two = heappop(heap)
        if -minus < STOP * _SCALE:
            break
        if _is_stale(groups, sums, (minus, one, two)):
            continue
        _merge(groups, sums, one, two)
        for other, total in sums[one].items():
            mean = total / (len(groups[one]) * len(groups[other]))
            heappush(heap, (-mean, min(one, other), max(one, other)))
    return sorted(sorted(group) for group in groups.values())


def _by_text(weights: Weights) -> dict[int, dict[int, int]]:
    sums: dict[int, dict[int, int]] = defaultdict(dict)
    for (one, two), weight in weights.items():
        sums[one][two] = sums[two][one] = round(weight * _SCALE)
    return sums


def _is_stale(
    groups: Mapping[int, Sequence[int]],
    sums: Mapping[int, Mapping[int, int]],
    entry: tuple[float, int, int],
) -> bool:
    minus, one, two = entry
    if one not in groups or two not in groups:
        return True
    return -minus != sums[one][two] / (len(groups[one]) * len(groups[two]))


def _merge(
    groups: dict[int, list[int]], sums: dict[int, dict[int, int]], one: int, two: int
) -> None:
    """Put group `two` into group `one`; a group is called by its smallest text."""
    groups[one] += groups.pop(two)
    for other, total in sums.pop(two).items():
        del sums[other][two]
        if other != one:
            sums[one][other] = sums[other][one] = sums[one].get(other, 0) + total
