"""What `wirewatch why` tells of a page: its rights, and an agency it does not name itself."""

import pytest

from desk_rows import NOON, article_key, put, put_capture, put_story, warehouse_in
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.why import what_we_know
from wirewatch.model import digest

CASES = {
    "nothing": ({}, []),
    "robots": ({"robots": "allowed"}, ["allowed by robots.txt"]),
    "all": (
        {
            "robots": "allowed",
            "x_robots_tag": "noarchive, meta: noindex",
            "tdm_reserved": True,
            "tdm_policy": "https://a.example/licence",
            "tdm_why": "tdmrep.json",
        },
        [
            "allowed by robots.txt; X-Robots-Tag: noarchive, meta: noindex; "
            "text and data mining reserved in its tdmrep.json, licence at https://a.example/licence"
        ],
    ),
    "free": (
        {"tdm_reserved": False, "tdm_why": "header"},
        ["text and data mining not reserved in its header"],
    ),
}


@pytest.mark.parametrize(("said", "told"), CASES.values(), ids=CASES)
def test_the_rights_of_a_page_are_told_with_who_said_so(tmp_path, said, told):
    engine = warehouse_in(tmp_path)
    put_story(engine, "raid", ["a.example"])
    put_capture(engine, "a.example", **said)
    with reading(engine) as db:
        lines = list(what_we_know(db, "https://a.example/story"))
    assert [text for step, text in lines if step == "rights"] == told
    steps = [step for step, _ in lines]
    assert not told or steps.index("rights") == steps.index("capture") + 1


def test_an_agency_that_only_other_copies_name_is_inferred(tmp_path):
    engine = warehouse_in(tmp_path)
    put_story(engine, "raid", ["a.example"], agency="AFP", agency_role="text", agency_why="“AFP”")
    put_capture(engine, "a.example")
    with reading(engine) as db:
        told = [text for step, text in what_we_know(db, "https://a.example/story")]
    assert "this copy names nobody: AFP is inferred from overlap" in told


@pytest.mark.parametrize(
    ("is_read", "erased_at", "told"),
    [
        (False, None, "none yet: the page has not been read; `wirewatch publish` does that"),
        (True, None, "none: the page holds no article"),
        (False, NOON, "none: the page holds no article"),
    ],
    ids=["it waits", "it was read", "it was erased"],
)
def test_of_a_page_that_waits_to_be_read_nothing_is_known_yet(tmp_path, is_read, erased_at, told):
    engine = warehouse_in(tmp_path)
    put_capture(engine, "a.example", erased_at=erased_at)
    if is_read:
        put(
            engine,
            schema.reading,
            capture_id=digest("capture", "a.example"),
            extractor="x",
            outcome="not-article",
            article_id=article_key("a.example"),
            recorded_at=NOON,
        )
    with reading(engine) as db:
        assert list(what_we_know(db, "https://a.example/story"))[-1] == ("article", told)
