"""The tables that the migrations make are the tables that the code speaks of."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from wirewatch.adapters.schema import metadata
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading


def test_migrations_lead_to_the_schema_of_the_code(tmp_path):
    """Somebody who adds a column and forgets the migration finds out here, not in production."""
    engine = open_warehouse(f"sqlite:///{tmp_path}/w.db")
    migrate(engine)
    with reading(engine) as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(db).get_table_names()) - {"alembic_version"} == set(metadata.tables)


def test_migrating_twice_is_migrating_once(tmp_path):
    engine = open_warehouse(f"sqlite:///{tmp_path}/w.db")
    migrate(engine)
    migrate(engine)
    with reading(engine) as db:
        assert db.exec_driver_sql("select count(*) from alembic_version").scalar() == 1
