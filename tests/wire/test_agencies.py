"""The table of agencies: enough of them, told apart, each with its source."""

import pytest

from wirewatch.wire.agencies import AGENCIES, AGENCY_OF_CODE, agency_of_site

# The codes stand in warehouse rows and in watches: none may vanish or change.
CODES = """
AFP REUTERS AP DPA APA SDA SID EFE EUROPAPRESS ANSA AGI ADNKRONOS LUSA BELGA ANP NTB TT RITZAU
STT PAP CTK TASS INTERFAX RIA UKRINFORM ANADOLU DHA IHA XINHUA KYODO JIJI YONHAP PTI ANI IANS AAP
NZME PA CP BLOOMBERG NYT KNA EPD
""".split()  # noqa: SIM905 -- a table


@pytest.mark.parametrize("code", CODES)
def test_an_agency_has_a_name_and_a_source(code: str) -> None:
    agency = AGENCY_OF_CODE[code]
    assert agency.name
    assert agency.names or agency.initials
    assert agency.source


def test_codes_and_sites_are_told_apart() -> None:
    sites = [site for agency in AGENCIES for site in agency.sites]
    assert len(AGENCIES) >= 40
    assert len({agency.code for agency in AGENCIES}) == len(AGENCIES)
    assert len(set(sites)) == len(sites)


def test_no_two_agencies_share_a_name() -> None:
    forms = [form for agency in AGENCIES for form in {*agency.names, *agency.initials}]
    assert sorted(form for form in set(forms) if forms.count(form) > 1) == []


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
