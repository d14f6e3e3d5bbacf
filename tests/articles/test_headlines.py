"""Which of a page's titles is the headline, and what of it is the site's name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pages import TEXT, page_of, read
from wirewatch.articles.headlines import without_site
from wirewatch.text import clean


@pytest.mark.parametrize(
    ("title", "names", "others", "headline"),
    [
        pytest.param("Ferry closes - The Post", ["The Post"], [], "Ferry closes", id="dash"),
        pytest.param("Ferry closes | Post Online", ["Post"], [], "Ferry closes", id="bar"),
        pytest.param(
            "渡し船の桟橋を閉鎖へ｜港新聞", ["港新聞"], [], "渡し船の桟橋を閉鎖へ", id="wide bar"
        ),
        pytest.param(
            "Ferry closes - News - Post", ["Post"], ["Ferry closes"], "Ferry closes", id="two"
        ),
        pytest.param(
            "Ferry closes – what now?", ["Post"], [], "Ferry closes – what now?", id="own dash"
        ),
        pytest.param(
            "The Post: Ferry closes today",
            ["The Post"],
            [],
            "The Post: Ferry closes today",
            id="colon",
        ),
        pytest.param("Post", ["Post"], [], "Post", id="nothing but the site"),
        pytest.param("Ferry - The Post", ["The Post"], [], "Ferry", id="short, before the name"),
        pytest.param(
            "Ferry - Post Office", ["Post"], [], "Ferry - Post Office", id="short, before another"
        ),
    ],
)
def test_a_headline_loses_the_site_and_nothing_else(title, names, others, headline):
    assert without_site(title, names, others) == headline


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=3))
def test_a_headline_is_always_cut_from_the_title(title, names):
    assert without_site(title, names, []) in title


def headline_of(*, h1: str, title: str, ld: str = "", kind: str = "NewsArticle", og: str = ""):
    script = f'{{"@type": "{kind}", "headline": "{ld}"}}'
    head = f'<script type="application/ld+json">{script}</script>' if ld else ""
    head += f'<meta property="og:title" content="{og}">' if og else ""
    return read(page_of(f"{h1}{TEXT}", head=head, title=title)).headline


def test_a_headline_names_its_reader_and_whether_another_agrees():
    fact = headline_of(
        h1="<h1>Old ferry terminal to close</h1>", title="", ld="Old ferry terminal to close"
    )
    assert fact is not None
    assert (fact.value, fact.reader, fact.agrees) == (
        "Old ferry terminal to close",
        "json-ld",
        True,
    )


@pytest.mark.parametrize(
    ("stated", "value", "reader"),
    [
        pytest.param(
            {
                "h1": "<h1>Ferry hall to close in March</h1>",
                "ld": "Why the ferry hall will close",
                "title": "Why the ferry hall will close - Post",
                "kind": "BlogPosting",
            },
            "Ferry hall to close in March",
            "h1",
            id="a plugin's JSON-LD is the title tag: the h1 is the headline",
        ),
        pytest.param(
            {
                "h1": "<h1>Ferry hall to close in March</h1>",
                "ld": "Why the ferry hall will close",
                "title": "Why the ferry hall will close",
            },
            "Why the ferry hall will close",
            "json-ld",
            id="a newsroom's JSON-LD is its headline",
        ),
        pytest.param(
            {
                "h1": "<h1>Ferry hall to close in March</h1>",
                "ld": "Ferry hall to close in March",
                "title": "Ferry hall to close in March",
                "og": "Harrowgate gives up its ferry hall",
            },
            "Harrowgate gives up its ferry hall",
            "opengraph",
            id="a newsroom's og:title that is no copy",
        ),
        pytest.param(
            {"h1": "<h1>Quayside Notes</h1>", "title": "Old ferry terminal to close"},
            "Old ferry terminal to close",
            "title",
            id="an h1 of other words is a logo",
        ),
        pytest.param(
            {
                "h1": "<h1>Latest news</h1><h1>Old ferry terminal closes</h1>",
                "title": "Ferry terminal closes in March",
            },
            "Old ferry terminal closes",
            "h1",
            id="of two h1 the one that is like the title",
        ),
        pytest.param(
            {
                "h1": "<h1>Harbour: Old ferry terminal to close</h1>",
                "title": "Old ferry terminal to close",
            },
            "Old ferry terminal to close",
            "h1",
            id="a kicker before the headline",
        ),
        pytest.param(
            {
                "h1": "<h1>Old ferry terminal to close after a long dispute</h1>",
                "ld": "Old ferry terminal to close after…",
                "title": "Old ferry terminal to close after…",
            },
            "Old ferry terminal to close after a long dispute",
            "h1",
            id="a cut title gives way to the whole",
        ),
        pytest.param(
            {"h1": "<h1>渡し船の桟橋を閉鎖へ</h1>", "title": "渡し船の桟橋、三月に閉鎖へ｜港新聞"},
            "渡し船の桟橋を閉鎖へ",
            "h1",
            id="without spaces",
        ),
    ],
)
def test_of_several_titles_the_headline_is_chosen(stated, value, reader):
    fact = headline_of(**stated)
    assert fact is not None
    assert (fact.value, fact.reader) == (value, reader)


def test_a_page_that_names_nothing_has_no_headline():
    assert headline_of(h1="", title="") is None


@settings(deadline=None)
@given(
    st.text(max_size=40).filter(lambda text: not set(text) & set('<>&"\\')),
    st.text(max_size=40).filter(lambda text: not set(text) & set('<>&"\\')),
)
def test_every_headline_is_printed_on_the_page(h1, title):
    fact = headline_of(h1=f"<h1>{h1}</h1>", title=title)
    assert fact is None or any(fact.value in clean(text) for text in (h1, title))


def test_initials_of_the_site_with_another_word_are_cut_off():
    title = "Old ferry terminal to close | HBC News"
    assert without_site(title, ["hbc.example", "hbc"], []) == "Old ferry terminal to close"
