"""How many hands wrote it, where fields and lines of one page say different things.

A field that names the agency alone says less than a byline that names the desk too: it is often
the same credit, cut short.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wirewatch.model import Credit, Declared, Place, Role
from wirewatch.wire.names import line_mentions, named_in
from wirewatch.wire.patterns import NEWSROOM

_SEEN = frozenset({Place.BYLINE, Place.DATELINE, Place.TAIL})


def agreed(found: Sequence[Credit], declared: Iterable[Declared]) -> Iterator[Credit]:
    """Yield the credits of a page; a field's TEXT becomes JOINT where the page knows of two hands.

    "Adam Vidler and AP" over a text whose JSON-LD says "AP"; "dpa" in a list of authors beside
    "MM-Redaktion".
    """
    joint = {each.agency for each in found if each.role is Role.JOINT and each.place in _SEEN}
    whole = {each.agency for each in found if each.role is Role.TEXT and each.place in _SEEN}
    listed = _listed_with_a_desk(declared)
    for credit in found:
        is_field = credit.role is Role.TEXT and credit.place not in _SEEN
        is_shared = credit.agency in joint or (credit.agency, credit.place) in listed
        if is_field and is_shared and credit.agency not in whole:
            yield replace(credit, role=Role.JOINT)
        else:
            yield credit


def _listed_with_a_desk(declared: Iterable[Declared]) -> set[tuple[str, Place]]:
    authors = [
        (each, line_mentions(each.text, named_in(each.text)))
        for each in declared
        if each.name == "author"
    ]
    desks = {each.place for each, named in authors if not named and NEWSROOM.search(each.text)}
    return {
        (mention.agency.code, each.place)
        for each, named in authors
        if each.place in desks
        for mention in named
    }
