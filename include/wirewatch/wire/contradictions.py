"""Where a page says two things about who wrote it."""

from collections.abc import Iterable, Iterator

from wirewatch.model import Article, Credit, Declared, Place, Role
from wirewatch.wire.agencies import AGENCY_OF_CODE
from wirewatch.wire.names import line_mentions, named_in
from wirewatch.wire.people import people_only

_SEEN = {Place.BYLINE: "byline", Place.DATELINE: "dateline", Place.TAIL: "credit line"}
_WRITERS = frozenset({"author", "creator"})


def contradictions(article: Article, credits: Iterable[Credit]) -> tuple[str, ...]:
    """Return in plain words where the metadata name another writer than the page itself shows.

    Only an agency that is seen as the text's one author contradicts; a joint byline does not. A
    desk ("Web Desk") signs agencies' texts every day: only a person or the paper itself is told.
    """
    seen = [each for each in credits if each.role is Role.TEXT and each.place in _SEEN]
    if not seen:
        return ()
    return tuple(dict.fromkeys([*_signed_by_others(article, seen), *_two_agencies(seen)]))


def _signed_by_others(article: Article, seen: list[Credit]) -> Iterator[str]:
    names = {name.casefold() for credit in seen for name in credit.people}
    papers = _papers(article)
    for declared in article.declared:
        writer = declared.text.strip()
        if _names_a_writer(declared) and not _is_one_of(writer, names):
            agency = AGENCY_OF_CODE[seen[0].agency].name
            is_own = writer.casefold() in papers
            if not is_own and not people_only([writer]):
                continue
            signed = f"the metadata call it {writer}'s own" if is_own else f"signed by {writer}"
            yield f"{signed}, but the {_SEEN[seen[0].place]} says {agency}"


def _papers(article: Article) -> set[str]:
    stated = {each.text for each in article.declared if each.name.lower() == "publisher"}
    return {name.strip().casefold() for name in (*stated, article.site_name or "") if name.strip()}


def _names_a_writer(declared: Declared) -> bool:
    text = declared.text.strip()
    is_text = declared.name.lower() in _WRITERS and not text.startswith(("http", "@"))
    return is_text and bool(text) and not line_mentions(text, named_in(text))


def _is_one_of(writer: str, names: set[str]) -> bool:
    return any(name in writer.casefold() for name in names)


def _two_agencies(seen: list[Credit]) -> Iterator[str]:
    by_place = {credit.place: credit for credit in reversed(seen)}
    byline, dateline = by_place.get(Place.BYLINE), by_place.get(Place.DATELINE)
    if byline and dateline:
        agree = {each.agency for each in seen if each.place is Place.BYLINE}
        if dateline.agency not in agree:
            one, other = AGENCY_OF_CODE[byline.agency].name, AGENCY_OF_CODE[dateline.agency].name
            yield f"the byline says {one}, but the dateline says {other}"
