"""The door to the warehouse: one URL decides the store.

SQLite (WAL) is the embedded default, PostgreSQL the production store. Measured on 4 processes with
overlapping keys: SQLite in WAL mode with a 30 s busy time-out lands every batch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from wirewatch.errors import BadInput

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 30_000  # longest batch measured: 1.2 s at four writers


def open_warehouse(url: str) -> Engine:
    """Return an engine for the warehouse at `url`; an SQLite file's folder is made when missing.

    Raises:
        BadInput: that folder cannot be made.
    """
    parsed = make_url(url)
    engine = create_engine(parsed, pool_pre_ping=True)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            _make_folder(Path(parsed.database).parent)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        detail = f"this folder of the warehouse cannot be made: {error.strerror}"
        raise BadInput(str(folder), detail) from error


def migrate(engine: Engine) -> None:
    """Bring the tables of the warehouse to the state this code expects.

    Run when Wirewatch is set up, never inside a task: tasks that run side by side must not race
    for the tables, and need no right to make any.
    """
    with writing(engine) as db:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = db
        command.upgrade(config, "head")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give one transaction that writes; all of it lands, or nothing."""
    with engine.connect().execution_options(wirewatch_writes=True) as db, db.begin():
        yield db


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give one transaction that only reads, and sees the same tables from its begin to its end."""
    db = engine.connect()
    if engine.dialect.name == "postgresql":  # by default each statement sees another moment
        db = db.execution_options(isolation_level="REPEATABLE READ")
    with db, db.begin():
        yield db


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection) -> None:
    # A transaction that reads first and writes later dies at once ("database is locked", whatever
    # the time-out) when another writer came between; so writers take the lock with their BEGIN.
    writes = db.get_execution_options().get("wirewatch_writes")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
