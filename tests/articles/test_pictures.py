"""The lead picture: what stands below it, who made it, and what is said of it elsewhere."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pages import TEXT, page_of, read
from wirewatch.articles.pictures import picture_name

H1 = "<h1>Old ferry terminal to close</h1>"
IMAGE = '<img src="/media/terminal-hall-1200x800.jpg">'
SHARED = '<meta property="og:image" content="https://cdn.example/terminal-hall.jpg">'


def figure(below: str, image: str = IMAGE) -> str:
    return f"<figure>{image}<figcaption>{below}</figcaption></figure>"


def picture(inner: str, head: str = SHARED) -> tuple[str | None, str | None]:
    facts = dict(read(page_of(inner, head=head)).facts)
    found = (facts.get(name) for name in ("image_caption", "image_credit"))
    caption, credit = (fact.value if fact else None for fact in found)
    return caption, credit


@pytest.mark.parametrize(
    ("below", "caption", "credit"),
    [
        ("The hall. Photo: Ada Marlowe/AFP", "The hall.", "Photo: Ada Marlowe/AFP"),
        ("Die Halle. © Kai Ohm/dpa", "Die Halle.", "© Kai Ohm/dpa"),
        ("La sala. Foto: EFE", "La sala.", "Foto: EFE"),
        ("La salle | Crédit photo : Ines Roy", "La salle", "Crédit photo : Ines Roy"),
        ("The hall on Tuesday. (Reuters)", "The hall on Tuesday.", "Reuters"),
        ("The hall. Image credits: Esk Line", "The hall.", "Image credits: Esk Line"),
        ('The hall.<span class="photo-credit">Ada Marlowe</span>', "The hall.", "Ada Marlowe"),
        ('<ul><li>The hall.</li><li itemprop="author">EFE</li></ul>', "The hall.", "EFE"),
        ("A hall of glass and rust", "A hall of glass and rust", None),
        ("Photo editors met in the hall.", "Photo editors met in the hall.", None),
        ("Photo: Ada Marlowe", None, "Photo: Ada Marlowe"),
    ],
)
def test_what_is_printed_below_a_picture_is_its_caption_and_its_credit(below, caption, credit):
    assert picture(f"{H1}{figure(below)}{TEXT}") == (caption, credit)


def test_the_figure_that_shows_the_shared_picture_is_the_lead_wherever_it_stands():
    other = figure("A gull.", '<img src="/media/gull-on-the-pier.jpg">')
    assert picture(f"{H1}{other}{TEXT}{figure('The hall.')}") == ("The hall.", None)


def test_a_figure_in_the_middle_that_shows_another_picture_is_not_the_lead():
    other = figure("A gull.", '<img src="/media/gull-on-the-pier.jpg">')
    assert picture(f"{H1}{TEXT}{other}") == (None, None)


def test_no_script_in_a_figure_is_a_caption():
    script = '<script type="application/ld+json">{"@type":"AudioObject"}</script>'
    assert picture(f"{H1}{figure(f'{script}The hall.')}{TEXT}") == ("The hall.", None)


def test_the_json_ld_of_the_picture_confirms_what_is_printed():
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","image":{"@type":'
        '"ImageObject","url":"https://cdn.example/terminal-hall_800x600.jpg","caption":"The hall.",'
        '"creditText":"AP/Ada Marlowe"}}</script>'
    )
    below = figure("The hall. Photo: Ada Marlowe/AP")
    facts = dict(read(page_of(f"{H1}{below}{TEXT}", head=SHARED + head)).facts)
    said = {name: (facts[name].reader, facts[name].agrees) for name in facts if "image" in name}
    assert said == {
        "image_url": ("opengraph", True),
        "image_caption": ("dom", True),
        "image_credit": ("dom", True),
    }


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://a.example/x/terminal-1200x800.jpg", "https://b.example/terminal.webp", True),
        ("https://a.example/terminal.jpg?w=300", "https://a.example/terminal.jpg?w=800", True),
        ("https://a.example/1/i.jpg", "https://a.example/2/i.jpg", False),
        ("https://a.example/terminal.jpg", "https://a.example/seagull.jpg", False),
    ],
)
def test_one_picture_in_several_sizes_has_one_name(one, other, is_same):
    assert (picture_name(one) == picture_name(other)) is is_same


@given(st.lists(st.sampled_from(["Foto", ":", "©", "/", "|", "(", ")", ". ", "Ada", " ", "dpa"])))
def test_a_caption_and_its_credit_are_letters_of_the_page_and_none_is_in_both(pieces):
    below = "".join(pieces)
    caption, credit = picture(f"{H1}{figure(below)}{TEXT}")
    assert Counter(filter(str.isalnum, f"{caption or ''}{credit or ''}")) <= Counter(below)
    assert (credit or "") in " ".join(below.split())
