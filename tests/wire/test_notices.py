"""Notices to editors that reach the page: corrections, kills, updates, embargoes, formats."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wire.builders import PROSE, an_article, prose
from wirewatch.model import BlockKind
from wirewatch.wire.notices import find_notices, warnings

_ARTICLES = {
    "opening": lambda text: an_article((BlockKind.LEDE, text), *prose()),
    "headline": lambda text: an_article(*prose(), title=text),
}


def _rows() -> Iterator[tuple[str, str, str]]:
    """Yield where it stands, what it is, and the words, from `press_notices.txt`."""
    where = ""
    for line in Path(__file__).with_name("press_notices.txt").read_text().splitlines():
        if line.startswith("["):
            where = line.strip("[]")
        elif line and not line.startswith("#"):
            kind, text = line.split(" | ", 1)
            yield where, kind, text


ROWS = tuple(_rows())


@pytest.mark.parametrize(("where", "kind", "text"), ROWS, ids=lambda value: str(value)[:60])
def test_marks_are_told_from_plain_words(where: str, kind: str, text: str) -> None:
    """Each at the head of a paragraph or in a headline; `-` stands for no notice."""
    article = _ARTICLES[where](text)
    notices = find_notices(article)
    assert [notice.kind for notice in notices] == ([] if kind == "-" else [kind])
    assert all(notice.evidence in text for notice in notices)


def test_every_kind_is_asked_for_in_the_headline_and_in_the_text() -> None:
    counts = Counter((where, kind) for where, kind, _ in ROWS)
    assert all(counts[where, kind] >= 3 for where in _ARTICLES for kind in ("kill", "correction"))
    assert all(counts[where, kind] >= 6 for where in _ARTICLES for kind in ("update", "format"))
    assert counts["opening", "embargo"] >= 6
    assert min(counts[where, "-"] for where in _ARTICLES) >= 40


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_notice(text: str) -> None:
    assert find_notices(an_article((BlockKind.BODY, text))) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MANDATORY KILL: It is wrong.", "marked as killed or replaced: “MANDATORY KILL: It is"),
        ("Berichtigung: Der Rat tagt.", "marked as a correction: “Berichtigung: Der Rat tagt.”"),
        ("Sperrfrist: 12 Uhr", "marked as under embargo: “Sperrfrist: 12 Uhr”"),
        ("UPDATE 2-Council votes", None),
        ("URGENT - Le conseil vote", None),
    ],
)
def test_only_what_makes_a_text_doubtful_is_warned_of(text: str, told: str | None) -> None:
    """An alert or an update is news as usual."""
    warned = warnings(find_notices(an_article((BlockKind.LEDE, text))))
    assert [warning.startswith(told or "") for warning in warned] == ([True] if told else [])


def test_what_is_beside_the_article_is_not_read() -> None:
    assert find_notices(an_article((BlockKind.OTHER, "CORRECTION: another story"))) == ()


@given(text=st.text(max_size=300))
@settings(deadline=None, max_examples=100)
def test_evidence_is_always_a_substring(text: str) -> None:
    for notice in find_notices(an_article((BlockKind.BODY, text), title=text)):
        assert notice.evidence in text


def test_long_lines_take_no_long_time() -> None:
    started = time.process_time()
    for piece in ("this story ", "an earlier version of ", "A", "(corrected", "- "):
        find_notices(an_article((BlockKind.BODY, (piece * 10_000)[:10_000])))
    assert time.process_time() - started < 5
