"""Seeing to alerts at the terminal: who has them, what is silent, what could not be sent."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from commands import run
from desk_rows import NOON, article_key, put, put_alert, put_copy, put_delivery, put_story
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading
from wirewatch.model import digest

DESK = '[[watch]]\nname = "drones"\nquery = "drone"\nroutes = ["default"]\n[routes]\ndefault = []\n'


@pytest.fixture
def engine(tmp_path: Path, monkeypatch) -> Engine:
    (tmp_path / "desk.toml").write_text(DESK)
    monkeypatch.setenv("WIREWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("WIREWATCH_CLOCK", NOON.isoformat())
    monkeypatch.delenv("WIREWATCH_DESK", raising=False)
    monkeypatch.delenv("WIREWATCH_WAREHOUSE", raising=False)
    engine = open_warehouse(f"sqlite:///{tmp_path / 'warehouse.db'}")
    migrate(engine)
    return engine


@pytest.fixture
def alert_id(engine: Engine) -> str:
    """An alert of one story, sent by mail and given up at a hook."""
    put_story(engine, "raid", ["a.example"])
    put_copy(engine, "a.example", "raid")
    alert_id = put_alert(engine, "drones", "raid", ["drone"], article_id=article_key("a.example"))
    put_delivery(engine, alert_id, "mail", "sent")
    put_delivery(engine, alert_id, "hook", "dead")
    put(
        engine, schema.attempt, delivery_id=digest(alert_id, "hook"), number=1,
        started_at=NOON, ended_at=NOON, outcome="refused", detail="HTTP 410",
    )  # fmt: skip
    return alert_id


def states(engine: Engine) -> dict[str, str]:
    with reading(engine) as db:
        columns = schema.delivery.c
        return dict(db.execute(select(columns.channel, columns.state)).all())


def test_alerts_are_listed_with_their_reason_and_how_far_they_got(alert_id):
    (line,) = run("alerts", "list").out.splitlines()
    for part in (alert_id[:12], "2026-03-12 12:00Z", "drones", "new", "«drone»", "hook: dead"):
        assert part in line


def test_an_alert_is_with_somebody_from_its_acknowledgement_on(alert_id):
    assert run("alerts", "ack", alert_id[:8], "--by", "Ana").out == f"{alert_id} is with Ana\n"
    assert "seen by Ana" in run("alerts", "list").out


def test_an_alert_that_is_not_there_cannot_be_acknowledged(engine):
    done = run("alerts", "ack", "0123abcd", "--by", "Ana")
    assert done.code == 1
    assert "0123abcd" in done.err


def test_a_silence_is_listed_until_it_is_ended(engine):
    asked = ("--until", "2026-03-13T06:00:00Z", "--by", "Ana", "--because", "a drill")
    silenced = run("alerts", "silence", "drones", *asked)
    assert silenced.code == 0
    listed = run("alerts", "silences").out
    assert listed == silenced.out
    for part in ("drones", "Ana", "a drill", "2026-03-13 06:00"):
        assert part in listed
    assert run("alerts", "unsilence", "drones").out == "drones: 1 ended\n"
    assert run("alerts", "silences").out == ""


@pytest.mark.parametrize(
    ("watch", "until", "told"),
    [
        ("ferries", "2026-03-13T06:00:00Z", "is not in the desk file"),
        ("drones", "2026-03-12T06:00:00Z", "has passed"),
        ("drones", "tomorrow", "--until"),
    ],
)
def test_a_silence_of_nothing_or_in_the_past_is_refused(engine, watch, until, told):
    asked = ("--until", until, "--by", "Ana", "--because", "a drill")
    done = run("alerts", "silence", watch, *asked)
    assert done.code != 0
    assert told in done.err
    assert run("alerts", "silences").out == ""


def test_what_was_given_up_is_listed_and_sent_again(engine, alert_id):
    (line,) = run("alerts", "dead").out.splitlines()
    assert line == f"{digest(alert_id, 'hook')}  hook  drones  HTTP 410"
    assert states(engine) == {"mail": "sent", "hook": "dead"}
    assert run("alerts", "resend").out == "1 given back; `wirewatch deliver` sends them\n"
    assert states(engine) == {"mail": "sent", "hook": "pending"}
    assert run("alerts", "dead").out == ""


def test_what_was_sent_is_not_sent_again(engine, alert_id):
    done = run("alerts", "resend", digest(alert_id, "mail"))
    assert done.code == 1
    assert "was not given up" in done.err
    assert states(engine)["mail"] == "sent"
