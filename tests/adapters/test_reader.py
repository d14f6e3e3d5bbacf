"""A page that costs too much, or breaks what reads it, is named; whatever comes next is read."""

import gc
import os
from collections.abc import Iterator

import pytest

import hostile_reading as ways
from wirewatch.adapters.reader import Budget, Reader
from wirewatch.errors import TooCostly, Unreadable

SMALL = Budget(cpu_s=1, memory_bytes=400 << 20, wait_s=20.0)


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader(SMALL)
    yield reader
    reader.close()


@pytest.mark.parametrize(
    ("way", "error", "says"),
    [
        pytest.param(ways.spin, TooCostly, "more than 1 s of CPU", id="spins"),
        pytest.param(ways.eat, TooCostly, "more than 419,430,400 bytes", id="allocates"),
        pytest.param(ways.recurse, Unreadable, "RecursionError: maximum", id="recurses"),
        pytest.param(ways.die, TooCostly, r"SIGKILL\), 2 times", id="is-killed"),
    ],
)
def test_a_page_that_breaks_its_reader_is_named_and_the_next_one_is_read(reader, way, error, says):
    with pytest.raises(error, match=says) as raised:
        reader.call("https://a.example/1", way)
    assert raised.value.subject == "https://a.example/1"
    assert reader.call("https://a.example/2", ways.echo, "read") == "read"


def test_a_page_that_waits_for_ever_is_not_waited_for():
    reader = Reader(Budget(wait_s=2.0))
    with pytest.raises(TooCostly, match="more than 2 s, 2 times"):
        reader.call("a", ways.sleep)
    reader.close()


def test_one_death_may_be_the_machines_fault_and_is_no_verdict(reader, tmp_path):
    """A full machine kills whom it likes: a good page must not be lost by it."""
    assert reader.call("a", ways.die_once, str(tmp_path / "died")) == "read"


def test_many_pages_are_read_by_one_worker_each_with_the_whole_budget(reader):
    pids = {reader.call(str(n), os.getpid) for n in range(50)}
    assert len(pids) == 1
    assert pids != {os.getpid()}


def test_the_worker_looks_for_cycles_seldom_and_we_as_ever(reader):
    """It is an eighth of the time of reading; who calls a reader keeps Python's own habits."""
    before = gc.get_threshold()
    assert reader.call("a", gc.get_threshold)[0] > 10 * before[0]
    assert gc.get_threshold() == before


def test_large_pages_travel_both_ways(reader):
    body = os.urandom(15_000_000)
    assert reader.call("a", ways.echo, body) == body


def test_a_library_that_prints_disturbs_nobody(reader):
    assert reader.call("a", ways.chat) == "read"


def test_the_worker_knows_neither_the_warehouse_nor_any_secret(reader, monkeypatch):
    monkeypatch.setenv("WIREWATCH_WAREHOUSE", "postgresql://desk:secret@db/wire")
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://secret")
    assert "secret" not in str(reader.call("a", ways.environment))


def test_a_closed_reader_leaves_no_process(reader):
    pid = reader.call("a", os.getpid)
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
