"""Airflow with a database of its own, before anything imports it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Airflow's settings are read on import; every test here works in one home."""
    from wirewatch.standalone import airflow_environment

    home = tmp_path_factory.mktemp("airflow")
    os.environ.update(airflow_environment(home))
    from airflow.utils.db import initdb

    initdb()
    return home


@pytest.fixture(scope="session")
def bag(airflow_home: Path) -> Any:
    """Our DAGs as Airflow loads them."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(ROOT / "dags"))


@pytest.fixture
def fresh_environ() -> Iterator[None]:
    """What a test sets in the environment does not outlive it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
