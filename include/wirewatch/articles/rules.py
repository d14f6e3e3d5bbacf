"""The rules by which a block is told from the text around it. Each gives its reason, or nothing.

All are general; none knows a publisher. Their words stand in `words`.
"""

import re

from wirewatch.articles import marks
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare
from wirewatch.articles.phrases import is_whole, lead, mentions, names_an_agency
from wirewatch.articles.spot import Spot, ends_sentence, opening

_STANDFIRST_TAGS = frozenset({"p", "h2", "h3", "div", "span", "header", "section"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_MIN_SUMMARY = 40  # letters: a shorter one may stand in any paragraph by chance
_NO_CAPTIONS = frozenset({"h1", "li", "blockquote"})
_MAX_CAPTION_WORDS = (
    40  # longer paragraphs in a <figure> are text: some sites wrap the story in one
)
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£¥₹%]|\d\s?(?:USD|EUR)\b")
_PICTURE_CREDIT = re.compile(
    r"Getty Images|AP Photo|AFP PHOTO|\bvia (?:AP|Reuters|AFP)\b"
    r"|/\s?(?:AFP|REUTERS|Reuters|AP|EPA|dpa|EFE)\b"
    r"|^\s?©|Shutterstock|picture[- ]alliance|imago\b|Unsplash|iStock|Alamy"
)


def headline(block: RawBlock, spot: Spot) -> str:
    """The page's headline, wherever it is printed."""
    is_short_enough = len(block.text) <= 400
    return "it is the headline" if is_short_enough and bare(block.text) in spot.headlines else ""


def furniture(block: RawBlock, spot: Spot) -> str:
    """Navigation, page head and page foot; what trafilatura keeps has another chance."""
    if spot.is_kept:
        return ""
    if "nav" in block.zones:
        return "navigation"
    if not spot.is_near:
        return "far from the text"
    is_inside = bool(block.zones & {"article", "main"})
    is_outside = not is_inside and bool(block.zones & {"footer", "aside", "form"})
    if is_outside:
        return "outside the article"
    return ""


def own_name(block: RawBlock, spot: Spot) -> str:
    """The name of the site, alone: a logo, a link home, the foot of a paywall."""
    return "the site's own name" if bare(block.text) in spot.names else ""


# "… behind his stall at the harbour market. Brian Ash": a sentence, then a name without a stop.
_SIGNED_PICTURE = re.compile(r"[.!?…][\"”’»]?\s(?:[^\W\d_][\w'’.-]*\s){0,4}[^\W\d_][\w'’-]+$")


def rights(block: RawBlock, _spot: Spot) -> str:
    """The foot of the page: "© 2026 The Lantern. All rights reserved."; an agency's is a credit."""
    if block.n_words > 40 or names_an_agency(block.text):
        return ""
    return "it reserves rights" if mentions("rights", block.text) else ""


def correction(block: RawBlock, spot: Spot) -> str:
    """What the paper says it has changed: "Correction: an earlier version …"."""
    rest = lead("correction", block.text)
    if rest is None or block.n_words > 80 or block.tag in _HEADINGS or not spot.is_near:
        return ""
    is_note = rest.lstrip()[:1] in {":", "：", ".", "—", "–"} or " " in opening(
        "correction", block.text
    )
    return "it tells of a correction" if is_note else ""


def advert(block: RawBlock, spot: Spot) -> str:
    """A label "Advertisement", or a line of bonuses, deposits and sums."""
    if is_whole("advert_label", block.text):
        return "it says so"
    if not spot.is_kept and marks.is_advert(block.path):
        return "marked as an advert"
    words = set(mentions("advert_words", block.text)) if block.n_words <= 30 else ()
    if not words or (ends_sentence(block.text) and block.link_share < 0.5):
        return ""
    n_signs = len(words) + len(_MONEY.findall(block.text))
    return "words and sums of an advert" if n_signs >= 3 else ""


def share(block: RawBlock, spot: Spot) -> str:
    """Share buttons, and the line above them."""
    text = block.text
    if is_whole("share", text):
        return "it says so"
    if block.n_words > 10:
        return ""
    if not spot.is_kept and marks.is_share(block.path):
        return "marked as share buttons"
    opens = opening("share", text)
    is_clear = " " in opens or block.link_share > 0.3
    return "it begins with share words" if opens and is_clear and not ends_sentence(text) else ""


def read_more(block: RawBlock, spot: Spot) -> str:
    """A pointer to another article: its heading, or the whole line."""
    if is_whole("read_more", block.text):
        return "it says so"
    rest = lead("read_more", block.text)
    if rest is not None and block.n_words <= 40:
        is_heading = block.tag in _HEADINGS and block.n_words <= 6
        is_pointer = (
            is_heading or rest.lstrip()[:1] in {":", "|", "»", "→", "："} or block.link_share >= 0.4
        )
        return "a pointer to another article" if is_pointer else ""
    if block.link_share >= 0.6 and marks.is_read(block.path):
        return "marked as related"
    is_bare_link = block.link_share >= 0.95 and block.tag not in {"td", "th"} and block.n_words >= 3
    is_pointer = spot.is_kept and is_bare_link and not ends_sentence(block.text)
    return "nothing but a link" if is_pointer else ""


def newsletter(block: RawBlock, spot: Spot) -> str:
    """An invitation to subscribe."""
    if block.n_words > 60:
        return ""
    if not spot.is_kept and marks.is_newsletter(block.path):
        return "marked as a sign-up box"
    folded = block.text.casefold()
    is_mail = any(
        word in folded
        for word in ("newsletter", "inbox", "e-mail", "email", "boletín", "nieuwsbrief", "メール")
    )
    return (
        "an invitation to subscribe"
        if is_mail and lead("newsletter", block.text) is not None
        else ""
    )


def paywall(block: RawBlock, spot: Spot) -> str:
    """What a reader without subscription sees in place of the rest."""
    if block.n_words > 40:
        return ""
    if lead("paywall", block.text) is not None:
        is_short_word = block.text[:2] in {"残り"} and "文字" not in block.text
        return "" if is_short_word else "it says so"
    if not spot.is_kept and spot.is_near and marks.is_paywall(block.path):
        return "marked as a paywall"
    return ""


def caption(block: RawBlock, spot: Spot) -> str:
    """What stands below a picture."""
    if not spot.is_near and not spot.is_kept:
        return ""
    is_paragraph = spot.is_kept and block.tag == "p" and "figcaption" not in block.zones
    is_listed = block.tag == "li" and "figcaption" in block.zones  # its words, then its maker
    if block.zones & {"figure", "figcaption"} and (is_listed or block.tag not in _NO_CAPTIONS):
        return "" if is_paragraph and block.n_words >= _MAX_CAPTION_WORDS else "in a figure"
    if block.tag == "caption" or marks.is_caption(block.own_marks):
        return "marked as a caption"
    if block.n_words > 70:
        return ""
    rest = lead("caption", block.text)
    if rest is not None and (
        rest.lstrip()[:1] in {":", "©", "/", "|", "："} or rest.startswith(" by ")
    ):
        return "it says so"
    is_credited = bool(_PICTURE_CREDIT.search(block.text)) and block.n_words <= 40
    if is_credited and (block.after_image or block.n_words <= 8):
        return "a picture's credit"
    is_signed = block.after_image and block.n_words <= 40 and _SIGNED_PICTURE.search(block.text)
    return "below a picture, with its maker's name" if is_signed else ""


def tag(block: RawBlock, spot: Spot) -> str:
    """A category or a keyword."""
    if block.n_words > 6 or not (spot.is_near or spot.is_kept) or ends_sentence(block.text):
        return ""
    is_inside = spot.is_kept and not (spot.is_before or spot.is_after)
    if is_inside or block.tag in _HEADINGS:
        return ""
    if marks.is_tag(block.own_marks) or (not spot.is_kept and marks.is_tag(block.path)):
        return "marked as a category"
    is_item = spot.is_kept and spot.is_before and block.tag == "li" and block.n_words <= 4
    return "a short list above the text" if is_item else ""


def standfirst(block: RawBlock, spot: Spot) -> str:
    """The paragraph below the headline that trafilatura takes for page furniture."""
    if (
        spot.is_kept
        or not spot.is_under_headline
        or block.tag not in _STANDFIRST_TAGS
        or block.is_hidden
    ):
        return ""
    if (
        block.zones & {"aside", "nav", "form", "figure"}
        or block.link_share > 0.3
        or block.n_words > 120
    ):
        return ""
    text = bare(block.text)
    # "Berlin. The senate …": the summary, with a place printed before it.
    if text in spot.descriptions or any(
        len(summary) >= _MIN_SUMMARY and summary in text for summary in spot.descriptions
    ):
        return "it is the page's own summary"
    # Any sentence here was wrong 39 times of 50 on 164 news pages: AI summaries, "listen to …".
    is_marked = marks.is_standfirst(block.own_marks) and block.n_words >= 6
    return "marked as a standfirst" if is_marked and ends_sentence(block.text) else ""
