"""Which alerts the copies of a story raise, which of them stay silent, and which silence ends.

The step that matches live asks here, and so does the dry run: what a watch would have found is what
it finds. The first alert of a watch and a story is "new". What comes of a story that was told is
told again where the watch asks for it: each correction, the withdrawal, each number of outlets, a
translation, each of them once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from wirewatch.alerts.changes import Change
from wirewatch.model import Alert, Document, Hit, Reason, Via, Watch, digest

AGE_LIMIT = timedelta(hours=48)

_FRESH = {Via.LIVE, Via.FEED}
_LIFTABLE = {"backfill", "old", "new feed"}

Key = tuple[str, str]  # watch, story_id


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
    recorded_at: datetime  # when this version of it was first read
    is_of_new_feed: bool = False  # only the first answer of a feed that has just been added has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The first alert of a watch and a story, maybe under an earlier name, and what came after."""

    alert_id: str
    suppressed: str | None
    reasons: frozenset[str] = frozenset()  # of the later alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """What the copies of a story say together."""

    n_sources: int
    language: str | None
    kin: tuple[str, ...] = ()  # stories that it may be a translation of, or they of it


class Find(NamedTuple):
    """A copy that a watch wants."""

    pending: Pending
    hits: tuple[Hit, ...]


Finds = Mapping[Key, Sequence[Find]]  # in order of publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the copies. Empty: nothing was told yet, and nothing is silenced."""

    known: Mapping[Key, Known] = field(default_factory=dict)
    watches: Mapping[str, Watch] = field(default_factory=dict)
    facts: Mapping[str, StoryFacts] = field(default_factory=dict)  # by story
    changes: Mapping[str, Change] = field(default_factory=dict)  # by article
    silenced: Mapping[str, str] = field(default_factory=dict)  # watch → by whom, until when, why
    age_limit: timedelta = AGE_LIMIT


@dataclass(slots=True)
class Outcome:
    """What a batch of articles adds to the warehouse."""

    alerts: list[Alert] = field(default_factory=list)
    lifted: list[str] = field(default_factory=list)  # alerts that are no longer suppressed
    told: list[tuple[str, str]] = field(default_factory=list)  # (alert_id, watch) to be sent

    def add(self, alert: Alert) -> None:
        """Add an alert, to be sent if nothing speaks against it."""
        self.alerts.append(alert)
        if alert.suppressed is None:
            self.told.append((alert.alert_id, alert.watch))


def by_story(
    pending: Iterable[Pending], hits_of: Mapping[str, Mapping[str, tuple[Hit, ...]]]
) -> dict[Key, list[Find]]:
    """Return the finds of each (watch, story). `hits_of`: article → watch → hits."""
    found: dict[Key, list[Find]] = {}
    for copy in pending:
        for watch, hits in hits_of[copy.article_id].items():
            found.setdefault((watch, copy.story_id), []).append(Find(copy, hits))
    return found


def decide(finds: Finds, copies: Iterable[Pending], around: Surroundings) -> Outcome:
    """Return what `copies`, of which some are `finds`, add to the alerts that are known."""
    outcome = Outcome()
    for key, found in sorted(finds.items()):
        if not _is_told_as_translation(key, around):
            _decide_first(key, found, around, outcome)
    _follow(copies, around, outcome)
    return outcome


def silence(copy: Pending, age_limit: timedelta) -> str | None:
    """Return why `copy` is no reason to send anything, or None. Unknown age is fresh."""
    if copy.via not in _FRESH:
        return "backfill"
    if copy.is_of_new_feed:
        return "new feed"
    if copy.recorded_at - copy.captured_at > age_limit:
        return "old"  # better rules read old captures again; that makes no news of them
    age = copy.captured_at - (copy.published_at or copy.captured_at)
    return "old" if age > age_limit else None


def _decide_first(key: Key, found: Sequence[Find], around: Surroundings, outcome: Outcome) -> None:
    watch, _ = key
    there = around.known.get(key)
    silences = [silence(find.pending, around.age_limit) for find in found]
    why_silent = None if None in silences else silences[0]
    if there is None:
        silent = why_silent or around.silenced.get(watch)
        alert = _alert(key, found[0].pending, Reason.NEW, suppressed=silent)
        outcome.add(replace(alert, hits=found[0].hits))
    elif there.suppressed in _LIFTABLE and why_silent is None and watch not in around.silenced:
        outcome.lifted.append(there.alert_id)
        outcome.told.append((there.alert_id, watch))


def _is_told_as_translation(key: Key, around: Surroundings) -> bool:
    """Tell whether whoever watches knows the story in another language already, and wants that."""
    name, story_id = key
    watch, facts = around.watches.get(name), around.facts.get(story_id)
    if key in around.known or not (watch and facts and Reason.TRANSLATION in watch.also):
        return False
    return any((name, kin) in around.known for kin in facts.kin)


# ── what comes of a story that was told ─────────────────────────────────────────────────────────


def _follow(copies: Iterable[Pending], around: Surroundings, outcome: Outcome) -> None:
    first = {(alert.watch, alert.story_id) for alert in outcome.alerts}
    of_story: dict[str, list[Pending]] = {}
    for copy in copies:
        of_story.setdefault(copy.story_id, []).append(copy)
    for story_id, news in sorted(of_story.items()):
        for watch in sorted(around.watches):
            for alert in _later_alerts((watch, story_id), news, around, first):
                outcome.add(alert)


def _later_alerts(
    key: Key, news: Sequence[Pending], around: Surroundings, first: Set[Key]
) -> Iterator[Alert]:
    """Give the alerts that come after the first; `first`: those whose first one is of this run."""
    known = around.known.get(key)
    if known or key in first:
        yield from _pickups(key, news, around, is_new=known is None)
    if known:
        yield from _changes(key, news, around, known)
    else:
        yield from _translations(key, news, around)


def _pickups(
    key: Key, news: Sequence[Pending], around: Surroundings, *, is_new: bool
) -> Iterator[Alert]:
    """Tell of the largest number of outlets that was passed; those below it are only kept."""
    watch, story_id = key
    told = frozenset[str]() if is_new else around.known[key].reasons
    n_sources = around.facts[story_id].n_sources if story_id in around.facts else 0
    passed = [number for number in pickups_of(around.watches[watch]) if number <= n_sources]
    for number in passed:
        if f"{Reason.PICKUP}:{number}" not in told:
            is_told = number == passed[-1] and not is_new  # the first alert tells who has it
            silent = _why_silent(key, news, around) if is_told else "overtaken"
            yield _alert(key, news[0], Reason.PICKUP, mark=str(number), suppressed=silent)


def _changes(
    key: Key, news: Sequence[Pending], around: Surroundings, known: Known
) -> Iterator[Alert]:
    told = set(known.reasons)
    for copy in news:
        change = around.changes.get(copy.article_id)
        if change is None or change.kind not in around.watches[key[0]].also:
            continue
        silent = _why_silent(key, [copy], around)
        alert = _alert(key, copy, change.kind, mark=change.mark, suppressed=silent)
        if alert.reason_key not in told:
            told.add(alert.reason_key)
            yield replace(alert, difference=change.difference)


def _translations(key: Key, news: Sequence[Pending], around: Surroundings) -> Iterator[Alert]:
    watch, story_id = key
    facts = around.facts.get(story_id)
    if facts is None or Reason.TRANSLATION not in around.watches[watch].also:
        return
    for kin in facts.kin:
        known, mark = around.known.get((watch, kin)), facts.language or ""
        if known and f"{Reason.TRANSLATION}:{mark}" not in known.reasons:
            silent = _why_silent((watch, kin), news, around)
            yield _alert((watch, kin), news[0], Reason.TRANSLATION, mark=mark, suppressed=silent)
            return


def _why_silent(key: Key, news: Sequence[Pending], around: Surroundings) -> str | None:
    """Return why what comes later is not sent: nobody heard of the story, or nothing is live.

    The age of a copy is no reason: a correction of what was told is told, however late.
    """
    known = around.known.get(key)
    if known and known.suppressed:
        return known.suppressed
    is_live = any(copy.via in _FRESH for copy in news)
    return around.silenced.get(key[0]) if is_live else "backfill"


def pickups_of(watch: Watch) -> tuple[int, ...]:
    """Return the numbers of outlets at which a watch wants to be told again, the least first."""
    return tuple(sorted(_numbers(watch.also)))


def _numbers(also: Iterable[str]) -> Iterator[int]:
    for reason in also:
        kind, _, number = reason.partition("-")
        if kind == Reason.PICKUP:
            yield int(number)


def _alert(
    key: Key, copy: Pending, reason: Reason, *, mark: str = "", suppressed: str | None
) -> Alert:
    watch, story_id = key
    return Alert(
        alert_id=digest("alert", watch, story_id, f"{reason}:{mark}" if mark else reason),
        watch=watch,
        story_id=story_id,
        article_id=copy.article_id,
        reason=reason,
        mark=mark,
        hits=(),
        suppressed=suppressed,
    )
