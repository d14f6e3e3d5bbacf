"""How a command speaks: results on standard output, all else on standard error."""

import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

Row = TypeVar("Row")


def speak_utf8() -> None:
    """Write UTF-8 whatever the terminal's language is: our results are JSON, which is UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_row(row: Mapping[str, Any], *, indent: int | None = None) -> None:
    """Print a result."""
    print(as_json(row, indent=indent))  # noqa: T201 - the result itself


def as_json(row: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return `row` as JSON that can be written as UTF-8: a lone surrogate becomes its escape."""
    text = json.dumps(row, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def say(text: str) -> None:
    """Tell the person at the terminal something that is no result."""
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    print(shown, file=sys.stderr)  # noqa: T201 - a command's own voice


def tracked(rows: Iterable[Row], total: int, what: str) -> Iterable[Row]:
    """Give `rows` one by one; on a terminal a bar shows how far they have got."""
    if not _is_watched():
        return rows
    from rich.console import Console
    from rich.progress import track

    return track(rows, total=total, description=what, console=Console(stderr=True), transient=True)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show on a terminal that work is done whose length nobody knows."""
    if not _is_watched():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def _is_watched() -> bool:
    return sys.stderr.isatty()
