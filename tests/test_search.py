"""What a search asks for, and how what is found is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.errors import BadInput
from wirewatch.search import Search, Term, excerpt, matches, read_search

HARBOUR = "Rain fell on the harbour of Vesk. Élodie O'Brien, 1,200 boats and a Straße of snow."


def term(*words: str, is_prefix: bool = False) -> Term:
    return Term(words=words, is_prefix=is_prefix)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Rain harbour", ((term("rain"), term("harbour")),), id="both"),
        pytest.param('"on the harbour"', ((term("on", "the", "harbour"),),), id="a phrase"),
        pytest.param("harb*", ((term("harb", is_prefix=True),),), id="a beginning"),
        pytest.param("rain OR snow", ((term("rain"),), (term("snow"),)), id="one of two"),
        pytest.param("rain or snow", ((term("rain"), term("or"), term("snow")),), id="small or"),
        pytest.param("OR rain OR", ((term("rain"),),), id="or of nothing"),
        pytest.param("l'Élysée", ((term("l", "elysee"),),), id="elision"),
        pytest.param("東京", ((term("東", "京"),),), id="no spaces"),
        pytest.param("1.200", ((term("1200"),),), id="a number"),
        pytest.param('"rain', ((term("rain"),),), id="an open quote"),
        pytest.param("covid-19", ((term("covid", "19"),),), id="a hyphen"),
    ],
)
def test_what_is_typed_is_what_is_asked(text, expected):
    assert read_search(text) == Search(any_of=expected)


def test_a_minus_leaves_out():
    asked = read_search('rain -sport -"ice hockey"')
    assert asked == Search(
        any_of=((term("rain"),),), without=(term("sport"), term("ice", "hockey"))
    )


@pytest.mark.parametrize("text", ["", "   ", "-sport", '""', "* !?", "OR", "a " * 40])
def test_a_search_for_nothing_or_too_much_is_refused(text):
    with pytest.raises(BadInput):
        read_search(text)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("rain harbour", True),
        ("rain desert", False),
        ('"on the harbour"', True),
        ('"harbour on"', False),
        ("harb*", True),
        ("arb*", False),
        ("desert OR snow", True),
        ("rain -snow", False),
        ("rain -desert", True),
        ("elodie", True),
        ("o'brien", True),
        ("brien", False),
        ("1200", True),
        ("strasse", True),
    ],
)
def test_what_is_found(text, is_found):
    assert matches(read_search(text), HARBOUR) is is_found


def shown(text: str, body: str) -> str:
    pieces = excerpt(read_search(text), body)
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def test_the_words_are_marked_as_they_are_printed():
    assert shown("elodie 1200", HARBOUR).count("[") == 2
    assert "[Élodie] O'Brien, [1,200] boats" in shown("elodie 1200", HARBOUR)
    assert shown('"the harbour" harbour', HARBOUR).startswith("Rain fell on [the harbour] of")


def test_of_a_long_text_the_part_around_the_first_hit_is_shown():
    body = " ".join(f"word{n}" for n in range(300))
    told = shown("word150", body)
    assert told.startswith("… ")
    assert "[word150]" in told
    assert told.endswith(" …")
    assert len(told.split()) < 80
    assert shown("elsewhere", body).startswith("word0 word1 ")
    assert shown("anything", "") == ""


@given(st.text(), st.text())
def test_an_excerpt_is_quoted_from_the_text(asked, body):
    try:
        search = read_search(asked)
    except BadInput:
        return
    pieces = excerpt(search, body)
    quoted = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert quoted in body
