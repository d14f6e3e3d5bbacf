"""The table of agencies: enough of them, complete, told apart, each found by how it signs."""

from itertools import permutations

import pytest

from wire.builders import an_article, prose, with_byline, with_ending, with_opening
from wirewatch.model import Role
from wirewatch.wire.agencies import AGENCIES, AGENCY_OF_CODE, agency_of_site
from wirewatch.wire.agency import Agency
from wirewatch.wire.credit import find_credits
from wirewatch.wire.names import line_mentions

# The codes stand in warehouse rows and in watches: none may vanish or change.
CODES = """
AFP REUTERS AP DPA APA SDA SID EFE EUROPAPRESS ANSA AGI ADNKRONOS LUSA BELGA ANP NTB TT RITZAU
STT PAP CTK TASS INTERFAX RIA UKRINFORM ANADOLU DHA IHA XINHUA KYODO JIJI YONHAP PTI ANI IANS AAP
NZME PA CP BLOOMBERG NYT KNA EPD
""".split()  # noqa: SIM905 -- a table
# Names within names that mean the same house, or another on purpose; the longest wins.
KNOWN_CLASHES = {("AP", "APP"), ("AP", "AAP"), ("PA", "NZME"), ("CNA-TW", "KCNA")}


def _code(agency: Agency) -> str:
    return agency.code


def _signed_by(line: str) -> set[str]:
    """The agencies that wrote a text which opens, closes or is headed by `line`."""
    pages = (with_opening(f"{line} The council voted."), with_ending(line), with_byline(line))
    return {credit.agency for page in pages for credit in find_credits(page) if credit.role.is_text}


def test_no_code_is_lost() -> None:
    assert set(CODES) <= AGENCY_OF_CODE.keys()
    assert len(AGENCY_OF_CODE) == len(AGENCIES) >= 70


@pytest.mark.parametrize("agency", AGENCIES, ids=_code)
def test_an_entry_is_complete(agency: Agency) -> None:
    assert agency.name
    assert agency.names or agency.initials
    assert agency.prints
    assert agency.feed_authors
    assert agency.sites
    assert len(agency.source) > len("agency.example: ")
    assert any(site in agency.source for site in agency.sites) or " " in agency.source
    assert not agency.is_doubtful or agency.confused_with


@pytest.mark.parametrize("agency", AGENCIES, ids=_code)
def test_forms_are_written_as_they_are_matched(agency: Agency) -> None:
    """Confusions and signs are compared in lower case; a form with blanks around never matches."""
    assert all(sign == sign.lower() for sign in (*agency.signs, *agency.services))
    assert all(each == each.lower() for each in (*agency.confused_with, *agency.sites))
    assert all(form == form.strip() for form in (*agency.names, *agency.initials, *agency.signs))


@pytest.mark.parametrize("agency", AGENCIES, ids=_code)
def test_an_agency_is_found_by_how_it_signs(agency: Agency) -> None:
    missed = [line for line in agency.prints if agency.code not in _signed_by(line)]
    assert missed == []


@pytest.mark.parametrize("agency", AGENCIES, ids=_code)
def test_an_agency_is_found_as_a_feeds_author(agency: Agency) -> None:
    for author in agency.feed_authors:
        credits = find_credits(an_article(*prose()), feed_authors=[author])
        found = [(credit.agency, credit.role) for credit in credits]
        assert (agency.code, Role.TEXT) in found or (agency.code, Role.JOINT) in found, author


@pytest.mark.parametrize("agency", AGENCIES, ids=_code)
def test_every_name_of_an_agency_is_its_own(agency: Agency) -> None:
    """And stands alone in a byline: no name may quietly mean another house too."""
    for form in (*agency.names, *agency.initials):
        found = {mention.agency.code for mention in line_mentions(form, AGENCIES)}
        assert found == {agency.code}, form


def test_no_two_agencies_share_a_form_or_a_site() -> None:
    forms = [
        (form.lower(), agency.code)
        for agency in AGENCIES
        for form in {*agency.names, *agency.initials, *agency.signs}
    ]
    owners: dict[str, set[str]] = {}
    for form, code in forms:
        owners.setdefault(form, set()).add(code)
    assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}
    sites = [site for agency in AGENCIES for site in agency.sites]
    assert len(set(sites)) == len(sites)


def test_a_name_within_anothers_name_is_known() -> None:
    """“Associated Press” stands in “Australian Associated Press”; each such pair is reviewed."""
    clashes = {
        (one.code, two.code)
        for one, two in permutations(AGENCIES, 2)
        for name in one.names
        if any(f" {name} " in f" {other} " for other in two.names)
    }
    assert clashes == KNOWN_CLASHES


def test_short_initials_that_mean_much_else_are_doubtful() -> None:
    short = [agency.code for agency in AGENCIES if any(len(form) == 2 for form in agency.initials)]
    assert all(AGENCY_OF_CODE[code].is_doubtful for code in short)


@pytest.mark.parametrize(
    ("site", "code"),
    [
        ("apnews.com", "AP"),
        ("www.afp.com", "AFP"),
        ("tass.ru", "TASS"),
        ("EN.yna.co.kr", "YONHAP"),
        ("interfax.com.ua", "INTERFAX-UA"),
        ("interfax.com", "INTERFAX"),
        ("notafp.com", None),
        ("afp.com.example", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_a_site_is_its_agencys_with_all_subdomains(site: str, code: str | None) -> None:
    assert agency_of_site(site) == code
