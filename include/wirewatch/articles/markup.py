"""What the elements of HTML are to a reader: paragraphs, boxes, pictures, or nothing to read."""

import re
from typing import Any

BLOCK_TAGS = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "figcaption",
        "figure", "td", "th", "tr", "table", "caption", "pre", "div", "section", "article",
        "main", "aside", "nav", "header", "footer", "form", "fieldset", "address", "ul", "ol",
        "dl", "details", "summary", "hgroup", "body", "center", "noindex", "amp-img", "picture",
        "video", "audio", "hr", "title", "legend",
    }
)  # fmt: skip
SKIPPED_TAGS = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "select", "option",
        "textarea", "datalist", "object", "head", "math", "canvas", "audio", "video", "map",
    }
)  # fmt: skip
TEXT_TAGS = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "figcaption",
        "td", "th", "pre", "summary",
    }
)  # fmt: skip
ZONE_TAGS = frozenset(
    {
        "figure", "figcaption", "aside", "nav", "footer", "header", "article", "main", "form",
    }
)  # fmt: skip
IMAGE_TAGS = frozenset(
    {
        "img", "picture", "amp-img", "video",
    }
)  # fmt: skip
_MARK_NAMES = ("class", "id", "itemprop", "rel", "role", "data-testid")
# A span of its own meaning that stands directly in a box ends the line; inside a paragraph it is
# part of the sentence: <p><span class="dateline">KYIV (AFP) —</span> The army …</p>
MEANING = re.compile(
    r"author|byline|by-line|dateline|timestamp|publish|posted-on|pubdate|entry-date|post-date|copyright"
    r"|credit|caption|share|reading-?time|category|section-name|kicker|breadcrumb",
    re.IGNORECASE,
)
MEANING_TAGS = frozenset({"time", "cite", "address", "label", "button"})
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


def own_marks(element: Any) -> str:
    """Return what an element's attributes call it: class, id, itemprop …, in lower case."""
    if not element.keys():
        return ""
    found = filter(None, map(element.get, _MARK_NAMES))
    return " ".join(found)[:200].lower()


def is_hidden(element: Any) -> bool:
    """Whether the page itself hides the element."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(_HIDDEN.search(style[:300]))
