"""How often a feed says something new, and from when on its silence is odd.

A feed that answers 200 with an old file, or "not modified" for ever, fails without an error: nobody
is told. Here its own habits say how long a pause may be.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

MIN_GAPS = 5  # fewer tell no rhythm
SILENT_GAPS = 5  # usual gaps without anything new
SILENT_LONGEST = 2  # longest gaps without anything new: nights and weekends are in them
SHORT_MEMORY = timedelta(days=14)  # a memory without two weekends does not know how long they are
SHORT_MEMORY_SILENCE = timedelta(hours=72)
LEAST_SILENCE = timedelta(hours=24)
LATE = timedelta(days=2)  # an entry dated longer before it was seen came now: its date is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The gaps between a feed's entries, in seconds, and over how long they were seen."""

    usual_s: float  # the median
    longest_s: float
    span_s: float
    newest_at: datetime

    @property
    def silence_s(self) -> float:
        """From how many seconds on nothing new is odd."""
        is_short = self.span_s < SHORT_MEMORY.total_seconds()
        least = SHORT_MEMORY_SILENCE if is_short else LEAST_SILENCE
        learned = max(SILENT_GAPS * self.usual_s, SILENT_LONGEST * self.longest_s)
        return max(learned, least.total_seconds())

    def is_silent(self, now: datetime) -> bool:
        """Whether the feed has been quiet for too long at `now`."""
        return (now - self.newest_at).total_seconds() > self.silence_s


def learn_rhythm(times: Collection[datetime]) -> Rhythm | None:
    """Return the rhythm of entries that appeared at `times`; None when they are too few to tell."""
    ordered = sorted({at.replace(second=0, microsecond=0) for at in times})
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    if len(gaps) < MIN_GAPS:
        return None
    return Rhythm(
        usual_s=median(gaps), longest_s=max(gaps), span_s=sum(gaps), newest_at=ordered[-1]
    )


def appeared_at(
    published_at: datetime | None, first_seen_at: datetime, first_poll_at: datetime
) -> datetime:
    """Return when an entry appeared in its feed, as far as we can tell.

    Of what the first poll found, only the dates tell; of later ones, a date far from when we saw
    it is not believed: feeds exist that date everything alike.
    """
    if published_at is None or published_at > first_seen_at:
        return first_seen_at
    is_old = first_seen_at - published_at > LATE
    return first_seen_at if is_old and first_seen_at > first_poll_at else published_at
