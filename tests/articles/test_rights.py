"""What a publisher says of the use of a page is recorded as it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.articles.rights import TdmRule, read_tdmrep, rights_of
from wirewatch.model import Rights

POLICY = "https://tidewater.example/policy.json"
META = b"<html><head><META content='1' name=\"TDM-Reservation\"></head><body>"
OPEN = TdmRule(location="/", is_reserved=False)
CLOSED = TdmRule(location="/", is_reserved=True)
SITE = (OPEN, TdmRule(location="/news/*", is_reserved=True, policy=POLICY))


def said(headers=(), body=b"", path="/news/rain", rules=(), robots=None) -> Rights:
    return rights_of(headers, body, path=path, robots=robots, site_rules=rules)


def tdm(rights: Rights) -> tuple[bool | None, str | None, str | None]:
    return rights.tdm_reserved, rights.tdm_policy, rights.tdm_why


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({}, (None, None, None), id="nothing said"),
        pytest.param({"headers": [("tdm-reservation", "1")]}, (True, None, "header"), id="header"),
        pytest.param(
            {"headers": [("tdm-reservation", " 0 ")]}, (False, None, "header"), id="not reserved"
        ),
        pytest.param(
            {"headers": [("tdm-reservation", "1"), ("tdm-policy", POLICY)]},
            (True, POLICY, "header"),
            id="header with a policy",
        ),
        pytest.param({"headers": [("tdm-reservation", "yes")]}, (None, None, None), id="an error"),
        pytest.param({"body": META}, (True, None, "meta"), id="meta, attributes turned round"),
        pytest.param(
            {"body": META, "headers": [("tdm-reservation", "0")]},
            (True, None, "meta"),
            id="the page goes before its headers",
        ),
        pytest.param(
            {"headers": [("tdm-reservation", "0")], "rules": SITE},
            (False, None, "header"),
            id="the headers go before the site",
        ),
        pytest.param({"rules": SITE}, (True, POLICY, "tdmrep.json"), id="the longest rule"),
        pytest.param(
            {"rules": SITE, "path": "/shop"}, (False, None, "tdmrep.json"), id="the site's rule"
        ),
        pytest.param(
            {"body": b"<body>" + META, "rules": SITE},
            (True, POLICY, "tdmrep.json"),
            id="what stands in the body is text",
        ),
        pytest.param(
            {"body": b"<meta name=tdm-reservation content=0>"}, (False, None, "meta"), id="bare"
        ),
    ],
)
def test_the_statement_nearest_to_the_page_is_kept(known, expected):
    assert tdm(said(**known)) == expected


def test_every_x_robots_tag_is_kept_and_the_meta_beside_it():
    headers = [("x-robots-tag", "noarchive"), ("x-robots-tag", "googlebot: nofollow")]
    body = b'<meta name="robots" content="noindex, max-snippet:50">'
    assert said(headers, body, robots="allowed") == Rights(
        robots="allowed",
        x_robots_tag="noarchive, googlebot: nofollow, meta: noindex, max-snippet:50",
    )


@pytest.mark.parametrize(
    ("location", "path", "fits"),
    [
        ("/", "/news", True),
        ("/news", "/newsroom", True),
        ("/news/*.pdf", "/news/2026/a.pdf?x=1", True),
        ("/news/*.pdf$", "/news/2026/a.pdf?x=1", False),
        ("/news/*.pdf$", "/news/2026/a.pdf", True),
        ("/news$", "/news", True),
        ("/news$", "/news/", False),
        ("/a*b*c", "/a-c-b", False),
        ("*", "/anything", True),
    ],
)
def test_locations_are_read_as_in_robots_txt(location, path, fits):
    found = said(path=path, rules=[TdmRule(location=location, is_reserved=True)])
    assert (found.tdm_reserved is True) is fits


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", ()),
        ("<html>Not found</html>", ()),
        ("[" * 100_000, ()),
        ('{"location": "/", "tdm-reservation": 1}', (CLOSED,)),
        ('[{"location": "/", "tdm-reservation": "1"}]', (CLOSED,)),
        ('[{"location": "/"}, {"tdm-reservation": 1}, 7, null]', ()),
        ('[{"location": "/", "tdm-reservation": 1, "tdm-policy": 7}]', (CLOSED,)),
    ],
    ids=["none", "a page", "too deep", "one rule", "text for a number", "no rules", "odd policy"],
)
def test_a_tdmrep_json_is_read_as_far_as_it_goes(text, rules):
    assert read_tdmrep(text) == rules


@given(st.text(), st.binary(), st.text(), st.text())
def test_whatever_is_served_nothing_is_raised(header, body, path, text):
    rights = rights_of(
        [("tdm-reservation", header), ("x-robots-tag", header)],
        b"<meta " + body,
        path=path,
        site_rules=read_tdmrep(text),
    )
    assert rights.x_robots_tag is None or len(rights.x_robots_tag) <= 500
