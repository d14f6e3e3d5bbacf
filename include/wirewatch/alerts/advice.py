"""What to tell somebody whose query has its pieces in the wrong order."""

from collections.abc import Sequence

from lark import Token

from wirewatch.alerts.lexer import refuse
from wirewatch.errors import BadInput

NEW_LINE = "\n"
_MARKS = {"STEM": "~", "ALIAS": "@"}
_PAIRING = {"NEAR", "ONEAR", "SAME"}
_JOINING = {"AND", "OR", *_PAIRING}
_TERM_ENDS = {"WORD", "PHRASE", "PREFIX", "EXACT", "STEM", "ALIAS", "COUNT", "RPAR", "VALUE"}
_FIELDS = {"ZONE_FIELD", "VALUE_FIELD"}
_SMALL_OPERATORS = {"and", "or", "not", "near", "same", "atleast", "oder", "und", "et", "ou"}


def advise(text: str, found: Sequence[Token], wrong: Token) -> BadInput:
    """Return the error for a query that lark cannot read beyond the piece `wrong`."""
    place = next((i for i, piece in enumerate(found) if piece is wrong), len(found))
    before = found[place - 1] if place else None
    at = wrong.start_pos if place < len(found) else before.start_pos if before else 0
    return refuse(text, at or 0, _problem(before, None if place == len(found) else wrong))


def _problem(before: Token | None, wrong: Token | None) -> str:
    if before is not None and before.type in _FIELDS:
        return f"{before}: names nothing; write a word, a phrase or a bracket directly after it"
    if before is not None and before.type == "ATLEAST":
        return f"ATLEAST/{before} needs brackets: ATLEAST/{before} (word)"
    if before is not None and before.type in _TERM_ENDS and wrong is not None:
        return _unjoined(before, wrong)
    if wrong is None or wrong.type == "RPAR":
        return _dangling(before)
    if wrong.type in _JOINING:
        return _nothing_before(before, wrong)
    return f"{_printed(wrong)} cannot follow {_printed(before)}; write a word, phrase or bracket"


def _unjoined(before: Token, wrong: Token) -> str:
    if wrong.type in _PAIRING:
        return f"{wrong.type} joins two terms only; write (a NEAR/5 b) AND (b NEAR/5 c)"
    for piece in (wrong, before):
        if piece.type == "WORD" and str(piece).lower() in _SMALL_OPERATORS:
            return f"{piece} is read as a word here; operators are AND, OR, NOT, NEAR/5 in capitals"
    a, b = _printed(before), _printed(wrong)
    if before.type == wrong.type == "WORD":
        return f'nothing joins {a} and {b}; write {a} AND {b}, {a} OR {b}, or "{a} {b}"'
    return f"nothing joins {a} and {b}; write AND or OR between them"


def _dangling(before: Token | None) -> str:
    if before is None or before.type == "LPAR":
        return "the brackets are empty; write a term between them or remove them"
    return f"{_printed(before)} has nothing after it; write a term there or remove it"


def _nothing_before(before: Token | None, wrong: Token) -> str:
    if before is None or before.type == "LPAR":
        return f"{_printed(wrong)} has nothing before it; write a term there or remove it"
    return f"{_printed(wrong)} directly follows {_printed(before)}; keep one of the two"


def _printed(piece: Token | None) -> str:
    if piece is None:
        return "the beginning"
    match piece.type:
        case "NEAR" | "ONEAR" | "ATLEAST":
            return f"{piece.type}/{piece}"
        case "PHRASE":
            return f'"{piece}"'
        case "EXACT":
            return f'="{piece}"'
        case "STEM" | "ALIAS":
            return _MARKS[piece.type] + piece.partition(NEW_LINE)[0]
        case "PREFIX":
            return f"{piece}*"
        case "ZONE_FIELD" | "VALUE_FIELD":
            return f"{piece}:"
        case _:
            return str(piece)
