"""`pytest tests/golden --rewrite-golden` writes what we read now; the diff is then reviewed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite expected.json")
