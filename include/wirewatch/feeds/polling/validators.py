"""Whether a feed's "not modified" can be believed.

ETag and Last-Modified save both sides most of the traffic, and some servers lie: readers were stuck
on a 304 for weeks (FreshRSS #1020, liferea #1264), others send conditions to nobody because of it.
Here each feed has a verdict of its own, with the reason in words, and is tested again in time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

AUDIT_AFTER = timedelta(hours=24)  # without a whole answer; what a liar hides is late by a day
AUDIT_AFTER_POLLS = 3  # "not modified" in a row; a slow feed is asked rarely anyway
TRUSTED_AFTER_POLLS = 10  # the same for one that has told the truth before
TEST_AGAIN_AFTER = timedelta(days=30)  # servers get mended


class Trust(StrEnum):
    """What we think of the validators of a feed."""

    NONE = "none"  # it sends none
    UNTRIED = "untried"
    TRUSTED = "trusted"
    IGNORED = "ignored"  # it sends them and pays no heed to ours: the whole feed each time
    SUSPECTED = "suspected"  # an audit found something new behind "not modified"
    LYING = "lying"  # asked without condition from now on


class Asking(StrEnum):
    """How a feed is asked."""

    FIRST = "first"  # nothing is known to make a condition of
    CONDITIONAL = "conditional"
    AUDIT = "audit"  # without condition, to see whether "not modified" is true
    UNTRUSTED = "untrusted"  # without condition, because it lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What is kept of a feed between two polls, and what we think of it."""

    etag: str | None = None
    last_modified: str | None = None
    entries_hash: str | None = None  # of what the last whole answer announced
    trust: Trust = Trust.UNTRIED
    why: str = "not asked often enough yet"
    since: datetime | None = None  # of the trust; renewed by each lie
    whole_at: datetime | None = None  # the last whole answer
    n_unmodified: int = 0  # "not modified" in a row since then

    @property
    def is_any(self) -> bool:
        """Whether there is something to make a condition of."""
        return bool(self.etag or self.last_modified)

    def named_as(self, other: "Validators") -> bool:
        """Whether both call their content by the same name; the ETag decides if both have one."""
        if self.etag and other.etag:
            return self.etag == other.etag
        return bool(self.last_modified) and self.last_modified == other.last_modified


def how_to_ask(kept: Validators, now: datetime) -> Asking:
    """Return how the feed is to be asked at `now`."""
    if not kept.is_any or kept.whole_at is None:
        return Asking.FIRST
    if kept.trust is Trust.LYING and now - (kept.since or now) < TEST_AGAIN_AFTER:
        return Asking.UNTRUSTED
    enough = TRUSTED_AFTER_POLLS if kept.trust is Trust.TRUSTED else AUDIT_AFTER_POLLS
    is_due = now - kept.whole_at >= AUDIT_AFTER and kept.n_unmodified >= enough
    return Asking.AUDIT if is_due else Asking.CONDITIONAL


def after_unmodified(kept: Validators, etag: str | None, last_modified: str | None) -> Validators:
    """Return what is known after "not modified"; a validator it leaves out is as it was."""
    return replace(
        kept,
        etag=etag or kept.etag,
        last_modified=last_modified or kept.last_modified,
        n_unmodified=kept.n_unmodified + 1,
    )


def after_whole(kept: Validators, told: Validators, asking: Asking, now: datetime) -> Validators:
    """Return what is known after a whole answer.

    Args:
        kept: From before.
        told: The answer's own `etag`, `last_modified` and `entries_hash`.
        asking: How it was asked.
        now: The time of the answer.
    """
    verdict = _verdict(kept, told, asking)
    if verdict is None or (verdict.trust is kept.trust is not Trust.LYING):
        verdict = _Verdict(kept.trust, kept.why)
    is_new = verdict.trust is not kept.trust or _is_lie(kept, told)
    return replace(
        told,
        trust=verdict.trust,
        why=verdict.why,
        since=now if is_new else kept.since,
        whole_at=now,
    )


class _Verdict(NamedTuple):
    trust: Trust
    why: str


def _verdict(kept: Validators, told: Validators, asking: Asking) -> _Verdict | None:
    """Return what the answer says of the feed's validators; None when it says nothing new."""
    if not told.is_any:
        return _Verdict(Trust.NONE, "it sends neither ETag nor Last-Modified")
    if asking is Asking.FIRST:
        return _Verdict(Trust.UNTRIED, "not asked often enough yet")
    if asking is Asking.CONDITIONAL:
        return _after_condition(kept, told)
    return _after_audit(kept, told) if asking is Asking.AUDIT else None


def _after_condition(kept: Validators, told: Validators) -> _Verdict:
    if kept.entries_hash != told.entries_hash:
        return _Verdict(Trust.TRUSTED, "asked with a condition, it sent what was new")
    if kept.named_as(told):
        return _Verdict(Trust.IGNORED, "it sends the whole feed although nothing changed")
    return _Verdict(Trust.IGNORED, "its validators change although its entries do not")


def _after_audit(kept: Validators, told: Validators) -> _Verdict:
    if kept.entries_hash == told.entries_hash:
        held = f"{kept.n_unmodified} times “not modified”, and nothing had changed"
        return _Verdict(Trust.TRUSTED, held)
    found = f"after {kept.n_unmodified} times “not modified” its entries were others"
    if _is_lie(kept, told):
        name = "ETag" if kept.etag and told.etag else "Last-Modified"
        return _Verdict(Trust.LYING, f"{found}, under the same {name}")
    if kept.trust is Trust.SUSPECTED:  # once may be chance: something new in that very hour
        return _Verdict(Trust.LYING, f"{found}, for the second time")
    return _Verdict(Trust.SUSPECTED, found)


def _is_lie(kept: Validators, told: Validators) -> bool:
    """Whether the name of the last answer was given to other entries."""
    is_other = kept.entries_hash is not None and kept.entries_hash != told.entries_hash
    return is_other and kept.is_any and kept.named_as(told)
