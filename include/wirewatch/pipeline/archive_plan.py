"""What a backfill would ask of whom, told before anybody is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wirewatch.adapters.archives.base import Ask
from wirewatch.bootstrap import Desk
from wirewatch.pipeline.archives import archives_of, sites_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """The requests to find, in one archive, the pages of all sites and days; pages not counted."""

    archive: str
    n_hosts: int
    n_at_least: int
    n_at_most: int
    least_s: float  # at polite rates; different hosts wait side by side, so of the slowest
    most_s: float


def days_between(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included.

    >>> [day.day for day in days_between(date(2024, 2, 28), date(2024, 3, 1))]
    [28, 29, 1]
    """
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def plan(desk: Desk, days: Sequence[date]) -> list[PlanLine]:
    """Return what each archive would be asked for, in the order to ask them. Asks nobody."""
    lines = []
    for kept in archives_of(desk):
        asks = [kept.asks(day, site) for day in days for site in sites_of(desk)]
        lines.append(_line(kept.name, asks, desk.settings.host_interval_s))
    return lines


def _line(archive: str, asks: Sequence[Ask], host_interval_s: float) -> PlanLine:
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    for ask in asks:
        pace_s = host_interval_s if ask.interval_s is None else ask.interval_s
        least[ask.host] = least.get(ask.host, 0.0) + ask.n_at_least * pace_s
        most[ask.host] = most.get(ask.host, 0.0) + ask.n_at_most * pace_s
    return PlanLine(
        archive=archive,
        n_hosts=len(most),
        n_at_least=sum(ask.n_at_least for ask in asks),
        n_at_most=sum(ask.n_at_most for ask in asks),
        least_s=max(least.values(), default=0.0),
        most_s=max(most.values(), default=0.0),
    )
