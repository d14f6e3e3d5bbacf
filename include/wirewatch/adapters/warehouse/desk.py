"""What the desk shows of a day and of a story, as values; desk_day and desk_story fill them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wirewatch.model import Relation, Rights, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A story in the list of its day."""

    story_id: str
    headline: str
    language: str | None
    first_published_at: datetime
    n_copies: int
    n_sources: int
    agency: str | None
    agency_role: str | None
    watches: tuple[str, ...]  # that matched it


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """A day's stories, those with the most copies first, and the days around it."""

    day: date
    newer: tuple[date, ...]  # the next days with stories, nearest first
    older: tuple[date, ...]
    n_articles: int
    n_stories: int  # all of the day; `stories` may be cut at a limit
    stories: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """A credit as shown: who, what for, where it stands, the words that prove it."""

    agency: str
    role: str
    place: str
    evidence: str
    people: tuple[str, ...]
    located: str | None

    @property
    def kind(self) -> str:
        """What it credits: "text", "photo" or "source" (only quoted); never mixed up."""
        return Role.TEXT.value if Role(self.role).is_text else self.role


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What a copy and the canonical one have in common; each share is of that side's words."""

    of_copy: float
    of_canonical: float
    evidence: str

    @property
    def parts(self) -> tuple[int, int, int]:
        """Both texts side by side, in thousandths: only canonical, common, only in the copy."""
        if not self.of_copy or not self.of_canonical:
            return (0, 0, 0)
        left_out, added = 1 / self.of_canonical - 1, 1 / self.of_copy - 1
        whole = left_out + 1 + added
        cut = round(1000 * left_out / whole)
        extra = round(1000 * added / whole)
        return (cut, 1000 - cut - extra, extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """One copy of a story. `overlap` is None for the canonical copy, and where no pair is kept."""

    article_id: str
    source: str
    url: str
    headline: str
    byline: str | None
    authors: tuple[str, ...]
    language: str | None
    verdict: str
    published_at: datetime | None
    published_precision: str
    published_raw: str
    published_reader: str
    captured_at: datetime
    via: str
    n_words: int
    relation: str  # to the canonical copy
    coverage: float  # share of its words that stand in the canonical copy
    is_canonical: bool
    is_digest: bool
    overlap: Overlap | None
    warnings: tuple[str, ...]
    credits: tuple[CreditLine, ...]
    rights: Rights  # as said with the capture it was read from

    def credited(self, kind: str) -> tuple[tuple[CreditLine, ...], ...]:
        """The credits of a kind, strongest first; those of one agency and role stand together."""
        groups: dict[tuple[str, str], list[CreditLine]] = {}
        for credit in self.credits:
            if credit.kind == kind:
                groups.setdefault((credit.agency, credit.role), []).append(credit)
        return tuple(tuple(group) for group in groups.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStory:
    """Another story that a copy of this one has to do with, by the strongest pair of the two."""

    story_id: str
    headline: str
    language: str | None
    event_date: date
    agency: str | None
    agency_role: str | None
    n_copies: int
    relation: str
    is_ours_first: bool  # directed relations: "ours is a round-up of it", else the other way
    evidence: str
    n_pairs: int  # how many pairs of copies say so

    @property
    def is_translation(self) -> bool:
        """Whether it may be this story in another language."""
        return self.relation == Relation.SUSPECTED_TRANSLATION


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """A watch that matched a story, the words that made it, and what came of it."""

    watch: str
    reason: str
    suppressed: str | None  # why it was kept and not sent
    words: tuple[str, ...]
    deliveries: tuple[tuple[str, str, datetime | None], ...]  # channel, state, sent at


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """A state of the text: the copy that showed it first, and what it says that was new."""

    article_id: str
    source: str
    published_at: datetime
    name: str  # "urgent", "2nd lead"
    says: str  # nothing for the first


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """All that is shown of one story."""

    story_id: str
    headline: str
    language: str | None
    reason: str  # why the canonical copy is the canonical one
    first_published_at: datetime
    event_date: date
    n_copies: int  # all; `copies` may be cut at a limit
    n_sources: int
    agency: str | None
    agency_role: str | None
    agency_why: str | None
    body: str  # of the canonical copy
    repeats: Mapping[str, int]  # its lines that are the site's own → on how many other pages
    copies: tuple[CopyLine, ...]  # the canonical one first, then by time
    states: tuple[StateLine, ...]  # of the text, in time; none when it never changed
    others: tuple[OtherStory, ...]
    alerts: tuple[AlertLine, ...]

    def named(self, kind: str) -> tuple[tuple[str, int], ...]:
        """The agencies credited so, each with the number of copies that do, most first."""
        counts = Counter(
            agency
            for copy in self.copies
            for agency in {credit.agency for credit in copy.credits if credit.kind == kind}
        )
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def n_unsigned(self) -> int:
        """How many copies name no agency for their words."""
        return sum(not copy.credited("text") for copy in self.copies)

    @property
    def doubtful(self) -> tuple[CopyLine, ...]:
        """The copies that say two things about themselves."""
        return tuple(copy for copy in self.copies if copy.warnings)
