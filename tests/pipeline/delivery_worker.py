"""A worker of its own process, to be killed at any line."""

from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from pipeline.newsdesk import TODAY
from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.smtp import MailServer, SmtpChannel
from wirewatch.adapters.channels.webhook import WebhookChannel, http_poster
from wirewatch.adapters.warehouse.engine import open_warehouse
from wirewatch.model import Watch
from wirewatch.pipeline.deliver import deliver
from wirewatch.pipeline.match import match

CHANNELS = ("atom", "hook", "mail")
WATCH = Watch(name="Drones", query="drone")
TIMEOUT_S = 0.5  # a receiver that hangs does so longer


class Ports(NamedTuple):
    """Where the receivers listen on loopback."""

    hook: int
    mail: int


def work(url: str, folder: Path, ports: Ports, now: datetime, ready: Connection) -> None:
    """Match what is pending and deliver what is due at `now`: a file, a program, a mailbox."""
    channels = _channels(folder, ports)
    engine = open_warehouse(url)
    ready.send("ready")
    match(engine, [WATCH], [TODAY], routes={"default": CHANNELS}, run="r", now=now)
    deliver(engine, channels, run="r", now=now, worker=now.isoformat())


def _channels(folder: Path, ports: Ports) -> dict[str, Channel]:
    overrides = {"desk.example": ("127.0.0.1", ports.hook)}
    post = http_poster(overrides=overrides, timeout_s=TIMEOUT_S)
    server = MailServer(host="127.0.0.1", port=ports.mail, security="none")
    return {
        "atom": AtomChannel(name="atom", path=folder / "alerts.atom"),
        "hook": WebhookChannel(
            name="hook", url="https://desk.example/inbox", secret="s", post=post
        ),
        "mail": SmtpChannel(
            name="mail", server=server, sender="w@desk.example", recipients=("e@desk.example",)
        ),
    }
