"""What README and docs say is true: the commands exist, the SQL runs, the example is what we print.

`make docs` runs this file to write docs/dags.md from the docstrings of the DAGs.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from wirewatch import newsroom
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.cli import main
from wirewatch.launch import sample_environment
from wirewatch.model import BlockKind
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.render import related, render_page
from wirewatch.newsroom.server import serve
from wirewatch.newsroom.texts import load_texts
from wirewatch.pipeline import harvest, read, tasks

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
DAGS_PAGE = ROOT / "docs" / "dags.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))

EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


# ── the page of the DAGs ────────────────────────────────────────────────────────────────────────


def dags_page() -> str:
    """Return docs/dags.md, from the DAG files as text; Airflow is not needed."""
    head = "# The DAGs\n\nWritten by `make docs` from the docstrings in `dags/`; edit those."
    files = sorted((ROOT / "dags").glob("*.py"))
    return "\n\n".join([head, *map(_dag_section, files)]) + "\n"


def _dag_section(file: Path) -> str:
    module = ast.parse(file.read_text(encoding="utf-8"))
    dag = next(node for node in module.body if isinstance(node, ast.FunctionDef))
    rows = "\n".join(f"| `{task.name}` | {_first_line(task)} |" for task in _tasks(dag))
    tasks_table = f"| task | gives |\n|---|---|\n{rows}"
    runs = f"Scheduled by `{_schedule(dag)}`."
    return f"## {file.stem}\n\n{ast.get_docstring(module)}\n\n{runs}\n\n{tasks_table}"


def _tasks(dag: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    return (node for node in dag.body if isinstance(node, ast.FunctionDef))


def _first_line(task: ast.FunctionDef) -> str:
    return (ast.get_docstring(task) or "").partition("\n")[0].replace("|", "\\|")


def _schedule(dag: ast.FunctionDef) -> str:
    calls = (call for call in dag.decorator_list if isinstance(call, ast.Call))
    given = {keyword.arg: keyword.value for call in calls for keyword in call.keywords}
    return ast.unparse(given["schedule"])


def test_the_page_of_the_dags_is_what_their_docstrings_say():
    assert DAGS_PAGE.read_text(encoding="utf-8") == dags_page(), "run `make docs`"


# ── what the pages name ─────────────────────────────────────────────────────────────────────────


def commands(page: Path, program: str) -> set[str]:
    """The words that follow `program` in the code of `page`."""
    code = re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", page.read_text(encoding="utf-8"), re.DOTALL)
    text = "\n".join(part for parts in code for part in parts)
    return set(re.findall(rf"(?:^|[ /]){program} ([a-z][a-z-]*)", text, re.MULTILINE))


@EACH_PAGE
def test_every_make_target_that_is_named_exists(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert commands(page, "make") <= targets


@EACH_PAGE
def test_every_command_that_is_named_exists(page, capsys):
    for name in commands(page, "wirewatch"):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0, capsys.readouterr().err


def test_the_readme_names_commands():
    """Or the two tests above would look for nothing."""
    assert {"run", "test", "up", "backfill"} <= commands(ROOT / "README.md", "make")
    assert {"article", "why", "watches"} <= commands(ROOT / "README.md", "wirewatch")


@EACH_PAGE
def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@EACH_PAGE
def test_every_file_that_is_named_is_there(page):
    """Names in backticks that begin with a folder of ours; those with a star or a gap name many."""
    folders = "include|dags|plugins|tests|docs|benchmarks"
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_page_on_reading_names_every_label_and_which_are_text():
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \|", page, re.MULTILINE) == [
        kind.value for kind in BlockKind
    ]
    told = next(line for line in page.splitlines() if line.startswith("Text are "))
    assert set(re.findall(r"`([a-z]+)`", told)) == {k.value for k in BlockKind if k.is_text}


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_what_it_costs_and_when_to_look_again(page):
    headings = re.findall(r"^## (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["What we saw", "What we chose", "What it costs", "When to look again"]


def test_every_decision_is_listed():
    index = (ROOT / "docs" / "why.md").read_text(encoding="utf-8")
    assert [page.name for page in DECISIONS if f"decisions/{page.name}" not in index] == []


# ── the example ─────────────────────────────────────────────────────────────────────────────────


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


def test_the_record_in_the_readme_is_what_we_print(tmp_path, capsys):
    """It is abridged: what it shows is there, word for word, with every warning and credit."""
    pages = plan_pages(load_texts())
    trap = next(page for page in pages if page.traps)
    file = tmp_path / "page.html"
    file.write_bytes(render_page(trap, seen_at=newsroom.NOW, beside=related(trap, pages)))
    main(["article", str(file), "--url", trap.url, "--captured-at", newsroom.NOW.isoformat()])
    printed = json.loads(capsys.readouterr().out)
    (shown,) = map(json.loads, blocks("json"))
    assert {"title", "published_at", "authors", "credits", "warnings"} <= shown.keys()
    assert shown == abridged(printed, shown)


def abridged(whole: Any, like: Any) -> Any:
    """Return the keys of `whole` that `like` has, in lists of objects too."""
    if isinstance(like, dict):
        return {key: abridged(whole[key], like[key]) for key in like}
    if isinstance(like, list) and isinstance(whole, list) and len(like) == len(whole):
        return [abridged(one, other) for one, other in zip(whole, like, strict=True)]
    return whole


# ── the SQL ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Iterator[Engine]:
    """The live day of the sample newsroom, by the steps of the pipeline without Airflow."""
    with serve(silence_s=0.2) as room:
        environ = sample_environment(room.address, tmp_path_factory.mktemp("docs"))
        with open_desk(environ) as desk:
            fill(desk)
            yield desk.engine


def fill(desk: Desk) -> None:
    migrate(desk.engine)
    for feeds in harvest.due_chunks(desk):
        harvest.harvest(desk, feeds, run="docs")
    days = read.days_to_publish(desk)
    for captures in read.unread_chunks(desk, days):
        read.read(desk, captures, run="docs")
    tasks.group_days(desk, days, run="docs")
    tasks.match_days(desk, days, run="docs")


@pytest.mark.parametrize("query", blocks("sql"), ids=lambda query: query.splitlines()[0])
def test_the_sql_of_the_readme_finds_something(warehouse, query):
    with reading(warehouse) as db:
        assert db.exec_driver_sql(query).all()


def test_the_readme_has_four_queries():
    assert len(blocks("sql")) == 4


if __name__ == "__main__":
    DAGS_PAGE.write_text(dags_page(), encoding="utf-8")
