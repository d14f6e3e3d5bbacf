"""What is forgotten is nowhere any more, in no table and no file, and does not come back."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from pipeline.test_read import AT, page
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.captures import add_captures, capture_row
from wirewatch.adapters.warehouse.digest import TableSum, table_sums
from wirewatch.adapters.warehouse.engine import migrate, reading, writing
from wirewatch.adapters.warehouse.entries import save_entries
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.errors import BadInput
from wirewatch.model import Capture, FeedEntry, Moment, Precision
from wirewatch.pipeline import tasks
from wirewatch.pipeline.forget import forget, forget_again
from wirewatch.pipeline.read import read
from wirewatch.urls import article_id

SECRET = "The minister kept a tame heron in the cellar of the old brewery. " * 12
PUBLIC = "The ferry from Port Ellery was late again on Thursday, and nobody was told why. " * 12
WORDS = ("heron in the cellar", "tame heron", "brewery")
_DESK = """
[[watch]]
name = "herons"
query = "heron"

[routes]
default = ["atom"]

[channel.atom]
kind = "atom"
path = "alerts.atom"
"""


@pytest.fixture
def desk(tmp_path: Path, warehouse_url: str) -> Iterator[Desk]:
    (tmp_path / "desk.toml").write_text(_DESK)
    environ = {
        "WIREWATCH_DESK": str(tmp_path / "desk.toml"),
        "WIREWATCH_HOME": str(tmp_path),
        "WIREWATCH_WAREHOUSE": warehouse_url,
        "WIREWATCH_CLOCK": AT.isoformat(),
    }
    with open_desk(environ) as desk:
        migrate(desk.engine)
        yield replace(desk, reader=HereReader())


class HereReader:
    """Reads pages in this process: these are our own, and a process takes a second to start."""

    def call(self, _: str, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return work(*given, **named)


def secret(host: str = "tidewater.example") -> Capture:
    moved = f"https://{host}/2026/03/12/heron-moved"
    return replace(page("heron", words=SECRET), final_url=moved, url=f"https://{host}/heron")


def announce(desk: Desk, url: str) -> int:
    """Have a feed announce a page with its whole text; how many entries are new."""
    entry = FeedEntry(
        feed_id="saxon",
        entry_id="1",
        guid=None,
        url=url,
        title="A heron in the cellar",
        summary="The minister kept a tame heron.",
        content_html=f"<p>{SECRET}</p>",
        authors=(),
        published=Moment(at=AT, precision=Precision.SECOND, raw="x", reader="feed"),
        updated=Moment(),
    )
    with writing(desk.engine) as db:
        return save_entries(db, [entry], AT, run="test")


def publish(desk: Desk, *ids: str) -> None:
    read(desk, ids, run="test")
    tasks.group_days(desk, [AT.date()], run="test")
    tasks.match_days(desk, [AT.date()], run="test")
    tasks.deliver_due(desk, run="test")


def found(desk: Desk, words: str) -> list[str]:
    """Return every table and file in which `words` stand, packed files unpacked."""
    with reading(desk.engine) as db:
        tables = [
            name
            for name, table in schema.metadata.tables.items()
            if any(words in str(tuple(row)) for row in db.execute(select(table)))
        ]
    files = [
        path.name
        for path in sorted(desk.settings.home.rglob("*"))
        if path.is_file() and words.encode() in _unpacked(path)
    ]
    return tables + files


def _unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.name.endswith(".gz") else raw


def everything(desk: Desk) -> tuple[tuple[TableSum, ...], list[tuple[str, bytes]], str]:
    """Return what all tables know, all pages that lie there, and what was told."""
    with reading(desk.engine) as db:
        known = table_sums(db)
    pages = [
        (warc, capture.body)
        for warc in desk.landing.files()
        for capture, _ in desk.landing.captures(warc)
    ]
    told = (desk.settings.home / "alerts.atom").read_text()
    return known, pages, told.partition("</updated>")[2]


def land(desk: Desk, *captures: Capture) -> list[str]:
    """Put pages into the landing zone as the pipeline does; their capture ids."""
    with desk.landing.batch("2026/03/12/b") as batch:
        places = [batch.add(capture) for capture in captures]
    known = {"event_date": AT.date(), "feed_id": "saxon", "now": AT}
    index = [
        capture_row(capture, place, article_id=article_id(capture.final_url), **known)
        for capture, place in zip(captures, places, strict=True)
    ]
    with writing(desk.engine) as db:
        add_captures(db, index, run="test", now=AT)
    return [each["capture_id"] for each in index]


def setting(desk: Desk) -> Capture:
    """Fill the warehouse: the page, a copy of it by another site, an innocent, a killed task's."""
    announce(desk, secret().url)
    copy = replace(secret("herald.example"), captured_at=AT)
    ids = land(desk, page("ferry", words=PUBLIC), secret(), copy)
    with desk.landing.batch("2026/03/12/killed") as batch:  # before its rows were written
        batch.add(secret())
        batch.add(page("ferry", words=PUBLIC))
    publish(desk, *ids)
    return copy


WAYS = {
    "address": (secret().url, secret("herald.example").url),
    "where it led": (secret().final_url, secret("herald.example").final_url),
    "article": tuple(
        article_id(secret(host).final_url) for host in ("tidewater.example", "herald.example")
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_forgotten_is_in_no_table_and_no_file(desk, way):
    setting(desk)
    assert {"article_text", "article_version", "entry", "alert"} <= set(found(desk, "heron"))
    assert "alerts.atom" in found(desk, "heron")
    for what in WAYS[way]:
        forget(desk, what, reason="asked for", run="test")
    assert {words: found(desk, words) for words in WORDS} == {words: [] for words in WORDS}
    assert {"article_text", "article_version"} <= set(found(desk, "Port Ellery"))
    with reading(desk.engine) as db:
        left = db.execute(select(schema.story_member.c.article_id)).scalars().all()
        prints = set(db.execute(select(schema.sketch.c.text_hash)).scalars())
        texts = set(db.execute(select(schema.article_text.c.text_hash)).scalars())
    assert left == [article_id(page("ferry").url)]
    assert prints == texts


def test_a_source_is_forgotten_with_all_its_pages_and_others_keep_theirs(desk):
    setting(desk)
    done = forget(desk, "herald.example", reason="asked for", run="test")
    assert done.n_pages == 1
    with reading(desk.engine) as db:
        sources = set(db.execute(select(schema.article.c.source)).scalars())
    assert sources == {"tidewater.example"}
    assert "article_text" in found(desk, "tame heron")  # it is the other one's, too
    forget(desk, "tidewater.example", reason="asked for", run="test")
    assert found(desk, "tame heron") == found(desk, "Port Ellery") == []


def test_what_is_forgotten_does_not_come_back(desk):
    """Not by its feed, not by a fetch, not by an archive, not by a file that was there before."""
    setting(desk)
    for what in WAYS["address"]:
        forget(desk, what, reason="asked for", run="test")
    assert announce(desk, secret().url) == 0
    late = replace(secret(), captured_at=AT)
    ids = land(desk, late)  # by a task that had fetched it before
    assert read(desk, ids, run="late").outcomes == {"forgotten": 1}
    assert forget_again(desk, run="test") > 0
    assert found(desk, "tame heron") == []
    again = forget(desk, secret().url, reason="once more", run="test")
    assert again.n_tombstones == 0
    with reading(desk.engine) as db:
        assert set(db.execute(select(schema.tombstone.c.reason)).scalars()) == {"asked for"}


def test_a_source_that_is_forgotten_is_not_fetched_again(desk):
    forget(desk, "tidewater.example", reason="asked for", run="test")
    assert announce(desk, "https://www.tidewater.example/another") == 0
    assert announce(desk, "https://news.tidewater.example/another") == 0
    assert announce(desk, "https://tide.example/another") == 1


class KilledError(Exception):
    """Stands for the end of the process."""


@contextmanager
def killed_after(desk: Desk, n_statements: int) -> Iterator[None]:
    """Let no statement through but the first ones, as if the process had ended there."""
    passed = count()

    def cut(*_: object) -> None:
        if next(passed) >= n_statements:
            raise KilledError

    event.listen(desk.engine, "before_cursor_execute", cut)
    try:
        yield
    finally:
        event.remove(desk.engine, "before_cursor_execute", cut)


def test_killed_at_any_statement_and_run_again_it_ends_the_same(desk, tmp_path_factory):
    """Each run is killed one statement later than the one before, until one comes through."""
    setting(desk)
    other_home = tmp_path_factory.mktemp("other")
    (other_home / "desk.toml").write_text(_DESK)
    at = {"WIREWATCH_DESK": str(other_home / "desk.toml"), "WIREWATCH_HOME": str(other_home)}
    with open_desk({**at, "WIREWATCH_CLOCK": AT.isoformat()}) as other:
        migrate(other.engine)
        setting(replace(other, reader=HereReader()))
        forget(other, secret().url, reason="asked for", run="test")
        expected = everything(other)
    for n_killed in count():
        try:
            with killed_after(desk, n_killed):
                forget(desk, secret().url, reason="asked for", run="test")
        except KilledError:
            continue
        break
    assert n_killed > 20
    assert everything(desk) == expected


@pytest.mark.parametrize("what", ["", "heron", "https", "a/b.example", "0" * 31])
def test_what_is_neither_page_nor_host_is_refused(desk, what):
    with pytest.raises(BadInput):
        forget(desk, what, reason="", run="test")
