"""Every golden case says what it is there for, and every folder is a case."""

import json
from pathlib import Path

import pytest

from golden.cases import EXPECTED, HERE, cases, written


@pytest.mark.parametrize("case", cases())
def test_every_case_tells_its_trap(case: Path) -> None:
    title, _, trap = (case / "NOTE.md").read_text(encoding="utf-8").partition("\n")
    assert title.startswith("# ")
    assert trap.strip()


@pytest.mark.parametrize("case", cases())
def test_every_expectation_is_written_as_it_is_rewritten(case: Path) -> None:
    """Else the first rewrite drowns what changed in changes of form."""
    text = (case / EXPECTED).read_text(encoding="utf-8")
    assert text == written(json.loads(text))


@pytest.mark.parametrize("room", ["feeds", "articles", "wire", "stories", "alerts"])
def test_every_folder_of_a_room_is_a_case(room: str) -> None:
    """A folder without a note would never be looked at."""
    folders = {path.name for path in (HERE / room).iterdir() if path.is_dir()}
    assert folders == {case.values[0].name for case in cases(room)}
    assert len(folders) >= 3
