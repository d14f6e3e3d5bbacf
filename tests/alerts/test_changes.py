"""What a later version says otherwise: a figure, a name; and never what is only written anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.alerts.changes import correction

BEFORE = (
    "Raid on Vesk\nThe raid on Vesk killed 12 people, the mayor said.\n"
    "Ana Löwe has been mayor for 1,200 days. The harbour was closed at dawn."
)
CORRECTED = {
    "a figure": ("killed 12 people", "killed 21 people", "killed «12»", "killed «21» people"),
    "a figure with its thousands": ("1,200 days", "1,300 days", "for «1,200» days", "«1,300» days"),
    "a name": ("Ana Löwe has", "Ana Lund has", "Ana «Löwe» has", "Ana «Lund» has"),
}  # fmt: skip
LEFT_ALONE = {
    "nothing": ("", ""),
    "a word": ("closed at dawn", "shut at dawn"),
    "a comma": ("killed 12 people, the", "killed 12 people – the"),
    "the form of a figure": ("1,200 days", "1.200 days"),
    "a paragraph more": ("at dawn.", "at dawn.\nTrains ran again at 9 am on Tuesday."),
    "a sentence gone": (" The harbour was closed at dawn.", ""),
    "another sentence": ("The harbour was closed at dawn.", "In 2025 the bridge was built anew."),
    "the first word": ("The harbour was", "Harbour traffic was"),
}


@pytest.mark.parametrize(("old", "new", "before", "after"), CORRECTED.values(), ids=CORRECTED)
def test_another_figure_or_name_is_told_with_the_sentence(old, new, before, after):
    found = correction(BEFORE, BEFORE.replace(old, new))
    ((said, says),) = found.difference
    assert before in said
    assert after in says


@pytest.mark.parametrize(("old", "new"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_only_written_anew_is_no_correction(old, new):
    assert correction(BEFORE, BEFORE.replace(old, new) if old else BEFORE) is None


def test_two_papers_that_mend_one_figure_have_one_mark():
    other = "Night of fear. The raid on Vesk killed 12 people, police said. More soon."
    marks = {correction(t, t.replace("12", "21")).mark for t in (BEFORE, other)}
    assert len(marks) == 1
    assert correction(BEFORE, BEFORE.replace("12", "22")).mark not in marks


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(before, after):
    assert correction(before, before) is None
    found = correction(before, after)
    for said, says in found.difference if found else ():
        assert "«" in said
        assert "«" in says
