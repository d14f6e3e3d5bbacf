"""An entry is known again, and two entries are told apart, whatever their guids say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.identity import (
    MIN_WITNESSES,
    Claim,
    Identity,
    Known,
    identities,
    known_again,
    learn_identity,
)
from wirewatch.model import UNKNOWN, FeedEntry
from wirewatch.urls import article_id, url_key


def claim(guid: str | None, address: str, title: str = "Title", date: str = "Monday") -> Claim:
    return Claim(guid, address, title, date)


def n_distinct(*claims: Claim, policy: Identity = Identity.GUID) -> int:
    return len(set(identities("feed", claims, policy)))


def test_the_same_guid_and_address_are_one_entry() -> None:
    """Al-Monitor announces one article four times; another reader makes two entries of it."""
    assert n_distinct(*[claim("7", "a.example/1", title) for title in ("x", "x", "y", "z")]) == 1


def test_one_guid_for_two_addresses_is_no_guid() -> None:
    assert n_distinct(claim("0", "a.example/1"), claim("0", "a.example/2")) == 2


def test_an_entry_keeps_its_id_when_its_address_changes() -> None:
    before, after = claim("7", "a.example/old"), claim("7", "a.example/new")
    assert identities("feed", [before]) == identities("feed", [after])


@pytest.mark.parametrize("after", ["https://a.example/?p=7", "HTTP://a.example/?p=7"])
def test_an_entry_keeps_its_id_when_its_site_goes_https(after: str) -> None:
    """Feedbin, FreshRSS and NetNewsWire announced whole feeds again on that day."""
    before = claim("http://a.example/?p=7", "a.example/1")
    assert identities("feed", [before]) == identities("feed", [claim(after, "a.example/1")])


def test_an_entry_without_a_guid_is_its_address() -> None:
    assert n_distinct(claim(None, "a.example/1", date="x"), claim(None, "a.example/1")) == 1
    assert n_distinct(claim(None, "a.example/1"), claim(None, "a.example/2")) == 2


def test_one_address_for_all_is_no_address() -> None:
    """Some feeds link every entry to the front page."""
    front = [claim(None, "a.example", title) for title in ("One", "Two")]
    assert n_distinct(*front) == 2
    assert n_distinct(claim(None, "a.example", "One"), claim(None, "a.example", "ONE")) == 1


def test_the_same_entry_of_two_feeds_is_two() -> None:
    assert identities("one", [claim("7", "a")]) != identities("two", [claim("7", "a")])


def test_where_guids_do_not_count_an_entry_is_its_address() -> None:
    by_address = Identity.ADDRESS
    assert n_distinct(claim("7", "a"), claim("8", "a"), policy=by_address) == 1
    assert n_distinct(claim("7", "a"), claim("7", "b"), policy=by_address) == 2
    named = identities("feed", [claim("7", "a")], by_address)
    assert named == identities("feed", [claim(None, "a")])


_CLAIMS = st.lists(
    st.builds(
        Claim,
        st.sampled_from([None, "1", "2"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["x", "y"]),
        st.just(""),
    ),
    max_size=8,
)


@given(_CLAIMS, st.sampled_from(Identity))
def test_ids_do_not_depend_on_the_order(claims: list[Claim], policy: Identity) -> None:
    forth = dict(zip(claims, identities("f", claims, policy), strict=True))
    back = dict(zip(claims[::-1], identities("f", claims[::-1], policy), strict=True))
    assert forth == back


@given(_CLAIMS, st.sampled_from(Identity))
def test_equal_claims_have_equal_ids(claims: list[Claim], policy: Identity) -> None:
    ids = identities("f", claims + claims, policy)
    assert ids[: len(claims)] == ids[len(claims) :]


# ── learned from one reading to the next ────────────────────────────────────────────────────────


@dataclass(slots=True)
class Memory:
    """A feed as the warehouse knows it: entries as first announced, and what they go by."""

    identity: Identity = Identity.GUID
    why: str = ""
    known: dict[str, Known] = field(default_factory=dict)

    def read(self, *told: Claim) -> list[str]:
        """Read one state of the feed; the titles that were new."""
        learned = learn_identity(self._of(told), self._entries(told), self.identity)
        if learned:
            self.identity, self.why = learned
        entries = known_again(self._of(told), self._entries(told), self.identity)
        new = [entry for entry in entries if entry.entry_id not in self.known]
        self.known |= {entry.entry_id: known(entry) for entry in new}
        return [entry.title for entry in new]

    def _entries(self, told: Iterable[Claim]) -> list[FeedEntry]:
        claims = [one._replace(address=url_key(one.address)) for one in told]
        ids = identities("feed", claims, self.identity)
        first = dict(zip(reversed(ids), reversed([*told]), strict=True))
        return [entry(one, entry_id) for entry_id, one in first.items()]

    def _of(self, told: Iterable[Claim]) -> list[Known]:
        guids = {one.guid for one in told}
        places = {article_id(one.address) for one in told}
        rows = self.known.values()
        return [row for row in rows if row.guid in guids or row.article_id in places]


def entry(told: Claim, entry_id: str = "") -> FeedEntry:
    return FeedEntry(
        feed_id="feed",
        entry_id=entry_id,
        guid=told.guid,
        url=told.address,
        title=told.title,
        summary="",
        content_html=None,
        authors=(),
        published=UNKNOWN,
        updated=UNKNOWN,
    )


def known(one: FeedEntry) -> Known:
    return Known(one.entry_id, one.guid, article_id(one.url), one.title)


def article(number: int, guid: str | None, title: str = "") -> Claim:
    told = title or f"Minister{number} speaks of matter{number} in town{number}"
    return Claim(guid, f"https://a.example/news/{number}", told, "Monday")


def test_guids_that_change_at_each_reading_are_learned() -> None:
    """Guids with a session or a time in them: most readers announce such a feed anew each time."""
    memory = Memory()
    assert len(memory.read(*[article(n, f"{n}?sid=1") for n in range(6)])) == 6
    assert memory.read(*[article(n, f"{n}?sid=2") for n in range(1, 7)]) == [article(6, "").title]
    assert memory.identity is Identity.ADDRESS
    assert memory.why == "5 of 5 addresses came back under another guid"
    assert memory.read(*[article(n, f"{n}?sid=3") for n in range(1, 7)]) == []
    assert len(memory.read(*[article(n, f"{n}?sid=4") for n in range(2, 8)])) == 1


def test_guids_that_are_places_in_a_list_are_learned() -> None:
    """By guid the new article at the top would be the old one, and never be seen."""
    memory = Memory()
    memory.read(*[article(n, str(5 - n)) for n in range(5)])
    assert memory.read(*[article(n + 1, str(5 - n)) for n in range(5)]) == [article(5, "").title]
    assert memory.why == "4 of 4 addresses came back under another guid"
    assert memory.read(*[article(n + 2, str(5 - n)) for n in range(5)]) == [article(6, "").title]


def test_guids_that_are_used_again_one_by_one_are_learned_in_the_end() -> None:
    """What is known is an entry as it was first announced, so the evidence adds up."""
    memory = Memory()
    for newest in range(8):
        memory.read(*[article(n, str(n % 5)) for n in range(max(newest - 4, 0), newest + 1)])
    assert memory.why == "3 of 5 guids came back for another article"


def test_addresses_that_change_under_steady_guids_are_learned_back() -> None:
    memory = Memory(identity=Identity.ADDRESS)
    told = [article(n, str(n)) for n in range(4)]
    memory.read(*told)
    moved = [one._replace(address=one.address + "?sid=2") for one in told]
    assert memory.read(*moved) == []
    assert memory.identity is Identity.GUID
    assert memory.why == "4 of 4 guids came back at another address"


STEADY = {
    "nothing changed": lambda one: one,
    "headlines were edited": lambda one: one._replace(title="Something else altogether now"),
    "articles moved": lambda one: one._replace(address=one.address + "-final"),
    "moved, headline edited": lambda one: one._replace(
        address=one.address + "-final", title=one.title + " as they say"
    ),
    "the site went https": lambda one: one._replace(guid=one.guid.replace("http:", "https:")),
    "trackers came": lambda one: one._replace(address=one.address + "?utm_source=rss"),
}


@pytest.mark.parametrize("change", STEADY.values(), ids=STEADY)
def test_an_edited_feed_keeps_its_guids(change: Callable[[Claim], Claim]) -> None:
    told = [article(n, f"http://a.example/?p={n}") for n in range(8)]
    memory = Memory()
    memory.read(*told)
    assert memory.read(*map(change, told)) == []
    assert memory.identity is Identity.GUID


UNSURE = {
    "two of two": [article(n, f"{n}-new") for n in range(2)],
    "three of eight": [article(n, f"{n}-new" if n < 3 else str(n)) for n in range(8)],
    "all link to the front page": [
        article(n, f"{n}-new")._replace(address="https://a.example/") for n in range(8)
    ],
    "addresses of other articles": [
        article(n, f"{n}-new", f"Wholly different words {n}") for n in range(8)
    ],
    "no guids": [article(n, None) for n in range(8)],
    "one guid for all": [article(n, "0") for n in range(8)],
}


@pytest.mark.parametrize("told", UNSURE.values(), ids=UNSURE)
def test_what_proves_nothing_changes_nothing(told: list[Claim]) -> None:
    before = [known(entry(article(n, str(n)), str(n))) for n in range(8)]
    front = [row._replace(article_id=article_id("https://a.example")) for row in before]
    assert learn_identity(before, [*map(entry, told)]) is None
    assert learn_identity(front, [*map(entry, told)]) is None


_TOLD = st.lists(
    st.builds(article, st.integers(0, 9), st.sampled_from([None, *"abcdefghij"])), max_size=10
)


@given(_TOLD, _TOLD, st.randoms(use_true_random=False))
def test_what_is_learned_does_not_depend_on_the_order(
    before: list[Claim], told: list[Claim], chance: Random
) -> None:
    rows = [known(entry(one, str(place))) for place, one in enumerate(before)]
    entries = [*map(entry, told)]
    learned = learn_identity(rows, entries)
    chance.shuffle(rows)
    chance.shuffle(entries)
    assert learn_identity(rows, entries) == learned


@given(
    st.lists(st.sets(st.integers(0, 20)), max_size=6), st.sampled_from(["", "http://a.example/"])
)
def test_a_feed_with_steady_guids_never_changes_and_repeats_nothing(
    readings: list[set[int]], prefix: str
) -> None:
    memory, seen = Memory(), set[int]()
    for numbers in readings:
        new = memory.read(*[article(n, f"{prefix}{n}") for n in sorted(numbers)])
        assert len(new) == len(numbers - seen)
        seen |= numbers
    assert memory.identity is Identity.GUID


@given(st.sets(st.integers(0, 20), min_size=MIN_WITNESSES), st.integers(2, 5))
def test_a_feed_with_changing_guids_repeats_nothing(numbers: set[int], n_readings: int) -> None:
    memory = Memory()
    memory.read(*[article(n, f"{n} at 0") for n in numbers])
    for reading in range(1, n_readings):
        assert memory.read(*[article(n, f"{n} at {reading}") for n in numbers]) == []
    assert memory.identity is Identity.ADDRESS
