"""Nothing is lost, nothing is said twice to whoever keeps keys, and every try is written down."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from pipeline.newsdesk import (
    NOW,
    TODAY,
    Killed,
    Pager,
    add_article,
    add_credit,
    column,
    desk_at,
    rows,
)
from wirewatch.adapters import schema
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.outbox import due_count, outbox_counts, send_again
from wirewatch.errors import Refused, Throttled, Unreachable, WirewatchError
from wirewatch.model import DeliveryState, Message, Watch
from wirewatch.pipeline.deliver import BACKOFF, MAX_TRIES, DeliverCounts, deliver
from wirewatch.pipeline.match import match


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    return desk_at(tmp_path)


def raise_alerts(desk: Engine, number: int = 1, channels: tuple[str, ...] = ("pager",)) -> None:
    for place in range(number):
        add_article(desk, f"p{place}", story=f"s{place}")
    match(
        desk,
        [Watch(name="Drones", query="drone")],
        [TODAY],
        routes={"default": channels},
        run="r",
        now=NOW,
    )


def send(desk: Engine, channel: Channel, after: timedelta = timedelta()) -> DeliverCounts:
    return deliver(desk, {channel.name: channel}, run="r", now=NOW + after, worker="w")


def states(desk: Engine) -> list[str]:
    return column(desk, schema.delivery, "state")


def outcomes(desk: Engine) -> list[str]:
    return column(desk, schema.attempt, "outcome")


def test_what_is_due_is_sent_once(desk: Engine) -> None:
    raise_alerts(desk, 3)
    pager = Pager()
    assert send(desk, pager) == DeliverCounts(n_tried=3, n_sent=3)
    assert send(desk, pager) == DeliverCounts()
    assert len({message.delivery_id for message in pager.got}) == len(pager.got) == 3
    assert set(states(desk)) == {"sent"}
    assert outcomes(desk) == ["sent"] * 3


def test_a_message_says_what_and_why(desk: Engine) -> None:
    add_credit(desk, add_article(desk, "p0", story="s0"))
    add_article(desk, "dune", story="s0", age=timedelta(minutes=30))
    raise_alerts(desk, 1)
    pager = Pager()
    send(desk, pager)
    (message,) = pager.got
    assert (message.title, message.source) == ("Night over Vesk", "p0.example")
    assert (message.agency, message.why) == ("AFP", "(AFP)")
    assert message.snippets == ("A «drone» fell on Vesk.",)
    assert [source for source, _ in message.copies] == ["p0.example", "dune.example"]


def test_each_try_says_the_same(desk: Engine) -> None:
    """A receiver that compares what comes under one key must not see two texts."""
    raise_alerts(desk)
    pager = Pager(errors=[Unreachable("pager")])
    send(desk, pager)
    later = NOW + timedelta(seconds=30)
    add_article(desk, "p0", story="s0", version="2", body="Edited.", recorded_at=later)
    add_article(desk, "dune", story="s0", recorded_at=later)
    send(desk, pager, timedelta(hours=1))
    assert pager.got[0] == pager.got[1]


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(desk: Engine) -> None:
    raise_alerts(desk)
    pager = Pager(errors=[Unreachable("pager", "HTTP 503") for _ in range(9)])
    at, waits = timedelta(), []
    for wait in BACKOFF:
        assert send(desk, pager, at).n_failed == 1
        assert send(desk, pager, at + wait - timedelta(seconds=5)).n_tried == 0
        at += wait + timedelta(seconds=5)
        waits.append(wait)
    assert send(desk, pager, at) == DeliverCounts(n_tried=1, n_dead=1)
    assert send(desk, pager, at + timedelta(days=9)) == DeliverCounts()
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 30, 120, 360]
    assert column(desk, schema.attempt, "detail")[-1] == "given up after 6 tries: pager: HTTP 503"


def test_who_asks_for_more_time_gets_it(desk: Engine) -> None:
    raise_alerts(desk)
    pager = Pager(errors=[Throttled("pager", "HTTP 429", retry_after_s=600)])
    send(desk, pager)
    assert send(desk, pager, timedelta(minutes=9)).n_tried == 0
    assert send(desk, pager, timedelta(minutes=11)).n_sent == 1


def test_a_refusal_is_not_tried_again_until_somebody_says_so(desk: Engine) -> None:
    raise_alerts(desk)
    pager = Pager(errors=[Refused("pager", "HTTP 401")])
    assert send(desk, pager).n_dead == 1
    assert send(desk, pager, timedelta(days=1)).n_tried == 0
    (key,) = column(desk, schema.delivery, "delivery_id")
    with writing(desk) as db:
        assert send_again(db, key)
        assert not send_again(db, key)
    assert send(desk, pager, timedelta(days=1)).n_sent == 1
    assert outcomes(desk) == ["failed", "sent"]


def test_one_channel_s_failure_holds_up_no_other(desk: Engine) -> None:
    raise_alerts(desk, 2, channels=("pager", "hook"))
    pager, hook = Pager(errors=[Unreachable("x"), Unreachable("x")]), Pager(name="hook")
    counts = deliver(desk, {"pager": pager, "hook": hook}, run="r", now=NOW, worker="w")
    assert (counts.n_sent, counts.n_failed) == (2, 2)


def test_a_channel_that_is_not_there_waits(desk: Engine) -> None:
    raise_alerts(desk, 1, channels=("mail",))
    assert send(desk, Pager()) == DeliverCounts()
    assert deliver(desk, {}, run="r", now=NOW, worker="w") == DeliverCounts()
    assert states(desk) == ["pending"]


def test_an_article_that_was_taken_down_is_not_sent(desk: Engine) -> None:
    raise_alerts(desk)
    with writing(desk) as db:
        db.execute(delete(schema.article_version))
    pager = Pager()
    assert send(desk, pager).n_dead == 1
    assert pager.got == []


def test_the_try_is_written_before_it_is_made(desk: Engine) -> None:
    raise_alerts(desk)
    with pytest.raises(Killed):
        send(desk, Pager(errors=[Killed()]))
    assert outcomes(desk) == ["started"]
    assert states(desk) == ["sending"]


def test_a_killed_worker_s_delivery_is_taken_over_when_its_lease_ends(desk: Engine) -> None:
    raise_alerts(desk)
    with pytest.raises(Killed):
        send(desk, Pager(errors=[Killed()]))
    pager = Pager()
    assert send(desk, pager, timedelta(minutes=4)).n_tried == 0
    assert send(desk, pager, timedelta(minutes=6)).n_sent == 1
    assert outcomes(desk) == ["unknown", "sent"]


def test_a_message_that_kills_every_worker_stops_somewhere(desk: Engine) -> None:
    raise_alerts(desk)
    for round_ in range(MAX_TRIES):
        with pytest.raises(Killed):
            send(desk, Pager(errors=[Killed()]), timedelta(hours=round_))
    assert send(desk, Pager(), timedelta(hours=MAX_TRIES)).n_dead == 1


def test_a_worker_that_comes_back_late_overwrites_nothing(desk: Engine) -> None:
    raise_alerts(desk)
    second = Pager()

    class Slow(Pager):
        def send(self, message: Message) -> None:
            self.got.append(message)
            send(desk, second, timedelta(minutes=6))  # meanwhile, the lease having run out
            raise Unreachable("pager", "at last no answer")

    assert send(desk, Slow()) == DeliverCounts(n_tried=1, n_overtaken=1)
    assert len(second.got) == 1
    assert states(desk) == ["sent"]
    assert outcomes(desk) == ["failed", "sent"]


def test_the_outbox_can_be_counted(desk: Engine) -> None:
    raise_alerts(desk, 3)
    errors: list[BaseException] = [Unreachable("x"), Refused("x")]
    send(desk, Pager(errors=errors))
    with reading(desk) as db:
        counts = {state: count for state, count in outbox_counts(db).items() if count}
        assert counts == {DeliveryState.FAILED: 1, DeliveryState.DEAD: 1, DeliveryState.SENT: 1}
        assert due_count(db, now=NOW) == 0
        assert due_count(db, now=NOW + timedelta(minutes=2)) == 1
        assert due_count(db, now=NOW + timedelta(minutes=2), channels=["mail"]) == 0


@pytest.mark.parametrize("error", [Unreachable("x"), Refused("x")], ids=["later", "never"])
def test_counts_add_up(desk: Engine, error: WirewatchError) -> None:
    raise_alerts(desk, 3)
    counts = send(desk, Pager(errors=[error]))
    ended = counts.n_sent + counts.n_failed + counts.n_dead + counts.n_overtaken
    assert counts.n_tried == ended == len(rows(desk, schema.attempt)) == 3
