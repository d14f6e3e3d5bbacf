"""Contradictions: the metadata name one writer, the page shows another."""

from collections.abc import Sequence

import pytest

from wire.builders import Row, an_article, prose
from wirewatch.model import BlockKind, Place
from wirewatch.wire.contradictions import contradictions
from wirewatch.wire.credit import find_credits

PAPER = "https://www.tidewater.example/story"


def _told(byline: str, author: str, *, opening: str = "") -> tuple[str, ...]:
    rows = ((BlockKind.LEDE, opening),) if opening else ()
    declared = [(Place.JSON_LD, "author", author)]
    article = an_article((BlockKind.BYLINE, byline), *rows, *prose(), declared=declared)
    return contradictions(article, find_credits(article))


def test_a_page_signed_by_somebody_else_is_told() -> None:
    told = _told("Ania Solenko – Agence France-Presse in kyiv", "Tess Stone")
    assert told == ("signed by Tess Stone, but the byline says Agence France-Presse",)


def test_the_paper_as_the_author_of_an_agencys_text_is_told() -> None:
    told = _told("von APA", "Tidewater Courier")
    assert told == ("the metadata call it Tidewater Courier's own, but the byline says APA",)


def test_a_desk_that_signs_an_agencys_text_is_not_worth_a_word() -> None:
    assert _told("By Reuters", "Web Desk") == ()


def test_the_agencys_own_reporter_is_no_contradiction() -> None:
    assert _told("Von Greta Lindqvist, dpa", "Greta Lindqvist") == ()


def test_the_agency_itself_is_no_contradiction() -> None:
    assert _told("Par AFP", "AFP") == ()


def test_a_joint_byline_is_no_contradiction() -> None:
    assert _told("Le Courrier et AFP", "Le Courrier") == ()


def test_two_agencies_for_one_text_are_told() -> None:
    told = _told("Par AFP", "AFP", opening="KYIV, Oct 29 (Reuters) - The army said so.")
    assert told == ("the byline says Agence France-Presse, but the dateline says Reuters",)


def _of_page(*rows: Row, feed: Sequence[str] = (), url: str = PAPER) -> tuple[str, ...]:
    article = an_article(*rows, url=url)
    return contradictions(article, find_credits(article, feed_authors=feed))


@pytest.mark.parametrize(
    ("rows", "feed", "told"),
    [
        (
            ((BlockKind.BYLINE, "By Tess Stone"), *prose(), (BlockKind.CREDIT, "(AFP)")),
            (),
            "signed by Tess Stone, but the credit line says Agence France-Presse",
        ),
        (
            (
                (BlockKind.BYLINE, "Tess Stone"),
                (BlockKind.LEDE, "KYIV (AFP) - It is so."),
                *prose(),
            ),
            (),
            "signed by Tess Stone, but the dateline says Agence France-Presse",
        ),
        (
            ((BlockKind.BYLINE, "By Tess Stone"), *prose()),
            ("AFP",),
            "signed by Tess Stone, but the feed says Agence France-Presse",
        ),
        (
            ((BlockKind.LEDE, "KYIV (AFP) - It is so."), *prose(), (BlockKind.CREDIT, "(Reuters)")),
            (),
            "the dateline says Agence France-Presse, but the credit line says Reuters",
        ),
    ],
    ids=["tail", "dateline", "feed", "two agencies"],
)
def test_what_the_page_shows_is_compared_too(
    rows: tuple[Row, ...], feed: tuple[str, ...], told: str
) -> None:
    """No metadata are needed: a visible signature speaks as well."""
    assert _of_page(*rows, feed=feed) == (told,)


def test_a_person_over_a_joint_credit_line_is_no_contradiction() -> None:
    rows = (BlockKind.BYLINE, "By Tess Stone"), *prose(), (BlockKind.CREDIT, "(avec AFP)")
    assert _of_page(*rows) == ()


def test_an_agencys_reporters_sign_on_its_own_site() -> None:
    rows = (
        (BlockKind.BYLINE, "By Tess Stone"),
        (BlockKind.LEDE, "KYIV (Reuters) - It is."),
        *prose(),
    )
    assert _of_page(*rows, url="https://www.reuters.com/world/it-is") == ()
    assert len(_of_page(*rows)) == 1
