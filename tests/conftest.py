"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from stores import STORES, PostgreSQL, postgresql_server
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse

ROOT = Path(__file__).parents[1]

# Tests assert no wall-clock time. In CI a property tries the same examples each time, so that a
# change is judged by what it changes; at the desk it goes on looking for new ones.
settings.register_profile("wirewatch", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("wirewatch")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real pages and feeds for development; they are no part of the project."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the private development data is not here")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real server, started when the first test asks for it."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(params=STORES)
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a warehouse, once on each store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/warehouse.db"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture
def engine(warehouse_url: str) -> Iterator[Engine]:
    """A warehouse with all tables and no rows, once on each store."""
    engine = open_warehouse(warehouse_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Airflow's settings are read on import; every test here works in one home."""
    from wirewatch.standalone import airflow_environment

    home = tmp_path_factory.mktemp("airflow")
    os.environ.update(airflow_environment(home))
    from airflow.utils.db import initdb

    initdb()
    return home
