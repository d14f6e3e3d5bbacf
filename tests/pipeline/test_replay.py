"""Feed files from elsewhere go through the same steps as live ones, and nothing gets lost."""

import gzip
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from pipeline.replays import Replayed, count, replay_steps, text_agencies
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import reading

DAWN = "ce5f942d1cd40fc0.gz"

FERRY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The last ferry of the evening ran aground off Port Sellan on Monday after its rudder"
        " failed, and 212 passengers waited five hours in the dark for the tide to lift her.",
        "Harbour master Ilse Quarrie said nobody was hurt and that the crew had done everything"
        " by the book, from the first flare to the last blanket.",
        "Divers found a length of fishing net wound around the rudder post, the third such case"
        " this winter, and the port authority ordered every boat in the channel to report lost"
        " gear within a day.",
        "Passengers sang, shared sandwiches and played cards by the light of their phones until"
        " two tugs from Ardvane pulled the ship clear shortly after two in the morning.",
    )
)
MILL = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The old paper mill above Tessel will open its doors once more in spring, this time as a"
        " school for boat builders, the town council decided by nine votes to four.",
        "Its wheel has not turned since the flood of forty years ago, and swallows have lived in"
        " the drying loft ever since; a corner of the roof will be left to them.",
        "The carpenters of the valley have promised to take two apprentices each year.",
    )
)


def rss(*items: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay News</title>
<link>https://quay.example/</link><language>en</language>{"".join(items)}</channel></rss>"""


def item(link: str, title: str, *, day: str, text: str = "", author: str = "") -> str:
    body = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><dc:creator>{author}</dc:creator>"
        f"<pubDate>{day}</pubDate><description>short</description>{body}</item>"
    )


QUAY = rss(
    item(
        "https://quay.example/ferry", "Ferry aground off Port Sellan",
        day="Mon, 16 Feb 2026 06:00:00 +0000", text=FERRY, author="AFP",
    ),
    item(
        "https://quay.example/mill", "Paper mill becomes a school for boats",
        day="Mon, 30 Mar 2009 09:00:00 +0000", text=MILL, author="Mara Lind",
    ),
    item("https://quay.example/summary", "A page nobody has", day="Mon, 16 Feb 2026 07:00:00 GMT"),
)  # fmt: skip
MAST = rss(
    item(
        "https://mast.example/2026/ferry", "Passengers sang on the stranded ferry",
        day="Mon, 16 Feb 2026 09:30:00 +0000", text=FERRY, author="Mast staff",
    ),
    item(
        "https://mast.example/mill", "A school in the mill",
        day="Mon, 01 Jan 0001 00:00:00 +0000", text=MILL,
    ),
    item("https://quay.example/ferry?utm_source=mast", "As read elsewhere",
         day="Mon, 16 Feb 2026 09:00:00 GMT"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    folder = tmp_path_factory.mktemp("feeds")
    (folder / "quay.xml").write_text(QUAY)
    (folder / "mast.gz").write_bytes(gzip.compress(MAST.encode()))
    (folder / "page.html").write_text("<!doctype html><title>Moved</title><p>We have moved.</p>")
    return replay_steps(folder, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def dawn(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    folder = tmp_path_factory.mktemp("dawn")
    shutil.copy(shared / "data" / "feeds" / DAWN, folder)
    return replay_steps(folder, tmp_path_factory.mktemp("home"))


# ── feeds of our own ────────────────────────────────────────────────────────────────────────────


def test_every_feed_file_is_polled_and_told_what_it_is(ours: Replayed) -> None:
    assert ours.polls == {"polled": 2, "not_a_feed": 1}


def test_every_entry_says_what_became_of_its_page(ours: Replayed) -> None:
    """The page that a second feed announces with a tracker in its address is the same page."""
    assert ours.pages == {"landed": 4, "known": 1, "gone": 1}


def test_of_two_feeds_the_one_that_has_the_text_fetches_the_page(ours: Replayed) -> None:
    """When the page cannot be had, only this one has something to stand in for it."""
    with reading(ours.engine) as db:
        urls = set(db.execute(select(schema.capture.c.url)).scalars())
    assert "https://quay.example/ferry" in urls
    assert "https://quay.example/ferry?utm_source=mast" not in urls


def test_one_text_in_two_papers_is_one_story(ours: Replayed) -> None:
    member, article = schema.story_member.c, schema.article.c
    query = select(member.story_id, article.source).join_from(
        schema.story_member, schema.article, article.article_id == member.article_id
    )
    with reading(ours.engine) as db:
        stories: dict[str, set[str]] = {}
        for story_id, source in db.execute(query):
            stories.setdefault(story_id, set()).add(source)
    assert {"quay.example", "mast.example"} in stories.values()


def test_texts_with_years_between_them_are_not_compared(ours: Replayed) -> None:
    """The school in the mill opened in 2009; whoever tells it again today has news of his own."""
    assert ours.grouped.n_texts == 4
    assert ours.grouped.n_stories == 3


def test_a_date_before_all_news_sites_is_the_day_of_the_capture(ours: Replayed) -> None:
    entry = schema.entry.c
    query = select(entry.event_date).where(entry.url == "https://mast.example/mill")
    with reading(ours.engine) as db:
        assert str(db.execute(query).scalar_one()) == "2026-02-16"


def test_the_author_that_a_feed_names_credits_the_agency(ours: Replayed) -> None:
    assert text_agencies(ours.engine)["https://quay.example/ferry"] == {"AFP"}
    assert text_agencies(ours.engine)["https://quay.example/mill"] == frozenset()


# ── a real feed ─────────────────────────────────────────────────────────────────────────────────


def agencies_by_author(packed: Path) -> Counter[frozenset[str]]:
    """Count the entries by the agencies that their author line names, read from the file itself."""
    feed = gzip.decompress(packed.read_bytes()).decode()
    codes = {"AFP": "AFP", "Reuters": "REUTERS"}
    authors = re.findall(r"<author>(.*?)</author>", feed)
    return Counter(
        frozenset(code for name, code in codes.items() if name in author) for author in authors
    )


def test_every_agency_of_a_real_feeds_authors_is_credited_for_the_text(
    dawn: Replayed, shared: Path
) -> None:
    printed = agencies_by_author(shared / "data" / "feeds" / DAWN)
    found = Counter(text_agencies(dawn.engine).values())
    agencies = (frozenset({"AFP"}), frozenset({"REUTERS"}), frozenset({"AFP", "REUTERS"}))
    assert [printed[each] for each in agencies] == [12, 3, 2]
    assert [found[each] for each in agencies] == [12, 3, 2]


def test_agencies_without_a_name_are_none_that_we_know(dawn: Replayed) -> None:
    """Two author lines say "Agencies" alone, two more "Agencies | Monitoring Desk"."""
    entry = schema.entry.c
    with reading(dawn.engine) as db:
        rows = db.execute(select(entry.url, entry.authors)).all()
    unnamed = [url for url, authors in rows if any("Agencies" in author for author in authors)]
    credited = text_agencies(dawn.engine)
    assert len(unnamed) == 4
    assert {credited[url] for url in unnamed} == {frozenset()}


# ── what all of them share ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["ours", "dawn"])
def test_the_counts_of_each_step_add_up(name: str, request: pytest.FixtureRequest) -> None:
    """What went into a step is what came out of it, by whatever name."""
    replayed: Replayed = request.getfixturevalue(name)
    engine = replayed.engine
    assert replayed.polls.total() == count(engine, "feed") == count(engine, "poll")
    assert replayed.pages.total() == count(engine, "entry")
    assert replayed.readings.total() == count(engine, "capture") == count(engine, "reading")
    assert count(engine, "capture") == replayed.pages["landed"] + replayed.pages["from_feed"]
    assert count(engine, "article") == replayed.readings["loaded"] + replayed.readings["same"]
    assert count(engine, "story_member") == count(engine, "article") == replayed.grouped.n_texts
