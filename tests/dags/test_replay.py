"""A real feed through the real DAGs, as `make replay` runs them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.replays import count, text_agencies
from wirewatch.adapters.warehouse.engine import open_warehouse

# Slow: without Airflow the same is tested in pipeline/test_replay.py.
pytestmark = [pytest.mark.airflow, pytest.mark.slow]

DAWN = "ce5f942d1cd40fc0.gz"


def replay(folder: Path, home: Path) -> str:
    """Airflow reads its environment on import, so each replay is a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch.launch", "replay", str(folder), "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def replayed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Engine]:
    """The Dawn feed, replayed twice: what was printed each time, and the warehouse."""
    folder, home = tmp_path_factory.mktemp("feeds"), tmp_path_factory.mktemp("home")
    shutil.copy(shared / "data" / "feeds" / DAWN, folder)
    printed = [replay(folder, home) for _ in range(2)]
    return printed, open_warehouse(f"sqlite:///{home}/warehouse.db")


def test_every_article_of_the_feed_gets_its_agency_and_its_story(
    replayed: tuple[list[str], Engine],
) -> None:
    _, engine = replayed
    credited = list(text_agencies(engine).values())
    assert credited.count(frozenset({"AFP"})) == 12
    assert credited.count(frozenset({"REUTERS"})) == 3
    assert credited.count(frozenset({"AFP", "REUTERS"})) == 2
    assert count(engine, "story_member") == count(engine, "article") == 29


def test_a_replay_speaks_of_what_a_replay_has(replayed: tuple[list[str], Engine]) -> None:
    """It has no watches, so no alerts, and no desk to look at them with."""
    (first, _), _ = replayed
    assert "feeds, by how the polls ended: polled 1 = 1" in first
    assert "make replay FEEDS=folder" in first
    assert not any(word in first for word in ("Alerts", "alerts.atom", "up-sample"))


def test_a_second_replay_finds_all_of_it_known(replayed: tuple[list[str], Engine]) -> None:
    (_, second), engine = replayed
    assert "This run added nothing" in second
    assert count(engine, "poll") == 1
