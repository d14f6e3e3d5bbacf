"""The command line: the same functions as the tasks.

Results go to standard output, errors to standard error with what to do next.
Exit codes: 0 done, 1 the input is wrong, 2 the call is wrong.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from wirewatch.cli import desk, files
from wirewatch.errors import WirewatchError

Run = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    asked = _parser().parse_args(argv)
    run: Run = asked.run
    try:
        return run(asked)
    except WirewatchError as error:
        print(f"wirewatch: {error}", file=sys.stderr)  # noqa: T201 - a command's own voice
        return 1
    except BrokenPipeError:  # `wirewatch … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wirewatch", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_files(commands)
    _add_desk(commands)
    return parser


def _add_files(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    article = _add(commands, "article", files.article, "one page → its record as JSON")
    article.add_argument("page", help="a file (.html, .html.gz) or an address")
    article.add_argument("--url", help="the address the file was served from")
    article.add_argument("--captured-at", help="when it was captured, ISO 8601; now if not given")
    article.add_argument("--zone", default="UTC", help="the publisher's zone, such as Europe/Paris")
    articles = _add(commands, "articles", files.articles, "pages → records, one JSON line each")
    articles.add_argument("input", type=Path, help='lines of {"id","page","url","captured_at"}')
    articles.add_argument("--workers", type=int, default=1)
    entries = _add(commands, "entries", files.entries, "one feed file → its entries, a line each")
    entries.add_argument("path", type=Path)
    entries.add_argument("--url", default="https://feed.invalid/", help="where it was served from")
    entries.add_argument("--captured-at")
    stories = _add(commands, "stories", files.stories, "texts → the stories they are copies of")
    stories.add_argument("input", type=Path, help='lines of {"id","title","text","source",…}')
    stories.add_argument("--edges", type=Path, help="where to write which text copies which")
    match = _add(commands, "match", files.match, "which watches find which texts, and where")
    match.add_argument("watches", type=Path)
    match.add_argument("input", type=Path, help="lines as for `stories`, or records of `articles`")
    watches = commands.add_parser("watches", help="look after a file of watches")
    check = _add(
        watches.add_subparsers(required=True), "check", files.check, "is every watch well?"
    )
    check.add_argument("watches", type=Path)


def _add_desk(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    why = _add(commands, "why", desk.why, "everything we know of an address, and how")
    why.add_argument("url")
    why.add_argument("--watch", help="… and why this watch did or did not alert")
    _add(commands, "harvest", desk.harvest, "poll the feeds that are due, land their pages")
    archive = _add(commands, "archive", desk.archive, "land what the archives have of a day")
    archive.add_argument("day", help="2026-03-05")
    publish = _add(commands, "publish", desk.publish, "read, group and match what has landed")
    publish.add_argument("days", nargs="*", help="publication dates; all with unread pages if none")
    _add(commands, "deliver", desk.deliver, "send what the outbox holds")
    _add(commands, "status", desk.status, "what the warehouse holds")
    warehouse = commands.add_parser("warehouse", help="look after the warehouse")
    tables = warehouse.add_subparsers(required=True)
    _add(tables, "migrate", desk.migrate_warehouse, "make or extend its tables")


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Run, what: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser
