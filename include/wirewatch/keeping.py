"""What is kept of a source's texts, as the operator chose: [keep."site"] in desk.toml.

Headline, byline, credits and their evidence, times, counts, fingerprints and stories stay in any
case: they are facts about a text and not the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wirewatch.errors import BadInput
from wirewatch.model import BlockKind, Store

EXCERPT_CHARS = 300  # about a lede of 50 words, as previews and search results show it
ANY_SITE = "*"
_FACTS = {BlockKind.HEADLINE, BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.CREDIT}

Facts = Sequence[Mapping[str, Any]]  # fact, value, reader, agrees
Blocks = Sequence[Sequence[str]]  # (kind, text, why) in reading order, as the warehouse has them


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How much of a source's texts is kept, and for how long that is."""

    store: Store = Store.FULL
    days: int | None = None  # after so many days the words go; None: never


Keepings = Mapping[str, Keeping]  # by site


def keeping_of(keepings: Keepings, site: str) -> Keeping:
    """Return what is kept of a site: its own entry, else that of a host above it, else "*"."""
    for name in (*hosts_above(site), ANY_SITE):
        if name in keepings:
            return keepings[name]
    return Keeping()


def hosts_above(site: str) -> Iterator[str]:
    """Give "a.b.example", "b.example", "example": a site and what it belongs to."""
    parts = site.split(".")
    return (".".join(parts[n:]) for n in range(len(parts)))


def store_on(keeping: Keeping, published_on: date, today: date) -> Store:
    """Return how much is kept, today, of a text of a day."""
    is_over = keeping.days is not None and today - published_on > timedelta(days=keeping.days)
    return Store.HASH if is_over else keeping.store


def kept_body(body: str, store: Store) -> str:
    """Return what is kept of a body; an excerpt ends with a whole word."""
    if store is Store.FULL or (store is Store.EXCERPT and len(body) <= EXCERPT_CHARS):
        return body
    if store is Store.HASH:
        return ""
    start, _, rest = body[: EXCERPT_CHARS + 1].rpartition(" ")
    return f"{start or rest[:EXCERPT_CHARS]} …"


def kept_blocks(blocks: Blocks, store: Store) -> list[list[str]]:
    """Return the blocks that are kept: who wrote it, and of an excerpt the paragraphs it covers."""
    if store is Store.FULL:
        return [list(block) for block in blocks]
    kept, room = [], EXCERPT_CHARS if store is Store.EXCERPT else 0
    for kind, text, why in blocks:
        if BlockKind(kind) in _FACTS:
            kept.append([kind, text, why])
        elif BlockKind(kind).is_text and room > 0:
            kept.append([kind, kept_body(text, store) if len(text) > room else text, why])
            room -= len(text)
    return kept


def kept_facts(facts: Facts | None, store: Store) -> list[Mapping[str, Any]] | None:
    """Return the facts that are kept: all but the caption, which is words of the page."""
    if facts is None:
        return None
    return [one for one in facts if store is Store.FULL or one["fact"] != "image_caption"]


# ── in the desk file ────────────────────────────────────────────────────────────────────────────


def read_keepings(path: str, tables: Mapping[str, Mapping[str, object]]) -> dict[str, Keeping]:
    """Return what the tables [keep."site"] of a desk file say.

    Raises:
        BadInput: naming the table, the key, and what is expected.
    """
    return {site.lower(): _read(path, site, table) for site, table in tables.items()}


def _read(path: str, site: str, table: Mapping[str, object]) -> Keeping:
    where = f"[keep.{site!r}]"
    if unknown := sorted(table.keys() - {"store", "days"}):
        raise BadInput(path, f"{where} has an unknown {unknown[0]!r}; it may have days, store")
    if "/" in site or not site:
        raise BadInput(path, f'{where} is no host; write [keep."dawn.com"], or [keep."*"] for all')
    store, days = str(table.get("store", Store.FULL)), table.get("days")
    if store not in list(Store):
        raise BadInput(path, f"{where} store = {store!r} is none of {', '.join(Store)}")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 1):
        raise BadInput(path, f"{where} days = {days!r} is no whole number from 1 up")
    return Keeping(store=Store(store), days=days)
