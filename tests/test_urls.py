"""Addresses: what is one page has one key, and what may be two pages has two."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.urls import MAX_URL_CHARS, absolute, article_id, site, unwrapped, url_key

BASE = "https://www.saxon.example/world/2024/10/29/troops"

SAME = {
    "scheme": "http://www.saxon.example/world/2024/10/29/troops",
    "no www": "https://saxon.example/world/2024/10/29/troops",
    "mobile": "https://m.saxon.example/world/2024/10/29/troops",
    "mobile spelt out": "https://mobile.saxon.example/world/2024/10/29/troops",
    "amp host": "https://amp.saxon.example/world/2024/10/29/troops",
    "two faces": "https://www.m.saxon.example/world/2024/10/29/troops",
    "upper-case host": "HTTPS://WWW.SAXON.EXAMPLE/world/2024/10/29/troops",
    "dot after host": "https://www.saxon.example./world/2024/10/29/troops",
    "default port": "https://www.saxon.example:443/world/2024/10/29/troops",
    "user": "https://me:secret@www.saxon.example/world/2024/10/29/troops",
    "slash": BASE + "/",
    "slashes": "https://www.saxon.example//world/2024//10/29/troops//",
    "dots": "https://www.saxon.example/world/./x/../2024/10/29/troops",
    "fragment": BASE + "#comments",
    "amp path": BASE + "/amp/",
    "amp dot": BASE + ".amp",
    "amp switch": BASE + "?amp=1",
    "amp output": BASE + "?outputType=amp",
    "amp cache": "https://www-saxon-example.cdn.ampproject.org/c/s/www.saxon.example/world/2024/10/29/troops",
    "cache of a cache": "https://www.bing.com/amp/s/www.google.com/amp/s/www.saxon.example/world/2024/10/29/troops",
    "google amp": "https://www.google.com/amp/s/www.saxon.example/world/2024/10/29/troops/amp",
    "campaign": BASE + "?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
    "campaign in capitals": BASE + "?CMP=share_btn_url",
    "clicks": BASE + "?fbclid=abc&gclid=1&msclkid=2",
    "newsletter": BASE + "?mc_cid=1&mc_eid=2&mkt_tok=3",
    "from the feed": BASE + "?ref=rss&traffic_source=rss&partner=rss&emc=rss",
    "broadcaster": BASE + "?at_medium=RSS&at_campaign=KARANGA&ns_mchannel=rss",
    "session": BASE + ";jsessionid=ABC123",
    "escapes": "https://www.saxon.example/w%6frld/2024/10/29/troops",
    "white space": "  " + BASE + " \n",
    "line break within": BASE[:30] + "\n" + BASE[30:],
    "no scheme": BASE.removeprefix("https:"),
}


@pytest.mark.parametrize("url", SAME.values(), ids=SAME)
def test_one_page_has_one_key(url: str) -> None:
    assert url_key(url) == "saxon.example/world/2024/10/29/troops"


IDS = """
    id p t a c n article articleId article_id artid aid storyId story newsid news_id nid idNews
    id_article id_noticia cid pid post postid page_id sid docId item entry ref v key contentId no
    idx gid tid q num seq code ref_id xid uuid guid slug title date page lang cat section
"""


@pytest.mark.parametrize("name", IDS.split())
def test_a_parameter_that_may_tell_the_article_is_kept(name: str) -> None:
    """Another library's whitelist merges 23 of 28 of these: two articles become one."""
    one, other = f"https://saxon.example/a?{name}=20431", f"https://saxon.example/a?{name}=20432"
    assert len({url_key(one), url_key(other), url_key("https://saxon.example/a")}) == 3


def test_no_two_addresses_with_such_parameters_are_one() -> None:
    urls = [f"https://saxon.example/a?{name}={n}" for name in IDS.split() for n in (1, 2)]
    assert len(IDS.split()) >= 28
    assert len({*map(url_key, urls)}) == len(urls)


DIFFERENT = (
    "https://saxon.example/a",
    "https://saxon.example/A",
    "https://saxon.example/a/b",
    "https://saxon.example/ab",
    "https://saxon.example:8080/a",
    "https://news.saxon.example/a",
    "https://saxon.example/a?id=1",
    "https://saxon.example/a?id=1&page=2",
    "https://saxon.example/a?ID=1",
    "https://saxon.example/a?id=1%262",
    "https://saxon.example/a?ref=20431",
    "https://saxon.example/a?mod=viewthread&tid=3",
    "https://saxon.example/a%2Fb",
    "https://saxon.example/camp",
    "https://saxon.example/a.ampere",
    "https://m.com/a",
    "https://amp.co.uk/a",
    "https://saxon.example",
    "",
    "urn:uuid:60a76c80",
)


@pytest.mark.parametrize(("one", "other"), [*combinations(DIFFERENT, 2)])
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


SPELT = {
    "sorted": ("https://a.example/x?b=2&a=1&a=0", "a.example/x?a=0&a=1&b=2"),
    "plus is space": ("https://a.example/x?q=a+b", "a.example/x?q=a%20b"),
    "umlaut in path": ("https://a.example/münchen", "a.example/m%C3%BCnchen"),
    "umlaut in host": ("https://www.münchen.example/x", "xn--mnchen-3ya.example/x"),
    "umlaut in host, wide dot": ("https://www。münchen。example/x", "xn--mnchen-3ya.example/x"),
    "address of a machine": ("http://127.0.0.1:8765/x/", "127.0.0.1:8765/x"),
    "IPv6": ("http://[::1]:8080/x", "[::1]:8080/x"),
    "front page": ("https://www.a.example/", "a.example"),
    "empty value": ("https://a.example/x?p=&q", "a.example/x?p=&q"),
    "no web address": (" tag:a.example,2024:7 ", "tag:a.example,2024:7"),
    "no host": ("https:///x", "https:///x"),
    "broken host": ("https://[::1/x", "https://[::1/x"),
    "broken port": ("https://a.example:x/y", "https://a.example:x/y"),
    "nothing": ("  ", ""),
}


@pytest.mark.parametrize(("url", "key"), SPELT.values(), ids=SPELT)
def test_a_key_is_spelt_in_one_way(url: str, key: str) -> None:
    assert url_key(url) == key


HOSTS = {
    "https://www.saxon.example:8080/a": "saxon.example",
    "//amp.saxon.example/a": "saxon.example",
    "http://user@News.Saxon.example": "news.saxon.example",
    "mailto:desk@saxon.example": "",
    "not an address": "",
}


@pytest.mark.parametrize(("url", "host"), HOSTS.items())
def test_a_site_is_the_host_of_the_key(url: str, host: str) -> None:
    assert site(url) == host


def test_an_article_id_is_a_short_stable_key() -> None:
    assert article_id(BASE) == article_id(BASE + "/amp?utm_source=x")
    assert len(article_id(BASE)) == 32


LINKS = {
    "absolute": ("https://b.example/y", "https://b.example/y"),
    "relative": ("y?z=1", "https://a.example/feeds/y?z=1"),
    "from the root": ("/y", "https://a.example/y"),
    "no scheme": ("//b.example/y", "https://b.example/y"),
    "colon in a later step": ("y/10:30", "https://a.example/feeds/y/10:30"),
    "white space": (" \n/y z ", "https://a.example/y%20z"),
    "byte order mark": ("\ufeffhttps://b.example/y\u200b", "https://b.example/y"),
    "control characters": ("https://b.example/\x00y\x1b", "https://b.example/y"),
    "ampersand escaped twice": ("/y?a=1&amp;b=2&#038;c=3", "https://a.example/y?a=1&b=2&c=3"),
    "backslashes": ("/y\\..\\z?q=a\\b", "https://a.example/z?q=a\\b"),
    "another machine": ("\\\\b.example\\share", "https://b.example/share"),
    "host in front of an at": ("https://b.example\\@c.example/", "https://b.example/@c.example/"),
    "broken": ("https://[x", None),
    "no host": ("http:///etc/passwd", None),
    "no such port": ("https://a.example:99999/x", None),
    "endless": ("/" + "x" * MAX_URL_CHARS, None),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS)
def test_a_link_is_read_as_browsers_read_it(link: str, expected: str | None) -> None:
    assert absolute("https://a.example/feeds/rss.xml", link) == expected


_SCRIPT = "javascript:alert(1)"
DRESSED = {
    "plain": _SCRIPT,
    "capitals": "JaVaScRiPt:alert(1)",
    "white space before": f" \t\n{_SCRIPT}",
    "white space within": "java\n\tscript:alert(1)",
    "space before the colon": "javascript :alert(1)",
    "control character": "\x01java\x00script:alert(1)",
    "no width": "jav\u200bascript\u2060:alert(1)",
    "byte order mark": f"\ufeff{_SCRIPT}",
    "line separator": f"\u2028{_SCRIPT}",
    "entity": "java&#115;cript:alert(1)",
    "entity escaped twice": "java&amp;#x73;cript&amp;colon;alert(1)",
    "full width": "ｊａｖａscript：alert(1)",
    "looks like a host": "javascript://a.example/%0aalert(1)",
    "vbscript": "vbscript:x",
    "data": "data:text/html,x",
    "data in capitals": "DATA:text/html;base64,PHNjcmlwdD4=",
    "file": "file:///etc/passwd",
    "file with one slash": "FILE:/etc/passwd",
    "file with backslashes": "file:\\\\host\\share",
    "mail": "mailto:desk@a.example",
    "ftp": "ftp://a.example/x",
    "blob": "blob:https://a.example/x",
    "source": "view-source:https://a.example",
    "name": "urn:uuid:60a76c80",
    "tag": "tag:a.example,2024:7",
}


@pytest.mark.parametrize("link", DRESSED.values(), ids=DRESSED)
def test_only_web_links_are_followed(link: str) -> None:
    assert absolute("https://a.example/feeds/rss.xml", link) is None


WRAPPED = {
    "alert": "https://www.google.com/url?rct=j&sa=t&url=https://b.example/y%3Fid%3D1&ct=ga&cd=Cx&usg=A",
    "search": "https://www.google.co.uk/url?q=https%3A%2F%2Fb.example%2Fy%3Fid%3D1&sa=U",
    "shared": "https://l.facebook.com/l.php?u=https%3A%2F%2Fb.example%2Fy%3Fid%3D1&h=AT0",
    "consent": "https://consent.google.com/m?continue=https://b.example/y?id%3D1&gl=DE&hl=de",
}


@pytest.mark.parametrize("url", WRAPPED.values(), ids=WRAPPED)
def test_a_redirector_is_looked_through(url: str) -> None:
    assert unwrapped(url) == "https://b.example/y?id=1"


@pytest.mark.parametrize(
    "url",
    [
        "https://b.example/y?url=https://c.example",
        "https://news.google.com/rss/articles/CBMiW2h0?oc=5",  # opaque, and stays so
        "https://www.google.com/url?url=javascript:alert(1)",
        "https://www.google.com/url?url=/y",
        "https://www.google.com/search?q=https://b.example",
    ],
)
def test_what_leads_nowhere_else_stays(url: str) -> None:
    assert unwrapped(url) == url


_CHARACTERS = st.one_of(st.sampled_from("/?#&=%.:;@[]+ amp"), st.characters())
_TAILS = st.text(_CHARACTERS, max_size=60)


@settings(deadline=None, max_examples=300)
@given(
    host=st.sampled_from(("a.example", "www.amp.m.example", "WWW.b.co.uk", "münchen.de")),
    tail=_TAILS,
)
def test_a_key_is_its_own_key(host: str, tail: str) -> None:
    key = url_key(f"https://{host}/{tail}")
    assert url_key("https://" + key) == key
    assert url_key("http://www." + key) == key


@settings(deadline=None, max_examples=200)
@given(st.one_of(_TAILS, _TAILS.map("https://".__add__), st.text(max_size=60)))
def test_no_text_breaks_a_key(text: str) -> None:
    """Feeds put anything in a link; what is no address is its own, stable key."""
    key = url_key(text)
    assert key == url_key(text)
    assert key.encode("utf-8") is not None
    site(text), article_id(text), absolute("https://a.example", text), absolute(text, "x")
    assert unwrapped(text) == text


@pytest.mark.parametrize(
    "piece",
    ["/", "%", "&", ";jsessionid=", ".amp", "/amp", "www.", "?", "../", "bing.com/amp/s/"],
)
def test_a_long_address_is_read_in_no_time(piece: str) -> None:
    """A quadratic pattern would take minutes here."""
    url_key("https://a.example/" + piece * 50_000)
    url_key("https://" + piece * 50_000 + ".example")
