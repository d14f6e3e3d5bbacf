"""Reading a line that only says whose text it is: a byline, an author field, "(FR mit dpa)"."""

import re
from dataclasses import dataclass
from itertools import pairwise

from wirewatch.model import Role
from wirewatch.wire.agency import Agency
from wirewatch.wire.names import Mention, line_mentions, named_in
from wirewatch.wire.patterns import CONTRIBUTION, DESKS, IN_PLACE, LEADS, PHOTO, WITH
from wirewatch.wire.people import MAX_LINE, is_name, without_titles

_HIDDEN = "\ue000"
_SEPARATOR = re.compile(
    r"(\s[-–—]\s|[,;/|•·()\[\]+&:–—]|\s(?:and|et|und|y|e|og|och|i|en|ve|mit|med|met|with"
    r"|avec|con|com|z|и|та)\s)"
)
# Between a person and an agency these say "works for": "Colleen Barry, The Associated Press".
_BELONGS = frozenset(["", ",", "-", "–", "—", "(", "[", "|", ":", ")", "•", "·"])
# Behind the agency a comma joins a second hand: "Reuters, Thorsten Kramer".
_BELONGS_BEHIND = _BELONGS - {",", "|"}
# An editor's sign, at times with a town: "kra", "a/b", "kra Frankfurt".
_SIGN = re.compile(r"(?:[a-zäöüß]{2,4}\.?|[a-z]{1,3}/[a-z]{1,3})(?:\s[A-ZÄÖÜ]\w+)?")
_SERVICE = re.compile(r"^[-‑]\w+")  # "dpa-Radsportnews"
_HAS_DIGIT = re.compile(r"\d")
# A date says nothing of who wrote: "29 de octubre de 2024, 16h41"; "At least 12 died according to"
# is a sentence. With more lower-case words than this, it is no date.
MAX_DATE_WORDS = 3
_FIRST_WORDS = """
new los las san santa saint st. hong tel buenos rio abu addis kuala port cape mexico el la le den
the sao são phnom baton salt kansas united south north east west ho
"""
_TWO_WORD_PLACES = frozenset(_FIRST_WORDS.split())
_ADDRESS = re.compile(r"\w\.[a-z]{2}")  # "ntv.de"
# AFPBB of Tokyo signs texts "(c)AFP/Aminu ABUBAKAR"; a picture is "© AFP / JEFF PACHOUD".
_SIGNED_TEXT = re.compile(r"\s?\(?c\)", re.IGNORECASE)
_SLASH_LEFT = re.compile(r"(?<=\w)/(?:the )?$|\svia\s(?:the )?$", re.IGNORECASE)
_SLASH_RIGHT = re.compile(r"/\s?(?=\w)")
_CLAUSE = re.compile(r"[,;/|()–—:]|\s-\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a credit line says."""

    role: Role
    agencies: tuple[Agency, ...]
    people: tuple[str, ...] = ()
    located: str | None = None
    stray: int = 0  # words that belong to no credit; a line of pure credit has none


@dataclass(slots=True)
class _Piece:
    kind: str  # agency, person, place, desk, sign, stray, nothing
    text: str
    before: str  # the separator in front


def read_line(
    text: str, found: tuple[Mention, ...], *, site_name: str | None = None, is_seen: bool = False
) -> Reading:
    """Return what a credit line says of the agencies `found` in it.

    Args:
        text: The line: "Ania Tsoukanova – Agence France-Presse in kyiv".
        found: The agencies' names in it; at least one.
        site_name: The paper's own name, which is a desk and no person.
        is_seen: A byline on the page, to which a picture's credit may be glued in front.

    Returns:
        The role of all its agencies, their people, and the place they wrote from.
    """
    agencies = tuple(dict.fromkeys(mention.agency for mention in found))
    text = _without_picture_clauses(text, found)
    if PHOTO.search(text) or _is_photographer(text, found, is_seen=is_seen):
        return Reading(role=Role.PHOTO, agencies=agencies)
    pieces = _pieces(text, found, site_name)
    stray = sum(len(piece.text.split()) for piece in pieces if piece.kind == "stray")
    if CONTRIBUTION.search(text):
        return Reading(role=Role.CONTRIBUTION, agencies=agencies, stray=stray)
    people, is_joint = _people(pieces)
    is_joint = is_joint and not _SIGNED_TEXT.match(text)
    is_joint = is_joint or bool(WITH.match(text)) or any(p.kind in {"desk", "sign"} for p in pieces)
    located = next((piece.text for piece in pieces if piece.kind == "place"), None)
    role = Role.JOINT if is_joint else Role.TEXT
    return Reading(role=role, agencies=agencies, people=people, located=located, stray=stray)


def is_text_sign(text: str) -> bool:
    """Whether a line taken for a caption credits a text, as no picture is credited.

    It names an editor's sign or the paper's own address behind "Quelle:" ("Quelle: ntv.de,
    ino/dpa"), or gives the picture to somebody else ("© dpa-AFX | Abb.: Fraport").
    """
    found = line_mentions(text, named_in(text))
    if not found or len(text) > MAX_LINE:
        return False
    if "|" in text and _without_picture_clauses(text, found) != text:
        return True
    named = {text[each.start : each.end] for each in found}
    rest = [word for word in re.split(r"[\s,/():]+", text) if word and word not in named]
    is_sourced = bool(LEADS.match(text)) and not PHOTO.search(text)
    return is_sourced and any(_SIGN.fullmatch(word) or _ADDRESS.search(word) for word in rest)


def _without_picture_clauses(text: str, found: tuple[Mention, ...]) -> str:
    """Blank what only speaks of a picture: "© dpa-AFX | Abb.: Fraport". Offsets stay."""
    if "|" not in text:
        return text
    kept, start = [], 0
    for clause in text.split("|"):
        is_named = any(start <= each.start < start + len(clause) for each in found)
        kept.append(clause if is_named or not PHOTO.search(clause) else " " * len(clause))
        start += len(clause) + 1
    return "|".join(kept)


def _is_photographer(text: str, found: tuple[Mention, ...], *, is_seen: bool) -> bool:
    """Whether a line is a picture's: "© AFP / JEFF PACHOUD"; in a byline also "PAP/ Rafał Guz"."""
    if _SIGNED_TEXT.match(text):
        return False
    signed = [each for each in found if _is_slashed(text, each)]
    if not is_seen:
        return any(text[: each.start].rstrip().endswith("©") for each in signed)
    return bool(signed) or _opens_glued(text, found[0])


def _is_slashed(text: str, mention: Mention) -> bool:
    left, right = text[: mention.start], text[mention.end :]
    if (before := _SLASH_LEFT.search(left)) and is_name(_last_part(left[: before.start()])):
        return True
    after = _SLASH_RIGHT.match(right)
    if after is None:
        return False
    return is_name(_CLAUSE.split(right[after.end() :], maxsplit=1)[0].strip())


def _last_part(text: str) -> str:
    return without_titles(_CLAUSE.split(text)[-1].strip())


def _opens_glued(text: str, first: Mention) -> bool:
    if first.start > 1 or text[first.end : first.end + 1] != " ":
        return False
    after = without_titles(_CLAUSE.split(text[first.end :], maxsplit=1)[0])
    words = [word for word in after.split() if word[0].isupper()]
    return len(words) >= 2 and words[0].lower() not in _TWO_WORD_PLACES


def _pieces(text: str, found: tuple[Mention, ...], site_name: str | None) -> list[_Piece]:
    hidden = text
    for mention in reversed(found):
        hidden = f"{hidden[: mention.start]}{_HIDDEN}{hidden[mention.end :]}"
    split = ["", *_SEPARATOR.split(hidden)]
    services = {service for mention in found for service in mention.agency.services}
    pieces: list[_Piece] = []
    for before, raw in zip(split[::2], split[1::2], strict=True):
        pieces += _read_piece(raw.strip(), before.strip().lower(), services, site_name)
    return _with_places(pieces)


def _read_piece(raw: str, before: str, services: set[str], site: str | None) -> list[_Piece]:
    if _HIDDEN not in raw:
        return [_Piece(_kind(raw, services, site), without_titles(raw), before)] if raw else []
    left, right = raw.split(_HIDDEN, 1)
    right = _SERVICE.sub("", right).replace(_HIDDEN, " ")
    left, right = without_titles(left.strip()), without_titles(right.strip())
    pieces = [_Piece("agency", "", before if not left else "")]
    if left:
        pieces.insert(0, _Piece(_kind(left, services, site), left, before))
    if right:
        place = IN_PLACE.search(right)
        kind = "place" if place or _is_short_place(right) else _kind(right, services, site)
        pieces.append(_Piece(kind, place["place"] if place else right, ""))
    return pieces


def _kind(raw: str, services: set[str], site_name: str | None) -> str:
    text = without_titles(raw)
    if "@" in text:  # RSS: "desk@paper.example (AFP)"
        return "nothing"
    if len(text) < 2 or _is_dated(text) or LEADS.fullmatch(text.lower()):
        return "nothing"
    if text.lower() in services:
        return "nothing"
    if site_name and text.lower() == site_name.lower():
        return "desk"
    if IN_PLACE.match(text):
        return "place"
    return _kind_of_words(text)


def _is_dated(text: str) -> bool:
    """Whether a piece is a date, a time, or a number."""
    return bool(_HAS_DIGIT.search(text)) and sum(map(str.islower, text.split())) <= MAX_DATE_WORDS


def _kind_of_words(text: str) -> str:
    if is_name(text):
        return "person"
    if _SIGN.fullmatch(text):
        return "sign"
    is_capital = all(word[0].isupper() or not word[0].isalpha() for word in text.split())
    if DESKS.search(text) or is_capital or _ADDRESS.search(text):
        return "desk"
    return "stray"


def _is_short_place(text: str) -> bool:
    words = text.split()
    if not all(word[0].isupper() for word in words) or DESKS.search(text):
        return False
    return len(words) == 1 or (len(words) == 2 and words[0].lower() in _TWO_WORD_PLACES)


def _with_places(pieces: list[_Piece]) -> list[_Piece]:
    """Call a lone capital word behind "AFP," a place: "AFP, MANILA", "PTI, Washington"."""
    for left, right in pairwise(pieces):
        if left.kind == "agency" and right.kind == "desk" and right.before == ",":
            right.kind = "place" if _is_short_place(right.text) else right.kind
        if right.kind == "place" and (place := IN_PLACE.search(right.text)):
            right.text = place["place"]
    return pieces


def _people(pieces: list[_Piece]) -> tuple[tuple[str, ...], bool]:
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


def _belongs(useful: list[_Piece], at: int) -> bool:
    after = next((i for i in range(at + 1, len(useful)) if useful[i].kind == "agency"), None)
    if after is not None:  # "Paul Wiseman and Fatima Hussein, The Associated Press"
        return useful[after].before in _BELONGS
    return useful[at].before in _BELONGS_BEHIND or useful[at - 1].kind == "person"
