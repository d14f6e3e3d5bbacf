"""Credit lines at the foot of a text: "(ANSA).", "— AFP", "cwo/fab (dpa, afp)"."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wirewatch.model import Role
from wirewatch.wire.agencies import AGENCY_OF_CODE
from wirewatch.wire.agency import Agency
from wirewatch.wire.lines import Reading, read_line
from wirewatch.wire.names import line_mentions
from wirewatch.wire.patterns import CONTRIBUTION, COPYRIGHT, SIGN_OFFS, SYNDICATED
from wirewatch.wire.people import people_only

MAX_BRACKET = 160  # characters; "(Con información de AFP, EFE y Reuters)" has 39
MAX_NOTE = 320  # characters: two sentences on where a text was taken from
MAX_SIGN = 70  # characters behind the last full stop
_BRACKET = re.compile(r"[(\[（][^()\[\]（）]{2,160}[)\]）]")
_SENTENCE_END = re.compile(r"[.!?…。»”\"'’)]\s*(?:[\w/]{2,9}\s?)?$|^\W*(?:[\w/]{2,9}\s)?$")
# What stands between the last sentence and the sign: "… Munich. — AFP", "… como merece». EFE".
_LAST_STOP = re.compile(r"[.!?…。»”\"’)](?=\s*[-–—©(/]|\s+\S|[A-Z])")
_DESK_SIGN = re.compile(r"(?<!\w)[a-zäöü]{2,4}(?:/[a-zäöü]{2,4}){0,3}\s$")  # "cwo/fab (dpa, afp)"
# Who wrote, in Reuters' sign-off; who edited did not.
_REPORTERS = re.compile(
    r"(?:reporting|writing|compiled) (?:and writing )?by (?P<people>[^;()]{2,300}?)"
    r"(?=[;()]|\.?\s*(?:additional|writing|editing)\b|$)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\s*(?:$|[.,|]|all rights|l\.p\.|inc|llc|ltd|gmbh)", re.IGNORECASE)
_WRAPPING = " ()[]（）.-–—="


class Sign(NamedTuple):
    """A credit line within a block: `text[start:end]`, and what it says."""

    start: int
    end: int
    reading: Reading


def find_signs(text: str, agencies: Iterable[Agency], *, own: frozenset[str]) -> Iterator[Sign]:
    """Yield the credit lines in one of the last paragraphs of a text, the whole line first."""
    agencies = tuple(agencies)
    if sign := _sign_off(text) or _copyright(text, agencies) or _syndicated(text, agencies):
        yield sign
        return
    if len(text) <= MAX_BRACKET and (sign := _read(text, 0, len(text), agencies, own)):
        yield sign
        return
    for match in _BRACKET.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        desk = _DESK_SIGN.search(before)
        is_apart = _SENTENCE_END.search(before)
        start = match.start() - (len(desk[0]) if desk and is_apart else 0)
        if (is_apart or _closes(text, match, agencies)) and (
            sign := _read(text, start, match.end(), agencies, own)
        ):
            yield sign
    if sign := _at_end(text, agencies, own):
        yield sign


def find_contributions(text: str, agencies: Iterable[Agency]) -> Iterator[Sign]:
    """Yield the sentences that say an agency helped: "With files from The Associated Press"."""
    agencies = tuple(agencies)
    for match in CONTRIBUTION.finditer(text) if agencies else ():
        start = _sentence_start(text, match.start())
        end = _sentence_end(text, match.end())
        found = line_mentions(text[start:end], agencies)
        if found:
            own = tuple(dict.fromkeys(mention.agency for mention in found))
            yield Sign(start, end, Reading(role=Role.CONTRIBUTION, agencies=own))


def _sign_off(text: str) -> Sign | None:
    for code, pattern in SIGN_OFFS:
        if match := pattern.search(text):
            reporters = people_only(found["people"] for found in _REPORTERS.finditer(match[0]))
            agencies = (AGENCY_OF_CODE[code],)
            reading = Reading(role=Role.TEXT, agencies=agencies, people=reporters)
            return Sign(*match.span(), reading)
    return None


def _copyright(text: str, agencies: tuple[Agency, ...]) -> Sign | None:
    """Such as "© 2024 The Associated Press. All rights reserved. This material may not be …"."""
    match = COPYRIGHT.match(text)
    if match is None:
        return None
    for mention in line_mentions(text[:MAX_BRACKET], agencies):
        if mention.start == match.end() and _OWNED.match(text[mention.end :]):
            reading = Reading(role=Role.TEXT, agencies=(mention.agency,))
            return Sign(match.start(), mention.end, reading)
    return None


def _syndicated(text: str, agencies: tuple[Agency, ...]) -> Sign | None:
    """Such as "(This story is auto-generated from a syndicated feed - PTI)"."""
    if len(text) > MAX_NOTE or not SYNDICATED.search(text):
        return None
    named = tuple(dict.fromkeys(each.agency for each in line_mentions(text, agencies)))
    return Sign(0, len(text), Reading(role=Role.TEXT, agencies=named)) if named else None


def _closes(text: str, bracket: re.Match[str], agencies: tuple[Agency, ...]) -> bool:
    """Whether a bracket amid the last sentence is a sign, as in "El consejo votó (AFP)".

    Not where it explains the name in front: "… sagte er der Deutschen Presse-Agentur (dpa)."
    """
    inside = [each for each in agencies if bracket[0][1:-1] in each.initials]
    before = text[: bracket.start()].rstrip()
    is_explained = any(before.endswith(name) for each in inside for name in each.names)
    is_last = not text[bracket.end() :].strip(" .")
    return is_last and not is_explained and any(not each.is_doubtful for each in inside)


def _at_end(text: str, agencies: tuple[Agency, ...], own: frozenset[str]) -> Sign | None:
    """The sign behind the last sentence of a paragraph."""
    tail_from = max(0, len(text) - MAX_SIGN)
    stops = [match.end() for match in _LAST_STOP.finditer(text, tail_from)]
    for stop in stops:
        start = stop + len(text[stop:]) - len(text[stop:].lstrip())
        sign = _read(text, start, len(text), agencies, own)
        if sign:
            return sign
    return None


def _read(
    text: str, start: int, end: int, agencies: tuple[Agency, ...], own: frozenset[str]
) -> Sign | None:
    """A credit line must be nothing else: no stray words."""
    line = text[start:end].strip(_WRAPPING)
    found = line_mentions(line, agencies)
    if not found:
        return None
    reading = read_line(line, found, own=own)
    return None if reading.stray else Sign(start, end, reading)


def _sentence_start(text: str, at: int) -> int:
    before = text[max(0, at - 160) : at]
    stop = max(before.rfind(mark) for mark in (". ", "! ", "? ", " (", "… ", "» ", "” "))
    return at - len(before) + stop + 1 if stop >= 0 else at - len(before)


def _sentence_end(text: str, at: int) -> int:
    stop = re.search(r"[)!?…]|\.(?=\s|$)", text[at : at + 200])
    return at + (stop.end() if stop else min(200, len(text) - at))
