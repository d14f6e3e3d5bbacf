"""A feed is asked for politely: with both validators, every time."""

import pytest

from adapters.servers import answer, door_to
from wirewatch.adapters.feeds import declared_freshness_s, fetch_feed
from wirewatch.errors import Gone, TooLarge
from wirewatch.feeds.polling.validators import Validators, after_unmodified

URL = "https://tidewater.example/feed"
DATE = "Thu, 12 Mar 2026 18:00:00 GMT"
LATER = "Thu, 12 Mar 2026 19:00:00 GMT"


def fetch(reply, **validators):
    with door_to({"/feed": reply}) as (door, server):
        return fetch_feed(door, URL, **validators), server.requests[0]


def test_a_feed_comes_with_what_to_ask_with_next_time():
    got, request = fetch(answer(b"<rss/>", ETag='W/"1"', Last_Modified=DATE))
    assert got.answer is not None
    assert got.answer.body == b"<rss/>"
    assert (got.etag, got.last_modified) == ('W/"1"', DATE)
    assert "if-none-match" not in request.headers


def test_both_validators_are_sent():
    _, request = fetch(answer(b"x"), etag='"1"', last_modified=DATE)
    assert request.headers["if-none-match"] == '"1"'
    assert request.headers["if-modified-since"] == DATE


@pytest.mark.parametrize(
    ("told", "etag", "last_modified"),
    [
        pytest.param({}, '"1"', DATE, id="nothing: ours still hold"),
        pytest.param({"ETag": '"2"'}, '"2"', DATE, id="a new one"),
    ],
)
def test_a_feed_that_has_not_changed_keeps_its_validators(told, etag, last_modified):
    """Readers that dropped them at a 304 asked without condition ever after."""
    kept = Validators(etag='"1"', last_modified=DATE)
    got, _ = fetch(answer(status=304, **told), etag=kept.etag, last_modified=kept.last_modified)
    assert got.answer is None
    after = after_unmodified(kept, got.etag, got.last_modified)
    assert (after.etag, after.last_modified) == (etag, last_modified)


def test_validators_that_are_gone_from_a_new_answer_are_dropped():
    got, _ = fetch(answer(b"x"), etag='"1"', last_modified=DATE)
    assert (got.etag, got.last_modified) == (None, None)


def test_a_validator_with_odd_bytes_goes_back_as_it_came():
    odd = '"caf\u00e9"'
    got, _ = fetch(answer(b"x", ETag=odd))
    _, request = fetch(answer(b"x"), etag=got.etag)
    assert request.headers["if-none-match"] == odd


@pytest.mark.parametrize(("reply", "error"), [(answer(status=410), Gone),
                                              (answer(bytes(10_000_001)), TooLarge)],
                         ids=["gone", "too large"])  # fmt: skip
def test_what_goes_wrong_is_our_error(reply, error):
    with pytest.raises(error):
        fetch(reply)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=900"}, 900),
        ({"cache-control": 'Max-Age="60"', "expires": LATER, "date": DATE}, 60),
        ({"cache-control": "no-cache"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"expires": LATER, "date": DATE}, 3600),
        ({"expires": DATE, "date": LATER}, None),
        ({"expires": "0", "date": DATE}, None),
        ({"expires": LATER}, None),
        ({}, None),
    ],
)
def test_the_declared_freshness_is_read(headers, seconds):
    assert declared_freshness_s(tuple(headers.items())) == seconds
