"""Channels as the desk file names them: built as written, or refused by name and key."""

from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.build import build_channels
from wirewatch.adapters.channels.json_feed import JsonFeedChannel
from wirewatch.adapters.channels.schedules import build_schedules
from wirewatch.adapters.channels.slack import SlackChannel
from wirewatch.adapters.channels.smtp import SmtpChannel
from wirewatch.adapters.channels.webhook import WebhookChannel
from wirewatch.alerts.schedule import Schedule
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


# ── when they may speak ─────────────────────────────────────────────────────────────────────────


def test_a_channel_may_say_when_it_speaks_and_who_is_called() -> None:
    tables = {
        "mail": {
            **MAIL, "zone": "Europe/Paris", "digest": ["17:30", "08:00"], "escalate": "hook",
            "escalate_after_min": 10,
        },
        "hook": {**HOOK, "quiet": "22:00-07:00"},
        "feed": ATOM,
    }  # fmt: skip
    assert build(tables).keys() == tables.keys()
    assert build_schedules(tables) == {
        "mail": Schedule(
            zone="Europe/Paris", digest=(time(8), time(17, 30)), escalate="hook",
            escalate_after=timedelta(minutes=10),
        ),
        "hook": Schedule(quiet=(time(22), time(7))),
    }  # fmt: skip


WRONG_SCHEDULES = {
    "no time": ({"digest": ["8 o'clock"]}, "07:30"),
    "half a night": ({"quiet": "22:00"}, "two times of day"),
    "no zone": ({"zone": "Europe/Nowhere"}, "Europe/Nowhere"),
    "nobody": ({"escalate": "boss"}, "'boss' is no other channel"),
    "itself": ({"escalate": "x"}, "'x' is no other channel"),
}


@pytest.mark.parametrize(("keys", "words"), WRONG_SCHEDULES.values(), ids=WRONG_SCHEDULES)
def test_a_wrong_schedule_is_refused_by_its_channel(keys: Mapping[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match="channel 'x'") as caught:
        build_schedules({"x": {**ATOM, **keys}})
    assert words in str(caught.value)


def test_the_new_kinds_are_built_too() -> None:
    chat = {"kind": "slack", "url": "https://chat.example/hook"}
    channels = build({"chat": chat, "json": {"kind": "json-feed", "path": "a.json"}})
    assert [type(channel) for channel in channels.values()] == [SlackChannel, JsonFeedChannel]
    assert all(channel.guarantee for channel in channels.values())
