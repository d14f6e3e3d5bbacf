"""We ask for feeds as their servers and our readers would have it; others lose points for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest

from behaviour.pollers import Documented, Plain, made_of, ours
from behaviour.rules import RULES
from behaviour.scenarios import SCENARIOS
from behaviour.scorer import Place, grade
from behaviour.world import START

_SHORT = ("steady", "renewing", "fresh", "throttling", "crowd")  # the rest takes weeks


@pytest.fixture(scope="module")
def score():
    return grade(ours)


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_we_keep_the_rule(score, name):
    (verdict,) = [each for each in score.verdicts if each.rule.name == name]
    assert verdict.points == verdict.rule.points, str(verdict)


def test_our_score_is_full(score):
    assert score.points == score.most == sum(rule.points for rule in RULES)
    assert score.broken() == frozenset()


_BY_BOTH = {
    "sends both validators back as they came",
    "takes a new validator from a 304",
    "keeps what a 304 leaves out",
    "comes no sooner than max-age",
    "comes no sooner than Expires",
    "comes no sooner than the feed's ttl",
    "leaves out skipHours",
    "asks one host's feeds one by one",
    "leaves the host alone as a 429 asks",
    "leaves the host alone as a 503 asks",
    "leaves the host alone as a 403 asks",
    "asks for gzip only",
}


@pytest.mark.parametrize(
    ("kind", "alone"),
    [
        pytest.param(
            Plain,
            {
                "drops what a 200 leaves out",
                "asks without condition once a day at most",
                "says who asks, with a contact",
                "asks for the address as it stands",  # requests writes "%7e" as "~"
            },
            id="feedparser + requests",
        ),
        pytest.param(Documented, set(), id="feedparser with etag and modified"),
    ],
)
def test_what_people_write_first_loses_points(kind, alone):
    """A suite that everybody passes would say nothing of us."""
    assert grade(made_of(kind), _SHORT).broken() == _BY_BOTH | alone


def test_a_reader_that_believes_a_lying_server_is_found_out():
    believed = grade(made_of(Documented), ["lying"])
    assert all(verdict.n_right == 0 for verdict in believed.verdicts if verdict.rule.scenario)


@dataclass
class Asleep:
    """Never asks for anything."""

    next_due_at: datetime

    def poll_due(self, now: datetime) -> None:  # noqa: ARG002
        self.next_due_at = START + max(scenario.lasts for scenario in SCENARIOS.values())


@contextmanager
def asleep(place: Place) -> Iterator[Asleep]:
    yield Asleep(START)


def test_who_never_asks_gets_no_point():
    """Silence is polite, but nobody learns any news by it."""
    assert grade(asleep).points == 0


@dataclass
class Restless:
    """Is always due."""

    next_due_at: datetime
    rounds: int = 0

    def poll_due(self, now: datetime) -> None:  # noqa: ARG002
        self.rounds += 1


def test_time_goes_on_for_a_poller_that_is_always_due():
    poller = Restless(START)

    @contextmanager
    def restless(place):
        yield poller

    grade(restless, ["crowd"])
    assert poller.rounds == SCENARIOS["crowd"].lasts.total_seconds()
