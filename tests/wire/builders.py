"""Articles made by hand: blocks and declared facts, everything else empty."""

from collections.abc import Iterable
from datetime import UTC, datetime

from wirewatch.model import (
    UNKNOWN,
    Article,
    Block,
    BlockKind,
    Declared,
    Fact,
    PageVerdict,
    Place,
)

CAPTURED_AT = datetime(2024, 10, 30, 9, 30, tzinfo=UTC)
PROSE = (
    "The council of the harbour town met for three hours and put off the vote.",
    "Nobody in the hall had expected so many speakers on a rainy evening.",
    "A new date will be named next week, the mayor's office wrote to all residents.",
    "Traffic on the bridge stayed as it was, one lane in each direction.",
    "Shops along the quay want a decision before the summer guests arrive.",
)

Row = tuple[BlockKind, str]


def an_article(
    *rows: Row,
    declared: Iterable[tuple[Place, str, str]] = (),
    url: str = "https://www.tidewater.example/story",
    site_name: str | None = "Tidewater Courier",
    title: str = "Council puts off the vote on the bridge",
) -> Article:
    """Return an article with these blocks; all that is not given is unknown."""
    return Article(
        article_id="0" * 32,
        url=url,
        url_key="tidewater.example/story",
        canonical_url=None,
        captured_at=CAPTURED_AT,
        verdict=PageVerdict.ARTICLE,
        verdict_why="made by hand",
        headline=Fact(value=title, reader="dom"),
        blocks=tuple(Block(kind=kind, text=text) for kind, text in rows),
        declared=tuple(
            Declared(place=place, name=name, text=text) for place, name, text in declared
        ),
        byline=None,
        authors=(),
        dateline=None,
        language=None,
        published=UNKNOWN,
        modified=UNKNOWN,
        section=None,
        tags=(),
        site_name=site_name,
        image_url=None,
        extractor="by hand",
    )


def with_byline(text: str, **more: str | None) -> Article:
    """An article with `text` as its byline over plain prose."""
    return an_article((BlockKind.BYLINE, text), *prose(), **more)  # type: ignore[arg-type]


def with_opening(text: str) -> Article:
    """An article whose first paragraph is `text`."""
    return an_article((BlockKind.LEDE, text), *prose()[1:])


def with_ending(text: str) -> Article:
    """An article whose last paragraph is `text`."""
    return an_article(*prose(), (BlockKind.BODY, text))


def with_paragraph(text: str) -> Article:
    """An article with `text` in the midst of prose that goes on long enough."""
    return an_article(*prose(), (BlockKind.BODY, text), *prose()[1:])


def with_caption(text: str) -> Article:
    """An article with `text` under its picture."""
    return an_article((BlockKind.CAPTION, text), *prose())


def with_author(text: str) -> Article:
    """An article whose JSON-LD names `text` as its author."""
    return an_article(*prose(), declared=[(Place.JSON_LD, "author", text)])


def prose() -> tuple[Row, ...]:
    """Five paragraphs that name no agency."""
    return (
        (BlockKind.LEDE, PROSE[0]),
        *((BlockKind.BODY, text) for text in PROSE[1:]),
    )
