"""Who shares fingerprints: the arrays give what two loops over all texts give."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.stories import shared
from wirewatch.stories.shared import Docs, one_part, packed, prints_of, sharing, unpacked

W = 2


class Doc(NamedTuple):
    day: int
    source: int
    is_core: bool
    prints: frozenset[int]


few = st.sampled_from([-(1 << 63), -7, -1, 0, 1, 2, 3, 4, 5, (1 << 63) - 1])
docs = st.lists(
    st.builds(Doc, st.integers(0, 6), st.integers(0, 2), st.booleans(), st.frozensets(few)),
    max_size=24,
)


def joined(texts: Sequence[Doc], n_parts: int = 1) -> dict[tuple[int, int], int]:
    arrays = Docs(
        day=np.array([text.day for text in texts], dtype=np.int64),
        source=np.array([text.source for text in texts], dtype=np.int64),
        n_prints=np.array([len(text.prints) for text in texts], dtype=np.int64),
        is_core=np.array([text.is_core for text in texts], dtype=np.bool_),
    )
    whole = prints_of(range(len(texts)), [packed(sorted(text.prints)) for text in texts])
    parts = [one_part(whole, number, n_parts) for number in range(n_parts)]
    return sharing(arrays, parts, window_days=W)


def naive(texts: Sequence[Doc]) -> dict[tuple[int, int], int]:
    def counts(fp: int, doc: Doc) -> bool:
        around = [
            other
            for other in texts
            if other.source == doc.source and abs(other.day - doc.day) <= W and fp in other.prints
        ]
        return len(around) < shared.BOILERPLATE_TEXTS

    found = {}
    for (a, one), (b, two) in combinations(enumerate(texts), 2):
        if abs(one.day - two.day) > W or not (one.is_core or two.is_core):
            continue
        both = [fp for fp in one.prints & two.prints if counts(fp, one) and counts(fp, two)]
        fewer = min(len(one.prints), len(two.prints))
        if len(both) >= 2 and len(both) * 100 >= fewer * 15:
            found[a, b] = len(both)
    return found


@given(docs)
def test_the_arrays_find_what_two_loops_find(texts):
    assert joined(texts) == naive(texts)


@given(docs, st.integers(2, 5))
def test_parts_change_nothing(texts, n_parts):
    assert joined(texts, n_parts) == joined(texts)


def test_what_is_counted_in_steps_is_counted_once(monkeypatch):
    texts = [Doc(0, number, is_core=True, prints=frozenset(range(9))) for number in range(12)]
    expected = dict.fromkeys(combinations(range(12), 2), 9)
    monkeypatch.setattr(shared, "_PAIRS_AT_ONCE", 5)
    assert joined(texts) == expected


@pytest.mark.parametrize("texts", [[], [Doc(0, 0, is_core=True, prints=frozenset())]])
def test_nothing_shares_nothing(texts):
    assert joined(texts) == {}


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1)))
def test_what_is_packed_comes_out_again(prints):
    assert unpacked(packed(prints)) == tuple(prints)
