"""The tasks by hand, over a few publishers of the sample newsroom, and why a watch was silent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import Done, newsroom_desk, run
from wirewatch.newsroom.desk_file import feed_tables
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.publishers import ARCHIVE_HOST, BY_KEY
from wirewatch.newsroom.texts import load_texts

FEEDS = [(key, BY_KEY[key].feed_url) for key in ("saltmarsh", "quayside", "phare", "marisma")]
PAGES = plan_pages(load_texts())
TRAP = next(page for page in PAGES if page.traps)
DESK = f"""
[desk]
host_interval_s = 0.0

[[watch]]
name = "mobilisation"
query = '(Karvala OR Karvalia OR Karvalie) AND (mobili* OR réservistes) AND NOT pizza'

[[watch]]
name = "in French"
query = 'Karvalie AND mobili*'
languages = ["fr"]

[[watch]]
name = "headline only"
query = 'headline:ordesk AND (agency:AFP OR agency:AP)'

[[watch]]
name = "nobody prints this"
query = '"a headline that no newsroom has" OR zzzz NEAR/3 Karvalia'

[routes]
default = ["atom"]

[channel.atom]
kind = "atom"
path = "alerts.atom"

[archives.wayback]
base = "https://{ARCHIVE_HOST}"

{feed_tables(FEEDS)}
"""


class Walk(dict[str, Done]):
    """What each command did, in this order."""


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The environment of a desk over the newsroom; gives its home."""
    with newsroom_desk(tmp_path_factory.mktemp("desk"), DESK) as home:
        yield home


@pytest.fixture(scope="module")
def walk(environ: Path) -> Walk:
    walked = Walk()
    walked["harvest"] = run("harvest")
    walked["unmatched"] = run("why", TRAP.url, "--watch", "mobilisation")
    walked["publish"] = run("publish")
    walked["undelivered"] = run("why", TRAP.url, "--watch", "mobilisation")
    walked["deliver"] = run("deliver")
    walked["archive"] = run("archive", "2026-03-05")
    walked["publish again"] = run("publish")
    walked["deliver again"] = run("deliver")
    return walked


def why(page: PlannedPage, watch: str) -> str:
    done = run("why", page.url, "--watch", watch)
    assert (done.code, done.err) == (0, "")
    return done.out


def counted(done: Done, what: str) -> dict[str, int]:
    (line,) = re.findall(rf"^{what}: (.*)$", done.out, re.MULTILINE)
    return {name: int(n) for name, n in re.findall(r"([a-z_ ]+) (\d+)", line)}


def test_every_step_ends_well_and_logs_nothing(walk: Walk) -> None:
    """Counts are results; the log of the steps is for schedulers."""
    for name, done in walk.items():
        assert (done.code, done.err) == (0, ""), name


def test_the_steps_do_what_the_tasks_do(walk: Walk) -> None:
    assert sum(counted(walk["harvest"], "polls").values()) == len(FEEDS)
    assert "What the warehouse holds" in walk["publish"].out
    assert sum(counted(walk["deliver"], "deliveries").values()) >= 2
    assert sum(counted(walk["archive"], "2026-03-05").values()) > 0


def test_old_news_from_an_archive_is_told_to_nobody(walk: Walk) -> None:
    assert "deliveries: nothing" in walk["deliver again"].out


def test_a_second_harvest_finds_nothing_due(walk: Walk) -> None:
    assert run("harvest").out == "no feed is due; `wirewatch status` shows what there is\n"


def test_status_shows_what_there_is(walk: Walk) -> None:
    done = run("status")
    assert done.code == 0
    assert "Stories with the most copies" in done.out
    assert "added nothing" not in done.out  # that would be about a run


def test_why_tells_the_whole_way_of_an_article(walk: Walk) -> None:
    out = run("why", TRAP.url).out
    for step in ("feed", "capture", "reading", "article", "warning", "credit", "story", "alert"):
        assert re.search(rf"^ *{step}  \S", out, re.MULTILINE), step
    assert "AFP as text, in the byline" in out


def test_why_a_watch_did_alert(walk: Walk) -> None:
    out = why(TRAP, "mobilisation")
    assert "✓ (karvala OR karvalia OR karvalie) AND (mobili* OR reservistes) AND NOT pizza" in out
    assert "    ✓ mobili* — «mobilizes» in the headline" in out
    assert "    ✗ reservistes" in out
    assert "    ✗ pizza" in out
    assert "'mobilisation' matches this copy" in out
    assert "the story has its one alert, raised by " in out
    assert "atom: sent at 2026-03-12 18:00Z, 1 tries" in out


def test_why_a_watch_did_not_alert(walk: Walk) -> None:
    """The word stands in the text, and the watch looks at headlines."""
    out = why(TRAP, "headline only")
    assert "✗ headline:ordesk — only elsewhere: «" in out
    assert "✓ agency:afp" in out
    assert "✗ agency:ap" in out
    assert "does not match this copy" in out
    assert "the story has none of this watch" in out


def test_a_watch_for_another_language(walk: Walk) -> None:
    out = why(TRAP, "in French")
    assert "the watch wants fr; the article's is en" in out
    assert "does not match this copy" in out


def test_the_sides_of_near_are_told_apart(walk: Walk) -> None:
    out = why(TRAP, "nobody prints this")
    assert '✗ "a headline that no newsroom has"' in out
    assert "✗ zzzz NEAR/3 karvalia" in out
    assert "✓ karvalia — «Karvalia» in the headline" in out


def test_what_has_not_been_matched_or_sent_yet(walk: Walk) -> None:
    assert "no article was read at this address" in walk["unmatched"].out
    assert "atom: pending, 0 tries" in walk["undelivered"].out


def test_old_news_says_why_it_is_silent(walk: Walk) -> None:
    """The archive kept pages of that day that no feed announces any more."""
    keys = {key for key, _ in FEEDS}
    of_day = [
        p for p in PAGES if p.publisher.key in keys and f"{p.published_at:%F}" == "2026-03-05"
    ]
    told = [why(page, "nobody prints this") for page in of_day]
    kept = [out for out in told if "Z, wayback, HTTP 200" in out]
    assert kept
    assert all("this copy alone would send nothing (backfill)" in out for out in kept)


def test_a_watch_is_tried_on_what_is_there(walk: Walk) -> None:
    """The dry run of a watch of the desk file finds what it has found."""
    done = run("watches", "try", "mobilisation", "--json")
    (found,) = done.rows
    assert found["sent"] + sum(a["suppressed"] is not None for a in found["alerts"]) == len(
        found["alerts"]
    )
    assert TRAP.url in {alert["url"] for alert in found["alerts"]} or found["matched"] > 1
    out = run("watches", "try", "mobilisation", "--examples", "1").out
    assert re.search(r"\d+ of \d+ articles match, in \d+ stories: \d+ alerts", out)
    assert "«" in out


def test_two_versions_of_a_watch_are_compared(walk: Walk) -> None:
    done = run("watches", "try", "Karvalie", "--against", "mobilisation")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^\d+ stories are found by both$", done.out, re.MULTILINE)
    assert re.search(r"^gained: \d+$", done.out, re.MULTILINE)
    assert re.search(r"^lost: [1-9]", done.out, re.MULTILINE)


def test_an_unknown_page_is_no_error(walk: Walk) -> None:
    done = run("why", "https://nowhere.example/x", "--watch", "mobilisation")
    assert done.code == 0
    assert "no feed of ours announced this address" in done.out
    assert "none: the page has not been fetched" in done.out
    assert "no watch saw it" in done.out


WRONG = {
    "malformed": (["watches", "try", "Karvalie AND"], "line 1, column 10: AND has nothing after"),
    "no address": (["why", "lantern"], "lantern: is no address; write it as https://…"),
    "unknown watch": (
        ["why", TRAP.url, "--watch", "mobilization"],
        "watch 'mobilization': is not in the desk file; did you mean 'mobilisation'?",
    ),
    "a watch like no other": (
        ["why", TRAP.url, "--watch", "x"],
        "there are: mobilisation, in French, headline only, nobody prints this",
    ),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_wrong_questions(words: list[str], said: str, environ: Path) -> None:
    done = run(*words)
    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_a_page_is_fetched_and_read_at_once(environ: Path) -> None:
    done = run("article", TRAP.url)
    assert done.code == 0, done.err
    assert '"agency": "AFP"' in done.out


def test_a_page_that_is_not_there_ends_with_1(environ: Path) -> None:
    done = run("article", TRAP.publisher.site + "/nothing-here")
    assert (done.code, done.out) == (1, "")
    assert "404" in done.err


WAREHOUSES = {
    "no address": ("desk", "Could not parse SQLAlchemy URL"),
    "no store": ("oracle17://x", "WIREWATCH_WAREHOUSE: "),
    "no folder": ("sqlite:////proc/nowhere/x.db", "cannot be made"),
}


@pytest.mark.parametrize(("url", "said"), WAREHOUSES.values(), ids=WAREHOUSES)
def test_a_warehouse_that_is_none(
    url: str, said: str, environ: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREWATCH_WAREHOUSE", url)
    for words in (["status"], ["warehouse", "migrate"]):
        done = run(*words)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("wirewatch: ")
        assert said in done.err


def test_migrating_twice_is_as_migrating_once(
    tmp_path: Path, environ: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/new/w.db")
    assert run("warehouse", "migrate") == run("warehouse", "migrate")
    assert (tmp_path / "new" / "w.db").exists()
