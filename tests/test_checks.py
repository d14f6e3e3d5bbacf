"""When a check says that something is not well, and when it lets small numbers pass."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.checks import (
    LACKS,
    Check,
    Counted,
    Verdict,
    backlog,
    freshness,
    lacking,
    volume,
    worst_first,
)

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
FRIDAY = date(2026, 3, 13)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("last", "n_feeds", "is_well", "words"),
    [
        (ago(minutes=20), 5, True, "20 min ago"),
        (ago(hours=6), 5, True, "6 h ago"),
        (ago(hours=7), 5, False, "7 h ago; does wirewatch_harvest run?"),
        (None, 5, False, "no page has landed yet"),
        (None, 0, True, "no feed is polled"),
    ],
)
def test_freshness(last, n_feeds, is_well, words):
    verdict = freshness(last, n_feeds, NOW)
    assert (verdict.is_well, words in verdict.why) == (is_well, True)


@pytest.mark.parametrize(
    ("n", "since", "is_well"),
    [(0, None, True), (3, ago(hours=3), True), (3, ago(hours=4), False)],
)
def test_pages_that_wait_to_be_read(n, since, is_well):
    assert backlog(n, since, NOW).is_well is is_well


def days(*counts: int) -> dict[date, int]:
    """Return counts of the days before Friday, the nearest first."""
    return {FRIDAY - timedelta(days=n): count for n, count in enumerate(counts, start=1)}


def fridays(*counts: int) -> dict[date, int]:
    return {FRIDAY - timedelta(weeks=n): count for n, count in enumerate(counts, start=1)}


@pytest.mark.parametrize(
    ("n", "before", "is_well", "words"),
    [
        pytest.param(24, days(*[24] * 10), True, "24 are usual a day", id="as usual"),
        pytest.param(5, days(*[24] * 10), False, "24 are usual", id="a fifth of the usual"),
        pytest.param(6, days(*[24] * 10), True, "24 are usual", id="a quarter"),
        pytest.param(0, days(*[7] * 10), True, "7 are usual", id="none of few may be chance"),
        pytest.param(0, days(*[8] * 10), False, "8 are usual", id="none of eight is not"),
        pytest.param(117, days(*[24] * 10), False, "24 are usual", id="five times the usual"),
        pytest.param(20, days(*[1] * 10), True, "1 are usual", id="a feed of one brings more"),
        pytest.param(0, days(*[24] * 4), True, "too early", id="four days are not enough"),
        pytest.param(0, {}, True, "too early", id="a new feed"),
        pytest.param(
            6, days(*[90] * 14) | fridays(8, 9, 8), True, "on a Friday", id="its own weekday"
        ),
        pytest.param(0, days(0, 0, 24, 24, 24, 24, 24), False, "24 are", id="two days of silence"),
    ],
)
def test_volume(n, before, is_well, words):
    verdict = volume("saxon", FRIDAY, n, before)
    assert verdict.is_well is is_well
    assert words in verdict.why
    assert str(n) in verdict.why


@pytest.mark.parametrize(
    ("lack", "today", "before", "is_well"),
    [
        pytest.param(0, (20, 1), (0, 0), True, id="few walls"),
        pytest.param(0, (20, 18), (0, 0), False, id="nearly all walls"),
        pytest.param(0, (9, 9), (0, 0), True, id="nine pages are too few"),
        pytest.param(0, (100, 90), (700, 620), True, id="a site that is all walls is known"),
        pytest.param(1, (40, 30), (280, 3), False, id="dates are gone"),
        pytest.param(1, (40, 13), (280, 3), True, id="a third may be chance"),
        pytest.param(2, (50, 45), (0, 0), False, id="no language"),
        pytest.param(3, (200, 0), (0, 0), True, id="no date ahead"),
        pytest.param(3, (200, 1), (0, 0), True, id="one date ahead"),
        pytest.param(3, (200, 20), (0, 0), False, id="a tenth ahead"),
    ],
)
def test_what_pages_lack(lack, today, before, is_well):
    now, then = (Counted(n=n, n_lacking=k) for n, k in (today, before))
    verdict = lacking(LACKS[lack], "dawn.example", now, then)
    assert verdict.is_well is is_well
    assert f"{today[1]} of {today[0]} pages" in verdict.why


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from(LACKS))
def test_one_page_more_that_lacks_nothing_makes_nothing_worse(n_good, n_bad, lack):
    some = Counted(n=n_good + n_bad, n_lacking=n_bad)
    more = Counted(n=n_good + n_bad + 10, n_lacking=n_bad)
    if some.n >= 10 and lacking(lack, "x", some, Counted()).is_well:
        assert lacking(lack, "x", more, Counted()).is_well


def test_the_worst_comes_first():
    rows = [
        Verdict(check=check, subject=name, is_well=is_well, why="")
        for check, name, is_well in [
            (Check.FUTURE, "a", True), (Check.DATE, "b", False), (Check.VOLUME, "c", False),
        ]
    ]  # fmt: skip
    assert [row.subject for row in worst_first(rows)] == ["c", "b", "a"]
