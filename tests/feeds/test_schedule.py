"""When a feed is asked again, and the reason people read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.schedule import JITTER, MAX_ASKED_S, MIN_INTERVAL_S, next_poll

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = 3_600


def wait_s(**known: Any) -> float:
    return (next_poll(now=NOW, **known).at - NOW).total_seconds()


CASES = {
    "quiet": ({"n_entries": 20}, 45 * 60, "nothing was new"),
    "not modified": ({}, 45 * 60, "nothing was new"),
    "some new": ({"n_entries": 20, "n_new": 3}, 30 * 60, "3 of 20 entries were new"),
    "busy": ({"n_entries": 20, "n_new": 12}, 15 * 60, "12 of 20 entries were new"),
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
    "failed once": ({"fail_score": 1}, 15 * 60, "1 failed in a row"),
    "failed often": ({"fail_score": 4}, 2 * HOUR, "4 failed in a row"),
    "failed for long": ({"fail_score": 400}, 24 * HOUR, "400 failed in a row"),
    "hardly failed": ({"fail_score": 0.25}, MIN_INTERVAL_S, "0.25 failed in a row"),
}


@pytest.mark.parametrize(("known", "seconds", "why"), CASES.values(), ids=CASES)
def test_a_feed_is_asked_again_in_time_and_with_a_reason(
    known: dict[str, Any], seconds: float, why: str
) -> None:
    planned = next_poll(now=NOW, jitter_key="saxon", **known)
    assert planned.why == why
    waited_s = (planned.at - NOW).total_seconds()
    assert seconds - 1 <= waited_s <= seconds * (1 + JITTER) + 1


def test_feeds_that_start_together_drift_apart() -> None:
    waits = {wait_s(jitter_key=f"feed {n}") for n in range(50)}
    assert len(waits) > 25
    assert wait_s(jitter_key="feed 1") == wait_s(jitter_key="feed 1")


_SECONDS = st.none() | st.floats(0, 1e10)


@given(_SECONDS, _SECONDS, _SECONDS, st.integers(0, 5_000), st.floats(0, 1e6))
def test_no_wish_makes_us_rude_or_forgetful(
    declared_s: float | None,
    retry_after_s: float | None,
    window_s: float | None,
    n_new: int,
    fail_score: float,
) -> None:
    waited_s = wait_s(
        declared_s=declared_s,
        retry_after_s=retry_after_s,
        window_s=window_s,
        n_new=n_new,
        n_entries=5_000,
        fail_score=fail_score,
    )
    assert MIN_INTERVAL_S - 1 <= waited_s <= MAX_ASKED_S * (1 + JITTER) + 1
    assert waited_s >= min(retry_after_s or 0, MAX_ASKED_S) - 1
