"""A feed is believed to have moved, or to be gone, when it has said so often and for long."""

from datetime import UTC, datetime, timedelta

import pytest

from wirewatch.feeds.polling.moves import Streak, continued, is_gone, is_move

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW, OTHER = "https://new.example/rss", "https://other.example/rss"


def streak_of(said: list[str | None], every: timedelta) -> Streak | None:
    streak = None
    for number, what in enumerate(said):
        streak = continued(streak, what, NOW + number * every)
    return streak


@pytest.mark.parametrize(
    ("said", "every", "is_believed"),
    [
        pytest.param([NEW] * 5, 12 * HOUR, True, id="five times over two days"),
        pytest.param([NEW] * 4, 24 * HOUR, False, id="four times"),
        pytest.param([NEW] * 99, HOUR / 4, False, id="often, within a day"),
        pytest.param([NEW, NEW, None, NEW, NEW, NEW], 24 * HOUR, False, id="not in a row"),
        pytest.param([NEW, NEW, OTHER, NEW, NEW, NEW], 24 * HOUR, False, id="to two places"),
        pytest.param([OTHER, *[NEW] * 5], 12 * HOUR, True, id="to the last place"),
        pytest.param([], HOUR, False, id="never"),
    ],
)
def test_a_move_is_believed_after_consistent_answers_over_days(said, every, is_believed):
    now = NOW + max(len(said) - 1, 0) * every
    assert is_move(streak_of(said, every), now) is is_believed


@pytest.mark.parametrize(
    ("count", "every", "is_believed"),
    [(3, 24 * HOUR, True), (2, 48 * HOUR, False), (9, HOUR, False)],
)
def test_a_feed_is_gone_after_confirmations_over_days(count, every, is_believed):
    streak = streak_of(["HTTP 410"] * count, every)
    assert is_gone(streak, NOW + (count - 1) * every) is is_believed
