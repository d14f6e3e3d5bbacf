"""Alignment: common runs, longest first, each word once."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story_texts import prose
from wirewatch.model import Span
from wirewatch.stories.align import MIN_RUN_WORDS, align

word = st.sampled_from("abcdefgh")
texts = st.lists(word, max_size=120)


@settings(deadline=None, max_examples=100)
@given(a=texts, b=texts)
def test_spans_hold_equal_words_and_no_word_twice(a: list[str], b: list[str]) -> None:
    spans = align(a, b)
    for span in spans:
        ours = a[span.start_a : span.start_a + span.length]
        assert ours == b[span.start_b : span.start_b + span.length]
        assert len(ours) == span.length >= MIN_RUN_WORDS
    for starts in ([s.start_a for s in spans], [s.start_b for s in spans]):
        places = [p for s, n in zip(starts, spans, strict=True) for p in range(s, s + n.length)]
        assert len(places) == len(set(places))
    assert list(spans) == sorted(spans, key=lambda span: span.start_a)


@settings(deadline=None, max_examples=50)
@given(
    pieces=st.lists(st.integers(6, 40), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_pieces_put_in_another_order_are_all_found(pieces: list[int], order: object) -> None:
    cut = [prose(seed, size).split() for seed, size in enumerate(pieces)]
    mixed = list(cut)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    found = align([w for piece in cut for w in piece], [w for piece in mixed for w in piece])
    assert sum(span.length for span in found) == sum(pieces)


@settings(deadline=None, max_examples=50)
@given(a=texts)
def test_a_text_stands_whole_in_itself(a: list[str]) -> None:
    expected = (Span(start_a=0, start_b=0, length=len(a)),) if len(a) >= MIN_RUN_WORDS else ()
    assert align(a, list(a)) == expected


X, Y, Z = prose(1, 30).split(), prose(2, 30).split(), prose(3, 30).split()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param([], X, [], id="an empty text shares nothing"),
        pytest.param(X[:5], X, [], id="five words are a phrase"),
        pytest.param(X[:6], X, [(0, 0, 6)], id="six words are a run"),
        pytest.param(X + Y, X, [(0, 0, 30)], id="extended at the end"),
        pytest.param(Y + X, X, [(30, 0, 30)], id="a lede of the paper's own"),
        pytest.param(X + Y, Y + X, [(0, 30, 30), (30, 0, 30)], id="paragraphs changed places"),
        pytest.param(X + Z + Y, X + Y, [(0, 0, 30), (60, 30, 30)], id="a paragraph taken out"),
        pytest.param(X + X, X, [(0, 0, 30)], id="a word of b is used once"),
        pytest.param(X + X[:10], X + X[20:], [(0, 0, 30)], id="what overlaps is used up"),
    ],
)
def test_runs(a: list[str], b: list[str], expected: list[tuple[int, int, int]]) -> None:
    assert [(s.start_a, s.start_b, s.length) for s in align(a, b)] == expected


def test_one_changed_word_splits_a_run() -> None:
    changed = [*X[:14], "other", *X[15:]]
    assert [span.length for span in align(changed, X)] == [14, 15]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["la"] * 20_000, ["la"] * 19_999),
        (prose(1, 13).split() * 1_500, prose(1, 13).split() * 1_400),
        (prose(1, 1_300).split() * 15, prose(1, 1_300).split() * 14),
    ],
    ids=["one word", "a refrain", "a page that repeats itself"],
)
def test_a_text_made_to_be_costly_costs_little(a: list[str], b: list[str]) -> None:
    start = time.process_time()
    align(a, b)
    assert time.process_time() - start < 5  # 0.1 s on a free core
