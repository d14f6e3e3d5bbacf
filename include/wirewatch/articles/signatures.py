"""Who, whose and when: the rules for bylines, credits, author boxes and date lines."""

import re

from wirewatch.articles import marks
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare
from wirewatch.articles.datelines import is_date_line
from wirewatch.articles.phrases import is_whole, lead, mentions, names_an_agency
from wirewatch.articles.spot import Spot, ends_sentence, opening

_TAIL_CREDIT = re.compile(r"[\w./ -]{0,30}\((?:©\s?)?[^()]{2,60}\)")
_SIGNS = re.compile(r"[a-zäöü]{2,6}(?:/[a-zA-Zäöü]{2,10}){1,4}")
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,20}|\b\+?\d[\d ().-]{8,18}\d\b|(?<!\w)@\w{3,20}\b"
)
_NAME_WORD = re.compile(r"[^\W\d_]{1,20}(?:['’.-][^\W\d_]{0,20}){0,3}\.?$")
_CONNECTORS = frozenset(
    [
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "i",
        "ve",
        "da",
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "bin",
        "al",
        "in",
        "à",
        "aus",
        "a",
        "for",
        "with",
        "&",
        "|",
        "/",
        "–",
        "-",
        "—",
        ",",
        "·",
        "•",
        "för",
        "og",
        "och",
        "i",
        "by",
        "von",
        "par",
        "por",
    ]
)


def byline(block: RawBlock, spot: Spot) -> str:
    """Who wrote it, as printed."""
    text = block.text
    if block.n_words > 30 or not (spot.is_near or spot.is_kept):
        return ""
    if block.zones & {"aside"} and not block.zones & {"article", "main"}:
        return ""
    if marks.is_byline(block.own_marks) and not (ends_sentence(text) and block.n_words > 12):
        return "marked as a byline"
    rest = lead("byline", text)
    if (
        rest is not None
        and (looks_like_names(rest) or _is_agency(rest) or rest.strip()[:1] == ":")
        and block.n_words <= 20
    ):
        return "it begins as a byline does"
    if not spot.is_before or block.tag in {"h1", "h2", "li"}:
        return ""
    if any(bare(text) == bare(name) for name in spot.people):
        return "the name of a declared author"
    return (
        "names and an agency above the text"
        if names_an_agency(text) and (looks_like_names(text) or _is_agency(text))
        else ""
    )


def looks_like_names(text: str) -> bool:
    """Whether `text` is nothing but capitalised names, with what joins them."""
    words = [word for word in re.split(r"[\s,/|·•–—()-]+", text.strip(" :")) if word]
    names = [word for word in words if word.lower() not in _CONNECTORS]
    if not names or len(names) > 16 or any(map(str.isdigit, text)) or text.endswith(("?", "!")):
        return False
    n_capital = sum(1 for word in names if not word[0].islower() and _NAME_WORD.match(word))
    return n_capital >= 0.75 * len(names) and (len(names) >= 2 or not names[0].isascii())


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
    opens = opening("credit", text)
    if not opens:
        return ""
    rest = text[len(opens) :].lstrip()
    is_clear = " " in opens.strip() or rest[:1] in {":", "："} or opens.strip() in {"©", "(c)"}
    is_short_with = block.n_words <= 6 and names_an_agency(text)
    return "it begins with the words of a credit" if is_clear or is_short_with else ""


def _is_signature(text: str) -> bool:
    bare_text = text.strip("–—-()[]. ©")
    return _is_agency(bare_text) or bool(_SIGNS.fullmatch(bare_text))


def _is_agency(text: str) -> bool:
    return names_an_agency(text) and len(text.split()) <= 3


def bio(block: RawBlock, spot: Spot) -> str:
    """An author box: who somebody is, and how to reach them."""
    if marks.is_bio(block.path) and not spot.is_before:
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
    is_marked = block.tag == "time" or marks.is_date(block.own_marks)
    has_date = is_marked and any(map(str.isdigit, block.text)) and block.n_words <= 14
    return "marked as a date" if has_date and not ends_sentence(block.text) else ""
