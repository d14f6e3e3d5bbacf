"""What is known of a feed between two polls."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.rhythm import Rhythm
from wirewatch.feeds.polling.schedule import Wishes
from wirewatch.feeds.polling.validators import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed and how polling it has gone."""

    feed_id: str
    url: str  # the operator's
    title: str = ""
    site: str | None = None
    zone: str = "UTC"
    language: str | None = None
    next_due_at: datetime
    due_why: str
    asked_url: str | None = None  # where it has moved to, once that is believed
    move: Streak | None = None
    gone: Streak | None = None
    validators: Validators = field(default_factory=Validators)
    wishes: Wishes = field(default_factory=Wishes)  # the feed's own: ttl, skipHours, skipDays
    n_entries: int = 0  # of the last whole answer
    window_s: float | None = None
    rhythm: Rhythm | None = None
    silent_since: datetime | None = None
    identity: Identity = Identity.GUID
    identity_why: str | None = None
    fail_score: float = 0.0
    failing_since: datetime | None = None
    last_good_at: datetime | None = None
    last_outcome: str | None = None
    last_detail: str | None = None
    last_polled_at: datetime | None = None
    last_new_at: datetime | None = None
    seen_entries: int = 0

    @property
    def address(self) -> str:
        """Where it is asked."""
        return self.asked_url or self.url


def forgotten(state: FeedState, now: datetime, why: str) -> FeedState:
    """Return the state of a feed that is asked anew, at the operator's own address.

    What its entries are known by and how often they come stays: that does not hang on where the
    feed is asked.
    """
    return replace(
        state,
        asked_url=None,
        move=None,
        gone=None,
        validators=Validators(),
        wishes=Wishes(),
        fail_score=0.0,
        failing_since=None,
        next_due_at=now,
        due_why=why,
    )
