"""Grades any poller of feeds: lets it loose on the scripted servers and judges what it asked.

    score = grade(OURS)
    print(score)

A poller is made for some feeds, the port where every "….example" answers, and a clock; it says when
it is due and polls when it is told to.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Protocol

from adapters.clocks import Clock
from behaviour.rules import RULES, Verdict, judge
from behaviour.scenarios import SCENARIOS
from behaviour.world import START, Log, Scenario, playing

_LEAST_STEP_S = 1.0  # for a poller that is always due: time goes on all the same


class Poller(Protocol):
    """Something that polls feeds."""

    @property
    def next_due_at(self) -> datetime:
        """When it wants to be told to poll again."""

    def poll_due(self, now: datetime) -> None:
        """Ask for the feeds that are due at `now`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a poller works: its feeds, the port of all their hosts, and the time."""

    feeds: Sequence[str]
    port: int
    clock: Clock


MakePoller = Callable[[Place], AbstractContextManager[Poller]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a poller kept all rules."""

    verdicts: tuple[Verdict, ...]

    @property
    def points(self) -> int:
        """What it has earned."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def most(self) -> int:
        """What can be earned."""
        return sum(verdict.rule.points for verdict in self.verdicts)

    def broken(self) -> frozenset[str]:
        """The names of the rules it did not keep."""
        return frozenset(each.rule.name for each in self.verdicts if not each.points)


def grade(make: MakePoller, names: Collection[str] = tuple(SCENARIOS)) -> Score:
    """Return how a poller does in the scenarios of these names, by the rules that need no other."""
    logs = {name: watch(make, SCENARIOS[name]) for name in names}
    everything = tuple(chain.from_iterable(logs.values()))
    return Score(
        verdicts=tuple(
            judge(rule, logs[rule.scenario] if rule.scenario else everything)
            for rule in RULES
            if rule.scenario is None or rule.scenario in logs
        )
    )


def watch(make: MakePoller, scenario: Scenario) -> Log:
    """Return what a poller asks while `scenario` lasts."""
    clock, least_s = Clock(START), 0.0
    with (
        playing(scenario, clock) as (port, log),
        make(Place(feeds=scenario.feeds, port=port, clock=clock)) as poller,
    ):
        while True:
            clock.go_on(max((poller.next_due_at - clock.now()).total_seconds(), least_s))
            if clock.now() >= START + scenario.lasts:
                return tuple(log)
            poller.poll_due(clock.now())
            least_s = _LEAST_STEP_S
