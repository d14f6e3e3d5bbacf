"""From what is known of an article to what the matcher reads."""

from collections.abc import Iterable, Iterator, Mapping

from wirewatch.alerts.countries import country_of
from wirewatch.model import Block, BlockKind, Credit, Document, Place, Zone

# Zones that watches look at. Captions, adverts, read-more lines, share buttons and author boxes
# have none: on a real page watches for names that stood only there all alerted for nothing.
_ZONE_OF_BLOCK: Mapping[BlockKind, Zone] = {
    BlockKind.LEDE: Zone.LEDE,
    BlockKind.BODY: Zone.BODY,
    BlockKind.SUBHEAD: Zone.BODY,
    BlockKind.LIST: Zone.BODY,
    BlockKind.QUOTE: Zone.BODY,
    BlockKind.BYLINE: Zone.BYLINE,
    BlockKind.CREDIT: Zone.CREDIT,
    BlockKind.DATELINE: Zone.DATELINE,
}


def make_document(
    doc_id: str,
    *,
    headline: str,
    blocks: Iterable[Block],
    credits: Iterable[Credit] = (),
    fields: Iterable[tuple[str, str | None]] = (),
) -> Document:
    """Return the document of an article.

    Args:
        doc_id: The article's id.
        headline: Its headline; blocks of kind HEADLINE are passed over, as they repeat it.
        blocks: The whole page, labelled. Only what the author wrote, and who wrote it, is kept.
        credits: Give the fields agency (who had a hand in the text) and role, and the zone
            credit their evidence; "VESK (AFP) —" is also in the zone dateline.
        fields: source, lang, section, zone (of the publisher, for its country); unknown values
            (None) are left out.
    """
    found = tuple(credits)
    zones = [(Zone.HEADLINE, headline)] if headline else []
    zones += [(_ZONE_OF_BLOCK[b.kind], b.text) for b in blocks if b.kind in _ZONE_OF_BLOCK]
    printed = {text for zone, text in zones if zone is Zone.CREDIT}
    evidence = dict.fromkeys(credit.evidence for credit in found)
    zones += [(Zone.CREDIT, text) for text in evidence if text not in printed]
    opened = (credit.evidence for credit in found if credit.place is Place.DATELINE)
    zones += [(Zone.DATELINE, text) for text in dict.fromkeys(opened)]
    return Document(doc_id=doc_id, zones=tuple(zones), fields=tuple(_fields(found, fields)))


def _fields(
    credits: Iterable[Credit], fields: Iterable[tuple[str, str | None]]
) -> Iterator[tuple[str, str]]:
    given = {name: value for name, value in fields if value}
    zone = given.pop("zone", None)
    yield from given.items()
    if country := country_of(given.get("source", ""), zone):
        yield "country", country
    for credit in credits:
        if credit.role.is_text:  # whoever asks for agency:AFP means its texts, not its pictures
            yield "agency", credit.agency
        yield "role", credit.role.value
