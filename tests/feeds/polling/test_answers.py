"""What each answer makes of a feed, and what the operator is told of it: once, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.polling.answers import Answered, Failed, Whole, after_answer, after_failure
from wirewatch.feeds.polling.events import FeedEventKind
from wirewatch.feeds.polling.rhythm import learn_rhythm
from wirewatch.feeds.polling.schedule import MAX_ASKED_S, MIN_INTERVAL_S, Wishes
from wirewatch.feeds.polling.state import FeedState, forgotten
from wirewatch.feeds.polling.validators import Asking, Trust, how_to_ask

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE, THERE = "https://saxon.example/rss", "https://saxon.example/new"
NEW = FeedState(feed_id="saxon", url=HERE, next_due_at=NOW, due_why="never polled")
HOURLY = learn_rhythm([NOW - n * HOUR for n in range(400)])


def whole(n_new: int = 0, *, n_entries: int = 20, **more: Any) -> Whole:
    return Whole(
        **{
            "entries_hash": f"{n_new} {n_entries}",
            "n_entries": n_entries,
            "n_new": n_new,
            "window_s": DAY.total_seconds(),
            "wishes": Wishes(),
            "rhythm": HOURLY,
            **more,
        }
    )


def good(said: Whole | None = None, *, asking=Asking.CONDITIONAL, moved_to=None) -> Answered:
    return Answered(
        asking=asking,
        etag='"1"',
        last_modified=None,
        declared_s=None,
        moved_to=moved_to,
        whole=said,
    )


TIMEOUT = Failed(detail="not answered within 20 s", weight=0.25)
MISSING = Failed(detail="HTTP 404", weight=1, is_permanent=True)
REMOVED = Failed(detail="HTTP 410", weight=1, is_permanent=True, is_removed=True)
RESTING = Failed(detail="left alone", weight=0, retry_after_s=3 * 3600)

KNOWN, _ = after_answer(NEW, good(whole(20), asking=Asking.FIRST), NOW)


def told(answers: list, *, every: timedelta, state: FeedState = KNOWN) -> list[str]:
    """Give a feed these answers, one after another; the kinds of what is told, and when."""
    said = []
    for number, answer in enumerate(answers, 1):
        after = after_failure if isinstance(answer, Failed) else after_answer
        state, events = after(state, answer, NOW + number * every)
        said += [f"{number} {event.kind}" for event in events]
    return said


def test_a_good_answer_is_remembered():
    assert (KNOWN.validators.etag, KNOWN.n_entries, KNOWN.seen_entries) == ('"1"', 20, 20)
    assert (KNOWN.last_good_at, KNOWN.last_new_at, KNOWN.due_why) == (
        NOW,
        NOW,
        "polled for the first time",
    )


def test_not_modified_keeps_what_the_last_whole_answer_said():
    """Its window bounds the next wait: peers that forgot it at a 304 polled too late."""
    wishes = Wishes(declared_s=30.0, skip_hours=(3,))
    known, _ = after_answer(KNOWN, good(whole(2, window_s=3_600.0, wishes=wishes)), NOW)
    after, _ = after_answer(known, good(), NOW + HOUR)
    assert (after.n_entries, after.window_s, after.wishes) == (20, 3_600.0, wishes)
    assert after.due_why == "its entries span 60 min only"
    assert after.seen_entries == 22


TALES = {
    "quiet": ([good()] * 9, HOUR, []),
    "news": ([good(whole(3))] * 9, HOUR, []),
    "silence": ([good()] * 9, 12 * HOUR, ["3 silent"]),
    "silence ends": (
        [*[good()] * 9, good(whole(1, rhythm=learn_rhythm([NOW + n * HOUR for n in range(120)])))],
        12 * HOUR,
        ["3 silent", "10 speaks"],
    ),
    "a gap": ([good(whole(20))], HOUR, ["1 gap"]),
    "a short failure": ([TIMEOUT] * 3 + [good()], HOUR, []),
    "a long failure": (
        [*[TIMEOUT] * 9, good()], 6 * HOUR, ["5 failing", "10 silent", "10 recovered"],
    ),
    "moved": (
        [good(moved_to=THERE)] * 6, 12 * HOUR, ["3 silent", "5 moved"],
    ),
    "moved now and then": (
        [good(whole(1), moved_to=THERE), good(whole(1))] * 9, HOUR, [],
    ),
    "gone": ([REMOVED] * 5, 24 * HOUR, ["2 failing", "3 gone"]),
    "gone and back": (
        [*[REMOVED] * 4, good(whole(1, rhythm=None))],
        24 * HOUR,
        ["2 failing", "3 gone", "5 back", "5 silent", "5 recovered"],
    ),
    "missing is not gone": ([MISSING] * 9, 24 * HOUR, ["2 failing"]),
    "out of reach between two confirmations": (
        [REMOVED, TIMEOUT, REMOVED, TIMEOUT, REMOVED], 24 * HOUR, ["2 failing", "5 gone"],
    ),
    "a host at rest": ([RESTING] * 99, HOUR, []),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "every", "expected"), TALES.values(), ids=TALES)
def test_the_operator_is_told_once_of_what_happens(answers, every, expected):
    assert told(answers, every=every) == expected


def test_a_liar_is_told_of_and_what_it_costs_is_one_day():
    state, at, kinds = replace(KNOWN, rhythm=None), NOW, []
    for number in range(200):
        at += HOUR / 2
        asking = how_to_ask(state.validators, at)
        said = (
            None if asking is Asking.CONDITIONAL else whole(2, n_entries=20 + number, rhythm=None)
        )
        state, events = after_answer(state, good(said, asking=asking), at)
        kinds += [event.kind for event in events]
    assert kinds == [FeedEventKind.DISTRUSTED]
    assert state.validators.trust is Trust.LYING


def test_a_feed_that_moved_is_asked_there_and_comes_back_when_that_fails():
    state = KNOWN
    for number in range(5):
        state, _ = after_answer(state, good(moved_to=THERE), NOW + number * DAY)
    assert state.address == THERE
    later = NOW + 9 * DAY
    state, _ = after_failure(state, TIMEOUT, later)
    assert state.address == THERE
    state, events = after_failure(state, MISSING, later + HOUR)
    assert state.address == THERE
    state, events = after_failure(state, MISSING, later + 2 * HOUR)
    assert state.address == HERE
    assert [event.kind for event in events if event.kind is not FeedEventKind.FAILING] == [
        FeedEventKind.MOVED_BACK
    ]
    assert THERE in events[0].detail


def test_a_resting_host_says_nothing_against_its_feeds():
    after, events = after_failure(KNOWN, RESTING, NOW + HOUR)
    assert not events
    assert after.due_why == "asked for 3 h by Retry-After"
    waited = (after.next_due_at - NOW - HOUR).total_seconds()
    assert 3 * 3600 <= waited <= 3.3 * 3600
    same = {"next_due_at": NOW, "due_why": "", "last_detail": None}
    assert replace(after, **same) == replace(KNOWN, **same)


def test_failures_are_forgotten_with_the_first_good_answer():
    state = KNOWN
    for number in range(30):
        state, _ = after_failure(state, MISSING, NOW + number * DAY)
    assert state.next_due_at - state.last_polled_at <= timedelta(hours=26.5)  # never for good
    state, _ = after_answer(state, good(), NOW + 31 * DAY)
    assert (state.fail_score, state.failing_since, state.last_detail) == (0, None, None)


def test_what_the_operator_resets_is_asked_anew_and_keeps_its_history():
    state = replace(KNOWN, asked_url=THERE, fail_score=9.0, seen_entries=400)
    fresh = forgotten(state, NOW, "by hand")
    assert (fresh.address, fresh.fail_score, fresh.validators.etag) == (HERE, 0, None)
    assert (fresh.next_due_at, fresh.due_why) == (NOW, "by hand")
    assert (fresh.seen_entries, fresh.rhythm) == (400, HOURLY)


answers = st.sampled_from(
    [good(), good(whole()), good(whole(20)), good(moved_to=THERE), TIMEOUT, MISSING, REMOVED,
     RESTING, good(whole(3, rhythm=None), asking=Asking.FIRST)]
)  # fmt: skip


@given(st.lists(st.tuples(answers, st.floats(600, 1e6)), max_size=40))
def test_whatever_is_answered_the_feed_is_asked_again_within_reason(tale):
    state, at, n_new = NEW, NOW, 0
    for answer, pause_s in tale:
        at += timedelta(seconds=pause_s)
        after = after_failure if isinstance(answer, Failed) else after_answer
        state, events = after(state, answer, at)
        n_new += answer.whole.n_new if isinstance(answer, Answered) and answer.whole else 0
        waits_s = (state.next_due_at - at).total_seconds()
        assert MIN_INTERVAL_S <= waits_s <= 1.1 * MAX_ASKED_S + 1
        assert state.seen_entries == n_new
        assert len({event.kind for event in events}) == len(events)
        assert all(event.detail for event in events)
