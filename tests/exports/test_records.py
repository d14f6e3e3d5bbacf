"""Records in the forms that others read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.exports.ninjs import ninjs_item
from wirewatch.exports.records import COLUMNS, flat, plain
from wirewatch.exports.schema_org import news_article

SIX = datetime(2026, 3, 12, 6, tzinfo=UTC)
FACTS = [
    {"fact": "section", "value": "World", "reader": "json-ld", "agrees": True},
    {"fact": "image_url", "value": "https://cdn.example/i.jpg", "reader": "meta", "agrees": None},
    {"fact": "image_caption", "value": "Smoke.", "reader": "dom", "agrees": False},
    {"fact": "image_credit", "value": "AP", "reader": "dom", "agrees": None},
]
CREDITS = [
    {"agency": "AFP", "role": "text", "place": "byline", "evidence": "Ann Bo (AFP)"},
    {"agency": "AP", "role": "photo", "place": "caption", "evidence": "Photo: AP"},
    {"agency": "AFP", "role": "source", "place": "body", "evidence": "told AFP"},
]
# The members of an item, of the schema of ninjs 3.1, that we use, and of their objects.
NINJS = {
    "uri": set(),
    "standard": {"name", "version", "schema"},
    "type": set(),
    "representationType": set(),
    "pubStatus": set(),
    "version": set(),
    "language": set(),
    "firstCreated": set(),
    "versionCreated": set(),
    "headlines": {"role", "contentType", "value"},
    "bodies": {"role", "contentType", "charCount", "wordCount", "value"},
    "by": set(),
    "located": set(),
    "people": {"name", "rel", "uri", "literal", "contactInfo"},
    "infoSources": {"name", "role", "uri", "literal", "contactInfo"},
    "subjects": {"name", "rel", "uri", "literal", "creator", "relevance", "confidence"},
    "altIds": {"role", "value"},
    "associations": {
        "name",
        "rel",
        "uri",
        "type",
        "renditions",
        "descriptions",
        "copyrightNotice",
    },
}


def record(**more: Any) -> dict[str, Any]:
    known = {
        "article_id": "a1",
        "content_hash": "c1",
        "url": "https://quay.example/raid?id=1",
        "canonical_url": "https://quay.example/raid",
        "source": "quay.example",
        "event_date": date(2026, 3, 12),
        "headline": "A raid",
        "byline": "Ann Bo (AFP)",
        "authors": ["Ann Bo"],
        "located": "Vesk",
        "language": "en",
        "section": "World",
        "tags": ["war"],
        "facts": FACTS,
        "published_at": SIX,
        "modified_at": None,
        "captured_at": SIX.replace(hour=7),
        "n_words": 3,
        "credits": CREDITS,
        "story_id": "s1",
        "relation": "cut",
        "warnings": [],
        "body": "One two three.",
        **more,
    }
    return {**dict.fromkeys(COLUMNS), **known}


def test_an_item_says_who_wrote_and_who_printed_it() -> None:
    item = ninjs_item(record())
    assert item["infoSources"] == [
        {"name": "quay.example", "role": "distributor"},
        {"name": "AFP", "role": "origin"},
    ]
    assert item["people"] == [{"name": "Ann Bo", "rel": "author"}]
    assert (item["firstCreated"], item["versionCreated"]) == (
        "2026-03-12T06:00:00+00:00",
        "2026-03-12T07:00:00+00:00",
    )
    assert item["associations"][0] == {
        "name": "story",
        "rel": "cut",
        "uri": "urn:wirewatch:story:s1",
    }


def test_an_item_has_its_section_its_tags_and_its_picture() -> None:
    item = ninjs_item(record())
    assert item["subjects"] == [{"name": "World", "rel": "section"}, {"name": "war"}]
    assert item["associations"][1] == {
        "name": "mainPicture",
        "type": "picture",
        "uri": "urn:wirewatch:picture:a1",
        "renditions": [{"name": "main", "href": "https://cdn.example/i.jpg"}],
        "descriptions": [{"role": "caption", "value": "Smoke."}],
        "copyrightNotice": "AP",
    }


def test_a_news_article_has_its_section_its_keywords_and_its_image() -> None:
    article = news_article(record())
    assert (article["articleSection"], article["keywords"]) == ("World", ["war"])
    assert article["image"] == {
        "@type": "ImageObject",
        "url": "https://cdn.example/i.jpg",
        "caption": "Smoke.",
        "creditText": "AP",
    }


def test_records_of_rules_that_told_no_readers_have_no_picture() -> None:
    for facts in (None, []):
        assert "image" not in news_article(record(facts=facts))
        assert len(ninjs_item(record(facts=facts))["associations"]) == 1
        assert flat(record(facts=facts))["facts"] == ""


def test_a_cell_tells_who_found_a_fact() -> None:
    cell = flat(record())["facts"]
    assert cell.startswith("section (json-ld, another agrees): World; image_url (meta): https://")
    assert "image_caption (dom, another differs): Smoke." in cell


def test_an_item_has_only_what_ninjs_has() -> None:
    item = ninjs_item(record())
    assert item.keys() == NINJS.keys()
    for name, value in item.items():
        objects = [value] if isinstance(value, dict) else value
        assert all(NINJS[name] >= each.keys() for each in objects if isinstance(each, dict)), name


def test_what_is_not_known_is_not_in_an_item() -> None:
    unknown = record(body="", byline=None, authors=[], story_id=None, published_at=None)
    unknown |= {"section": None, "tags": [], "facts": []}
    item = ninjs_item(unknown)
    assert item["representationType"] == "partial"
    gone = {"bodies", "by", "people", "associations", "firstCreated", "subjects"}
    assert not gone & item.keys()


def test_a_news_article_credits_the_agency_of_the_text_alone() -> None:
    article = news_article(record())
    assert article["sourceOrganization"] == [{"@type": "NewsMediaOrganization", "name": "AFP"}]
    assert article["creditText"] == "Ann Bo (AFP)"
    assert article["author"] == [{"@type": "Person", "name": "Ann Bo"}]


def test_json_has_every_column_and_times_as_iso() -> None:
    row = plain(record())
    assert tuple(row) == COLUMNS
    assert (row["event_date"], row["published_at"]) == ("2026-03-12", "2026-03-12T06:00:00+00:00")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ('=HYPERLINK("http://x.example")', '\'=HYPERLINK("http://x.example")'),
        ("+49 30 1", "'+49 30 1"),
        ("-3 degrees", "'-3 degrees"),
        ("@here", "'@here"),
        ("\tx", "'\tx"),
        ("＝1+1", "'＝1+1"),
        ("a = b", "a = b"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(value: str | None, cell: str) -> None:
    assert flat(record(headline=value))["headline"] == cell


def test_lists_are_one_cell_and_numbers_stay_numbers() -> None:
    row = flat(record(authors=["Ann Bo", "Cy Do"], coverage=-0.5, is_digest=False))
    assert row["authors"] == "Ann Bo; Cy Do"
    assert row["credits"].startswith("AFP (text, byline); AP (photo, caption)")
    assert (row["coverage"], row["is_digest"], row["n_words"]) == ("-0.5", "false", "3")


@given(st.text(), st.lists(st.text(), max_size=3))
def test_no_text_of_a_stranger_runs_in_a_spreadsheet(text: str, names: list[str]) -> None:
    row = flat(record(headline=text, authors=names, byline=text))
    assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} for cell in row.values())
