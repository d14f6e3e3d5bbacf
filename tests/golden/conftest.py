"""`pytest tests/golden --rewrite-golden` writes what we read now; the diff is then reviewed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from golden.cases import EXPECTED, as_json, written


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite expected.json")


@pytest.fixture
def reviewed(request: pytest.FixtureRequest) -> Callable[[Path, object], Any]:
    """Give a function that returns what was reviewed of a case, rewritten first when asked."""

    def expected(case: Path, found: object) -> Any:
        path = case / EXPECTED
        if request.config.getoption("--rewrite-golden", default=False):
            path.write_text(written(as_json(found)), encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    return expected
