"""Cutting a credit line at its separators: agencies, people, places, desks, editors' signs."""

import re
from dataclasses import dataclass
from itertools import pairwise

from wirewatch.wire.names import Mention
from wirewatch.wire.patterns import (
    DATE_WORDS,
    DESKS,
    IN_PLACE,
    JOINERS,
    LEADS,
    NEWSROOM,
    TITLES,
    WITH_WORDS,
)
from wirewatch.wire.people import is_name, without_titles

_HIDDEN = "\ue000"  # a private-use character stands for an agency's name while we cut
_SEPARATOR = re.compile(
    r"(\s[-–—]\s|[,;/|•·()\[\]+&:：–—、]|\s(?:and|et|und|y|e|og|och|i|en|ve|a|și|şi|mit|med|met|with"
    r"|avec|con|com|z|и|та)\s)"
)
# Between a person and an agency these say "works for": "Colleen Barry, The Associated Press".
_BELONGS = frozenset(["", ",", "-", "–", "—", "(", "[", "|", ":", ")", "•", "·"])
# Behind the agency a comma joins a second hand: "Reuters, Thorsten Kramer".
_BELONGS_BEHIND = _BELONGS - {",", "|"}
_JOINING = JOINERS | {"/", "&", "+"}
# An editor's sign, at times with a town: "kra", "a/b", "kra Frankfurt".
EDITOR_SIGN = re.compile(r"(?:[a-zäöüß]{2,4}\.?|[a-z]{1,3}/[a-z]{1,3})(?:\s[A-ZÄÖÜ]\w+)?")
ADDRESS = re.compile(r"\w\.[a-z]{2}")  # "ntv.de"
# "EFE msr/fpa", "(PAP) jbp/ kar/", "epd lbw moc", "AGERPRES/(AS - autor: …": the agency's own.
_ITS_EDITORS = re.compile(
    rf"{_HIDDEN}\)?(?:(?:\s[a-zñ]{{2,4}}(?:\s?/\s?[a-zñ]{{2,4}}){{0,4}}/?)+$|/\([A-Z]{{2}}(?=\s[-–]))"
)
_SERVICE = re.compile(r"^[-‑]\w+")  # "dpa-Radsportnews"
_WITH = re.compile(rf"\W{{0,3}}(?:{'|'.join(WITH_WORDS)})(?:\s+(?:l['’]|der|dem|la|the))?", re.I)
# A date says nothing of who wrote: "29 de octubre de 2024, 16h41"; "At least 12 died according to"
# is a sentence. With more other lower-case words than this, it is no date.
MAX_DATE_WORDS = 3
MAX_HOUSE = 3  # letters; towns have more
_FIRST_WORDS = """
new los las san santa saint st. hong tel buenos rio abu addis kuala port cape mexico el la le den
the sao são phnom baton salt kansas united south north east west ho puerto porto
"""
# "AFP, MANILA"; "AFP i Oslo" and "AFP a Parigi", where other languages say "and".
_BEFORE_PLACE = frozenset([",", "|", "i", "a", "en"])
_TWO_WORD_PLACES = frozenset(_FIRST_WORDS.split())


@dataclass(slots=True)
class Piece:
    """What stands between two separators."""

    kind: str  # agency, person, place, desk, sign, stray, nothing
    text: str
    before: str  # the separator in front, in lower case


def pieces_of(text: str, found: tuple[Mention, ...], own: frozenset[str]) -> list[Piece]:
    """Return the pieces of a line that names the agencies `found`."""
    hidden = text
    for mention in reversed(found):
        hidden = f"{hidden[: mention.start]}{_HIDDEN}{hidden[mention.end :]}"
    if any(mention.agency.is_signed_behind for mention in found):
        hidden = _ITS_EDITORS.sub(_HIDDEN, hidden)
    split = ["", *_SEPARATOR.split(hidden), ""]
    services = {service for mention in found for service in mention.agency.services}
    pieces: list[Piece] = []
    for before, raw, after in zip(split[:-1:2], split[1::2], split[2::2], strict=True):
        before, after = before.strip().lower(), after.strip().lower()
        is_joined = not _JOINING.isdisjoint({before, after})
        is_desk = after != ":" and NEWSROOM.search(raw) is not None  # "Redacción: AFP" is a label
        pieces += _read(raw.strip(), before, services, own, is_joined=is_joined or is_desk)
    return _with_places(pieces, own)


def people_in(pieces: list[Piece]) -> tuple[tuple[str, ...], bool]:
    """Return the agency's people, and whether somebody else wrote with them."""
    people: list[str] = []
    is_joint = False
    useful = [piece for piece in pieces if piece.kind in {"agency", "person"}]
    for at, piece in enumerate(useful):
        if piece.kind != "person":
            continue
        if _belongs(useful, at):
            people.append(piece.text)
        else:
            is_joint = True
    return tuple(dict.fromkeys(people)), is_joint


def is_place(text: str) -> bool:
    """Whether `text` can be a town: one capital word, or two of which the first is known."""
    words = text.split()
    if not words or not all(word[0].isupper() for word in words) or DESKS.search(text):
        return False
    if len(words) == 1:  # "(KNA, DR)": such letters are a house
        return not (text.isupper() and len(text) <= MAX_HOUSE)
    return len(words) == 2 and words[0].lower() in _TWO_WORD_PLACES


def _read(
    raw: str, before: str, services: set[str], own: frozenset[str], *, is_joined: bool
) -> list[Piece]:
    if _HIDDEN not in raw:
        kind = _kind(raw, services, own, is_joined=is_joined)
        return [Piece(kind, without_titles(raw), before)] if raw else []
    left, right = raw.split(_HIDDEN, 1)
    right = without_titles(_SERVICE.sub("", right).replace(_HIDDEN, " ").strip())
    if _WITH.fullmatch(left.strip()):
        before, left = "with", ""
    left = without_titles(left.strip())
    pieces = [Piece("agency", "", before if not left else "")]
    if left:
        pieces.insert(0, Piece(_kind(left, services, own), left, before))
    if right:
        place = IN_PLACE.search(right)
        kind = "place" if place or is_place(right) else _kind(right, services, own)
        pieces.append(Piece(kind, place["place"] if place else right, ""))
    return pieces


def _kind(raw: str, services: set[str], own: frozenset[str], *, is_joined: bool = False) -> str:
    text = without_titles(raw)
    if "@" in text:  # RSS: "desk@paper.example (AFP)"
        return "nothing"
    if len(text) < 2 and is_joined and any(word in TITLES for word in raw.lower().split()):
        return "desk"  # "Redaktion / dpa", "Staff with AFP"; "Reuters Staff" is Reuters' own
    if len(text) < 2 or _is_dated(text) or LEADS.fullmatch(text):
        return "nothing"
    if text.lower() in services:
        return "nothing"
    if text.lower() in own:
        return "desk"
    return "place" if IN_PLACE.match(text) else _kind_of_words(text)


def _is_dated(text: str) -> bool:
    """Whether a piece is a date, a time, or a number."""
    words = [word for word in text.lower().split() if word not in DATE_WORDS]
    plain = sum(word.isalpha() and word.islower() for word in text.split() if word in words)
    return bool(re.search(r"\d", text)) and plain <= MAX_DATE_WORDS


def _kind_of_words(text: str) -> str:
    if len(text.split()) == 2 and is_place(text):
        return "place"
    if is_name(text):
        return "person"
    if EDITOR_SIGN.fullmatch(text):
        return "sign"
    is_capital = all(word[0].isupper() or not word[0].isalpha() for word in text.split())
    if DESKS.search(text) or is_capital or ADDRESS.search(text):
        return "desk"
    return "stray"


def _with_places(pieces: list[Piece], own: frozenset[str]) -> list[Piece]:
    """Call a lone capital word behind "AFP," a place: "AFP, MANILA", "PTI, Washington"."""
    for left, right in pairwise(pieces):
        if left.kind == "agency" and right.kind == "desk" and right.before in _BEFORE_PLACE:
            is_town = is_place(right.text) and right.text.lower() not in own
            right.kind = "place" if is_town else right.kind
        if right.kind == "place" and (place := IN_PLACE.search(right.text)):
            right.text = place["place"]
    return pieces


def _belongs(useful: list[Piece], at: int) -> bool:
    after = next((i for i in range(at + 1, len(useful)) if useful[i].kind == "agency"), None)
    if after is not None:  # "Paul Wiseman and Fatima Hussein, The Associated Press"
        return useful[after].before in _BELONGS
    return useful[at].before in _BELONGS_BEHIND or useful[at - 1].kind == "person"
