"""The counts that people are shown, on a warehouse small enough to count by hand."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from rich.console import Console
from sqlalchemy import Connection, Engine

from desk_rows import (
    NOON,
    TODAY,
    put,
    put_alert,
    put_capture,
    put_copy,
    put_credit,
    put_delivery,
    put_story,
    warehouse_in,
)
from feed_rows import put_one_of_each_health, put_polled
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse import report
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.model import digest
from wirewatch.report import show

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def engine(tmp_path) -> Engine:
    return warehouse_in(tmp_path)


@pytest.fixture
def db(engine) -> Iterator[Connection]:
    """A warehouse of three stories: three copies, two copies, one copy."""
    put_story(engine, "raid", ["a.example", "b.example", "c.example"], agency="AFP")
    put_story(engine, "flood", ["d.example", "e.example"], on=YESTERDAY)
    put_story(engine, "fair", ["f.example"])
    with reading(engine) as connection:
        yield connection


def put_reading(engine, name, outcome):
    put_capture(engine, name, capture_id=digest(name), article_id=digest(name))
    put(
        engine, schema.reading,
        capture_id=digest(name), extractor="test@1", outcome=outcome, detail="",
        article_id=digest(name), content_hash=None, recorded_at=NOON,
    )  # fmt: skip


def put_poll(engine, name, outcome):
    put(
        engine, schema.poll,
        poll_id=digest(name), feed_id="tide", polled_at=NOON, outcome=outcome, n_entries=0, n_new=0,
    )  # fmt: skip


def put_entry(engine, name, outcome):
    put(
        engine, schema.entry,
        feed_id="tide", entry_id=digest(name), article_id=digest(name), url=name, title="",
        summary="", authors=[], published_precision="none", published_raw="", first_seen_at=NOON,
        event_date=TODAY, outcome=outcome,
    )  # fmt: skip


def test_an_empty_warehouse_counts_nothing(engine):
    with reading(engine) as db:
        counts = report.totals(db)
        assert counts == report.Totals(
            publishers=0, pages=0, articles=0, versions=0, stories=0, alerts=0, sent=0
        )
        assert report.copies_per_story(db) == {}
        assert report.credits_by_role(db) == {}
        assert report.largest_stories(db, limit=8) == ()
        assert report.alert_lines(db) == ()
        assert report.feed_healths(db) == {}
        assert report.poll_outcomes(db) == report.entry_outcomes(db) == {}
        assert report.reading_outcomes(db) == {}


def test_totals_count_each_thing_once(engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    put_copy(engine, "raid", "b.example", 1, content_hash=digest("corrected"))
    put_reading(engine, "one", "loaded")
    put_reading(engine, "two", "consent_wall")
    put_reading(engine, "three", "loaded")
    sent = put_alert(engine, "drones", "raid", ["drone"])
    put_delivery(engine, sent, "mail", "sent")
    put_delivery(engine, sent, "hook", "pending")
    put_alert(engine, "raids", "raid", ["raid"], suppressed="backfill")
    with reading(engine) as db:
        assert report.totals(db) == report.Totals(
            publishers=2, pages=3, articles=2, versions=3, stories=1, alerts=2, sent=1
        )


def test_two_articles_of_one_site_are_one_publisher(engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    put_copy(engine, "raid", "b.example", 1, source="a.example")
    with reading(engine) as db:
        assert report.totals(db).publishers == 1


def test_copies_per_story_add_up_to_the_stories(db):
    counts = report.copies_per_story(db)
    assert counts == {1: 1, 2: 1, 3: 1}
    assert list(counts) == [1, 2, 3]
    assert sum(counts.values()) == report.totals(db).stories


def test_credits_count_articles_and_not_lines(engine):
    """Byline, metadata and feed of one article say one thing, not three."""
    put_story(engine, "raid", ["a.example", "b.example"])
    for position, place in enumerate(("byline", "json-ld", "feed")):
        put_credit(engine, "a.example", "AFP", "text", "AFP", place=place, position=position)
    put_credit(engine, "a.example", "AFP", "photo", "AFP", position=3)
    put_credit(engine, "b.example", "AFP", "text", "By AFP")
    put_credit(engine, "b.example", "AP", "source", "told AP", position=1)
    with reading(engine) as db:
        assert report.credits_by_role(db) == {"AFP": {"text": 2, "photo": 1}, "AP": {"source": 1}}


def test_credits_of_a_version_that_was_replaced_do_not_count(engine):
    """A publisher who takes the agency's name out again is believed."""
    put_story(engine, "raid", ["a.example"])
    put_credit(engine, "a.example", "AFP", "text", "By AFP")
    put_copy(engine, "raid", "a.example", content_hash=digest("corrected"))
    with reading(engine) as db:
        assert report.credits_by_role(db) == {}


def test_the_largest_stories_come_first_and_no_more_than_asked(db):
    largest = report.largest_stories(db, limit=2)
    assert [(line.headline, line.n_copies) for line in largest] == [
        ("Headline of raid", 3),
        ("Headline of flood", 2),
    ]
    assert largest[0].agency == "AFP"


def test_alerts_show_each_word_once_and_those_not_sent_last(engine):
    put_story(engine, "raid", ["a.example"])
    put_alert(engine, "a kept one", "raid", ["raid"], suppressed="old")
    put_alert(engine, "drones", "raid", ["drone", "drones", "drone"])
    put_alert(engine, "orphan", "none", ["x"])
    with reading(engine) as db:
        lines = report.alert_lines(db)
    assert [(line.watch, line.words, line.suppressed) for line in lines] == [
        ("drones", ("drone", "drones"), None),
        ("orphan", ("x",), None),
        ("a kept one", ("raid",), "old"),
    ]
    assert [line.headline for line in lines] == ["Headline of raid", "", "Headline of raid"]


def test_outcomes_of_polls_entries_and_readings_are_counted_by_name(engine):
    for name, outcome in (("1", "polled"), ("2", "polled"), ("3", "gone")):
        put_poll(engine, name, outcome)
    for name, outcome in (("1", "landed"), ("2", "refused")):
        put_entry(engine, name, outcome)
    put_reading(engine, "one", "loaded")
    put_reading(engine, "two", "loaded")
    with reading(engine) as db:
        assert report.poll_outcomes(db) == {"gone": 1, "polled": 2}
        assert report.entry_outcomes(db) == {"landed": 1, "refused": 1}
        assert report.reading_outcomes(db) == {"loaded": 2}


def test_feeds_are_counted_by_how_they_are_the_well_first(engine):
    put_one_of_each_health(engine)
    put_polled(engine, "saxon")
    with reading(engine) as db:
        counts = report.feed_healths(db)
    assert list(counts.items()) == [
        ("well", 2), ("new", 1), ("silent", 1), ("failing", 1), ("gone", 1),
    ]  # fmt: skip


def test_a_run_is_told_how_the_feeds_are(engine):
    """`make run` ends with this: a feed that fails must not hide behind the stories."""
    put_one_of_each_health(engine)
    console = Console(record=True, width=100, file=io.StringIO())
    show(engine, console)
    told = "feeds, by how they are: well 1, new 1, silent 1, failing 1, gone 1 = 5\n"
    assert told in console.export_text()
