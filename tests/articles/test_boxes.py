"""What the boxes of a page correct: the pop-up below the text, the lost paragraph, the links."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pages import PARAGRAPHS, kinds, page_of, read
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.boxes import review, text_box
from wirewatch.articles.spot import ends_sentence
from wirewatch.model import BlockKind

H1 = "<h1>Old ferry terminal to close</h1>"
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
LOST = "The brass band has asked for a second boat, because its tubas take more room than they say."
BODY = (BlockKind.BODY, "")
OTHER = (BlockKind.OTHER, "")
SUBHEAD = (BlockKind.SUBHEAD, "")


def block(text: str, *boxes: int, tag: str = "p", path: str = "div.story>p") -> RawBlock:
    return RawBlock(
        text=text,
        n_words=len(text.split()),
        tag=tag,
        path=path,
        zones=frozenset(),
        link_share=0.0,
        boxes=boxes,
    )


def story(box: int = 2) -> list[RawBlock]:
    return [block(text, 1, box, 10 + at) for at, text in enumerate(PARAGRAPHS)]


def test_a_popup_below_the_text_is_no_text():
    """As trafilatura keeps "Join our forum" and "more comfort on the road" on real pages."""
    blocks = [*story(), block("More comfort in reading, on the road too", 1, 3, 30, tag="li")]
    *text, popup = review(blocks, [BODY] * len(blocks))
    assert text == [BODY] * len(PARAGRAPHS)
    assert popup == (BlockKind.OTHER, "below the box that holds the text")


def test_a_box_beside_others_of_the_same_story_stays():
    """A story in five boxes has no single one: what holds the most of it is the box around all."""
    blocks = [block(text, 1, 2 + at, 20 + at) for at, text in enumerate(PARAGRAPHS)]
    assert text_box(blocks, [BODY] * len(blocks)) == 1
    assert review(blocks, [BODY] * len(blocks)) == [BODY] * len(blocks)


def test_a_heap_of_words_has_no_say_in_where_the_text_is():
    heap = block("word " * 5_000, 1, 3, 30)
    blocks = [heap, *story()]
    assert review(blocks, [BODY] * len(blocks)) == [BODY] * len(blocks)
    assert text_box(blocks, [BODY] * len(blocks)) == 2


def test_too_little_text_tells_no_box():
    blocks = story()[:2]
    assert text_box(blocks, [BODY, BODY]) is None


def test_a_lost_paragraph_among_its_like_comes_back():
    one, *rest = story()
    blocks = [one, block(LOST, 1, 2, 20), *rest]
    labels = [BODY, OTHER, *[BODY] * len(rest)]
    kind, why = review(blocks, labels)[1]
    assert kind is BlockKind.BODY
    assert why


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"link_share": 0.8}, id="mostly a link"),
        pytest.param({"is_hidden": True}, id="hidden"),
        pytest.param({"path": "div.story>aside>p"}, id="in another kind of box"),
        pytest.param({"text": "The last boat and the first bus"}, id="no sentence"),
        pytest.param({"n_words": 4}, id="too short to tell"),
    ],
)
def test_what_is_not_like_its_neighbours_stays_out(change):
    one, *rest = story()
    blocks = [one, dataclasses.replace(block(LOST, 1, 2, 20), **change), *rest]
    labels = [BODY, OTHER, *[BODY] * len(rest)]
    assert review(blocks, labels) == labels


def test_a_label_with_a_reason_is_not_overruled():
    one, *rest = story()
    blocks = [one, block(LOST, 1, 2, 20), *rest]
    labels = [BODY, (BlockKind.ADVERT, "it says so"), *[BODY] * len(rest)]
    assert review(blocks, labels) == labels


def test_paragraphs_numbered_in_their_boxes_are_alike():
    paths = [f"div.paragraph-{at}>p" for at in range(len(PARAGRAPHS))]
    blocks = [dataclasses.replace(one, path=path) for one, path in zip(story(), paths, strict=True)]
    labels = [BODY, OTHER, *[BODY] * (len(blocks) - 2)]
    assert [kind for kind, _ in review(blocks, labels)] == [BlockKind.BODY] * len(blocks)


def test_a_list_of_links_in_the_text_points_elsewhere():
    """Each item "Archaeology: <a>Who found the gold</a>": none is a link alone, the list is."""
    items = "".join(
        f'<li>{topic}: <a href="/{topic}">The long story of how the {topic} was lost</a></li>'
        for topic in ("harbour", "lantern", "tramway")
    )
    article = read(page_of(f"<div>{H1}{STORY}<ul>{items}</ul><p>{LOST}</p></div>"))
    pointers = [block for block in article.blocks if block.text.startswith("harbour:")]
    assert [one.kind for one in pointers] == [BlockKind.READMORE]
    assert article.body == "\n".join((*PARAGRAPHS, LOST))


def test_a_list_with_a_link_here_and_there_is_text():
    items = (
        "<li>The hall is to be taken down by the end of the summer.</li>"
        '<li>The <a href="/glass">glass</a> goes to the museum of the town.</li>'
    )
    article = read(page_of(f"<div>{H1}{STORY}<ul>{items}</ul><p>{LOST}</p></div>"))
    assert kinds(article)["The glass goes to the museum of the town."] == "list"


def card(at: int, box: int, *, link_share: float = 1.0) -> list[RawBlock]:
    """Return a heading and the words below it, in a box of their own within `box`."""
    own, path = 100 + 10 * at, "ul.more>li>div.card>"
    heading = block(f"Ferry number {at}", 1, box, own, own + 1, tag="h3", path=f"{path}h3")
    words = f"The boat of {at} o'clock was late, as the tubas had to be carried on board first."
    return [
        dataclasses.replace(heading, link_share=link_share),
        block(words, 1, box, own, own + 2, path=f"{path}p"),
    ]


def labelled(blocks: list[RawBlock]) -> list[tuple[BlockKind, str]]:
    return [OTHER if one.tag == "h3" else BODY for one in blocks]


def test_cards_below_the_text_are_no_text():
    """Ten teasers have more words than a short story: their box is then the one of all."""
    blocks = [*story(), *(one for at in range(10) for one in card(at, 3))]
    reviewed = review(blocks, labelled(blocks))
    assert [kind for kind, _ in reviewed[: len(PARAGRAPHS)]] == [BlockKind.BODY] * len(PARAGRAPHS)
    assert [kind for kind, _ in reviewed[len(PARAGRAPHS) + 1 :: 2]] == [BlockKind.READMORE] * 10


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param(
            [*story(), *(one for at in range(10) for one in card(at, 2))],
            id="in the box of the text: a list of recommendations",
        ),
        pytest.param(
            [*story()[:1], *(one for at in range(10) for one in card(at, 3))],
            id="a page of nothing else",
        ),
        pytest.param(
            [*story(), *(one for at in range(10) for one in card(at, 3, link_share=0.3))],
            id="headings that are no links",
        ),
        pytest.param([*card(1, 3), *story()], id="a single one"),
    ],
)
def test_cards_that_may_be_the_text_stay(blocks):
    reviewed = review(blocks, labelled(blocks))
    assert BlockKind.READMORE not in {kind for kind, _ in reviewed}


def test_the_summary_is_known_with_a_place_before_it():
    """The description of the metadata, printed with a dateline: "Berlin. The senate …"."""
    summary = "The roof cannot be repaired, and the last boat leaves on the first Sunday of March."
    article = read(
        page_of(
            f"{H1}<div>Harrowgate. {summary}</div><div>{STORY}</div>",
            head=f'<meta name="description" content="{summary}">',
        )
    )
    assert kinds(article)[f"Harrowgate. {summary}"] == "lede"


_LABELS = st.sampled_from([BODY, OTHER, SUBHEAD, (BlockKind.ADVERT, "it says so")])
_BLOCKS = st.builds(
    block,
    st.sampled_from([*PARAGRAPHS, LOST, "Jobs", "Read our paper"]),
    st.integers(1, 3),
    st.integers(4, 9),
    tag=st.sampled_from(["p", "li", "div"]),
)


@given(st.lists(st.tuples(_BLOCKS, _LABELS), max_size=20))
def test_each_block_keeps_one_label_and_each_change_has_a_reason(page):
    blocks, labels = [one for one, _ in page], [label for _, label in page]
    reviewed = review(blocks, labels)
    assert len(reviewed) == len(labels)
    assert all(
        why for before, (kind, why) in zip(labels, reviewed, strict=True) if kind is not before[0]
    )


@given(st.lists(st.tuples(_BLOCKS, _LABELS), max_size=20))
def test_the_box_of_the_text_holds_most_of_its_words(page):
    blocks, labels = [one for one, _ in page], [label for _, label in page]
    own = text_box(blocks, labels)
    said = [one for one, (kind, _) in page if kind.is_text and ends_sentence(one.text)]
    held = [one.n_words for one in said if own in one.boxes]
    assert own is None or sum(held) >= 0.8 * sum(one.n_words for one in said)
