"""Which entry is which, although guids are missing, repeated or all the same.

One real feed announced one article four times with one guid and one link; another reader makes two
entries of it. Others give every entry the same guid, or link every entry to the front page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wirewatch.model import digest
from wirewatch.text import fold


class Claim(NamedTuple):
    """What an entry says of itself; `address` is the url key of its link."""

    guid: str | None
    address: str
    title: str
    date: str  # as printed


def identities(feed_id: str, claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return an id for each of `claims`; equal ids are one entry announced twice.

    An entry is its guid when that guid stands for one address only; else its address, when that
    has one title only; else its title and date.
    """
    addresses_of = _distinct((claim.guid, claim.address) for claim in claims if claim.guid)
    nameless = [claim for claim in claims if not _is_sure(claim, addresses_of)]
    titles_of = _distinct((claim.address, fold(claim.title)) for claim in nameless)
    return tuple(digest(feed_id, *_identity(claim, addresses_of, titles_of)) for claim in claims)


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
