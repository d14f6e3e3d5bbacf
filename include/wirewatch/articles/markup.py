"""What the elements of HTML are to a reader: paragraphs, boxes, pictures, or nothing to read."""

import re
from collections.abc import Sequence

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
_MARK_NAMES = frozenset({"class", "id", "itemprop", "rel", "role", "data-testid"})
# A span of its own meaning that stands directly in a box ends the line; inside a paragraph it is
# part of the sentence: <p><span class="dateline">KYIV (AFP) —</span> The army …</p>
MEANING = re.compile(
    r"author|byline|by-line|dateline|timestamp|publish|posted-on|pubdate|entry-date|post-date|copyright"
    r"|credit|caption|share|reading-?time|category|section-name|kicker|breadcrumb"
)
MEANING_TAGS = frozenset({"time", "cite", "address", "label", "button"})
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


def marks_and_hiding(attributes: Sequence[tuple[str, str]]) -> tuple[str, bool]:
    """Return what an element's attributes call it, in lower case, and whether they hide it."""
    marks = [value for name, value in attributes if name in _MARK_NAMES and value]
    hides = any(
        name == "hidden" or (name == "style" and _HIDDEN.search(value[:300]))
        for name, value in attributes
    )
    return " ".join(marks)[:200].lower(), hides
