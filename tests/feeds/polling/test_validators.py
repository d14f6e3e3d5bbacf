"""A feed's "not modified" is believed as long as it is true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.polling.validators import (
    AUDIT_AFTER,
    TEST_AGAIN_AFTER,
    Asking,
    Trust,
    Validators,
    after_unmodified,
    after_whole,
    how_to_ask,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY, QUARTER = timedelta(days=1), timedelta(minutes=45)
KNOWN = Validators(etag='"1"', last_modified="Mon", entries_hash="a", whole_at=NOW)


def told(etag: str | None = '"1"', entries: str = "a", modified: str | None = "Mon") -> Validators:
    return Validators(etag=etag, last_modified=modified, entries_hash=entries)


class Server:
    """A feed that changes, and may lie: `names` gives its ETag, `is_stuck` its "not modified"."""

    def __init__(self, *, names=lambda content: f'"{content}"', is_stuck=False) -> None:
        self.content = 0
        self.names = names
        self.is_stuck = is_stuck

    def ask(self, kept: Validators, now: datetime) -> tuple[Asking, Validators]:
        asking = how_to_ask(kept, now)
        name = self.names(self.content)
        if asking is Asking.CONDITIONAL and (self.is_stuck or kept.etag == name):
            return asking, after_unmodified(kept, None, None)
        answer = Validators(etag=name, entries_hash=str(self.content))
        return asking, after_whole(kept, answer, asking, now)


def polled(server: Server, days: int, every=QUARTER, news=4 * QUARTER) -> list:
    """Poll for some days; (when, asking, what is known) of each poll."""
    kept, at, seen = Validators(), NOW, []
    while at < NOW + days * DAY:
        server.content = int((at - NOW) / news)
        asking, kept = server.ask(kept, at)
        seen.append((at, asking, kept))
        at += every
    return seen


def test_a_feed_is_asked_without_condition_once_and_then_never_while_it_speaks():
    asked = [asking for _, asking, _ in polled(Server(), days=20)]
    assert asked[0] is Asking.FIRST
    assert set(asked[1:]) == {Asking.CONDITIONAL}


def test_a_quiet_feed_is_audited_once_a_day_at_most():
    seen = polled(Server(), days=20, news=timedelta(days=365))
    audits = [at for at, asking, _ in seen if asking is Asking.AUDIT]
    gaps = {later - earlier for earlier, later in pairwise(audits)}
    assert min(gaps) >= AUDIT_AFTER
    assert seen[-1][2].trust is Trust.TRUSTED


def test_a_feed_asked_once_a_day_is_mostly_asked_with_a_condition():
    asked = [asking for _, asking, _ in polled(Server(), days=100, every=DAY, news=999 * DAY)]
    assert asked.count(Asking.AUDIT) <= 10


@pytest.mark.parametrize(
    ("server", "days"),
    [
        pytest.param(lambda: Server(names=lambda _: '"same"'), 2, id="one ETag for everything"),
        pytest.param(lambda: Server(is_stuck=True), 4, id="stuck on 304"),
    ],
)
def test_a_liar_is_found_out_and_then_asked_without_condition(server, days):
    seen = polled(server(), days=30)
    found_at = next(at for at, _, kept in seen if kept.trust is Trust.LYING)
    assert found_at - NOW <= days * DAY
    after = [asking for at, asking, _ in seen if at > found_at]
    assert set(after[: len(after) // 2]) == {Asking.UNTRUSTED}


def test_a_stuck_feed_hides_nothing_for_longer_than_a_day_and_a_poll():
    shown = [(at, int(kept.entries_hash)) for at, _, kept in polled(Server(is_stuck=True), days=9)]
    late = [at - (NOW + content * 4 * QUARTER) for at, content in shown]
    assert max(late) <= DAY + 5 * QUARTER


def test_a_server_that_was_mended_is_believed_again():
    server = Server(names=lambda _: '"same"')
    liar = polled(server, days=3)[-1][2]
    server.names = Server().names
    kept, at = liar, NOW + 3 * DAY
    while at < NOW + 3 * DAY + 2 * TEST_AGAIN_AFTER:
        server.content += 1
        _, kept = server.ask(kept, at)
        at += QUARTER
    assert kept.trust is Trust.TRUSTED


CASES = {
    "new entries after a condition": (
        KNOWN, told('"2"', "b"), Asking.CONDITIONAL, Trust.TRUSTED, "sent what was new",
    ),
    "the whole feed, the same": (
        KNOWN, told(), Asking.CONDITIONAL, Trust.IGNORED, "although nothing changed",
    ),
    "another name for the same": (
        KNOWN, told('"2"', "a"), Asking.CONDITIONAL, Trust.IGNORED, "although its entries do not",
    ),
    "no validators any more": (
        KNOWN, told(None, "b", None), Asking.CONDITIONAL, Trust.NONE, "neither ETag nor",
    ),
    "an audit that finds nothing": (
        replace(KNOWN, n_unmodified=9), told(), Asking.AUDIT, Trust.TRUSTED,
        "9 times “not modified”, and nothing had changed",
    ),
    "an audit that finds a lie": (
        replace(KNOWN, n_unmodified=9), told('"1"', "b"), Asking.AUDIT, Trust.LYING,
        "its entries were others, under the same ETag",
    ),
    "a lie by date only": (
        replace(KNOWN, etag=None), told(None, "b"), Asking.AUDIT, Trust.LYING,
        "under the same Last-Modified",
    ),
    "the ETag decides": (
        KNOWN, told('"2"', "b", "Mon"), Asking.AUDIT, Trust.SUSPECTED, "its entries were others",
    ),
    "something new for the second time": (
        replace(KNOWN, trust=Trust.SUSPECTED), told('"2"', "b"), Asking.AUDIT, Trust.LYING,
        "for the second time",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kept", "answer", "asking", "trust", "why"), CASES.values(), ids=CASES)
def test_a_verdict_has_its_reason(kept, answer, asking, trust, why):
    after = after_whole(kept, answer, asking, NOW + DAY)
    assert after.trust is trust
    assert why in after.why
    assert after.since == NOW + DAY


def test_validators_left_out_with_not_modified_are_as_they_were():
    """Readers that dropped them there asked without condition ever after."""
    after = after_unmodified(KNOWN, None, None)
    assert (after.etag, after.last_modified) == ('"1"', "Mon")
    assert after_unmodified(KNOWN, '"2"', None).etag == '"2"'


@given(st.lists(st.sampled_from(["quiet", "news", "lie", "bare"]), max_size=60))
def test_whatever_a_server_does_what_is_sent_back_is_what_it_sent_last(deeds):
    kept, at, last = Validators(), NOW, None
    for number, deed in enumerate(deeds):
        at += QUARTER * 9
        asking = how_to_ask(kept, at)
        if deed == "quiet" and asking is Asking.CONDITIONAL:
            kept = after_unmodified(kept, None, None)
            continue
        last = {"lie": last, "bare": None}.get(deed, f'"{number}"')
        kept = after_whole(kept, Validators(etag=last, entries_hash=str(number)), asking, at)
        assert kept.etag == last
        assert kept.whole_at == at
    assert kept.etag == last
