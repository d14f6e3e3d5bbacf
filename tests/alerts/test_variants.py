"""Spellings are suggested from what stands in the archive, and the likeness is Jaro-Winkler's."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.alerts.variants import likeness, variants

COUNTS = {
    "zelensky": 9, "zelenskyy": 4, "selenskyj": 2, "zelenski": 3, "senate": 50, "zeal": 1,
    "gaddafi": 2, "kadhafi": 1,
}  # fmt: skip
# Winkler's own examples.
KNOWN = {("martha", "marhta"): 0.9611, ("dixon", "dicksonx"): 0.8133, ("dwayne", "duane"): 0.84}


@pytest.mark.parametrize(("pair", "expected"), KNOWN.items())
def test_the_likeness_is_that_of_jaro_and_winkler(pair: tuple[str, str], expected: float) -> None:
    assert isclose(likeness(*pair), expected, abs_tol=1e-4)


def test_spellings_of_a_name_come_with_how_often_they_stand_there() -> None:
    assert variants("Zelensky", COUNTS) == (("zelenskyy", 4), ("zelenski", 3), ("selenskyj", 2))


def test_nothing_is_like_nothing() -> None:
    assert variants("—", COUNTS) == ()


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_a_share(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1.0000001
    assert not one or isclose(likeness(one, one), 1.0)
