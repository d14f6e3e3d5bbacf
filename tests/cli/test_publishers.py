"""`wirewatch publishers`: which files there are, and what one finds on a page."""

import json
from pathlib import Path

import pytest

from commands import run

TEXT = "The council of Harrowgate voted on Tuesday to close the old ferry terminal. " * 5
PAGE = (
    f"<h1>Old ferry terminal to close</h1><p>{TEXT}</p><p>{TEXT}</p><p class='sig'>Ada Marlowe</p>"
)
FILE = """
name = "The Esk Courier"
sites = ["esk-courier.example"]
[[rules]]
valid_until = 2026-05-31
why = "the signature has no mark"
byline = "BYLINE"
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return tmp_path / "page.html"


def file(folder: Path, byline: str) -> Path:
    path = folder / "esk.toml"
    path.write_text(FILE.replace("BYLINE", byline), encoding="utf-8")
    return path


def test_try_shows_what_each_rule_finds_and_what_it_changes(page, tmp_path):
    words = ("publishers", "try", file(tmp_path, "p.sig"), page, "--captured-at", "2026-02-18")
    done = run(*words)
    shown = json.loads(done.out)
    assert done.code == 0
    assert shown["found"] == {"byline": ["Ada Marlowe"]}
    assert shown["changed"]["authors"] == {"without": [], "with": ["Ada Marlowe"]}


@pytest.mark.parametrize(
    ("byline", "day", "words"),
    [
        ("p.gone", "2026-02-18", "byline: 'p.gone' finds nothing"),
        ("p.sig", "2026-06-01", "no rules hold on 2026-06-01"),
        ("p:hover", "2026-02-18", "rules 1: byline: 'p:hover'"),
    ],
)
def test_try_says_what_does_not_work_any_more(page, tmp_path, byline, day, words):
    done = run("publishers", "try", file(tmp_path, byline), page, "--captured-at", day)
    assert done.code == 1
    assert words in done.err


def test_list_shows_the_operators_files_before_ours(tmp_path, monkeypatch):
    (tmp_path / "publishers").mkdir()
    file(tmp_path / "publishers", "p.sig")
    monkeypatch.setenv("WIREWATCH_DESK", str(tmp_path / "desk.toml"))
    names = [row["name"] for row in run("publishers", "list").rows]
    assert names == ["The Esk Courier", "The Harbour Post"]
