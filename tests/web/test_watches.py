"""Watches and their alerts, and a query tried on the archive, all without a script."""

from urllib.parse import quote

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from desk_rows import put_alert, put_delivery, put_story
from pipeline.newsdesk import NOW, add_article, desk_at
from web.browser import ask, one, page, said
from wirewatch.settings import load_settings
from wirewatch.web.app import create_app

DESK = """
[[watch]]
name = "Drones & more"
query = "drone* NEAR/30 vesk"

[[watch]]
name = "quiet"
query = "glacier"
"""


@pytest.fixture
def engine(tmp_path):
    return desk_at(tmp_path)  # with the full-text index, which a trial asks


@pytest.fixture
def app(engine: Engine, tmp_path) -> FastAPI:
    (tmp_path / "desk.toml").write_text(DESK, encoding="utf-8")
    environ = {"WIREWATCH_HOME": str(tmp_path), "WIREWATCH_CLOCK": NOW.isoformat()}
    return create_app(login=[], warehouse=lambda: engine, settings=lambda: load_settings(environ))


def test_each_watch_says_what_came_of_it_and_what_is_odd(app, engine):
    put_story(engine, "raid", ["a.example"])
    put_alert(engine, "Drones & more", "raid", ["drone"])
    put_alert(engine, "Drones & more", "vote", ["drone"], suppressed="old")
    first, second = map(
        said, page(ask(app, "/watches")).xpath("//ol[contains(@class,'watches')]/li")
    )
    assert "drone* NEAR/30 vesk" in first
    assert "2 alerts in 30 days, 1 of them kept and not sent · last 12 Mar 2026, 12:00" in first
    assert "NEAR/30 is wider than a sentence" in first
    assert "No alert in 30 days." in second


def test_the_alerts_say_why_and_how_far_they_got(app, engine):
    put_story(engine, "raid", ["a.example"])
    put_delivery(engine, put_alert(engine, "quiet", "raid", ["<b>ice</b>"]), "mail", "dead")
    line = one(page(ask(app, "/watches")), "//ol[contains(@class,'alerts')]/li")
    assert said(line) == "12 Mar 2026, 12:00 quiet new Headline of raid <b>ice</b> mail: dead"


def test_a_query_is_tried_and_its_hits_are_marked(app, engine):
    add_article(engine, "sea", body="A <b>drone</b> fell on Vesk.")
    root = page(ask(app, "/try?query=drone"))
    assert [said(mark) for mark in root.xpath("//li//mark")] == ["drone"]
    assert "A <b>drone</b> fell" in said(root)
    assert "1 alert would have been sent" in said(root)
    assert one(root, "//form/@method") == "get"


def test_two_versions_are_shown_side_by_side(app, engine):
    add_article(engine, "sea")
    add_article(engine, "dune", story="calm", body="Calm.")
    root = page(ask(app, f"/try?query={quote('calm OR drone')}&against=drone"))
    assert "Gained 1" in said(root)
    assert "Lost 0" in said(root)
    assert "1 story is found by both" in said(root)


def test_a_malformed_query_is_told_with_its_place(app):
    answer = ask(app, f"/try?query={quote('drone AND')}")
    assert answer.status_code == 400
    assert "line 1, column 7: AND has nothing after it" in said(page(answer))
    assert one(page(answer), "//textarea[@name='query']").text == "drone AND"


def test_a_name_of_the_desk_file_stands_for_its_query(app, engine):
    add_article(engine, "sea")
    assert "drone* NEAR/30 vesk" in said(page(ask(app, f"/try?query={quote('Drones & more')}")))
