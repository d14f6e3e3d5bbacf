"""The search box: what is found, marked, page by page; nothing of theirs becomes markup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from story_rows import capture, key, load
from web.browser import ask, one, page, said
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, writing
from wirewatch.adapters.warehouse.search import index_all
from wirewatch.model import Fact

RAIN = "Rain fell on the harbour of Vesk. <b>Bold</b> boats stayed in."


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_warehouse(f"sqlite:///{tmp_path / 'warehouse.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


def fill(engine: Engine, n_articles: int = 1) -> None:
    load(engine, [capture(f"site{n}.example/1", RAIN, hours=n / 60) for n in range(n_articles)])
    with writing(engine) as db:
        index_all(db)


def test_without_words_it_says_how_to_write_some(app):
    answer = ask(app, "/search")
    assert answer.status_code == 200
    assert "harb*" in answer.text
    assert one(page(answer), "//form/@method") == "get"


def test_what_is_found_is_marked_and_leads_to_the_article(app, engine):
    fill(engine)
    root = page(ask(app, "/search?q=vesk"))
    assert "1 article" in said(root)
    assert [said(mark) for mark in root.xpath("//mark")] == ["Vesk"]
    assert "<b>Bold</b> boats" in said(one(root, "//ol/li"))
    assert not root.xpath("//main//b")
    assert ask(app, one(root, "//ol//a/@href")).status_code == 200
    assert one(root, "//form/input/@value") == "vesk"


def test_many_articles_are_shown_page_by_page(app, engine):
    fill(engine, 60)
    seen, link = [], "/search?q=%22harbour+of+vesk%22"
    while link:
        root = page(ask(app, link))
        seen += [said(a) for a in root.xpath("//ol//a[@class='headline']")]
        older = root.xpath("//p[@class='pages']/a[contains(., 'older')]/@href")
        link = older[0] if older else ""
    assert len(seen) == len(set(seen)) == 60
    assert seen[0] == "Headline of site59.example/1"


@pytest.mark.parametrize("asked", ["-sport", "%22%22", "*", "a+" * 50])
def test_a_search_that_asks_for_nothing_is_refused_with_words(app, asked):
    answer = ask(app, f"/search?q={asked}")
    assert answer.status_code == 400
    assert one(page(answer), "//*[@role='alert']") is not None


@pytest.mark.parametrize("asked", ["%3Cscript%3Ealert(1)%3C/script%3E", "%E2%80%AEx", "'%22%3E"])
def test_what_is_typed_stays_text(app, engine, asked):
    fill(engine)
    answer = ask(app, f"/search?q=vesk+{asked}")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "\u202e" not in answer.text


# ── versions ────────────────────────────────────────────────────────────────────────────────────


def test_an_article_shows_what_changed_from_version_to_version(app, engine):
    said_at = ["At least 12 died.", "At least 14 died, <i>police</i> said.", "At least 14 died."]
    for hour, body in enumerate(said_at):
        load(engine, [capture("a.example/1", body, captured=hour)])
    root = page(ask(app, f"/article/{key('a.example/1')}"))
    headings = [said(heading) for heading in root.xpath("//h2")]
    assert headings == ["Version 3 current", "Version 2", "Version 1"]
    assert [said(one_) for one_ in root.xpath("//del")] == [", <i>police</i> said", "12"]
    assert [said(one_) for one_ in root.xpath("//ins[@class='number']")] == ["14"]
    assert not root.xpath("//main//i")


def test_an_article_shows_what_was_found_and_by_whom(app, engine):
    facts = (
        ("section", Fact(value="<b>Sea</b>", reader="json-ld", agrees=False)),
        ("image_url", Fact(value="javascript:alert(1)", reader="opengraph", agrees=True)),
        ("image_credit", Fact(value="AFP", reader="dom")),
    )
    load(engine, [capture("a.example/1", "A ferry sank.", facts=facts)])
    root = page(ask(app, f"/article/{key('a.example/1')}"))
    assert [said(line) for line in root.xpath("//dl[contains(@class,'facts')]/div")] == [
        "section<b>Sea</b> json-ld; other readers say otherwise",
        "image urljavascript:alert(1) opengraph; another reader agrees",
        "image creditAFP dom",
    ]
    assert not root.xpath("//main//b | //a[starts-with(@href,'javascript')]")


@pytest.mark.parametrize("path", ["/article/none", f"/article/{'0' * 32}"])
def test_an_article_that_is_not_there_is_no_page(app, path):
    assert ask(app, path).status_code == 404
