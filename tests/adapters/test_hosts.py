"""However many workers there are, a host is asked as if there were one."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from adapters.clocks import NOW, Clock
from wirewatch.adapters import schema
from wirewatch.adapters.hosts import HostLeases, host_of
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.errors import Refused, Throttled


def leases(engine: Engine, clock: Clock, interval_s: float = 5) -> HostLeases:
    return HostLeases(engine, interval_s=interval_s, now=clock.now, sleep=clock.sleep)


def test_the_second_request_to_a_host_waits_for_the_interval(engine):
    clock = Clock()
    hosts = leases(engine, clock)
    for _ in range(3):
        hosts.take("a.example")
    assert sum(clock.slept) == pytest.approx(10)


def test_other_hosts_do_not_wait(engine):
    clock = Clock()
    hosts = leases(engine, clock)
    hosts.take("a.example")
    hosts.take("b.example")
    assert clock.slept == []


def test_a_host_that_rested_long_enough_is_free(engine):
    clock = Clock()
    hosts = leases(engine, clock)
    hosts.take("a.example")
    clock.go_on(5)
    hosts.take("a.example")
    assert clock.slept == []


def test_a_limit_may_have_its_own_interval(engine):
    clock = Clock()
    hosts = leases(engine, clock)
    for _ in range(3):
        hosts.take("archive.example/index", interval_s=2.5)
    assert sum(clock.slept) == pytest.approx(5)


def test_a_host_may_ask_for_a_longer_interval(engine):
    clock = Clock()
    hosts = leases(engine, clock)
    hosts.slow_down("a.example", 30)
    hosts.slow_down("b.example", 10**9)
    for host in ("a.example", "a.example", "b.example", "b.example"):
        hosts.take(host)
    assert sum(clock.slept) == pytest.approx(30 + 120)


def test_without_an_interval_a_lease_costs_no_round_trip(engine):
    """The sample newsroom is served from loopback: a pause for each page would be all it does."""
    statements = []
    hosts = leases(engine, Clock(), interval_s=0)
    hosts.take("a.example")
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    for number in range(1000):
        hosts.take(f"{number}.example", interval_s=2.5)
    assert statements == []


def test_a_clock_that_stands_still_does_not_stop_us(engine):
    slept = []
    hosts = HostLeases(engine, interval_s=5, now=lambda: NOW, sleep=slept.append)
    for _ in range(3):
        hosts.take("a.example")
    assert len(slept) < 10


def test_a_lease_from_a_clock_that_ran_ahead_does_not_block_the_host(engine):
    hosts = leases(engine, Clock(NOW + timedelta(days=400)))
    hosts.take("a.example")
    clock = Clock()
    leases(engine, clock).take("a.example")
    assert sum(clock.slept) <= 120


# ── rest ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("interval_s", [0, 5])
def test_a_host_that_asked_for_rest_gets_it(engine, interval_s):
    clock = Clock()
    hosts = leases(engine, clock, interval_s)
    hosts.back_off("a.example", NOW + timedelta(minutes=5), "HTTP 429")
    assert hosts.is_down("a.example")
    with pytest.raises(Throttled, match=r"a\.example.*HTTP 429") as caught:
        hosts.take("a.example")
    assert caught.value.retry_after_s == 300
    clock.go_on(300)
    assert not hosts.is_down("a.example")
    hosts.take("a.example")


@pytest.mark.parametrize("interval_s", [0, 5])
def test_other_processes_respect_the_rest(engine, interval_s):
    leases(engine, Clock()).back_off("a.example", NOW + timedelta(minutes=5), "HTTP 429")
    assert leases(engine, Clock(), interval_s).is_down("a.example")


def test_processes_that_run_already_hear_of_it_within_a_minute(engine):
    clock = Clock()
    other = leases(engine, clock, 0)
    assert not other.is_down("a.example")
    leases(engine, Clock()).back_off("a.example", NOW + timedelta(minutes=5), "HTTP 429")
    clock.go_on(61)
    assert other.is_down("a.example")


@settings(deadline=None, max_examples=20)
@given(st.permutations([60, 600, 300]))
def test_the_longest_rest_stands_whatever_the_order(tmp_path_factory, rests):
    engine = open_warehouse(f"sqlite:///{tmp_path_factory.mktemp('w')}/w.db")
    migrate(engine)
    hosts = leases(engine, Clock())
    for seconds in rests:
        hosts.back_off("a.example", NOW + timedelta(seconds=seconds), f"{seconds} s")
    for one in (hosts, leases(engine, Clock())):
        with pytest.raises(Throttled, match="600 s"):
            one.take("a.example")


def test_a_rest_keeps_the_rest_of_the_row(engine):
    with writing(engine) as db:
        db.execute(
            schema.host.insert().values(
                host="a.example", next_allowed_at=NOW, interval_s=7, silences=2
            )
        )
    leases(engine, Clock()).back_off("a.example", NOW + timedelta(minutes=5), "HTTP 429")
    with reading(engine) as db:
        row = db.execute(select(schema.host)).one()
    assert (row.interval_s, row.silences, row.why) == (7, 2, "HTTP 429")


# ── many at once ────────────────────────────────────────────────────────────────────────────────


def real_now() -> datetime:
    return datetime.now(UTC)


def take_some(url: str, count: int) -> list[float]:
    hosts = HostLeases(open_warehouse(url), interval_s=0.1, now=real_now, sleep=time.sleep)
    taken = []
    for _ in range(count):
        hosts.take("a.example")
        taken.append(time.time())
    return taken


def test_two_processes_share_one_interval(engine):
    url = engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(2) as pool:
        times = sorted(chain(*pool.map(take_some, [url] * 2, [6] * 2)))
    # From the grant to its time stamp a process may be held up, so single gaps may look shorter.
    assert times[-1] - times[0] > 11 * 0.1 - 0.08


def test_threads_share_one_interval(engine):
    url = engine.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(4) as pool:
        times = sorted(chain(*pool.map(take_some, [url] * 4, [3] * 4)))
    assert times[-1] - times[0] > 11 * 0.1 - 0.08


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.Example/x", "a.example"),
        ("https://a.example:443/x", "a.example"),
        ("http://a.example:443/x", "a.example:443"),
        ("http://u:p@a.example:8080/x", "a.example:8080"),
        ("http://[2606:4700::1]/", "[2606:4700::1]"),
        ("https://zeitung-köln.example/", "xn--zeitung-kln-zfb.example"),
    ],
)
def test_the_host_of_an_address(url, host):
    assert host_of(url) == host


@pytest.mark.parametrize("url", ["", "x", "http://[::1/", "http://a:b/", f"http://{'a.' * 101}x/"])
def test_what_has_no_host_is_refused(url):
    with pytest.raises(Refused):
        host_of(url)
