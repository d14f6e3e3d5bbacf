"""Past dates by hand: what would be asked, a list of addresses, and what came of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import Done, newsroom_desk, run
from wirewatch.newsroom.desk_file import feed_tables
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.publishers import ARCHIVE_HOST, BY_KEY
from wirewatch.newsroom.texts import load_texts

FEEDS = feed_tables((key, BY_KEY[key].feed_url) for key in ("saltmarsh", "quayside"))
WATCH = '[[watch]]\nname = "oil"\nquery = "pipeline"\n'
DESK = (
    f'[desk]\nhost_interval_s = 0.0\n[archives.wayback]\nbase = "https://{ARCHIVE_HOST}"\n{FEEDS}'
)
SALTMARSH = [page for page in plan_pages(load_texts()) if page.publisher.key == "saltmarsh"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with newsroom_desk(tmp_path, DESK):
        yield tmp_path


def urls(home: Path, text: str) -> Done:
    (home / "urls.txt").write_text(text, encoding="utf-8")
    return run("archive", "--urls", home / "urls.txt")


def test_a_list_of_addresses_is_landed_and_nothing_twice(home: Path) -> None:
    page = SALTMARSH[0].url
    listed = f"{page} 2026-03-09\n\nhttps://saltmarshtimes.example/nothing-here\n"
    assert "gone 1, landed 1" in urls(home, listed).out
    assert "known 1" in urls(home, f"{page}\n").out
    run("publish", "2026-03-09")
    assert "only copy" in run("why", page).out


def test_a_line_that_is_no_address_is_named(home: Path) -> None:
    done = urls(home, f"{SALTMARSH[0].url}\nnot an address\n")
    assert done.code == 1
    assert "2" in done.err


def test_the_plan_asks_nobody_and_says_whom_it_would_ask(home: Path) -> None:
    done = run("archive", "plan", "--from", "2026-03-05", "--to", "2026-03-06")
    assert done.code == 0
    assert "wayback" in done.out
    assert not (home / "landing").exists() or not list((home / "landing").rglob("*.warc*"))


def test_what_the_watches_met_is_told_when_asked_for(home: Path) -> None:
    """And is sent to nobody."""
    with (home / "desk.toml").open("a") as desk:
        desk.write(WATCH)
    week = ("archive", "matches", "--from", "2026-03-05", "--to", "2026-03-06")
    assert "no watch met a story of these days" in run(*week).out
    run("archive", "2026-03-05")
    run("publish", "2026-03-05")
    lines = run(*week).out.splitlines()
    assert [line.split()[:3] for line in lines[1:2]] == [["2026-03-05", "oil", "Pipeline"]]
    assert lines[-1] == f"{len(lines) - 2} matches, recorded and sent to nobody"
    assert run("deliver").out == "deliveries: nothing\n"


def test_a_second_time_it_says_that_nothing_is_new(home: Path) -> None:
    for expected in ("6 pages found, 6 new", "6 pages found, 0 new"):
        assert run("archive", "2026-03-05").out.splitlines()[-1] == expected
    run("publish", "2026-03-05")
    again = run("publish", "2026-03-05").out.splitlines()[-1]
    assert again == "articles: 0 new, 0 changed; rows of stories: 0 changed"


def test_coverage_says_what_came_of_a_day(home: Path) -> None:
    run("archive", "2026-03-05")
    done = run("archive", "coverage", "--from", "2026-03-05", "--to", "2026-03-05")
    assert done.code == 0
    assert "2026-03-05" in done.out
    assert "wayback" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-03-05", "--urls", "x"), "do not go together"),
        (("plan", "--from", "2026-03-05"), "--to"),
        (("plan", "--from", "2026-03-05", "--to", "2026-03-01"), "lies before"),
    ],
)
def test_a_wrong_call_ends_with_2(words: tuple[str, ...], said: str) -> None:
    done = run("archive", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
