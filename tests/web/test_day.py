"""The list of a day's stories."""

from datetime import date, timedelta

import pytest

from desk_rows import TODAY, put_alert, put_story
from web.browser import ask, one, page, said
from wirewatch.adapters.warehouse import desk_day
from wirewatch.adapters.warehouse.engine import open_warehouse, reading
from wirewatch.settings import load_settings
from wirewatch.web.app import create_app


def headlines(root, title):
    listed = one(root, f"//h2[starts-with(., '{title}')]/following-sibling::ol[1]")
    return [said(link) for link in listed.xpath(".//a")]


def test_an_empty_warehouse_says_what_to_do(app):
    answer = ask(app, "/")
    assert answer.status_code == 200
    assert "wirewatch_harvest" in answer.text
    assert "make up-sample" in answer.text


def test_a_warehouse_without_tables_says_what_to_do(tmp_path):
    """A page view must not need the right to make tables, nor show a traceback."""
    engine = open_warehouse(f"sqlite:///{tmp_path}/new.db")
    answer = ask(create_app(login=[], warehouse=lambda: engine), "/")
    assert answer.status_code == 503
    assert "wirewatch warehouse migrate" in answer.text


def test_settings_that_are_wrong_are_named(tmp_path):
    environ = {"WIREWATCH_DESK": str(tmp_path / "gone.toml")}
    broken = create_app(
        login=[], warehouse=lambda: open_warehouse(load_settings(environ).warehouse_url)
    )
    answer = ask(broken, "/")
    assert answer.status_code == 503
    assert "gone.toml" in answer.text


def test_the_front_page_is_the_newest_day_that_has_stories(app, engine):
    put_story(engine, "old", ["a.example"], on=TODAY - timedelta(days=30))
    put_story(engine, "new", ["b.example"])
    assert said(one(page(ask(app, "/")), "//h1")) == "Thursday, 12 March 2026"


def test_stories_with_copies_stand_apart_from_those_printed_once(app, engine):
    put_story(engine, "single", ["a.example"])
    put_story(engine, "pair", ["b.example", "c.example"])
    put_story(engine, "trio", ["d.example", "e.example", "f.example"])
    root = page(ask(app, "/"))
    assert headlines(root, "Printed by several") == ["Headline of trio", "Headline of pair"]
    assert headlines(root, "Printed once") == ["Headline of single"]
    assert "3 stories in 6 articles" in said(root)


def test_a_story_shows_its_agency_its_role_and_its_watches(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"], agency="AFP", agency_role="joint")
    put_alert(engine, "drones", "raid", ["drone"])
    put_alert(engine, "drones again", "raid", ["drone"])
    row = one(page(ask(app, "/")), "//ol/li")
    assert said(one(row, ".//*[contains(@class, 'badge')]")) == "AFP"
    assert "with the desk" in said(row)
    assert [said(watch) for watch in row.xpath(".//*[@class='watch']")] == [
        "drones",
        "drones again",
    ]


@pytest.mark.parametrize("n_days", [1, 3, 20])
def test_every_day_is_reached_from_the_newest_by_links(app, engine, n_days):
    days = [TODAY - timedelta(days=2 * n) for n in range(n_days)]
    for n, day in enumerate(days):
        put_story(engine, f"story {n}", [f"site{n}.example"], on=day)
    seen: set[str] = set()
    waiting = {"/"}
    while waiting:
        links = set(page(ask(app, waiting.pop())).xpath("//nav[@aria-label='Days']//a/@href"))
        waiting |= links - seen
        seen |= links
    assert seen == {f"/?day={day}" for day in days}


def test_a_day_without_stories_leads_to_its_neighbours(app, engine):
    put_story(engine, "before", ["a.example"], on=TODAY - timedelta(days=3))
    put_story(engine, "after", ["b.example"])
    answer = ask(app, f"/?day={TODAY - timedelta(days=1)}")
    assert answer.status_code == 200
    links = page(answer).xpath("//main//p/a/@href")
    assert links == ["/?day=2026-03-12", "/?day=2026-03-09"]
    assert "backfill" in answer.text


@pytest.mark.parametrize(
    "asked",
    ["yesterday", "2026-02-30", "2026-13-01", "12.03.2026", "20260312x", "<b>", "%00", "9" * 500],
)
def test_a_day_that_is_none_is_refused_clearly(app, asked):
    answer = ask(app, f"/?day={asked}")
    assert answer.status_code == 400
    assert "2026-03-05" in said(page(answer))
    assert "<b>" not in answer.text


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_time_are_days_like_others(app, engine, day):
    put_story(engine, "now", ["a.example"])
    assert ask(app, f"/?day={day}").status_code == 200


def test_a_day_of_very_many_stories_says_that_it_is_cut(engine):
    for n in range(5):
        put_story(engine, f"story {n}", [f"site{n}.example"])
    with reading(engine) as db:
        shown = desk_day.day_page(db, TODAY, limit=2)
    assert (len(shown.stories), shown.n_stories) == (2, 5)
