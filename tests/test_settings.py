"""What a wrong desk file is told: the file, the key, and what is expected there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wirewatch.errors import BadInput
from wirewatch.settings import Settings, load_settings, read_resolve

FEED = '[[feed]]\nid = "sea"\nurl = "https://sea.example/rss"\n'
ATOM = '[channel.atom]\nkind = "atom"\npath = "alerts.atom"\n'


def load(folder: Path, desk: str, **environ: str) -> Settings:
    path = folder / "desk.toml"
    path.write_bytes(desk.encode("utf-8", "surrogateescape"))
    return load_settings(
        {"WIREWATCH_DESK": str(path), "WIREWATCH_HOME": str(folder / "home"), **environ}
    )


# ── what is right ───────────────────────────────────────────────────────────────────────────────


def test_an_empty_desk_has_a_default_for_everything(tmp_path: Path) -> None:
    settings = load(tmp_path, "")
    assert settings.feeds == ()
    assert settings.landing == {}
    assert settings.warehouse_url == f"sqlite:///{tmp_path}/home/warehouse.db"
    assert settings.deadline_s == 20.0
    assert settings.clock is None
    assert settings.now().tzinfo is UTC
    assert settings.user_agent.startswith("Wirewatch/")


def test_our_own_desk_file_is_right() -> None:
    settings = load_settings({})
    assert settings.feeds
    assert settings.routes["default"] == ("atom",)


def test_a_feed_takes_its_site_from_its_address(tmp_path: Path) -> None:
    (feed,) = load(tmp_path, FEED).feeds
    assert (feed.feed_id, feed.title, feed.site) == ("sea", "sea", "sea.example")
    assert (feed.zone, feed.language) == ("UTC", None)


def test_a_site_may_be_named_with_or_without_a_scheme(tmp_path: Path) -> None:
    """A bare host was read as no site at all, and its pages' dates in UTC."""
    for named in ("dw.example", "https://www.dw.example/"):
        (feed,) = load(tmp_path, FEED + f'site = "{named}"\n').feeds
        assert feed.site == "dw.example"


def test_the_zone_of_a_page_is_its_feeds_else_its_sites(tmp_path: Path) -> None:
    settings = load(tmp_path, FEED + 'zone = "Asia/Tokyo"\n')
    assert settings.zone_of("sea", "elsewhere.example") == "Asia/Tokyo"
    assert settings.zone_of(None, "sea.example") == "Asia/Tokyo"
    assert settings.zone_of(None, "elsewhere.example") == "UTC"


def test_the_environment_says_where_and_when(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        ATOM + '[routes]\nnight = ["atom"]\n',
        WIREWATCH_WAREHOUSE="postgresql+psycopg://desk@db/wire",
        WIREWATCH_RESOLVE="*.example=127.0.0.1:8765, sea.test=::1:80",
        WIREWATCH_CLOCK="2026-03-12T18:00:00Z",
    )
    assert settings.warehouse_url == "postgresql+psycopg://desk@db/wire"
    assert settings.resolve == {"*.example": ("127.0.0.1", 8765), "sea.test": ("::1", 80)}
    assert settings.now() == datetime(2026, 3, 12, 18, tzinfo=UTC)
    assert settings.routes == {"night": ("atom",)}


# ── what is wrong ───────────────────────────────────────────────────────────────────────────────

WRONG = {
    "not TOML": ("[desk", "is not TOML: "),
    "not UTF-8": ('x = "\udcff"', "is not UTF-8"),
    "unknown section": (
        "[chanel.atom]\n",
        "the file has an unknown 'chanel'; did you mean 'channel'?",
    ),
    "unknown key": ("[desk]\ndeadlines = 5\n", "did you mean 'deadline_s'?"),
    "unlike any key": ("[desk]\nxyz = 5\n", "it may have alert_age_hours, contact, "),
    "desk is a number": ("desk = 5\n", "[desk] is no table of keys and values"),
    "a word for a number": (
        '[desk]\ndeadline_s = "soon"\n',
        "[desk] deadline_s = 'soon' is no number from 0 up",
    ),
    "yes for a number": ("[desk]\nhost_interval_s = true\n", "host_interval_s = True is no number"),
    "a negative pause": ("[desk]\nhost_interval_s = -1\n", "= -1 is no number from 0 up"),
    "not a number": ("[desk]\nalert_age_hours = nan\n", "= nan is no number from 0 up"),
    "a number for a text": ("[desk]\ncontact = 5\n", "[desk] contact = 5 is no text"),
    "one bracket": (
        '[feed]\nid = "sea"\n',
        "write each feed below a line [[feed]], with two brackets",
    ),
    "a feed that is none": ("feed = [1]\n", "[[feed]] is no table of keys and values"),
    "unknown key of a feed": (FEED + 'langage = "en"\n', "did you mean 'language'?"),
    "no id": ('[[feed]]\nurl = "https://sea.example"\n', "feed 'https://sea.example' needs an id"),
    "no url": (
        '[[feed]]\nid = "sea"\n',
        "feed 'sea' needs a url that begins with http:// or https://",
    ),
    "a file for a url": ('[[feed]]\nid = "sea"\nurl = "file:///etc"\n', "needs a url that begins"),
    "a number for a title": (FEED + "title = 5\n", "feed 'sea': title = 5 is no text"),
    "unknown zone": (
        FEED + 'zone = "Sea/Side"\n',
        "feed 'sea': 'Sea/Side' is no zone such as Europe/Paris",
    ),
    "a path for a zone": (FEED + 'zone = "../x"\n', "'../x' is no zone"),
    "one id twice": (FEED * 2, "the feed id 'sea' stands twice; rename one"),
    "a route that is a word": (
        '[routes]\nx = "atom"\n',
        "route 'x' is a list of channels: x = [\"atom\"]",
    ),
    "a route of numbers": ("[routes]\nx = [1]\n", "route 'x' is a list of channels"),
    "a route to nowhere": (
        ATOM + '[routes]\nx = ["mail"]\n',
        "leads to no channel 'mail'; there are: atom",
    ),
    "routes that are a list": (
        "routes = []\n",
        "routes is a table; write [routes] above its lines",
    ),
    "a channel that is a word": (
        '[channel]\natom = "x"\n',
        "channel is a set of tables; write [channel.…]",
    ),
    "unknown archive": (
        "[archives.internet]\n",
        "[archives] has an unknown 'internet'; it may have cc-news, daily-lists, ",
    ),
    "an archive nowhere": (
        "[archives.wayback]\n",
        "[archives.wayback] needs a base that begins with http://",
    ),
    "an archive that is maybe on": (
        '[archives.wayback]\nbase = "https://x"\nenabled = "no"\n',
        "enabled is true or false",
    ),
    "an archive without requests": (
        "[archives.sitemaps]\nmax_requests = 0\n",
        "[archives.sitemaps] max_requests = 0 is no whole number from 1 up",
    ),
    "a limit for an archive that has its own": (
        '[archives.wayback]\nbase = "https://x"\nmax_requests = 9\n',
        "[archives.wayback] has an unknown 'max_requests'",
    ),
}


@pytest.mark.parametrize(("desk", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_desk_file_is_told_where_and_how(desk: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as wrong:
        load(tmp_path, desk)
    assert str(wrong.value).startswith(f"{tmp_path}/desk.toml: ")
    assert words in str(wrong.value)


def test_a_desk_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.toml"
    with pytest.raises(BadInput, match="No such file or directory; WIREWATCH_DESK names the desk"):
        load_settings({"WIREWATCH_DESK": str(missing)})


CLOCKS = {
    "no time": ("noon", "'noon' is no time such as 2026-03-12T18:00:00Z"),
    "no zone": ("2026-03-12T18:00", "names no zone; write 2026-03-12T18:00:00Z"),
}


@pytest.mark.parametrize(("text", "words"), CLOCKS.values(), ids=CLOCKS)
def test_a_clock_that_is_none(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="WIREWATCH_CLOCK: ") as wrong:
        load(tmp_path, "", WIREWATCH_CLOCK=text)
    assert words in str(wrong.value)


@pytest.mark.parametrize("text", ["x", "x=", "x=y", "=127.0.0.1:80", "x=h:0", "x=h:70000", "x=h:²"])
def test_hosts_served_from_nowhere(text: str) -> None:
    with pytest.raises(BadInput, match="is not of the form host=address:port"):
        read_resolve(text)
