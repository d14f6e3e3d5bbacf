"""docs/backfill.md: every `airflow` command in it prints what stands below it."""

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import update

pytestmark = pytest.mark.airflow

PAGE = (Path(__file__).parents[2] / "docs" / "backfill.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
BY_CHANCE = re.compile(r"(?<=\d{4}-\d\d-\d\d__)\w{8}\b")  # the end of a run's name
LOG_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d[ T][\d:.Z]+ \[\w+ *\].*\n?", re.MULTILINE
)  # with an Airflow of other tests
LAST_COLUMN = re.compile(r" {10,}\S+$")  # when a run ended


@pytest.fixture(scope="module")
def airflow(airflow_home: Path) -> None:
    """Airflow knows our DAGs."""
    assert "Traceback" not in said("dags", "reserialize")


def said(*words: str) -> str:
    """Return what an `airflow` command prints, or the error with which it ends."""
    from airflow.cli import cli_parser

    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        asked = cli_parser.get_parser().parse_args(words)
        try:
            asked.func(asked)
        except Exception as error:
            return f"{type(error).__module__}.{type(error).__qualname__}: {error}"
    return LOG_LINE.sub("", out.getvalue())


def end_all_runs(state: str = "success") -> None:
    """As if a scheduler had run whatever is queued."""
    from airflow.models.backfill import Backfill
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    now = datetime.now(UTC)
    with create_session() as session:
        session.execute(update(DagRun).values(state=state, end_date=now))
        session.execute(update(Backfill).values(completed_at=now))


def steps(block: str) -> Iterator[tuple[list[str], list[str]]]:
    """Give each command of a block, and the lines that it is said to print."""
    number = 0
    lines = []
    for line in block.splitlines():
        number += line.startswith("$ ")
        lines.append((number, line))
    for _, some in groupby(lines, key=lambda pair: pair[0]):
        command, *printed = (line for _, line in some)
        yield command.removeprefix("$ airflow ").split(), printed


def folded(line: str) -> str:
    return BY_CHANCE.sub("*", LAST_COLUMN.sub("", line.rstrip()))


def test_every_command_prints_what_the_page_says(airflow):
    """Block by block; where the page has "…" there may be more."""
    assert len(BLOCKS) >= 7
    for block in BLOCKS:
        end_all_runs()
        for words, printed in steps(block):
            told = [folded(line) for line in said(*words).splitlines() if line.strip()]
            expected = [folded(line) for line in printed if line != "…"]
            rest = iter(told)
            missing = [line for line in expected if line not in rest]
            assert missing == [], (words, told)
            assert "…" in printed or told == expected, words


def test_the_table_of_what_runs_again_is_true(airflow):
    """Its columns are a date that ran well, one that failed, one that never ran."""
    rows = re.findall(r"^\| `(\w+)`.*?\| (.*) \|$", PAGE, re.MULTILINE)
    create = ("backfill", "create", "--dag-id", "wirewatch_archive")
    date = ("--from-date", "2024-01-31", "--to-date", "2024-01-31")
    found = {behavior: ["runs"] for behavior, _ in rows}
    end_all_runs()
    said(*create, *date)
    for state in ("failed", "success"):
        end_all_runs(state)
        for behavior in found:
            told = said(*create, *date, "--reprocess-behavior", behavior, "--dry-run")
            found[behavior].insert(0, "runs again" if "| 2024-01-31" in told else "left out")
    assert found == {behavior: cells.split(" | ") for behavior, cells in rows}
    assert len(found) == 3
