"""Commands over a file of watches; they load little, so that an editor can run them on save."""

import argparse
from pathlib import Path

from wirewatch.alerts.watchfile import Severity, check_watches, read_watches
from wirewatch.cli.lines import read_text
from wirewatch.cli.voice import say
from wirewatch.errors import BadInput
from wirewatch.model import Watch


def check(asked: argparse.Namespace) -> int:
    """Say what is wrong with a file of watches, as FILE:LINE:COLUMN."""
    problems = check_watches(read_text(asked.watches))
    for problem in problems:
        say(f"{asked.watches}:{problem}")
    n_errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if n_errors:
        say(f"wirewatch: {n_errors} to put right in {asked.watches}")
        return 1
    say(f"{asked.watches}: every watch is well")
    return 0


def load_watches(path: Path) -> tuple[Watch, ...]:
    """Return the watches of a file.

    Raises:
        BadInput: it cannot be read, or one of them is wrong.
    """
    text = read_text(path)
    try:
        return read_watches(text)
    except BadInput as error:
        more = f"; `wirewatch watches check {path}` tells everything"
        raise BadInput(str(path), error.detail + more) from error
