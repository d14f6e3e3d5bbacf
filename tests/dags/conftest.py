"""What the tests of the DAGs share."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


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
