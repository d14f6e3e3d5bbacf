"""A real scheduler, a real backfill: the way a past week is fetched in production."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, func, select

import whole_way as way
from against_truth import articles, wrong_pairs
from pipeline.test_archive_files import write_warc
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.digest import table_sums
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.bootstrap import open_desk
from wirewatch.launch import sample_environment
from wirewatch.newsroom.server import Newsroom, serve
from wirewatch.newsroom.truth import true_pages
from wirewatch.standalone import airflow_environment
from wirewatch.urls import article_id

pytestmark = pytest.mark.airflow

WEEK = tuple(day.isoformat() for day in way.PAST_WEEK)
PATIENCE_S = 900


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


def is_done(engine_url: str, days: Collection[str]) -> bool:
    with reading(open_warehouse(engine_url)) as db:
        runs = db.exec_driver_sql("select dag_id, partition_key, state from dag_run").all()
    published = {key for dag_id, key, _ in runs if dag_id == "wirewatch_publish"}
    return published >= set(days) and not {"queued", "running"} & {state for *_, state in runs}


def wait_until_done(engine_url: str, days: Collection[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_done(engine_url, days) and time.monotonic() < deadline:
        time.sleep(1)


def kill_a_worker(engine_url: str, engine: Engine) -> int:
    """Kill a task that asks the archive, once pages have landed; return its process.

    What the scheduler does then it does a minute later. The clock of that one wait is put forward.
    """
    ran = select(func.count()).select_from(schema.archive_day)
    busy = "select pid from task_instance where task_id = 'collect' and state = 'running'"
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with reading(open_warehouse(engine_url)) as db, reading(engine) as ours:
            pid = db.exec_driver_sql(f"{busy} and pid is not null").scalar()
            if pid and ours.execute(ran).scalar_one():
                os.kill(pid, signal.SIGKILL)
                return int(pid)
        time.sleep(0.02)
    raise AssertionError("no task asked the archive")


def hasten_retry(engine_url: str) -> None:
    airflows = open_warehouse(engine_url)
    ended = "set end_date = datetime(end_date, '-2 minutes') where state = 'up_for_retry'"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with writing(airflows) as db:
            if db.exec_driver_sql(f"update task_instance {ended}").rowcount:
                return
        time.sleep(0.5)
    raise AssertionError("the killed task was not put up for a retry")


class Backfilled(NamedTuple):
    """What a backfill has left behind."""

    room: Newsroom
    engine: Engine
    home: Path
    days: Sequence[str]


@pytest.fixture(
    scope="module",
    params=[
        ("sqlite", WEEK[:2]),
        pytest.param(("sqlite", WEEK), marks=pytest.mark.slow),
        pytest.param(("postgresql", WEEK), marks=pytest.mark.slow),
    ],
    ids=lambda param: f"{param[0]}, {len(param[1])} days",
)
def backfilled(request, tmp_path_factory) -> Iterator[Backfilled]:
    """Some days, of which one worker was killed; on SQLite and on PostgreSQL."""
    store, days = request.param
    home = tmp_path_factory.mktemp("backfill")
    url = f"sqlite:///{home}/warehouse.db"
    if store == "postgresql":
        url = request.getfixturevalue("postgresql").database()
    with serve() as room:
        environ = sample_environment(room.address, home) | warehouse_at(url)
        give_files(home)
        engine = open_warehouse(url)
        migrate(engine)
        airflow = Airflow(environ, home / "airflow")
        airflow("db", "migrate")
        with airflow.running("api-server", "--apps", "execution"):
            airflow("dags", "reserialize")
            airflow("dags", "pause", "wirewatch_harvest", "--yes")  # feeds of today are not asked
            airflow(
                "backfill", "create", "--dag-id", "wirewatch_archive",
                "--from-date", days[0], "--to-date", days[-1],
            )  # fmt: skip
            with airflow.running("scheduler", "--skip-serve-logs"):
                airflows = f"sqlite:///{home}/airflow/airflow.db"
                kill_a_worker(airflows, engine)
                hasten_retry(airflows)
                wait_until_done(airflows, days)
        yield Backfilled(room, engine, home, days)


def warehouse_at(url: str) -> dict[str, str]:
    """Say where the warehouse is: PostgreSQL by a connection of Airflow's."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return {"WIREWATCH_WAREHOUSE": url}
    return {"WIREWATCH_WAREHOUSE": "", "AIRFLOW_CONN_WIREWATCH_WAREHOUSE": f"postgres://{rest}"}


def give_files(home: Path) -> None:
    """Put a page of another day into a folder of WARC files, and name it in the desk file."""
    page = ("https://tidewater.example/2026/03/01/found", datetime(2026, 3, 1, tzinfo=UTC), b"<p>x")
    (home / "given").mkdir()
    write_warc(home / "given" / "x.warc.gz", [page])
    with (home / "desk.toml").open("a", encoding="utf-8") as desk:
        desk.write(f'[archives.landing]\n[archives.warc]\nfolder = "{home}/given"\n')


def test_every_run_of_the_backfill_and_of_what_follows_ends_well(backfilled):
    """The archive DAG runs once a date, and each date wakes the DAG that publishes it."""
    home = backfilled.home
    states = run_states(f"sqlite:///{home}/airflow/airflow.db")
    assert states["wirewatch_archive"] == {"success"}
    assert states["wirewatch_publish"] == {"success"}


def test_the_worker_that_was_killed_was_tried_again_and_leaves_no_trace(backfilled, tmp_path):
    """The facts are those of the same days, fetched by the same steps without a scheduler."""
    room, engine, home, days = backfilled
    with reading(open_warehouse(f"sqlite:///{home}/airflow/airflow.db")) as db:
        tries = "select max(try_number) from task_instance where task_id = 'collect'"
        assert db.exec_driver_sql(tries).scalar() == 2
    with open_desk(sample_environment(room.address, tmp_path)) as desk:
        way.land_archive(desk, [date.fromisoformat(day) for day in days])
        way.publish(desk)
        with reading(desk.engine) as db, reading(engine) as scheduled:
            assert table_sums(scheduled, facts=True) == table_sums(db, facts=True)


def test_the_files_of_a_folder_are_read_by_tasks_too(backfilled):
    engine = backfilled.engine
    query = select(schema.capture.c.event_date).where(schema.capture.c.url.endswith("/found"))
    with reading(engine) as db:
        assert db.execute(query).scalars().all() == [date(2026, 3, 1)]


def test_what_the_archive_has_of_the_dates_is_in_the_tables(backfilled):
    room, engine, _, days = backfilled
    with reading(engine) as db:
        have = articles(db)
    wanted = {
        article_id(page.url)
        for page in true_pages(room.pages)
        if page.archived_at
        and page.verdict != "consent_wall"
        and page.published_at.date().isoformat() in days
    }
    assert wanted
    assert wanted <= have.keys()


def test_stories_are_what_they_are(backfilled):
    room, engine = backfilled.room, backfilled.engine
    with reading(engine) as db:
        assert list(wrong_pairs(db, true_pages(room.pages))) == []


def test_a_backfill_wakes_nobody(backfilled):
    """What it finds is recorded and shown; nothing of it is in the outbox."""
    engine = backfilled.engine
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
