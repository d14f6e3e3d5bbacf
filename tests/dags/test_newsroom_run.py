"""`make run`: the real DAGs over the sample newsroom, every task through Airflow, twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from against_truth import wrong_facts, wrong_pairs
from wirewatch.adapters.warehouse.engine import open_warehouse, reading
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.texts import load_texts
from wirewatch.newsroom.truth import true_pages

pytestmark = pytest.mark.airflow


def make_run(home: Path) -> "subprocess.CompletedProcess[str]":
    """In a process of its own: Airflow reads its settings when it is imported."""
    return subprocess.run(
        [sys.executable, "-m", "wirewatch.launch", "run", "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    home = tmp_path_factory.mktemp("run")
    return home, make_run(home), make_run(home)


def test_the_run_ends_well_and_says_what_came_out(runs):
    home, first, _ = runs
    assert first.returncode == 0, first.stdout + (home / "airflow.log").read_text()[-5000:]
    for word in ("publishers", "pages", "articles", "stories", "alerts", "copies per story"):
        assert word in first.stdout
    assert "make up" in first.stdout


def test_what_came_out_is_true(runs):
    home, _, _ = runs
    truth = true_pages(plan_pages(load_texts()))
    with reading(open_warehouse(f"sqlite:///{home}/warehouse.db")) as db:
        assert list(wrong_facts(db, truth)) == []
        assert list(wrong_pairs(db, truth)) == []


def test_a_second_run_adds_nothing_and_says_so(runs):
    _, _, second = runs
    assert second.returncode == 0
    assert "added nothing" in second.stdout


def test_every_dag_ran_and_every_task_went_through_airflow(runs):
    home, _, _ = runs
    with reading(open_warehouse(f"sqlite:///{home}/airflow/airflow.db")) as db:
        ran = {row[0] for row in db.exec_driver_sql("select distinct dag_id from dag_run")}
        states = db.exec_driver_sql("select distinct state from task_instance").scalars().all()
    assert ran == {f"wirewatch_{name}" for name in ("harvest", "archive", "publish", "deliver")}
    assert set(states) <= {"success", "skipped"}
