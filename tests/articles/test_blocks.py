"""Every piece of a page, with its words unchanged."""

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pages import PARAGRAPHS, TEXT, capture, page_of, read
from wirewatch.articles.blocks import MAX_BLOCKS, MAX_BOXES, count_words, raw_blocks
from wirewatch.articles.body import match_lines
from wirewatch.articles.page import parse_page
from wirewatch.model import BlockKind, PageVerdict
from wirewatch.text import clean

TAGS = [
    "p",
    "div",
    "span",
    "b",
    "ul",
    "li",
    "h1",
    "h2",
    "a",
    "figure",
    "figcaption",
    "table",
    "td",
    "br",
]
TAGS += ["blockquote", "article", "aside", "nav", "time", "script", "svg", "section", "unknown-tag"]
words = st.sampled_from(
    [
        "By Ada Marlowe",
        "(AFP)",
        "Read more",
        "KYIV (AFP) —",
        "yesterday at 16:41",
        "©",
        "404",
        "ß",
        "日本",
        "\x00",
        "&#0;",
        "&",
    ]
) | st.text(max_size=20)
SHOWN = "//text()[not(ancestor::script or ancestor::svg)]"
soup = st.recursive(
    words,
    lambda inner: st.builds(
        lambda tag, mark, parts, closes: (
            f'<{tag} class="{mark}">{" ".join(parts)}{f"</{tag}>" if closes else ""}'
        ),
        st.sampled_from(TAGS),
        st.sampled_from(["", "byline", "caption", "related", "share", "a" * 300]),
        st.lists(inner, max_size=4),
        st.booleans(),
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(soup, max_size=8))
def test_no_soup_of_markup_breaks_the_reader_and_every_block_stands_in_the_page(parts):
    article = read("".join(parts))
    tree = parse_page(capture("".join(parts))).tree
    shown = "".join(() if tree is None else tree.xpath(SHOWN))
    letters = re.sub(r"\s", "", clean(shown))
    assert all(re.sub(r"\s", "", block.text) in letters for block in article.blocks)
    assert all(block.text == clean(block.text) and block.text for block in article.blocks)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body):
    assert read(body).verdict in set(PageVerdict)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=4, unique=True))
def test_reading_twice_gives_the_same(paragraphs):
    page = page_of("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    assert read(page) == read(page)


@pytest.mark.parametrize(
    ("inner", "texts"),
    [
        pytest.param("one<br><br>two", ["one", "two"], id="two breaks part"),
        pytest.param("one<br>two", ["one two"], id="one break is a space"),
        pytest.param("<p>a <b>bold</b> word</p>", ["a bold word"], id="inline stays in"),
        pytest.param("<div>x<p>y</p>z</div>", ["x", "y", "z"], id="text around a paragraph"),
        pytest.param("<p>a\n   b\tc</p>", ["a b c"], id="white space folds"),
        pytest.param("<script>var x</script><p>y</p>", ["y"], id="scripts are no text"),
        pytest.param("<table><tr><td>a<td>b</table>", ["a", "b"], id="cells"),
        pytest.param(
            '<p><span class="dateline">KYIV (AFP) —</span> The army</p>',
            ["KYIV (AFP) — The army"],
            id="a span in a paragraph stays",
        ),
        pytest.param(
            '<div><span class="byline">By <a rel="author">Ada</a></span> <time>1 May</time></div>',
            ["By Ada", "1 May"],
            id="a span with a meaning parts a box",
        ),
    ],
)
def test_blocks_are_cut_where_a_reader_sees_a_line_end(inner, texts):
    tree = parse_page(capture(f"<html><body>{inner}</body></html>")).tree
    assert [block.text for block in raw_blocks(tree)] == texts


def test_a_block_knows_where_it_stood():
    figure = '<figure><img src="a"><figcaption id="c1">x</figcaption></figure>'
    page = f'{figure}<nav><a href="/">Home</a></nav>'
    caption, link = raw_blocks(parse_page(capture(page)).tree)
    assert "figure" in caption.zones
    assert caption.after_image
    assert caption.own_marks == "figcaption.c1"
    assert (link.link_share, link.zones) == (1.0, {"nav"})


def test_of_equal_lines_the_one_beside_the_text_is_kept():
    """The navigation says "Europe" too; only the heading in the text is part of it."""
    blocks = ["Europe", "Sport", "First paragraph of text", "Europe", "Second paragraph of text"]
    kept = match_lines(blocks, "First paragraph of text\nEurope\nSecond paragraph of text")
    assert kept == [False, False, True, True, True]


def test_words_are_counted_where_a_script_has_none():
    assert count_words("eight words stand in this short English line") == 8
    assert 5 <= count_words("東京都は火曜日に古い渡し船の桟橋を閉鎖する") <= 15


HOSTILE = {
    "nothing": b"",
    "zeros": b"\x00" * 1000,
    "two thousand divs deep": page_of("<div>" * 2500 + TEXT).encode(),
    "a hundred thousand divs deep": page_of("<div>" * 100_000 + TEXT).encode(),
    "deep in unknown tags": page_of("<foo><div>" * 3000 + TEXT).encode(),
    "a paragraph of 40,000 spans": page_of(
        f"<p>{'<span>word </span>' * 40_000}</p>{TEXT}"
    ).encode(),
    "fifty paragraphs of 800 spans": page_of(
        f"<p>{'<span>w </span>' * 800}</p>" * 50 + TEXT
    ).encode(),
    "32,000 attributes": page_of(
        f"<p {' '.join(f'a{n}={n}' for n in range(32_000))}>x</p>{TEXT}"
    ).encode(),
    "30 MB of p": b"<p>" * 10_000_000,
    "100,000 links": page_of('<a href="/x">Some link text</a> ' * 100_000).encode(),
    "unclosed json": page_of(
        f'<script type="application/ld+json">{"[" * 100_000}</script>'
    ).encode(),
    "a title of dashes": f"<title>{' - ' * 100_000}</title>{TEXT}".encode(),
    "a million less-thans": ("<" * 1_000_000 + TEXT).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_little(name):
    """Unbounded, trafilatura took 136 s for 1.25 MB of spans and 91 s for 30 MB of <p>."""
    start = time.process_time()
    article = read(HOSTILE[name])
    assert time.process_time() - start < 10  # the slowest took 2.2 s here, with others at work
    assert len(article.blocks) <= MAX_BLOCKS


@pytest.mark.parametrize("name", [name for name in HOSTILE if "deep" in name or "spans" in name])
def test_the_text_survives_hostile_markup(name):
    article = read(HOSTILE[name])
    assert PARAGRAPHS[-1] in article.body
    assert any("unusual markup" in warning for warning in article.warnings)


@pytest.mark.parametrize("reference", ["&#0;", "&#1;", "&#xFFFE;", "&#xD800;", "&#99999999;"])
def test_characters_that_no_tree_may_hold_do_not_lose_the_text(reference):
    assert PARAGRAPHS[0] in read(page_of(f"<h1>x</h1>{TEXT}<p>{reference}</p>")).body


def test_a_text_that_only_the_json_ld_holds_is_taken_from_there_and_says_so():
    stated = html.escape("\\n".join(PARAGRAPHS), quote=False)
    node = f'{{"@type":"NewsArticle","headline":"x","articleBody":"{stated}"}}'
    article = read(
        page_of("<p>Loading</p>", head=f'<script type="application/ld+json">{node}</script>')
    )
    assert article.body == "\n".join(PARAGRAPHS)
    assert {block.why for block in article.blocks if block.kind is BlockKind.BODY} == {
        "the JSON-LD's articleBody"
    }


def test_two_blocks_share_the_numbers_of_the_boxes_they_share():
    """How the text's own box is told from the pop-up below it."""
    tree = parse_page(capture("<div id=a><p>One</p><p>Two</p></div><div id=b><p>Three</p></div>"))
    one, two, three = raw_blocks(tree.tree)
    assert one.boxes[:-1] == two.boxes[:-1] != three.boxes[:-1]
    assert len({one.boxes[-1], two.boxes[-1], three.boxes[-1]}) == 3


def test_the_boxes_of_a_deep_page_are_bounded():
    inner = "<div>" * 300 + "<p>Deep</p>" + "</div>" * 300
    (block,) = raw_blocks(parse_page(capture(inner)).tree)
    assert len(block.boxes) == MAX_BOXES
