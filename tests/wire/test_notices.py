"""Notices to editors that reach the page: corrections, kills, updates, embargoes, formats."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wire.builders import PROSE, an_article, prose
from wirewatch.model import BlockKind
from wirewatch.wire.notices import NoticeKind, find_notices


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MANDATORY KILL: The story about the bridge is wrong.", NoticeKind.KILL),
        ("ANNULLE ET REMPLACE notre dépêche de 10h12", NoticeKind.KILL),
        ("Annule et remplace la dépêche précédente.", NoticeKind.KILL),
        ("ANULA Y REEMPLAZA: El consejo votó.", NoticeKind.KILL),
        ("This story has been withdrawn by its authors.", NoticeKind.KILL),
        ("CORRECTS spelling of the mayor's name", NoticeKind.CORRECTION),
        ("(Corrects date in paragraph 3)", NoticeKind.CORRECTION),
        ("CORRECTED-Council votes on the bridge", NoticeKind.CORRECTION),
        ("Rectificatif : le vote a lieu mardi.", NoticeKind.CORRECTION),
        ("Berichtigung: Der Rat tagt am Dienstag.", NoticeKind.CORRECTION),
        ("Fe de erratas: el voto es el martes.", NoticeKind.CORRECTION),
        ("Rettelse: Mødet er på tirsdag.", NoticeKind.CORRECTION),
        ("An earlier version of this story gave a wrong date.", NoticeKind.CORRECTION),
        ("Editor's note: Correction of the date.", NoticeKind.CORRECTION),
        ("EMBARGOED until 0001 GMT", NoticeKind.EMBARGO),
        ("Sperrfrist: 12.00 Uhr", NoticeKind.EMBARGO),
        ("Sous embargo jusqu'à 18h", NoticeKind.EMBARGO),
        ("UPDATE 2-Council votes on the bridge", NoticeKind.UPDATE),
        ("(Adds quotes, background)", NoticeKind.UPDATE),
        ("ADDS quotes, details", NoticeKind.UPDATE),
        ("Amplía con declaraciones del alcalde", NoticeKind.UPDATE),
        ("URGENT - Le conseil vote", NoticeKind.FORMAT),
        ("ALERTE: Le conseil vote", NoticeKind.FORMAT),
        ("2nd lead: council votes", NoticeKind.FORMAT),
    ],
)
def test_notices_are_read(text: str, kind: NoticeKind) -> None:
    notices = find_notices(an_article((BlockKind.LEDE, text), *prose()))
    assert [notice.kind for notice in notices] == [kind]
    assert notices[0].evidence in text


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Council votes on the bridge (CORRECTED)", NoticeKind.CORRECTION),
        ("Le conseil vote (actualisé)", NoticeKind.UPDATE),
        ("Council votes on the bridge [2nd LEAD]", NoticeKind.FORMAT),
        ("UPDATE 1-Council votes on the bridge", NoticeKind.UPDATE),
    ],
)
def test_notices_in_headlines_are_read(title: str, kind: NoticeKind) -> None:
    (notice,) = find_notices(an_article(*prose(), title=title))
    assert notice.kind == kind
    assert notice.evidence in title


@pytest.mark.parametrize(
    "text",
    [
        *PROSE,
        "The killing of a swan upset the harbour town.",
        "Lead pipes were found below the bridge.",
        "The embargo on timber was lifted in May.",
        "He corrects essays for a living.",
        "An urgent need for boats was felt.",
        "Updates on the tunnel are expected soon.",
        "Alerte aux touristes sur le quai.",
    ],
)
def test_plain_words_are_no_notices(text: str) -> None:
    assert find_notices(an_article((BlockKind.BODY, text))) == ()


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
