"""The CSS of publisher files, as lxml reads it."""

import pytest
from lxml import html

from wirewatch.publishers.selectors import xpath_of

PAGE = html.document_fromstring(
    '<div id="top" class="story lead"><p class="by">Ada</p><em><p>Tom</p></em>'
    '<a rel="author" href="x">Ines</a></div><p class="byline">Zed</p>'
)


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("p", ["Ada", "Tom", "Zed"]),
        (".story p", ["Ada", "Tom"]),
        (".story > p", ["Ada"]),
        ("div.lead.story > p", ["Ada"]),
        ("#top em>p", ["Tom"]),
        (".by", ["Ada"]),  # not .byline
        ("a[rel=author]", ["Ines"]),
        ('a[rel="author"], .byline', ["Ines", "Zed"]),
        ("[href]", ["Ines"]),
        ("h1", []),
    ],
)
def test_a_selector_finds_what_a_browser_would(selector, texts):
    assert [one.text_content() for one in PAGE.xpath(xpath_of(selector))] == texts


@pytest.mark.parametrize(
    "selector",
    ["", "p:first-child", "p + p", "> p >", "p >", ".a, ", "p > > a", "[a'b]", "x" * 301],
)
def test_another_selector_is_refused_by_name(selector):
    with pytest.raises(ValueError, match=r"\w"):
        xpath_of(selector)
