"""What is kept of a text: by whose table, for how long, and which words that are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.errors import BadInput
from wirewatch.keeping import (
    EXCERPT_CHARS,
    Keeping,
    keeping_of,
    kept_blocks,
    kept_body,
    kept_facts,
    read_keepings,
    store_on,
)
from wirewatch.model import BlockKind, Store

DAY = date(2026, 3, 12)
TABLES = {
    "dawn.example": Keeping(store=Store.EXCERPT),
    "sport.dawn.example": Keeping(store=Store.HASH),
    "*": Keeping(days=30),
}


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        pytest.param("dawn.example", Keeping(store=Store.EXCERPT), id="its own table"),
        pytest.param("news.dawn.example", Keeping(store=Store.EXCERPT), id="a host below it"),
        pytest.param("sport.dawn.example", Keeping(store=Store.HASH), id="the nearer table"),
        pytest.param("notdawn.example", Keeping(days=30), id="only alike"),
        pytest.param("", Keeping(days=30), id="no site"),
    ],
)
def test_the_nearest_table_says_what_is_kept_of_a_site(site, expected):
    assert keeping_of(TABLES, site) == expected
    assert keeping_of({}, site) == Keeping()


@pytest.mark.parametrize(
    ("keeping", "age", "expected"),
    [
        (Keeping(), 10_000, Store.FULL),
        (Keeping(days=30), 30, Store.FULL),
        (Keeping(days=30), 31, Store.HASH),
        (Keeping(store=Store.EXCERPT, days=30), 30, Store.EXCERPT),
        (Keeping(store=Store.EXCERPT, days=30), 31, Store.HASH),
        (Keeping(days=1), -1, Store.FULL),
    ],
)
def test_after_its_days_no_word_is_kept(keeping, age, expected):
    assert store_on(keeping, DAY, DAY + timedelta(days=age)) is expected


kinds = st.sampled_from([kind.value for kind in BlockKind])
blocks = st.lists(st.tuples(kinds, st.text(max_size=400), st.just("")))
FACTS = {"headline", "byline", "dateline", "credit"}


@given(st.text(), st.sampled_from(Store))
def test_what_is_kept_of_a_body_is_how_it_begins(body, store):
    kept = kept_body(body, store)
    assert body.startswith(kept.removesuffix(" …"))
    assert len(kept) <= EXCERPT_CHARS + 2 or store is Store.FULL
    assert kept_body(kept, store) in {kept, kept_body(body, store)}


@given(blocks)
def test_of_a_page_without_words_the_facts_are_kept_in_their_order(found):
    assert kept_blocks(found, Store.HASH) == [list(b) for b in found if b[0] in FACTS]


@pytest.mark.parametrize(
    ("store", "n_kept"), [(Store.FULL, 2), (Store.EXCERPT, 1), (Store.HASH, 1)]
)
def test_the_caption_of_the_picture_goes_with_the_words(store, n_kept):
    found = [{"fact": "section", "value": "Sea"}, {"fact": "image_caption", "value": "A gull."}]
    assert kept_facts(found, store) == found[:n_kept]
    assert kept_facts(None, store) is None


@given(blocks, st.sampled_from(Store))
def test_cutting_twice_is_cutting_once(found, store):
    once = kept_blocks(found, store)
    assert kept_blocks(once, store) == once


@given(blocks)
def test_an_excerpt_holds_no_more_of_the_text_than_it_may(found):
    kept = kept_blocks(found, Store.EXCERPT)
    n_chars = sum(len(text) for kind, text, _ in kept if BlockKind(kind).is_text)
    assert n_chars <= EXCERPT_CHARS + 2


@pytest.mark.parametrize(
    ("site", "table", "word"),
    [
        ("dawn.example", {"store": "all"}, "none of full, excerpt, hash"),
        ("dawn.example", {"days": 0}, "whole number"),
        ("dawn.example", {"days": True}, "whole number"),
        ("dawn.example", {"days": "90"}, "whole number"),
        ("dawn.example", {"day": 90}, "unknown 'day'"),
        ("https://dawn.example/", {}, "is no host"),
    ],
)
def test_a_table_that_is_wrong_is_named(site, table, word):
    with pytest.raises(BadInput, match=word) as told:
        read_keepings("desk.toml", {site: table})
    assert site in str(told.value)


def test_a_table_says_all_or_nothing_and_hosts_have_no_capitals():
    assert read_keepings("desk.toml", {"Dawn.example": {}, "*": {"store": "hash", "days": 7}}) == {
        "dawn.example": Keeping(),
        "*": Keeping(store=Store.HASH, days=7),
    }
