"""A site is rebuilt: its pages give nothing any more, and the operator is told, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.captures import add_captures, capture_row
from wirewatch.adapters.warehouse.engine import migrate, reading, writing
from wirewatch.adapters.warehouse.feeds import ensure_feeds
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.model import Capture
from wirewatch.pipeline.read import read
from wirewatch.publishers.drift import N_BEFORE, N_LOST
from wirewatch.urls import article_id

AT = datetime(2026, 3, 12, 6, tzinfo=UTC)
WORDS = "The ferry from Port Ellery was late again on Thursday, and nobody was told why. " * 6
DESK = """
[[feed]]
id = "tidewater"
url = "https://tidewater.example/rss"

[channel.files]
kind = "atom"
path = "told.atom"

[routes]
operator = ["files"]
"""
OWN_FILE = """
name = "Tidewater"
sites = ["tidewater.example"]
zone = "Asia/Tokyo"
[[rules]]
why = "the signature has no mark"
byline = ".sig"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "desk.toml").write_text(DESK)
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "tidewater.toml").write_text(OWN_FILE)
    environ = {
        "WIREWATCH_DESK": str(tmp_path / "desk.toml"),
        "WIREWATCH_HOME": str(tmp_path),
        "WIREWATCH_CLOCK": "2026-03-13T06:00:00Z",
    }
    with open_desk(environ) as opened:
        migrate(opened.engine)
        with writing(opened.engine) as db:
            ensure_feeds(db, opened.settings.feeds, AT)
        yield opened
        opened.reader.close()


def pages(words: str, first: int, n_pages: int) -> list[Capture]:
    return [
        Capture(
            url=f"https://tidewater.example/{number}",
            final_url=f"https://tidewater.example/{number}",
            status=200,
            headers=(("content-type", "text/html; charset=utf-8"),),
            body=(
                f"<h1>Ferry {number}</h1><p>Published 12 March 2026, 09:00</p>"
                f"<p>{number} {words}</p><p>{words}</p><p class='sig'>Ada Marlowe</p>"
            ).encode(),
            captured_at=AT + timedelta(minutes=number),
        )
        for number in range(first, first + n_pages)
    ]


def read_all(desk: Desk, captures: list[Capture], batch: str) -> None:
    with desk.landing.batch(batch) as landed:
        places = [landed.add(capture) for capture in captures]
    index = [
        capture_row(
            capture,
            place,
            now=AT,
            article_id=article_id(capture.url),
            event_date=AT.date(),
            feed_id="tidewater",
        )
        for capture, place in zip(captures, places, strict=True)
    ]
    with writing(desk.engine) as db:
        add_captures(db, index, run="test", now=AT)
    read(desk, [str(each["capture_id"]) for each in index], run=batch)


def told(desk: Desk) -> list[tuple[str, str]]:
    with reading(desk.engine) as db:
        events = [tuple(row) for row in db.execute(select(schema.feed_event.c["kind", "detail"]))]
        assert len(events) == len(db.execute(select(schema.delivery)).all())
    return events


def test_the_operator_is_told_once_when_the_pages_of_a_feed_give_no_text_any_more(desk):
    read_all(desk, pages(WORDS, 0, N_BEFORE), "2026/03/12/a")
    read_all(desk, pages("", 20, N_LOST - 1), "2026/03/12/b")
    assert told(desk) == []
    read_all(desk, pages("", 30, 1), "2026/03/12/c")
    read_all(desk, pages("", 40, 2), "2026/03/12/d")
    ((kind, detail),) = told(desk)
    assert kind == "drift"
    assert detail.startswith(f"the last {N_LOST} pages give no text; of the {N_BEFORE} before")


def test_the_operators_file_on_a_publisher_is_used_when_its_pages_are_read(desk):
    read_all(desk, pages(WORDS, 0, 1), "2026/03/12/a")
    version = schema.article_version.c
    with reading(desk.engine) as db:
        row = db.execute(select(version.byline, version.published_at)).one()
    assert row.byline == "Ada Marlowe"
    assert row.published_at == datetime(2026, 3, 12, 0, tzinfo=UTC)  # 09:00 in Tokyo
