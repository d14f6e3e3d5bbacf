"""What a feed says of itself: what it is called, when it wants to be asked, who writes it."""

import pytest

from feed_files import FEED_URL, LINK, atom, only, parse, rss
from wirewatch.model import ParsedFeed


def test_a_feed_tells_what_it_wants() -> None:
    head = (
        "<link>https://saxon.example/</link><language>EN-gb</language><ttl>30</ttl>"
        '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="?page=2"/>'
    )
    feed = parse(rss(head=head))
    assert (feed.ttl_s, feed.language, feed.site_url) == (1800, "en-gb", "https://saxon.example/")
    assert feed.next_url == FEED_URL + "?page=2"
    assert feed.entries == ()


def test_an_update_period_is_a_wish_too() -> None:
    head = (
        '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly'
        '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
        'syndication/">2</sy:updateFrequency>'
    )
    assert parse(rss(head=head)).ttl_s == 1800
    assert parse(rss(head="<ttl>99999999</ttl>")).ttl_s is None


def skipping(hours: str = "", days: str = "") -> ParsedFeed:
    named = "".join(f"<hour>{hour}</hour>" for hour in hours.split())
    called = "".join(f"<day>{day}</day>" for day in days.split())
    return parse(
        rss(head=f"<skipHours>{named}</skipHours>\n<skipDays>\n{called}\n</skipDays><ttl>60</ttl>")
    )


HOURS = {
    "in any order": ("5 23 0", (0, 5, 23)),
    "as RSS 0.91 counts": ("22 23 24", (0, 22, 23)),
    "with zeros": ("00 01 09", (0, 1, 9)),
    "twice": ("3 3", (3,)),
    "no hours": ("-1 25 x ٣ 1.5", ()),
    "all hours": (" ".join(map(str, range(24))), ()),
    "none": ("", ()),
}


@pytest.mark.parametrize(("hours", "expected"), HOURS.values(), ids=HOURS)
def test_a_feed_names_hours_to_skip(hours: str, expected: tuple[int, ...]) -> None:
    """Who names all of them means nothing; feedparser alone keeps the last one named."""
    assert skipping(hours=hours).skip_hours == expected


DAYS = {
    "a weekend": ("Saturday Sunday", (5, 6)),
    "in any case": ("SUNDAY monday", (0, 6)),
    "no days": ("Someday 3", ()),
    "all days": ("Monday Tuesday Wednesday Thursday Friday Saturday Sunday", ()),
    "none": ("", ()),
}


@pytest.mark.parametrize(("days", "expected"), DAYS.values(), ids=DAYS)
def test_a_feed_names_days_to_skip(days: str, expected: tuple[int, ...]) -> None:
    feed = skipping(days=days, hours="4")
    assert (feed.skip_days, feed.skip_hours, feed.ttl_s) == (expected, (4,), 3_600)


# ── authors ─────────────────────────────────────────────────────────────────────────────────────

_DESK = "<author><name>Saxon Desk</name></author>"
_ENTRY = '<entry><id>7</id><link href="/a"/>{}</entry>'
_JSON = '{{"title": "Saxon", {} "items": [{{"id": 7, "url": "/a"{}}}]}}'
HEIRS = {
    "Atom": (atom(_ENTRY.format(""), head=_DESK), ("Saxon Desk",)),
    "Atom, after its entries": (atom(_ENTRY.format(""), _DESK), ("Saxon Desk",)),
    "Atom, own author": (
        atom(_ENTRY.format("<author><name>Ann Arrow</name></author>"), head=_DESK),
        ("Ann Arrow",),
    ),
    "Atom, author of the source": (
        atom(_ENTRY.format(f"<source>{_DESK}</source>"), head="<author><name>Us</name></author>"),
        ("Saxon Desk",),
    ),
    "JSON Feed 1.1": (_JSON.format('"authors": [{"name": "Saxon Desk"}],', ""), ("Saxon Desk",)),
    "JSON Feed 1.0": (_JSON.format('"author": {"name": "Saxon Desk"},', ""), ("Saxon Desk",)),
    "JSON Feed, own author": (
        _JSON.format('"authors": [{"name": "Us"}],', ', "authors": [{"name": "Ann Arrow"}]'),
        ("Ann Arrow",),
    ),
    "RSS editor": (rss(LINK, head="<managingEditor>desk@saxon.example</managingEditor>"), ()),
    "RSS author": (rss(LINK, head="<dc:creator>Saxon Desk</dc:creator>"), ()),
    "RDF that names Atom": (
        """<rdf:RDF xmlns:a="http://www.w3.org/2005/Atom" xmlns="http://purl.org/rss/1.0/"
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><dc:creator>Us</dc:creator></channel>
        <item rdf:about="7"><link>https://saxon.example/a</link></item></rdf:RDF>""",
        (),
    ),
}


@pytest.mark.parametrize(("body", "expected"), HEIRS.values(), ids=HEIRS)
def test_an_entry_without_authors_has_its_feeds(body: str, expected: tuple[str, ...]) -> None:
    """RFC 4287, 4.2.1 and JSON Feed 1.1 say so; in RSS whoever stands there wrote no article."""
    assert only(body).authors == expected
