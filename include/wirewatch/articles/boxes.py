"""What the boxes of a page tell of its blocks: which one holds the text, what shares a list.

A second look, when each block has its label. trafilatura and the rules judge a block by itself; a
reader sees that it stands in the pop-up below the article, or among paragraphs that are like it.
docs/decisions/0014-text-of-a-page.md has what each step is worth.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.spot import ends_sentence
from wirewatch.model import BlockKind

Label = tuple[BlockKind, str]

_UNCLAIMED: Label = (BlockKind.OTHER, "")
_MIN_PARAGRAPH_WORDS = 12
_HOLDS = 0.8  # of the words in sentences: what a box must hold to be the text's own
_MIN_TEXT_WORDS = 100  # fewer words do not tell which box is theirs
_MIN_LINKED = 0.6  # of the letters of a list
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_MOSTLY_LINK = 0.9
_MAX_CARD_TEXTS = 2  # a section of a text has more
_MIN_CARDS = 2
_LISTED = frozenset({"li", "dt", "dd"})
_DIGITS = re.compile(r"\d+")  # "paragraph-1", "paragraph-2"


def review(blocks: Sequence[RawBlock], labels: Sequence[Label]) -> list[Label]:
    """Return the labels as the boxes correct them, each change with its reason."""
    reviewed = list(labels)
    for step in (_close_gaps, _drop_below, _drop_lists_of_links, _drop_teasers):
        step(blocks, reviewed)
    return reviewed


def text_box(blocks: Sequence[RawBlock], labels: Sequence[Label]) -> int | None:
    """Return the innermost box that holds most of the sentences; None where there are too few.

    Other text does not count: a page may hold a list of ten thousand words above its story.
    """
    n_words: Counter[int] = Counter()
    total = 0
    for block, (kind, _) in zip(blocks, labels, strict=True):
        if kind.is_text and ends_sentence(block.text):
            total += block.n_words
            n_words.update(dict.fromkeys(block.boxes, block.n_words))
    if total < _MIN_TEXT_WORDS:
        return None
    return max((box for box, n in n_words.items() if n >= _HOLDS * total), default=None)


def _close_gaps(blocks: Sequence[RawBlock], labels: list[Label]) -> None:
    """Give a paragraph back that stands among those of the text, in boxes marked as theirs."""
    places = [
        at
        for at, (block, (kind, _)) in enumerate(zip(blocks, labels, strict=True))
        if kind.is_text and block.n_words >= _MIN_PARAGRAPH_WORDS
    ]
    text = {_place_of(blocks[at]) for at in places}
    for at in range(places[0], places[-1]) if places else ():
        block = blocks[at]
        is_lost = labels[at] == _UNCLAIMED and not block.is_hidden
        if is_lost and _is_paragraph(block) and _place_of(block) in text:
            labels[at] = BlockKind.BODY, "it stands among the paragraphs, and as they do"


def _place_of(block: RawBlock) -> tuple[str, str]:
    return block.tag, _DIGITS.sub("", block.path.rpartition(">")[0])


def _is_paragraph(block: RawBlock) -> bool:
    is_long = block.n_words >= _MIN_PARAGRAPH_WORDS
    return is_long and block.link_share < 0.5 and ends_sentence(block.text)


def _drop_below(blocks: Sequence[RawBlock], labels: list[Label]) -> None:
    """Take what stands below the text's own box out of the text."""
    own = text_box(blocks, labels)
    inside = [at for at, block in enumerate(blocks) if own in block.boxes]
    for at in range(inside[-1] + 1, len(labels)) if inside else ():
        if labels[at][0].is_text:
            labels[at] = BlockKind.OTHER, "below the box that holds the text"


def _drop_lists_of_links(blocks: Sequence[RawBlock], labels: list[Label]) -> None:
    """Take a list whose items are links out of the text."""
    lists: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        if block.tag in _LISTED and labels[at][0].is_text:
            lists[block.boxes[:-1]].append(at)
    for places in lists.values():
        items = [blocks[at] for at in places]
        n_linked = sum(len(item.text) * item.link_share for item in items)
        if len(items) >= 2 and n_linked >= _MIN_LINKED * sum(len(item.text) for item in items):
            for at in places:
                labels[at] = BlockKind.READMORE, "a list of links"


def _drop_teasers(blocks: Sequence[RawBlock], labels: list[Label]) -> None:
    """Take cards beside the text out of it: in a list of recommendations they are the text."""
    teasers = _teasers(blocks, labels)
    others = list(labels)
    for at in teasers:
        others[at] = BlockKind.READMORE, "below a heading that is a link, as its like are"
    own = text_box(blocks, others)
    for at in teasers if own is not None else ():
        if own not in blocks[at].boxes:
            labels[at] = others[at]


def _teasers(blocks: Sequence[RawBlock], labels: Sequence[Label]) -> list[int]:
    """Return the text of cards: boxes of one kind, each a heading that is a link and few words."""
    boxes: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        boxes[block.boxes[:-1]].append(at)
    cards: dict[str, list[list[int]]] = defaultdict(list)
    for places in boxes.values():
        headings = [blocks[at] for at in places if blocks[at].tag in _HEADINGS]
        texts = [at for at in places if labels[at][0].is_text and blocks[at].tag not in _HEADINGS]
        is_linked = len(headings) == 1 and headings[0].link_share >= _MOSTLY_LINK
        if is_linked and 1 <= len(texts) <= _MAX_CARD_TEXTS:
            cards[_place_of(headings[0])[1]].append(texts)
    return [at for texts in cards.values() if len(texts) >= _MIN_CARDS for at in chain(*texts)]
