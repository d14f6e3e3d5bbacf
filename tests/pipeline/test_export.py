"""Files out, a day each: whole, resumable, true to the warehouse, and what docs/exports.md says."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pytest
from sqlalchemy import Engine, delete

from commands import run
from desk_rows import NOON, TODAY, article_key, put_copy, put_credit, put_story
from wirewatch.adapters import schema
from wirewatch.adapters.export_files import FORMATS, ExportFolder
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.errors import BadInput
from wirewatch.exports.records import COLUMNS
from wirewatch.pipeline.export import DayExport, days_to_export, export_day

ROOT = Path(__file__).parents[2]
YESTERDAY = TODAY - timedelta(days=1)
QUAY, MAST, KEEL = "quay.example", "mast.example", "keel.example"


@pytest.fixture
def engine(engine: Engine) -> Engine:
    put_story(engine, "raid", [QUAY, MAST], agency="AFP", agency_role="text")
    put_credit(engine, QUAY, "AFP", "text", "Ann Bo (AFP)", people=["Ann Bo"])
    put_story(engine, "goal", [KEEL], on=YESTERDAY)
    return engine


def export(
    engine: Engine, root: Path, form: str = "parquet", first: date = date.min, last: date = date.max
) -> list[DayExport]:
    folder = ExportFolder(root, form)
    days = days_to_export(engine, folder, first, last)
    return [export_day(engine, folder, day) for day in days]


def exported(root: Path) -> list[dict[str, object]]:
    """Return the rows as a reader of partitioned Parquet finds them."""
    found = ds.dataset(root, format="parquet", partitioning="hive").to_table()
    return sorted(found.to_pylist(), key=lambda row: str(row["source"]))


def test_a_file_a_day_has_the_records_with_their_proof(engine: Engine, tmp_path: Path) -> None:
    done = export(engine, tmp_path / "out")
    assert [(each.day, each.n_records) for each in done] == [(YESTERDAY, 1), (TODAY, 2)]
    keel, mast, quay = exported(tmp_path / "out")
    assert (quay["body"], quay["published_at"]) == (f"Text of {QUAY}.", NOON)
    assert quay["credits"] == [
        {
            "agency": "AFP",
            "role": "text",
            "place": "byline",
            "evidence": "Ann Bo (AFP)",
            "people": ["Ann Bo"],
            "located": None,
        }
    ]
    assert (mast["credits"], mast["story_agency"], mast["relation"]) == ([], "AFP", "cut")
    assert (keel["n_copies"], keel["event_date"]) == (1, str(YESTERDAY))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_every_article(engine: Engine, tmp_path: Path, form: str) -> None:
    assert sum(each.n_records for each in export(engine, tmp_path / "out", form)) == 3
    files = [path for path in (tmp_path / "out").rglob("articles.*") if path.is_file()]
    assert len(files) == 2


def test_csv_can_be_read_again(engine: Engine, tmp_path: Path) -> None:
    put_copy(engine, "raid", QUAY, headline='=1+"x",\ny', byline=None)
    export(engine, tmp_path, "csv")
    file = tmp_path / f"event_date={TODAY}" / "articles.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = {row["source"]: row for row in csv.DictReader(lines)}
    assert tuple(rows[QUAY]) == COLUMNS
    assert rows[QUAY]["headline"] == '\'=1+"x",\ny'


def test_json_lines_can_be_read_again(engine: Engine, tmp_path: Path) -> None:
    export(engine, tmp_path, "jsonl")
    file = tmp_path / f"event_date={TODAY}" / "articles.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {row["source"] for row in rows} == {QUAY, MAST}


def test_again_it_writes_what_has_changed_and_no_more(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(engine, out)
    assert [each.is_same for each in export(engine, out)] == [True, True]
    put_copy(engine, "raid", MAST, 1, relation="extended")
    assert [(each.day, each.is_same) for each in export(engine, out)] == [
        (YESTERDAY, True),
        (TODAY, False),
    ]
    assert [row["relation"] for row in exported(out) if row["source"] == MAST] == ["extended"]


def test_an_earlier_capture_that_says_the_same_is_a_change(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(engine, out)
    put_copy(engine, "raid", MAST, 1, capture_id="earlier", url="https://mast.example/first")
    assert [each.is_same for each in export(engine, out)] == [True, False]
    urls = [row["url"] for row in exported(out) if row["source"] == MAST]
    assert urls == ["https://mast.example/first"]


def test_the_command_knows_every_format() -> None:
    done = run("export", "out", "--format", "nothing")
    assert f"{{{','.join(FORMATS)}}}" in done.err


def test_a_day_that_was_killed_half_way_is_written_again(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(engine, out)
    (state,) = (out / f"event_date={TODAY}").glob(".*.state")
    state.unlink()
    assert [each.is_same for each in export(engine, out)] == [True, False]


def test_only_the_days_that_were_asked_for(engine: Engine, tmp_path: Path) -> None:
    assert [each.day for each in export(engine, tmp_path, last=YESTERDAY)] == [YESTERDAY]


def test_a_day_that_was_taken_down_is_gone(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(engine, out)
    with writing(engine) as db:
        is_keel = schema.article.c.article_id == article_key(KEEL)
        db.execute(delete(schema.article).where(is_keel))
    export(engine, out, first=TODAY)  # other days are none of its business
    assert len(exported(out)) == 3
    export(engine, out)
    assert [row["source"] for row in exported(out)] == [MAST, QUAY]


def test_a_folder_that_cannot_be_made_is_named(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be made"):
        ExportFolder(tmp_path / "file" / "out", "parquet")


QUERIES = re.findall(
    r"```sql\n(.*?)```", (ROOT / "docs" / "exports.md").read_text(encoding="utf-8"), re.DOTALL
)


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_the_recipes_for_duckdb_find_something(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    export(engine, tmp_path / "export")
    monkeypatch.chdir(tmp_path)
    assert duckdb.sql(query).fetchall()
