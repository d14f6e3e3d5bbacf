"""From pairs to stories: the copies of one text, and which copy speaks for all.

A pure function of the set: the order in which texts arrived, and in which they are given, has no
say. Equal values are told apart by (published_at, text_id).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from wirewatch.model import Copy, Member, Relation, Story, Text, digest
from wirewatch.stories.digests import find_digests, mark_digests, turned
from wirewatch.stories.linkage import link


def group(texts: Iterable[Text], copies: Iterable[Copy]) -> tuple[Story, ...]:
    """Return the stories of `texts`, sorted by id; every text is in exactly one.

    Args:
        texts: With ids that differ.
        copies: Among these texts, one for a pair; others are left out. A text that is a digest is
            a story of its own, whatever it shares.
    """
    ranked = sorted(texts, key=lambda text: (text.published_at, text.text_id))
    known = {text.text_id: text for text in ranked}
    pairs = _among(known, copies)
    digests = find_digests(known, pairs)
    linking = _linking(known, pairs, digests)
    between = {frozenset((copy.a, copy.b)): copy for copy in linking}
    stories = [
        _story([ranked[place] for place in places], between, digests)
        for places in link(len(ranked), _weights(ranked, linking))
    ]
    return tuple(sorted(stories, key=lambda story: story.story_id))


def typed(texts: Iterable[Text], copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Return `copies` sorted, with those between a round-up and its parts marked as DIGEST."""
    known = {text.text_id: text for text in texts}
    pairs = _among(known, copies)
    marked = mark_digests(pairs, find_digests(known, pairs))
    return tuple(sorted(marked, key=lambda copy: (copy.a, copy.b)))


def story_id(text_id: str) -> str:
    """Return the id of the story whose canonical copy is `text_id`."""
    return digest("story", text_id)


def _among(known: Mapping[str, Text], copies: Iterable[Copy]) -> list[Copy]:
    pairs = (copy for copy in copies if copy.a in known and copy.b in known)
    return sorted(
        (copy for copy in pairs if copy.relation is not Relation.SUSPECTED_TRANSLATION),
        key=lambda copy: (copy.a, copy.b),
    )


def _linking(
    known: Mapping[str, Text], pairs: Sequence[Copy], digests: frozenset[str]
) -> list[Copy]:
    """Return the pairs that speak for one story: within what copies connect, every shared passage.

    A quoted passage alone connects nothing; between texts that copies connect already it is
    evidence that they are states of one text (story pairs found: .970 with it, .955 without).
    """
    without = [pair for pair in pairs if pair.a not in digests and pair.b not in digests]
    component = {text_id: {text_id} for text_id in known}
    for pair in without:
        if pair.relation.is_copy and component[pair.a] is not component[pair.b]:
            small, large = sorted((component[pair.a], component[pair.b]), key=len)
            large |= small
            component.update(dict.fromkeys(small, large))
    return [pair for pair in without if component[pair.a] is component[pair.b]]


def _weights(ranked: Sequence[Text], copies: Iterable[Copy]) -> dict[tuple[int, int], float]:
    place = {text.text_id: number for number, text in enumerate(ranked)}
    weights: dict[tuple[int, int], float] = {}
    for copy in copies:
        one, two = sorted((place[copy.a], place[copy.b]))
        weights[one, two] = max(copy.coverage_a, copy.coverage_b)
    return weights


def _story(
    texts: Sequence[Text], between: Mapping[frozenset[str], Copy], digests: frozenset[str]
) -> Story:
    canonical, reason = choose_canonical(texts)
    members = (
        _member(text, canonical, between.get(frozenset((text.text_id, canonical.text_id))), digests)
        for text in texts
    )
    return Story(
        story_id=story_id(canonical.text_id),
        canonical_id=canonical.text_id,
        reason=reason,
        members=tuple(members),
    )


def _member(text: Text, canonical: Text, copy: Copy | None, digests: frozenset[str]) -> Member:
    """Return what `text` is to the canonical copy; with no pair of their own, it is a revision."""
    facing = turned(copy) if copy and copy.b == text.text_id else copy
    relation, coverage = Relation.REVISION, 0.0
    if text is canonical:
        relation, coverage = Relation.IDENTICAL, 1.0
    elif facing:
        relation, coverage = facing.relation, facing.coverage_a
    if not relation.is_copy:
        relation = Relation.REVISION
    return Member(
        text_id=text.text_id,
        relation=relation,
        coverage=coverage,
        is_canonical=text is canonical,
        is_digest=text.text_id in digests,
    )


def choose_canonical(texts: Sequence[Text]) -> tuple[Text, str]:
    """Return the copy that speaks for a story, and why in plain words.

    The agency's own page, then the page that others name as their source, then the earliest, then
    the longest, then the smallest id. A page that a paywall cuts short speaks only when all do.
    Times are compared as they are known, to the second.

    Args:
        texts: At least one.
    """
    if len(texts) == 1:
        return texts[0], "the only copy"
    named = _named(texts)
    ordered = sorted(texts, key=lambda text: _canonical_key(text, named))
    first, second = ordered[:2]
    if first.is_agency_site:
        return first, "the agency's own page"
    if named[first.text_id]:
        return first, f"named as the source by {named[first.text_id]} of {len(texts)} copies"
    if first.is_partial < second.is_partial:
        return first, f"the only one of {len(texts)} copies that is shown whole"
    if first.published_at < second.published_at:
        whole = " shown whole" if any(text.is_partial for text in texts) else ""
        return first, f"the earliest of {len(texts)} copies{whole}"
    if _length(first) > _length(second):
        return first, f"the longest of the earliest of {len(texts)} copies"
    return first, f"the smallest id of {len(texts)} copies alike in time and length"


def _named(texts: Sequence[Text]) -> Counter[str]:
    """Count how many other copies name each as their source."""
    names: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        if text.declared_source and text.declared_source != text.text_id:
            names[text.declared_source].add(text.text_id)
    return Counter({text.text_id: len(names[text.text_id]) for text in texts})


def _canonical_key(text: Text, named: Mapping[str, int]) -> tuple[object, ...]:
    return (
        not text.is_agency_site,
        -named[text.text_id],
        text.is_partial,
        text.published_at,
        -_length(text),
        text.text_id,
    )


def _length(text: Text) -> int:
    return len(text.title) + len(text.body)
