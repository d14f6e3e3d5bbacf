"""Both stores find the same, in any script, and that is what the words say."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from story_rows import capture, load
from story_texts import NOON
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.search import (
    Within,
    count,
    drop_articles,
    index_all,
    index_articles,
    search,
    spelt,
)
from wirewatch.errors import BadInput
from wirewatch.search import matches, read_search
from wirewatch.text import words
from wirewatch.urls import article_id

TEXTS = {
    "rain": "Rain fell on the harbour of Vesk, and 1,200 boats stayed in.",
    "snow": "Snow fell on the harbour of Port Ellery; no boat left.",
    "french": "L'Élysée a confirmé mardi la visite à Sarlonne.",
    "german": "Die Straße nach Elmsund ist gesperrt, sagt O'Brien.",
    "russian": "Министр сообщил о переговорах в Каменске.",
    "japanese": "東京で雨が降り、港は閉鎖された。",
    "arabic": "قال الوزير إن الميناء مغلق بسبب المطر.",
    "queue": "A queue formed at the quay, and Qatar sent a q.",
    "numbers": "It rose by 3.5 percent in 2024, to 160.000.",
    "hindi": "मंत्री ने कहा कि बंदरगाह बंद है।",
    "empty": "",
}
QUERIES = {
    "rain": ["rain"],
    "harbour": ["rain", "snow"],
    "harbour fell -rain": ["snow"],
    '"harbour of vesk"': ["rain"],
    '"vesk harbour"': [],
    "boat*": ["rain", "snow"],
    "boat": ["snow"],
    "elysee": ["french"],
    "ÉLYSÉE": ["french"],
    "strasse": ["german"],
    "o'brien": ["german"],
    "brien": [],
    "министр": ["russian"],
    "мин*": ["russian"],
    "東京": ["japanese"],
    "京東": [],
    "雨": ["japanese"],
    "الوزير": ["arabic"],
    "मंत्री": ["hindi"],
    "qu*": ["queue"],
    "q*": ["queue"],
    "1200": ["rain"],
    "160,000": ["numbers"],
    "rain OR elysee": ["french", "rain"],
    "headline": sorted(TEXTS),
    "'; DROP TABLE article; --": [],
    '"\\" OR *': [],
    "a:b & !c | (d": [],
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    load(engine, [capture(f"{name}.example/1", body) for name, body in TEXTS.items()])
    with writing(engine) as db:
        assert index_all(db) == len(TEXTS)
    return engine


def found(engine: Engine, text: str, within: Within | None = None) -> list[str]:
    with reading(engine) as db:
        rows = search(db, read_search(text), within)
        assert count(db, read_search(text), within) == len(rows)
    return sorted(row.source.removesuffix(".example") for row in rows)


def test_both_stores_find_the_same_and_what_the_words_say(filled):
    for text, expected in QUERIES.items():
        try:
            asked = read_search(text)
        except BadInput:
            continue
        said = [
            name
            for name, body in TEXTS.items()
            if matches(asked, f"Headline of {name}.example/1\n\n{body}")
        ]
        assert (text, found(filled, text)) == (text, expected)
        assert (text, sorted(said)) == (text, expected)


def test_what_is_found_is_narrowed_by_day_source_and_language(filled):
    day = NOON.date()
    assert len(found(filled, "headline", Within(first=day, last=day))) == len(TEXTS)
    assert found(filled, "headline", Within(first=day + timedelta(days=1))) == []
    assert found(filled, "headline", Within(source="snow.example")) == ["snow"]
    assert found(filled, "headline", Within(language="fr")) == []


def test_the_newest_come_first_and_page_by_page(engine):
    load(engine, [capture(f"site{n}.example/1", "Rain.", hours=n) for n in range(5)])
    with writing(engine) as db:
        index_all(db)
    with reading(engine) as db:
        pages = [search(db, read_search("rain"), limit=2, offset=start) for start in (0, 2, 4)]
    assert [[one.source[4] for one in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]


def test_a_new_version_is_found_by_its_own_words_and_not_by_the_old_ones(filled):
    load(filled, [capture("rain.example/1", "Hail fell on the harbour.", captured=1)])
    with writing(filled) as db:
        index_articles(db, [article_id("https://rain.example/1")])
    assert found(filled, "hail") == ["rain"]
    assert found(filled, "vesk") == []


def test_what_is_dropped_is_not_found_and_indexing_twice_is_indexing_once(filled):
    key = article_id("https://rain.example/1")
    with writing(filled) as db:
        index_articles(db, [key])
        index_articles(db, [key])
    assert found(filled, "vesk") == ["rain"]
    with writing(filled) as db:
        drop_articles(db, [key])
    assert found(filled, "harbour") == ["snow"]
    with reading(filled) as db:
        assert db.execute(select(schema.article.c.article_id)).all()


@given(st.text(), st.text())
def test_each_word_is_spelt_in_a_way_of_its_own_and_beginnings_stay(one, two):
    for a in words(one):
        assert spelt(a).isascii()
        assert spelt(a).isalnum()
        for b in words(two):
            assert (spelt(a) == spelt(b)) == (a == b)
    for word in words(one):
        if spelt(word[:1])[0] == spelt(word)[0]:
            assert spelt(word).startswith(spelt(word[:1]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40))
def test_whatever_is_typed_breaks_no_store(filled, text):
    try:
        asked = read_search(text)
    except BadInput:
        return
    with reading(filled) as db:
        search(db, asked)
