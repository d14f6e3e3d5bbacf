"""Where a line of pure credit stands on a page, and whose it is for that."""

from bisect import bisect_left
from collections.abc import Sequence

from wirewatch.model import Block, BlockKind, Place
from wirewatch.wire.lines import is_framed

FOOTNOTES = 2  # lines that may stand between a text and the credit at its foot, or behind both
# Headings and teasers: behind three of them a credit belongs to another article.
_ELSEWHERE = frozenset({BlockKind.OTHER, BlockKind.READMORE})


def place_of_credit(blocks: Sequence[Block], at: int, texts: Sequence[int]) -> Place | None:
    """Return where a credit stands: over the text, amid it, at its foot, or (None) far from it.

    Args:
        blocks: Those of the page.
        at: The credit's.
        texts: Those of the text, in order.
    """
    before = bisect_left(texts, at)
    if before == 0:
        return Place.BYLINE
    if len(texts) - before > FOOTNOTES:
        return Place.CAPTION
    between = blocks[texts[before - 1] + 1 : at]
    if between and between[-1].kind is BlockKind.READMORE and not is_framed(blocks[at].text):
        return None  # "Harbour strike ends", "By AFP": a teaser's byline
    n_others = sum(block.kind in _ELSEWHERE for block in between)
    return Place.TAIL if n_others <= FOOTNOTES else None
