"""Round-ups: pages that hold several texts, and would glue their stories together.

A digest is known by its shape. The texts that share words with it fall into groups that know
nothing of each other, and each group shares another passage of it. Measured before it was written:
60 round-ups of 6 leads put into real news pull 1,308 texts into one story when they may link.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from wirewatch.model import Copy, Relation, Text

MAX_NEIGHBOURS = 64  # of one hub, those that share most: pairs of them are compared
SAME_PASSAGE = 0.5  # of the shorter passage: then two texts share one piece of the hub
WHOLE_HUB = 0.7  # a text that holds so much of the hub is another copy of it, not a part
MAIN_PART = 0.5  # a text that holds more than half is what the hub was made from
SURELY = 3  # so many groups, that hold …
MOSTLY_OTHERS = 0.5  # … so much of the hub, are a round-up even when each shares a passage only


@dataclass(frozen=True, slots=True)
class _Part:
    """What a neighbour shares with a hub: the places of the words, in the hub."""

    other: str
    words: frozenset[int]
    share: float  # of the hub
    is_copy: bool


def find_digests(texts: Mapping[str, Text], copies: Sequence[Copy]) -> frozenset[str]:
    """Return the ids of the texts that are round-ups of others in `copies`."""
    parts: dict[str, list[_Part]] = defaultdict(list)
    for copy in copies:
        parts[copy.a].append(_part(copy, of_a=True))
        parts[copy.b].append(_part(copy, of_a=False))
    linked = {frozenset((copy.a, copy.b)) for copy in copies}
    return frozenset(hub for hub, found in parts.items() if _is_digest(texts, hub, found, linked))


def mark_digests(copies: Sequence[Copy], digests: frozenset[str]) -> tuple[Copy, ...]:
    """Return `copies`, those between a digest and one of its parts as DIGEST with the digest first.

    Two digests that share a passage stay what they are to each other.
    """
    return tuple(
        copy if (copy.a in digests) == (copy.b in digests) else _as_digest(copy, digests)
        for copy in copies
    )


def turned(copy: Copy) -> Copy:
    """Return the same copy told from the other side."""
    other_way = {Relation.CUT: Relation.EXTENDED, Relation.EXTENDED: Relation.CUT}
    return replace(
        copy,
        a=copy.b,
        b=copy.a,
        relation=other_way.get(copy.relation, copy.relation),
        coverage_a=copy.coverage_b,
        coverage_b=copy.coverage_a,
        spans=tuple(
            replace(span, start_a=span.start_b, start_b=span.start_a) for span in copy.spans
        ),
    )


def _as_digest(copy: Copy, digests: frozenset[str]) -> Copy:
    facing = copy if copy.a in digests else turned(copy)
    return replace(
        facing,
        relation=Relation.DIGEST,
        evidence=f"a round-up that holds {facing.matched_words} words of this text "
        f"({facing.coverage_b:.0%} of it), and passages of others",
    )


def _part(copy: Copy, *, of_a: bool) -> _Part:
    starts = [(span.start_a if of_a else span.start_b, span.length) for span in copy.spans]
    return _Part(
        other=copy.b if of_a else copy.a,
        words=frozenset(
            place for start, length in starts for place in range(start, start + length)
        ),
        share=copy.coverage_a if of_a else copy.coverage_b,
        is_copy=copy.relation.is_copy,
    )


def _is_digest(
    texts: Mapping[str, Text], hub: str, found: list[_Part], linked: set[frozenset[str]]
) -> bool:
    # A pair told by fingerprints alone does not say which words are common.
    parts = [part for part in found if part.words and part.share <= WHOLE_HUB]
    same = [hub, *(part.other for part in found if part.share > WHOLE_HUB)]
    parts.sort(key=lambda part: (-len(part.words), part.other))
    groups = _groups(parts[:MAX_NEIGHBOURS], linked)
    if len(groups) < 2 or parts[0].share > MAIN_PART:
        return False
    if len(groups) >= SURELY and _covered(groups) >= MOSTLY_OTHERS:
        return True
    taken_groups = sum(any(part.is_copy for part in group) for group in groups)
    return taken_groups >= 2 and not _is_earliest(texts, same, parts)


def _covered(groups: Iterable[Iterable[_Part]]) -> float:
    """Return how much of a hub stands in its parts."""
    parts = [part for group in groups for part in group]
    hub_words = max(len(part.words) / part.share for part in parts)
    return len({place for part in parts for place in part.words}) / hub_words


def _is_earliest(texts: Mapping[str, Text], same: Iterable[str], parts: Iterable[_Part]) -> bool:
    """Whether a hub, or a text that holds it, came before all parts: papers took halves of it."""
    at = min(texts[text_id].published_at for text_id in same)
    return all(at < texts[part.other].published_at for part in parts)


def _groups(parts: Sequence[_Part], linked: set[frozenset[str]]) -> list[list[_Part]]:
    """Return parts that are linked, or that share a passage of the hub, put together."""
    group_of = {part.other: {part.other} for part in parts}
    for one, two in combinations(parts, 2):
        if group_of[one.other] is group_of[two.other] or not _together(one, two, linked):
            continue
        joined = group_of[one.other] | group_of[two.other]
        group_of.update(dict.fromkeys(joined, joined))
    return _by_group(parts, group_of)


def _by_group(parts: Iterable[_Part], group_of: Mapping[str, set[str]]) -> list[list[_Part]]:
    groups: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        groups[min(group_of[part.other])].append(part)
    return list(groups.values())


def _together(one: _Part, two: _Part, linked: set[frozenset[str]]) -> bool:
    if frozenset((one.other, two.other)) in linked:
        return True
    smaller = min(len(one.words), len(two.words))
    return len(one.words & two.words) >= SAME_PASSAGE * smaller
