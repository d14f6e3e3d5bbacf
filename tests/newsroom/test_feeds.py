"""Feeds have the faults that feeds have, and can still be read."""

import io
import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from wirewatch.newsroom import NOW
from wirewatch.newsroom.feeds import feed_bytes, robots_txt, shown_in_feed, sitemap_xml
from wirewatch.newsroom.habits import Fault, FeedKind, Publisher
from wirewatch.newsroom.hazards import hazards_of
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.publishers import BY_KEY, PUBLISHERS

Pages = tuple[PlannedPage, ...]
XML = [each for each in PUBLISHERS if each.feed is not FeedKind.JSON]
JSON = [each for each in PUBLISHERS if each.feed is FeedKind.JSON]


def read(publisher: Publisher, pages: Pages) -> Any:
    body = feed_bytes(publisher, pages, now=NOW)
    return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


@pytest.mark.parametrize("publisher", XML, ids=lambda each: each.key)
def test_a_feed_can_be_read_whatever_is_wrong_with_it(publisher: Publisher, pages: Pages) -> None:
    parsed = read(publisher, pages)
    shown = shown_in_feed(publisher, pages, now=NOW)
    assert len(parsed.entries) == len(shown) + len(hazards_of(publisher))
    assert [entry.link for entry in parsed.entries[: len(shown)]] == [
        page.path if Fault.RELATIVE_LINKS in publisher.faults else page.url for page in shown
    ]
    kinds = {FeedKind.RSS: "rss20", FeedKind.ATOM: "atom10", FeedKind.RDF: "rss10"}
    assert parsed.version == kinds[publisher.feed]


@pytest.mark.parametrize("publisher", JSON, ids=lambda each: each.key)
def test_a_json_feed_says_the_same(publisher: Publisher, pages: Pages) -> None:
    feed = json.loads(feed_bytes(publisher, pages, now=NOW))
    shown = shown_in_feed(publisher, pages, now=NOW)
    assert feed["version"].endswith("/1.1")
    urls = [item["url"] for item in feed["items"]]
    assert urls[: len(shown)] == [page.url for page in shown]


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda each: each.key)
def test_a_feed_shows_today_and_a_little_of_the_days_before(
    publisher: Publisher, pages: Pages
) -> None:
    shown = shown_in_feed(publisher, pages, now=NOW)
    today = datetime(2026, 3, 12, tzinfo=UTC)
    assert shown == tuple(sorted(shown, key=lambda page: page.published_at, reverse=True))
    older = [page for page in shown if page.published_at < today]
    assert len(older) <= 4
    assert len(shown) <= 30


def test_feeds_without_guids_have_none(pages: Pages) -> None:
    for publisher in XML:
        has_none = Fault.NO_GUID in publisher.faults
        parsed = read(publisher, pages)
        if publisher.feed is FeedKind.RSS:
            assert all(("id" in entry) is not has_none for entry in parsed.entries)


@pytest.mark.parametrize(
    ("key", "zone", "hours"), [("phare", "CET", 1), ("harbour", "BST", 1), ("tidewater", "EST", -5)]
)
def test_zones_are_named_and_the_time_is_right(
    key: str, zone: str, hours: int, pages: Pages
) -> None:
    publisher = BY_KEY[key]
    page = shown_in_feed(publisher, pages, now=NOW)[0]
    printed = read(publisher, pages).entries[0].published
    assert printed.endswith(f" {zone}")
    local = parsedate_to_datetime(printed.replace(zone, "GMT"))
    assert local - timedelta(hours=hours) == page.published_at


def test_one_feed_has_a_stray_control_character(pages: Pages) -> None:
    strays = [each.key for each in PUBLISHERS if b"\x0b" in feed_bytes(each, pages, now=NOW)]
    assert strays == ["saltmarsh"]
    assert read(BY_KEY["saltmarsh"], pages).bozo


def test_one_feed_has_markup_in_its_titles(pages: Pages) -> None:
    titles = [entry.title for entry in read(BY_KEY["tidewater"], pages).entries]
    assert all(title.startswith("<em>") for title in titles)


def test_full_text_stands_in_two_feeds(pages: Pages) -> None:
    for key in ("saltmarsh", "estuaire"):
        entry = read(BY_KEY[key], pages).entries[0]
        page = shown_in_feed(BY_KEY[key], pages, now=NOW)[0]
        assert len(entry.content[0].value) > sum(len(each.text) for each in page.paragraphs)


def test_entries_lead_to_each_hazard() -> None:
    found = [entry.hazard for each in PUBLISHERS for entry in hazards_of(each)]
    assert sorted(found) == ["gone", "refused", "too_large"]


def test_robots_txt_names_the_sitemap_and_one_keeps_a_folder_closed() -> None:
    closed = [each.key for each in PUBLISHERS if b"Disallow: /private/" in robots_txt(each)]
    assert closed == ["coastal"]
    for each in PUBLISHERS:
        assert f"Sitemap: {each.site}/sitemap.xml".encode() in robots_txt(each)


def test_a_sitemap_lists_every_page_and_a_news_sitemap_two_days(pages: Pages) -> None:
    publisher = BY_KEY["northern"]
    own = [page for page in pages if page.publisher is publisher]
    every = etree.fromstring(sitemap_xml(publisher, pages, now=NOW))
    news = etree.fromstring(sitemap_xml(publisher, pages, now=NOW, is_news=True))
    assert len(every) == len(own)
    assert 0 < len(news) < len(every)
    assert b"publication_date" in etree.tostring(news)


def test_two_feeds_of_the_same_hour_are_equal(pages: Pages) -> None:
    for publisher in PUBLISHERS:
        assert feed_bytes(publisher, pages, now=NOW) == feed_bytes(publisher, pages, now=NOW)
