"""Markup → plain text, as feeds need it: titles, teasers, and whether a text is a full one."""

import re
from html import unescape

from lxml import etree

from wirewatch.text import clean

MAX_MARKUP_CHARS = 16_000  # of an entry's text; enough to tell a full text from a teaser

_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>")
_BLOCK_NAMES = (
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
    *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p"),
    *("pre", "section", "table", "td", "th", "tr", "ul"),
)
_UNSEEN_NAMES = ("script", "style", "template", "noscript", "iframe", "svg")
_TAG = re.compile(r"</?([A-Za-z!][A-Za-z0-9]*)[^<>]*>")
_GAP = dict.fromkeys((*_BLOCK_NAMES, *map(str.upper, _BLOCK_NAMES)), " ")
_UNSEEN = re.compile(rf"<(?:!|{'|'.join(_UNSEEN_NAMES)})", re.IGNORECASE)


def plain_line(text: str) -> str:
    """Return a title or a name without markup and entities: "AT&amp;T <b>wins</b>" → "AT&T wins".

    Entities are decoded twice, because half of the publishers escape them twice ("&amp;#8217;").
    Only the first MAX_MARKUP_CHARS are read.
    """
    shown = text[:MAX_MARKUP_CHARS]
    if "&" in shown:
        shown = unescape(unescape(shown))
    return clean(_MARKUP.sub("", shown) if "<" in shown else shown)


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML on one line; what a reader never sees is left out.

    Only the first MAX_MARKUP_CHARS are read. A tree is built only where something must be left
    out: without one, the same text costs a third.
    """
    some = markup[:MAX_MARKUP_CHARS]
    if _UNSEEN.search(some):
        return _text_of_tree(some)
    pieces = _TAG.split(some)  # text, name, text, name, text …
    pieces[1::2] = [_GAP.get(name, "") for name in pieces[1::2]]
    return plain_line("".join(pieces))


def _text_of_tree(markup: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):  # nothing in it but a comment, or less
        root = None
    if root is None:
        return plain_line(markup)
    etree.strip_elements(root, *_UNSEEN_NAMES, etree.Comment, with_tail=False)
    for block in root.iter(*_BLOCK_NAMES):
        block.text = f" {block.text or ''}"
        block.tail = f" {block.tail or ''}"
    return clean("".join(root.itertext()))
