"""The command that looks whether what comes in is as it should be."""

import argparse

from rich.text import Text

from wirewatch.cli.desk import at_the_desk, console
from wirewatch.pipeline.check import all_verdicts

_NOT_WELL = 1


def check(_asked: argparse.Namespace) -> int:
    """Print what every check says, the worst first; the exit code is 1 when something is wrong."""
    with at_the_desk() as desk:
        verdicts = all_verdicts(desk.engine, desk.settings)
    for verdict in verdicts:
        state, style = ("well", "green") if verdict.is_well else ("NOT WELL", "red")
        line = Text.assemble((f"{state:>8}", style), f"  {verdict.check:<9}  ")
        console().print(line.append(f"{verdict.subject}: {verdict.why}"))
    return 0 if all(verdict.is_well for verdict in verdicts) else _NOT_WELL
