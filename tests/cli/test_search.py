"""Searching and comparing versions at the terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine

from commands import run
from story_rows import capture, key, load
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse


@pytest.fixture
def engine(tmp_path: Path, monkeypatch) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    monkeypatch.setenv("WIREWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("WIREWATCH_WAREHOUSE", url)
    engine = open_warehouse(url)
    migrate(engine)
    yield engine
    engine.dispose()
    structlog.reset_defaults()


def test_articles_are_found_by_their_words(engine):
    load(engine, [capture("a.example/1", "Rain on the harbour."), capture("b.example/1", "Snow.")])
    assert run("warehouse", "index").out == "2 articles indexed\n"
    found = run("search", "rain", "OR", "hail")
    assert found.code == 0
    assert "https://a.example/1" in found.out
    assert "b.example" not in found.out
    assert found.err == "1 article, page 1\n"
    (row,) = run("search", "--json", "--source", "a.example", "rain").rows
    assert row["article_id"] == key("a.example/1")
    assert [piece["text"] for piece in row["excerpt"] if piece["is_hit"]] == ["Rain"]
    assert run("search", "--source", "b.example", "rain").out == ""


def test_a_search_for_nothing_says_what_to_write(engine):
    done = run("search", "*")
    assert done.code == 1
    assert "names no word to look for" in done.err


def test_the_versions_of_an_article_are_compared(engine):
    load(engine, [capture("a.example/1", "At least 12 died in Vesk.")])
    load(engine, [capture("a.example/1", "At least 14 died in Vesk.", captured=1)])
    for what in ("https://a.example/1", key("a.example/1")):
        done = run("versions", what)
        assert done.code == 0
        assert "At least[- 12-]{+ 14+} died in Vesk." in done.out
        assert "words: 1 removed, 1 added" in done.out
    assert run("versions", "https://a.example/none").code == 1
