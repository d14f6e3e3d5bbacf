"""A query that comes from elsewhere finds the same, or it is said what it finds otherwise."""

import pytest

from wirewatch.alerts.dialects import Dialect, from_dialect, to_dialect
from wirewatch.alerts.grammar import parse_query
from wirewatch.errors import BadInput

M, F, N, T = Dialect

COMES = {
    "meltwater near": (M, "kyiv NEAR/5 drone", "kyiv NEAR/5 drone", 0),
    "meltwater near alone": (M, "kyiv NEAR drone", "kyiv NEAR/4 drone", 1),
    "meltwater ordered": (M, '"air strike" ONEAR/3 kyiv', '"air strike" ONEAR/3 kyiv', 0),
    "meltwater fields": (M, "title:a AND ingress:(b OR c)", "headline:a AND lede:(b OR c)", 0),
    "meltwater small": (M, "a and (kyiv or kiev) not b", "a AND (kyiv OR kiev) NOT b", 0),
    "factiva near": (F, "kyiv near5 drone", "kyiv NEAR/4 drone", 1),
    "factiva adjacent": (F, "prime adj1 minister", "prime ONEAR/0 minister", 1),
    "factiva same": (F, "kyiv same drone*", "kyiv SAME drone*", 0),
    "factiva fields": (F, "hd=a and by=(b or c)", "headline:a AND byline:(b OR c)", 0),
    "factiva counts": (F, "atleast3 drone and wc>300", "ATLEAST/3 (drone) AND words>300", 0),
    "factiva wildcard": (F, "resign$3 and la=fr", "resign* AND lang:fr", 1),
    "nexis within": (N, "kyiv w/5 drone!", "kyiv NEAR/4 drone*", 1),
    "nexis ordered": (N, "prime pre/2 minister", "prime ONEAR/1 minister", 1),
    "nexis paragraph": (N, "kyiv w/p drone and not drill", "kyiv SAME drone NOT drill", 1),
    "nexis headline": (N, "headline(raid or storm)", "headline:(raid OR storm)", 1),
    "nexis counts": (N, "atleast4(drone) and length > 200", "ATLEAST/4 (drone) AND words>200", 0),
    "talkwalker": (T, 'raid AND "air strike" -drill', 'raid AND "air strike" NOT drill', 1),
    "talkwalker fields": (T, "title:a AND site:b.example", "headline:a AND source:b.example", 0),
    "words in quotes stay": (F, '"near5 and by=nobody"', '"near5 and by=nobody"', 0),
    "words that look like it": (M, "nearby AND ornate", "nearby AND ornate", 0),
}  # fmt: skip


@pytest.mark.parametrize(("dialect", "theirs", "ours", "n_notes"), COMES.values(), ids=COMES)
def test_a_query_from_elsewhere_is_ours(dialect, theirs, ours, n_notes):
    found = from_dialect(theirs, dialect)
    assert parse_query(found.text).root == parse_query(ours).root
    assert len(found.notes) == n_notes


def test_the_off_by_one_of_near_is_said():
    (note,) = from_dialect("kyiv near5 drone", F).notes
    assert note == "its number counts places: near5 means 4 words between"


REFUSED = {
    "factiva first words": (F, "kyiv and /F50/ drone", "column 10", "/F50/"),
    "factiva unknown field": (F, "raid and in=i351", "column 10", "in="),
    "nexis capitals": (N, "raid and allcaps(aids)", "column 10", "allcaps"),
    "meltwater field": (M, "raid AND author:x", "column 10", "author:"),
    "talkwalker joker": (T, "raid AND ?ab", "column 10", "?"),
    "what is no query": (M, "raid AND (kyiv", "column 10", "never closed"),
}


@pytest.mark.parametrize(("dialect", "text", "place", "words"), REFUSED.values(), ids=REFUSED)
def test_what_ours_cannot_say_is_refused_and_not_left_out(dialect, text, place, words):
    with pytest.raises(BadInput) as caught:
        from_dialect(text, dialect)
    assert place in caught.value.detail
    assert words in caught.value.detail


GOES = {
    "meltwater": (M, "headline:raid AND kyiv NEAR/5 drone*", "title:raid AND (kyiv NEAR/5 drone*)"),
    "factiva": (F, "kyiv NEAR/4 drone NOT drill", "(kyiv near5 drone) not drill"),
    "nexis": (N, "kyiv ONEAR/1 drone*", "kyiv pre/2 drone!"),
    "talkwalker": (T, "raid AND source:sea.example", "raid AND site:sea.example"),
    "words in quotes stay": (F, '"headline words" OR raid', '"headline words" OR raid'),
}


@pytest.mark.parametrize(("dialect", "ours", "theirs"), GOES.values(), ids=GOES)
def test_ours_can_leave_and_comes_back_the_same(dialect, ours, theirs):
    told = to_dialect(ours, dialect)
    assert told.text == theirs
    back = from_dialect(told.text, dialect)
    assert parse_query(back.text).root == parse_query(ours).root


UNSAID = {
    "copies": (F, "raid AND copies>3"), "exact": (M, "=US"), "near": (T, "a NEAR/2 b"),
    "agency": (M, "raid AND agency:AFP"), "same": (M, "a SAME b"), "words": (T, "a AND words>3"),
}  # fmt: skip


@pytest.mark.parametrize(("dialect", "ours"), UNSAID.values(), ids=UNSAID)
def test_what_theirs_cannot_say_is_refused(dialect, ours):
    with pytest.raises(BadInput, match="cannot be said"):
        to_dialect(ours, dialect)
