"""Which entry is which, although guids are missing, repeated, changed or used again.

One real feed announced one article four times with one guid and one link; another reader makes two
entries of it. Others give every entry the same guid, or link every entry to the front page: that
shows in one file. That guids change at each reading, or return for another article, shows only
against what is known already: it is learned, and then the feed's entries go by their addresses.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from wirewatch.model import FeedEntry, digest
from wirewatch.text import fold, words
from wirewatch.urls import article_id

MIN_WITNESSES = 3  # one article that moved, or one guid mended by hand, is no habit


class Identity(StrEnum):
    """What the entries of a feed are known by."""

    GUID = "guid"  # where they have one that tells them apart
    ADDRESS = (
        "address"  # guids are passed over: they change, or stand for one article after another
    )


class Claim(NamedTuple):
    """What an entry says of itself; `address` is the url key of its link."""

    guid: str | None
    address: str
    title: str
    date: str  # as printed


class Known(NamedTuple):
    """An entry of the feed as it was first announced."""

    entry_id: str
    guid: str | None
    article_id: str
    title: str


def identities(
    feed_id: str, claims: Sequence[Claim], policy: Identity = Identity.GUID
) -> tuple[str, ...]:
    """Return an id for each of `claims`; equal ids are one entry announced twice.

    An entry is its guid when that guid stands for one address only; else its address, when that
    has one title only; else its title and date. Under ADDRESS no guid counts.
    """
    heard = [claim._replace(guid=_heard_guid(claim, policy)) for claim in claims]
    addresses_of = _distinct((claim.guid, claim.address) for claim in heard if claim.guid)
    nameless = [claim for claim in heard if not _is_sure(claim, addresses_of)]
    titles_of = _distinct((claim.address, fold(claim.title)) for claim in nameless)
    return tuple(digest(feed_id, *_identity(claim, addresses_of, titles_of)) for claim in heard)


def _heard_guid(claim: Claim, policy: Identity) -> str | None:
    return same_guid(claim.guid) if claim.guid and policy is Identity.GUID else None


_HTTP = re.compile("http://", re.IGNORECASE)


def same_guid(guid: str) -> str:
    """Return the form in which `guid` is compared: none changes on the day a site goes https.

    Several readers announced whole feeds again on that day.
    """
    return _HTTP.sub("https://", guid, count=1) if _HTTP.match(guid) else guid


def _distinct(pairs: Iterable[tuple[str | None, str]]) -> dict[str, set[str]]:
    distinct: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        if key is not None:
            distinct[key].add(value)
    return distinct


def _is_sure(claim: Claim, addresses_of: dict[str, set[str]]) -> bool:
    return claim.guid is not None and len(addresses_of[claim.guid]) == 1


def _identity(
    claim: Claim, addresses_of: dict[str, set[str]], titles_of: dict[str, set[str]]
) -> tuple[str, ...]:
    if claim.guid is not None and _is_sure(claim, addresses_of):
        return ("guid", claim.guid)
    if len(titles_of[claim.address]) == 1:
        return ("address", claim.address)
    return ("title", claim.address, fold(claim.title), claim.date)


# ── learned from one reading to the next ────────────────────────────────────────────────────────

# What speaks for which policy: how many entries say so, of how many that could.
_FINDINGS = (
    (Identity.ADDRESS, "changed", "addresses", "addresses came back under another guid"),
    (Identity.ADDRESS, "reused", "guids", "guids came back for another article"),
    (Identity.GUID, "moved", "guids", "guids came back at another address"),
)


def learn_identity(
    known: Sequence[Known], entries: Sequence[FeedEntry], current: Identity = Identity.GUID
) -> tuple[Identity, str] | None:
    """Return what the entries of a feed should go by, and why; None when `current` is right.

    A guid has changed when its address comes back with a like title and another guid; it is used
    again when it comes back with another address and another title. A headline or an address that
    changes alone is an article that was edited, or moved. At least MIN_WITNESSES entries must say
    so, and half of those that could.

    Args:
        known: What is known of this feed for the guids and the addresses of `entries`.
        entries: One reading of the feed.
        current: What the feed goes by now.
    """
    memory = _remembered(known)
    counts = Counter(fact for entry in _alone(entries) for fact in _facts(entry, memory))
    for policy, fact, able, what in _FINDINGS:
        n, n_able = counts[fact], counts[able]
        if policy is not current and n >= MIN_WITNESSES and 2 * n >= n_able:
            return policy, f"{n} of {n_able} {what}"
    return None


def known_again(
    known: Sequence[Known], entries: Sequence[FeedEntry], policy: Identity
) -> tuple[FeedEntry, ...]:
    """Return `entries`, under the ids of those in `known` that are the same by `policy`.

    On the day a policy changes, all that the feed shows has new ids, and none of it is new.
    """
    memory = _remembered(known)
    new = {entry.entry_id for entry in _alone(entries)} - {one.entry_id for one in known}
    return tuple(
        _renamed(entry, memory, policy) if entry.entry_id in new else entry for entry in entries
    )


class _Memory(NamedTuple):
    """What is known, by address and by guid."""

    at: dict[str, list[Known]]
    called: dict[str, list[Known]]


def _remembered(known: Sequence[Known]) -> _Memory:
    memory = _Memory(defaultdict(list), defaultdict(list))
    for one in known:
        memory.at[one.article_id].append(one)
        if one.guid:
            memory.called[same_guid(one.guid)].append(one)
    return memory


def _renamed(entry: FeedEntry, memory: _Memory, policy: Identity) -> FeedEntry:
    is_by_guid = policy is Identity.GUID
    called, at = same_guid(entry.guid or ""), article_id(entry.url)
    rows = memory.called[called] if is_by_guid else memory.at[at]
    same = [one.entry_id for one in rows if _is_like(one, entry)]
    return replace(entry, entry_id=min(same)) if same else entry


def _alone(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Return those with a guid and an address that no other of `entries` has."""
    guids = Counter(same_guid(entry.guid) for entry in entries if entry.guid)
    addresses = Counter(article_id(entry.url) for entry in entries)
    return [
        entry
        for entry in entries
        if entry.guid and guids[same_guid(entry.guid)] == addresses[article_id(entry.url)] == 1
    ]


def _facts(entry: FeedEntry, memory: _Memory) -> Iterator[str]:
    """Yield what `entry` shows beside what is known of its address and of its guid."""
    there = [one for one in memory.at[article_id(entry.url)] if one.guid]
    called = memory.called[same_guid(entry.guid or "")]
    is_same = any(one in there for one in called)
    if there:
        yield "addresses"
        if not is_same and any(_is_like(one, entry) for one in there):
            yield "changed"
    if called:
        yield "guids"
        if not is_same:
            yield "moved" if any(_is_like(one, entry) for one in called) else "reused"


def _is_like(one: Known, entry: FeedEntry) -> bool:
    """Whether both titles say the same, or share half of their words: headlines are edited."""
    before, after = set(words(one.title)), set(words(entry.title))
    return 2 * len(before & after) >= len(before | after)
