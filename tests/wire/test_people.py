"""People: what is left of a byline when agencies, desks, titles and places are cut out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.wire.people import people_only


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("By STEVE PEMBROKE, AP National Political Writer", ("STEVE PEMBROKE",)),
        ("Ania Solenko – Agence France-Presse in kyiv", ("Ania Solenko",)),
        ("Felix Schroll und Jörg Sommer, dpa", ("Felix Schroll", "Jörg Sommer")),
        ("Par Léa Vautrin et Hugo Lenoir", ("Léa Vautrin", "Hugo Lenoir")),
        ("Tom Averell Associated Press", ("Tom Averell",)),
        ("Ludwig van der Meer", ("Ludwig van der Meer",)),
        ("Anne-Marie O'Connor", ("Anne-Marie O'Connor",)),
        ("Le Figaro et AFP", ()),
        ("AFP", ()),
        ("desk@paper.example (Anna Berg)", ("Anna Berg",)),
        ("Agencies", ()),
        ("Staff Reporter", ()),
        ("The Newspaper's Staff Reporter", ()),
        ("PTI, Washington, Nov 20 2019", ()),
        ("Deutsche Presse-Agentur / MM-Redaktion", ()),
        ("", ()),
    ],
)
def test_only_people_are_left(author: str, people: tuple[str, ...]) -> None:
    assert people_only([author]) == people


def test_nobody_is_named_twice() -> None:
    assert people_only(["Anna Berg", "Von Anna Berg, dpa"]) == ("Anna Berg",)


@given(author=st.text(max_size=400))
@settings(deadline=None, max_examples=100)
def test_names_stand_in_the_author_as_printed(author: str) -> None:
    spaced = " ".join(author.split())
    assert all(name in spaced for name in people_only([author]))
