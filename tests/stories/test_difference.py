"""What an editor would mark between two versions of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.stories.difference import Change, difference

MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}


def marked(before: str, after: str) -> str:
    """Return the difference as one text; changed numbers with a "#"."""
    return "\n".join(
        "".join(
            MARKS[piece.change].format(("#" if piece.is_number else "") + piece.text)
            for piece in line
        )
        for line in difference(before, after).paragraphs
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("One dead.", "One dead.", "One dead.", id="nothing"),
        pytest.param("", "", "", id="nothing of nothing"),
        pytest.param(
            "At least 12 died in Vesk.",
            "At least 14 died in Vesk.",
            "At least[-# 12-]{+# 14+} died in Vesk.",
            id="a number",
        ),
        pytest.param(
            "It cost 1,200 crowns.", "It cost 1,250 crowns.",
            "It cost[-# 1,200-]{+# 1,250+} crowns.", id="a grouped number",
        ),
        pytest.param("He left.", "He left, she said.", "He left{+, she said+}.", id="words added"),
        pytest.param(
            "Rain fell.\nA bus stopped.\nNight came.",
            "Rain fell.\nNight came.",
            "Rain fell.\n[-A bus stopped.-]\nNight came.",
            id="a paragraph gone",
        ),
        pytest.param(
            "Rain fell.", "Rain fell.\nA bus stopped.", "Rain fell.\n{+A bus stopped.+}",
            id="a paragraph more",
        ),
        pytest.param(
            "東京で12人が死亡", "東京で14人が死亡", "東京で[-#12-]{+#14+}人が死亡", id="no spaces"
        ),
        pytest.param(
            "a b c d e the f g h i j", "k l m n o the p q r s t",
            "[-a b c d e the f g h i j-]{+k l m n o the p q r s t+}", id="one word by chance",
        ),
    ],
)  # fmt: skip
def test_what_is_marked(before, after, expected):
    assert marked(before, after) == expected


def test_words_are_counted_and_marks_are_not():
    found = difference("He left, at 9.", "He left at 10 or so!")
    assert (found.n_removed, found.n_added) == (1, 3)
    assert not found.is_none
    assert difference("x", "x").is_none


texts = st.lists(
    st.lists(st.sampled_from(["the", "rain", "12", "14", "fell,", "“so”", "雨"]), max_size=9).map(
        " ".join
    ),
    max_size=6,
).map("\n".join)


@given(texts, texts)
def test_both_versions_can_be_read_back_word_for_word(before, after):
    """Nothing is lost, nothing is invented, whatever changed."""
    found = difference(before, after)
    flat = [piece for line in found.paragraphs for piece in line]
    for version, other in ((before, Change.ADDED), (after, Change.REMOVED)):
        words = "".join(piece.text for piece in flat if piece.change is not other)
        assert words == version.replace("\n", "")
    is_same = before.replace("\n", "") == after.replace("\n", "")
    assert is_same or not found.is_none
    assert before != after or found.is_none


@given(st.text(), st.text())
def test_any_text_is_compared(before, after):
    found = difference(before, after)
    kept = [p.text for line in found.paragraphs for p in line if p.change is not Change.REMOVED]
    assert "".join(kept) == after.replace("\n", "")


def test_very_long_texts_are_compared_by_paragraphs():
    before = " ".join(f"word{n}" for n in range(5_000))
    found = difference(before, before.replace("word7 ", "word8 "))
    assert found.n_removed == found.n_added == 5_000
