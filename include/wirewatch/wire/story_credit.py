"""Which agency wrote a story: the strongest credit of all its copies, and who names nobody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wirewatch.model import Credit, Role, Story

NAMED_SITES = 5  # that say the same; a wire text stands on hundreds
_RANK = {role: rank for rank, role in enumerate(Role) if role.is_text}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCredit:
    """The agency of a story. `credit` stands on `source`; the others name the same agency."""

    credit: Credit
    source: str
    also_on: tuple[str, ...]  # sorted
    inferred_for: frozenset[str]  # ids of the copies that name nobody and share its words

    @property
    def why(self) -> str:
        """How we know, in one sentence."""
        said = f"“{self.credit.evidence}” ({self.credit.place}) on {self.source}"
        return said + _also_on(self.also_on) + _inferred(len(self.inferred_for))


def credit_story(
    story: Story, sources: Mapping[str, str], credits: Mapping[str, Sequence[Credit]]
) -> StoryCredit | None:
    """Return who wrote a story: the strongest credit of all its copies, the canonical's first.

    A copy without a credit for its text inherits the agency, inferred from the words it shares; a
    round-up of many stories does not.

    Args:
        story: The copies of one text.
        sources: The site of each copy, by its id.
        credits: The credits of the copies by their ids, strongest first. Those of pictures and
            of sources are passed over.

    Returns:
        None when no copy names an agency for its text.
    """
    named = {
        member.text_id: [each for each in credits.get(member.text_id, ()) if each.role.is_text]
        for member in story.members
    }
    said = [(credit, key) for key, found in named.items() for credit in found]
    if not said:
        return None
    best, key = min(said, key=lambda one: (_RANK[one[0].role], one[1] != story.canonical_id))
    agreeing = {sources[also] for credit, also in said if credit.agency == best.agency}
    return StoryCredit(
        credit=best,
        source=sources[key],
        also_on=tuple(sorted(agreeing - {sources[key]})),
        inferred_for=frozenset(_mute(story, named)),
    )


def _mute(story: Story, named: Mapping[str, Collection[Credit]]) -> Iterable[str]:
    return (
        member.text_id
        for member in story.members
        if not (member.is_digest or named[member.text_id])
    )


def _also_on(sources: Sequence[str]) -> str:
    """Say which other sites name the same agency: ", also on a.example, b.example"."""
    more = f" and {len(sources) - NAMED_SITES} more" if len(sources) > NAMED_SITES else ""
    return f", also on {', '.join(sources[:NAMED_SITES])}{more}" if sources else ""


def _inferred(n_mute: int) -> str:
    """Say how many copies name nobody and have the agency from the words they share."""
    copies = "copy that names" if n_mute == 1 else "copies that name"
    return f"; inferred from overlap for {n_mute} {copies} nobody" if n_mute else ""
