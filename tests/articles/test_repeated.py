"""A site's own lines are known by its other pages, and good lines that are repeated are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.articles.repeated import repeatable, repeated, tell_of_different_things

LEDE = "A drone fell on the old harbour of Vesk on Tuesday night, the coast guard said."
BOX = "Ada Marlowe writes about the sea."


@pytest.mark.parametrize(
    ("headlines", "are_different"),
    [
        pytest.param(
            ["Ferry late again", "Mayor resigns", "Snow on the fells", "Bread costs more"],
            True,
            id="four things",
        ),
        pytest.param(
            ["Ferry late again", "Mayor resigns", "Snow on the fells"], False, id="three things"
        ),
        pytest.param(
            ["Trial of Marek opens", "Marek denies all", "Jury hears Marek", "Marek walks free"],
            False,
            id="one trial",
        ),
        pytest.param(["Ferry late again"] * 9, False, id="one text printed nine times"),
        pytest.param(["", "", "", "", ""], False, id="no headlines"),
        pytest.param(["渡轮晚点", "市长辞职", "山上大雪", "面包涨价"], True, id="chinese"),
        pytest.param(
            ["审判开始", "审判继续", "审判推迟", "审判结束"], False, id="one trial in chinese"
        ),
    ],
)
def test_pages_about_different_things_share_no_word(headlines, are_different):
    """A background paragraph stands in every story of a trial; an author box in all sorts."""
    assert tell_of_different_things(headlines) is are_different


def test_neither_the_first_line_nor_a_short_one_nor_a_long_one_may_be_the_sites_own():
    """A column begins with the same words each day, and "Background" heads many a text."""
    long = "word " * 101
    assert list(repeatable(f"{LEDE}\nBackground\n{BOX}\n{long}")) == [BOX]


def test_a_line_is_known_again_in_other_letters_and_stops():
    """Templates change a full stop or a capital, and mean the same box."""
    printed, again = (
        list(repeatable(f"{LEDE}\n{box}").values()) for box in (BOX, BOX.upper()[:-1])
    )
    assert printed == again


def test_the_evidence_counts_the_other_pages():
    (key,) = repeatable(f"{LEDE}\n{BOX}").values()
    assert repeated(f"{LEDE}\n{BOX}", {key: 13}) == {BOX: 12}


def test_a_text_is_not_emptied_by_what_it_repeats():
    """A daily column of which most words stay the same is the column."""
    body = f"Vesk, Tuesday.\n{BOX}\nThe ferry sails at nine and at noon."
    assert repeated(body, dict.fromkeys(repeatable(body).values(), 9)) == {}


@given(
    st.lists(st.text(max_size=40), min_size=1, max_size=6), st.integers(min_value=4, max_value=99)
)
def test_what_is_told_apart_is_a_later_line_of_the_text(lines, n_pages):
    body = "\n".join(lines)
    found = repeated(body, dict.fromkeys(repeatable(body).values(), n_pages))
    assert found.keys() <= set(body.split("\n")[1:])
    assert set(found.values()) <= {n_pages - 1}
