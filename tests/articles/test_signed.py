"""Who signs a page that marks nobody: the words before a name, and what an author box says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pages import TEXT, page_of, read
from wirewatch.articles.people import is_person
from wirewatch.articles.signed import signers
from wirewatch.model import Block, BlockKind

H1 = "<h1>Old ferry terminal to close</h1>"


def signing(*blocks: Block) -> list[str]:
    return [fact.value for fact in signers(blocks, not_people=())]


def others(*texts: str) -> list[Block]:
    return [Block(kind=BlockKind.OTHER, text=text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "people"),
    [
        (["Written by", "Ada Marlowe"], ["Ada Marlowe"]),
        (["Article written by:", "Ada Marlowe, MD, FOMA"], ["Ada Marlowe"]),
        (["Author:", "Ada Marlowe and Tom Reyes"], ["Ada Marlowe", "Tom Reyes"]),
        (["Geschreven door", "Ada Marlowe - redacteur"], ["Ada Marlowe"]),
        (["by Ada Marlowe, Representative to the Harbour Committee"], ["Ada Marlowe"]),
        (["By Ada Marlowe ⋅ Review Editor ⋅ Updated 18 November"], ["Ada Marlowe"]),
        (["Posted by Ada Marlowe on 2025-12-18 in boats."], ["Ada Marlowe"]),
        (["by Ada Marlowe ● 23 December ● 6 min read"], ["Ada Marlowe"]),
        (["This post was written by Ada Marlowe, Head of Press"], ["Ada Marlowe"]),
        (["Ada Marlowe", "Ada is a diver in Esk."], ["Ada Marlowe"]),
        (["Ada Marlowe", "Ada Marlowe ist Taucherin."], ["Ada Marlowe"]),
        (["By", "Share this page"], []),
        (["By", ""], []),
        (["By the end of March", "Ada Marlowe"], []),
        (["Reviewed by Ada Marlowe"], []),
        (["Ada Marlowe", "Adam is a diver in Esk."], []),
        (["Ada Marlowe", "The diver of Esk."], []),
        ([], []),
    ],
)
def test_a_signature_is_known_by_the_words_before_the_name_or_behind_it(texts, people):
    assert signing(*others(*texts)) == people


def test_the_first_line_that_says_so_goes_before_any_box():
    """The lines below it are those of other articles, or of the rest of the desk."""
    texts = ["Tom Reyes", "Tom is a diver.", "Written by", "Ada Marlowe", "By Ines Calloway"]
    assert signing(*others(*texts)) == ["Ada Marlowe"]


def test_a_subhead_of_the_text_over_its_definition_is_nobody():
    heading = Block(kind=BlockKind.SUBHEAD, text="Art Deco")
    defined = Block(kind=BlockKind.BODY, text="Art Deco is a style of the Twenties.")
    assert signing(heading, defined) == []


def test_a_signature_counts_only_where_nobody_else_is_named():
    signed = "<p>Article written by:</p><p>Tom Reyes</p>"
    head = '<meta name="author" content="Ada Marlowe">'
    assert read(page_of(f"{H1}{TEXT}{signed}")).authors == ("Tom Reyes",)
    assert read(page_of(f"{H1}{TEXT}{signed}", head=head)).authors == ("Ada Marlowe",)


def test_the_site_does_not_sign():
    head = '<meta property="og:site_name" content="Esk Boats">'
    assert read(page_of(f"{H1}<p>Posted by</p><p>Esk Boats</p>{TEXT}", head=head)).authors == ()


def test_of_the_bylines_below_the_text_only_the_first_is_its_own():
    below = '<p class="byline">By Ada Marlowe</p><p class="byline">By Tom Reyes</p>'
    assert read(page_of(f"{H1}{TEXT}{below}")).authors == ("Ada Marlowe",)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_whoever_signs_is_a_person(texts):
    assert all(map(is_person, signing(*others(*texts))))
