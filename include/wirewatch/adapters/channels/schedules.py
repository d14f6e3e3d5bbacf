"""When the channels of desk.toml may speak, and whom they call when nobody answers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wirewatch.alerts.schedule import Schedule, read_time
from wirewatch.errors import BadInput

SCHEDULE_KEYS: Mapping[str, type] = {
    "zone": str, "digest": list, "quiet": str, "escalate": str, "escalate_after_min": int,
}  # fmt: skip
_AFTER_MIN = 30


def build_schedules(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Schedule]:
    """Return the schedules of channels that have one, by name of the channel.

    Raises:
        BadInput: naming the channel and what is wrong; types are checked with the channels.
    """
    return {
        name: _schedule(name, table, tables)
        for name, table in tables.items()
        if SCHEDULE_KEYS.keys() & table.keys()
    }


def _schedule(name: str, table: Mapping[str, Any], tables: Mapping[str, Any]) -> Schedule:
    try:
        quiet = [read_time(part.strip()) for part in table.get("quiet", "").split("-") if part]
        digest = tuple(sorted({read_time(text) for text in table.get("digest", ())}))
    except BadInput as error:
        raise BadInput(f"channel {name!r}", str(error)) from error
    if len(quiet) not in (0, 2):
        raise BadInput(f"channel {name!r}", 'quiet is two times of day: quiet = "22:00-07:00"')
    escalate = table.get("escalate")
    if escalate is not None and (escalate not in tables or escalate == name):
        raise BadInput(f"channel {name!r}", f"escalate = {escalate!r} is no other channel")
    return Schedule(
        zone=_zone(name, table.get("zone", "UTC")),
        digest=digest,
        quiet=(quiet[0], quiet[1]) if quiet else None,
        escalate=escalate,
        escalate_after=timedelta(minutes=table.get("escalate_after_min", _AFTER_MIN)),
    )


def _zone(name: str, zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"channel {name!r}", f"{zone!r} is no zone such as Europe/Paris") from error
