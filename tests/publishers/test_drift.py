"""Drift: told when pages stop to give text or dates at once, and only then."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.publishers.drift import N_BEFORE, N_LOST, PageRead, find_drift

START = datetime(2026, 2, 1, tzinfo=UTC)
_READ = {"T": (True, True), "d": (True, False), "-": (False, False)}  # T: text and date


def pages(signs: str) -> list[PageRead]:
    return [
        PageRead(captured_at=START + timedelta(hours=at), has_text=has_text, has_date=has_date)
        for at, (has_text, has_date) in enumerate(map(_READ.__getitem__, signs))
    ]


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        pytest.param("T" * 40, [], id="all is well"),
        pytest.param("T" * 12 + "-" * 6, ["text"], id="no text any more"),
        pytest.param("T" * 12 + "d" * 6, ["date"], id="text, but no date any more"),
        pytest.param("T" * 12 + "-" * 20, ["text"], id="told once"),
        pytest.param("T" * 12 + "-" * 5, [], id="a bad hour"),
        pytest.param("T" * 12 + "-----T-----T", [], id="now and then"),
        pytest.param("T" * 11 + "-" * 6, [], id="too little is known of before"),
        pytest.param("-" * 40, [], id="never gave any"),
        pytest.param("T-" * 20 + "-" * 8, [], id="half of its pages are videos"),
        pytest.param("T" * 12 + "-" * 6 + "T" * 12 + "-" * 6, ["text"] * 2, id="rebuilt twice"),
        pytest.param("T" * 12 + "d-d-d-d-d-d", ["date"], id="only pages with text have a date"),
    ],
)
def test_drift_is_told_from_bad_days(signs, told):
    assert [drift.what for drift in find_drift(pages(signs))] == told


def test_drift_is_dated_by_the_page_that_made_it_sure():
    (drift,) = find_drift(pages("T" * N_BEFORE + "-" * N_LOST + "-"))
    assert drift.at == START + timedelta(hours=N_BEFORE + N_LOST - 1)
    assert "no text" in drift.detail


@given(st.text(alphabet="Td-", max_size=60), st.randoms())
def test_the_order_in_which_pages_are_given_does_not_matter(signs, random):
    found = pages(signs)
    shuffled = random.sample(found, len(found))
    assert find_drift(shuffled) == find_drift(found)
