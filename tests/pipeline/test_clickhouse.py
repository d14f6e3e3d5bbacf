"""The recipes for ClickHouse in docs/exports.md, run by the real one, embedded, where it is."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk_rows import TODAY
from pipeline.test_export import KEEL, QUAY, engine, export  # noqa: F401 - a fixture

chdb = pytest.importorskip("chdb", reason="uv pip install --group clickhouse")
clickhouse_connect = pytest.importorskip("clickhouse_connect")

DOC = Path(__file__).parents[2] / "docs" / "exports.md"
RECIPES = re.findall(r"```clickhouse\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)


def test_the_recipes_run_and_find_what_was_exported(
    engine: Engine,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the order in which they stand: the table is made, loaded again, and asked."""
    export(engine, tmp_path / "export")
    monkeypatch.chdir(tmp_path)
    client = clickhouse_connect.get_client(interface="chdb", path=":memory:")
    by_source, by_agency, make, load, by_story = RECIPES
    assert (QUAY, 1, 0) in client.query(by_source).result_rows
    assert client.query(by_agency).result_rows == [("AFP", "text", 1)]
    client.command(make)
    client.command(load)
    assert client.query("SELECT count(), max(event_date) FROM article FINAL").result_rows == [
        (3, TODAY)
    ]
    stories = {row[3]: row[1] for row in client.query(by_story).result_rows}
    assert stories == {QUAY: 2, KEEL: 1}
