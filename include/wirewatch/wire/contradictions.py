"""Where a page says two things about who wrote it."""

from collections.abc import Iterable, Iterator

from wirewatch.model import Article, BlockKind, Credit, Declared, Place, Role
from wirewatch.wire.agencies import AGENCY_OF_CODE
from wirewatch.wire.names import line_mentions, named_in
from wirewatch.wire.own_names import own_names
from wirewatch.wire.people import people_only

# Where the text's agency may be named, what is nearest to it first.
_PLACES = {
    Place.BYLINE: "byline says",
    Place.DATELINE: "dateline says",
    Place.TAIL: "credit line says",
    Place.JSON_LD: "metadata say",
    Place.META: "metadata say",
    Place.FEED: "feed says",
}
# On its own site an agency's reporters sign; elsewhere a desk may have had a hand in the text.
_NOT_ALONE = frozenset({Role.OWN, Role.JOINT, Role.CONTRIBUTION})
_METADATA = frozenset({Place.JSON_LD, Place.META})
_WRITERS = frozenset({"author", "creator"})


def contradictions(article: Article, credits: Iterable[Credit]) -> tuple[str, ...]:
    """Return in plain words where one place of a page names another writer than the next.

    Only an agency that is named as the text's one author contradicts; a joint byline does not. A
    desk ("Web Desk") signs agencies' texts every day: only a person or the paper itself is told.
    """
    found = tuple(credits)
    not_alone = {each.agency for each in found if each.role in _NOT_ALONE}
    wrote = [each for each in found if each.role is Role.TEXT and each.agency not in not_alone]
    if not wrote:
        return ()
    wrote.sort(key=lambda each: list(_PLACES).index(each.place))
    return tuple(dict.fromkeys([*_signed_by_others(article, wrote), *_two_agencies(wrote)]))


def _signed_by_others(article: Article, wrote: list[Credit]) -> Iterator[str]:
    people = {name.casefold() for credit in wrote for name in credit.people}
    papers = own_names(article)
    for writer, is_declared in _writers(article):
        # A reporter over an agency's author field or dateline may be the agency's own.
        saying = [each for each in wrote if is_declared or each.place is not Place.BYLINE]
        saying = [each for each in saying if not (is_declared and each.place in _METADATA)]
        if not saying or any(name in writer.casefold() for name in people):
            continue
        said = f"but the {_PLACES[saying[0].place]} {AGENCY_OF_CODE[saying[0].agency].name}"
        if writer.lower() in papers:
            if is_declared:
                yield f"the metadata call it {writer}'s own, {said}"
        elif people_only([writer]):
            yield f"signed by {writer}, {said}"


def _writers(article: Article) -> Iterator[tuple[str, bool]]:
    """Yield who signs a page and is no agency, and whether the metadata say so."""
    yield from ((each.text.strip(), True) for each in article.declared if _names_a_writer(each))
    for block in article.blocks:
        if block.kind is BlockKind.BYLINE and not line_mentions(block.text, named_in(block.text)):
            yield from ((name, False) for name in people_only([block.text]))


def _names_a_writer(declared: Declared) -> bool:
    text = declared.text.strip()
    is_text = declared.name.lower() in _WRITERS and not text.startswith(("http", "@"))
    return is_text and bool(text) and not line_mentions(text, named_in(text))


def _two_agencies(wrote: list[Credit]) -> Iterator[str]:
    """Yield where another place names none of the agencies that the nearest one names."""
    agencies: dict[str, list[str]] = {}
    for credit in wrote:
        agencies.setdefault(_PLACES[credit.place], []).append(credit.agency)
    first, *others = agencies
    for other in others:
        if not set(agencies[first]) & set(agencies[other]):
            one, two = (AGENCY_OF_CODE[agencies[place][0]].name for place in (first, other))
            yield f"the {first} {one}, but the {other} {two}"
