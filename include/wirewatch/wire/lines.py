"""Reading a line that only says whose text it is: a byline, an author field, "(FR mit dpa)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from wirewatch.model import Block, BlockKind, Role
from wirewatch.wire.agency import Agency
from wirewatch.wire.names import Mention, line_mentions, named_in
from wirewatch.wire.patterns import CONTRIBUTION, DESKS, LEADS, PHOTO, WITH_WORDS
from wirewatch.wire.people import MAX_LINE, is_name, without_titles
from wirewatch.wire.pieces import ADDRESS, EDITOR_SIGN, is_place, people_in, pieces_of

MAX_BARE = 40  # characters: "Australian Associated Press, Canberra" has 37
# AFPBB of Tokyo signs texts "(c)AFP/Aminu ABUBAKAR"; a picture is "© AFP / JEFF PACHOUD".
_SIGNED_TEXT = re.compile(r"\s?\(?c\)", re.IGNORECASE)
_SLASH_LEFT = re.compile(r"(?<=\w)/(?:the )?$|\svia\s(?:the )?$", re.IGNORECASE)
_SLASH_RIGHT = re.compile(r"/\s?(?=\w)")
_SLASH_BEHIND_SIGN = re.compile(r"\s?/\s?(?=\w)")
_CLAUSE = re.compile(r"[,;/|()–—:]|\s-\s")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PARTS = re.compile(r"[|;()•·–—]|\s-\s|\.\s")  # of which each speaks of the text or of a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a credit line says."""

    role: Role
    agencies: tuple[Agency, ...]
    people: tuple[str, ...] = ()
    located: str | None = None
    stray: int = 0  # words that belong to no credit; a line of pure credit has none


def read_line(
    text: str,
    found: tuple[Mention, ...],
    *,
    own: frozenset[str] = frozenset(),
    is_seen: bool = False,
) -> Reading:
    """Return what a credit line says of the agencies `found` in it.

    Args:
        text: The line: "Ania Tsoukanova – Agence France-Presse in kyiv".
        found: The agencies' names in it; at least one.
        own: The paper's own names in lower case: desks, and no people.
        is_seen: A byline on the page, to which a picture's credit may be glued in front.

    Returns:
        The role of all its agencies, their people, and the place they wrote from.
    """
    agencies = tuple(dict.fromkeys(mention.agency for mention in found))
    text = _without_picture_clauses(text, found)
    if PHOTO.search(text) or _is_photographer(text, found, is_seen=is_seen):
        return Reading(role=Role.PHOTO, agencies=agencies)
    pieces = pieces_of(text, found, own)
    stray = sum(len(piece.text.split()) for piece in pieces if piece.kind == "stray")
    if CONTRIBUTION.search(text):
        return Reading(role=Role.CONTRIBUTION, agencies=agencies, stray=stray)
    people, is_joint = people_in(pieces)
    is_joint = is_joint and not _SIGNED_TEXT.match(text)
    is_joint = is_joint or any(
        piece.kind in {"desk", "sign"} or (piece.kind == "agency" and piece.before in WITH_WORDS)
        for piece in pieces
    )
    located = next((piece.text for piece in pieces if piece.kind == "place"), None)
    role = Role.JOINT if is_joint else Role.TEXT
    return Reading(role=role, agencies=agencies, people=people, located=located, stray=stray)


def picture_from(text: str, found: tuple[Mention, ...]) -> int:
    """Return where a line goes over from the text's agency to a picture's: "Von dpa (Foto: AFP)".

    The length of the line where it speaks of one thing only.
    """
    if match := PHOTO.search(text):
        start = max((part.end() for part in _PARTS.finditer(text, 0, match.start())), default=0)
        if found[0].end <= start <= found[-1].start:
            return start
    return len(text)


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
    return is_sourced and any(EDITOR_SIGN.fullmatch(word) or ADDRESS.search(word) for word in rest)


def is_framed(text: str) -> bool:
    """Whether a line is in brackets or names its source: "(SID)", "Quelle: dpa"."""
    return text.startswith(("(", "[", "（")) or (":" in text and LEADS.match(text) is not None)


def with_bare_bylines(blocks: Sequence[Block]) -> Iterator[Block]:
    """Call a line that is nothing but an agency a byline where it touches the date.

    "Anadolu Ajansı" over "Giriş: 03.07.2024", "PTI Mumbai" over "Last Updated: …", "AFP, Paris |
    Oct 29, 2024" over the text: bare elements that no markup tells from a menu's.
    """
    has_begun = False
    for block, below in zip_longest(blocks, blocks[1:]):
        has_begun = has_begun or block.kind.is_text
        is_over_date = below is not None and below.kind is BlockKind.DATELINE
        is_dated = is_over_date or (not has_begun and _has_date(block.text))
        if block.kind is BlockKind.OTHER and is_dated and _is_bare_agency(block.text):
            yield Block(kind=BlockKind.BYLINE, text=block.text, why="an agency over the date")
        else:
            yield block


def _has_date(text: str) -> bool:
    return len(text) <= MAX_BARE and "©" not in text and _YEAR.search(text) is not None


def _is_bare_agency(text: str) -> bool:
    found = line_mentions(text, named_in(text)) if len(text) <= MAX_BARE else ()
    if not found or found[0].start > 4:
        return False
    reading = read_line(text, found)
    return reading.role is Role.TEXT and not reading.stray and not reading.people


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
    if any(_is_slashed(text, each) for each in found if is_seen or _is_signed(text, each)):
        return True
    return is_seen and _opens_glued(text, found[0])


def _is_signed(text: str, mention: Mention) -> bool:
    """Whether it stands as in a picture's credit: "© AFP / …", "REUTERS/…"."""
    is_loud = text[mention.start : mention.end + 1] == "REUTERS/"
    return is_loud or text[: mention.start].rstrip().endswith("©")


def _is_slashed(text: str, mention: Mention) -> bool:
    left, right = text[: mention.start], text[mention.end :]
    if _is_signed(text, mention) and (behind := _SLASH_BEHIND_SIGN.match(right)):
        return is_name(_first_part(right[behind.end() :]))
    if (before := _SLASH_LEFT.search(left)) and is_name(_last_part(left[: before.start()])):
        return True
    after = _SLASH_RIGHT.match(right)
    if after is None:
        return False
    name = _first_part(right[after.end() :])
    return is_name(name) and not is_place(name)


def _first_part(text: str) -> str:
    return _CLAUSE.split(text, maxsplit=1)[0].strip()


def _last_part(text: str) -> str:
    return without_titles(_CLAUSE.split(text)[-1].strip())


def _opens_glued(text: str, first: Mention) -> bool:
    """Whether a picture's credit opens a byline: "EFE Toni Jiménez", "AFP Miguel A. Herguedas"."""
    if first.start > 1 or text[first.end : first.end + 1] != " ":
        return False
    behind = _first_part(text[first.end :])
    words = [word for word in without_titles(behind).split() if word[0].isupper()]
    is_person = behind[:1].isupper() and len(words) >= 2 and not DESKS.search(behind)
    return is_person and not is_place(" ".join(words[:2]))
