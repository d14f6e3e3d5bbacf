"""Starts Airflow here: `run` (the sample newsroom, once), `replay FEEDS`, `up` (and stay).

The environment is set before Airflow is imported; everything it writes lies below `.airflow` and
`.wirewatch`. Airflow's own database is SQLite: more than 8 tasks at once and it dies of "database
is locked" (3 of 3 starts at the default of 32), so parallelism is 4 on any machine.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from rich.console import Console
from rich.markup import escape
from sqlalchemy import Engine

from wirewatch import newsroom, report, standalone
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse
from wirewatch.bootstrap import open_desk
from wirewatch.errors import BadInput
from wirewatch.newsroom import replay
from wirewatch.newsroom.desk_file import desk as newsroom_desk
from wirewatch.newsroom.server import serve
from wirewatch.settings import load_settings

_HOME = standalone.ROOT / ".wirewatch"
_PAST_WEEK = "2026-03-05..2026-03-11"  # what the sample newsroom's archive holds

Address = tuple[str, int]
Conf = Mapping[str, str]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m wirewatch.launch")
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="the sample newsroom through the real DAGs, once")
    run.add_argument("--home", type=Path, default=_HOME / "sample", help="where its tables go")
    run.set_defaults(run=_run)
    again = commands.add_parser("replay", help="a folder of feed files through the real DAGs")
    again.add_argument("feeds", type=Path)
    again.add_argument("--home", type=Path, default=_HOME / "replay", help="where its tables go")
    again.set_defaults(run=_replay)
    up = commands.add_parser("up", help="Airflow and the desk, until Ctrl-C")
    up.add_argument("--sample", action="store_true", help="over the sample newsroom")
    up.add_argument("--port", type=int, default=8080)
    up.set_defaults(run=_up)
    asked = parser.parse_args(argv)
    try:
        done: int = asked.run(asked)
    except BadInput as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's own voice
        return 1
    return done


def _run(asked: argparse.Namespace) -> int:
    end_when_told()
    with serve() as room:
        environ = sample_environment(room.address, asked.home.absolute())
        return _through_the_dags(environ, _run_and_backfill, _AFTER_A_RUN)


def _replay(asked: argparse.Namespace) -> int:
    if not asked.feeds.is_dir():
        raise BadInput(str(asked.feeds), "is no folder; make replay FEEDS=folder-of-feed-files")
    end_when_told()
    with replay.serve(asked.feeds) as room:
        environ = replay_environment(room, asked.home.absolute())
        return _through_the_dags(environ, _run_live, _AFTER_A_REPLAY)


def _up(asked: argparse.Namespace) -> int:
    if not asked.sample:
        return standalone.stay_up(standalone.ROOT / ".airflow", asked.port, {})
    with serve() as room:
        environ = sample_environment(room.address)
        return standalone.stay_up(_HOME / "sample" / "airflow", asked.port, environ)


def end_when_told() -> None:
    """Let SIGTERM end this process, whoever catches it: to be called before any thread starts.

    Airflow's task runner takes the signal for itself and goes on with the next task, so that a
    replay ran for 40 minutes under `timeout 300`. The signal is held back from all threads but
    one that waits for it. Nothing needs tidying: each step may be killed at any line.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})

    def end() -> None:
        signal.sigwait({signal.SIGTERM})
        os._exit(128 + signal.SIGTERM)

    Thread(target=end, daemon=True).start()


def sample_environment(address: Address, home: Path = _HOME / "sample") -> dict[str, str]:
    """Return the environment in which our commands see the sample newsroom served at `address`."""
    return {
        "WIREWATCH_DESK": _write(home / "desk.toml", _sample_desk()),
        "WIREWATCH_HOME": str(home),
        "WIREWATCH_RESOLVE": f"*.example={address[0]}:{address[1]}",
        "WIREWATCH_CLOCK": newsroom.NOW.isoformat(),
    }


def replay_environment(room: replay.Replay, home: Path) -> dict[str, str]:
    """Return the environment in which every address leads to the feed files that `room` serves."""
    return {
        "WIREWATCH_DESK": _write(home / "desk.toml", room.desk()),
        "WIREWATCH_HOME": str(home),
        "WIREWATCH_RESOLVE": f"*={room.address[0]}:{room.address[1]}",
        "WIREWATCH_CLOCK": room.now.isoformat(),
    }


def _sample_desk() -> str:
    """Return the newsroom's feeds and archive, and what its desk watches for."""
    watches = Path(newsroom.__file__).with_name("watches.toml").read_text(encoding="utf-8")
    return f"{watches}\n{newsroom_desk()}"


def _through_the_dags(
    environ: Mapping[str, str], plan: Callable[[], Iterator["Step"]], what_next: str
) -> int:
    os.environ.update(environ)
    settings = load_settings(os.environ)
    os.environ.update(standalone.airflow_environment(settings.home / "airflow"))
    engine = open_warehouse(settings.warehouse_url)
    migrate(engine)
    before = report.totals(engine)
    with _quietly(settings.home / "airflow.log") as console:
        states = list(_run_steps(plan(), console))
        report.show(engine, console, before=before)
        _say_what_next(console, engine, settings.home, what_next)
    return 0 if set(states) == {"success"} else 1


Step = tuple[str, Conf, str]  # DAG, what to run it with, what it does in plain words


def _run_live() -> Iterator[Step]:
    yield "wirewatch_harvest", {}, "poll the feeds, fetch and land their pages"
    yield "wirewatch_publish", _unread(), "read the pages, credit agencies, group copies, match"
    yield "wirewatch_deliver", {}, "send what the outbox holds"


def _run_and_backfill() -> Iterator[Step]:
    yield from _run_live()
    yield "wirewatch_archive", {"date": _PAST_WEEK}, "fetch the past week from the archive"
    yield "wirewatch_publish", _unread(), "read the past week; late copies join their stories"
    yield "wirewatch_deliver", {}, "nothing to send: old news alerts nobody"


def _unread() -> Conf:
    from wirewatch.pipeline import read

    with open_desk() as desk:
        days = read.days_to_publish(desk) or (desk.now().date(),)
    return {"date": ",".join(day.isoformat() for day in days)}


def _run_steps(steps: Iterator[Step], console: Console) -> Iterator[str]:
    from wirewatch.orchestration import run_dags_here  # Airflow reads its environment on import

    def shown() -> Iterator[tuple[str, Conf]]:
        for dag_id, conf, what in steps:
            console.print(f"[bold]{dag_id}[/bold]  {what} …", highlight=False)
            yield dag_id, conf

    begun_s = time.monotonic()
    for state in run_dags_here(shown()):
        took_s, begun_s = time.monotonic() - begun_s, time.monotonic()
        end = "done" if state == "success" else f"[red]ended as {state}[/red]; see airflow.log"
        console.print(f"  {end} after {took_s:.0f} s", highlight=False)
        yield state


_AFTER_A_RUN = """\
[bold]Next[/bold]
  make up-sample                  Airflow's pages and the desk over these stories
  {home}/alerts.atom              the alerts as a feed
"""

_AFTER_A_REPLAY = """\
[bold]Next[/bold]
  make replay FEEDS=folder        again: what is known is not fetched twice
"""

_IN_ANY_CASE = """\
  WIREWATCH_HOME={home} .venv/bin/wirewatch status
                                  these tables again
  WIREWATCH_HOME={home} .venv/bin/wirewatch feeds list
                                  each feed's state, and why it is polled next when it is
  include/desk.toml               your own feeds, watches and channels; then: make up

The tables are in {database}; the pages as served below {home}/landing;
Airflow's own log in {home}/airflow.log.
"""


def _say_what_next(console: Console, engine: Engine, home: Path, what_next: str) -> None:
    database = Path(str(engine.url.database))
    where = {"home": _from_here(home), "database": _from_here(database)}
    text = f"\n{what_next}{_IN_ANY_CASE}".format_map(where)
    console.print(text, highlight=False, soft_wrap=True)


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return escape(str(path.relative_to(here) if path.is_relative_to(here) else path))


@contextmanager
def _quietly(log: Path) -> Iterator[Console]:
    """Send all that Airflow prints into `log`; give a console that still reaches the person."""
    sys.stdout.flush()
    sys.stderr.flush()
    seen, errors = os.dup(1), os.dup(2)
    with log.open("ab") as file, os.fdopen(seen, "w", encoding="utf-8") as person:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield Console(file=person)
        finally:
            sys.stdout.flush()
            os.dup2(person.fileno(), 1)
            os.dup2(errors, 2)
            os.close(errors)


def _write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


if __name__ == "__main__":
    sys.exit(main())
