"""The dateline that opens a text: "KYIV (AFP) —", "Bruselas, 7 oct (EFE).-", "WASHINGTON —"."""

import re

from wirewatch.articles.datelines import date_share
from wirewatch.articles.phrases import names_an_agency
from wirewatch.model import Dateline

_MAX_CHARS = 120
_PLACE = r"(?P<place>[^\W\d_a-zà-ÿ][^()\[\]:;!?\"“”«»]{1,70}?)"
_BRACKETED = re.compile(
    rf"{_PLACE}\s?[(/\[](?P<agency>[^()/\[\]]{{2,30}}(?:/[^()/\[\]]{{2,20}})?)[)/\]](?P<end>\s?[.:]?\s?[-–—:]{{0,2}})"
)
_AGENCY_FIRST = re.compile(
    r"[(\[](?P<agency>[^()\[\]]{2,30})[)\]]\s?[-–—]\s?(?P<place>[^()\[\]:;!?.]{2,60}?)\s?[-–—]\s"
)
_CAPITALS = re.compile(
    r"(?P<place>[^\W\d_a-zà-ÿ][^\W_a-zà-ÿ]{1,30}(?:[ ,./'-]{1,2}[^\s,./'–—-]{1,20}){0,5}?)"
    r"\.?\s?(?:[–—]|--| - )\s?(?=\S)"
)


def open_dateline(paragraph: str) -> Dateline | None:
    """Return the dateline that `paragraph` begins with, or None; `raw` is cut from it unchanged."""
    head = paragraph[:_MAX_CHARS]
    bracketed = _BRACKETED.match(head)
    if bracketed and _is_agency(bracketed):
        return _dateline(bracketed, bracketed["agency"].strip())
    first = _AGENCY_FIRST.match(head)
    if first and names_an_agency(first["agency"]):
        return _dateline(first, first["agency"].strip())
    capitals = _CAPITALS.match(head)
    if capitals and _is_place(capitals["place"]):
        return _dateline(capitals, None)
    return None


def _is_agency(match: re.Match[str]) -> bool:
    """Brackets hold an agency when they name one, or hold a name and a dash follows."""
    words = match["agency"].split()
    has_dash = any(mark in match["end"] for mark in "-–—")
    is_name = len(words) == 1 or all(word[0].isupper() for word in words)
    is_like_one = has_dash and is_name and len(words) <= 4 and not match["agency"].isdigit()
    return len(match["place"].split()) <= 7 and (is_like_one or names_an_agency(match["agency"]))


def _is_place(text: str) -> bool:
    first = text.split(",")[0]
    return first.isupper() and sum(map(str.isalpha, first)) >= 3


def _dateline(match: re.Match[str], agency: str | None) -> Dateline:
    return Dateline(
        raw=match[0].strip(), place=_without_date(match["place"]) or None, agency=agency
    )


def _without_date(printed: str) -> str:
    """Return the place in "KYIV, Ukraine, Oct 29": its parts until the date."""
    parts = [part.strip(" .,-") for part in printed.split(",")]
    places = [
        part
        for part in parts
        if part and not (any(map(str.isdigit, part)) or date_share(part) == 1.0)
    ]
    return ", ".join(places)
