"""Whether a watch finds more stories in an hour than it should, and how sure that is.

News has its hours: three stories at four in the morning are more than ten at noon. An hour is
compared with the same hour of the week (an hour to either side) over four weeks. Counts of stories
spread wider than chance alone (Poisson) has it; a negative binomial takes that in. The operator
says how many false alarms a month are bearable; an hour alarms when chance would bring such an
hour, or a worse one, more rarely than that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma, log

WEEKS = 4
MIN_STORIES = 3  # fewer are no wave, however quiet it was before
HOURS_A_MONTH = 730
_HOUR = timedelta(hours=1)
_WEEK = timedelta(weeks=1)
# What is added to the counts before they are a rate: a watch that found nothing for four weeks has
# a rate all the same, of one story in as many hours as were looked at.
_PRIOR = 1.0
_FAINTEST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """An hour that has more stories than it should."""

    hour: datetime
    n_stories: int
    expected: float
    chance: float  # of so many or more


def find_spike(
    counts: Mapping[datetime, int], hour: datetime, *, false_alarms_a_month: float = 0.5
) -> Spike | None:
    """Return the spike of `hour`, or None.

    Args:
        counts: Unique stories by the hour (its beginning) in which the watch first found them;
            hours without any may be absent.
        hour: The hour to judge, its beginning.
        false_alarms_a_month: How many hours a month may alarm by chance, for this watch.
    """
    n_stories = counts.get(hour, 0)
    if n_stories < MIN_STORIES:
        return None
    before = [counts.get(past, 0) for past in _alike(hour)]
    mean, size = _fit(before)
    chance = tail(n_stories, mean, size)
    if chance > false_alarms_a_month / HOURS_A_MONTH:
        return None
    return Spike(hour=hour, n_stories=n_stories, expected=mean, chance=chance)


def _alike(hour: datetime) -> list[datetime]:
    return [
        hour - week * _WEEK + shift * _HOUR for week in range(1, WEEKS + 1) for shift in (-1, 0, 1)
    ]


def _fit(before: list[int]) -> tuple[float, float]:
    """Return mean and size of the negative binomial by moments."""
    mean = (sum(before) + _PRIOR) / len(before)
    variance = sum((count - mean) ** 2 for count in before) / (len(before) - 1)
    # Twelve hours tell the spread badly; half of the mean squared is what news has at least.
    variance = max(variance, mean + mean * mean / 2)
    return mean, mean * mean / (variance - mean)


def tail(count: int, mean: float, size: float) -> float:
    """Return how likely `count` or more are, by a negative binomial of this mean and size."""
    below = sum(exp(_log_chance(k, mean, size)) for k in range(count))
    return max(1.0 - below, _FAINTEST)


def _log_chance(k: int, mean: float, size: float) -> float:
    share = size / (size + mean)
    return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(share) + k * log(1 - share)
