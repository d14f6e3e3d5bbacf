"""Commands over alerts: who has seen them, what is silenced, what could not be sent."""

import argparse

from sqlalchemy import Connection

from wirewatch.adapters.warehouse.acks import acknowledge as save_ack
from wirewatch.adapters.warehouse.desk_alerts import watches_page
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.outbox import dead_deliveries, send_again
from wirewatch.adapters.warehouse.silences import (
    EVERY_WATCH,
    Silence,
    end_silences,
    save_silence,
    silences,
)
from wirewatch.cli.desk import at_the_desk, console
from wirewatch.errors import BadInput


def list_alerts(_asked: argparse.Namespace) -> int:
    """Print the last alerts, the newest first."""
    with at_the_desk() as desk, reading(desk.engine) as db:
        alerts = watches_page(db, (), desk.now()).alerts
    for alert in alerts:
        states = ", ".join(f"{channel}: {state}" for channel, state in alert.deliveries)
        words = " ".join(f"«{word}»" for word in alert.words)
        seen = f"seen by {alert.acked_by}" if alert.acked_by else ""
        fate = f"kept: {alert.suppressed}" if alert.suppressed else states
        parts = (alert.alert_id[:12], f"{alert.created_at:%Y-%m-%d %H:%M}Z", alert.watch,
                 alert.reason, alert.headline, words, fate, seen)  # fmt: skip
        console().print("  ".join(filter(None, parts)), markup=False)
    return 0


def acknowledge(asked: argparse.Namespace) -> int:
    """Say that somebody has seen an alert."""
    with at_the_desk() as desk, writing(desk.engine) as db:
        alert_id = save_ack(db, asked.alert_id, by=asked.by, now=desk.now())
    console().print(f"{alert_id} is with {asked.by}", markup=False)
    return 0


def silence(asked: argparse.Namespace) -> int:
    """Silence a watch until a time."""
    with at_the_desk() as desk:
        names = {watch.name for watch in desk.watches()} | {EVERY_WATCH}
        if asked.watch not in names:
            raise BadInput(f"watch {asked.watch!r}", "is not in the desk file")
        if asked.until <= desk.now():
            raise BadInput("--until", f"{asked.until:%Y-%m-%d %H:%M}Z has passed")
        wanted = Silence(
            watch=asked.watch, until=asked.until, author=asked.by, because=asked.because
        )
        with writing(desk.engine) as db:
            save_silence(db, wanted, now=desk.now())
    console().print(f"{asked.watch}: {wanted.said}", markup=False)
    return 0


def unsilence(asked: argparse.Namespace) -> int:
    """End the silences of a watch."""
    with at_the_desk() as desk, writing(desk.engine) as db:
        n_ended = end_silences(db, asked.watch, now=desk.now())
    console().print(f"{asked.watch}: {n_ended} ended", markup=False)
    return 0


def list_silences(_asked: argparse.Namespace) -> int:
    """Print what is silenced now."""
    with at_the_desk() as desk, reading(desk.engine) as db:
        for found in silences(db, now=desk.now()):
            console().print(f"{found.watch}: {found.said}", markup=False)
    return 0


def list_dead(_asked: argparse.Namespace) -> int:
    """Print what was given up."""
    with at_the_desk() as desk, reading(desk.engine) as db:
        for row in dead_deliveries(db):
            what = f"{row['delivery_id']}  {row['channel']}  {row['watch'] or 'digest or feed'}"
            console().print(f"{what}  {row['detail']}", markup=False)
    return 0


def resend(asked: argparse.Namespace) -> int:
    """Give dead deliveries back to the outbox."""
    with at_the_desk() as desk, writing(desk.engine) as db:
        wanted = asked.delivery_ids or [row["delivery_id"] for row in dead_deliveries(db)]
        _give_back(db, wanted)
    console().print(f"{len(wanted)} given back; `wirewatch deliver` sends them")
    return 0


def _give_back(db: Connection, delivery_ids: list[str]) -> None:
    for delivery_id in delivery_ids:
        if not send_again(db, delivery_id):
            raise BadInput(
                f"delivery {delivery_id}", "was not given up; see `wirewatch alerts dead`"
            )
