"""The list of the feeds: the worst first, and why; when each is asked next, and why then."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from desk_rows import NOON
from feed_rows import (
    DAY,
    HOUR,
    feed_setting,
    put_one_of_each_health,
    put_polled,
)
from web.browser import ask, one, page, said
from web.feed_pages import desk_of, feed, feeds, summary
from wirewatch.adapters.warehouse.desk_feeds import LATE
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.feeds import ensure_feeds
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import FeedEventKind
from wirewatch.feeds.polling.validators import Trust, Validators
from wirewatch.settings import load_settings
from wirewatch.web.app import create_app

MOVED = (FeedEventKind.MOVED, "from here to there")


def groups(root):
    """Return the titles of the lists with the ids of the feeds below each."""
    return [
        (
            said(one(group, "preceding-sibling::h2[1]")),
            [said(name) for name in group.xpath(".//small[@dir]")],
        )
        for group in root.xpath("//ol[@class='feeds']")
    ]


def row(root, feed_id):
    return said(one(root, f"//ol[@class='feeds']/li[.//small[.='{feed_id}']]"))


def test_the_worst_come_first(app, engine):
    put_one_of_each_health(engine)
    put_polled(engine, "saxon")
    root = feeds(app)
    assert groups(root) == [
        ("gone 1", ["gone"]),
        ("failing 1", ["failing"]),
        ("silent 1", ["silent"]),
        ("new 1", ["new"]),
        ("well 2", ["saxon", "well"]),
    ]
    assert "6 feeds: 1 gone, 1 failing, 1 silent, 1 new, 2 well" in said(root)


def test_each_says_why_and_when_it_is_asked_next_and_why_then(app, engine):
    put_one_of_each_health(engine)
    put_polled(
        engine, "saxon",
        next_due_at=NOON + 2 * HOUR, due_why="asked for 2 h by its Cache-Control",
        asked_url="https://new.example/rss", identity=Identity.ADDRESS, identity_why="3 of 4",
        validators=Validators(trust=Trust.LYING, why="its entries were others"),
    )  # fmt: skip
    root = feeds(app)
    assert "4 answers “410 Gone” in a row since 2026-03-09" in row(root, "gone")
    assert "for 2 days: HTTP 503" in row(root, "failing")
    assert "nothing new for 9 days; usually every 60 minutes" in row(root, "silent")
    told = row(root, "saxon")
    for words in (
        "12 Mar 2026, 14:00 asked for 2 h by its Cache-Control",
        "moved: asked at https://new.example/rss",
        "its “not modified” is lying: its entries were others",
        "entries go by their addresses: 3 of 4",
    ):
        assert words in told


def test_what_was_told_last_stands_on_top_and_leads_to_the_feed(app, engine):
    put_polled(engine, "saxon", told=[MOVED])
    put_polled(engine, "saxon", at=NOON + HOUR, told=[(FeedEventKind.DISTRUSTED, "it lied")])
    root = feeds(app)
    told = one(root, "//h2[.='Told lately']/following-sibling::ol[1]")
    assert [said(line) for line in told] == [
        "12 Mar 2026, 13:00 saxon not believed it lied",
        "12 Mar 2026, 12:00 saxon moved from here to there",
    ]
    assert set(told.xpath(".//a/@href")) == {"/feed?id=saxon"}


def test_when_nothing_was_told_it_says_what_would_be(app, engine):
    put_polled(engine, "saxon")
    assert "falls silent or is caught lying is told of here" in said(feeds(app))


def test_a_feed_that_no_harvest_has_seen_is_new(app, engine):
    """Who has just added a feed wants to see that it was understood."""
    assert "not polled yet" in row(feeds(app), "saxon")
    root = feed(app)
    assert summary(root, "It is") == ["new not polled yet"]
    assert summary(root, "Address") == ["https://saxon.example/rss"]
    assert "None yet: the next harvest asks for it" in said(root)


def test_a_feed_that_was_dropped_is_shown_apart_and_not_as_polled(engine, tmp_path):
    """It would be "well" for ever, as of its last poll."""
    put_polled(engine, "saxon")
    put_polled(engine, "old", failing_since=NOON, told=[MOVED])
    app = desk_of(engine, tmp_path, ["saxon"])
    root = feeds(app)
    assert groups(root) == [("well 1", ["saxon"]), ("Not in the desk file any more 1", ["old"])]
    assert "2 feeds: 1 well, 1 not polled any more · last poll 12 Mar 2026, 12:00" in said(root)
    assert row(root, "old").endswith("not polled")
    assert "not polled" not in row(root, "saxon")
    told = summary(feed(app, "old"), "It is")
    assert "It is not in the desk file any more, and not polled." in told
    assert not feed(app, "old").xpath("//dt[.='Asked next']")


def test_a_desk_without_feeds_says_how_to_add_one(engine, tmp_path):
    assert "wirewatch feeds add URL" in said(feeds(desk_of(engine, tmp_path, [])))


@pytest.mark.parametrize(
    ("waited", "is_late"),
    [(timedelta(), False), (LATE, False), (LATE + timedelta(seconds=1), True)],
)
def test_feeds_that_are_due_and_not_asked_are_told(engine, tmp_path, waited, is_late):
    """A paused DAG makes no error anywhere: all feeds look as well as at their last poll."""
    put_polled(engine, "saxon", next_due_at=NOON)
    put_polled(engine, "old", next_due_at=NOON - DAY)
    app = desk_of(engine, tmp_path, ["saxon", "fresh"], NOON + waited)
    told = "1 was due more than an hour ago and nobody asked. Does wirewatch_harvest run?"
    assert (told in said(feeds(app))) is is_late
    assert ("nobody asked" in summary(feed(app), "Asked next")[0]) is is_late


def test_wrong_settings_are_named(engine, tmp_path):
    """And only there: stories are read without them."""
    broken = {"WIREWATCH_DESK": str(tmp_path / "gone.toml")}
    app = create_app(login=[], warehouse=lambda: engine, settings=lambda: load_settings(broken))
    for path in ("/feeds", "/feed?id=saxon"):
        answer = ask(app, path)
        assert answer.status_code == 503
        assert "gone.toml" in said(page(answer))
    assert ask(app, "/").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_feeds(app, engine):
    asked: list[str] = []
    put_one_of_each_health(engine)
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    feeds(app)
    feed(app, "well")
    few = len(asked)
    with writing(engine) as db:
        ensure_feeds(db, [feed_setting(f"feed-{n}") for n in range(200)], NOON)
    asked.clear()
    feeds(app)
    feed(app, "well")
    assert len(asked) == few <= 12
