"""The newsroom as planned, once for all its tests."""

from collections.abc import Iterator

import pytest

from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.server import Newsroom, serve
from wirewatch.newsroom.texts import NewsText, load_texts
from wirewatch.newsroom.truth import TruePage, true_pages


@pytest.fixture(scope="session")
def texts() -> tuple[NewsText, ...]:
    return load_texts()


@pytest.fixture(scope="session")
def pages(texts: tuple[NewsText, ...]) -> tuple[PlannedPage, ...]:
    return plan_pages(texts)


@pytest.fixture(scope="session")
def truth(pages: tuple[PlannedPage, ...]) -> tuple[TruePage, ...]:
    return true_pages(pages)


@pytest.fixture(scope="session")
def room() -> Iterator[Newsroom]:
    with serve(silence_s=0.2) as newsroom:
        yield newsroom
