"""Feeds and entries in the warehouse: state is kept, and twice is once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.entries import (
    MAX_TRIES,
    entry_authors,
    entry_times,
    known_entries,
    pending_entries,
    save_entries,
    settle_entry,
)
from wirewatch.adapters.warehouse.feeds import (
    Poll,
    due_feeds,
    ensure_feeds,
    feed_states,
    latest_events,
    reset_feed,
    save_poll,
)
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.parse import linkless_url
from wirewatch.feeds.polling.events import FeedEvent, FeedEventKind
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.rhythm import Rhythm
from wirewatch.feeds.polling.schedule import Wishes
from wirewatch.feeds.polling.state import FeedState
from wirewatch.feeds.polling.validators import Validators
from wirewatch.model import FeedEntry, Moment, Precision
from wirewatch.settings import FeedSetting
from wirewatch.urls import article_id

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    with writing(engine) as connection:
        yield connection


def feed(feed_id: str, url: str = "https://saxon.example/rss", zone: str = "UTC") -> FeedSetting:
    return FeedSetting(
        feed_id=feed_id, url=url, title="Saxon", site="saxon.example", zone=zone, language="en"
    )


def entry(entry_id: str, *, feed_id: str = "saxon", authors: tuple[str, ...] = ()) -> FeedEntry:
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    return FeedEntry(
        feed_id=feed_id,
        entry_id=entry_id,
        guid=None,
        url=f"https://saxon.example/{entry_id}",
        title=f"Title {entry_id}",
        summary="",
        content_html=None,
        authors=authors,
        published=Moment(at=at, precision=Precision.SECOND, raw="x", reader="feed"),
        updated=Moment(),
    )


POLL = Poll(
    feed_id="saxon",
    polled_at=NOW,
    outcome="polled",
    asked="first",
    n_entries=20,
    n_new=3,
    problems=("the file is not well-formed XML",),
)
MOVED = FeedEvent(kind=FeedEventKind.MOVED, detail="from here to there")


def polled(db: Connection, **changes: Any) -> FeedState:
    """Return the state of the feed after a poll that changed this."""
    (state,) = feed_states(db, ["saxon"])
    return replace(
        state,
        **{"next_due_at": NOW + HOUR, "due_why": "quiet", "last_polled_at": NOW, **changes},
    )


def test_a_new_feed_is_due_at_once(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon"), feed("tide", zone="Europe/Paris")], NOW)
    assert [state.feed_id for state in due_feeds(db, NOW)] == ["saxon", "tide"]
    assert [state.zone for state in due_feeds(db, NOW)] == ["UTC", "Europe/Paris"]
    assert due_feeds(db, NOW - HOUR) == ()
    assert [state.feed_id for state in due_feeds(db, NOW, feed_ids=["tide"])] == ["tide"]


times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
seconds = st.floats(0, 1e9)
streaks = st.builds(Streak, what=words, count=st.integers(1, 99), since=times)
states = st.builds(
    FeedState,
    feed_id=st.just("saxon"),
    url=st.just("https://saxon.example/rss"),
    title=st.just("Saxon"),
    site=st.just("saxon.example"),
    zone=st.just("UTC"),
    language=st.just("en"),
    next_due_at=times,
    due_why=words,
    last_detail=st.none() | words,
    asked_url=st.none() | words,
    move=st.none() | streaks,
    gone=st.none() | streaks.map(lambda streak: replace(streak, what="HTTP 410")),
    validators=st.builds(Validators, since=st.none() | times, why=words),
    wishes=st.builds(
        Wishes,
        declared_s=st.none() | seconds,
        retry_after_s=st.none(),
        skip_hours=st.lists(st.integers(0, 23)).map(tuple),
    ),
    n_entries=st.integers(0, 5_000),
    window_s=st.none() | seconds,
    rhythm=st.none()
    | st.builds(Rhythm, usual_s=seconds, longest_s=seconds, span_s=seconds, newest_at=times),
    identity=st.sampled_from(Identity),
    fail_score=seconds,
    last_outcome=st.just("polled"),
    last_polled_at=times,
    seen_entries=st.integers(0, 10**6),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(states)
def test_a_state_is_read_as_it_was_written(db: Connection, state: FeedState) -> None:
    db.execute(schema.feed.delete())
    ensure_feeds(db, [feed("saxon")], NOW)
    save_poll(db, replace(POLL, polled_at=state.last_polled_at or NOW), state)
    db.execute(schema.poll.delete())
    assert feed_states(db, ["saxon"]) == (state,)


def test_settings_change_a_feed_and_keep_its_state(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    save_poll(db, POLL, polled(db, validators=Validators(etag='"1"'), seen_entries=3))
    ensure_feeds(db, [feed("saxon", zone="Europe/Paris")], NOW + HOUR)
    (state,) = feed_states(db, ["saxon", "nobody"])
    assert (state.zone, state.validators.etag, state.seen_entries) == ("Europe/Paris", '"1"', 3)
    assert state.next_due_at == NOW + HOUR


def test_a_feed_that_the_operator_moves_forgets_what_belongs_to_the_old_address(
    db: Connection,
) -> None:
    """Else the new address might answer "not modified" to what the old one had said."""
    ensure_feeds(db, [feed("saxon")], NOW)
    learned = polled(
        db,
        validators=Validators(etag='"1"'),
        asked_url="https://elsewhere.example/",
        identity=Identity.ADDRESS,
    )
    save_poll(db, POLL, learned)
    ensure_feeds(db, [feed("saxon", url="https://saxon.example/new")], NOW)
    (state,) = due_feeds(db, NOW)
    assert (state.address, state.validators.etag) == ("https://saxon.example/new", None)
    assert state.identity is Identity.ADDRESS


def test_a_feed_can_be_asked_anew(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    save_poll(db, POLL, polled(db, asked_url="https://elsewhere.example/", fail_score=7.0))
    assert reset_feed(db, "saxon", NOW, "by hand")
    assert not reset_feed(db, "nobody", NOW, "by hand")
    (state,) = due_feeds(db, NOW)
    assert (state.address, state.fail_score, state.due_why) == (
        "https://saxon.example/rss",
        0,
        "by hand",
    )


def test_a_poll_moves_its_feed_on(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    assert save_poll(db, POLL, polled(db, last_new_at=NOW, seen_entries=3))
    assert due_feeds(db, NOW) == ()
    (state,) = due_feeds(db, NOW + HOUR)
    assert (state.last_polled_at, state.last_new_at, state.seen_entries) == (NOW, NOW, 3)
    assert state.last_outcome == "polled"
    row = db.execute(select(schema.poll)).one()
    assert (row.outcome, row.problems) == ("polled", ["the file is not well-formed XML"])
    assert (row.asked, row.next_due_at, row.due_why) == ("first", NOW + HOUR, "quiet")


def test_a_poll_saved_twice_is_one(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    assert save_poll(db, POLL, polled(db, seen_entries=3), [MOVED])
    assert not save_poll(db, POLL, polled(db, seen_entries=6), [MOVED])
    (state,) = feed_states(db, ["saxon"])
    assert state.seen_entries == 3
    assert [told.kind for told in latest_events(db, limit=9)] == [FeedEventKind.MOVED]


def test_a_poll_that_was_overtaken_leaves_the_state_to_the_later_one(db: Connection) -> None:
    """Two runs may poll one feed at once; whoever saves last must not turn it back."""
    ensure_feeds(db, [feed("saxon")], NOW)
    late = replace(POLL, polled_at=NOW + HOUR)
    save_poll(db, late, polled(db, last_polled_at=NOW + HOUR, due_why="late"))
    assert save_poll(db, POLL, polled(db, due_why="early"))
    (state,) = feed_states(db, ["saxon"])
    assert state.due_why == "late"


def test_what_is_told_of_feeds_is_kept_newest_first(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    gone = FeedEvent(kind=FeedEventKind.GONE, detail="410")
    save_poll(db, POLL, polled(db), [MOVED])
    save_poll(db, replace(POLL, polled_at=NOW + HOUR), polled(db), [gone])
    told = latest_events(db, limit=9)
    assert [(one.feed_id, one.at, one.kind) for one in told] == [
        ("saxon", NOW + HOUR, FeedEventKind.GONE),
        ("saxon", NOW, FeedEventKind.MOVED),
    ]
    assert latest_events(db, limit=1) == told[:1]


# ── entries ─────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_announced_again_is_not_new(db: Connection) -> None:
    assert save_entries(db, [entry("a"), entry("b"), entry("a")], NOW, run="test") == 2
    assert save_entries(db, [entry("b"), entry("c")], NOW + HOUR, run="test") == 1
    seen = {row.entry_id: row.first_seen_at for row in db.execute(select(schema.entry))}
    assert seen == {"a": NOW, "b": NOW, "c": NOW + HOUR}


def test_an_entry_without_a_plausible_date_belongs_to_the_day_it_was_seen(db: Connection) -> None:
    save_entries(
        db, [entry("a"), replace(entry("b"), published=Moment(raw="soon"))], NOW, run="test"
    )
    days = {row.entry_id: str(row.event_date) for row in db.execute(select(schema.entry))}
    assert days == {"a": "2026-11-22", "b": "2026-11-23"}


def test_pages_are_fetched_oldest_first_and_once(db: Connection) -> None:
    save_entries(db, [entry("b"), entry("c", feed_id="tide")], NOW, run="test")
    save_entries(db, [entry("a")], NOW + HOUR, run="test")
    pending = pending_entries(db, ["saxon", "tide"], NOW, 10)
    assert [one.entry_id for one in pending] == ["b", "c", "a"]
    assert pending[0].article_id == article_id("https://saxon.example/b")
    assert [one.entry_id for one in pending_entries(db, ["saxon", "tide"], NOW, 1)] == ["b"]
    assert [one.entry_id for one in pending_entries(db, ["tide"], NOW, 10)] == ["c"]
    settle_entry(db, pending[0], outcome="landed")
    assert [one.entry_id for one in pending_entries(db, ["saxon"], NOW, 10)] == ["a"]


def test_a_page_put_off_comes_again_until_it_was_tried_enough(db: Connection) -> None:
    save_entries(db, [entry("a")], NOW, run="test")
    for tries in range(MAX_TRIES):
        at = NOW + tries * HOUR
        (one,) = pending_entries(db, ["saxon"], at, 10)
        assert one.tries == tries
        settle_entry(db, one, outcome="later", detail="HTTP 503", next_try_at=at + HOUR)
        assert pending_entries(db, ["saxon"], at, 10) == ()
    assert pending_entries(db, ["saxon"], NOW + 99 * HOUR, 10) == ()


def test_settling_the_same_try_twice_counts_it_once(db: Connection) -> None:
    save_entries(db, [entry("a")], NOW, run="test")
    (one,) = pending_entries(db, ["saxon"], NOW, 10)
    settle_entry(db, one, outcome="gone", detail="HTTP 404")
    settle_entry(db, one, outcome="gone", detail="HTTP 404")
    row = db.execute(select(schema.entry)).one()
    assert (row.outcome, row.outcome_detail, row.tries) == ("gone", "HTTP 404", 1)


def test_an_entry_without_a_link_waits_for_nothing(db: Connection) -> None:
    lone = replace(entry("a"), url=linkless_url("https://saxon.example/", "a"))
    save_entries(db, [lone], NOW, run="test")
    assert pending_entries(db, ["saxon"], NOW, 10) == ()
    assert db.execute(select(schema.entry.c.outcome)).scalar_one() == "no_link"


def test_the_authors_that_feeds_name_are_joined(db: Connection) -> None:
    """One article in two feeds: who wrote it is said by either."""
    both = [
        entry("a", authors=("AFP",)),
        entry("a", feed_id="tide", authors=("AFP", "Ann Arrow")),
        entry("b"),
    ]
    save_entries(db, both, NOW, run="test")
    ids = [article_id(f"https://saxon.example/{name}") for name in "ab"]
    assert entry_authors(db, ids) == {ids[0]: ("AFP", "Ann Arrow")}
    assert entry_authors(db, []) == {}


def test_what_is_known_of_entries_is_found_by_address_and_else_by_guid(db: Connection) -> None:
    """A site that went https in between has the same guids."""
    old = replace(entry("a"), guid="http://saxon.example/?p=1")
    save_entries(db, [old, entry("b"), entry("a", feed_id="tide")], NOW, run="test")
    moved = replace(entry("c"), guid="https://saxon.example/?p=1")
    known = known_entries(db, "saxon", [moved, entry("b")])
    assert {one.entry_id for one in known} == {"a", "b"}
    assert known_entries(db, "saxon", [entry("d")]) == ()


def test_entries_appear_when_they_are_dated_or_else_when_they_are_seen(db: Connection) -> None:
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    save_entries(db, [entry("a"), replace(entry("b"), published=Moment())], NOW, run="test")
    ancient = Moment(at=NOW - 400 * 24 * HOUR, precision=Precision.DAY)
    save_entries(db, [replace(entry("c"), published=ancient)], NOW + HOUR, run="test")
    assert sorted(entry_times(db, "saxon")) == [at, NOW, NOW + HOUR]
    assert entry_times(db, "nobody") == []
