"""A message about an invented raid."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wirewatch.model import Message, digest

AT = datetime(2026, 3, 12, 18, tzinfo=UTC)

RAID = Message(
    delivery_id=digest("raid"),
    alert_id=digest("alert"),
    watch="Drones",
    story_id=digest("story"),
    title="Raid on Vesk <b>harbour</b> & field",
    url="https://sea.example/raid?a=1&b=2",
    source="sea.example",
    agency="AFP",
    why="VESK (AFP) —",
    snippets=("Then a «drone» <fell>.",),
    copies=(("sea.example", "https://sea.example/raid?a=1&b=2"), ("dune.example", "https://dune.example/1")),
    published_at=AT,
    created_at=AT,
)  # fmt: skip


def message(**changes: Any) -> Message:
    """Return the message with `changes`."""
    return replace(RAID, **changes)
