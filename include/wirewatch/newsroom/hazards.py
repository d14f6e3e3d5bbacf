"""What goes wrong behind an entry: pages that are gone, without end, or not for robots."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from wirewatch.newsroom.habits import Fault, Publisher

HUGE_BYTES = 100_000_000
PRIVATE_PATH = "/private/"


class Hazard(StrEnum):
    """What an entry's address does; the value is the verdict in the truth."""

    GONE = "gone"
    TOO_LARGE = "too_large"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardEntry:
    """An entry of a feed whose page cannot be read."""

    hazard: Hazard
    path: str
    title: str
    summary: str
    published_at: datetime


_BY_FAULT = {
    Fault.GONE_ENTRY: HazardEntry(
        hazard=Hazard.GONE,
        path="/news/2026/03/12/withdrawn-notice.html",
        title="Notice on tonight’s harbour concert",
        summary="This notice was taken down again soon after it went up.",
        published_at=datetime(2026, 3, 12, 11, 7, tzinfo=UTC),
    ),
    Fault.HUGE_ENTRY: HazardEntry(
        hazard=Hazard.TOO_LARGE,
        path="/every-ballot-paper-ever-counted-900001.html",
        title="Every ballot paper ever counted, on one page",
        summary="Our longest page yet: scroll on for the whole of it.",
        published_at=datetime(2026, 3, 12, 10, 31, tzinfo=UTC),
    ),
    Fault.PRIVATE_ENTRY: HazardEntry(
        hazard=Hazard.REFUSED,
        path=f"{PRIVATE_PATH}newsroom-rota/",
        title="Newsroom rota for the weekend",
        summary="For the desk only; how it came into the feed nobody knows.",
        published_at=datetime(2026, 3, 12, 8, 44, tzinfo=UTC),
    ),
}


def hazards_of(publisher: Publisher) -> tuple[HazardEntry, ...]:
    """Return the entries of `publisher` that lead to no article."""
    return tuple(entry for fault, entry in _BY_FAULT.items() if fault in publisher.faults)
