"""Datelines: "KYIV, Oct 29 (AFP) —", "(ANSA) - ROMA, 28 LUG -", "МОСКВА. /ТАСС/." and kin.

Papers break them: the dash is lost or doubled, the brackets become slashes, the place goes behind
the agency. So no single pattern is asked to match; we look at what stands before the agency's name
(a place, a date, nothing else), what holds it (brackets, bars, dashes) and what follows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wirewatch.model import Role
from wirewatch.wire.agency import Agency
from wirewatch.wire.names import Mention, line_mentions

MAX_TOWN_WORDS = 2  # "dpa Hamburg. Der Rat …": more words before a full stop are a sentence
HEAD = 140  # characters; the longest dateline seen is 96: two places, a date and two agencies

_OPENERS = {"(": ")", "[": "]", "【": "】", "/": "/", "（": "）", "|": "|", "［": "］", "«": "»"}
_DASH = r"[-–—―−‒‑=:｜|•·]"
# Greek to Thai but for Latin and Cyrillic know no capitals, or none that matter here.
_CAPITAL = r"[A-ZÀ-ÞΑ-ΫА-Я\u0590-\u06ff\u0900-\u0e7f\u3040-\uffff]"
# Behind the bracket: a dash, broken or not; a full stop; an opening quote; or a new sentence.
_FOLLOWS = re.compile(
    rf"\s*(?:[.,;]?\s*{_DASH}|\.\s|\.$|[\"“„«‘'‹]|/{_DASH}|$"
    rf"|[ \u00a0]*{_CAPITAL})"
)
_SENTENCE = re.compile(rf"\s+{_CAPITAL}")
_FOLLOWS_DASH = re.compile(rf"\s*[.,;]?\s*(?:{_DASH}|\.\s*{_DASH})")
_WORD = re.compile(r"[^\s,;/\-–—.:()\[\]【】（）|°'’=«»\"]+")
_SMALL_WORDS = """
de del della di da do dos das du des d l la le les el al en em à a in im am an and et und y e i ve
v na u og och of the on near bei auf au aux sur sous van von den der ter st sts from via w te op o
f z mon tue wed thu fri sat sun lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes
miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta montag dienstag mittwoch
donnerstag freitag samstag sonntag vasárnap hétfő kedd szerda csütörtök péntek szombat heute hoje
hoy aujourd hui oggi ieri
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_MONTHS = re.compile(
    r"(?:jan|feb|fév|mar|mär|apr|avr|abr|mai|may|mag|jun|jui|jul|lug|aug|aoû|ago|sep|set"
    r"|oct|okt|out|ott|nov|dec|déc|dez|dic|ene"
    r"|gen|giu|maj|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|led|úno|bře|dub|kvě|čer|srp|zář"
    r"|říj|lis|pro|sty|lut|kwi|cze|lip|sie|wrz|paź|gru"
    r"|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер"
    r"|вер|жов|гру|ožu|tra|svi|srp|ruj|stu|pro|vel|sij)\w{0,8}\.?$",
    re.IGNORECASE,
)
_CJK_HEAD = re.compile(r"^[（(【［\[]?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\d\s=·・、,/]{0,20}$")
_CJK_TAIL = re.compile(
    r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\d\s=·・、（()A-Za-z]{0,16}[电電】)）\]］=＝]"
)
_CAPITALS = re.compile(r"[^\W\d_a-zß-öø-ÿ]{3,}\b")
_NOT_PLACES = re.compile(
    r"(?i)\b(?:party|partei|partido|parti|police|authority|office|exam|agency|agentur"
    r"|agence|association|said|told|by|foto|photo|bild|via|source|quelle|group)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A dateline that names agencies; `text[:end]` are its words."""

    agencies: tuple[Agency, ...]
    role: Role
    end: int
    place: str | None


def find_dateline(text: str, agencies: Iterable[Agency]) -> Found | None:
    """Return the dateline that opens `text` if it names one of `agencies`, else None."""
    head = text[:HEAD]
    named = line_mentions(head, agencies)
    if not named:
        return None
    group = _first_group(head, named)
    return (
        _cjk(head, named[0])
        or _in_brackets(head, group)
        or _agency_first(head, group)
        or _bare(head, group)
    )


def _first_group(head: str, named: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The first mention and those joined to it: "(AFP/Reuters)", "(dpa, afp)", "TT-AFP"."""
    group = [named[0]]
    for mention in named[1:]:
        between = head[group[-1].end : mention.start]
        if len(between) > 5 or re.search(r"[.:\])]", between):
            break
        group.append(mention)
    return tuple(group)


def _in_brackets(head: str, group: tuple[Mention, ...]) -> Found | None:
    """Such as "KYIV, Oct 29 (AFP) —", "Hamburg (dpa/lno) –", "MOSCOW, June 29. /TASS/."."""
    opened = _opening(head, group[0].start)
    if opened is None:
        return None
    closer = head.find(_OPENERS[head[opened]], group[-1].end)
    if closer < 0 or closer - group[-1].end > 24:
        return None
    place = head[:opened]
    after = head[closer + 1 :]
    is_alone = _FOLLOWS_DASH.match(after) or _SENTENCE.match(after)
    is_fit = _is_place(place) if place.strip() else bool(is_alone)
    # "Demokratische Partei der Albaner (DPA)" explains initials; "WRENNFIELD, Arrow Plains (AP) —"
    # only looks as if it did: a place in capitals, and a dash behind the bracket.
    is_sure = _CAPITALS.match(place) and _FOLLOWS_DASH.match(after)
    explains = not is_sure and spells_out(place, head[group[0].start : group[0].end])
    if not is_fit or not _FOLLOWS.match(after) or explains:
        return None
    if not place.strip():
        return _found(group, head, closer + 1, after=after)
    return _found(group, head, closer + 1, place=place)


def _agency_first(head: str, group: tuple[Mention, ...]) -> Found | None:
    """Such as "AFP - Paris - …", "Reuters, London –"; the bracketed are for `_in_brackets`."""
    if group[0].start > 1:
        return None
    match = re.match(
        rf"\s?[,/.]?\s?(?P<place>[^-–—:=]{{0,40}}?)\s?(?:{_DASH}+|(?<=\w)\.)\s",
        head[group[-1].end :],
    )
    if match is None:
        return None
    place = match["place"]
    is_short = match[0].rstrip()[-1] != "." or 0 < len(place.split()) <= MAX_TOWN_WORDS
    if not is_short or (place.strip() and not _is_place(place)):
        return None
    return _found(group, head, group[-1].end + match.end(), place=place)


def _bare(head: str, group: tuple[Mention, ...]) -> Found | None:
    """Such as "PARIS, AFP –", "Berlin/dpa –", "МОСКВА, 29 июн - РИА Новости.", "Paris - AFP - "."""
    start, end = group[0].start, group[-1].end
    place, after = head[:start], head[end:]
    is_parted = head[start] == "/" or re.search(r"[,/.|–—-]\s*$|[A-ZÀ-ÞА-Я]{3,}\s$", place)
    if not place.strip() or not is_parted:  # "/ritzau/" is parted by its own bars
        return None
    is_closed = _FOLLOWS_DASH.match(after) or (re.search(r"[-–—]\s*$", place) and after[:2] == ". ")
    if not is_closed or not _is_place(place):
        return None
    return _found(group, head, end, place=place)


def _cjk(head: str, first: Mention) -> Found | None:
    """Such as "新华社北京4月24日电", "【6月18日 AFP】", "[パリ 12日 ロイター]"."""
    before, after = head[: first.start], head[first.end :]
    if head[first.end - 1] == "】":  # "時事】" is only an agency with its bracket
        after = head[first.end - 1 :]
    tail = _CJK_TAIL.match(after)
    is_cjk = bool(re.search(r"[\u3040-\u9fff\uac00-\ud7af【]", head[: first.end + 20]))
    if not is_cjk or tail is None or not _CJK_HEAD.match(before):
        return None
    is_open = before[:1] in "（(【［[" if before else tail[0][-1] in "电電"
    return _found((first,), head, len(head) - len(after) + tail.end()) if is_open else None


def _opening(head: str, start: int) -> int | None:
    """Where the bracket opens that holds the name; signs and "©" may stand between."""
    for at in range(start - 1, max(-1, start - 14), -1):
        if head[at] in _OPENERS:
            if head[at] == "/" and (at == 0 or not head[at - 1].isspace()):
                return None
            return at
        if head[at] in ")]".strip() or head[at].isdigit():
            return None
    return None


def _is_place(text: str) -> bool:
    """Whether `text` holds only capital words, numbers, months and small words: a place, a date."""
    if len(text) > 110 or _NOT_PLACES.search(text):
        return False
    words = _WORD.findall(text)
    capitals = [
        word for word in words if word[0].isupper() or not (word[0].islower() or word[0].isdigit())
    ]
    if not capitals or len(words) > 14 or (len(capitals) > 8):
        return False
    return all(
        _may_stand_in_dateline(word, words[at - 1] if at else "") for at, word in enumerate(words)
    )


def _may_stand_in_dateline(word: str, before: str) -> bool:
    if not word[0].islower() or word in _SMALL or _MONTHS.match(word):
        return True
    return before.rstrip("ºª").isdigit() and len(word) <= 12  # "29 июня", "7 de", "3rd"


def spells_out(place: str, printed: str) -> bool:
    """Whether the words in front are what the initials stand for: "Aam Aadmi Party (AAP)"."""
    words = [word for word in _WORD.findall(place[-HEAD:]) if word not in _SMALL]
    if not printed.isupper() or len(words) < len(printed):
        return False
    return "".join(word[0] for word in words[-len(printed) :]).upper() == printed


def _found(
    group: tuple[Mention, ...], head: str, end: int, *, place: str = "", after: str = ""
) -> Found:
    dash = re.match(rf"\s*(?:[.,]?\s*{_DASH}+|\.)", head[end:])
    stop = end + (dash.end() if dash else 0)
    behind = re.match(rf"\s*[.]?\s*{_DASH}+\s*(?P<place>[^-–—:.(]{{2,50}}?)\s*[-–—]", after)
    if behind and not place and _is_place(behind["place"]):
        place, stop = behind["place"], end + behind.end()
    agencies = tuple(dict.fromkeys(mention.agency for mention in group))
    return Found(
        agencies=agencies, role=_role(head, group, end), end=stop, place=_town(place) or None
    )


def _role(head: str, group: tuple[Mention, ...], end: int) -> Role:
    """In "(KNA/iz)" the paper's own desk had a hand; "(dpa/lno)" is the agency alone."""
    sign = re.match(r"/\s?([a-z]{2,4})\b", head[group[-1].end : end])
    before = re.search(r"\b([a-z]{2,4})/$", head[: group[0].start])
    services = {service for mention in group for service in mention.agency.services}
    own = [match[1] for match in (sign, before) if match and match[1] not in services]
    return Role.JOINT if own else Role.TEXT


def _town(place: str) -> str:
    """The place without the date: of "Bruselas, 7 oct " it is "Bruselas"."""
    pieces = place.split(",")
    kept = [pieces[0], *(piece for piece in pieces[1:] if not _is_date(piece))]
    town = re.split(r"[.]?\s+(?=\d)|\s[-–—|]", ",".join(kept).strip(), maxsplit=1)[0]
    return town.strip(" ,.-–—/|:")


def _is_date(piece: str) -> bool:
    words = _WORD.findall(piece)
    return any(word[0].isdigit() for word in words) or bool(words and _MONTHS.match(words[0]))
