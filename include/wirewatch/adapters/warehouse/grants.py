"""What the role of the tasks may do on PostgreSQL: read and write rows, and change no table."""

from sqlalchemy import Engine, text

from wirewatch.adapters.warehouse.engine import writing
from wirewatch.errors import BadInput

_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    # Of tables that the next migration makes; it is run by the one who grants this.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
)


def grant(engine: Engine, role: str) -> None:
    """Let `role` do what tasks do, and no more; granting it again changes nothing.

    Args:
        engine: The warehouse, migrated, as the owner of its tables.
        role: Made before, with LOGIN and whatever proves who it is.

    Raises:
        BadInput: The store has no roles, or not this one.
    """
    if engine.dialect.name != "postgresql":
        raise BadInput("the warehouse", "is an SQLite file; its rights are those of the file")
    quoted = engine.dialect.identifier_preparer.quote_identifier(role)
    with writing(engine) as db:
        known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
        if not db.execute(known, {"role": role}).first():
            raise BadInput(role, f"is no role of this server; CREATE ROLE {quoted} LOGIN … first")
        for statement in _GRANTS:
            db.exec_driver_sql(statement.format(role=quoted))
