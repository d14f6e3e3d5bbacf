"""Without their words texts are still copies, counted, alerted of; and the words are nowhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pipeline.test_forget import HereReader, found, land, publish
from pipeline.test_read import AT, page
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.model import Capture
from wirewatch.pipeline.keep import KeepCounts, keep_what_is_allowed
from wirewatch.pipeline.read import days_to_publish

OPENING = (
    "The ministry opened its archive on Thursday to whoever had asked for a key in writing, and "
    "forty people stood in the rain before the doors of the old customs house until noon, among "
    "them two teachers from Vesk, a retired pilot of the harbour, and a woman who said that she "
    "had waited for this day since the winter in which her father was taken from the quay."
)
REST = [
    f"Paragraph {n} tells of box {n * 7}, in which the clerks of {1900 + n} kept letters about the "
    f"harbour of Vesk, number {n * 31} of them in green ink and tied with a blue ribbon by hand."
    for n in range(12)
]
LAST = "A brass lamp stood on the last shelf."
WORDS = ("green ink", "brass lamp")
FULL_DESK = """
[[watch]]
name = "lamps"
query = '"brass lamp"'

[routes]
default = ["atom"]

[channel.atom]
kind = "atom"
path = "told.atom"
"""
SITES = ("tidewater.example", "herald.example", "gazette.example")


def at(host: str, *, hours: int = 0, paragraphs: int = 12) -> Capture:
    """Return the page of a site that prints the text, whole or cut, under its own headline."""
    told = [OPENING, *REST[:paragraphs], LAST]
    html = f"<html><body><article><h1>Archive opened, says {host}</h1>"
    html += "".join(f"<p>{line}</p>" for line in told) + "</article></body></html>"
    url = f"https://{host}/2026/03/12/archive"
    captured_at = AT + timedelta(hours=hours)
    base = page("archive")
    return replace(base, url=url, final_url=url, body=html.encode(), captured_at=captured_at)


def desk_that_keeps(tmp_path: Path, keep: str, days_later: int = 0) -> Iterator[Desk]:
    (tmp_path / "desk.toml").write_text(FULL_DESK + keep)
    clock = AT + timedelta(days=days_later)
    environ = {
        "WIREWATCH_DESK": str(tmp_path / "desk.toml"),
        "WIREWATCH_HOME": str(tmp_path),
        "WIREWATCH_CLOCK": clock.isoformat(),
    }
    with open_desk(environ) as desk:
        migrate(desk.engine)
        yield replace(desk, reader=HereReader())


def kept(store: str, site: str = "*") -> str:
    return f'[keep."{site}"]\nstore = "{store}"\n'


def published(tmp_path: Path, keep: str) -> Desk:
    """Return the desk after three sites printed the text: whole, whole, and cut to two thirds."""
    desk = next(desk_that_keeps(tmp_path, keep))
    pages = (at(SITES[0]), at(SITES[1], hours=1), at(SITES[2], hours=2, paragraphs=8))
    publish(desk, *land(desk, *pages))
    return desk


def told(desk: Desk) -> dict[str, object]:
    """Return what is counted and found: stories with their copies, articles, words, alerts."""
    member, story, alert = schema.story_member.c, schema.story.c, schema.alert.c
    with reading(desk.engine) as db:
        return {
            "stories": db.execute(select(story.story_id, story.n_copies)).all(),
            "copies": db.execute(
                select(member.article_id, member.is_canonical).order_by("article_id")
            ).all(),
            "words": db.execute(select(func.sum(schema.article_text.c.n_words))).scalar(),
            "alerts": db.execute(select(alert.watch, alert.story_id)).all(),
            "pairs": db.execute(select(func.count()).select_from(schema.copy)).scalar(),
        }


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return told(published(tmp_path_factory.mktemp("full"), ""))


@pytest.mark.parametrize("store", ["hash", "excerpt"])
def test_copies_counts_and_alerts_are_what_they_are_with_the_words(tmp_path, full, store):
    """The same stories of the same copies, the same numbers, and one alert told in time."""
    desk = published(tmp_path, kept(store))
    assert told(desk) == full
    assert full["alerts"]
    assert [n for _, n in full["stories"]] == [3]


@pytest.mark.parametrize("store", ["hash", "excerpt"])
def test_after_the_nightly_run_the_words_are_in_no_table_and_no_page(tmp_path, store):
    """What was sent stays sent: the alert quotes the sentence that it was raised by."""
    desk = published(tmp_path, kept(store))
    assert "article_text" not in found(desk, "green ink")  # never there, not even for a day
    assert keep_what_is_allowed(desk) == KeepCounts(n_articles=0, n_pages=3)
    tables = {
        words: [name for name in found(desk, words) if name in schema.metadata.tables]
        for words in WORDS
    }
    assert tables == {"green ink": [], "brass lamp": ["alert"]}
    assert list(desk.landing.captures(desk.landing.files()[0])) == []
    begins = [
        name for name in found(desk, "opened its archive on Thursday") if name == "article_text"
    ]
    assert begins == (["article_text"] if store == "excerpt" else [])
    assert keep_what_is_allowed(desk) == KeepCounts(n_articles=0, n_pages=0)
    assert days_to_publish(desk) == ()


def test_a_text_that_another_site_may_keep_stays_with_that_one(tmp_path):
    desk = published(tmp_path, kept("hash", SITES[0]) + kept("full", SITES[1]))
    with reading(desk.engine) as db:
        of = select(schema.article_version.c.source, schema.article_text.c.store).join(
            schema.article_text,
            schema.article_text.c.text_hash == schema.article_version.c.text_hash,
        )
        assert dict(db.execute(of).all()) == {SITES[0]: "hash", SITES[1]: None, SITES[2]: None}


def test_after_its_days_a_text_goes_and_what_follows_from_it_stays(tmp_path, full):
    desk = published(tmp_path, "")
    assert keep_what_is_allowed(desk) == KeepCounts(n_articles=0, n_pages=0)
    days = f'[keep."{SITES[0]}"]\ndays = 90\n'
    soon = next(desk_that_keeps(tmp_path, days, days_later=90))
    assert keep_what_is_allowed(soon) == KeepCounts(n_articles=0, n_pages=0)
    late = next(desk_that_keeps(tmp_path, days, days_later=91))
    assert keep_what_is_allowed(late) == KeepCounts(n_articles=1, n_pages=1)
    assert told(late) == full
    with reading(late.engine) as db:
        bodies = select(schema.article_text.c.store).where(schema.article_text.c.body == "")
        assert db.execute(bodies).scalars().all() == ["hash"]


def test_a_copy_that_comes_when_the_words_are_gone_is_found_all_the_same(tmp_path):
    desk = published(tmp_path, kept("hash", SITES[0]))
    keep_what_is_allowed(desk)
    publish(desk, *land(desk, at("monitor.example", hours=5, paragraphs=10)))
    with reading(desk.engine) as db:
        assert db.execute(select(schema.story.c.n_copies)).scalars().all() == [4]
        evidence = db.execute(select(schema.copy.c.evidence)).scalars().all()
    assert any("common fingerprints" in said for said in evidence)
