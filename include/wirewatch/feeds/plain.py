"""Markup → plain text, as feeds need it: titles, teasers, and whether a text is a full one."""

import re
from html import unescape

from lxml import etree

from wirewatch.text import clean

_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>")
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
    *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p"),
    *("pre", "section", "table", "td", "th", "tr", "ul"),
)
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "svg")
MAX_MARKUP_CHARS = 2_000_000  # the longest real entry of 3,500 had 260 kB


def plain_line(text: str) -> str:
    """Return a title or a name without markup and entities: "AT&amp;T <b>wins</b>" → "AT&T wins".

    Entities are decoded twice, because half of the publishers escape them twice ("&amp;#8217;").
    """
    shown = text
    if "&" in shown:
        shown = unescape(unescape(shown))
    return clean(_MARKUP.sub("", shown) if "<" in shown else shown)


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML on one line; what a reader never sees is left out."""
    if "<" not in markup:
        return plain_line(markup)
    root = _tree(markup[:MAX_MARKUP_CHARS])
    if root is None:
        return plain_line(markup)
    etree.strip_elements(root, *_UNSEEN, etree.Comment, with_tail=False)
    for block in root.iter(*_BLOCKS):
        block.text = f" {block.text or ''}"
        block.tail = f" {block.tail or ''}"
    return clean("".join(root.itertext(with_tail=True)))


def _tree(markup: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    try:
        root: etree._Element | None = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):  # nothing in it but a comment, or less
        return None
    return root
