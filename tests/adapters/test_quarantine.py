"""One row that no store takes costs its batch nothing but itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

import story_rows
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.articles import ReadCapture, load_records
from wirewatch.adapters.warehouse.captures import add_captures
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.entries import known_entries, save_entries
from wirewatch.adapters.warehouse.load import insert_absent
from wirewatch.adapters.warehouse.quarantine import (
    MAX_TEXT_CHARS,
    load_what_fits,
    release,
    set_aside,
    storable,
)
from wirewatch.adapters.warehouse.report import troubles
from wirewatch.errors import Unstorable
from wirewatch.feeds.parse import parse_feed
from wirewatch.model import FeedEntry, Moment, Precision, digest

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
TEXT = schema.article_text


def text_row(key: str, body: str = "words", n_words: int = 1) -> dict[str, object]:
    return {"text_hash": key, "body": body, "n_words": n_words}


def load_texts(db: Connection, rows: list[dict[str, object]]) -> list[str]:
    """Load texts; return the keys that are refused."""
    _, refused = load_what_fits(
        db, rows, lambda some: insert_absent(db, TEXT, storable(TEXT, some))
    )
    return [row["text_hash"] for row, _ in refused]


def keys(engine: Engine) -> list[str]:
    with reading(engine) as db:
        return list(db.execute(select(TEXT.c.text_hash).order_by(TEXT.c.text_hash)).scalars())


POISON = {
    "NUL": text_row("bad", "a\0b"),
    "half a surrogate pair": text_row("bad", "a\ud83db"),
    "a key that is too long": text_row("bad" * 20),
    "a text without end": text_row("bad", "a" * (MAX_TEXT_CHARS + 1)),
    "a number past 64 bits": text_row("bad", n_words=1 << 70),
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_a_row_that_no_store_takes_is_refused_and_the_others_land(engine, poison):
    rows = [text_row(key) for key in "abcdef"]
    for place in (0, 3, 6):
        with writing(engine) as db:
            assert load_texts(db, [*rows[:place], poison, *rows[place:]]) == [poison["text_hash"]]
        assert keys(engine) == list("abcdef")


@settings(max_examples=25)  # each has a warehouse of its own
@given(st.lists(st.booleans(), max_size=20))
def test_however_many_are_bad_each_row_lands_or_is_refused(bad):
    """The ledger's figures add up because of this."""
    empty = story_rows.empty_warehouse()
    rows = [text_row(f"{at:02}", "\0" if is_bad else "a") for at, is_bad in enumerate(bad)]
    with writing(empty) as db:
        refused = load_texts(db, rows)
    assert refused == [row["text_hash"] for row in rows if row["body"] == "\0"]
    assert sorted([*refused, *keys(empty)]) == [row["text_hash"] for row in rows]


def test_an_error_of_our_own_is_no_poison(engine):
    """A bug must be loud: in quarantine, everything would wait there unseen."""
    with pytest.raises(KeyError), writing(engine) as db:
        load_what_fits(db, [{}], lambda rows: insert_absent(db, TEXT, rows))


@pytest.mark.parametrize("year", [1, 1599, 9999])
def test_a_time_that_some_zone_overflows_is_refused(year):
    row = {"captured_at": datetime(year, 6, 1, tzinfo=UTC)}
    with pytest.raises(Unstorable, match=f"the year {year}"):
        storable(schema.article_version, [row])


# ── what was read ───────────────────────────────────────────────────────────────────────────────


def poisoned(read: ReadCapture, **changed: object) -> ReadCapture:
    article = replace(read.record.article, **changed)
    return replace(read, record=replace(read.record, article=article))


_FERRY = "The ferry was late again. "
BAD_PAGES = {
    "byline": {"byline": "Ana\0 Ruiz"},
    "warning": {"warnings": ("\ud800",), "section": "\ud800"},
    "language": {"language": "not a language"},
    "date": {
        "published": Moment(at=datetime(3, 1, 1, tzinfo=UTC), precision=Precision.DAY, raw="3")
    },
}


@pytest.mark.parametrize("changed", BAD_PAGES.values(), ids=BAD_PAGES)
def test_of_a_page_that_is_refused_nothing_stays(engine, changed):
    """Its text may fit where its byline does not; half a page would look like a whole one."""
    good = [story_rows.capture(f"{name}.example/1", _FERRY + name) for name in "abc"]
    bad = poisoned(story_rows.capture("d.example/1", _FERRY + "d"), **changed)
    with writing(engine) as db:
        parts, refused = load_what_fits(
            db, [*good, bad], lambda some: load_records(db, some, now=NOW, load_id="l")
        )
    assert [read.capture_id for read, _ in refused] == [bad.capture_id]
    assert frozenset().union(*(part.new for part in parts)) == {each.capture_id for each in good}
    assert len(keys(engine)) == 3
    with reading(engine) as db:
        assert len(db.execute(select(schema.article_version)).all()) == 3


# ── the quarantine ──────────────────────────────────────────────────────────────────────────────


def kept(engine: Engine) -> list[dict]:
    with reading(engine) as db:
        return [dict(row) for row in db.execute(select(schema.quarantine)).mappings()]


def test_what_is_set_aside_says_what_and_why_and_keeps_when_it_was_first_seen(engine):
    why = {"c1": ("https://é.example/1", Unstorable("article_text.body", "a NUL at character 7"))}
    for load_id, at in (("one", NOW), ("two", NOW.replace(hour=20))):
        with writing(engine) as db:
            set_aside(db, "read", why, load_id=load_id, now=at)
    (row,) = kept(engine)
    assert row["reason"] == "article_text.body: a NUL at character 7"
    assert json.loads(row["payload"]) == {"key": "c1", "url": "https://é.example/1"}
    assert (row["first_seen_at"], row["load_id"]) == (NOW, "one")
    with reading(engine) as db:
        (trouble,) = troubles(db, limit=5)
    assert (trouble.what, trouble.outcome) == ("https://é.example/1", "quarantined")


def test_what_lands_later_leaves_the_quarantine(engine):
    why = {key: ("https://a.example", Unstorable("t.c", "x")) for key in ("c1", "c2")}
    with writing(engine) as db:
        set_aside(db, "read", why, load_id="l", now=NOW)
        release(db, "read", ["c1", "unknown"])
    assert [row["item_id"] for row in kept(engine)] == [digest("quarantine", "read", "c2")]


# ── what feeds announce, what has landed ────────────────────────────────────────────────────────


def entry(name: str, **changed: object) -> FeedEntry:
    announced = parse_feed(
        b"<rss version='2.0'><channel><item><title>Rain</title><guid>" + name.encode() + b"</guid>"
        b"<link>https://saxon.example/" + name.encode() + b"</link></item></channel></rss>",
        feed_id="saxon",
        url="https://saxon.example/rss",
        captured_at=NOW,
    )
    return replace(announced.entries[0], **changed)


def ledger(engine: Engine) -> list[tuple[str, int, int, int, int]]:
    counted = schema.load.c
    columns = (counted.step, counted.n_in, counted.n_new, counted.n_same, counted.n_quarantined)
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(select(*columns).order_by(counted.run))]


BAD_ENTRIES = {
    "NUL in the guid": {"guid": "a\0b"},
    "NUL in the title": {"title": "Ra\0in"},
    "half a pair in the summary": {"summary": "\ud83d"},
    "half a pair in the guid": {"guid": "\ud83d"},
    "half a pair in an author": {"authors": ("\ud83d",)},
    "a date of another age": {"published": Moment(at=datetime(9999, 1, 1, tzinfo=UTC), raw="9999")},
    "a text without end": {"content_html": "a" * (MAX_TEXT_CHARS + 1)},
}


@pytest.mark.parametrize("changed", BAD_ENTRIES.values(), ids=BAD_ENTRIES)
def test_a_bad_entry_does_not_cost_the_others_of_its_feed(engine, changed):
    """JSON feeds can write a NUL and half a pair in plain ASCII."""
    entries = [entry("a"), entry("bad", **changed), entry("b")]
    for run, n_new in (("1", 2), ("2", 0)):
        with writing(engine) as db:
            known_entries(db, "saxon", entries)
            assert save_entries(db, entries, NOW, run=run) == n_new
    assert ledger(engine) == [("poll", 3, 2, 0, 1), ("poll", 3, 0, 2, 1)]
    (row,) = kept(engine)
    assert row["step"] == "poll"
    assert json.loads(row["payload"])["url"] == "https://saxon.example/bad"


def test_a_capture_that_no_store_takes_does_not_cost_the_others(engine):
    """A site's tdmrep.json is its own to write."""
    made = [
        story_rows.capture_row(story_rows.capture(f"{name}.example/1", name), NOW) for name in "abc"
    ]
    made[1] = {**made[1], "tdm_policy": "https://b.example/\0"}
    with writing(engine) as db:
        added = add_captures(db, made, run="r", now=NOW)
    assert (added.n_new, list(added.refused)) == (2, [made[1]["capture_id"]])
    assert "capture.tdm_policy: a NUL" in str(added.refused[made[1]["capture_id"]])
    assert ledger(engine) == [("land", 3, 2, 0, 1)]
