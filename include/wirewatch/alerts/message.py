"""What a person is told: the alert in words, with the reasons beside it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wirewatch.alerts.page import zone_text
from wirewatch.model import Alert, Document, Hit, Message, Zone
from wirewatch.text import clean

MAX_SNIPPETS = 5
MAX_SNIPPET_CHARS = 280  # a long sentence; mail clients and feed readers show about this much
MAX_COPIES = 50
MAX_TITLE_CHARS = 300
_MAX_MARKS = 12  # in one snippet
_SHOWN_ORDER = (*(zone for zone in Zone if zone is not Zone.HEADLINE), Zone.HEADLINE)
_OWN_QUOTES = str.maketrans("«»", "“”")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]?\s|\n|[。！？]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a message says of the article that matched, and of its story."""

    title: str
    url: str
    source: str
    agency: str | None
    why: str  # the credit's evidence
    copies: tuple[tuple[str, str], ...]  # (source, url), earliest first
    published_at: datetime
    created_at: datetime  # of the alert


def compose(alert: Alert, document: Document, subject: Subject, *, delivery_id: str) -> Message:
    """Return the message of `alert`: plain text, bounded, the same each time it is composed.

    Args:
        alert: Its hits were found in `document`.
        document: The copy that matched first, as it was then.
        subject: The facts about it.
        delivery_id: The idempotency key of this message to this channel.
    """
    return Message(
        delivery_id=delivery_id,
        alert_id=alert.alert_id,
        watch=alert.watch,
        story_id=alert.story_id,
        title=clean(subject.title)[:MAX_TITLE_CHARS] or subject.url,
        url=subject.url,
        source=subject.source,
        agency=subject.agency,
        why=clean(subject.why)[:MAX_SNIPPET_CHARS],
        snippets=snippets(document, alert.hits),
        copies=subject.copies[:MAX_COPIES],
        published_at=subject.published_at,
        created_at=subject.created_at,
        reason=alert.reason_key,
        difference=alert.difference,
    )


def snippets(document: Document, hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return the sentences around `hits`, each once, with the hits marked «so».

    At most MAX_SNIPPETS in reading order, the headline's last: it is the message's title already.
    A hit that does not stand in `document` (another version of the page) is left out. The page's
    own «quotes» are printed “so”: French and Spanish texts are full of them.
    """
    found: dict[tuple[Zone, int, int], list[Hit]] = {}
    texts = {zone: zone_text(document, zone) for zone in Zone}
    for hit in sorted(hits, key=lambda hit: (_SHOWN_ORDER.index(hit.zone), hit.start)):
        text = texts[hit.zone]
        if text[hit.start : hit.end] == hit.text:
            found.setdefault((hit.zone, *_sentence(text, hit)), []).append(hit)
    chosen = list(found.items())[:MAX_SNIPPETS]
    return tuple(_marked(texts[zone], start, end, marks) for (zone, start, end), marks in chosen)


def _sentence(text: str, hit: Hit) -> tuple[int, int]:
    """Return where the sentence around `hit` begins and ends, cut to MAX_SNIPPET_CHARS."""
    lowest = max(0, hit.start - MAX_SNIPPET_CHARS)
    start = max((m.end() for m in _SENTENCE_END.finditer(text, lowest, hit.start)), default=lowest)
    after = _SENTENCE_END.search(text, hit.end, hit.end + MAX_SNIPPET_CHARS)
    end = after.start() + 1 if after else min(len(text), hit.end + MAX_SNIPPET_CHARS)
    if end - start > MAX_SNIPPET_CHARS:
        start = max(start, hit.start - MAX_SNIPPET_CHARS // 2)
        end = max(hit.end, min(end, start + MAX_SNIPPET_CHARS))
    return start, end


def _marked(text: str, start: int, end: int, hits: Sequence[Hit]) -> str:
    parts, at = [], start
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end))[:_MAX_MARKS]:
        if hit.start >= at:  # a hit inside one that is marked already stays as it is
            parts += [_quoted(text[at : hit.start]), f"«{_quoted(hit.text)}»"]
            at = hit.end
    parts.append(_quoted(text[at : max(end, at)]))
    return clean("".join(parts))


def _quoted(words: str) -> str:
    """Return `words` without guillemets of their own: those mark hits."""
    return words.translate(_OWN_QUOTES)
