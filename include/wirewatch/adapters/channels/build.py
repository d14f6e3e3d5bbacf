"""Channels as desk.toml names them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from wirewatch.adapters.channels.apprise import AppriseChannel
from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.json_feed import JsonFeedChannel
from wirewatch.adapters.channels.schedules import SCHEDULE_KEYS
from wirewatch.adapters.channels.slack import SlackChannel
from wirewatch.adapters.channels.smtp import MailServer, SmtpChannel
from wirewatch.adapters.channels.webhook import WebhookChannel, http_poster
from wirewatch.errors import BadInput

Overrides = Mapping[str, tuple[str, int]]
Table = Mapping[str, Any]


class _Surroundings(NamedTuple):
    """What a channel needs that does not stand in its table."""

    home: Path
    user_agent: str
    resolve: Overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of channel: what its table must and may say."""

    build: Callable[[str, Table, _Surroundings], Channel]
    needs: Mapping[str, type]
    may: Mapping[str, type]


def build_channels(
    tables: Mapping[str, Table], *, home: Path, user_agent: str, resolve: Overrides
) -> dict[str, Channel]:
    """Return the channels of desk.toml by name.

    Raises:
        BadInput: naming the channel, and the key that is missing, unknown or of the wrong type.
    """
    around = _Surroundings(home, user_agent, resolve)
    return {name: _channel(name, table, around) for name, table in tables.items()}


def _channel(name: str, table: Table, around: _Surroundings) -> Channel:
    if not isinstance(table, Mapping):
        raise BadInput(f"channel {name!r}", f"is no table; write [channel.{name}] above its keys")
    kind = _KINDS.get(str(table.get("kind")))
    if kind is None:
        raise BadInput(f"channel {name!r}", f"needs a kind, one of {', '.join(_KINDS)}")
    for problem in _problems(table, kind):
        raise BadInput(f"channel {name!r}", problem)
    return kind.build(name, table, around)


def _problems(table: Table, kind: _Kind) -> Iterator[str]:
    known = {"kind": str, **kind.needs, **kind.may, **SCHEDULE_KEYS}
    for key in sorted(table.keys() - known.keys()):
        yield f"has the unknown key {key!r}; it may have {', '.join(known)}"
    for key in kind.needs:
        if key not in table:
            yield f"needs the key {key!r}"
    for key, value in table.items():
        if not isinstance(value, known[key]) or isinstance(value, bool):
            yield f"{key} = {value!r} is no {_WORDS[known[key]]}"
        elif isinstance(value, list) and not all(isinstance(part, str) for part in value):
            yield f"{key} = {value!r} is no {_WORDS[list]}"


def _atom(name: str, table: Table, around: _Surroundings) -> Channel:
    path = around.home / table["path"]
    return AtomChannel(name=name, path=path, title=f"Wirewatch: {name}")


def _smtp(name: str, table: Table, _around: _Surroundings) -> Channel:
    security = table.get("security", "starttls")
    if security not in _SECURITIES:
        choices = ", ".join(_SECURITIES)
        raise BadInput(f"channel {name!r}", f"security {security!r} is not one of {choices}")
    server = MailServer(
        host=table["host"],
        port=table.get("port", 587),
        security=security,
        user=table.get("user"),
        password=table.get("password"),
    )
    return SmtpChannel(
        name=name, server=server, sender=table["sender"], recipients=tuple(table["to"])
    )


def _webhook(name: str, table: Table, around: _Surroundings) -> Channel:
    post = http_poster(user_agent=around.user_agent, overrides=around.resolve)
    return WebhookChannel(name=name, url=table["url"], secret=table["secret"], post=post)


def _json_feed(name: str, table: Table, around: _Surroundings) -> Channel:
    path = around.home / table["path"]
    return JsonFeedChannel(name=name, path=path, title=f"Wirewatch: {name}")


def _slack(name: str, table: Table, around: _Surroundings) -> Channel:
    post = http_poster(user_agent=around.user_agent, overrides=around.resolve)
    return SlackChannel(name=name, url=table["url"], post=post)


def _apprise(name: str, table: Table, _around: _Surroundings) -> Channel:
    return AppriseChannel(name=name, url=table["url"])


_WORDS = {str: "text", int: "whole number", list: "list of texts"}
_SECURITIES = ("starttls", "tls", "none")
_KINDS: Mapping[str, _Kind] = {
    "atom": _Kind(build=_atom, needs={"path": str}, may={}),
    "smtp": _Kind(
        build=_smtp,
        needs={"host": str, "sender": str, "to": list},
        may={"port": int, "security": str, "user": str, "password": str},
    ),
    "webhook": _Kind(build=_webhook, needs={"url": str, "secret": str}, may={}),
    "json-feed": _Kind(build=_json_feed, needs={"path": str}, may={}),
    "slack": _Kind(build=_slack, needs={"url": str}, may={}),
    "apprise": _Kind(build=_apprise, needs={"url": str}, may={}),
}
