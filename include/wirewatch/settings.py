"""The operator's choices: `desk.toml`, and what the environment says of this installation.

| variable | says | default |
|---|---|---|
| WIREWATCH_DESK | path of desk.toml | include/desk.toml of the project |
| WIREWATCH_HOME | folder of the embedded warehouse, landing zone and alert files | .wirewatch |
| WIREWATCH_WAREHOUSE | SQLAlchemy URL of the warehouse | SQLite below WIREWATCH_HOME |
| WIREWATCH_RESOLVE | hosts served from elsewhere: `*.example=127.0.0.1:8765` | none |
| WIREWATCH_CLOCK | a fixed time instead of the real one, for demonstrations | the real clock |
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wirewatch.errors import BadInput
from wirewatch.urls import site

_PROJECT = Path(__file__).parents[2]
_DESK_KEYS = {"contact", "deadline_s", "host_interval_s", "alert_age_hours"}
_FEED_KEYS = {"id", "url", "title", "site", "zone", "language"}
_SECTIONS = {"desk", "feed", "watch", "routes", "channel", "archives"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSetting:
    """A feed the operator wants polled."""

    feed_id: str
    url: str
    title: str
    site: str
    zone: str  # IANA; "yesterday at 16:41" is in this zone
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between two installations."""

    home: Path
    warehouse_url: str
    feeds: tuple[FeedSetting, ...]
    watches_toml: str  # the [[watch]] tables, as written; alerts.watchfile reads them
    routes: Mapping[str, tuple[str, ...]]  # route → channels
    channels: Mapping[str, Mapping[str, Any]]  # channel → its settings
    archives: Mapping[str, Mapping[str, Any]]  # archive → its settings, in the order to ask them
    resolve: Mapping[str, tuple[str, int]]
    clock: datetime | None
    contact: str
    deadline_s: float  # the longest that one request may take, whatever the server does
    host_interval_s: float  # the least time between two requests to one host
    alert_age_hours: float  # older news is recorded, never sent

    @property
    def landing(self) -> Path:
        """The folder of the landing zone."""
        return self.home / "landing"

    @property
    def user_agent(self) -> str:
        """How we introduce ourselves to the sites we read."""
        return f"Wirewatch/0.1 (+{self.contact})"

    def zone_of(self, feed_id: str | None, page_site: str) -> str:
        """Return the zone of a page: its feed's, else that of a feed of the same site, else UTC."""
        for feed in self.feeds:
            if feed.feed_id == feed_id:
                return feed.zone
        of_site = (feed.zone for feed in self.feeds if feed.site == page_site)
        return next(of_site, "UTC")

    def now(self) -> datetime:
        """The time, or the fixed one of a demonstration."""
        return self.clock or datetime.now(UTC)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `environ` and the desk file it names give.

    Raises:
        BadInput: naming the file, the key, and what is expected.
    """
    path = Path(environ.get("WIREWATCH_DESK") or _PROJECT / "include" / "desk.toml")
    text = _read(path)
    desk = _parse(path, text)
    home = Path(environ.get("WIREWATCH_HOME") or _PROJECT / ".wirewatch").absolute()
    general = _known(path, "desk", desk.get("desk", {}), _DESK_KEYS)
    return Settings(
        home=home,
        warehouse_url=environ.get("WIREWATCH_WAREHOUSE") or f"sqlite:///{home}/warehouse.db",
        feeds=_feeds(path, desk.get("feed", [])),
        watches_toml=text,
        routes={name: tuple(to) for name, to in desk.get("routes", {}).items()},
        channels=desk.get("channel", {}),
        archives=desk.get("archives", {}),
        resolve=read_resolve(environ.get("WIREWATCH_RESOLVE", "")),
        clock=_clock(environ.get("WIREWATCH_CLOCK", "")),
        contact=str(general.get("contact", "https://example.org/wirewatch")),
        deadline_s=float(general.get("deadline_s", 20.0)),
        host_interval_s=float(general.get("host_interval_s", 5.0)),
        alert_age_hours=float(general.get("alert_age_hours", 48.0)),
    )


def read_resolve(text: str) -> dict[str, tuple[str, int]]:
    """Return the hosts that `text` serves from elsewhere: "*.example=127.0.0.1:8765, …"."""
    served = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        pattern, _, target = part.partition("=")
        address, _, port = target.rpartition(":")
        if not pattern or not address or not port.isdigit():
            raise BadInput("WIREWATCH_RESOLVE", f"{part!r} is not of the form host=address:port")
        served[pattern] = (address, int(port))
    return served


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(str(path), f"cannot be read ({error}); WIREWATCH_DESK names it") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        desk = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(str(path), f"is not TOML: {error}") from error
    return _known(path, "the file", desk, _SECTIONS)


def _known(path: Path, where: str, table: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    if unknown := sorted(table.keys() - keys):
        raise BadInput(str(path), f"{where} has unknown {unknown}; it may have {sorted(keys)}")
    return table


def _feeds(path: Path, tables: list[dict[str, Any]]) -> tuple[FeedSetting, ...]:
    feeds = tuple(_feed(path, table) for table in tables)
    ids = [feed.feed_id for feed in feeds]
    if twice := sorted({feed_id for feed_id in ids if ids.count(feed_id) > 1}):
        raise BadInput(str(path), f"feed ids stand twice: {twice}")
    return feeds


def _feed(path: Path, table: dict[str, Any]) -> FeedSetting:
    _known(path, "[[feed]]", table, _FEED_KEYS)
    if not table.get("id") or not str(table.get("url", "")).startswith(("http://", "https://")):
        raise BadInput(str(path), f"[[feed]] {table} needs an id and an http or https url")
    zone = table.get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(str(path), f"feed {table['id']!r}: unknown zone {zone!r}") from error
    return FeedSetting(
        feed_id=table["id"],
        url=table["url"],
        title=table.get("title", table["id"]),
        site=site(table.get("site") or table["url"]),
        zone=zone,
        language=table.get("language"),
    )


def _clock(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput("WIREWATCH_CLOCK", f"{text!r} is not an ISO time") from error
    if at.tzinfo is None:
        raise BadInput("WIREWATCH_CLOCK", f"{text!r} names no zone; write 2026-03-12T18:00:00Z")
    return at
