"""Bridged runs: what single words part still counts, what figures part does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story_texts import prose
from wirewatch.stories.align import align
from wirewatch.stories.bridge import MIN_AGREEING, bridge, longest_stretch

X = prose(1, 60).split()
word = st.sampled_from("abcdefgh")
texts = st.lists(word, max_size=80)


def changed(places: tuple[int, ...], other: str | None) -> list[str]:
    """Return X with other words at some places, or without them."""
    words = [other if place in places else one for place, one in enumerate(X)]
    return [one for one in words if one is not None]


def lengths(a: list[str], b: list[str]) -> list[int]:
    return [span.length for span in bridge(a, b, align(a, b))]


@pytest.mark.parametrize(
    ("places", "other", "expected"),
    [
        pytest.param((20, 24), "other", [20, 3, 35], id="three words between two changes"),
        pytest.param((20, 23), "other", [20, 36], id="two words may be chance"),
        pytest.param((4, 8), "other", [4, 3, 51], id="towards the beginning"),
        pytest.param((51, 55), "other", [51, 3, 4], id="towards the end"),
        pytest.param((20, 24), None, [20, 3, 35], id="words left out"),
        pytest.param((4, 20, 21), "other", [4, 15, 38], id="two changed words part a chain"),
    ],
)
def test_what_stands_behind_a_changed_word_is_found(
    places: tuple[int, ...], other: str | None, expected: list[int]
) -> None:
    assert lengths(changed(places, other), X) == expected


def test_other_figures_are_not_bridged() -> None:
    """Two days of the stock exchange, not one text: "rose by 12 points", "rose by 40 points"."""
    ours, theirs = (
        [*X[:20], figure, *X[21:24], figure, *X[25:28], figure] for figure in ("12", "40")
    )
    assert lengths(ours, theirs) == [20]
    assert lengths(ours, [*theirs[:20], "twelve", *theirs[21:]]) == [20, 3]


@pytest.mark.parametrize(
    ("places", "other", "longest"),
    [
        pytest.param((), None, 60, id="one run"),
        pytest.param((20, 40), "other", 58, id="single words"),
        pytest.param((20, 21), "other", 38, id="two words in a row"),
        pytest.param((), "", 60, id="nothing changed"),
    ],
)
def test_a_stretch_goes_over_single_words(
    places: tuple[int, ...], other: str | None, longest: int
) -> None:
    a = changed(places, other)
    assert longest_stretch(a, X, bridge(a, X, align(a, X))) == longest


def test_texts_that_share_nothing_have_no_stretch() -> None:
    assert longest_stretch(X, prose(2, 60).split(), ()) == 0


@settings(max_examples=100)
@given(a=texts, b=texts)
def test_spans_hold_equal_words_and_no_word_twice(a: list[str], b: list[str]) -> None:
    exact = align(a, b)
    spans = bridge(a, b, exact)
    assert set(exact) <= set(spans)
    for span in spans:
        ours = a[span.start_a : span.start_a + span.length]
        assert ours == b[span.start_b : span.start_b + span.length]
        assert len(ours) == span.length >= MIN_AGREEING
    for starts in ([s.start_a for s in spans], [s.start_b for s in spans]):
        places = [p for s, n in zip(starts, spans, strict=True) for p in range(s, s + n.length)]
        assert len(places) == len(set(places))
    assert longest_stretch(a, b, spans) <= sum(span.length for span in spans)
