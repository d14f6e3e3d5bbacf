"""An entry is known again, and two entries are told apart, whatever their guids say."""

from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.identity import Claim, identities


def claim(guid: str | None, address: str, title: str = "Title", date: str = "Monday") -> Claim:
    return Claim(guid, address, title, date)


def n_distinct(*claims: Claim) -> int:
    return len(set(identities("feed", claims)))


def test_the_same_guid_and_address_are_one_entry() -> None:
    """Al-Monitor announces one article four times; another reader makes two entries of it."""
    assert n_distinct(*[claim("7", "a.example/1", title) for title in ("x", "x", "y", "z")]) == 1


def test_one_guid_for_two_addresses_is_no_guid() -> None:
    assert n_distinct(claim("0", "a.example/1"), claim("0", "a.example/2")) == 2


def test_an_entry_keeps_its_id_when_its_address_changes() -> None:
    before, after = claim("7", "a.example/old"), claim("7", "a.example/new")
    assert identities("feed", [before]) == identities("feed", [after])


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


@given(_CLAIMS)
def test_ids_do_not_depend_on_the_order(claims: list[Claim]) -> None:
    forth = dict(zip(claims, identities("f", claims), strict=True))
    back = dict(zip(claims[::-1], identities("f", claims[::-1]), strict=True))
    assert forth == back


@given(_CLAIMS)
def test_equal_claims_have_equal_ids(claims: list[Claim]) -> None:
    ids = identities("f", claims + claims)
    assert ids[: len(claims)] == ids[len(claims) :]
