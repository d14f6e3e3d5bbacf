"""Channels as desk.toml names them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.smtp import MailServer, SmtpChannel
from wirewatch.adapters.channels.webhook import WebhookChannel, http_poster
from wirewatch.errors import BadInput

Overrides = Mapping[str, tuple[str, int]]
Table = Mapping[str, Any]


def build_channels(
    tables: Mapping[str, Table], *, home: Path, user_agent: str, resolve: Overrides
) -> dict[str, Channel]:
    """Return the channels of desk.toml by name.

    Raises:
        BadInput: naming the channel, and the key that is missing or unknown.
    """
    kinds: Mapping[str, Callable[[str, Table], Channel]] = {
        "atom": lambda name, table: _atom(name, table, home),
        "smtp": _smtp,
        "webhook": lambda name, table: _webhook(name, table, user_agent, resolve),
    }
    channels = {}
    for name, table in tables.items():
        kind = table.get("kind")
        if kind not in kinds:
            raise BadInput(f"channel {name!r}", f"kind {kind!r} is not one of {sorted(kinds)}")
        try:
            channels[name] = kinds[kind](name, table)
        except KeyError as error:
            raise BadInput(f"channel {name!r}", f"needs the key {error}") from error
    return channels


def _atom(name: str, table: Table, home: Path) -> Channel:
    return AtomChannel(name=name, path=home / table["path"], title=f"Wirewatch: {name}")


def _smtp(name: str, table: Table) -> Channel:
    server = MailServer(
        host=table["host"],
        port=table.get("port", 587),
        security=table.get("security", "starttls"),
        user=table.get("user"),
        password=table.get("password"),
    )
    return SmtpChannel(
        name=name, server=server, sender=table["sender"], recipients=tuple(table["to"])
    )


def _webhook(name: str, table: Table, user_agent: str, resolve: Overrides) -> Channel:
    post = http_poster(user_agent=user_agent, overrides=resolve)
    return WebhookChannel(name=name, url=table["url"], secret=table["secret"], post=post)
