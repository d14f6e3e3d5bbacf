"""A real scheduler, a real backfill: the way a past week is fetched in production."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from against_truth import articles, wrong_pairs
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading
from wirewatch.launch import sample_environment
from wirewatch.newsroom.server import Newsroom, serve
from wirewatch.newsroom.truth import true_pages
from wirewatch.standalone import airflow_environment
from wirewatch.urls import article_id

pytestmark = pytest.mark.airflow

DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")
PATIENCE_S = 500


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Airflow:
    """Airflow's own commands in a home of their own."""

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        port = free_port()
        self._environ = {**os.environ, **airflow_environment(home, port=port), **environ}
        self._log = home / "log"

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *words],
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    @contextmanager
    def running(self, *words: str) -> Iterator[None]:
        """A command that runs until the block ends."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", *words],
                env=self._environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            process.wait(30)


def run_states(engine_url: str) -> dict[str, set[str]]:
    rows = open_warehouse(engine_url)
    with reading(rows) as db:
        found = db.exec_driver_sql("select dag_id, state, run_type from dag_run").all()
    states: dict[str, set[str]] = {}
    for dag_id, state, _ in found:
        states.setdefault(dag_id, set()).add(state)
    return states


def is_done(engine_url: str) -> bool:
    with reading(open_warehouse(engine_url)) as db:
        runs = db.exec_driver_sql("select dag_id, partition_key, state from dag_run").all()
    published = {key for dag_id, key, _ in runs if dag_id == "wirewatch_publish"}
    return published >= set(DAYS) and not {"queued", "running"} & {state for *_, state in runs}


def wait_until_done(engine_url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_done(engine_url) and time.monotonic() < deadline:
        time.sleep(1)


@pytest.fixture(scope="module")
def backfilled(tmp_path_factory) -> Iterator[tuple[Newsroom, Engine, Path]]:
    home = tmp_path_factory.mktemp("backfill")
    with serve() as room:
        environ = sample_environment(room.address, home)
        engine = open_warehouse(f"sqlite:///{home}/warehouse.db")
        migrate(engine)
        airflow = Airflow(environ, home / "airflow")
        airflow("db", "migrate")
        with airflow.running("api-server", "--apps", "execution"):
            airflow("dags", "reserialize")
            airflow("dags", "pause", "wirewatch_harvest", "--yes")  # feeds of today are not asked
            airflow(
                "backfill", "create", "--dag-id", "wirewatch_archive",
                "--from-date", DAYS[0], "--to-date", DAYS[-1],
            )  # fmt: skip
            with airflow.running("scheduler", "--skip-serve-logs"):
                wait_until_done(f"sqlite:///{home}/airflow/airflow.db")
        yield room, engine, home


def test_every_run_of_the_backfill_and_of_what_follows_ends_well(backfilled):
    """The archive DAG runs once a date, and each date wakes the DAG that publishes it."""
    _, _, home = backfilled
    states = run_states(f"sqlite:///{home}/airflow/airflow.db")
    assert states["wirewatch_archive"] == {"success"}
    assert states["wirewatch_publish"] == {"success"}


def test_what_the_archive_has_of_the_dates_is_in_the_tables(backfilled):
    room, engine, _ = backfilled
    with reading(engine) as db:
        have = articles(db)
    wanted = {
        article_id(page.url)
        for page in true_pages(room.pages)
        if page.archived_at
        and page.verdict != "consent_wall"
        and page.published_at.date().isoformat() in DAYS
    }
    assert wanted
    assert wanted <= have.keys()


def test_stories_are_what_they_are(backfilled):
    room, engine, _ = backfilled
    with reading(engine) as db:
        assert list(wrong_pairs(db, true_pages(room.pages))) == []


def test_a_backfill_wakes_nobody(backfilled):
    """What it finds is recorded and shown; nothing of it is in the outbox."""
    _, engine, _ = backfilled
    alert, delivery = schema.alert.c, schema.delivery.c
    with reading(engine) as db:
        old = select(func.count()).where(alert.suppressed.in_(["backfill", "old"]))
        sent_old = (
            select(func.count())
            .join_from(schema.delivery, schema.alert, delivery.alert_id == alert.alert_id)
            .where(alert.suppressed.is_not(None))
        )
        assert db.execute(old).scalar_one() > 0
        assert db.execute(sent_old).scalar_one() == 0
