"""Finding the phrases of `words` in a block: as its first words, as all of it, or anywhere."""

import re
from functools import lru_cache

from wirewatch.articles import words

_TABLES = {
    "read_more": words.READ_MORE,
    "share": words.SHARE,
    "advert_label": words.ADVERT_LABEL,
    "newsletter": words.NEWSLETTER,
    "paywall": words.PAYWALL,
    "byline": words.BYLINE,
    "published": words.PUBLISHED,
    "modified": words.MODIFIED,
    "credit": words.CREDIT,
    "correction": words.CORRECTION,
    "caption": words.CAPTION,
    "bio": words.BIO,
    "not_found": words.NOT_FOUND,
}


def phrases(table: str) -> tuple[str, ...]:
    """Return the phrases of a table, the longest first."""
    found = {phrase.replace("\n", "") for phrase in table.replace("’", "'").split("|")}
    return tuple(
        sorted(filter(None, (phrase.lstrip() for phrase in found)), key=lambda p: (-len(p), p))
    )


def alternatives(table: str) -> str:
    """Return an expression that matches any phrase of `table`, the longest first."""
    return "|".join(map(re.escape, phrases(table)))


@lru_cache(maxsize=64)  # many rules ask of one block
def _plain(text: str) -> str:
    """Return `text` in lower case, letter by letter, with one apostrophe and one i.

    An expression that ignores case is four times as slow: it cannot look at first letters.
    """
    return text.replace("’", "'").replace("İ", "i").lower().replace("ı", "i")


# The first words of a block: the phrase ends where a word ends (Japanese has no word ends).
_LEADS = {
    name: re.compile(
        rf"[\W_]{{0,4}}(?:{alternatives(_plain(table))})(?:(?<=[^\x00-\u2e80])|(?!\w))"
    )
    for name, table in _TABLES.items()
}
_ANYWHERE = {
    name: re.compile(rf"(?<!\w)(?:{alternatives(_plain(table))})")
    for name, table in {
        "advert_words": words.ADVERT_WORDS,
        "bio_verbs": words.BIO_VERBS,
        "consent": words.CONSENT,
        "challenge": words.CHALLENGE,
        "paywall": words.PAYWALL,
        "rights": words.RIGHTS,
    }.items()
}


def lead(table: str, text: str) -> str | None:
    """Return what follows the phrase of `table` that `text` opens with, or None."""
    found = _LEADS[table].match(_plain(text))
    return None if found is None else text[found.end() :]


def is_whole(table: str, text: str) -> bool:
    """Whether `text` is a phrase of `table` and nothing else."""
    rest = lead(table, text)
    return rest is not None and not any(map(str.isalnum, rest))


def mentions(table: str, text: str) -> list[str]:
    """Return the phrases of `table` that stand anywhere in `text`."""
    found: list[str] = _ANYWHERE[table].findall(_plain(text))
    return found


_AGENCY_HINT = re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases(words.AGENCY_HINTS)))})\b")


def names_an_agency(text: str) -> bool:
    """Whether `text` holds a word that looks like a news agency."""
    return bool(_AGENCY_HINT.search(text))
