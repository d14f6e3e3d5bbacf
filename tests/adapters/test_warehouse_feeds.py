"""Feeds and entries in the warehouse: state is kept, and twice is once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, writing
from wirewatch.adapters.warehouse.feeds import (
    MAX_TRIES,
    Poll,
    due_feeds,
    ensure_feeds,
    entry_authors,
    feed_states,
    pending_entries,
    save_entries,
    save_poll,
    settle_entry,
)
from wirewatch.feeds.parse import linkless_url
from wirewatch.model import FeedEntry, Moment, Precision
from wirewatch.settings import FeedSetting
from wirewatch.urls import article_id

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def db() -> Iterator[Connection]:
    engine = open_warehouse("sqlite://")
    migrate(engine)
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
    next_due_at=NOW + HOUR,
    due_why="nothing was new",
    fail_score=0.0,
    etag='"1"',
    last_modified="Mon",
    n_entries=20,
    n_new=3,
    problems=("the file is not well-formed XML",),
)


def test_a_new_feed_is_due_at_once(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon"), feed("tide", zone="Europe/Paris")], NOW)
    assert [state.feed_id for state in due_feeds(db, NOW)] == ["saxon", "tide"]
    assert [state.zone for state in due_feeds(db, NOW)] == ["UTC", "Europe/Paris"]
    assert due_feeds(db, NOW - HOUR) == ()
    assert [state.feed_id for state in due_feeds(db, NOW, feed_ids=["tide"])] == ["tide"]


def test_settings_change_a_feed_and_keep_its_state(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    save_poll(db, POLL)
    ensure_feeds(db, [feed("saxon", zone="Europe/Paris")], NOW + HOUR)
    (state,) = feed_states(db, ["saxon", "nobody"])
    assert (state.zone, state.etag, state.seen_entries) == ("Europe/Paris", '"1"', 3)
    assert state.next_due_at == NOW + HOUR


def test_a_feed_that_moved_forgets_its_validators(db: Connection) -> None:
    """Else the new address might answer "not modified" to what the old one had said."""
    ensure_feeds(db, [feed("saxon")], NOW)
    save_poll(db, POLL)
    ensure_feeds(db, [feed("saxon", url="https://saxon.example/new")], NOW)
    (state,) = due_feeds(db, NOW)
    assert (state.url, state.etag, state.last_modified) == ("https://saxon.example/new", None, None)


def test_a_poll_moves_its_feed_on(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    assert save_poll(db, POLL)
    assert due_feeds(db, NOW) == ()
    (state,) = due_feeds(db, NOW + HOUR)
    assert (state.last_polled_at, state.last_new_at, state.seen_entries) == (NOW, NOW, 3)
    row = db.execute(select(schema.poll)).one()
    assert (row.outcome, row.problems) == ("polled", ["the file is not well-formed XML"])


def test_a_poll_saved_twice_is_one(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    assert save_poll(db, POLL)
    assert not save_poll(db, replace(POLL, n_new=0, next_due_at=NOW + 9 * HOUR))
    (state,) = feed_states(db, ["saxon"])
    assert (state.seen_entries, state.next_due_at) == (3, NOW + HOUR)


def test_a_quiet_poll_keeps_the_time_of_the_last_news(db: Connection) -> None:
    ensure_feeds(db, [feed("saxon")], NOW)
    save_poll(db, POLL)
    save_poll(db, replace(POLL, polled_at=NOW + HOUR, n_new=0, etag=None))
    (state,) = feed_states(db, ["saxon"])
    assert (state.last_new_at, state.last_polled_at, state.etag) == (NOW, NOW + HOUR, None)


def test_an_entry_announced_again_is_not_new(db: Connection) -> None:
    assert save_entries(db, [entry("a"), entry("b"), entry("a")], NOW) == 2
    assert save_entries(db, [entry("b"), entry("c")], NOW + HOUR) == 1
    seen = {row.entry_id: row.first_seen_at for row in db.execute(select(schema.entry))}
    assert seen == {"a": NOW, "b": NOW, "c": NOW + HOUR}


def test_an_entry_without_a_plausible_date_belongs_to_the_day_it_was_seen(db: Connection) -> None:
    save_entries(db, [entry("a"), replace(entry("b"), published=Moment(raw="soon"))], NOW)
    days = {row.entry_id: str(row.event_date) for row in db.execute(select(schema.entry))}
    assert days == {"a": "2026-11-22", "b": "2026-11-23"}


def test_pages_are_fetched_oldest_first_and_once(db: Connection) -> None:
    save_entries(db, [entry("b"), entry("c", feed_id="tide")], NOW)
    save_entries(db, [entry("a")], NOW + HOUR)
    pending = pending_entries(db, ["saxon", "tide"], NOW, 10)
    assert [one.entry_id for one in pending] == ["b", "c", "a"]
    assert pending[0].article_id == article_id("https://saxon.example/b")
    assert [one.entry_id for one in pending_entries(db, ["saxon", "tide"], NOW, 1)] == ["b"]
    assert [one.entry_id for one in pending_entries(db, ["tide"], NOW, 10)] == ["c"]
    settle_entry(db, pending[0], outcome="landed")
    assert [one.entry_id for one in pending_entries(db, ["saxon"], NOW, 10)] == ["a"]


def test_a_page_put_off_comes_again_until_it_was_tried_enough(db: Connection) -> None:
    save_entries(db, [entry("a")], NOW)
    for tries in range(MAX_TRIES):
        at = NOW + tries * HOUR
        (one,) = pending_entries(db, ["saxon"], at, 10)
        assert one.tries == tries
        settle_entry(db, one, outcome="later", detail="HTTP 503", next_try_at=at + HOUR)
        assert pending_entries(db, ["saxon"], at, 10) == ()
    assert pending_entries(db, ["saxon"], NOW + 99 * HOUR, 10) == ()


def test_settling_the_same_try_twice_counts_it_once(db: Connection) -> None:
    save_entries(db, [entry("a")], NOW)
    (one,) = pending_entries(db, ["saxon"], NOW, 10)
    settle_entry(db, one, outcome="gone", detail="HTTP 404")
    settle_entry(db, one, outcome="gone", detail="HTTP 404")
    row = db.execute(select(schema.entry)).one()
    assert (row.outcome, row.outcome_detail, row.tries) == ("gone", "HTTP 404", 1)


def test_an_entry_without_a_link_waits_for_nothing(db: Connection) -> None:
    lone = replace(entry("a"), url=linkless_url("https://saxon.example/", "a"))
    save_entries(db, [lone], NOW)
    assert pending_entries(db, ["saxon"], NOW, 10) == ()
    assert db.execute(select(schema.entry.c.outcome)).scalar_one() == "no_link"


def test_the_authors_that_feeds_name_are_joined(db: Connection) -> None:
    """One article in two feeds: who wrote it is said by either."""
    both = [
        entry("a", authors=("AFP",)),
        entry("a", feed_id="tide", authors=("AFP", "Ann Arrow")),
        entry("b"),
    ]
    save_entries(db, both, NOW)
    ids = [article_id(f"https://saxon.example/{name}") for name in "ab"]
    assert entry_authors(db, ids) == {ids[0]: ("AFP", "Ann Arrow")}
    assert entry_authors(db, []) == {}
