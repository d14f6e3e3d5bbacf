"""What one text is to another: copied whole, cut, extended, revised, or quoted.

The figures come from reading aligned pairs of the French and English press: where half of the
shorter text stands in the longer, 23 of 24 pairs were one agency text; where the longest run was
under 20 words, 4 of 5 were not; of the pairs between three and five tenths, 22 of 26 were states of
one text. Two people who write about one event seldom share more than a quoted sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wirewatch.model import Copy, Relation, Span, Text
from wirewatch.stories.align import MAX_WORDS, align
from wirewatch.stories.bridge import bridge, longest_stretch
from wirewatch.text import words

COPY_COVERAGE = 0.5  # of the shorter text
COPY_WORDS = 80
COPY_RUN = 20
COPY_STRETCH = 30  # words in a chain of runs that single words part, where no run is so long
WHOLE_COVERAGE = 0.9  # a body of which so much stands in the other was taken whole
WHOLE_WORDS = 40  # so a brief of 40 words counts when it is whole
LEAD_OPENS = 0.2  # a lead alone (20 words, one run) is a copy where the other begins with it
SAME_WORDS = 12  # an alert is one line; fewer equal words may be chance ("Weather for today")
REVISION_COVERAGE = 0.3
REVISION_WITHIN = timedelta(hours=36)  # a chain of one event: alert, leads, wrap, the day after
# A newer state of a text keeps what stood high. Where a text only ends with another's words, they
# are background: a report on the West Bank closed with five paragraphs out of one on Al-Aqsa.
CHAIN_OPENS = 0.5
EXCERPT_WORDS = 30


@dataclass(frozen=True, slots=True)
class _Overlap:
    """The common words of a pair, counted."""

    spans: tuple[Span, ...]
    words: int
    run: int
    stretch: int  # the longest chain of runs that single words part
    share_a: float
    share_b: float
    rest_a: int  # words of a's body, its headline left aside, that do not stand in b
    rest_b: int
    body_a: float  # share of the words of a's body that stand in b: headlines are each paper's own
    body_b: float
    opens_at: float  # share of a text that comes before its first common word, in the later of both

    @property
    def share(self) -> float:
        """How much of the shorter text stands in the other."""
        return max(self.share_a, self.share_b)


def relate(a: Text, b: Text, a_words: Sequence[str], b_words: Sequence[str]) -> Copy | None:
    """Return what `a` and `b` are to each other, or None when it is nothing worth keeping.

    The result is the same whichever is given first: the later text is `a`, the agency's own page
    is `b`, and of two texts of one time the shorter is `a`.

    Args:
        a: One text.
        b: The other.
        a_words: The folded words of a's title and body.
        b_words: The folded words of b's title and body.
    """
    if origin_key(a, len(a_words)) < origin_key(b, len(b_words)):
        a, b, a_words, b_words = b, a, b_words, a_words
    overlap = _overlap(_Side.of(a, a_words), _Side.of(b, b_words))
    relation = _relation(a, b, overlap)
    if relation is None:
        return None
    return Copy(
        a=a.text_id,
        b=b.text_id,
        relation=relation,
        coverage_a=round(overlap.share_a, 4),
        coverage_b=round(overlap.share_b, 4),
        matched_words=overlap.words,
        longest_run=overlap.run,
        spans=overlap.spans,
        evidence=_evidence(relation, (len(a_words), len(b_words)), overlap, b.source),
    )


def origin_key(text: Text, n_words: int) -> tuple[object, ...]:
    """Sort key: the likelier origin of two texts comes first."""
    return not text.is_agency_site, text.published_at, -n_words, text.text_id


@dataclass(frozen=True, slots=True)
class _Side:
    """One text of a pair, as far as it is compared."""

    words: Sequence[str]
    n_title: int

    @classmethod
    def of(cls, text: Text, found: Sequence[str]) -> "_Side":
        return cls(words=found[:MAX_WORDS], n_title=len(words(text.title)))

    @property
    def n_body(self) -> int:
        """How many words the body has."""
        return max(len(self.words) - self.n_title, 0)

    def rest(self, runs: Iterable[tuple[int, int]]) -> int:
        """Count the body's words outside `runs` of (start, length)."""
        inside = sum(
            start + length - max(start, min(self.n_title, start + length)) for start, length in runs
        )
        return self.n_body - inside


def _overlap(a: _Side, b: _Side) -> _Overlap:
    spans = bridge(a.words, b.words, align(a.words, b.words))
    n_words = sum(span.length for span in spans)
    rest_a = a.rest((span.start_a, span.length) for span in spans)
    rest_b = b.rest((span.start_b, span.length) for span in spans)
    return _Overlap(
        spans=spans,
        words=n_words,
        run=max((span.length for span in spans), default=0),
        stretch=longest_stretch(a.words, b.words, spans),
        share_a=n_words / max(len(a.words), 1),
        share_b=n_words / max(len(b.words), 1),
        rest_a=rest_a,
        rest_b=rest_b,
        body_a=1 - rest_a / max(a.n_body, 1),
        body_b=1 - rest_b / max(b.n_body, 1),
        opens_at=max(
            min((span.start_a for span in spans), default=0) / max(len(a.words), 1),
            min((span.start_b for span in spans), default=0) / max(len(b.words), 1),
        ),
    )


def _relation(a: Text, b: Text, overlap: _Overlap) -> Relation | None:
    if overlap.share_a == overlap.share_b == 1.0 and len(overlap.spans) == 1:
        return Relation.IDENTICAL if overlap.words >= SAME_WORDS else None
    if _is_copy(overlap):
        return _kind_of_copy(overlap)
    if _is_chain(a, b, overlap):
        return Relation.REVISION
    if overlap.words >= EXCERPT_WORDS and overlap.run >= COPY_RUN:
        return Relation.EXCERPT
    return None


def _is_copy(overlap: _Overlap) -> bool:
    is_proven = overlap.run >= COPY_RUN or overlap.stretch >= COPY_STRETCH
    if not is_proven:
        return False
    if overlap.words >= COPY_WORDS and overlap.share >= COPY_COVERAGE:
        return True
    is_whole = max(overlap.body_a, overlap.body_b) >= WHOLE_COVERAGE
    return is_whole and (overlap.words >= WHOLE_WORDS or _is_lead(overlap))


def _is_lead(overlap: _Overlap) -> bool:
    """Whether one is the first paragraph of the other and no more: one run, at the top."""
    is_short = min(overlap.body_a, overlap.body_b) < COPY_COVERAGE  # two alike may be a notice
    return is_short and overlap.run >= COPY_RUN and overlap.opens_at <= LEAD_OPENS


def _kind_of_copy(overlap: _Overlap) -> Relation:
    whole_a, whole_b = overlap.body_a >= WHOLE_COVERAGE, overlap.body_b >= WHOLE_COVERAGE
    if whole_a and whole_b:  # a change of a few words: only when nothing was added is it a cut
        whole_a, whole_b = not overlap.rest_a, not overlap.rest_b
        if whole_a and whole_b and len(overlap.spans) == 1:
            return (
                Relation.IDENTICAL
            )  # under a headline of its own, as nearly every paper prints it
    if whole_a == whole_b:
        return Relation.REVISION
    return Relation.CUT if whole_a else Relation.EXTENDED


def _is_chain(a: Text, b: Text, overlap: _Overlap) -> bool:
    """Whether two texts that share less are states of one: same hand, close in time."""
    if overlap.share < REVISION_COVERAGE or overlap.words < COPY_WORDS or overlap.run < COPY_RUN:
        return False
    if overlap.opens_at >= CHAIN_OPENS:
        return False
    same_hand = a.source == b.source or (a.agency is not None and a.agency == b.agency)
    return same_hand and abs(a.published_at - b.published_at) <= REVISION_WITHIN


_SAYS = {
    Relation.IDENTICAL: "the same words",
    Relation.CUT: "shortened",
    Relation.EXTENDED: "with more text",
    Relation.REVISION: "both edited",
    Relation.EXCERPT: "a passage",
}


def _evidence(relation: Relation, sizes: tuple[int, int], overlap: _Overlap, source: str) -> str:
    return (
        f"{_SAYS[relation]}: {overlap.words} of {sizes[0]} words stand in the text of {source} "
        f"({overlap.words} of its {sizes[1]}); longest run {overlap.run} words"
    )
