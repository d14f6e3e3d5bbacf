"""A wave is told from a busy hour, and chance alarms no more often than was asked for."""

import random
from datetime import UTC, datetime, timedelta
from math import isclose

import pytest

from wirewatch.alerts.spikes import HOURS_A_MONTH, WEEKS, find_spike, tail

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def steady(a_noon: int, at_night: int) -> dict[datetime, int]:
    """Return counts of five weeks: the same each day, by the hour of the day."""
    hours = (NOON - number * HOUR for number in range(1, 24 * 7 * 5))
    return {hour: a_noon if 8 <= hour.hour < 20 else at_night for hour in hours}


def test_the_same_count_is_a_wave_at_night_and_none_at_noon() -> None:
    counts = steady(10, 0)
    night = NOON - timedelta(hours=9)
    assert find_spike(counts | {NOON: 12}, NOON) is None
    spike = find_spike(counts | {night: 12}, night)
    assert spike is not None
    assert (spike.n_stories, spike.expected < 1) == (12, True)


def test_two_stories_are_no_wave() -> None:
    assert find_spike({NOON: 2}, NOON, false_alarms_a_month=700) is None


def test_whoever_bears_more_false_alarms_hears_more() -> None:
    counts = steady(2, 0) | {NOON: 9}
    assert find_spike(counts, NOON, false_alarms_a_month=0.01) is None
    assert find_spike(counts, NOON, false_alarms_a_month=20) is not None


def test_the_chance_is_that_of_so_many_or_more() -> None:
    assert tail(0, 3.0, 2.0) == 1.0
    assert isclose(tail(1, 2.0, 2.0), 1 - 0.25)  # (size / (size + mean)) ** size
    assert isclose(tail(2, 2.0, 2.0), 1 - 0.25 - 0.25)


RATES = (0.5, 2.0, 8.0)


@pytest.mark.parametrize("rate", RATES)
def test_chance_alarms_no_more_often_than_was_asked_for(rate: float) -> None:
    """Days with their hours, and a spread wider than Poisson's: a year, hour by hour."""
    chance = random.Random(9)  # noqa: S311
    hours = [NOON - number * HOUR for number in range(24 * 7 * (52 + WEEKS))]
    counts = {hour: _drawn(chance, rate * (1.6 if 8 <= hour.hour < 20 else 0.4)) for hour in hours}
    judged = hours[: 24 * 7 * 52]
    n_false = sum(find_spike(counts, h, false_alarms_a_month=0.5) is not None for h in judged)
    assert n_false / (len(judged) / HOURS_A_MONTH) <= 0.5


def _drawn(chance: random.Random, mean: float) -> int:
    rate, gone = mean * chance.gammavariate(4, 0.25), 0.0
    for count in range(1000):
        gone += chance.expovariate(1.0)
        if gone > rate:
            return count
    return 1000
