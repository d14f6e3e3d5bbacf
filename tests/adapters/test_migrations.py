"""The tables that the migrations make are the tables that the code speaks of."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from wirewatch.adapters.schema import metadata
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.adapters.warehouse.search import TABLE as SEARCH


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
