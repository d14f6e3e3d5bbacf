"""Channels as the desk file names them: built as written, or refused by name and key."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.build import build_channels
from wirewatch.adapters.channels.smtp import SmtpChannel
from wirewatch.adapters.channels.webhook import WebhookChannel
from wirewatch.errors import BadInput

ATOM = {"kind": "atom", "path": "alerts.atom"}
MAIL = {
    "kind": "smtp",
    "host": "localhost",
    "sender": "wire@desk.example",
    "to": ["me@desk.example"],
}
HOOK = {"kind": "webhook", "url": "https://desk.example/inbox", "secret": "only for tests"}


def build(tables: Mapping[str, Any]) -> dict[str, Channel]:
    return build_channels(tables, home=Path("/nowhere"), user_agent="test", resolve={})


def test_every_kind_is_built_under_its_name() -> None:
    channels = build({"feed": ATOM, "mail": MAIL, "hook": HOOK})
    assert {name: channel.name for name, channel in channels.items()} == {
        "feed": "feed",
        "mail": "mail",
        "hook": "hook",
    }
    kinds = [type(channel) for channel in channels.values()]
    assert kinds == [AtomChannel, SmtpChannel, WebhookChannel]
    assert all(channel.guarantee for channel in channels.values())


def test_a_mail_may_say_how_to_reach_its_server() -> None:
    more = {"port": 2525, "security": "none", "user": "wire", "password": "only for tests"}
    assert build({"mail": {**MAIL, **more}})["mail"].name == "mail"


def test_no_tables_no_channels() -> None:
    assert build({}) == {}


WRONG = {
    "no kind": ({}, "needs a kind, one of atom, smtp, webhook"),
    "unknown kind": ({"kind": "pigeon"}, "needs a kind, one of atom, smtp, webhook"),
    "a kind that is a list": ({"kind": ["atom"]}, "needs a kind"),
    "no table": ("atom", "is no table; write [channel.x] above its keys"),
    "no path": ({"kind": "atom"}, "needs the key 'path'"),
    "a number for a path": ({**ATOM, "path": 5}, "path = 5 is no text"),
    "an unknown key": ({**ATOM, "too": "x"}, "has the unknown key 'too'; it may have kind, path"),
    "no sender": ({k: v for k, v in MAIL.items() if k != "sender"}, "needs the key 'sender'"),
    "one text for a list": ({**MAIL, "to": "me@desk.example"}, "is no list of texts"),
    "numbers in a list": ({**MAIL, "to": [1]}, "to = [1] is no list of texts"),
    "nobody to mail": ({**MAIL, "to": []}, "at least one recipient"),
    "a word for a port": ({**MAIL, "port": "smtp"}, "port = 'smtp' is no whole number"),
    "yes for a port": ({**MAIL, "port": True}, "port = True is no whole number"),
    "unknown security": ({**MAIL, "security": "ssl"}, "'ssl' is not one of starttls, tls, none"),
    "no secret": ({**HOOK, "secret": ""}, "needs a secret to sign with"),
    "a file for an address": ({**HOOK, "url": "file:///x"}, "is no http or https address"),
}


@pytest.mark.parametrize(("table", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_channel_is_refused_by_its_name(table: Any, words: str) -> None:
    with pytest.raises(BadInput) as wrong:
        build({"good": ATOM, "x": table})
    assert str(wrong.value).startswith("channel 'x': ")
    assert words in str(wrong.value)
