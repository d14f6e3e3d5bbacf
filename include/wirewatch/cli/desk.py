"""Commands over the warehouse: the tasks without a scheduler, and what we know of an address."""

import argparse
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import structlog
from rich.console import Console
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from wirewatch import report
from wirewatch.adapters.warehouse.digest import digest_of, table_sums
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading
from wirewatch.adapters.warehouse.grants import grant
from wirewatch.adapters.warehouse.report import Totals
from wirewatch.adapters.warehouse.why import what_we_know
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.cli.voice import tracked
from wirewatch.errors import BadInput, Unreachable
from wirewatch.pipeline import harvest as harvests
from wirewatch.pipeline import read, tasks
from wirewatch.pipeline.explain import explain_watch
from wirewatch.settings import load_settings

RUN = "by-hand"


@contextmanager
def at_the_desk() -> Iterator[Desk]:
    """Give the desk, with a warehouse that is ready.

    Raises:
        BadInput: the settings are wrong, the address of the warehouse among them.
        Unreachable: the warehouse does not answer.
    """
    _log_to_stderr()
    with _warehouse_errors(), open_desk() as desk:
        migrate(desk.engine)
        yield desk


def why(asked: argparse.Namespace) -> int:
    """Print everything we know of an address."""
    if not asked.url.startswith(("http://", "https://")):
        raise BadInput(asked.url, "is no address; write it as https://…")
    shown = console()
    with at_the_desk() as desk:
        with reading(desk.engine) as db:
            lines = [*what_we_know(db, asked.url)]
        if asked.watch:
            lines += explain_watch(desk, asked.url, asked.watch)
    for step, text in lines:
        shown.print(f"{step:>9}  {text}", markup=False)
    return 0


def status(_asked: argparse.Namespace) -> int:
    """Print what the warehouse holds."""
    with at_the_desk() as desk:
        report.show(desk.engine, console())
    return 0


def harvest(_asked: argparse.Namespace) -> int:
    """Poll the feeds that are due."""
    with at_the_desk() as desk:
        chunks = harvests.due_chunks(desk)
        for feeds in tracked(chunks, len(chunks), "polling"):
            counts = harvests.harvest(desk, feeds, run=RUN)
            counted("polls", counts.polls)
            counted("pages", counts.pages)
    if not chunks:
        console().print("no feed is due; `wirewatch status` shows what there is")
    return 0


def publish(asked: argparse.Namespace) -> int:
    """Read, group and match what has landed."""
    with at_the_desk() as desk:
        before = report.totals(desk.engine)
        touched = _read_all(desk, asked.days or read.days_to_publish(desk))
        grouped = tasks.group_days(desk, touched, run=RUN)
        tasks.match_days(desk, touched, run=RUN)
        report.show(desk.engine, console(), before=before)
        _say_what_changed(before, report.totals(desk.engine), grouped.n_changed)
    return 0


def _say_what_changed(before: Totals, now: Totals, n_rows: int) -> None:
    new = now.articles - before.articles
    changed = now.versions - before.versions - new
    console().print(f"articles: {new} new, {changed} changed; rows of stories: {n_rows} changed")


def _read_all(desk: Desk, days: Iterable[date]) -> list[date]:
    touched = set(days)
    chunks = read.unread_chunks(desk, sorted(touched))
    for captures in tracked(chunks, len(chunks), "reading"):
        counts = read.read(desk, captures, run=RUN)
        counted("read", counts.outcomes)
        touched.update(map(date.fromisoformat, counts.days))
    return sorted(touched)


def deliver(_asked: argparse.Namespace) -> int:
    """Send what the outbox holds."""
    with at_the_desk() as desk:
        counted("deliveries", tasks.deliver_due(desk, run=RUN))
    return 0


def migrate_warehouse(_asked: argparse.Namespace) -> int:
    """Make or extend the tables."""
    with _warehouse_errors():
        engine = open_warehouse(load_settings(os.environ).warehouse_url)
        migrate(engine)
        console().print(f"the tables are ready in {engine.url!r}", markup=False)
        engine.dispose()
    return 0


def grant_warehouse(asked: argparse.Namespace) -> int:
    """Let a role of PostgreSQL read and write the rows, and no more."""
    with _warehouse_errors():
        engine = open_warehouse(load_settings(os.environ).warehouse_url)
        migrate(engine)
        grant(engine, asked.role)
        console().print(f"{asked.role} may read and write in {engine.url!r}", markup=False)
        engine.dispose()
    return 0


def digest_warehouse(asked: argparse.Namespace) -> int:
    """Print a hash of each table and of all: equal for two warehouses that know the same."""
    with at_the_desk() as desk, reading(desk.engine) as db:
        sums = table_sums(db, facts=asked.facts)
    for each in sums:
        console().print(f"{each.hex}  {each.n_rows:>9,}  {each.name}", markup=False)
    console().print(digest_of(sums))
    return 0


@contextmanager
def _warehouse_errors() -> Iterator[None]:
    try:
        yield
    except (ArgumentError, NoSuchModuleError) as error:
        detail = (
            f"{error}; write it as sqlite:////path/file.db or postgresql+psycopg://user@host/db"
        )
        raise BadInput("WIREWATCH_WAREHOUSE", detail) from error
    except DBAPIError as error:
        raise Unreachable("the warehouse", f"{error.orig}") from error


def _log_to_stderr() -> None:
    """Keep the steps' log out of the results; what a step did is printed as counts."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def counted(what: str, counts: Mapping[str, int]) -> None:
    """Print what came of a step."""
    parts = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)
    console().print(f"{what}: {parts or 'nothing'}", markup=False)


def console() -> Console:
    """Return where results are printed."""
    return Console(highlight=False, soft_wrap=True)
