"""The states of one text, from the first line to the wrap, and what each says that was not said.

Agencies send an event as alert, urgent, lead, second lead, wrap, and correct what was wrong; sites
print each state under an address of its own or over the last one. A copy that is only shorter, or
that a paper made longer, is no new state: somebody who may know more must speak (the agency's own
page, a site that printed an earlier state, a text that is labelled), or a figure must have changed
where it stood, as no paper changes one of its own accord.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wirewatch.model import Story, Text
from wirewatch.stories.facts_changed import Difference, differ
from wirewatch.text import words

MAX_VERSIONS = 30  # of one story; a live page has more, and nobody reads them
MAX_TEXTS = 60  # compared with the last state, 5 ms each; of the biggest stories the first ones
_ALERT_WORDS = 20  # AFP: one line, 55 characters in English; other agencies write a sentence
_URGENT_WORDS = 120  # AFP: two short paragraphs
_LABELLED = 80  # characters of headline or text in which a label stands


class Kind(StrEnum):
    """What state of a text it is, in the agencies' words."""

    ALERT = "alert"  # one line
    URGENT = "urgent"  # the first paragraphs
    LEAD = "lead"  # the text; later ones are told apart by number
    WRAP = "wrap"  # the round-up at the end of an event
    CORRECTION = "correction"  # replaces what was wrong


_LABELS = (
    (
        Kind.CORRECTION,
        r"correct(?:s|ed|ion|if)|corrig[eé]\w*|rectifi\w+|berichtig\w+|korrigiert\w*",
    ),
    (Kind.WRAP, r"wrap\w*|synth[eè]se|zusammenfassung|\w+ roundup|resumen"),
    (Kind.ALERT, r"alert[ea]?|flash|eilmeldung|bulletin"),
    (Kind.URGENT, r"urgente?|eil"),
    (Kind.LEAD, r"(?:\d\w* )?lead|papier g[eé]n[eé]ral"),
)
# "URGENT: …", "(2nd lead)", "CORRECTED-…", "[Zusammenfassung]": with a mark, never a mere word.
_IS_LABELLED = tuple(
    (kind, re.compile(rf"(?:^|[(\[])\s*(?:{named})\s*(?:[:)\]–—-]|$)", re.IGNORECASE))
    for kind, named in _LABELS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of a text: the first copy that shows it."""

    text_id: str
    kind: Kind
    number: int  # among the leads, from 1; 1 for all others
    after: str | None  # the state before; None for the first
    difference: Difference

    @property
    def name(self) -> str:
        """What newsrooms call it: "2nd lead"."""
        if self.number == 1:
            return str(self.kind)
        return f"{self.number}{_ORDINALS.get(self.number, 'th')} {self.kind}"


_ORDINALS = {2: "nd", 3: "rd"}


def versions(texts: Iterable[Text]) -> tuple[Version, ...]:
    """Return the states of a story's text, in time; one alone when nothing new was ever said."""
    ordered = sorted(texts, key=lambda text: (text.published_at, text.text_id))[:MAX_TEXTS]
    found: list[Version] = []
    last: Text | None = None
    sources: set[str] = set()
    said: set[str] = set()  # by any state: a site that prints an old one late says nothing new
    for text in ordered:
        difference = differ(last, text) if last else Difference()
        fresh = frozenset(words(f"{text.title}\n{text.body}")) - said
        if last is None or _is_state(text, difference, fresh, sources):
            found.append(_version(text, last, difference, found))
            last = text
            said |= fresh
        sources.add(text.source)
    return tuple(found[:MAX_VERSIONS])


def chains(
    stories: Iterable[Story], texts: Iterable[Text]
) -> Iterator[tuple[Story, tuple[Version, ...]]]:
    """Yield the stories of more than one state, each with its states."""
    known = {text.text_id: text for text in texts}
    for story in stories:
        found = versions(known[member.text_id] for member in story.members)
        if len(found) > 1:
            yield story, found


def _is_state(
    text: Text, difference: Difference, fresh: frozenset[str], sources: Iterable[str]
) -> bool:
    if label_of(text) is Kind.CORRECTION:
        return True
    may_know = text.is_agency_site or text.source in sources or label_of(text) is not None
    if may_know and difference.is_news and fresh:
        return True
    return any(fresh.intersection(words(now)) for _, now in difference.figures)


def _version(
    text: Text, last: Text | None, difference: Difference, before: Sequence[Version]
) -> Version:
    kind = label_of(text) or _kind_by_length(text)
    n_leads = sum(version.kind is Kind.LEAD for version in before)
    return Version(
        text_id=text.text_id,
        kind=kind,
        number=n_leads + 1 if kind is Kind.LEAD else 1,
        after=last.text_id if last else None,
        difference=difference,
    )


def label_of(text: Text) -> Kind | None:
    """Return the state that headline or first words name; None when they name none."""
    for printed in (text.title[:_LABELLED], text.body[:_LABELLED], text.title[-_LABELLED:]):
        for kind, pattern in _IS_LABELLED:
            if pattern.search(printed):
                return kind
    return None


def _kind_by_length(text: Text) -> Kind:
    n_words = len(text.body.split())
    if n_words <= _ALERT_WORDS:
        return Kind.ALERT
    return Kind.URGENT if n_words <= _URGENT_WORDS else Kind.LEAD
