"""The tables that the migrations make are the tables that the code speaks of."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, inspect

from wirewatch.adapters.schema import metadata
from wirewatch.adapters.warehouse import engine as door
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.adapters.warehouse.search import TABLE as SEARCH
from wirewatch.model import digest

MIGRATIONS = Path(door.__file__).parent / "migrations"
REVISIONS = [each.revision for each in ScriptDirectory(MIGRATIONS).walk_revisions()][::-1]

Rows = dict[str, list[dict[str, Any]]]


def test_migrations_lead_to_the_schema_of_the_code(engine: Engine) -> None:
    """Somebody who adds a column and forgets the migration finds out here, not in production."""
    with reading(engine) as db:
        opts = {"compare_type": True, "include_object": is_no_index}
        context = MigrationContext.configure(db, opts=opts)
        assert compare_metadata(context, metadata) == []
        made = {name for name in inspect(db).get_table_names() if SEARCH not in name}
        assert made - {"alembic_version"} == set(metadata.tables)


def is_no_index(_: object, name: str | None, *_more: object) -> bool:
    """Leave out the full-text index, of which each store has tables of its own making."""
    return SEARCH not in (name or "")


def test_migrating_twice_is_migrating_once(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as db:
        assert db.exec_driver_sql("select count(*) from alembic_version").scalar() == 1


# ── from every earlier revision, with rows in the tables ────────────────────────────────────────


@pytest.fixture
def empty(engine: Engine, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A warehouse without any table, on the same store as `engine`."""
    if engine.dialect.name == "sqlite":
        url = f"sqlite:///{tmp_path}/old.db"
    else:
        url = request.getfixturevalue("postgresql").database("template1")
    other = open_warehouse(url)
    yield other
    other.dispose()


def upgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as db:
        config.attributes["connection"] = db
        command.upgrade(config, revision)


def tables_of(db: Connection) -> Mapping[str, Table]:
    """Return our tables as they stand in the store, without those that its search makes itself."""
    found = MetaData()
    found.reflect(db)
    return {name: table for name, table in found.tables.items() if name in metadata.tables}


def value(column: sa.Column[Any], number: int) -> Any:
    """Return something that the type of a column holds; the first row leaves out what it may."""
    if column.nullable and number == 0:
        return None
    match column.type:
        case sa.Boolean():
            return bool(number)
        case sa.Integer():
            return number
        case sa.Float():
            return number / 2
        case sa.DateTime():
            return datetime(2026, 3, 12, 18, number, tzinfo=UTC)
        case sa.Date():
            return date(2026, 3, 12 + number)
    if isinstance(column.type, sa.String) and column.type.length == 32:
        return digest(column.name, str(number))  # a key, for all that the store says of it
    text = f"{column.name} {number}"[: getattr(column.type, "length", None)]
    return text.encode() if isinstance(column.type, sa.LargeBinary) else text


def rows_for(table: Table) -> list[dict[str, Any]]:
    rows = [{c.name: value(c, number) for c in table.columns} for number in (0, 1)]
    if table.name == "load":  # its figures are checked
        rows = [{**row, "n_in": 3 * row["n_new"]} for row in rows]
    return rows


def put_rows(engine: Engine) -> Rows:
    with writing(engine) as db:
        tables = tables_of(db)
        for table in tables.values():
            db.execute(table.insert(), rows_for(table))
    return rows_in(engine)


def rows_in(engine: Engine) -> Rows:
    with reading(engine) as db:
        return {
            name: [dict(row) for row in db.execute(sa.select(table)).mappings()]
            for name, table in tables_of(db).items()
        }


def shape(engine: Engine) -> dict[str, Any]:
    """Return all that a store says of its tables and views, but for the order of columns."""
    found = inspect(engine)
    columns, indexes = found.get_multi_columns(), found.get_multi_indexes()
    keys, checks = found.get_multi_pk_constraint(), found.get_multi_check_constraints()
    shapes = {
        name: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in columns[schema, name]},
            "indexes": sorted((i["name"], i["column_names"]) for i in indexes[schema, name]),
            "key": keys[schema, name]["constrained_columns"],
            "checks": [c["name"] for c in checks.get((schema, name), ())],
        }
        for schema, name in columns
        if name in metadata.tables
    }
    return {"tables": shapes, "views": found.get_view_names()}


@pytest.mark.parametrize("revision", REVISIONS)
def test_from_an_earlier_revision_all_becomes_as_new_and_no_row_is_lost(
    empty: Engine, engine: Engine, revision: str
):
    """On the day of an upgrade the tables are full, and old tasks still write to them."""
    upgrade(empty, revision)
    before = put_rows(empty)
    migrate(empty)
    after = rows_in(empty)
    for name, rows in before.items():
        assert [{key: row[key] for key in rows[0]} for row in after[name]] == rows
    assert shape(empty) == shape(engine)
    with writing(empty) as db:  # a task that still runs the old code writes what it knows
        for name, rows in before.items():
            db.execute(metadata.tables[name].delete())
            db.execute(sa.table(name, *map(sa.column, rows[0])).insert(), rows)


def test_the_shape_tells_a_difference(engine: Engine):
    """Else the test above could not fail."""
    before = shape(engine)
    with writing(engine) as db:
        db.exec_driver_sql("DROP INDEX ix_credit_agency")
    assert shape(engine) != before
