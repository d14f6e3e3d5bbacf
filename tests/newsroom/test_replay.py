"""Feed files are served as they are, and their full texts become pages."""

import gzip
import tomllib
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from wirewatch.errors import BadInput
from wirewatch.newsroom.replay import (
    ReplaySite,
    clock_of,
    read_feed,
    read_folder,
    render_article,
    serve,
)
from wirewatch.newsroom.site import Request

LONG = "<p>The <b>ferry</b> came in at six.</p>" + "<p>It was late again, they said.</p>" * 20
FEED = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay News</title>
<language>en</language>
<item><title>Ferry &amp;amp; fog</title><link>https://quay.example/a?id=7</link>
<dc:creator>AFP</dc:creator><pubDate>Tue, 17 Feb 2026 10:00:00 +0500</pubDate>
<description>short</description><content:encoded><![CDATA[{LONG}]]></content:encoded></item>
<item><title>Only a summary</title><link>https://quay.example/b</link>
<description>short</description></item>
<item><title>A trick</title><link>javascript:alert(1)</link>
<content:encoded><![CDATA[{LONG}]]></content:encoded></item>
</channel></rss>""".encode()


@pytest.fixture
def site() -> ReplaySite:
    return ReplaySite({"quay": FEED})


def get(site: ReplaySite, url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    answer = site.answer(Request(host=parts.netloc, target=target))
    return answer.status, answer.body


def test_a_feed_file_is_served_byte_for_byte(site: ReplaySite) -> None:
    assert get(site, "https://quay.feeds.example/feed") == (200, FEED)


def test_an_entry_with_its_text_gets_a_page_at_its_own_link(site: ReplaySite) -> None:
    status, body = get(site, "https://quay.example/a?id=7")
    page = html.fromstring(body)
    assert status == 200
    assert page.findtext(".//h1") == "Ferry & fog"
    assert page.findtext('.//p[@class="byline"]') == "AFP"
    assert LONG.encode() in body
    assert b"Tue, 17 Feb 2026 10:00:00 +0500" in body


@pytest.mark.parametrize("url", ["https://quay.example/b", "https://quay.example/a?id=8"])
def test_other_links_are_not_found(site: ReplaySite, url: str) -> None:
    assert get(site, url)[0] == 404


def test_only_web_links_get_a_page() -> None:
    assert [each.url for each in read_feed(FEED).articles] == ["https://quay.example/a?id=7"]


def test_what_is_not_the_text_itself_is_escaped() -> None:
    hostile = FEED.replace(b"<dc:creator>AFP", b"<dc:creator>&lt;script&gt;x")
    (article,) = read_feed(hostile).articles
    assert b"<script>x" not in render_article(article)


def test_a_folder_may_hold_packed_and_plain_files(tmp_path: Path) -> None:
    (tmp_path / "Plain Feed.xml").write_bytes(FEED)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(FEED))
    assert read_folder(tmp_path) == {"plain-feed": FEED, "packed": FEED}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder of feed files"):
        read_folder(tmp_path / "nowhere")


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b broken")
    with pytest.raises(BadInput, match=r"bad\.gz: is no gzip file"):
        read_folder(tmp_path)


def test_a_body_that_is_an_address_is_not_fetched() -> None:
    """Feedparser opens strings that look like addresses or paths; bytes in a buffer are safe."""
    assert read_feed(b"https://quay.example/feed").articles == ()
    assert read_feed(b"/etc/hostname").articles == ()


def test_the_clock_is_the_hour_after_the_newest_entry(site: ReplaySite) -> None:
    assert site.now == datetime(2026, 2, 17, 6, tzinfo=UTC)


def test_a_feed_from_the_future_does_not_move_the_clock() -> None:
    days = [datetime(2026, 2, day, 9, 30, tzinfo=UTC) for day in (1, 16, 17)]
    assert clock_of([*days, datetime(2031, 1, 1, tzinfo=UTC)]) == datetime(
        2026, 2, 17, 10, tzinfo=UTC
    )


def test_a_folder_is_served_for_the_length_of_a_with(tmp_path: Path) -> None:
    (tmp_path / "quay.xml").write_bytes(FEED)
    with serve(tmp_path) as room:
        line = HTTPConnection(*room.address, timeout=10)
        line.request("GET", "/feed", headers={"Host": "quay.feeds.example"})
        assert line.getresponse().read() == FEED
        assert "quay.feeds.example" in room.desk()
        line.close()


def test_the_desk_of_a_replay_names_its_feeds(site: ReplaySite) -> None:
    (feed,) = tomllib.loads(site.desk())["feed"]
    assert feed == {"id": "quay", "url": "https://quay.feeds.example/feed", "zone": "UTC"}


def test_a_real_feed_gives_a_page_for_each_of_its_texts(shared: Path) -> None:
    packed = (shared / "data" / "feeds" / "ce5f942d1cd40fc0.gz").read_bytes()
    site = ReplaySite({"dawn": gzip.decompress(packed)})
    assert len(site.articles) == 29  # the 30th holds nothing but a link
    signed = [each.author for each in site.articles.values()]
    assert signed.count("AFP") == 12
    for article in site.articles.values():
        assert get(site, article.url)[0] == 200
