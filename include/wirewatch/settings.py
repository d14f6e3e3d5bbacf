"""The operator's choices: `desk.toml`, and what the environment says of this installation.

| variable | says | default |
|---|---|---|
| WIREWATCH_DESK | path of desk.toml | that in WIREWATCH_HOME, else include/desk.toml |
| WIREWATCH_HOME | folder of the embedded warehouse, landing zone and alert files | .wirewatch |
| WIREWATCH_WAREHOUSE | SQLAlchemy URL of the warehouse | SQLite below WIREWATCH_HOME |
| WIREWATCH_RESOLVE | hosts served from elsewhere: `*.example=127.0.0.1:8765` | none |
| WIREWATCH_CLOCK | a fixed time instead of the real one, for demonstrations | the real clock |
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wirewatch.adapters.publisher_files import load_publishers
from wirewatch.errors import BadInput
from wirewatch.keeping import Keepings, read_keepings
from wirewatch.publishers.files import Publisher
from wirewatch.urls import site

_PROJECT = Path(__file__).parents[2]
_CONTACT = "https://example.org/wirewatch"
_DESK_KEYS = {
    "contact", "deadline_s", "host_interval_s", "look_again_hours", "alert_age_hours", "proxy",
}  # fmt: skip
_FEED_KEYS = {"id", "url", "title", "site", "zone", "language"}
_ARCHIVES = {  # archive → the keys its table may have
    "landing": {"enabled"},
    "daily-lists": {"base", "enabled"},
    "sitemaps": {"enabled", "max_requests"},
    "wayback": {"base", "enabled"},
    "cc-news": {"base", "enabled"},
    "warc": {"folder", "enabled"},
    "paged-feeds": {"enabled", "max_requests"},
}
_LANDING_KEYS = {"url", "format"}
_SECTIONS = {
    "desk", "feed", "watch", "aliases", "routes", "channel", "archives", "landing", "keep",
}  # fmt: skip


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
    landing: Mapping[str, Any]  # where the landing zone is, and the form of its files
    feeds: tuple[FeedSetting, ...]
    watches_toml: str  # the [[watch]] tables, as written; alerts.watchfile reads them
    routes: Mapping[str, tuple[str, ...]]  # route → channels
    channels: Mapping[str, Mapping[str, Any]]  # channel → its settings
    archives: Mapping[str, Mapping[str, Any]]  # archive → its settings, in the order to ask them
    keep: Keepings  # what is kept of each source's texts
    resolve: Mapping[str, tuple[str, int]]
    clock: datetime | None
    contact: str
    proxy: str | None  # address of the proxy that everything goes through; None: none
    deadline_s: float  # the longest that one request may take, whatever the server does
    host_interval_s: float  # the least time between two requests to one host
    look_again_hours: tuple[float, ...]  # after its announcement a page is fetched again
    alert_age_hours: float  # older news is recorded, never sent
    publishers: tuple[Publisher, ...] = ()  # the operator's own files before ours

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


def desk_path(environ: Mapping[str, str]) -> Path:
    """Return where the desk file is."""
    own = _home(environ) / "desk.toml"  # the sample newsroom and replays keep theirs there
    usual = own if own.exists() else _PROJECT / "include" / "desk.toml"
    return Path(environ.get("WIREWATCH_DESK") or usual)


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("WIREWATCH_HOME") or _PROJECT / ".wirewatch").absolute()


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `environ` and the desk file it names give.

    Raises:
        BadInput: naming the file, the key, and what is expected.
    """
    path = desk_path(environ)
    text = _read(path)
    desk = _parse(path, text)
    home = _home(environ)
    general = _known(path, "[desk]", desk.get("desk", {}), _DESK_KEYS)
    channels = _tables(path, "channel", desk)
    return Settings(
        home=home,
        warehouse_url=environ.get("WIREWATCH_WAREHOUSE") or f"sqlite:///{home}/warehouse.db",
        landing=_known(path, "[landing]", desk.get("landing", {}), _LANDING_KEYS),
        feeds=_feeds(path, desk.get("feed", [])),
        watches_toml=text,
        routes=_routes(path, desk.get("routes", {}), channels),
        channels=channels,
        archives=_archives(path, _tables(path, "archives", desk)),
        keep=read_keepings(str(path), _tables(path, "keep", desk)),
        resolve=read_resolve(environ.get("WIREWATCH_RESOLVE", "")),
        clock=_clock(environ.get("WIREWATCH_CLOCK", "")),
        contact=_text(path, "[desk] contact", general.get("contact", _CONTACT)),
        proxy=_proxy(path, general.get("proxy", "")),
        deadline_s=_number(path, "[desk] deadline_s", general.get("deadline_s", 20.0)),
        host_interval_s=_number(
            path, "[desk] host_interval_s", general.get("host_interval_s", 5.0)
        ),
        look_again_hours=_hours(path, general.get("look_again_hours", [])),
        alert_age_hours=_number(
            path, "[desk] alert_age_hours", general.get("alert_age_hours", 48.0)
        ),
        publishers=load_publishers(path.parent / "publishers"),
    )


def read_resolve(text: str) -> dict[str, tuple[str, int]]:
    """Return the hosts that `text` serves from elsewhere: "*.example=127.0.0.1:8765, …"."""
    served = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        pattern, _, target = part.partition("=")
        address, _, port = target.rpartition(":")
        if not pattern or not address or not _is_port(port):
            raise BadInput("WIREWATCH_RESOLVE", f"{part!r} is not of the form host=address:port")
        served[pattern] = (address, int(port))
    return served


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65_536


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        detail = f"cannot be read: {error.strerror}; WIREWATCH_DESK names the desk file"
        raise BadInput(str(path), detail) from error
    except UnicodeDecodeError as error:
        raise BadInput(str(path), f"is not UTF-8 ({error}); save it as UTF-8") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        desk = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(str(path), f"is not TOML: {error}") from error
    return _known(path, "the file", desk, _SECTIONS)


def _known(path: Path, where: str, table: object, keys: set[str]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise BadInput(str(path), f"{where} is no table of keys and values")
    for key in sorted(table.keys() - keys):
        near = get_close_matches(key, keys, n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"it may have {', '.join(sorted(keys))}"
        raise BadInput(str(path), f"{where} has an unknown {key!r}; {advice}")
    return table


def _tables(path: Path, name: str, desk: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables [name.one], [name.two] …, by their second name."""
    tables = desk.get(name, {})
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise BadInput(str(path), f"{name} is a set of tables; write [{name}.…] above the keys")
    return tables


def _routes(path: Path, routes: object, channels: Collection[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(routes, dict):
        raise BadInput(str(path), "routes is a table; write [routes] above its lines")
    for name, to in routes.items():
        if not isinstance(to, list) or not all(isinstance(channel, str) for channel in to):
            raise BadInput(str(path), f'route {name!r} is a list of channels: {name} = ["atom"]')
        if unknown := [channel for channel in to if channel not in channels]:
            there = ", ".join(channels) or "none"
            detail = f"route {name!r} leads to no channel {unknown[0]!r}; there are: {there}"
            raise BadInput(str(path), detail)
    return {name: tuple(to) for name, to in routes.items()}


def _archives(path: Path, tables: dict[str, Any]) -> dict[str, Any]:
    _known(path, "[archives]", tables, set(_ARCHIVES))
    for name, table in tables.items():
        _check_archive(path, f"[archives.{name}]", table, _ARCHIVES[name])
    return tables


def _check_archive(path: Path, where: str, table: dict[str, Any], keys: set[str]) -> None:
    _known(path, where, table, keys)
    if "base" in keys and not str(table.get("base")).startswith(("http://", "https://")):
        raise BadInput(str(path), f"{where} needs a base that begins with http:// or https://")
    if "folder" in keys and not Path(str(table.get("folder"))).is_dir():
        raise BadInput(str(path), f"{where} needs a folder that is there")
    if not isinstance(table.get("enabled", True), bool):
        raise BadInput(str(path), f"{where} enabled is true or false")
    most = table.get("max_requests", 1)
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise BadInput(str(path), f"{where} max_requests = {most!r} is no whole number from 1 up")


def _feeds(path: Path, tables: object) -> tuple[FeedSetting, ...]:
    if not isinstance(tables, list):
        raise BadInput(str(path), "write each feed below a line [[feed]], with two brackets")
    feeds = tuple(_feed(path, table) for table in tables)
    twice = sorted(
        key for key, count in Counter(feed.feed_id for feed in feeds).items() if count > 1
    )
    if twice:
        raise BadInput(str(path), f"the feed id {twice[0]!r} stands twice; rename one")
    return feeds


def _feed(path: Path, given: object) -> FeedSetting:
    table = _known(path, "[[feed]]", given, _FEED_KEYS)
    name = table.get("id") or table.get("url") or "without an id"
    for key, value in table.items():
        _text(path, f"feed {name!r}: {key}", value)
    if not table.get("id"):
        raise BadInput(str(path), f"feed {name!r} needs an id")
    if not table.get("url", "").startswith(("http://", "https://")):
        raise BadInput(str(path), f"feed {name!r} needs a url that begins with http:// or https://")
    return FeedSetting(
        feed_id=table["id"],
        url=table["url"],
        title=table.get("title", table["id"]),
        site=_site(table.get("site") or table["url"]),
        zone=_zone(path, name, table.get("zone", "UTC")),
        language=table.get("language"),
    )


def _site(named: str) -> str:
    return site(named if "://" in named else f"https://{named}")


def _zone(path: Path, feed: str, zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        detail = f"feed {feed!r}: {zone!r} is no zone such as Europe/Paris"
        raise BadInput(str(path), detail) from error


def _text(path: Path, what: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(str(path), f'{what} = {value!r} is no text; write it in "quotes"')
    return value


def _proxy(path: Path, value: object) -> str | None:
    url = _text(path, "[desk] proxy", value)
    if url and not url.startswith(("http://", "https://")):
        raise BadInput(
            str(path), f"[desk] proxy = {url!r} begins with neither http:// nor https://"
        )
    return url or None


def _number(path: Path, what: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf:
        return float(value)
    raise BadInput(str(path), f"{what} = {value!r} is no number from 0 up")


def _hours(path: Path, value: object) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise BadInput(str(path), f"[desk] look_again_hours = {value!r} is no list such as [4, 24]")
    return tuple(_number(path, "[desk] look_again_hours", each) for each in value)


def _clock(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        detail = f"{text!r} is no time such as 2026-03-12T18:00:00Z"
        raise BadInput("WIREWATCH_CLOCK", detail) from error
    if at.tzinfo is None:
        raise BadInput("WIREWATCH_CLOCK", f"{text!r} names no zone; write 2026-03-12T18:00:00Z")
    return at
