"""Pages are fetched with leave, at the host's pace, and robots.txt is asked for rarely."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from adapters.clocks import NOW, Clock
from adapters.servers import answer, door_to, raw
from wirewatch.adapters import schema
from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.pages import Pages
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.robots import Robots, RobotsVerdict
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading
from wirewatch.errors import Refused, Resting, Throttled, Unreachable, WirewatchError
from wirewatch.model import Rights, Via

URL = "https://tidewater.example/story"
CLOSED = b"User-agent: *\nDisallow: /\n"
OPEN = b"User-agent: *\nDisallow: /private\n"


def real_now():
    return datetime.now(UTC)


class Desk:
    """Pages, robots and hosts over one server, one warehouse and one clock."""

    def __init__(self, door, server, engine, interval_s=0):
        self.server = server
        self.clock = Clock()
        self.engine = engine
        self.hosts = HostLeases(
            engine, interval_s=interval_s, now=self.clock.now, sleep=self.clock.sleep
        )
        self.door = door
        self.begin_again()

    def begin_again(self):
        """As a new process would: what is in memory is lost."""
        polite = PoliteDoor(self.door, self.hosts, self.clock.now)
        self.robots = Robots(polite, self.engine, self.hosts)
        self.pages = Pages(polite, self.robots, self.engine, self.clock.now)

    def verdict(self, url=URL):
        return self.robots.verdict(url, self.clock.now())

    def asked(self):
        return [request.target for request in self.server.requests]


@pytest.fixture
def desk(tmp_path):
    engine = open_warehouse(f"sqlite:///{tmp_path}/warehouse.db")
    migrate(engine)
    with door_to({"/story": answer(b"<p>Rain</p>", Content_Type="text/html")}) as (door, server):
        yield Desk(door, server, engine)


# ── robots.txt ──────────────────────────────────────────────────────────────────────────────────

ALLOWED, DISALLOWED, UNKNOWN = RobotsVerdict


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        pytest.param(answer(OPEN), ALLOWED, id="open"),
        pytest.param(answer(CLOSED), DISALLOWED, id="closed"),
        pytest.param(answer(b"\xef\xbb\xbf" + CLOSED), DISALLOWED, id="byte order mark"),
        pytest.param(answer(b"\x00" + CLOSED), DISALLOWED, id="a NUL, which stores refuse"),
        pytest.param(answer(CLOSED.replace(b"\n", b"\r")), DISALLOWED, id="old Mac lines"),
        pytest.param(
            answer(b"User-agent: Wirewatch\nAllow: /\n\n" + CLOSED), ALLOWED, id="we are named"
        ),
        pytest.param(
            answer(b"User-agent: *\nDisallow: /\nAllow: /story\n"), ALLOWED, id="longest match"
        ),
        pytest.param(answer(b"<html>Not found</html>"), ALLOWED, id="a page instead"),
        pytest.param(answer(OPEN + b"#" * 600_000 + b"\n" + CLOSED), ALLOWED, id="behind the cap"),
        pytest.param(answer(status=404), ALLOWED, id="none"),
        pytest.param(answer(status=403), ALLOWED, id="refused, which RFC 9309 reads as none"),
        pytest.param(answer(status=503), UNKNOWN, id="server broken"),
        pytest.param(answer(status=429), UNKNOWN, id="asked too often"),
        pytest.param(raw(), UNKNOWN, id="no answer"),
        pytest.param(answer(bytes(5_000_001)), UNKNOWN, id="endless"),
        pytest.param(
            answer(status=301, Location="https://www.tidewater.example/r"), DISALLOWED, id="moved"
        ),
    ],
)
def test_robots_txt_decides(desk, reply, verdict):
    desk.server.routes |= {"/robots.txt": reply, "/r": answer(CLOSED)}
    assert desk.verdict() is verdict


def test_robots_txt_is_asked_for_once(desk):
    desk.server.routes["/robots.txt"] = answer(OPEN)
    for path in ("/story", "/private/x", "/other"):
        desk.verdict("https://tidewater.example" + path)
    desk.begin_again()
    desk.verdict()
    assert desk.asked() == ["/robots.txt"]


def test_each_host_has_its_own_rules(desk):
    desk.server.routes["tidewater.example/robots.txt"] = answer(CLOSED)
    assert desk.verdict() is DISALLOWED
    assert desk.verdict("https://other.example/story") is ALLOWED


def test_rules_are_asked_for_again_when_they_are_old(desk):
    desk.server.routes["/robots.txt"] = answer(OPEN)
    assert desk.verdict() is ALLOWED
    desk.server.routes["/robots.txt"] = answer(CLOSED)
    desk.clock.go_on(5 * 3600)
    assert desk.verdict() is ALLOWED
    desk.clock.go_on(3600)
    assert desk.verdict() is DISALLOWED


@pytest.mark.parametrize("is_new_process", [False, True])
def test_a_good_copy_stands_in_for_a_broken_server_for_a_day(desk, is_new_process):
    desk.server.routes["/robots.txt"] = answer(OPEN)
    assert desk.verdict() is ALLOWED
    desk.server.routes["/robots.txt"] = answer(status=500)
    for hours, verdict in [(12, ALLOWED), (11, ALLOWED), (2, UNKNOWN)]:
        desk.clock.go_on(hours * 3600)
        if is_new_process:
            desk.begin_again()
        assert desk.verdict() is verdict


def test_a_broken_server_is_not_asked_for_every_page(desk):
    desk.server.routes["/robots.txt"] = answer(status=500)
    for _ in range(20):
        desk.verdict()
    assert len(desk.asked()) == 1
    desk.server.routes["/robots.txt"] = answer(OPEN)
    desk.clock.go_on(601)
    assert desk.verdict() is ALLOWED


@pytest.mark.parametrize(("delay", "interval"), [("30", 30), ("1e9", 120), ("nan", 0), ("-3", 0)])
def test_a_crawl_delay_is_kept_within_reason(desk, delay, interval):
    desk.server.routes["/robots.txt"] = answer(OPEN + f"Crawl-delay: {delay}\n".encode())
    desk.verdict()
    with reading(desk.engine) as db:
        assert (db.execute(select(schema.host.c.interval_s)).scalar() or 0) == interval


def test_sitemaps_are_told(desk):
    desk.server.routes["/robots.txt"] = answer(OPEN + b"Sitemap: https://tidewater.example/s.xml\n")
    assert desk.robots.sitemaps(URL, NOW) == ("https://tidewater.example/s.xml",)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_captured_as_served(desk):
    desk.server.routes["/story"] = answer(
        b"<p>Rain</p>", Content_Type="text/html", Set_Cookie="a=b", TDM_Reservation="1",
        X_Robots_Tag="noarchive", Server="x",
    )  # fmt: skip
    got = desk.pages.fetch(URL)
    assert (got.url, got.final_url, got.status) == (URL, URL, 200)
    assert got.body == b"<p>Rain</p>"
    assert dict(got.headers) == {
        "content-type": "text/html", "tdm-reservation": "1", "x-robots-tag": "noarchive",
    }  # fmt: skip
    assert (got.captured_at, got.via, got.truncated) == (NOW, Via.LIVE, False)


def test_a_page_that_robots_txt_closes_is_not_asked_for(desk):
    desk.server.routes["/robots.txt"] = answer(CLOSED)
    with pytest.raises(Refused, match=r"robots\.txt"):
        desk.pages.fetch(URL)
    assert desk.asked() == ["/robots.txt"]


def test_a_page_waits_for_a_robots_txt_that_is_out_of_reach(desk):
    desk.server.routes["/robots.txt"] = answer(status=500)
    with pytest.raises(Unreachable, match=r"robots\.txt"):
        desk.pages.fetch(URL)


def test_a_redirect_is_no_way_around_another_hosts_robots_txt(desk):
    desk.server.routes["/story"] = answer(status=302, Location="https://closed.example/x")
    desk.server.routes["closed.example/x"] = answer(b"x")
    desk.server.routes["closed.example/robots.txt"] = answer(CLOSED)
    with pytest.raises(Refused, match=r"closed\.example.*robots"):
        desk.pages.fetch(URL)


def test_pages_and_files_for_robots_share_the_pace_of_their_host(desk):
    """Three parts of a reader that each keep a pause would ask three times as often."""
    slow = Desk(desk.door, desk.server, desk.engine, interval_s=5)
    for _ in range(3):
        slow.pages.fetch(URL)
    assert sorted(desk.asked()) == ["/.well-known/tdmrep.json", "/robots.txt", *["/story"] * 3]
    assert sum(slow.clock.slept) == pytest.approx(20)


def test_a_redirect_takes_the_lease_of_the_host_it_leads_to(desk):
    slow = Desk(desk.door, desk.server, desk.engine, interval_s=5)
    desk.server.routes["/story"] = answer(status=302, Location="https://other.example/x")
    desk.server.routes["other.example/x"] = answer(b"x")
    slow.pages.fetch(URL)
    with reading(desk.engine) as db:
        leased = db.execute(select(schema.host.c.host).order_by(schema.host.c.host)).scalars()
        assert list(leased) == ["other.example", "tidewater.example"]


def test_the_wait_for_a_host_is_not_taken_from_the_time_for_the_request(tmp_path):
    engine = open_warehouse(f"sqlite:///{tmp_path}/warehouse.db")
    migrate(engine)
    waiting = threading.Event()
    with door_to({"/x": answer(b"x")}) as (door, _):
        hosts = HostLeases(engine, interval_s=0.6, now=real_now, sleep=waiting.wait)
        polite = PoliteDoor(door, hosts, real_now)
        for _ in range(3):
            assert polite.get("https://tidewater.example/x", deadline_s=0.5).body == b"x"


@pytest.mark.parametrize(("headers", "rest_s"), [({"Retry_After": "300"}, 300), ({}, 60)])
def test_a_host_that_throttles_is_left_alone_by_all(desk, headers, rest_s):
    desk.server.routes["/story"] = answer(status=429, **headers)
    with pytest.raises(Throttled):
        desk.pages.fetch(URL)
    desk.begin_again()
    with pytest.raises(Resting, match="left alone"):
        desk.pages.fetch("https://tidewater.example/other")
    assert desk.asked() == ["/robots.txt", "/story"]
    desk.clock.go_on(rest_s)
    desk.server.routes["/story"] = answer(b"x")
    assert desk.pages.fetch(URL).body == b"x"


def test_a_host_that_does_not_answer_is_left_alone_after_three_tries(desk):
    desk.server.routes["/story"] = raw()
    for _ in range(3):
        with pytest.raises(Unreachable):
            desk.pages.fetch(URL)
    assert desk.hosts.is_down("tidewater.example")
    desk.clock.go_on(timedelta(minutes=11).total_seconds())
    assert not desk.hosts.is_down("tidewater.example")


def test_a_host_that_stays_silent_is_left_alone_longer_and_longer(desk):
    """By all processes: the memory lies in the warehouse."""
    desk.server.routes["/story"] = raw()
    for rest_s in (600, 1_200, 2_400):
        while not desk.hosts.is_down("tidewater.example"):
            desk.begin_again()
            with pytest.raises(Unreachable):
                desk.pages.fetch(URL)
        desk.clock.go_on(rest_s - 1)
        assert desk.hosts.is_down("tidewater.example")
        desk.clock.go_on(2)
    desk.server.routes["/story"] = answer(b"x")
    desk.pages.fetch(URL)
    with reading(desk.engine) as db:
        assert db.execute(select(schema.host.c.silences)).scalar_one() == 0


# ── rights ──────────────────────────────────────────────────────────────────────────────────────


def test_what_a_site_reserves_is_kept_with_the_page_and_asked_for_once_a_week(desk):
    rules = b'[{"location": "/story", "tdm-reservation": 1, "tdm-policy": "https://t.example/p"}]'
    desk.server.routes["/.well-known/tdmrep.json"] = answer(rules)
    desk.server.routes["/story"] = answer(b"<p>Rain</p>", X_Robots_Tag="noarchive")
    for _ in range(2):
        got = desk.pages.fetch(URL)
        desk.begin_again()
    assert got.rights == Rights(
        robots="allowed",
        x_robots_tag="noarchive",
        tdm_reserved=True,
        tdm_policy="https://t.example/p",
        tdm_why="tdmrep.json",
    )
    assert desk.asked().count("/.well-known/tdmrep.json") == 1
    desk.clock.go_on(timedelta(days=7).total_seconds())
    desk.pages.fetch(URL)
    assert desk.asked().count("/.well-known/tdmrep.json") == 2


def test_a_site_without_a_word_on_its_rights_has_said_nothing(desk):
    assert desk.pages.fetch(URL).rights == Rights(robots="allowed")


def test_single_failures_do_not_close_a_host(desk):
    desk.server.routes["/bad"] = raw()
    for _ in range(5):
        with pytest.raises(Unreachable):
            desk.pages.fetch("https://tidewater.example/bad")
        desk.pages.fetch(URL)
    assert not desk.hosts.is_down("tidewater.example")


odd_urls = st.one_of(
    st.text(),
    st.text().map("https://tidewater.example/".__add__),
    st.text().map("https://".__add__).map(lambda url: url + ".example/"),
    st.text(alphabet="[]:@/?#%.\\x00 \ud800é0a").map("http://".__add__),
)


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(odd_urls)
def test_whatever_a_feed_calls_a_link_only_our_errors_come_out(desk, url):
    with suppress(WirewatchError):
        desk.pages.fetch(url)
