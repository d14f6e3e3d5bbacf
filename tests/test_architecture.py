"""The house keeps its own rules, and what its docstrings list is what is there."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import wirewatch
from wirewatch import errors

PACKAGE = Path(wirewatch.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
MAX_FILE_LINES = 330  # 300 is what we aim at
MAX_FUNCTION_LINES = 50

Error = type[errors.WirewatchError]


# ── errors ──────────────────────────────────────────────────────────────────────────────────────


def tree(error: Error) -> Iterator[Error]:
    """Give an error and all that are kinds of it."""
    yield error
    for kind in error.__subclasses__():
        yield from tree(kind)


LEAVES = [error for error in tree(errors.WirewatchError) if not error.__subclasses__()]


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.__name__)
def test_errors_survive_a_process_boundary(error: Error) -> None:
    copy = pickle.loads(pickle.dumps(error("https://sea.example", "HTTP 500")))  # noqa: S301
    assert (type(copy), copy.subject, copy.detail, str(copy)) == (
        error,
        "https://sea.example",
        "HTTP 500",
        "https://sea.example: HTTP 500",
    )


def test_how_long_to_wait_survives_it_too() -> None:
    error = errors.Throttled("https://sea.example", "HTTP 429", retry_after_s=7.5)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (copy.retry_after_s, str(copy)) == (7.5, "https://sea.example: HTTP 429")


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    assert errors.__doc__
    drawn: dict[int, str] = {}
    parent_of = {}
    for line in errors.__doc__.splitlines():
        if found := re.match(r"(?P<branch>[ │├└─]*)(?P<name>[A-Z]\w+)(?:  |$)", line):
            depth = len(found["branch"]) // 4
            drawn[depth] = found["name"]
            parent_of[found["name"]] = drawn.get(depth - 1)
    in_code = {error.__name__: error.__bases__[0].__name__ for error in tree(errors.WirewatchError)}
    assert parent_of == in_code | {"WirewatchError": None}


# ── rooms ───────────────────────────────────────────────────────────────────────────────────────


def test_the_rooms_of_the_front_page_exist() -> None:
    assert wirewatch.__doc__
    rooms = re.findall(r"^    (\w+) {2,}", wirewatch.__doc__, re.MULTILINE)
    assert rooms == ["feeds", "articles", "wire", "stories", "alerts"]
    assert all((PACKAGE / room / "__init__.py").exists() for room in rooms)
    assert (PACKAGE / "adapters").is_dir()
    assert (PACKAGE / "pipeline").is_dir()


# ── sizes ───────────────────────────────────────────────────────────────────────────────────────


# The words of the whole project and the tables of the whole warehouse: one place each, by intent.
TABLES = {"model.py", "adapters/schema.py"}


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_file_has_one_subject() -> None:
    sizes = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert {name for name, lines in sizes.items() if lines > MAX_FILE_LINES} <= TABLES


def test_a_function_does_one_thing() -> None:
    sizes = {
        (name_of(path), node.name): (node.end_lineno or 0) - node.lineno + 1
        for path in FILES
        for node in functions(path)
    }
    assert [where for where, lines in sizes.items() if lines > MAX_FUNCTION_LINES] == []


def test_every_module_says_what_it_is_for() -> None:
    modules = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
    assert [name for name, m in modules.items() if m.body and not ast.get_docstring(m)] == []
