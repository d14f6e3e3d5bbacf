"""The checks over a warehouse: what is wrong is named, and what is not is left in peace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from story_rows import capture, load
from story_texts import NOON
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.entries import save_entries
from wirewatch.checks import Check
from wirewatch.errors import NotWell
from wirewatch.model import FeedEntry, Moment, Precision
from wirewatch.pipeline.check import all_verdicts, require_well, verdicts_of
from wirewatch.settings import Settings, load_settings

NOW = NOON + timedelta(days=20, hours=1)
DESK = '[[feed]]\nid = "saxon"\nurl = "https://saxon.example/rss"\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "desk.toml").write_text(DESK)
    environ = {"WIREWATCH_HOME": str(tmp_path), "WIREWATCH_CLOCK": NOW.isoformat()}
    return load_settings(environ)


def announce(engine: Engine, n_entries: int, *, days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    with writing(engine) as db:
        save_entries(db, [entry(f"{days_ago}-{n}", at) for n in range(n_entries)], at, run="test")


def entry(name: str, at) -> FeedEntry:
    return FeedEntry(
        feed_id="saxon",
        entry_id=name,
        guid=None,
        url=f"https://saxon.example/{name}",
        title=name,
        summary="",
        content_html=None,
        authors=(),
        published=Moment(at=at, precision=Precision.SECOND, raw="x", reader="feed"),
        updated=Moment(),
    )


def words(engine: Engine, settings: Settings, check: Check) -> list[tuple[str, bool, str]]:
    return [(v.subject, v.is_well, v.why) for v in verdicts_of(engine, settings, check)]


def test_an_empty_warehouse_with_a_feed_has_no_fresh_page_and_nothing_else_to_say(engine, settings):
    bad = [verdict for verdict in all_verdicts(engine, settings) if not verdict.is_well]
    assert [verdict.why for verdict in bad] == [
        "no page has landed yet; does wirewatch_harvest run?"
    ]
    quiet = replace(settings, feeds=())
    assert all(verdict.is_well for verdict in all_verdicts(engine, quiet))


def test_pages_that_nobody_reads_are_told(engine, settings):
    load(engine, [capture("a.example/1", "Rain.")])
    assert [is_well for _, is_well, _ in words(engine, settings, Check.FRESHNESS)] == [True, True]
    with writing(engine) as db:
        db.execute(schema.reading.delete())
        old = NOW - timedelta(hours=5)
        db.execute(update(schema.capture).values(recorded_at=old))
    told = words(engine, settings, Check.FRESHNESS)
    assert told[1] == (
        "reading",
        False,
        "1 pages are unread, the oldest for 5 h; does wirewatch_publish run?",
    )


def test_a_feed_that_brings_less_than_ever_is_told(engine, settings):
    for days_ago in range(2, 14):
        announce(engine, 12, days_ago=days_ago)
    announce(engine, 1, days_ago=1)
    ((subject, is_well, why),) = words(engine, settings, Check.VOLUME)
    assert (subject, is_well) == ("saxon", False)
    assert "1 entries on 2026-12-09, where 12 are usual" in why
    with pytest.raises(NotWell, match="saxon: 1 entries"):
        require_well(engine, settings, Check.VOLUME)
    assert require_well(engine, settings, Check.DATE) == 0  # the others go on


def test_what_a_new_feed_shows_of_the_days_before_is_no_measure(engine, settings):
    with writing(engine) as db:
        at = NOW - timedelta(days=2)
        shown = [entry(f"{n}", at - timedelta(days=n)) for n in range(20)]
        save_entries(db, shown, at, run="test")
    ((_, is_well, why),) = words(engine, settings, Check.VOLUME)
    assert is_well
    assert "too early" in why


def pages(n: int, **more: object) -> Iterator:
    return (capture(f"dawn.example/{i}", f"Rain {i}.", captured=i / 100, **more) for i in range(n))


def test_pages_without_date_language_or_with_a_date_ahead_are_told(engine, settings):
    load(engine, pages(20, hours=None, language=None))
    dates = words(engine, settings, Check.DATE)
    assert dates == [("dawn.example", False, "20 of 20 pages have no date of publication")]
    assert [is_well for _, is_well, _ in words(engine, settings, Check.LANGUAGE)] == [False]
    assert [is_well for _, is_well, _ in words(engine, settings, Check.FUTURE)] == [True]


def test_dates_ahead_are_told(engine, settings):
    load(engine, pages(20, hours=24 * 30))
    assert words(engine, settings, Check.FUTURE) == [
        ("dawn.example", False, "20 of 20 pages are dated more than a day ahead of their capture")
    ]


def test_pages_without_text_are_told_and_asked_for_nothing_else(engine, settings):
    load(engine, pages(20))
    with writing(engine) as db:
        db.execute(update(schema.reading).values(outcome="consent_wall", content_hash=None))
    ((_, is_well, why),) = words(engine, settings, Check.TEXT)
    assert not is_well
    assert why.startswith("20 of 20 pages have no text")
    assert words(engine, settings, Check.DATE) == []


def test_a_site_that_never_told_its_language_is_known_for_it(engine, settings):
    load(engine, pages(20, language=None))
    earlier = [
        capture(f"dawn.example/old{i}", f"Snow {i}.", captured=-24 * 3 + i / 100, language=None)
        for i in range(30)
    ]
    load(engine, earlier)
    ((_, is_well, why),) = words(engine, settings, Check.LANGUAGE)
    assert is_well
    assert "the week before 100%" in why
