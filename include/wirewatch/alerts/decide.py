"""Which alerts the copies of a story raise, which of them stay silent, and which silence ends.

The step that matches live asks here, and so does the dry run: what a watch would have found is what
it finds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from wirewatch.model import Alert, Document, Hit, Reason, Via, digest

AGE_LIMIT = timedelta(hours=48)

_FRESH = {Via.LIVE, Via.FEED}
_LIFTABLE = {"backfill", "old"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An article that waits to be matched. `published_at` is None when the page does not tell."""

    article_id: str
    content_hash: str
    story_id: str
    url: str
    document: Document
    via: Via
    published_at: datetime | None
    captured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An alert that a story has already, maybe under an earlier name."""

    alert_id: str
    suppressed: str | None


class Find(NamedTuple):
    """A copy that a watch wants."""

    pending: Pending
    hits: tuple[Hit, ...]


Finds = Mapping[tuple[str, str], Sequence[Find]]  # (watch, story_id) → in order of publication


@dataclass(slots=True)
class Outcome:
    """What a batch of articles adds to the warehouse."""

    alerts: list[Alert] = field(default_factory=list)
    lifted: list[str] = field(default_factory=list)  # alerts that are no longer suppressed
    told: list[tuple[str, str]] = field(default_factory=list)  # (alert_id, watch) to be sent


def by_story(
    pending: Iterable[Pending], hits_of: Mapping[str, Mapping[str, tuple[Hit, ...]]]
) -> dict[tuple[str, str], list[Find]]:
    """Return the finds of each (watch, story). `hits_of`: article → watch → hits."""
    found: dict[tuple[str, str], list[Find]] = {}
    for copy in pending:
        for watch, hits in hits_of[copy.article_id].items():
            found.setdefault((watch, copy.story_id), []).append(Find(copy, hits))
    return found


def decide(
    finds: Finds, known: Mapping[tuple[str, str], Known], *, age_limit: timedelta = AGE_LIMIT
) -> Outcome:
    """Return what `finds` add to the alerts that are `known`."""
    outcome = Outcome()
    for (watch, story_id), copies in sorted(finds.items()):
        there = known.get((watch, story_id))
        silences = [silence(find.pending, age_limit) for find in copies]
        why_silent = None if None in silences else silences[0]
        if there is None:
            alert = _alert(watch, story_id, copies[0], why_silent)
            outcome.alerts.append(alert)
            alert_id = alert.alert_id
        elif there.suppressed in _LIFTABLE and why_silent is None:
            outcome.lifted.append(there.alert_id)
            alert_id = there.alert_id
        else:
            continue
        if why_silent is None:
            outcome.told.append((alert_id, watch))
    return outcome


def silence(copy: Pending, age_limit: timedelta) -> str | None:
    """Return why `copy` is no reason to send anything, or None. Unknown age is fresh."""
    if copy.via not in _FRESH:
        return "backfill"
    age = copy.captured_at - (copy.published_at or copy.captured_at)
    return "old" if age > age_limit else None


def _alert(watch: str, story_id: str, find: Find, suppressed: str | None) -> Alert:
    return Alert(
        alert_id=digest("alert", watch, story_id, Reason.NEW),
        watch=watch,
        story_id=story_id,
        article_id=find.pending.article_id,
        reason=Reason.NEW,
        hits=find.hits,
        suppressed=suppressed,
    )
