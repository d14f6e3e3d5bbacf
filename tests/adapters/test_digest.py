"""The digest says whether two warehouses know the same, and not how they came to know it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import Engine, update

from pipeline.newsdesk import NOW, add_article, add_credit, desk_at
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.digest import digest_of, table_sums
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.load import record_load
from wirewatch.cli import main

NAMES = ["herald", "tribune", "gazette"]


@pytest.fixture
def engine(tmp_path) -> Engine:
    engine = desk_at(tmp_path)
    for name in NAMES:
        add_credit(engine, add_article(engine, name))
    return engine


@pytest.fixture
def command_line() -> Iterator[None]:
    """Give the log back afterwards: commands send it to the standard error of their own time."""
    yield
    structlog.reset_defaults()


def digest(engine: Engine, *, facts: bool = False) -> str:
    with reading(engine) as db:
        return digest_of(table_sums(db, facts=facts))


def change(engine: Engine, table: str, **values: object) -> None:
    with writing(engine) as db:
        db.execute(update(schema.metadata.tables[table]).values(**values))


def test_the_order_of_arrival_does_not_matter(engine, tmp_path_factory):
    other = desk_at(tmp_path_factory.mktemp("other"))
    for name in reversed(NAMES):
        add_credit(other, add_article(other, name))
    assert digest(other) == digest(engine)
    assert digest(other, facts=True) == digest(engine, facts=True)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        pytest.param("article_version", {"recorded_at": NOW + timedelta(days=1)}, id="when-loaded"),
        pytest.param("article_version", {"load_id": "f" * 32}, id="by-which-load"),
    ],
)
def test_how_we_came_to_know_is_not_counted(engine, table, values):
    before = digest(engine)
    change(engine, table, **values)
    with writing(engine) as db:
        record_load(db, step="read", run="r", batch=["a"], n_in=0, n_new=0, n_same=0, now=NOW)
    assert digest(engine) == before


@pytest.mark.parametrize(
    ("table", "values"),
    [
        pytest.param("article_version", {"headline": "Night over Tarsis"}, id="headline"),
        pytest.param("article_version", {"agency": "AFP"}, id="agency"),
        pytest.param("credit", {"evidence": "(afp)"}, id="evidence"),
        pytest.param("story_member", {"is_digest": True}, id="member"),
    ],
)
def test_any_fact_that_changes_changes_both_digests(engine, table, values):
    before = digest(engine), digest(engine, facts=True)
    change(engine, table, **values)
    assert digest(engine) != before[0]
    assert digest(engine, facts=True) != before[1]


def test_how_a_page_was_captured_is_known_but_no_fact(engine):
    before = digest(engine), digest(engine, facts=True)
    for table in ("article", "article_version"):
        change(engine, table, via="wayback", captured_at=NOW)
    assert digest(engine) != before[0]
    assert digest(engine, facts=True) == before[1]


@pytest.mark.parametrize("facts", [True, False], ids=["facts", "everything"])
def test_the_command_prints_each_table_and_at_last_the_hash_of_all(
    engine, monkeypatch, capsys, command_line, facts
):
    monkeypatch.setenv("WIREWATCH_WAREHOUSE", str(engine.url))
    assert main(["warehouse", "digest", *(["--facts"] if facts else [])]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == digest(engine, facts=facts)
    assert any(line.split()[1:] == ["3", "story_member"] for line in lines)
