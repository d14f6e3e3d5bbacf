"""A week that was polled and the same week from an archive afterwards: the same facts.

The archive took its pages at other moments than we, so that they print their times in other words
("aujourd’hui à 20h50", "hier à 20h50"), and no feed has told it who wrote them.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import whole_way as way
from commands import run
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.digest import TableSum, digest_of, table_sums
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.launch import sample_environment
from wirewatch.newsroom import NOW
from wirewatch.newsroom.habits import Design
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.publishers import PUBLISHERS
from wirewatch.newsroom.server import LoopbackServer
from wirewatch.newsroom.site import NewsroomSite
from wirewatch.newsroom.texts import load_texts
from wirewatch.urls import article_id

PAGES = plan_pages(load_texts())
FEW = ("talpost", "marisma", "pins", "phare", "tidewater", "saltmarsh")
# Behind a consent wall an archive sees the wall; what the feed says instead, it has not.
ALL = tuple(each.key for each in PUBLISHERS if each.design is not Design.CONSENT)


@dataclass(frozen=True)
class Home:
    """Where a desk works, over the feeds of some publishers."""

    path: Path
    feeds: Sequence[str]

    @contextmanager
    def desk(self, *, at: datetime = NOW) -> Iterator[Desk]:
        """The desk as of `at`, and the newsroom as it was then; commands run over them, too."""
        server = LoopbackServer(NewsroomSite(PAGES, now=at), silence_s=0.1)
        server.start()
        try:
            with pytest.MonkeyPatch.context() as setting:
                for name, value in self.environment(server.address, at).items():
                    setting.setenv(name, value)
                with open_desk() as desk:
                    way.migrate(desk.engine)
                    yield desk
        finally:
            server.stop()

    def environment(self, address: tuple[str, int], at: datetime) -> dict[str, str]:
        """What commands read."""
        environ = sample_environment(address, self.path)
        watches, *tables = (self.path / "desk.toml").read_text("utf-8").split("[[feed]]")
        *rest, archive = tables[-1].partition("[archives.wayback]")[1:]
        ours = [each for each in tables if any(f'id = "{key}"\n' in each for key in self.feeds)]
        desk = "[[feed]]".join([watches, *ours]) + "".join([*rest, archive])
        desk = desk.replace("[desk]", "[desk]\nlook_again_hours = [3, 24]", 1)
        (self.path / "desk.toml").write_text(desk, encoding="utf-8")
        return environ | {"WIREWATCH_CLOCK": at.isoformat()}


def moments() -> list[datetime]:
    """When the feeds are polled: in the evening, and before a page is put right.

    A desk that polls each quarter of an hour sees a page before its correction, as the archive did.
    Feeds that do not say that a page was put right: every page is looked at again the next day.
    """
    evenings = [
        datetime.combine(day, NOW.time(), NOW.tzinfo) + timedelta(hours=5, minutes=50)
        for day in way.PAST_WEEK
    ]
    corrections = [page.correction.at - timedelta(minutes=5) for page in PAGES if page.correction]
    return sorted({*evenings, *(at for at in corrections if at < evenings[-1])})


def live_week(home: Home) -> dict[str, TableSum]:
    """Poll the week; return what each table of facts holds."""
    for at in moments():
        with home.desk(at=at) as desk:
            way.land_live(desk)
    with home.desk() as desk:
        way.publish(desk)
        return facts(desk)


def facts(desk: Desk) -> dict[str, TableSum]:
    """Return the sums by table: of two that differ, pytest names the tables."""
    with reading(desk.engine) as db:
        return {each.name: each for each in table_sums(db, facts=True)}


def both_versions_of_what_was_put_right(desk: Desk) -> bool:
    """Whether the archive gave each page before and after its correction."""
    put_right = [article_id(page.url) for page in PAGES if page.correction]
    version = schema.article_version.c
    with reading(desk.engine) as db:
        counted = select(func.count()).where(version.article_id.in_(put_right))
        counts = db.execute(counted.group_by(version.article_id)).scalars().all()
    return bool(counts) and set(counts) == {2}


def land_side_by_side(desk: Desk, days: Sequence[date]) -> None:
    """Ask for several days at the same time."""
    with ThreadPoolExecutor(len(days)) as threads:
        list(threads.map(lambda day: way.land_archive(desk, [day]), days))


@pytest.mark.parametrize("feeds", [FEW, pytest.param(ALL, marks=pytest.mark.slow)], ids=len)
def test_a_week_from_the_archive_is_the_week_that_was_polled(feeds, tmp_path):
    """In any order of days, side by side, with stories made before their earliest copy is there.

    And the commands say so: the digests are one, and the second backfill finds nothing.
    """
    live, past = Home(tmp_path / "live", feeds), Home(tmp_path / "past", feeds)
    polled = live_week(live)
    days = random.Random(8).sample(way.PAST_WEEK, len(way.PAST_WEEK))  # noqa: S311
    with past.desk() as desk:
        for some in (days[:3], days[3:]):
            land_side_by_side(desk, some)
            way.publish(desk)
        assert facts(desk) == polled
        assert both_versions_of_what_was_put_right(desk)
        assert polled["article"].n_rows > 2 * len(feeds)

        printed = run("warehouse", "digest", "--facts").out.splitlines()
        assert printed[-1] == digest_of(polled.values())
        first, last = way.PAST_WEEK[0], way.PAST_WEEK[-1]
        assert " pages found, 0 new" in run("archive", "--from", first, "--to", last).out
        assert (
            "articles: 0 new, 0 changed; rows of stories: 0 changed"
            in run("publish", *way.PAST_WEEK).out
        )
