"""How each feed goes, in words for a terminal, and a feed that is asked anew."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from commands import Done, run
from desk_rows import NOON
from feed_rows import (
    HOUR,
    feed_setting,
    put_one_of_each_health,
    put_polled,
    put_unpolled,
)
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, writing
from wirewatch.adapters.warehouse.feeds import ensure_feeds, feed_states
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import FeedEventKind
from wirewatch.feeds.polling.health import Health
from wirewatch.feeds.polling.validators import Trust, Validators
from wirewatch.newsroom.desk_file import feed_tables

NAMED = ["saxon", *Health]
HOSTILE = (
    "\x1b[2J\x1b]0;title\x07", "\x9b31mred", "[bold]bold[/bold]", "[/]", "[link=x]y", "a\r\nb",
    "\u202egpj.exe", "\u2066", "\u2028", "\x7f\x08", ":smile:", "\t\v\f",
)  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The warehouse of an operator who names these feeds, at a time that stands still."""
    name_feeds(tmp_path, NAMED)
    monkeypatch.setenv("WIREWATCH_DESK", str(tmp_path / "desk.toml"))
    monkeypatch.setenv("WIREWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("WIREWATCH_CLOCK", NOON.isoformat())
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("WIREWATCH_WAREHOUSE", raising=False)
    engine = open_warehouse(f"sqlite:///{tmp_path}/warehouse.db")
    migrate(engine)
    return engine


def name_feeds(folder: Path, feed_ids: list[str]) -> None:
    tables = feed_tables((feed_id, "https://saxon.example/rss") for feed_id in feed_ids)
    (folder / "desk.toml").write_text(tables, encoding="utf-8")


def shown(*words: str) -> str:
    done = run("feeds", "list", *words)
    assert (done.code, done.err) == (0, "")
    return done.out


def line(out: str, feed_id: str) -> str:
    """Return the line of a feed in the table, its columns apart by one space."""
    (found,) = [line for line in out.splitlines() if line.startswith(f"  {feed_id} ")]
    return " ".join(found.split())


def rows(done: Done) -> dict[str, dict[str, object]]:
    return {str(row["feed"]): row for row in done.rows}


def test_each_health_is_told_with_its_reason_the_worst_first(engine: Engine) -> None:
    put_one_of_each_health(engine)
    put_polled(engine, "saxon", due_why="asked for 2 h by its Cache-Control")
    out = shown()
    places = [out.index(f"\n  {name} ") for name in ["gone", "failing", "silent", "new", "saxon"]]
    assert places == sorted(places)
    assert line(out, "gone").startswith("gone gone 4 answers “410 Gone” in a row")
    assert line(out, "failing").startswith("failing failing for 2 days: HTTP 503")
    assert line(out, "silent").startswith("silent silent nothing new for 9 days; usually")
    assert line(out, "new").startswith("new new not polled yet")
    assert "well 0 entries seen, too few to tell a rhythm" in line(out, "saxon")
    assert "03-12 13:00Z asked for 2 h by its Cache-Control" in line(out, "saxon")
    assert (
        "6 feeds: 1 gone, 1 failing, 1 silent, 1 new, 2 well. Last poll: 2026-03-12 12:00Z." in out
    )


def test_notes_and_what_happened_last_stand_below(engine: Engine) -> None:
    put_polled(
        engine, "saxon",
        asked_url="https://new.example/rss", identity=Identity.ADDRESS, identity_why="3 of 4",
        validators=Validators(trust=Trust.LYING, why="its entries were others"),
        told=[(FeedEventKind.MOVED, "from here to there")],
    )  # fmt: skip
    put_polled(engine, "saxon", at=NOON + HOUR, told=[(FeedEventKind.GAP, "all was new")])
    out = shown()
    assert "  saxon: moved: asked at https://new.example/rss\n" in out
    assert "  saxon: its “not modified” is lying: its entries were others\n" in out
    assert "  saxon: entries go by their addresses: 3 of 4\n" in out
    assert (
        "Told lately\n"
        "  2026-03-12 13:00Z  saxon  gap: all was new\n"
        "  2026-03-12 12:00Z  saxon  moved: from here to there\n"
    ) in out


def test_as_json_each_feed_is_a_line(engine: Engine) -> None:
    put_one_of_each_health(engine)
    put_polled(
        engine, "saxon",
        validators=Validators(trust=Trust.LYING, why="its entries were others"),
        last_good_at=NOON, seen_entries=7,
    )  # fmt: skip
    found = rows(run("feeds", "list", "--json"))
    assert {name: row["health"] for name, row in found.items()} == {
        "gone": "gone", "failing": "failing", "silent": "silent", "new": "new", "saxon": "well",
        "well": "well",
    }  # fmt: skip
    assert found["saxon"] == {
        "feed": "saxon",
        "url": "https://saxon.example/rss",
        "asked_url": "https://saxon.example/rss",
        "is_in_desk_file": True,
        "health": "well",
        "why": "7 entries seen, too few to tell a rhythm",
        "notes": ["its “not modified” is lying: its entries were others"],
        "next_due_at": "2026-03-12T13:00:00+00:00",
        "due_why": "nothing was new",
        "last_polled_at": "2026-03-12T12:00:00+00:00",
        "last_good_at": "2026-03-12T12:00:00+00:00",
        "last_new_at": None,
        "seen_entries": 7,
        "trust": "lying",
        "trust_why": "its entries were others",
    }


def test_before_the_first_harvest_all_feeds_are_new(engine: Engine) -> None:
    assert (
        line(shown(), "saxon") == "saxon new not polled yet 03-12 12:00Z it is new in the desk file"
    )
    assert "6 feeds: 6 new. Last poll: never." in shown()


def test_without_any_feed_it_says_how_to_add_one(engine: Engine, tmp_path: Path) -> None:
    name_feeds(tmp_path, [])
    assert shown() == "no feeds yet; `wirewatch feeds add URL` adds one\n"
    assert shown("--json") == ""


def test_feeds_of_the_warehouse_and_of_the_desk_file_are_told_apart(
    engine: Engine, tmp_path: Path
) -> None:
    """What was dropped keeps its history and is not polled; what is new has none."""
    put_polled(engine, "dropped", failing_since=NOON, last_detail="HTTP 503")
    name_feeds(tmp_path, ["fresh"])
    out = shown()
    assert out.index("fresh") < out.index("dropped")
    assert "not at all it is not in the desk file any" in line(out, "dropped")
    found = rows(run("feeds", "list", "--json"))
    assert {name: row["is_in_desk_file"] for name, row in found.items()} == {
        "fresh": True,
        "dropped": False,
    }


@pytest.mark.parametrize("columns", [1, 20, 40, 59, 60, 80, 300])
def test_no_terminal_is_too_narrow(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """On a narrow one nothing is cut: every word is there, however it is folded."""
    put_one_of_each_health(engine)
    put_unpolled(engine, "isle-of-brae-regional-and-community-news-in-both-languages")
    monkeypatch.setenv("COLUMNS", str(columns))
    out = shown()
    assert max(map(len, out.splitlines())) <= max(columns, 60)
    if columns < 60:
        letters = "".join(out.split())
        for words in ("isle-of-brae-regional-and-community-news-in-both-languages", "HTTP 503"):
            assert words.replace(" ", "") in letters


def hostile_feeds(engine: Engine, text: str) -> None:
    """Put `text` wherever the words of a feed, of its operator and of its server can get."""
    names = ("saxon", f"x{text}")  # the desk file names the first
    with writing(engine) as db:
        for table in (schema.feed, schema.poll, schema.feed_event):
            db.execute(table.delete())
        ensure_feeds(db, [feed_setting(name, title=text, site=text) for name in names], NOON)
    for name in names:
        put_polled(
            engine, name,
            due_why=text, failing_since=NOON, last_detail=text, asked_url=text,
            identity=Identity.ADDRESS, identity_why=text,
            validators=Validators(trust=Trust.LYING, why=text),
            told=[(FeedEventKind.GONE, text)],
        )  # fmt: skip


letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
hostile = st.builds("{}{}{}".format, letters, st.sampled_from(HOSTILE), letters)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(hostile, st.sampled_from(["30", "100"]))
@example("".join(HOSTILE), "100")
def test_no_word_of_a_stranger_steers_the_terminal(engine: Engine, text: str, columns: str) -> None:
    hostile_feeds(engine, text)
    with pytest.MonkeyPatch.context() as terminal:
        terminal.setenv("COLUMNS", columns)
        out = shown()
    assert not [c for c in out if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl"}]


def test_markup_and_line_feeds_of_a_stranger_are_words(engine: Engine) -> None:
    """Else a server could print in our colours, or forge a line of its own."""
    put_polled(engine, "saxon", told=[(FeedEventKind.GONE, "[bold]x[/] :smile:\n  forged: line")])
    assert "saxon  gone: [bold]x[/] :smile: forged: line\n" in shown()


def test_a_feed_that_is_reset_is_due_at_once_at_its_own_address(engine: Engine) -> None:
    put_polled(engine, "saxon", asked_url="https://new.example/rss", fail_score=7.0)
    done = run("feeds", "reset", "saxon")
    assert (done.code, done.err) == (0, "")
    assert done.out == "saxon is asked anew with the next harvest\n"
    with writing(engine) as db:
        (state,) = feed_states(db, ["saxon"])
    assert (state.address, state.fail_score) == ("https://saxon.example/rss", 0.0)
    assert (state.next_due_at, state.due_why) == (NOON, "it was reset by hand")


@pytest.mark.parametrize(
    ("feed_id", "named"), [("saxonn", "saxonn"), ("", ""), ("\x1b[2J[bold]", "[2J[bold]")]
)
def test_an_unknown_feed_cannot_be_reset(engine: Engine, feed_id: str, named: str) -> None:
    put_polled(engine, "saxon")
    done = run("feeds", "reset", feed_id)
    assert (done.code, done.out) == (1, "")
    told = "is no feed we know; `wirewatch feeds list` shows their ids\n"
    assert done.err == f"wirewatch: {named}: {told}"
