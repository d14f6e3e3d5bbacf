"""Sketches: what two texts share is found, and the same everywhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story_texts import prose
from wirewatch.stories.sketch import GUARANTEED_WORDS, MAX_WORDS, VERSION, make_sketch
from wirewatch.text import words

word = st.sampled_from(words("the king of bohemia met a fox and his cat in rain"))


@settings(deadline=None, max_examples=100)
@given(
    run=st.lists(word, min_size=GUARANTEED_WORDS, max_size=40),
    around=st.tuples(*(st.lists(word, max_size=30) for _ in range(4))),
)
def test_texts_that_share_twelve_words_in_a_row_share_a_fingerprint(
    run: list[str], around: tuple[list[str], ...]
) -> None:
    """The promise of winnowing: nothing of this length can slip through the join."""
    one = make_sketch([*around[0], *run, *around[1]])
    two = make_sketch([*around[2], *run, *around[3]])
    assert set(one.fingerprints) & set(two.fingerprints)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(max_size=8), max_size=60))
def test_fingerprints_are_sorted_signed_and_without_repeats(found: list[str]) -> None:
    sketch = make_sketch(found)
    assert list(sketch.fingerprints) == sorted(set(sketch.fingerprints))
    assert all(-(2**63) <= fp < 2**63 for fp in sketch.fingerprints)
    assert sketch.n_words == len(found)
    assert sketch == make_sketch(list(found))


@pytest.mark.parametrize(
    ("n_words", "n_fingerprints"), [(0, 0), (1, 1), (4, 1), (5, 1), (11, 1), (12, 1)]
)
def test_a_short_text_has_one_fingerprint_and_an_empty_one_none(
    n_words: int, n_fingerprints: int
) -> None:
    assert len(make_sketch(prose(1, n_words).split()).fingerprints) == n_fingerprints


def test_a_sketch_is_the_same_on_every_machine() -> None:
    """Sketches are kept for years: another hash or folding needs another version."""
    sketch = make_sketch(words("The ferry to the island of Marrow sank on Tuesday night"))
    assert sketch.version == VERSION == "w5-8-1"
    assert sketch.exact_hash == "310866d80f994811331fe49bb5cc12b1"
    assert sketch.fingerprints == (1024082547599320508,)


def test_the_exact_hash_tells_words_from_their_order() -> None:
    assert make_sketch(["a", "b"]).exact_hash != make_sketch(["b", "a"]).exact_hash
    assert make_sketch(["ab"]).exact_hash != make_sketch(["a", "b"]).exact_hash


def test_unrelated_texts_share_nothing() -> None:
    one, two = make_sketch(prose(1, 900).split()), make_sketch(prose(2, 900).split())
    assert not set(one.fingerprints) & set(two.fingerprints)
    assert 0.15 < len(one.fingerprints) / 900 < 0.3  # 2 of 9 grams are kept


def test_an_endless_text_is_sketched_to_its_bound() -> None:
    endless = prose(1, 500).split() * 100
    assert make_sketch(endless).fingerprints == make_sketch(endless[:MAX_WORDS]).fingerprints


def test_a_lone_surrogate_does_no_harm() -> None:
    assert make_sketch(["\ud800", "b"] * 10).n_words == 20
