"""People in bylines: what is a name, and what is an agency, a desk, a title or a place."""

import re
from collections.abc import Iterable

from wirewatch.wire.names import line_mentions, named_in
from wirewatch.wire.patterns import ARTICLES, DESKS, IN_PLACE, LEADS, TITLES

_PARTICLES = (
    "de|del|della|di|da|do|dos|das|du|des|van|von|der|den|ter|ten|al|el|bin|ibn|ben|af|av|la|le"
    "|zu|y|e"
)
_NAME = re.compile(
    rf"(?:[^\W\d_][\w'’.\-]*)(?:\s(?:(?:{_PARTICLES})\s)*(?:[^\W\d_][\w'’.\-]*)){{1,4}}"
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;/|•·()\[\]+&–—\n]|\s-\s|\s(?:and|et|und|y|e|og|och|i|en|ve|a|și|şi|mit|with|avec"
    r"|con|и)\s)\s*"
)
_HIDDEN = "\ue000"  # a private-use character stands for an agency's name while we cut
MAX_LINE = 300  # characters; a longer "byline" is a paragraph


def is_name(text: str) -> bool:
    """Whether `text` can be the name of one person: two to five words, capitals, no desk."""
    if not _NAME.fullmatch(text) or DESKS.search(text) or ARTICLES.match(text):
        return False
    words = [word for word in text.split() if word.lower() not in _PARTICLES.split("|")]
    return len(words) >= 2 and all(word[0].isupper() or not word[0].islower() for word in words)


def people_only(authors: Iterable[str]) -> tuple[str, ...]:
    """Return the people in `authors`, as printed and without repeats.

    Agencies, desks, titles and places are cut out: "By STEVE PEOPLES, AP National Political
    Writer" gives "STEVE PEOPLES", "Le Figaro et AFP" gives nothing.
    """
    names = (name for author in authors for name in _names_in(author[:MAX_LINE]))
    return tuple(dict.fromkeys(names))


def without_titles(text: str) -> str:
    """Return `text` without lead words ("By", "Von") in front and agency titles anywhere."""
    lead = LEADS.match(text := text.strip())
    words = text[lead.end() if lead else 0 :].split()
    kept = (word for word in words if word.strip(".,:").lower() not in TITLES)
    return " ".join(kept).strip(" .:：,-–—")


def _names_in(author: str) -> Iterable[str]:
    hidden = author
    for mention in reversed(line_mentions(author, named_in(author))):
        hidden = f"{hidden[: mention.start]} {_HIDDEN} {hidden[mention.end :]}"
    for piece in _SEPARATOR.split(hidden.strip()):
        for part in piece.split(_HIDDEN):
            name = IN_PLACE.sub("", without_titles(part.strip())).strip()
            if is_name(name):
                yield name
