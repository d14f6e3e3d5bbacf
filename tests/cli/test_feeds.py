"""Feeds found, added, taken in and given out, as an operator does it at a terminal."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.servers import Reply, answer, serving
from commands import run
from wirewatch.feeds.opml import Subscription, read_opml
from wirewatch.pipeline.subscribe import FreeIds, feed_tables, new_feeds
from wirewatch.settings import FeedSetting, load_settings
from wirewatch.urls import site

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
ESCAPES = "\x1b]0;owned\x07\x9b2J\u202e[red]"  # what a terminal, and rich, would obey
DESK = """\
# The desk.

[desk]
contact = "https://desk.example/"  # us

[[feed]]
id = "sea"
url = "https://www.sea.example/rss"
zone = "Europe/Paris"   # Brest

# One table a watch.

[[watch]]
name = "drones"
query = 'drone'
"""


def feed(title: str, site_url: str = "https://saxon.example/") -> Reply:
    """A feed with three entries, one and a half days apart."""
    entries = "".join(
        f"<item><title>{n}</title><link>/a/{n}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=36 * n))}</pubDate></item>"
        for n in range(3)
    )
    head = f"<title>{title}</title><link>{site_url}</link><language>en-GB</language>"
    return answer(f'<rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode())


ROUTES = {
    "saxon.example/": answer(
        b'<html><link rel="alternate" type="application/rss+xml" href="/world.xml">'
        b'<link rel="alternate" type="application/rss+xml" href="/gone.xml">'
        b'<link rel="alternate" type="application/atom+xml" href="/sport.xml">'
    ),
    "saxon.example/world.xml": feed("Saxon: The World&#8217;s News"),
    "saxon.example/sport.xml": feed("Sport"),
    "feeds.burner.example/saxon": feed("Saxon: The World's News"),
    "evil.example/": answer(
        '<link rel=feed type="text/xml" href="/%1b2J\x9b/feed" title="[bold]x">'.encode()
    ),
    "evil.example/%1b2J%C2%9B/feed": feed("x"),
    "evil.example/rss": feed(f"Evil {ESCAPES} News".replace("\x1b", "&#155;").replace("\x07", "")),
    "untitled.example/rss": feed("RSS"),
    "arabic.example/rss": feed("الجزيرة"),
    "www.sea.example/rss": feed("Sea"),
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The desk file of an operator in front of a few sites; gives its path."""
    path = tmp_path / "desk.toml"
    path.write_text(DESK, encoding="utf-8")
    with serving(ROUTES) as server:
        monkeypatch.setenv("WIREWATCH_DESK", str(path))
        monkeypatch.setenv("WIREWATCH_HOME", str(tmp_path))
        monkeypatch.setenv("WIREWATCH_RESOLVE", f"*.example=127.0.0.1:{server.port}")
        monkeypatch.setenv("WIREWATCH_CLOCK", NOW.isoformat())
        monkeypatch.delenv("WIREWATCH_WAREHOUSE", raising=False)
        yield path


def added(path: Path) -> list[dict[str, str]]:
    """The feeds that were added to the file, as they stand there."""
    feeds: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["feed"]
    return feeds[1:]


# ── discover ────────────────────────────────────────────────────────────────────────────────────


def test_discover_shows_the_feeds_of_a_site(desk: Path) -> None:
    done = run("feeds", "discover", "saxon.example")
    assert done.code == 0
    shown = re.sub(r"\s+", " ", done.out)
    for words in ("https://saxon.example/world.xml", "Saxon: The World’s", "2026-03-12 18:00Z"):
        assert words in shown
    assert re.search(r"world\.xml +3 +2026-03-12 18:00Z +\n", done.out)
    assert re.search(r"World’s News +0 in full +over 3\.0 days +\n", done.out)
    assert "`wirewatch feeds add https://saxon.example/world.xml` adds the first" in shown
    assert done.err.splitlines() == [
        "no feed: https://saxon.example (the address itself): the body is an HTML page",
        "no feed: https://saxon.example/gone.xml (<link rel=alternate>): HTTP 404",
    ]
    assert desk.read_text() == DESK


def test_discover_gives_lines_for_programs(desk: Path) -> None:
    done = run("feeds", "discover", "https://saxon.example/", "--json")
    first, second = done.rows
    assert first == {
        "url": "https://saxon.example/world.xml",
        "why": "<link rel=alternate>",
        "title": "Saxon: The World’s News",
        "language": "en-gb",
        "site_url": "https://saxon.example/",
        "n_entries": 3,
        "n_full_texts": 0,
        "newest_at": "2026-03-12T18:00:00+00:00",
        "span_s": 72 * 3600.0,
        "problems": [],
    }
    assert second["url"] == "https://saxon.example/sport.xml"


def test_discover_says_what_to_do_when_there_is_none(desk: Path) -> None:
    done = run("feeds", "discover", "nothing.example")
    assert (done.code, done.out) == (1, "")
    assert "no feed: https://nothing.example/feed (a usual place): HTTP 404\n" in done.err
    end = "no feed was found there; if you know its own address, give that\n"
    assert done.err.endswith(f"wirewatch: nothing.example: {end}")


@pytest.mark.parametrize("words", [["discover", "javascript:x"], ["add", "/etc/passwd"]])
def test_what_is_no_address_is_told(words: list[str], desk: Path) -> None:
    done = run("feeds", *words)
    assert (done.code, done.out) == (1, "")
    assert "is no address on the web; write it as https://…" in done.err


# ── add ─────────────────────────────────────────────────────────────────────────────────────────


def test_add_writes_the_best_feed_into_the_desk_file(desk: Path) -> None:
    done = run("feeds", "add", "saxon.example")
    table = (
        '[[feed]]\nid = "saxon-the-world-news"\nurl = "https://saxon.example/world.xml"\n'
        'title = "Saxon: The World’s News"\nzone = "UTC"\nlanguage = "en"\n'
    )
    assert done.code == 0
    assert desk.read_text(encoding="utf-8") == DESK.replace("# Brest\n", f"# Brest\n\n{table}")
    assert f"added to {desk}:\n\n{table}" in done.out
    assert "found by <link rel=alternate>: 3 entries, 0 with full text" in done.out
    assert "zone: UTC, as none was given" in done.out
    assert "`wirewatch harvest` does at once" in done.out
    (_, feed_setting) = load_settings({"WIREWATCH_DESK": str(desk)}).feeds
    assert feed_setting.feed_id == "saxon-the-world-news"


def test_what_was_added_is_polled_by_the_next_harvest(desk: Path) -> None:
    run("feeds", "add", "saxon.example")
    assert "polls: polled 2\n" in run("harvest").out


def test_add_takes_the_operators_word(desk: Path) -> None:
    words = (
        "--id",
        "saxon",
        "--title",
        'The "Saxon"',
        "--zone",
        "Europe/London",
        "--language",
        "FR",
    )
    done = run("feeds", "add", "https://saxon.example/world.xml", *words)
    assert (done.code, done.err) == (0, "")
    assert "zone: UTC" not in done.out
    assert added(desk) == [
        {
            "id": "saxon",
            "url": "https://saxon.example/world.xml",
            "title": 'The "Saxon"',
            "zone": "Europe/London",
            "language": "fr",
        }
    ]


def test_a_feed_at_somebody_elses_host_is_of_its_own_site(desk: Path) -> None:
    """Its pages, and what an archive has of them, are looked for there."""
    run("feeds", "add", "https://feeds.burner.example/saxon")
    (table,) = added(desk)
    assert table["site"] == "https://saxon.example/"
    assert load_settings({"WIREWATCH_DESK": str(desk)}).feeds[1].site == "saxon.example"


KNOWN = {
    "its address": "https://www.sea.example/rss",
    "another spelling": "sea.example/rss/?utm_source=x",
    "feed:": "feed://sea.example/rss",
}


@pytest.mark.parametrize("url", KNOWN.values(), ids=KNOWN)
def test_a_feed_that_is_there_is_not_added_again(url: str, desk: Path) -> None:
    done = run("feeds", "add", url)
    assert (done.code, done.out) == (1, "")
    assert "is in the desk file already, as 'sea' (https://www.sea.example/rss)" in done.err
    assert desk.read_text() == DESK


def test_a_site_whose_feed_is_there_is_not_added_again(desk: Path) -> None:
    assert run("feeds", "add", "saxon.example", "--id", "one").code == 0
    done = run("feeds", "add", "saxon.example", "--id", "two")
    assert done.code == 1
    assert "is in the desk file already, as 'one'" in done.err


def test_an_id_that_is_taken_is_told(desk: Path) -> None:
    done = run("feeds", "add", "saxon.example", "--id", "sea")
    assert (done.code, done.out) == (1, "")
    assert "'sea': is the id of another feed; choose one with --id" in done.err
    assert desk.read_text() == DESK


def test_a_desk_file_that_is_wrong_stays_as_it_is(desk: Path) -> None:
    desk.write_text(DESK + "[desk\n")
    done = run("feeds", "add", "saxon.example")
    assert (done.code, done.out) == (1, "")
    assert "is not TOML" in done.err
    assert desk.read_text() == DESK + "[desk\n"


def test_a_desk_file_without_a_place_for_tables_says_what_to_write(desk: Path) -> None:
    listed = 'feed = [{ id = "sea", url = "https://www.sea.example/rss" }]\n'
    desk.write_text(listed)
    done = run("feeds", "add", "saxon.example")
    assert (done.code, done.out) == (1, "")
    assert "has no place for [[feed]] tables; write them in by hand:\n\n[[feed]]\nid = " in done.err
    assert desk.read_text() == listed
    assert [path.name for path in desk.parent.glob("desk*")] == ["desk.toml"]


def test_a_writer_that_was_killed_is_told(desk: Path) -> None:
    draft = desk.with_name("desk.toml.new")
    draft.write_text("half")
    done = run("feeds", "add", "saxon.example")
    assert done.code == 1
    assert f"{draft}: is there: another command is changing the desk file" in done.err
    assert (desk.read_text(), draft.read_text()) == (DESK, "half")


IDS = {
    "untitled.example/rss": "untitled-example",  # its title, "RSS", says nothing
    "arabic.example/rss": "arabic-example",  # ids are plain letters
    "evil.example/rss": "evil-0-owned-2j-red-news",
}


@pytest.mark.parametrize(("url", "feed_id"), IDS.items(), ids=IDS)
def test_an_id_is_made_of_the_title_else_of_the_site(url: str, feed_id: str, desk: Path) -> None:
    assert run("feeds", "add", url).code == 0
    assert added(desk)[0]["id"] == feed_id


@given(
    st.lists(st.text(max_size=80), max_size=8),
    st.sets(st.sampled_from(["saxon-example", "saxon-example-2"])),
)
def test_ids_are_plain_short_and_free(titles: list[str], taken: set[str]) -> None:
    ids = FreeIds(taken)
    made = [ids.make(title, "https://saxon.example/rss") for title in titles]
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,45}", each) for each in made)
    assert len({*made, *taken}) == len(made) + len(taken)


def test_ten_thousand_feeds_of_one_title_take_no_square(desk: Path) -> None:
    listed = [Subscription(url=f"https://a{n}.example/", title="A") for n in range(10_000)]
    began = process_time()
    found = new_feeds(load_settings({"WIREWATCH_DESK": str(desk)}), listed)
    assert process_time() - began < 10  # 1 s; 30 s before the numbers were remembered
    assert [feed.feed_id for feed in found.new[:2]] == ["a", "a-2"]
    assert found.new[-1].feed_id == "a-10000"


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_words_are_they_come_out_of_the_file_as_they_went_in(
    one: str, two: str
) -> None:
    one, two = (text.encode("utf-8", "ignore").decode() for text in (one, two))
    made = FeedSetting(
        feed_id=one,
        url=f"https://saxon.example/{two}",
        title=two,
        site="dw.example",
        zone="UTC",
        language=None,
    )
    text = feed_tables([made])
    (table,) = tomllib.loads(text)["feed"]
    assert (table["id"], table["url"], table["title"]) == (made.feed_id, made.url, made.title)
    assert site(table["site"]) == made.site
    assert text.replace("\n", "").isprintable()


# ── hostile words ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", [("discover", "evil.example/rss"), ("add", "evil.example/rss")])
def test_no_feed_commands_the_terminal(words: tuple[str, str], desk: Path) -> None:
    done = run("feeds", *words)
    assert done.code == 0
    assert (done.out + done.err).replace("\n", "").isprintable()
    assert "[red]" in re.sub(r"\s+", "", done.out)  # rich took it for words
    assert desk.read_text().replace("\n", "").isprintable()


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_no_page_commands_the_terminal(more: tuple[str, ...], desk: Path) -> None:
    """The address is still that of the feed, spelt in another way."""
    done = run("feeds", "discover", "evil.example", *more)
    assert done.code == 0
    assert "https://evil.example/%1b2J%C2%9B/feed" in done.out
    assert (done.out + done.err).replace("\n", "").isprintable()


def test_no_feed_commands_the_terminal_by_way_of_the_desk_file(desk: Path) -> None:
    desk.write_text(DESK.replace('zone = "Europe/Paris"', r'title = "\u009b2J\u202e"'))
    done = run("feeds", "export")
    assert done.code == 0
    assert '"&#155;2J&#8238;"' in done.out
    assert done.out.replace("\n", "").isprintable()


def test_no_list_commands_the_terminal(desk: Path) -> None:
    file = desk.with_name("list.opml")
    outlines = "".join(
        f'<outline text="&#155;2J{ESCAPES[-6:]} {url}" xmlUrl="{url}"/>'
        for url in ("https://a.example/&#155;", "gopher://&#155;", "https://sea.example/rss")
    )
    file.write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    done = run("feeds", "import", file)
    assert done.out.splitlines()[1] == "new 1, known 1, refused 1"
    assert (done.out + done.err).replace("\n", "").isprintable()


# ── import and export ───────────────────────────────────────────────────────────────────────────

LIST = """<opml version="1.0"><body>
<outline text="World"><outline text="Saxon" xmlUrl="https://saxon.example/world.xml"
  htmlUrl="https://saxon.example/" language="en-GB"/></outline>
<outline text="Saxon" xmlUrl="https://saxon.example/sport.xml"/>
<outline text="The Sea" xmlUrl="http://sea.example/rss"/>
<outline text="Script" xmlUrl="javascript:alert(1)"/>
<outline text="Saxon again" xmlUrl="http://www.saxon.example/sport.xml"/>
</body></opml>"""


@pytest.fixture
def opml(desk: Path) -> Path:
    path = desk.with_name("list.opml")
    path.write_text(LIST, encoding="utf-8")
    return path


def test_import_adds_what_is_new_and_tells_the_rest(desk: Path, opml: Path) -> None:
    done = run("feeds", "import", opml)
    assert done.code == 0
    assert done.out.splitlines()[:4] == [
        "saxon  https://saxon.example/world.xml  Saxon",
        "saxon-2  https://saxon.example/sport.xml  Saxon",
        "new 2, known 1, refused 2",
        f"added to {desk}",
    ]
    assert done.err.splitlines() == [
        "refused: Script: its address is none on the web",
        "refused: Saxon again: it stands in the file already",
        "known: The Sea, as 'sea'",
    ]
    assert [table["id"] for table in added(desk)] == ["saxon", "saxon-2"]
    assert added(desk)[0]["language"] == "en"
    start, end = DESK.split("\n# One table")
    assert desk.read_text().startswith(start)
    assert desk.read_text().endswith(end)


def test_a_second_import_adds_nothing(desk: Path, opml: Path) -> None:
    run("feeds", "import", opml)
    before = desk.read_bytes()
    done = run("feeds", "import", opml)
    assert (done.code, done.out) == (0, "new 0, known 3, refused 2\n")
    assert desk.read_bytes() == before


def test_a_dry_run_writes_nothing(desk: Path, opml: Path) -> None:
    done = run("feeds", "import", opml, "--dry-run")
    assert "new 2, known 1, refused 2\nnothing was written" in done.out
    assert desk.read_text() == DESK


def test_a_list_of_which_nothing_can_be_taken_is_wrong(desk: Path, opml: Path) -> None:
    opml.write_text('<opml><body><outline text="x" xmlUrl="file:///etc/passwd"/></body></opml>')
    done = run("feeds", "import", opml)
    assert (done.code, done.out) == (1, "new 0, known 0, refused 1\n")


def test_a_file_that_is_no_list_is_told(desk: Path, opml: Path) -> None:
    opml.write_text(DESK)
    done = run("feeds", "import", opml)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"wirewatch: {opml}: holds no <outline>; give it an OPML file, as feed readers export it\n"
    )


def test_a_long_list_of_refusals_is_told_in_short(desk: Path, opml: Path) -> None:
    outlines = '<outline text="x" xmlUrl="file:///x"/>' * 1_000
    opml.write_text(f"<opml><body>{outlines}</body></opml>")
    done = run("feeds", "import", opml)
    assert done.out == "new 0, known 0, refused 1000\n"
    assert done.err.splitlines()[-1] == "… and 980 more like it"


def test_export_gives_what_import_takes(desk: Path, opml: Path) -> None:
    run("feeds", "import", opml)
    feeds = load_settings({"WIREWATCH_DESK": str(desk)}).feeds
    printed = run("feeds", "export")
    assert (printed.code, printed.err) == (0, "")
    listed = read_opml(printed.out.encode(), name="out").subscriptions
    assert [(each.url, each.title, each.language) for each in listed] == [
        (each.url, each.title, each.language) for each in feeds
    ]
    assert [site(each.site_url or "") for each in listed] == [each.site for each in feeds]
    written = run("feeds", "export", opml)
    assert written.out == f"{len(feeds)} feeds are in {opml}\n"
    assert opml.read_text(encoding="utf-8") == printed.out
    assert run("feeds", "import", opml).out == f"new 0, known {len(feeds)}, refused 0\n"


def test_a_place_that_cannot_be_written_is_told(desk: Path) -> None:
    done = run("feeds", "export", desk.parent / "nowhere" / "x.opml")
    assert (done.code, done.out) == (1, "")
    assert "cannot be written: No such file or directory" in done.err


# ── wrong calls ─────────────────────────────────────────────────────────────────────────────────

CALLS = {
    "nothing": ([], "the following arguments are required: COMMAND"),
    "a zone": (["add", "x.example", "--zone", "Paris"], "'Paris' is no zone such as Europe/Paris"),
    "an id": (["add", "x.example", "--id", "a b"], "'a b' is no id such as saxon-world"),
    "a language": (["add", "x.example", "--language", "french"], "is no language such as fr"),
    "no file": (["import"], "the following arguments are required: file"),
}


@pytest.mark.parametrize(("words", "said"), CALLS.values(), ids=CALLS)
def test_a_wrong_call_ends_with_2(words: list[str], said: str) -> None:
    done = run("feeds", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
