"""The tables that the migrations make are the tables that the code speaks of."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from wirewatch.adapters.schema import metadata
from wirewatch.adapters.warehouse.engine import migrate, reading


def test_migrations_lead_to_the_schema_of_the_code(engine: Engine) -> None:
    """Somebody who adds a column and forgets the migration finds out here, not in production."""
    with reading(engine) as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(db).get_table_names()) - {"alembic_version"} == set(metadata.tables)


def test_migrating_twice_is_migrating_once(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as db:
        assert db.exec_driver_sql("select count(*) from alembic_version").scalar() == 1
