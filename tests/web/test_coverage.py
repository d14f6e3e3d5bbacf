"""The page of past dates: what the archives gave of a month, what is missing, what was matched."""

from datetime import date

import pytest
from sqlalchemy import Engine

from desk_rows import NOON, article_key, put_alert, put_story
from web.browser import ask, one, page, said
from wirewatch.adapters.warehouse.archived import record_day
from wirewatch.adapters.warehouse.engine import writing

DAY = date(2026, 3, 12)


def put_day(engine: Engine, day: date, source: str = "wayback", site: str = "a.example", **n: int):
    with writing(engine) as db:
        record_day(db, day, source, site, outcomes=n, now=NOON)


def coverage(app, query=""):
    answer = ask(app, f"/coverage{query}")
    assert answer.status_code == 200, answer.text
    return page(answer)


def cells(root, source):
    """Return the class of each day's cell in the row of a source, the first of the month first."""
    return one(root, f"//table[@class='heat']//tr[th='{source}']").xpath("./td/@class")


def test_without_a_backfill_it_says_how_to_begin_one(app):
    assert "wirewatch archive plan" in said(coverage(app))


def test_a_month_has_all_its_days_and_a_gap_is_seen(app, engine):
    put_day(engine, date(2026, 3, 31), landed=2)
    root = coverage(app)
    assert said(one(root, "//h1")) == "Past dates: March 2026"
    assert cells(root, "wayback") == ["heat-none"] * 30 + ["heat-4"]


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        ({}, "heat-empty"),
        ({"gone": 3}, "heat-0"),
        ({"landed": 1, "gone": 99}, "heat-1"),
        ({"known": 1, "gone": 1}, "heat-2"),
        ({"landed": 98, "known": 1, "gone": 1}, "heat-3"),
        ({"landed": 1, "known": 1}, "heat-4"),
    ],
    ids=["nothing there", "none", "little", "half", "all but one", "all"],
)
def test_a_cell_tells_which_part_we_have_and_all_is_all(app, engine, n, expected):
    put_day(engine, DAY, **n)
    assert cells(coverage(app), "wayback")[11] == expected


def test_below_it_stands_each_day_with_what_is_missing_and_why(app, engine):
    put_day(engine, DAY, site="a.example", landed=2, too_large=1)
    put_day(engine, DAY, site="b.example", known=1, gone=2, too_large=1)
    put_day(engine, DAY, "sitemaps", landed=1)
    rows = coverage(app).xpath("//table[@class='counts']/tbody/tr")
    assert [[said(cell) for cell in row] for row in rows] == [
        ["Thu 12 Mar", "sitemaps", "1", "0", "1", "0", "none"],
        ["Thu 12 Mar", "wayback", "7", "1", "2", "0", "2 gone, 2 too large"],
    ]
    assert [row.get("id") for row in rows] == ["d2026-03-12", None]


def test_a_cell_leads_to_its_day(app, engine):
    put_day(engine, DAY, landed=1)
    root = coverage(app)
    (link,) = root.xpath("//table[@class='heat']//td/a/@href")
    assert root.xpath(f"//*[@id='{link.removeprefix('#')}']")


@pytest.mark.parametrize("query", ["?month=2024-02-01", "?month=2024-02-29"])
def test_one_walks_between_the_months_that_were_asked_for(app, engine, query):
    for day in (date(2023, 12, 31), date(2024, 2, 29), date(2026, 3, 1)):
        put_day(engine, day, landed=1)
    root = coverage(app, query)
    assert len(cells(root, "wayback")) == 29
    assert root.xpath("//a[@rel='prev']/@href") == ["/coverage?month=2023-12-01"]
    assert root.xpath("//a[@rel='next']/@href") == ["/coverage?month=2026-03-01"]


def test_a_month_that_nobody_asked_for_says_so(app, engine):
    put_day(engine, DAY, landed=1)
    assert "No archive was asked for a day of this month" in said(
        coverage(app, "?month=2020-01-01")
    )


def test_a_month_that_is_none_is_refused(app):
    assert ask(app, "/coverage?month=2026-02-30").status_code == 400


def test_what_was_matched_and_not_sent_is_told_by_watch(app, engine):
    put_day(engine, DAY, landed=1)
    story = put_story(engine, "raid", ["a.example"])
    put_story(engine, "storm", ["b.example"])
    ids = {site: article_key(site) for site in ("a.example", "b.example")}
    put_alert(
        engine, "drones", "raid", ["drone"], suppressed="backfill", article_id=ids["a.example"]
    )
    put_alert(engine, "weather", "storm", ["rain"], article_id=ids["b.example"])
    root = coverage(app)
    assert said(one(root, "//h3")) == "drones 1"
    assert root.xpath("//ol[@class='others']//a/@href") == [f"/story/{story}"]


def test_words_of_strangers_are_words(app, engine):
    put_day(engine, DAY, "<script>", "a.example", **{"<b>": 1})
    text = ask(app, "/coverage").text
    assert "<script>" not in text
    assert "<b>" not in text
