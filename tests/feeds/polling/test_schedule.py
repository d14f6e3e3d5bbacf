"""When a feed is asked again, and the reason people read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.polling.schedule import (
    GONE_INTERVAL_S,
    JITTER,
    MAX_ASKED_S,
    MIN_INTERVAL_S,
    Signs,
    Wishes,
    next_poll,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = 3_600


_WISHES = {"declared_s", "retry_after_s", "skip_hours", "skip_days"}


def signs(**known: Any) -> Signs:
    wishes = {name: value for name, value in known.items() if name in _WISHES}
    own = {name: value for name, value in known.items() if name not in _WISHES}
    return Signs(wishes=Wishes(**wishes), **own)


def wait_s(*, jitter_key: str = "", **known: Any) -> float:
    return (next_poll(signs(**known), now=NOW, jitter_key=jitter_key).at - NOW).total_seconds()


CASES = {
    "quiet": ({"n_entries": 20}, 45 * 60, "nothing was new"),
    "not modified": ({}, 45 * 60, "nothing was new"),
    "some new": ({"n_entries": 20, "n_new": 3}, 30 * 60, "3 of 20 entries were new"),
    "busy": ({"n_entries": 20, "n_new": 12}, 15 * 60, "12 of 20 entries were new"),
    "all new": (
        {"n_entries": 20, "n_new": 20},
        MIN_INTERVAL_S,
        "20 of 20 entries were new: some may have been missed",
    ),
    "all new at the first poll": (
        {"n_entries": 20, "n_new": 20, "is_first": True},
        30 * 60,
        "polled for the first time",
    ),
    "one entry only, and new": (
        {"n_entries": 1, "n_new": 1},
        15 * 60,
        "1 of 1 entries were new",
    ),
    "slow, as learned": (
        {"usual_gap_s": 8 * HOUR},
        2 * HOUR,
        "nothing was new",
    ),
    "gone": (
        {"is_gone": True, "fail_score": 3, "window_s": HOUR},
        GONE_INTERVAL_S,
        "it is gone; asked once a week all the same",
    ),
    "slow": (
        {"n_entries": 10, "window_s": 90 * 24 * HOUR},
        6 * HOUR,
        "nothing was new",
    ),
    "short window": (
        {"n_entries": 20, "window_s": HOUR},
        30 * 60,
        "its entries span 60 min only",
    ),
    "asked by the feed": (
        {"n_entries": 20, "declared_s": 3 * HOUR},
        3 * HOUR,
        "asked for 3 h by the feed or its Cache-Control",
    ),
    "asked for less": ({"n_entries": 20, "declared_s": 60}, 45 * 60, "nothing was new"),
    "asked for more than the window": (
        {"n_entries": 20, "declared_s": 24 * HOUR, "window_s": 6 * HOUR},
        3 * HOUR,
        "asked for 24 h by the feed or its Cache-Control, kept to 3 h",
    ),
    "told to stay away": (
        {"n_entries": 20, "n_new": 20, "retry_after_s": 48 * HOUR, "window_s": 6 * HOUR},
        48 * HOUR,
        "asked for 48 h by Retry-After",
    ),
    "told to stay away for ever": (
        {"retry_after_s": 1e9},
        MAX_ASKED_S,
        "asked for 2.78e+05 h by Retry-After, kept to 168 h",
    ),
    "failed once": ({"fail_score": 1}, 15 * 60, "it failed; after 15 min, and longer each time"),
    "failed often": ({"fail_score": 4}, 2 * HOUR, "it failed; after 2 h, and longer each time"),
    "failed for long": (
        {"fail_score": 400},
        24 * HOUR,
        "it failed; after 24 h, and longer each time",
    ),
    "hardly failed": (
        {"fail_score": 0.25},
        MIN_INTERVAL_S,
        "it failed; after 10 min, and longer each time",
    ),
}


@pytest.mark.parametrize(("known", "seconds", "why"), CASES.values(), ids=CASES)
def test_a_feed_is_asked_again_in_time_and_with_a_reason(
    known: dict[str, Any], seconds: float, why: str
) -> None:
    planned = next_poll(signs(**known), now=NOW, jitter_key="saxon")
    assert planned.why == why
    waited_s = (planned.at - NOW).total_seconds()
    assert seconds - 1 <= waited_s <= seconds * (1 + JITTER) + 1


def test_feeds_that_start_together_drift_apart() -> None:
    waits = {wait_s(jitter_key=f"feed {n}") for n in range(50)}
    assert len(waits) > 25
    assert wait_s(jitter_key="feed 1") == wait_s(jitter_key="feed 1")


@pytest.mark.parametrize(
    ("known", "at", "is_said"),
    [
        pytest.param({"skip_hours": (12, 13)}, (23, 14), True, id="hours"),
        pytest.param({"skip_hours": (11,)}, (23, 12), False, id="another hour"),
        pytest.param({"skip_days": (0,)}, (24, 0), True, id="a day, Monday"),
        pytest.param({"skip_days": (0,), "skip_hours": (0, 1)}, (24, 2), True, id="both"),
        pytest.param(
            {"skip_hours": (12, 13, 14, 15), "window_s": 4 * HOUR}, (23, 12), False,
            id="longer than half of what the feed shows: not kept, or news would be lost",
        ),
    ],
)  # fmt: skip
def test_hours_and_days_to_skip_are_skipped(
    known: dict[str, Any],
    at: tuple[int, int],
    is_said: bool,  # noqa: FBT001
) -> None:
    planned = next_poll(signs(n_entries=20, n_new=3, **known), now=NOW)
    assert (planned.at.day, planned.at.hour) == at
    assert ("skipHours" in planned.why) is is_said


_SECONDS = st.none() | st.floats(0, 1e10)


@given(_SECONDS, _SECONDS, _SECONDS, st.integers(0, 5_000), st.floats(0, 1e6),
       st.tuples(st.sets(st.integers(0, 23)), st.sets(st.integers(0, 6))))  # fmt: skip
def test_no_wish_makes_us_rude_or_forgetful(
    declared_s: float | None,
    retry_after_s: float | None,
    window_s: float | None,
    n_new: int,
    fail_score: float,
    skipped: tuple[set[int], set[int]],
) -> None:
    hours, days = skipped
    waited_s = wait_s(
        skip_hours=tuple(hours),
        skip_days=tuple(days),
        declared_s=declared_s,
        retry_after_s=retry_after_s,
        window_s=window_s,
        n_new=n_new,
        n_entries=5_000,
        fail_score=fail_score,
    )
    assert MIN_INTERVAL_S - 1 <= waited_s <= MAX_ASKED_S * (1 + JITTER) + 1
    assert waited_s >= min(retry_after_s or 0, MAX_ASKED_S) - 1
