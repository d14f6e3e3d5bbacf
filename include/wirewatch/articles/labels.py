"""What each block of a page is for: a table of rules, the first that speaks decides.

A rule sees one block and where it stands (`Spot`) and gives its reason, or nothing. What no rule
claims is text where trafilatura kept it, and page furniture where it did not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wirewatch.articles import rules, signatures
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare
from wirewatch.articles.boxes import review
from wirewatch.articles.spot import Spot
from wirewatch.model import Block, BlockKind

_MIN_PARAGRAPH_WORDS = 12
_NEAR_BEFORE = 30  # blocks: how far above the text a byline or a lead picture may stand
_NEAR_AFTER = 12
_MAX_TEASER_WORDS = 30
_MAX_HEADING_WORDS = 20
_HEAD_ABOVE = 6  # kicker, date or byline printed above the headline

_RULES: tuple[tuple[BlockKind, Callable[[RawBlock, Spot], str]], ...] = (
    (BlockKind.HEADLINE, rules.headline),
    (BlockKind.OTHER, rules.own_name),
    (BlockKind.OTHER, rules.furniture),
    (BlockKind.OTHER, rules.rights),
    (BlockKind.OTHER, rules.correction),
    (BlockKind.ADVERT, rules.advert),
    (BlockKind.SHARE, rules.share),
    (BlockKind.READMORE, rules.read_more),
    (BlockKind.NEWSLETTER, rules.newsletter),
    (BlockKind.PAYWALL, rules.paywall),
    (BlockKind.CAPTION, rules.caption),
    (BlockKind.BIO, signatures.bio),
    (BlockKind.DATELINE, signatures.date_line),
    (BlockKind.CREDIT, signatures.credit),
    (BlockKind.BYLINE, signatures.byline),
    (BlockKind.TAG, rules.tag),
    (BlockKind.BODY, rules.standfirst),
)
_SURE = (Spot(is_kept=True), Spot(is_kept=True, is_before=True))
_TEXT_KIND = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.SUBHEAD),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST),
    "blockquote": BlockKind.QUOTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the page's metadata already told, before its blocks are judged."""

    headlines: frozenset[str] = frozenset()  # `bare` forms
    descriptions: frozenset[str] = frozenset()  # `bare` forms of the summaries in its metadata
    people: tuple[str, ...] = ()  # names of the declared authors, as printed
    names: frozenset[str] = frozenset()  # `bare` forms of the site's own names


def label_blocks(
    blocks: Sequence[RawBlock], kept: Sequence[bool], known: Known
) -> tuple[Block, ...]:
    """Return one labelled block for each of `blocks`, in their order, texts unchanged."""
    spots = _spots(blocks, kept, known)
    judged = [_judge(block, spot) for block, spot in zip(blocks, spots, strict=True)]
    labels = _follow_read_more(blocks, judged)
    labels = _restore_subheads(blocks, labels)
    labels = review(blocks, labels)
    labels = _gather_bio(blocks, spots, labels)
    return _with_lede(blocks, labels)


def _spots(blocks: Sequence[RawBlock], kept: Sequence[bool], known: Known) -> list[Spot]:
    first, last = _span(blocks, kept)
    headline = _headline_place(blocks, known, first)
    top = max(0, first - _NEAR_BEFORE if headline is None else headline - _HEAD_ABOVE)
    return [
        Spot(
            is_kept=kept[index],
            is_before=top <= index < first,
            is_after=last < index <= last + _NEAR_AFTER,
            is_near=first == len(blocks) or first - _NEAR_BEFORE <= index <= last + _NEAR_AFTER,
            is_edge=index in {first, last},
            is_under_headline=headline is not None and headline < index < first,
            headlines=known.headlines,
            descriptions=known.descriptions,
            people=known.people,
            names=known.names,
        )
        for index in range(len(blocks))
    ]


def _span(blocks: Sequence[RawBlock], kept: Sequence[bool]) -> tuple[int, int]:
    """Return the places of the first and the last block that is surely a paragraph of the text."""
    places = range(len(blocks))
    first = next((at for at in places if kept[at] and _is_surely_text(blocks[at])), len(blocks))
    last = next((at for at in reversed(places) if kept[at] and _is_surely_text(blocks[at])), first)
    return first, last


def _is_surely_text(block: RawBlock) -> bool:
    if block.n_words < _MIN_PARAGRAPH_WORDS or block.tag in {"h1", "figcaption"}:
        return False
    return not any(rule(block, spot) for kind, rule in _RULES if not kind.is_text for spot in _SURE)


def _headline_place(blocks: Sequence[RawBlock], known: Known, first: int) -> int | None:
    """Return the place of the headline next above the text."""
    for index in range(first - 1, max(-1, first - 2 * _NEAR_BEFORE), -1):
        if bare(blocks[index].text) in known.headlines:
            return index
    return None


def _judge(block: RawBlock, spot: Spot) -> tuple[BlockKind, str]:
    for kind, rule in _RULES:
        why = rule(block, spot)
        if why:
            return kind, why
    if not spot.is_kept:
        return BlockKind.OTHER, ""
    return _TEXT_KIND.get(block.tag, BlockKind.BODY), ""


def _follow_read_more(
    blocks: Sequence[RawBlock], judged: Sequence[tuple[BlockKind, str]]
) -> list[tuple[BlockKind, str]]:
    """Label the links that follow "Read more" with it."""
    labels: list[tuple[BlockKind, str]] = []
    is_open = False
    for block, (kind, why) in zip(blocks, judged, strict=True):
        if is_open and kind is not BlockKind.READMORE and _is_short_link(block):
            kind, why = BlockKind.READMORE, "a link below such a heading"
        is_open = kind is BlockKind.READMORE
        labels.append((kind, why))
    return labels


def _restore_subheads(
    blocks: Sequence[RawBlock], labels: list[tuple[BlockKind, str]]
) -> list[tuple[BlockKind, str]]:
    """Give a heading between two paragraphs back to the text: trafilatura drops short ones."""
    restored = list(labels)
    for before, here, after in zip(
        range(len(blocks)), range(1, len(blocks)), range(2, len(blocks)), strict=False
    ):
        is_between = labels[before][0].is_text and labels[after][0] is BlockKind.BODY
        if labels[here] == (BlockKind.OTHER, "") and is_between and _is_heading(blocks[here]):
            restored[here] = BlockKind.SUBHEAD, "a heading between two paragraphs"
    return restored


def _is_heading(block: RawBlock) -> bool:
    is_tagged = _TEXT_KIND.get(block.tag) is BlockKind.SUBHEAD
    return is_tagged and block.link_share < 0.5 and block.n_words <= _MAX_HEADING_WORDS


def _is_short_link(block: RawBlock) -> bool:
    return block.link_share >= 0.7 and block.n_words <= _MAX_TEASER_WORDS


def _gather_bio(
    blocks: Sequence[RawBlock], spots: Sequence[Spot], labels: list[tuple[BlockKind, str]]
) -> list[tuple[BlockKind, str]]:
    """Give the lines above an author box, its name and "By …", to the box."""
    gathered = list(labels)
    for below, above in pairwise(range(len(labels) - 1, -1, -1)):
        is_head = blocks[above].n_words <= 8 and not spots[above].is_before
        if (
            gathered[below][0] is BlockKind.BIO
            and is_head
            and _is_name(blocks[above], spots[above])
        ):
            gathered[above] = (BlockKind.BIO, "the head of an author box")
    return gathered


def _is_name(block: RawBlock, spot: Spot) -> bool:
    return bool(signatures.byline(block, spot)) or signatures.looks_like_names(block.text)


def _with_lede(
    blocks: Sequence[RawBlock], labels: Sequence[tuple[BlockKind, str]]
) -> tuple[Block, ...]:
    made = []
    needs_lede = True
    for block, (kind, why) in zip(blocks, labels, strict=True):
        is_lede = needs_lede and kind is BlockKind.BODY
        needs_lede = needs_lede and not is_lede
        made.append(Block(kind=BlockKind.LEDE if is_lede else kind, text=block.text, why=why))
    return tuple(made)
