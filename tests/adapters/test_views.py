"""What analysts select from: counted by hand on a few rows, and against what our own code says."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from desk_rows import NOON, put_copy, put_story
from feed_rows import OF_EACH_HEALTH, put_polled, put_unpolled
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.feeds import all_feeds
from wirewatch.feeds.polling.health import condition
from wirewatch.feeds.polling.moves import Streak

QUAY, MAST, KEEL = "quay.example", "mast.example", "keel.example"


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(text(query))]


def test_an_article_stands_once_with_its_story(engine: Engine) -> None:
    put_story(engine, "raid", [QUAY, MAST], agency="AFP")
    found = rows(engine, "SELECT source, is_canonical, story_agency, n_copies FROM v_article")
    assert sorted(found) == [(MAST, 0, "AFP", 2), (QUAY, 1, "AFP", 2)]


def test_a_timeline_has_minutes_and_puts_what_has_no_time_where_it_was_seen(engine: Engine) -> None:
    put_story(engine, "raid", [QUAY, MAST])  # noon, and an hour later
    put_copy(engine, "raid", KEEL, 2, published_at=None, captured_at=NOON + timedelta(minutes=90))
    query = "SELECT position, source, minutes_after_first FROM v_story_timeline ORDER BY position"
    assert rows(engine, query) == [(1, QUAY, 0), (2, MAST, 60), (3, KEEL, 90)]


def test_the_first_is_told_with_its_lead_and_only_times_to_the_minute_count(engine: Engine) -> None:
    put_story(engine, "raid", [QUAY, MAST])
    put_copy(engine, "raid", KEEL, 2, published_at=NOON.replace(hour=0), published_precision="day")
    put_story(engine, "goal", ["lone.example"])
    query = "SELECT first_source, second_source, minutes_ahead FROM v_who_was_first"
    assert rows(engine, query) == [(QUAY, MAST, 60)]


def test_two_copies_on_one_site_are_no_race(engine: Engine) -> None:
    put_story(engine, "raid", [QUAY, MAST])
    put_copy(engine, "raid", MAST, 1, source=QUAY)
    assert rows(engine, "SELECT * FROM v_who_was_first") == []


def test_what_a_site_printed_in_a_day(engine: Engine) -> None:
    put_story(engine, "raid", [QUAY, MAST])
    put_copy(engine, "raid", MAST, 1, agency="AFP", agency_role="text", language=None)
    query = """SELECT source, n_articles, n_words, n_signed_by_agency, n_copies_of_others,
                      n_undated, n_without_language FROM v_source_day ORDER BY source"""
    assert rows(engine, query) == [(MAST, 1, 3, 1, 1, 0, 1), (QUAY, 1, 3, 0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param({"agency": "AFP", "agency_role": "text"}, [("AFP", 1, 0, 100.0)], id="signed"),
        pytest.param({}, [("AFP", 0, 1, 100.0)], id="by its story"),
        pytest.param({"agency": "AP", "agency_role": "contribution"}, [], id="a mere hand in it"),
        pytest.param({"is_digest": True}, [], id="a digest of many stories"),
    ],
)
def test_how_much_of_a_paper_is_an_agencys(
    engine: Engine, more: dict[str, Any], found: list[tuple[Any, ...]]
) -> None:
    put_story(engine, "raid", [QUAY, MAST], agency="AFP", agency_role="text")
    put_copy(engine, "raid", MAST, 1, **more)
    query = """SELECT agency, n_signed, n_unsigned, percent_of_words
               FROM v_agency_share WHERE source = 'mast.example'"""
    assert rows(engine, query) == found


def test_a_text_that_nobody_else_prints_takes_no_agency_from_its_story(engine: Engine) -> None:
    put_story(engine, "raid", [QUAY], agency="AFP", agency_role="text")
    assert rows(engine, "SELECT * FROM v_agency_share") == []


def test_feeds_are_as_the_list_of_feeds_says(engine: Engine) -> None:
    put_unpolled(engine, "new")
    for health, changes in OF_EACH_HEALTH.items():
        put_polled(engine, health, **changes)
    young = Streak(what="HTTP 410", count=4, since=NOON - timedelta(hours=47))
    put_polled(engine, "gone for a day", gone=young, failing_since=NOON, last_detail="HTTP 410")
    rare = Streak(what="HTTP 410", count=2, since=NOON - timedelta(days=9))
    put_polled(engine, "gone twice", gone=rare)
    with reading(engine) as db:
        told = {feed.feed_id: condition(feed).health.value for feed in all_feeds(db)}
    assert dict(rows(engine, "SELECT feed_id, health FROM v_feed_health")) == told
    assert told["gone"] == "gone"
    assert len(set(told.values())) == 5
