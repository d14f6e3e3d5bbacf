"""Workers killed in the middle of matching and sending lose nothing and repeat no effect.

`make chaos-alerts` kills 200 of them on each store; `make test` a twentieth on SQLite.
"""

import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

from adapters.receivers import Desk, Inbox, inbox_at, open_desk
from pipeline.delivery_worker import CHANNELS, Ports, work
from pipeline.newsdesk import NOW, add_article, column, rows
from wirewatch.adapters import schema
from wirewatch.adapters.channels.feed_files import MAX_ENTRIES
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.outbox import send_again
from wirewatch.model import digest

N_KILLS = int(os.environ.get("WIREWATCH_CHAOS_KILLS", "10"))
MANY = pytest.mark.skipif(N_KILLS < 50, reason="PostgreSQL is for `make chaos-alerts`")
ROUND = timedelta(hours=7)
# What the processes share by copy: without it each of some 30 workers imports for a second.
WARM = [
    "pytest",
    "wirewatch.adapters.channels.atom",
    "wirewatch.adapters.channels.smtp",
    "wirewatch.adapters.channels.webhook",
    "wirewatch.pipeline.deliver",
    "wirewatch.pipeline.match",
]


@dataclass
class Newsroom:
    """Two copies of each story come in; a worker matches and delivers, and may be killed."""

    desk: Engine
    folder: Path
    ports: Ports
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311
    n_stories: int = 0
    n_killed: int = 0
    now: datetime = NOW
    pace_s: float | None = None  # how long a worker takes that is left alone; here, and today

    def run_until_all_is_sent(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(WARM)
        while self.n_killed < N_KILLS or self._is_anything_left():
            for _ in range(2 * (self.n_killed < N_KILLS)):  # so matching is killed to the last
                self._print_a_story()
            self.now += ROUND  # every lease and back-off has run out
            ours, theirs = context.Pipe()
            arguments = (str(self.desk.url), self.folder, self.ports, self.now, theirs)
            worker = context.Process(target=work, args=arguments)
            worker.start()
            ours.recv()
            self._kill_at_some_line(worker)

    def _kill_at_some_line(self, worker: BaseProcess) -> None:
        """Kill `worker` within the time that the last one took, wherever it is by then."""
        begun = time.monotonic()
        is_spared = self.pace_s is None or self.n_killed >= N_KILLS
        worker.join(None if is_spared else self.chance.uniform(0, self.pace_s or 0))
        if worker.is_alive():
            worker.kill()
            worker.join()
            self.n_killed += 1
        elif self.n_killed < N_KILLS:
            self.pace_s = time.monotonic() - begun

    def _print_a_story(self) -> None:
        for paper in ("sea", "dune"):
            add_article(self.desk, f"{paper}{self.n_stories}", story=f"s{self.n_stories}")
        self.n_stories += 1

    def _is_anything_left(self) -> bool:
        """Tell whether something waits; what was given up is sent again, as a person would."""
        found = {row["delivery_id"]: row["state"] for row in rows(self.desk, schema.delivery)}
        with writing(self.desk) as db:
            for delivery_id in (key for key, state in found.items() if state == "dead"):
                send_again(db, delivery_id)
        is_matched = set(column(self.desk, schema.article, "match_state")) == {"done"}
        return not is_matched or set(found.values()) != {"sent"}


@pytest.mark.parametrize(
    "warehouse_url", ["sqlite", pytest.param("postgresql", marks=MANY)], indirect=True
)
def test_workers_killed_at_any_line_lose_nothing_and_repeat_no_effect(
    engine: Engine, tmp_path: Path
) -> None:
    """Real processes and SIGKILLs; the receiver answers 503, hangs, or takes it and hangs up."""
    inbox = Inbox()
    with open_desk() as receiver, inbox_at(inbox) as mail_port:
        ports = Ports(hook=receiver.server_port, mail=mail_port)
        newsroom = Newsroom(desk=engine, folder=tmp_path, ports=ports)
        moods = ("take", "503", "hang up", "hang")
        receiver.moods = newsroom.chance.choices(moods, [80, 10, 8, 2], k=200 * N_KILLS)
        newsroom.run_until_all_is_sent()
    assert newsroom.n_killed == N_KILLS
    _check_that_sending_was_hit(newsroom.desk)
    _check_alerts(newsroom)
    _check_posts(newsroom, receiver)
    _check_mails(newsroom, inbox)
    entries = etree.parse(tmp_path / "alerts.atom").getroot().findall("{*}entry")
    n_kept = min(newsroom.n_stories, MAX_ENTRIES)
    assert len({entry.findtext("{*}id") for entry in entries}) == len(entries) == n_kept


def _check_that_sending_was_hit(desk: Engine) -> None:
    """Many workers came as far as sending; killed at their first line, they would prove nothing."""
    rounds = {(at - NOW) // ROUND for at in column(desk, schema.attempt, "started_at")}
    assert len(rounds) > N_KILLS // 4


def _check_alerts(newsroom: Newsroom) -> None:
    """One alert a story, one delivery a channel, although both copies were matched."""
    n_stories = newsroom.n_stories
    stories = Counter(column(newsroom.desk, schema.alert, "story_id"))
    assert stories == {digest(f"s{number}"): 1 for number in range(n_stories)}
    channels = Counter(column(newsroom.desk, schema.delivery, "channel"))
    assert channels == dict.fromkeys(CHANNELS, n_stories)


def _check_posts(newsroom: Newsroom, receiver: Desk) -> None:
    """Each key is taken; it comes again only when a worker or an answer was lost."""
    posts = Counter(headers["Idempotency-Key"] for _, headers, _ in receiver.got)
    assert set(receiver.taken) == set(posts) == set(_keys(newsroom.desk, "hook"))
    n_repeats = receiver.taken.total() - newsroom.n_stories
    assert n_repeats <= newsroom.n_killed + receiver.hung_up
    assert posts.total() <= len(rows(newsroom.desk, schema.attempt))  # no post without its try


def _check_mails(newsroom: Newsroom, inbox: Inbox) -> None:
    """Each mail comes; a repeat is marked by its Message-ID, and costs a killed worker."""
    ids = Counter(mail["Message-ID"] for mail in inbox.mails)
    assert len(ids) == newsroom.n_stories
    assert ids.total() - newsroom.n_stories <= newsroom.n_killed


def _keys(desk: Engine, channel: str) -> Iterable[str]:
    return (r["delivery_id"] for r in rows(desk, schema.delivery) if r["channel"] == channel)
