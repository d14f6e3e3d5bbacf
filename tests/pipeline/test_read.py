"""A page whose reading blows up is settled under a name, and its neighbours load."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select

import hostile_reading
from wirewatch.adapters import schema
from wirewatch.adapters.landing import Place
from wirewatch.adapters.reader import Budget, Reader
from wirewatch.adapters.warehouse.captures import add_captures, capture_row, forget_readings
from wirewatch.adapters.warehouse.engine import migrate, reading, writing
from wirewatch.adapters.warehouse.entries import save_entries
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.model import Capture, FeedEntry, Moment, Precision, Via
from wirewatch.pipeline import tasks
from wirewatch.pipeline.read import days_to_publish, read, unread_chunks
from wirewatch.urls import article_id

AT = datetime(2026, 3, 12, 18, tzinfo=UTC)
_WORDS = "The ferry from Port Ellery was late again on Thursday, and nobody was told why. " * 12


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk_file = tmp_path / "desk.toml"
    desk_file.write_text("")
    environ = {"WIREWATCH_DESK": str(desk_file), "WIREWATCH_HOME": str(tmp_path)}
    with open_desk(environ) as desk:
        migrate(desk.engine)
        small = replace(desk, reader=Reader(Budget(cpu_s=2, memory_bytes=700 << 20)))
        yield small
        small.reader.close()


def page(name: str, mark: str = "", words: str = _WORDS) -> Capture:
    paragraphs = "".join(f"<p>{name} {n}: {words}</p>" for n in range(3))
    html = f"<html><body><article><h1>{name}</h1>{mark}{paragraphs}</article></body></html>"
    url = f"https://tidewater.example/2026/03/12/{name}"
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode(),
        captured_at=AT,
    )


def land(desk: Desk, *captures: Capture) -> list[str]:
    """Put pages into the landing zone; their capture ids."""
    with desk.landing.batch("2026/03/12/b") as batch:
        places = [batch.add(capture) for capture in captures]
    index = [row(capture, place) for capture, place in zip(captures, places, strict=True)]
    with writing(desk.engine) as db:
        add_captures(db, index, run="test", now=AT)
    return [each["capture_id"] for each in index]


def row(capture: Capture, place: Place) -> dict:
    known = {"article_id": article_id(capture.url), "event_date": AT.date(), "feed_id": None}
    return dict(capture_row(capture, place, now=AT, **known))


def settled(desk: Desk) -> dict[str, str]:
    """Return what became of each page, by the end of its address."""
    capture, found = schema.capture, schema.reading
    query = select(capture.c.url, found.c.outcome, found.c.detail).join(
        found, found.c.capture_id == capture.c.capture_id
    )
    with reading(desk.engine) as db:
        return {url.rpartition("/")[2]: f"{what}: {why}" for url, what, why in db.execute(query)}


def test_pages_that_break_their_reader_are_named_and_the_others_load(desk):
    ids = land(
        desk,
        page("one"),
        page("spins", "<!-- spin -->"),
        page("two"),
        page("eats", "<!-- eat -->"),
        page("recurses", "<!-- recurse -->"),
        page("three"),
    )
    counts = read(desk, ids, run="r", reading_of=hostile_reading.read_marked)
    assert counts.outcomes == {"loaded": 3, "too_costly": 2, "unreadable": 1}
    became = settled(desk)
    assert became["spins"] == "too_costly: " + became["spins"].partition(": ")[2]
    assert "more than 2 s of CPU" in became["spins"]
    assert "bytes" in became["eats"]
    assert "RecursionError" in became["recurses"]
    assert unread_chunks(desk, [AT.date()]) == []


def test_a_page_that_no_store_can_hold_is_quarantined_and_the_others_load(desk):
    """And leaves the quarantine when rules that read it otherwise have loaded it."""
    ids = land(desk, page("one"), page("bad", "<!-- nul -->"), page("two"))
    for loaded in ("loaded", "same"):
        counts = read(desk, ids, run="r", reading_of=hostile_reading.read_marked)
        assert counts.outcomes == {loaded: 2, "quarantined": 1}
    assert settled(desk)["bad"].startswith("quarantined: article_version.byline: a NUL")
    assert unread_chunks(desk, [AT.date()]) == []
    ledger = {row["step"]: row["n_quarantined"] for row in rows(desk, schema.load)}
    assert ledger == {"land": 0, "read": 1}
    assert len(rows(desk, schema.quarantine)) == 1
    with writing(desk.engine) as db:
        forget_readings(db, [article_id(page("bad").url)])
    assert read(desk, ids, run="later").outcomes == {"same": 2, "loaded": 1}
    assert rows(desk, schema.quarantine) == []
    assert len(rows(desk, schema.article)) == 3


def rows(desk: Desk, table: Table) -> list[dict]:
    with reading(desk.engine) as db:
        return [dict(each) for each in db.execute(select(table)).mappings()]


def test_a_page_that_is_missing_from_the_landing_zone_stays_unread(desk):
    """A disk may come back; meanwhile the others are read."""
    gone = page("gone")
    there = land(desk, page("there"))
    lost = row(gone, Place(warc="2026/03/12/lost.warc.gz", offset=0))
    with writing(desk.engine) as db:
        add_captures(db, [lost], run="test", now=AT)
    counts = read(desk, [*there, lost["capture_id"]], run="r")
    assert counts.outcomes == {"loaded": 1, "missing": 1}
    assert days_to_publish(desk) == (AT.date(),)
    assert unread_chunks(desk, [AT.date()]) == [[lost["capture_id"]]]


def test_of_two_captures_that_say_the_same_one_is_new_however_they_come(desk, tmp_path_factory):
    """Else the counts would hang on how captures were split into tasks."""
    again = replace(page("ferry"), captured_at=AT + timedelta(hours=1))
    ids = land(desk, again, page("ferry"))
    assert read(desk, ids, run="r").outcomes == {"loaded": 1, "same": 1}
    assert current(desk)["captured_at"] == AT + timedelta(hours=1)


def test_the_earliest_capture_tells_when_a_thing_was_first_said(desk):
    live = page("ferry")
    earlier = replace(live, captured_at=AT - timedelta(days=1), via=Via.WAYBACK)
    for capture in (live, earlier):
        read(desk, land(desk, capture), run="r")
    with reading(desk.engine) as db:
        version = db.execute(select(schema.article_version)).mappings().one()
    assert (version["captured_at"], version["via"]) == (earlier.captured_at, "wayback")
    assert current(desk)["via"] == "live"


def test_a_page_that_returns_to_what_it_said_is_current_as_it_is_now(desk):
    first, other = page("ferry"), page("ferry", words=_WORDS.upper())
    said = [
        first,
        replace(other, captured_at=AT + timedelta(hours=1)),
        replace(first, captured_at=AT + timedelta(hours=2)),
    ]
    ids = [land(desk, capture)[0] for capture in said]
    read(desk, ids[:1], run="r")
    before = current(desk)["content_hash"]
    read(desk, ids[1:2], run="r")
    assert current(desk)["content_hash"] != before
    read(desk, ids[2:], run="r")
    assert current(desk)["content_hash"] == before


def test_reading_a_page_again_finds_what_a_feed_has_told_since(desk):
    ids = land(desk, page("ferry"))
    read(desk, ids, run="r")
    with writing(desk.engine) as db:
        assert forget_readings(db, [article_id(page("ferry").url)]) == {AT.date()}
    assert unread_chunks(desk, [AT.date()]) == [ids]
    assert read(desk, ids, run="r").outcomes == {"same": 1}


def current(desk: Desk) -> dict:
    with reading(desk.engine) as db:
        return dict(db.execute(select(schema.article)).mappings().one())


def test_a_day_read_but_not_matched_is_still_to_publish(desk):
    """A run that was stopped between reading and matching leaves work, and the next one sees it."""
    read(desk, land(desk, page("half-way")), run="test")
    assert days_to_publish(desk) == (AT.date(),)
    tasks.group_days(desk, [AT.date()], run="test")
    tasks.match_days(desk, [AT.date()], run="test")
    assert days_to_publish(desk) == ()


# ── walls ───────────────────────────────────────────────────────────────────────────────────────

WALL = (
    "<html><head><title>We value your privacy</title></head><body><h1>We value your privacy</h1>"
    "<p>We and our 842 partners store and access cookies on your device.</p>"
    "<button>Accept all and continue</button></body></html>"
)
BEGINNING = (
    '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "ferry", '
    '"isAccessibleForFree": false}</script></head><body><article><h1>ferry</h1>'
    f"<p>{_WORDS[:500]}</p><p class='paywall'>Subscribe to read on.</p></article></body></html>"
)
FULL_TEXT = f"<p>By AFP</p><p>{_WORDS}</p><p>{_WORDS.lower()}</p>"


def shows(html: str) -> Capture:
    return replace(page("ferry"), body=html.encode())


def announce(desk: Desk, content_html: str | None) -> None:
    """Have a feed announce the page, with its text or without."""
    entry = FeedEntry(
        feed_id="saxon",
        entry_id="1",
        guid=None,
        url=page("ferry").url,
        title="The ferry was late",
        summary="",
        content_html=content_html,
        authors=(),
        published=Moment(at=AT, precision=Precision.SECOND, raw="x", reader="feed"),
        updated=Moment(),
    )
    with writing(desk.engine) as db:
        save_entries(db, [entry], AT, run="test")


def loaded(desk: Desk) -> list[tuple[str, str, str | None]]:
    """Return way, verdict and agency of each article's current version."""
    version, article = schema.article_version.c, schema.article.c
    query = select(article.via, version.verdict, version.agency).join_from(
        schema.article, schema.article_version, version.article_id == article.article_id
    )
    with reading(desk.engine) as db:
        return [tuple(each) for each in db.execute(query)]


@pytest.mark.parametrize(
    ("html", "verdict"), [(WALL, "consent_wall"), (BEGINNING, "paywalled")], ids=["consent", "pay"]
)
def test_behind_a_wall_the_feeds_own_text_speaks(desk, html, verdict):
    """The page is settled as the wall it is, and says what stands in."""
    announce(desk, FULL_TEXT)
    ids = land(desk, shows(html))
    assert read(desk, ids, run="r").outcomes == {verdict: 1, "loaded": 1}
    assert loaded(desk) == [("feed", "article", "AFP")]
    with reading(desk.engine) as db:
        outcomes = dict(db.execute(select(schema.reading.c.outcome, schema.reading.c.detail)).all())
    assert outcomes[verdict].endswith("; the full text of saxon stands in")


def test_what_stands_in_for_a_wall_lands_once(desk):
    announce(desk, FULL_TEXT)
    ids = land(desk, shows(WALL))
    for outcomes in ({"consent_wall": 1, "loaded": 1}, {"consent_wall": 1, "same": 1}):
        assert read(desk, ids, run="r").outcomes == outcomes
    assert unread_chunks(desk, [AT.date()]) == []
    with reading(desk.engine) as db:
        assert sorted(db.execute(select(schema.capture.c.via)).scalars()) == ["feed", "live"]


@pytest.mark.parametrize(
    ("html", "content_html", "expected"),
    [
        pytest.param(WALL, None, [], id="a wall, and no text in the feed"),
        pytest.param(BEGINNING, None, [("live", "paywalled", None)], id="a beginning, no text"),
        pytest.param(
            BEGINNING, f"<p>{_WORDS[:300]}</p>", [("live", "paywalled", None)], id="no more text"
        ),
        pytest.param(None, FULL_TEXT, [("live", "article", None)], id="no wall"),
    ],
)
def test_a_page_speaks_for_itself_where_it_can(desk, html, content_html, expected):
    announce(desk, content_html)
    read(desk, land(desk, shows(html) if html else page("ferry")), run="r")
    assert loaded(desk) == expected
