"""The pieces of a query, each with its column. Whatever is no piece is refused with a suggestion.

Nothing is read leniently: a character that a page's words cannot hold would vanish from the watch
without a word, and the watch would silently find something else.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from lark import Token

from wirewatch.alerts.aliases import ALIASES, Aliases
from wirewatch.errors import BadInput
from wirewatch.model import Zone
from wirewatch.text import words

MAX_QUERY_CHARS = 20_000  # the longest real watches are some 55 terms, below 2,000 characters
MAX_DEPTH = 30  # of brackets
MAX_NEAR = 100  # words; farther apart, AND says the same
MIN_PREFIX = 3  # letters
MIN_STEM = 4
MAX_TIMES = 50  # of ATLEAST, as Factiva has it; no report repeats a name more often
MAX_DIGITS = 6  # of a count

ZONE_FIELDS = tuple(zone.value for zone in Zone)
VALUE_FIELDS = ("source", "agency", "role", "lang", "country", "section")

# What people write who come from other products.
_OTHER_NAMES = {
    "title": "headline", "hd": "headline", "hl": "headline", "intitle": "headline",
    "ingress": "lede", "lead": "lede", "intro": "lede", "text": "body", "by": "byline",
    "author": "byline", "located": "dateline", "site": "source", "domain": "source",
    "publisher": "source", "wire": "agency", "language": "lang", "la": "lang",
    "category": "section", "nation": "country",
}  # fmt: skip
_QUOTE_LIKE = "“”„‟«»＂"
_PIECE = re.compile(
    r"(?P<SPACE>\s+)"
    r'|(?P<EXACT>=)?"(?P<QUOTED>[^"]*)"'
    r"|(?P<LPAR>\()|(?P<RPAR>\))"
    r"|(?P<FIELD>[^\W\d]\w*):"
    r"|(?P<PLAIN>[^\s()\":]+)"
)
_MARK = re.compile(r'"[^"]*"?|[()]')
_NEAR = re.compile(r"(O?NEAR)(?:/(.*))?", re.DOTALL)
_TIMES = re.compile(r"ATLEAST(?:/(.*))?", re.DOTALL)
_COUNT = re.compile(r"(words|copies)[<>](.*)", re.DOTALL)
_WORD = re.compile(r"[\w'’.,&\-‐‑]+", re.UNICODE)
_OPERATORS = ("AND", "OR", "NOT", "SAME")


def refuse(text: str, at: int, problem: str) -> BadInput:
    """Return the error for a query: where in it, what is wrong, and what to write instead."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return BadInput("query", f"line {line}, column {column}: {problem}")


def pieces(text: str, aliases: Aliases = ALIASES) -> Iterator[Token]:
    """Give the pieces of a query in order; an alias comes with its spellings, a line each.

    Raises:
        BadInput: at the first thing that is no piece, with line, column and a suggestion.
    """
    if len(text) > MAX_QUERY_CHARS:
        raise refuse(text, MAX_QUERY_CHARS, f"a query has at most {MAX_QUERY_CHARS} characters")
    _check_brackets(text)
    field, depth = "", 0
    for found in _found(text):
        piece = _value(text, found, field) if field else _piece(text, found, aliases)
        yield piece
        if piece.type == "VALUE_FIELD":
            field, depth = str(piece), 0
        elif field:
            depth += (piece.type == "LPAR") - (piece.type == "RPAR")
            field = field if depth else ""


def _found(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:  # only a colon is left, as every quote has its partner
            raise refuse(text, at, "a colon stands alone; write a field before it: headline:word")
        if found.lastgroup != "SPACE":
            yield found
        at = found.end()


def _check_brackets(text: str) -> None:
    opened: list[int] = []
    for found in _MARK.finditer(text):
        at, mark = found.start(), found[0]
        if mark == "(":
            opened.append(at)
            if len(opened) > MAX_DEPTH:
                raise refuse(text, at, f"more than {MAX_DEPTH} brackets inside one another")
        elif mark == ")" and not opened:
            raise refuse(text, at, "this bracket closes nothing; remove it or open one before")
        elif mark == ")":
            opened.pop()
        elif len(mark) == 1 or mark[-1] != '"':
            raise refuse(text, at, 'this quote is never closed; write a second " after the phrase')
    if opened:
        raise refuse(text, opened[-1], "this bracket is never closed; write ) after the last term")


def _piece(text: str, found: re.Match[str], aliases: Aliases) -> Token:
    kind = found.lastgroup
    if kind == "QUOTED":
        return _phrase(text, found)
    if kind == "FIELD":
        return _field(text, found)
    if kind == "PLAIN":
        return _plain(text, found, aliases)
    return _token(text, found, str(kind))


def _token(text: str, found: re.Match[str], kind: str, value: str | None = None) -> Token:
    at = found.start()
    line = text.count("\n", 0, at) + 1
    return Token(kind, found[0] if value is None else value, start_pos=at, line=line)


def _phrase(text: str, found: re.Match[str]) -> Token:
    at, inner = found.start(), found["QUOTED"]
    if "*" in inner:
        raise refuse(text, at, "no * inside quotes; write the word with * outside, joined by NEAR")
    if not words(inner):
        raise refuse(text, at, "an empty phrase; write at least one word between the quotes")
    return _token(text, found, "EXACT" if found["EXACT"] else "PHRASE", inner)


def _field(text: str, found: re.Match[str]) -> Token:
    name = found["FIELD"].lower()
    if name in ZONE_FIELDS:
        return _token(text, found, "ZONE_FIELD", name)
    if name in VALUE_FIELDS:
        return _token(text, found, "VALUE_FIELD", name)
    known = (*ZONE_FIELDS, *VALUE_FIELDS)
    near = _OTHER_NAMES.get(name) or next(iter(get_close_matches(name, known, n=1)), None)
    advice = f"did you mean {near}: ?" if near else "the fields are " + " ".join(known)
    raise refuse(text, found.start(), f"there is no field {name}:; {advice}")


def _plain(text: str, found: re.Match[str], aliases: Aliases) -> Token:
    word = found["PLAIN"]
    if word in _OPERATORS:
        return _token(text, found, word)
    if near := _NEAR.fullmatch(word):
        return _near(text, found, near)
    if times := _TIMES.fullmatch(word):
        return _times(text, found, times)
    if count := _COUNT.fullmatch(word):
        return _count(text, found, count)
    if word[0] in "=~@":
        return _marked(text, found, aliases)
    _check_word(text, found.start(), word)
    if word.endswith("*"):
        return _prefix(text, found, word[:-1])
    return _token(text, found, "WORD")


def _marked(text: str, found: re.Match[str], aliases: Aliases) -> Token:
    if found["PLAIN"][0] == "@":
        return _alias(text, found, aliases)
    return (_exact if found["PLAIN"][0] == "=" else _stem)(text, found)


def _near(text: str, found: re.Match[str], near: re.Match[str]) -> Token:
    name, number = near[1], near[2]
    if not number or not number.isascii() or not number.isdigit():
        wanted = f"{name} needs a number: {name}/5 means at most five words between"
        raise refuse(text, found.start(), wanted)
    if len(number) > 4 or int(number) > MAX_NEAR:
        raise refuse(text, found.start(), f"{name}/{MAX_NEAR} is the widest; write AND instead")
    return _token(text, found, name, number)


def _times(text: str, found: re.Match[str], times: re.Match[str]) -> Token:
    number = times[1] or ""
    if not _is_number(number) or not 1 <= int(number) <= MAX_TIMES:
        wanted = f"ATLEAST needs a number from 1 to {MAX_TIMES}: ATLEAST/3 (word)"
        raise refuse(text, found.start(), wanted)
    return _token(text, found, "ATLEAST", number)


def _count(text: str, found: re.Match[str], count: re.Match[str]) -> Token:
    if not _is_number(count[2]):
        wanted = f"{count[1]} is compared with a whole number, without spaces: {count[1]}>300"
        raise refuse(text, found.start(), wanted)
    return _token(text, found, "COUNT")


def _is_number(figures: str) -> bool:
    return figures.isascii() and figures.isdigit() and len(figures) <= MAX_DIGITS


def _exact(text: str, found: re.Match[str]) -> Token:
    word = found["PLAIN"][1:]
    if not word or word.endswith("*"):
        wanted = '= stands directly before a whole word or a phrase: =US or ="Le Monde"'
        raise refuse(text, found.start(), wanted)
    _check_word(text, found.start() + 1, word)
    return _token(text, found, "EXACT", word)


def _stem(text: str, found: re.Match[str]) -> Token:
    at, word = found.start(), found["PLAIN"][1:]
    _check_word(text, at + 1, word or "*")
    folded = words(word)
    if len(folded) != 1 or len(folded[0]) < MIN_STEM:
        raise refuse(text, at, f"~ takes one word of at least {MIN_STEM} letters: ~resign")
    return _token(text, found, "STEM", folded[0])


def _alias(text: str, found: re.Match[str], aliases: Aliases) -> Token:
    name = found["PLAIN"][1:].lower()
    if name in aliases:
        return _token(text, found, "ALIAS", "\n".join((name, *aliases[name])))
    near = get_close_matches(name, aliases, n=1)
    advice = f"did you mean @{near[0]}?" if near else "write the spellings with OR between them"
    raise refuse(text, found.start(), f"there is no alias @{name}; {advice}")


def _check_word(text: str, at: int, word: str) -> None:
    if word[0] in "*?":
        raise refuse(text, at, f"a word cannot begin with {word[0]}; write its first letters")
    if word[0] in "-+":
        better = "NOT" if word[0] == "-" else "AND"
        raise refuse(text, at, f"{word[0]} is no operator; write {better} {word[1:] or 'word'}")
    core = word[:-1] if word.endswith("*") else word
    wrong = next((i for i, c in enumerate(core) if not _WORD.fullmatch(c)), None)
    if wrong is not None:
        raise refuse(text, at + wrong, _advice(core[wrong], word))
    if not words(core):
        raise refuse(text, at, f"{word} holds no letter and no figure; put words here")


def _advice(character: str, word: str) -> str:
    if character in _QUOTE_LIKE:
        return f'{character} is no quote here; write straight quotes: "two words"'
    if character in "*?":
        return f'{character} may only stand as a * at the end of a word: "{word}" is not possible'
    if character in "<>":
        return f"{character} compares words and copies only, without spaces: words>300, copies>3"
    if character in "|&":
        return f"{character} is no operator; write OR or AND"
    return f'{character} cannot stand in a word; if it is part of a name, quote it: "{word}"'


def _prefix(text: str, found: re.Match[str], stem: str) -> Token:
    folded = words(stem)
    if len(folded) != 1:
        raise refuse(text, found.start(), f"{stem}* is more than one word; * ends a single one")
    if len(folded[0]) < MIN_PREFIX:
        wanted = f"{stem}* is too short; write at least {MIN_PREFIX} letters before the *"
        raise refuse(text, found.start(), wanted)
    return _token(text, found, "PREFIX", folded[0])


def _value(text: str, found: re.Match[str], field: str) -> Token:
    kind = str(found.lastgroup)
    if kind in ("LPAR", "RPAR") or found[0] == "OR":
        return _token(text, found, "OR" if found[0] == "OR" else kind)
    if kind == "FIELD" or found[0] in _OPERATORS:
        raise refuse(
            text, found.start(), f"{field}: needs a value: {field}:one or {field}:(a OR b)"
        )
    value = (found["QUOTED"] if kind == "QUOTED" else found[0]).strip()
    if not value:
        raise refuse(text, found.start(), f"an empty value; write what {field}: shall be")
    if kind == "PLAIN" and value[0] in "=@~":
        raise refuse(text, found.start(), f"no {value[0]} in a value; any case is the same there")
    if "*" in value or "?" in value:
        raise refuse(text, found.start(), f"no * in the value of {field}:; write it whole")
    return _token(text, found, "VALUE", value)
