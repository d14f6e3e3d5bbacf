"""The rules by which a block is told from the text around it. Each gives its reason, or nothing.

All are general; none knows a publisher. Their words stand in `words`.
"""

import re
from dataclasses import dataclass

from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare
from wirewatch.articles.words import (
    is_date_line,
    is_whole,
    lead,
    mentions,
    names_an_agency,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a block stands, seen from the text of the page."""

    is_kept: bool  # trafilatura holds it for text
    is_before: bool = False  # between the headline and the first paragraph
    is_after: bool = False  # a few blocks below the last paragraph
    is_near: bool = True  # not far from the text, above, below or in it
    is_edge: bool = False  # the first or the last paragraph itself
    headlines: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()


_ENDS_SENTENCE = re.compile(r"[.!?…。！？।]['\"”’»)\]]{0,3}$")
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£¥₹%]|\d\s?(?:USD|EUR)\b")
_PICTURE_CREDIT = re.compile(
    r"Getty Images|AP Photo|AFP PHOTO|\bvia (?:AP|Reuters|AFP)\b|/\s?(?:AFP|REUTERS|Reuters|AP|EPA|dpa|EFE)\b"
    r"|^\s?©|Shutterstock|picture[- ]alliance|imago\b|Unsplash|iStock|Alamy"
)
_TAIL_CREDIT = re.compile(r"[\w./ -]{0,30}\((?:©\s?)?[^()]{2,60}\)")
_SIGNS = re.compile(r"[a-zäöü]{2,6}(?:/[a-zA-Zäöü]{2,10}){1,4}")
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,20}|\b\+?\d[\d ().-]{8,18}\d\b|(?<!\w)@\w{3,20}\b"
)
_NAME_WORD = re.compile(r"[^\W\d_]{1,20}(?:['’.-][^\W\d_]{0,20}){0,3}\.?$")
_CONNECTORS = frozenset(
    "and und et y e en i ve da de del della der den di du la le van von bin al in à aus a for with &"
    " | / – - — , · • för og och i by von par por".split()
)


def _marks(*names: str) -> re.Pattern[str]:
    """Return what finds one of `names` as a whole part of a class name: "ad" in "ad-slot"."""
    return re.compile(rf"(?:^|[\s_.>#-])(?:{'|'.join(names)})(?:$|[\s_.>#-])")


_SHARE_MARKS = _marks("share", "sharing", "social", "sharedaddy", "addtoany", "sharebar", "social-share")
_ADVERT_MARKS = _marks("ads?", "advert", "advertisement", "adslot", "sponsored", "sponsor", "dfp", "werbung")
_READ_MARKS = _marks(
    "related", "readmore", "read-more", "recommended", "more-on", "also-read", "recirculation", "outbrain",
    "taboola", "teaser", "teasers", "related-posts", "relatedposts",
)  # fmt: skip
_NEWSLETTER_MARKS = _marks("newsletter", "signup", "subscribe", "subscription", "mailing")
_PAYWALL_MARKS = _marks("paywall", "piano", "regwall", "subscriber-only", "premium-box")
_CAPTION_MARKS = _marks(
    "caption", "figcaption", "wp-caption-text", "image-caption", "photo-credit", "image-credit", "imgcaption",
    "media-caption", "picture-caption", "photo-caption", "img-credit", "credit-photo", "photocredit", "wp-caption",
)  # fmt: skip
_BIO_MARKS = re.compile(
    r"author[-_]?(?:bio|box|info|desc|card|profile|about)|about[-_]?(?:the[-_]?)?author|(?:^|[\s_.>#-])bio(?:$|[\s_.>#-])"
)
_BYLINE_MARKS = re.compile(
    r"by-?line|(?:^|[\s_.>#-])(?:authors?|author-(?:name|line|names|list)|autor|autore|auteur|signature|reporter"
    r"|writer|contributors?|article-author|entry-author|post-author|vcard)(?:$|[\s_.>#-])"
)
_DATE_MARKS = re.compile(
    r"(?:^|[\s_.>#-])(?:date|time|timestamp|published|datepublished|datemodified|dateline|pubdate|updated|datetime)"
    r"(?:$|[\s_.>#-])"
)
_TAG_MARKS = _marks(
    "tags?", "tag-list", "topics?", "breadcrumbs?", "category", "categories", "keywords", "kicker", "rubric",
    "cat-links", "tags-links", "articlesection",
)  # fmt: skip
_COMMENT_MARKS = _marks("comments?", "comment-list", "disqus", "comentarios", "kommentare", "respond")
_CREDIT_MARKS = _marks("copyright", "source", "article-source", "credits", "agency")


def headline(block: RawBlock, spot: Spot) -> str:
    """The page's headline, wherever it is printed."""
    is_short_enough = len(block.text) <= 400
    return "it is the headline" if is_short_enough and bare(block.text) in spot.headlines else ""


def furniture(block: RawBlock, spot: Spot) -> str:
    """Navigation, page head and page foot; what trafilatura keeps has another chance."""
    if "nav" in block.zones:
        return "navigation"
    is_inside = bool(block.zones & {"article", "main"})
    is_outside = not is_inside and bool(block.zones & {"footer", "aside", "form"})
    if is_outside and not spot.is_kept:
        return "outside the article"
    return ""


def advert(block: RawBlock, spot: Spot) -> str:
    """A label "Advertisement", or a line of bonuses, deposits and sums."""
    if is_whole("advert_label", block.text):
        return "it says so"
    if not spot.is_kept and _ADVERT_MARKS.search(block.path):
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
    if not spot.is_kept and _SHARE_MARKS.search(block.path):
        return "marked as share buttons"
    opens = _opening("share", text)
    is_clear = " " in opens or block.link_share > 0.3
    return "it begins with share words" if opens and is_clear and not ends_sentence(text) else ""


def read_more(block: RawBlock, spot: Spot) -> str:
    """A pointer to another article: its heading, or the whole line."""
    if is_whole("read_more", block.text):
        return "it says so"
    rest = lead("read_more", block.text)
    if rest is not None and block.n_words <= 40:
        is_pointer = rest.lstrip()[:1] in {":", "|", "»", "→", "："} or block.link_share >= 0.4
        return "a pointer to another article" if is_pointer else ""
    if block.link_share >= 0.6 and _READ_MARKS.search(block.path):
        return "marked as related"
    is_bare_link = block.link_share >= 0.95 and block.tag not in {"td", "th"} and block.n_words >= 3
    return "nothing but a link" if spot.is_kept and is_bare_link else ""


def newsletter(block: RawBlock, spot: Spot) -> str:
    """An invitation to subscribe."""
    if block.n_words > 60:
        return ""
    if not spot.is_kept and _NEWSLETTER_MARKS.search(block.path):
        return "marked as a sign-up box"
    folded = block.text.casefold()
    is_mail = any(word in folded for word in ("newsletter", "inbox", "e-mail", "email", "boletín", "nieuwsbrief", "メール"))
    return "an invitation to subscribe" if is_mail and lead("newsletter", block.text) is not None else ""


def paywall(block: RawBlock, spot: Spot) -> str:
    """What a reader without subscription sees in place of the rest."""
    if block.n_words > 40:
        return ""
    if lead("paywall", block.text) is not None:
        is_short_word = block.text[:2] in {"残り"} and "文字" not in block.text
        return "" if is_short_word else "it says so"
    if not spot.is_kept and spot.is_near and _PAYWALL_MARKS.search(block.path):
        return "marked as a paywall"
    return ""


def caption(block: RawBlock, spot: Spot) -> str:
    """What stands below a picture."""
    if not spot.is_near and not spot.is_kept:
        return ""
    if block.zones & {"figure", "figcaption"} and block.tag not in {"h1", "li"}:
        return "in a figure"
    if block.tag == "caption" or _CAPTION_MARKS.search(block.own_marks):
        return "marked as a caption"
    if block.n_words > 70:
        return ""
    rest = lead("caption", block.text)
    if rest is not None and (rest.lstrip()[:1] in {":", "©", "/", "|", "："} or rest.startswith(" by ")):
        return "it says so"
    is_credited = bool(_PICTURE_CREDIT.search(block.text)) and block.n_words <= 40
    return "a picture's credit" if is_credited and (block.after_image or block.n_words <= 8) else ""


def bio(block: RawBlock, spot: Spot) -> str:
    """An author box: who somebody is, and how to reach them."""
    if _BIO_MARKS.search(block.path) and not spot.is_before:
        return "marked as an author box"
    if spot.is_before or not (spot.is_after or spot.is_kept):
        return ""
    if is_whole("bio", block.text):
        return "it says so"
    verbs = mentions("bio_verbs", block.text) if block.n_words <= 150 else ()
    if not verbs:
        return ""
    name = next((name for name in spot.people if block.text.startswith(name)), "")
    if name and not spot.is_before:
        return f"it tells who {name} is"
    return "it tells who somebody is, and how to reach them" if _CONTACT.search(block.text) else ""


def date_line(block: RawBlock, spot: Spot) -> str:
    """A line that only says when: "Published yesterday at 16:41"."""
    if not (spot.is_near or spot.is_kept) or len(block.text) > 160:
        return ""
    if is_date_line(block.text):
        return "nothing but a date"
    is_marked = block.tag == "time" or bool(_DATE_MARKS.search(block.own_marks))
    has_date = is_marked and any(map(str.isdigit, block.text)) and block.n_words <= 14
    return "marked as a date" if has_date and not ends_sentence(block.text) else ""


def credit(block: RawBlock, spot: Spot) -> str:
    """A line that only says whose text it is."""
    text = block.text
    if not spot.is_near or block.n_words > 45:
        return ""
    if _TAIL_CREDIT.fullmatch(text) and (names_an_agency(text) or spot.is_after):
        return "a signature in brackets"
    is_tail = spot.is_after or spot.is_edge or spot.is_kept
    if is_tail and not spot.is_before and _is_signature(text):
        return "a signature"
    opens = _opening("credit", text)
    if not opens:
        return ""
    rest = text[len(opens) :].lstrip()
    is_clear = " " in opens.strip() or rest[:1] in {":", "："} or opens.strip() in {"©", "(c)"}
    is_short_with = block.n_words <= 6 and names_an_agency(text)
    return "it begins with the words of a credit" if is_clear or is_short_with else ""


def _is_signature(text: str) -> bool:
    bare_text = text.strip("–—-()[]. ©")
    is_agency = names_an_agency(bare_text) and len(bare_text.split()) <= 3
    return is_agency or bool(_SIGNS.fullmatch(bare_text))


def byline(block: RawBlock, spot: Spot) -> str:
    """Who wrote it, as printed."""
    text = block.text
    if block.n_words > 30 or not (spot.is_near or spot.is_kept):
        return ""
    if block.zones & {"aside"} and not block.zones & {"article", "main"}:
        return ""
    if _BYLINE_MARKS.search(block.own_marks) and not (ends_sentence(text) and block.n_words > 12):
        return "marked as a byline"
    rest = lead("byline", text)
    if rest is not None and (looks_like_names(rest) or rest.strip()[:1] == ":") and block.n_words <= 20:
        return "it begins as a byline does"
    if not spot.is_before or block.tag in {"h1", "h2", "li"}:
        return ""
    if any(bare(text) == bare(name) for name in spot.people):
        return "the name of a declared author"
    return "names and an agency above the text" if names_an_agency(text) and looks_like_names(text) else ""


def looks_like_names(text: str) -> bool:
    """Whether `text` is nothing but capitalised names, with what joins them."""
    words = [word for word in re.split(r"[\s,/|·•–—()-]+", text.strip(" :")) if word]
    names = [word for word in words if word.lower() not in _CONNECTORS]
    if not names or len(names) > 16 or any(map(str.isdigit, text)) or text.endswith(("?", "!")):
        return False
    n_capital = sum(1 for word in names if not word[0].islower() and _NAME_WORD.match(word))
    return n_capital >= 0.75 * len(names) and (len(names) >= 2 or not names[0].isascii())


def tag(block: RawBlock, spot: Spot) -> str:
    """A category or a keyword."""
    if block.n_words > 6 or not (spot.is_near or spot.is_kept) or ends_sentence(block.text):
        return ""
    if _TAG_MARKS.search(block.own_marks) or (not spot.is_kept and _TAG_MARKS.search(block.path)):
        return "marked as a category"
    is_item = spot.is_kept and spot.is_before and block.tag == "li" and block.n_words <= 4
    return "a short list above the text" if is_item else ""


def comment(block: RawBlock, spot: Spot) -> str:
    """What readers wrote."""
    return "a reader's comment" if spot.is_kept and _COMMENT_MARKS.search(block.path) else ""


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(_ENDS_SENTENCE.search(text))


def _opening(table: str, text: str) -> str:
    rest = lead(table, text)
    return "" if rest is None else text[: len(text) - len(rest)].strip()
