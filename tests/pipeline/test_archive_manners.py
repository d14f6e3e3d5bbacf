"""The index of an archive is its scarcest good: what a backfill asks of it, and gets for that."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

import whole_way as way
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.launch import sample_environment
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.publishers import ARCHIVE_HOST
from wirewatch.newsroom.server import LoopbackServer
from wirewatch.newsroom.site import Answer, NewsroomSite, Request
from wirewatch.newsroom.texts import load_texts
from wirewatch.newsroom.truth import true_pages
from wirewatch.pipeline.archives import sites_of
from wirewatch.urls import article_id

PAGES = plan_pages(load_texts())
DAYS = (date(2026, 3, 5), date(2026, 3, 6))


class WatchedNewsroom:
    """The sample newsroom; counts what its archive is asked for."""

    def __init__(self) -> None:
        self._site = NewsroomSite(PAGES)
        self.index: Counter[tuple[str, str]] = Counter()  # site and day → queries
        self.captures: Counter[str] = Counter()  # of a page at a time → times it was asked for

    def answer(self, request: Request) -> Answer:
        """Return what the newsroom says."""
        if request.host.startswith(ARCHIVE_HOST):
            parts = urlsplit(request.target)
            query = parse_qs(parts.query)
            if parts.path.endswith("/cdx"):
                self.index[query["url"][0], query["from"][0]] += 1
            else:
                self.captures[request.target] += 1
        return self._site.answer(request)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, WatchedNewsroom]]:
    home: Path = tmp_path_factory.mktemp("manners")
    room = WatchedNewsroom()
    server = LoopbackServer(room, silence_s=0.1)
    server.start()
    try:
        with open_desk(sample_environment(server.address, home)) as desk:
            way.land_archive(desk, DAYS)
            yield desk, room
    finally:
        server.stop()


def landed(desk: Desk) -> set[str]:
    with reading(desk.engine) as db:
        return set(db.execute(select(schema.capture.c.article_id)).scalars())


def test_one_query_of_the_index_lists_a_site_and_day(asked):
    """The goal is two at most; the Wayback Machine allows 30 a minute to everybody together."""
    desk, room = asked
    expected = {(site, day.strftime("%Y%m%d")) for day in DAYS for site in sites_of(desk)}
    assert room.index.keys() == expected
    assert set(room.index.values()) == {1}


def test_every_page_that_the_archive_has_of_these_days_is_had(asked):
    desk, _ = asked
    there = {
        article_id(page.url)
        for page in true_pages(PAGES)
        if page.archived_at and page.published_at.date() in DAYS
    }
    assert there
    assert there <= landed(desk)


def test_a_capture_is_asked_for_once_and_a_second_backfill_asks_for_none(asked):
    """Of a page the first and the last, no more."""
    desk, room = asked
    assert set(room.captures.values()) == {1}
    of_page = Counter(target.partition("id_/")[2] for target in room.captures)
    assert set(of_page.values()) == {1, 2}
    before, captures = landed(desk), Counter(room.captures)
    way.land_archive(desk, DAYS)
    assert (landed(desk), room.captures) == (before, captures)
    assert set(room.index.values()) == {2}
