"""A check that fails is a task that fails, in Airflow, and the others go on."""

import os
from pathlib import Path
from typing import Any

import pytest

from wirewatch.adapters.warehouse.engine import migrate, open_warehouse
from wirewatch.checks import Check
from wirewatch.settings import load_settings

pytestmark = pytest.mark.airflow


@pytest.fixture
def ran(bag: Any, tmp_path: Path, fresh_environ: None) -> Any:
    """The DAG after a run over a warehouse whose only feed has brought nothing."""
    (tmp_path / "desk.toml").write_text(
        '[[feed]]\nid = "saxon"\nurl = "https://saxon.example/rss"\n'
    )
    environ = {"WIREWATCH_HOME": str(tmp_path), "WIREWATCH_DESK": str(tmp_path / "desk.toml")}
    os.environ.update(environ)
    os.environ.pop("WIREWATCH_WAREHOUSE", None)
    migrate(open_warehouse(load_settings(environ).warehouse_url))
    return bag.dags["wirewatch_check"].test(logical_date=None)


def test_only_the_check_that_fails_fails(ran):
    states = {
        list(Check)[one.map_index]: str(one.state)
        for one in ran.get_task_instances()
        if one.task_id == "check"
    }
    assert states == dict.fromkeys(Check, "success") | {Check.FRESHNESS: "failed"}
    assert str(ran.state) == "failed"
