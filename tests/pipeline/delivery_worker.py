"""A worker of its own process, to be killed at any line."""

from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.webhook import WebhookChannel, http_poster
from wirewatch.adapters.warehouse.engine import open_warehouse
from wirewatch.pipeline.deliver import deliver


def work(url: str, folder: Path, port: int, now: datetime, ready: Connection) -> None:
    """Deliver what is due at `now` to a file and to a receiver on loopback."""
    overrides = {"desk.example": ("127.0.0.1", port)}
    channels = {
        "atom": AtomChannel(name="atom", path=folder / "alerts.atom"),
        "hook": WebhookChannel(
            name="hook",
            url="https://desk.example/inbox",
            secret="s",
            post=http_poster(overrides=overrides),
        ),
    }
    ready.send("ready")
    deliver(open_warehouse(url), channels, run="r", now=now, worker=now.isoformat())
