"""A feed that goes quiet against its own habits is noticed, and nights and weekends are habits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.polling.rhythm import appeared_at, learn_rhythm

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def every(gap: timedelta, *, over: timedelta) -> list[datetime]:
    return [NOW - n * gap for n in range(int(over / gap))]


def in_the_week(gap: timedelta, *, over: timedelta) -> list[datetime]:
    """Mondays to Fridays, from eight to twenty."""
    found = every(gap, over=over)
    return [at for at in found if at.weekday() < 5 and 8 <= at.hour < 20]


@pytest.mark.parametrize(
    ("times", "silent_after"),
    [
        pytest.param(every(HOUR / 2, over=30 * DAY), 1, id="day and night: after a day"),
        pytest.param(every(HOUR / 2, over=3 * DAY), 3, id="seen for three days only"),
        pytest.param(in_the_week(HOUR, over=30 * DAY), 5, id="a paper without weekends"),
        pytest.param(every(7 * DAY, over=100 * DAY), 35, id="weekly"),
    ],
)
def test_silence_is_measured_against_the_feeds_own_rhythm(times, silent_after):
    rhythm = learn_rhythm(times)
    assert rhythm is not None
    assert not rhythm.is_silent(NOW + (silent_after - 0.5) * DAY)
    assert rhythm.is_silent(NOW + (silent_after + 0.6) * DAY)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_few_entries_tell_no_rhythm(count):
    assert learn_rhythm([NOW - n * DAY for n in range(count)]) is None


def test_entries_that_came_together_are_one_moment():
    assert learn_rhythm([NOW] * 100) is None


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=50))
def test_the_order_is_no_matter_and_fresh_news_is_no_silence(times):
    rhythm = learn_rhythm(times)
    assert rhythm == learn_rhythm(times[::-1])
    if rhythm:
        assert not rhythm.is_silent(rhythm.newest_at)
        assert 0 < rhythm.usual_s <= rhythm.longest_s <= rhythm.span_s


@pytest.mark.parametrize(
    ("published", "seen", "first_poll", "appeared"),
    [
        pytest.param(NOW - 30 * DAY, NOW, NOW, NOW - 30 * DAY, id="there at the first poll"),
        pytest.param(NOW - HOUR, NOW, NOW - DAY, NOW - HOUR, id="came later"),
        pytest.param(NOW - 30 * DAY, NOW, NOW - DAY, NOW, id="came later, with an odd date"),
        pytest.param(NOW + HOUR, NOW, NOW, NOW, id="dated in the future"),
        pytest.param(None, NOW, NOW - DAY, NOW, id="without a date"),
    ],
)
def test_an_entry_appeared_when_it_is_dated_unless_that_cannot_be(
    published, seen, first_poll, appeared
):
    assert appeared_at(published, seen, first_poll) == appeared
