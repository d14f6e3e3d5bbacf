"""The steps that take an engine, given a desk: what a task or a command calls."""

import os
import socket
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta

from wirewatch.bootstrap import Desk
from wirewatch.pipeline.deliver import deliver
from wirewatch.pipeline.group import GroupCounts, group
from wirewatch.pipeline.keep import cut_days
from wirewatch.pipeline.match import MatchCounts, match
from wirewatch.pipeline.spikes import raise_spikes


def group_days(desk: Desk, days: Sequence[date], *, run: str) -> GroupCounts:
    """Group the copies of `days` and of what hangs together with them."""
    return group(desk.engine, days, run=run, now=desk.now())


def match_days(desk: Desk, days: Sequence[date], *, run: str) -> MatchCounts:
    """Match the watches of the desk against what is new in `days`, then let go of unkept words."""
    counts = match(
        desk.engine,
        desk.watches(),
        days,
        routes=desk.settings.routes,
        run=run,
        now=desk.now(),
        age_limit=timedelta(hours=desk.settings.alert_age_hours),
        schedules=desk.schedules(),
    )
    raise_spikes(
        desk.engine,
        desk.watches(),
        routes=desk.settings.routes,
        now=desk.now(),
        schedules=desk.schedules(),
    )
    cut_days(desk, days)
    return counts


def deliver_due(desk: Desk, *, run: str) -> dict[str, int]:
    """Send what the outbox holds through the channels of the desk."""
    worker = f"{socket.gethostname()}/{os.getpid()}"
    counts = deliver(
        desk.engine,
        desk.channels(),
        run=run,
        now=desk.now(),
        worker=worker,
        schedules=desk.schedules(),
    )
    return asdict(counts)
