"""The step that tells of waves: a watch that finds more stories in an hour than is usual."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from wirewatch.adapters.warehouse.alerts import save_alerts, save_deliveries
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.silences import silenced_watches
from wirewatch.adapters.warehouse.waves import began_at, hours_of, newest_of
from wirewatch.alerts.schedule import Schedule
from wirewatch.alerts.spikes import WEEKS, Spike, find_spike
from wirewatch.model import Alert, Reason, Watch, digest
from wirewatch.pipeline.match import channels_of

FALSE_ALARMS_A_MONTH = 0.5
_PAST = timedelta(weeks=WEEKS, hours=1)


def raise_spikes(
    engine: Engine,
    watches: Sequence[Watch],
    *,
    routes: Mapping[str, tuple[str, ...]],
    now: datetime,
    schedules: Mapping[str, Schedule] | None = None,
) -> int:
    """Raise an alert for each watch that asks for it and has a wave in this hour; how many.

    A desk that has no four weeks behind it has nothing to compare with, and is silent.

    Args:
        engine: The warehouse.
        watches: Of these, those with "spike" or "spike-2" (false alarms a month) in `also`.
        routes: As in the step `match`.
        now: In the hour that is judged.
        schedules: By channel.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    n_raised = 0
    for watch in watches:
        bearable = sensitivity(watch)
        if bearable is None:
            continue
        spike = _spike(engine, watch, hour, bearable)
        if spike:
            n_raised += _raise(engine, watch, spike, channels_of(watch, routes), now, schedules)
    return n_raised


def sensitivity(watch: Watch) -> float | None:
    """Return how many false alarms a month a watch bears; None: it does not ask for waves."""
    for reason in watch.also:
        kind, _, number = reason.partition("-")
        if kind == Reason.SPIKE:
            return float(number) if number else FALSE_ALARMS_A_MONTH
    return None


def _spike(engine: Engine, watch: Watch, hour: datetime, bearable: float) -> Spike | None:
    with reading(engine) as db:
        began = began_at(db)
        if began is None or began > hour - _PAST:
            return None
        counts = hours_of(db, watch.name, since=hour - _PAST)
    return find_spike(counts, hour, false_alarms_a_month=bearable)


def _raise(
    engine: Engine, watch: Watch, spike: Spike, channels: Sequence[str], now: datetime,
    schedules: Mapping[str, Schedule] | None,
) -> int:  # fmt: skip
    mark = f"{spike.hour:%Y-%m-%dT%H}"
    with writing(engine) as db:
        newest = newest_of(db, watch.name)
        if newest is None:
            return 0
        story_id, article_id = newest
        alert = Alert(
            alert_id=digest("alert", watch.name, Reason.SPIKE, mark),
            watch=watch.name,
            story_id=story_id,
            article_id=article_id,
            reason=Reason.SPIKE,
            mark=mark,
            hits=(),
            suppressed=silenced_watches(db, [watch.name], now=now).get(watch.name),
            difference=(("", _words(spike)),),
        )
        n_raised = save_alerts(db, [alert], {watch.name: watch.query}, now=now)
        to = [] if alert.suppressed else [(alert.alert_id, channel) for channel in channels]
        save_deliveries(db, to, now=now, schedules=schedules)
    return n_raised


def _words(spike: Spike) -> str:
    return (
        f"{spike.n_stories} stories since {spike.hour:%H:%M} UTC; at such an hour "
        f"{spike.expected:.1f} are usual. By chance, once in {1 / spike.chance:,.0f} hours."
    )
