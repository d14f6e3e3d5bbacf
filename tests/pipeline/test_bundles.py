"""Digests, quiet hours, and whoever is told when nobody answers; nothing waits for ever."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from desk_rows import put
from pipeline.newsdesk import NOW, TODAY, Killed, Pager, add_article, desk_at, rows
from wirewatch.adapters import schema
from wirewatch.adapters.channels.words import as_html, as_text
from wirewatch.adapters.warehouse.acks import acknowledge
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.outbox import dead_deliveries, send_again
from wirewatch.alerts.schedule import Schedule
from wirewatch.errors import BadInput, Refused, Unreachable
from wirewatch.model import Watch, digest
from wirewatch.pipeline.deliver import LEASE, deliver
from wirewatch.pipeline.match import match

HOUR = timedelta(hours=1)
DIGEST = {"mail": Schedule(zone="Europe/Paris", digest=(time(8), time(20)))}  # 07:00, 19:00 UTC
QUIET = {"mail": Schedule(quiet=(time(17), time(6)))}
CALL = {"mail": Schedule(escalate="pager", escalate_after=timedelta(minutes=30))}
SLOT = NOW + HOUR


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    engine = desk_at(tmp_path)
    put(
        engine, schema.poll, poll_id=digest("p"), feed_id="f", polled_at=NOW - 90 * HOUR,
        outcome="ok", n_entries=1, n_new=1,
    )  # fmt: skip
    return engine


def find(desk: Engine, *stories: str, schedules=DIGEST, now: datetime = NOW) -> None:
    for story in stories:
        add_article(desk, story, story=story)
    watch = Watch(name="w", query="drone")
    routes = {"default": ("mail",)}
    match(desk, [watch], [TODAY], routes=routes, run=str(now), now=now, schedules=schedules)


def send(desk: Engine, *boxes: Pager, now: datetime, schedules=DIGEST) -> None:
    channels = {box.name: box for box in boxes}
    deliver(desk, channels, run="r", now=now, worker="w", schedules=schedules)


def states(desk: Engine) -> list[str]:
    return sorted(row["state"] for row in rows(desk, schema.delivery))


def test_what_comes_before_a_set_time_is_told_then_and_together(desk: Engine) -> None:
    find(desk, "a", "b")
    find(desk, "c", now=NOW + HOUR / 2)
    mail = Pager(name="mail")
    send(desk, mail, now=SLOT - HOUR / 60)
    assert [message.reason for message in mail.got] == ["digest"]  # of the morning, below
    send(desk, mail, now=SLOT)
    send(desk, mail, now=SLOT + HOUR)
    _, told = mail.got
    assert len(told.parts) == 3
    assert told.title == "3 alerts, 2026-03-12 19:00 UTC"
    assert set(states(desk)) == {"sent"}


def test_when_nothing_matched_a_digest_says_that_we_live(desk: Engine) -> None:
    """An empty digest and a dead machine would look the same."""
    add_article(desk, "calm", body="Calm.")
    find(desk)
    mail = Pager(name="mail")
    send(desk, mail, now=SLOT)
    send(desk, mail, now=SLOT + HOUR / 6)
    (told,) = mail.got
    assert as_text(told) == (
        "Nothing matched, 2026-03-12 19:00 UTC\n1 articles read; 0 of 0 feeds healthy\n"
    )


def test_no_digest_is_made_for_a_time_before_the_desk_began(tmp_path: Path) -> None:
    mail = Pager(name="mail")
    send(desk_at(tmp_path), mail, now=SLOT)
    assert mail.got == []


def test_a_digest_is_shown_whole_and_escaped(desk: Engine) -> None:
    find(desk, "a", "b")
    mail = Pager(name="mail")
    send(desk, mail, now=SLOT)
    (told,) = mail.got
    assert as_text(told).count("Night over Vesk") >= 2
    assert as_html(told).count("<mark>drone</mark>") == 2


def test_a_digest_that_fails_is_tried_again_as_it_was(desk: Engine) -> None:
    find(desk, "a")
    mail = Pager(name="mail", errors=[Unreachable("mail", "HTTP 503")])
    send(desk, mail, now=SLOT)
    find(desk, "b", now=SLOT)
    send(desk, mail, now=SLOT + HOUR)
    first, second = mail.got
    assert first.delivery_id == second.delivery_id
    assert first.parts == second.parts
    assert states(desk).count("held") == 1  # "b" waits for tomorrow


def test_a_worker_killed_with_a_digest_loses_nothing(desk: Engine) -> None:
    find(desk, "a")
    mail = Pager(name="mail", errors=[Killed()])
    with pytest.raises(Killed):
        send(desk, mail, now=SLOT)
    send(desk, mail, now=SLOT + 2 * LEASE)
    first, second = mail.got
    assert [len(first.parts), len(second.parts)] == [1, 1]
    assert (first.may_repeat, second.may_repeat) == (False, True)
    assert set(states(desk)) == {"sent"}


def test_what_a_slow_transaction_adds_too_late_is_sent_alone(desk: Engine) -> None:
    find(desk, "a")
    mail = Pager(name="mail")
    send(desk, mail, now=SLOT)
    find(desk, "b")  # as of before the digest
    send(desk, mail, now=SLOT + HOUR)
    assert [message.reason for message in mail.got] == ["digest", "new"]
    assert set(states(desk)) == {"sent"}


def test_a_dead_digest_that_is_sent_again_tells_what_it_had(desk: Engine) -> None:
    find(desk, "a")
    mail = Pager(name="mail", errors=[Refused("mail", "HTTP 403")])
    send(desk, mail, now=SLOT)
    assert states(desk) == ["dead", "dead"]
    with writing(desk) as db:
        assert {row["detail"] for row in dead_deliveries(db)} == {"mail: HTTP 403"}
        send_again(db, mail.got[0].delivery_id)
    send(desk, mail, now=SLOT + HOUR)
    assert mail.got[1].parts == mail.got[0].parts
    assert states(desk) == ["sent", "sent"]


def test_at_a_quiet_hour_an_alert_is_raised_and_held(desk: Engine) -> None:
    find(desk, "a", schedules=QUIET)
    assert len(rows(desk, schema.alert)) == 1
    mail = Pager(name="mail")
    send(desk, mail, now=NOW + 11 * HOUR, schedules=QUIET)
    assert mail.got == []
    send(desk, mail, now=NOW + 12 * HOUR, schedules=QUIET)
    assert [message.reason for message in mail.got] == ["new"]


def test_what_nobody_acknowledges_is_told_to_the_next_and_once(desk: Engine) -> None:
    find(desk, "a", schedules=CALL)
    mail, pager = Pager(name="mail"), Pager()
    for minutes in (0, 29, 31, 32, 90):
        send(desk, mail, pager, now=NOW + minutes * HOUR / 60, schedules=CALL)
        assert len(pager.got) == (minutes > 30)
    assert len(mail.got) == 1


def test_what_is_acknowledged_is_told_to_nobody_else(desk: Engine) -> None:
    find(desk, "a", schedules=CALL)
    mail, pager = Pager(name="mail"), Pager()
    send(desk, mail, pager, now=NOW, schedules=CALL)
    (alert,) = rows(desk, schema.alert)
    with writing(desk) as db:
        assert acknowledge(db, alert["alert_id"][:8], by="ana", now=NOW) == alert["alert_id"]
        acknowledge(db, alert["alert_id"], by="ben", now=NOW)
    send(desk, mail, pager, now=NOW + HOUR, schedules=CALL)
    assert pager.got == []
    assert [row["acked_by"] for row in rows(desk, schema.alert)] == ["ana"]


def test_an_alert_that_is_not_there_cannot_be_acknowledged(desk: Engine) -> None:
    with writing(desk) as db, pytest.raises(BadInput, match="is not there"):
        acknowledge(db, "abc", by="ana", now=NOW)


def test_old_alerts_are_nobody_s_emergency(desk: Engine) -> None:
    find(desk, "a", schedules=CALL)
    mail, pager = Pager(name="mail"), Pager()
    send(desk, mail, now=NOW, schedules={})
    with writing(desk) as db:
        db.execute(update(schema.delivery).values(sent_at=NOW - timedelta(days=8)))
    send(desk, mail, pager, now=NOW, schedules=CALL)
    assert pager.got == []
