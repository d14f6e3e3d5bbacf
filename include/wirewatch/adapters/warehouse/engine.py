"""The door to the warehouse: one URL decides the store.

SQLite (WAL) is the embedded default, PostgreSQL the production store. Measured on 4 processes with
overlapping keys: SQLite in WAL mode with a 30 s busy time-out lands every batch.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from wirewatch.errors import BadInput

log = structlog.get_logger()
R = TypeVar("R")

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_TIMEOUT_MS = 30_000  # longest batch measured: 1.2 s at four writers
_STATEMENT_TIMEOUT_MS = 600_000  # far above any statement of ours; a runaway one ends some day
# A transaction forgotten half-way blocked another's DROP for ten minutes before this was set.
_IDLE_TIMEOUT_MS = 600_000

# Seconds before a transaction is tried again. Together 22: a PostgreSQL that is restarted takes
# some, and with 20 pauses of 0.3 s a load gave up during one.
_PAUSES_S = (0.1, 0.4, 1.5, 4.0, 6.0, 10.0)
_TRYING_AGAIN = 7_251_102  # any number that no other advisory lock has
_PASSING_STATES = {
    "40001", "40P01", "55P03",  # serialisation, deadlock, a lock not had in time
    "25P03", "57P01", "57P02", "57P03", "53300",  # idle, shut down, crashed, starting, full
}  # fmt: skip


def open_warehouse(url: str) -> Engine:
    """Return an engine for the warehouse at `url`; an SQLite file's folder is made when missing.

    Raises:
        BadInput: that folder cannot be made.
    """
    parsed = make_url(url)
    is_postgresql = parsed.get_backend_name() == "postgresql"
    connect_args = {"options": _options(parsed)} if is_postgresql else {}
    engine = create_engine(parsed, pool_pre_ping=True, connect_args=connect_args)
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


def _options(url: URL) -> str:
    """Return the server's options: our time-outs, and after them what `url` itself asks for."""
    time_outs = {
        "lock_timeout": _LOCK_TIMEOUT_MS,
        "statement_timeout": _STATEMENT_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": _IDLE_TIMEOUT_MS,
    }
    ours = [f"-c {name}={value_ms}" for name, value_ms in time_outs.items()]
    return " ".join([*ours, *url.normalized_query.get("options", ())])


def migrate(engine: Engine) -> None:
    """Bring the tables of the warehouse to the state this code expects.

    Run when Wirewatch is set up, never inside a task: tasks that run side by side must not race
    for the tables, and need no right to make any.
    """
    with writing(engine) as db:
        if db.dialect.name == "postgresql":  # an index over all there is takes its time
            db.exec_driver_sql("SET LOCAL statement_timeout = 0")
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = db
        command.upgrade(config, "head")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give one transaction that writes; all of it lands, or nothing."""
    with engine.connect().execution_options(wirewatch_writes=True) as db, db.begin():
        yield db


def write(
    engine: Engine,
    work: Callable[[Connection], R],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> R:
    """Return what `work` gives in one transaction that writes.

    When another writer or a lost connection ends the transaction, all of it is done again, some
    pauses long. So `work` may be called more than once, also after a commit whose answer got lost:
    it must find what has landed, as every load of ours does.
    """
    for number, pause_s in enumerate((*_PAUSES_S, None)):
        try:
            with writing(engine) as db:
                if number:
                    _let_nobody_try_again(db)
                return work(db)
        except DBAPIError as error:
            if pause_s is None or not _is_passing(error):
                raise
            why = str(error.orig).partition("\n")[0]
            log.warning("transaction tried again", why=why, pause_s=pause_s)
        sleep(pause_s * random.uniform(0.5, 1.5))  # noqa: S311 - else two meet again and again
    raise AssertionError("the last try returns or raises")


def _let_nobody_try_again(db: Connection) -> None:
    """Keep others that try again waiting until this transaction ends.

    So that those that ended one another do not do so again: of eight writers of the same 150 rows
    in any order one gave up after seven deadlocks before this.
    """
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_TRYING_AGAIN)))


def _is_passing(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed a moment later."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # nothing of the server's: the connection failed or broke
        return isinstance(error, OperationalError)
    return state in _PASSING_STATES or state.startswith("08")


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
        f"busy_timeout={_LOCK_TIMEOUT_MS}",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection) -> None:
    # A transaction that reads first and writes later dies at once ("database is locked", whatever
    # the time-out) when another writer came between; so writers take the lock with their BEGIN.
    writes = db.get_execution_options().get("wirewatch_writes")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
