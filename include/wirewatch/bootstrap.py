"""Puts the adapters together as the settings say: the desk at which every task and command sits."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.build import build_channels
from wirewatch.adapters.channels.schedules import build_schedules
from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.http import Door
from wirewatch.adapters.landing import Landing, open_landing
from wirewatch.adapters.pages import Pages
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.reader import Reader
from wirewatch.adapters.robots import Robots
from wirewatch.adapters.warehouse.engine import open_warehouse
from wirewatch.alerts.schedule import Schedule
from wirewatch.alerts.watchfile import read_watches
from wirewatch.keeping import keeping_of, store_on
from wirewatch.model import Store, Watch
from wirewatch.settings import Settings, load_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a step of the pipeline works with."""

    settings: Settings
    engine: Engine
    polite: PoliteDoor
    robots: Robots
    pages: Pages
    landing: Landing
    reader: Reader

    def now(self) -> datetime:
        """The time by which everything at this desk is dated."""
        return self.settings.now()

    def allowed(self, source: str, day: date) -> Store:
        """How much the operator keeps, today, of a source's texts of a day."""
        return store_on(keeping_of(self.settings.keep, source), day, self.now().date())

    def watches(self) -> tuple[Watch, ...]:
        """What the operator watches for."""
        return read_watches(self.settings.watches_toml)

    def channels(self) -> dict[str, Channel]:
        """Where alerts can go, by name."""
        return build_channels(
            self.settings.channels,
            home=self.settings.home,
            user_agent=self.settings.user_agent,
            resolve=self.settings.resolve,
        )

    def schedules(self) -> dict[str, Schedule]:
        """When each channel may speak, and who is told when nobody answers."""
        return build_schedules(self.settings.channels)


@contextmanager
def open_desk(environ: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """Give a desk set up as the environment says; connections are closed at the end."""
    settings = load_settings(os.environ if environ is None else environ)
    engine = open_warehouse(settings.warehouse_url)
    door = Door(
        user_agent=settings.user_agent,
        overrides=settings.resolve,
        now=settings.now,
        proxy=settings.proxy,
    )
    # Nobody can wait by a clock that stands still: a demonstration takes its servers as they are.
    interval_s = 0.0 if settings.clock else settings.host_interval_s
    hosts = HostLeases(engine, interval_s=interval_s, now=settings.now, sleep=time.sleep)
    polite = PoliteDoor(door, hosts, settings.now)
    robots = Robots(polite, engine, hosts)
    pages = Pages(polite, robots, engine, settings.now, deadline_s=settings.deadline_s)
    reader = Reader()
    try:
        yield Desk(
            settings=settings,
            engine=engine,
            polite=polite,
            robots=robots,
            pages=pages,
            landing=open_landing(settings.landing, home=settings.home),
            reader=reader,
        )
    finally:
        reader.close()
        door.close()
        engine.dispose()
