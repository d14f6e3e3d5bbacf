"""The installed command: how fast it answers, what it reads from a pipe, what it leaves behind."""

import argparse
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirewatch.cli.commands import command_line

SCRIPT = Path(sys.executable).with_name("wirewatch")
TEXT = '{"id": "a", "text": "A drone fell on Vesk."}\n'
HEAVY = {"airflow", "trafilatura", "sqlalchemy", "lxml", "rich", "structlog", "httpx"}


def script(*words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    whole = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    return subprocess.run(
        [str(SCRIPT), *words],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env=whole,
        check=False,
    )


def test_the_installed_script_reads_a_pipe_and_writes_utf_8() -> None:
    """Results are JSON lines in UTF-8, whatever the terminal speaks."""
    done = script("stories", "-", given='{"id": "Ж", "text": "A drone fell on Vesk."}\n')
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{"id": "Ж", "story_id": ')


def test_a_wrong_line_of_a_pipe_is_told_by_its_number() -> None:
    done = script("stories", "-", given=TEXT + "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("wirewatch: standard input, line 2: is not JSON")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`wirewatch … | head` ends quietly."""
    many = tmp_path / "in.jsonl"
    many.write_text("".join(f'{{"id": {n}, "text": ""}}\n' for n in range(4000)))
    shell = f"{SCRIPT} stories {many} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert done.returncode == 0


LIGHT = {
    "--help": "from wirewatch.cli import main; main(['--help'])",
    "watches check": "from wirewatch.cli import main; main(['watches', 'check', {desk!r}])",
}


@pytest.mark.parametrize("code", LIGHT.values(), ids=LIGHT)
def test_light_commands_load_nothing_heavy(code: str) -> None:
    """0.1 s and 0.4 s on a quiet machine, against 2 s with everything; editors check on save."""
    desk = Path(__file__).parents[2] / "include" / "desk.toml"
    ending = f"\nfinally:\n  sys.exit(len({HEAVY!r} & sys.modules.keys()))"
    whole = "import sys\ntry:\n  " + code.format(desk=str(desk)) + ending
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, check=False)
    assert done.returncode == 0


# ── the table of commands ───────────────────────────────────────────────────────────────────────


def leaves(parser: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, str]]:
    """Give each command and where its code is said to be."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for action in below:
        for name, each in action.choices.items():
            yield from leaves(each, f"{path} {name}".strip())
    if not below:
        yield path, parser.get_default("where")


COMMANDS = dict(leaves(command_line()))


@pytest.mark.parametrize(("command", "where"), COMMANDS.items(), ids=list(COMMANDS))
def test_every_command_has_its_code_and_a_line_of_help(command: str, where: str) -> None:
    module, function = where.split(":")
    assert getattr(importlib.import_module(f"wirewatch.cli.{module}"), function).__doc__


def test_the_commands_are_those_that_are_promised() -> None:
    assert set(COMMANDS) >= {
        "article", "articles", "entries", "stories", "match", "watches check", "why",
        "harvest", "publish", "deliver", "archive", "status", "warehouse migrate",
    }  # fmt: skip
