"""The ways a page, or a feed, leaves a step. Each leaves each step with exactly one of them."""

from collections.abc import Mapping
from enum import StrEnum

from wirewatch.errors import (
    Forgotten,
    Gone,
    NotAFeed,
    Refused,
    Removed,
    Resting,
    Throttled,
    TooCostly,
    TooLarge,
    Unreachable,
    Unreadable,
    Unstorable,
    WirewatchError,
)


class Outcome(StrEnum):
    """What became of one thing in one step; the counts of a step add up to what went in."""

    LANDED = "landed"
    FROM_FEED = "from_feed"  # the page could not be had, the feed's own full text stands in
    KNOWN = "known"
    LATER = "later"  # out of reach now; comes again with a next run
    GIVEN_UP = "given_up"  # out of reach too often
    GONE = "gone"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"
    UNREADABLE = "unreadable"  # our own code broke on it
    QUARANTINED = "quarantined"  # it was read, and no store can hold what it says
    FORGOTTEN = "forgotten"  # a tombstone says that it must not come back
    MISSING = "missing"  # it landed, and is not in the landing zone now; stays unread
    NOT_A_FEED = "not_a_feed"
    POLLED = "polled"
    NOT_MODIFIED = "not_modified"
    LOADED = "loaded"  # a version nobody had seen
    SAME = "same"  # what the page says was known already


_OUTCOME_OF_ERROR: Mapping[type[WirewatchError], Outcome] = {
    Unreachable: Outcome.LATER,
    Throttled: Outcome.LATER,
    Resting: Outcome.LATER,
    Gone: Outcome.GONE,
    Removed: Outcome.GONE,
    Refused: Outcome.REFUSED,
    TooLarge: Outcome.TOO_LARGE,
    TooCostly: Outcome.TOO_COSTLY,
    Unreadable: Outcome.UNREADABLE,
    Unstorable: Outcome.QUARANTINED,
    Forgotten: Outcome.FORGOTTEN,
    NotAFeed: Outcome.NOT_A_FEED,
}


def outcome_of(error: WirewatchError) -> Outcome:
    """Return the name under which `error` is counted."""
    return _OUTCOME_OF_ERROR[type(error)]
