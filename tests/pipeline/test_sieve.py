"""The index never hides from a dry run what a watch finds, on both stores."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from pipeline.newsdesk import TODAY, add_article
from wirewatch.adapters.warehouse.alerts import articles_of, load_articles
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.alerts.grammar import parse_query, query_of
from wirewatch.alerts.matcher import Matcher
from wirewatch.model import Watch, digest
from wirewatch.pipeline.dry_run import try_watches
from wirewatch.pipeline.sieve import one_of, sieve_of

BODIES = (
    "Rain fell on the harbour of Vesk, and 1,200 boats stayed in.",
    "Rock'n'roll and O'Brien: the queue at the quay of Qatar.",
    "L'Élysée a confirmé mardi la visite; die Straße nach Elmsund.",
    "Министр сообщил о переговорах в Каменске, mосква says.",
    "東京で雨が降り、港は閉鎖された。",
    "Ministers resigned in Vesk.\nHarbour rain, 160.000 boats.",
    "Nothing at all.",
    "calm " * 16_001 + "volcano",  # more words than the index holds
    "the boat " * 300 + "harbour",  # more places of a word than PostgreSQL keeps
)
LEAVES = (
    "rain", "harbour", "rock*", "que*", "qua*", "ros*", "élys*", "elysee", "=Élysée", "strasse",
    "мин*", "mос*", "東京", '"京で"', "雨", "1200", "160,000", "160*", "~resign", "~rains",
    '"the boat"', '"boat harbour"', '"vesk harbour"', "volcano", "headline:vesk", "body:rain",
    "byline:obrien", "source:p1.example", "lang:en", "boats NEAR/3 stayed", "rain SAME boats",
    "ATLEAST/2(boat)",
)  # fmt: skip
QUERIES = st.recursive(
    st.sampled_from(LEAVES).map(lambda leaf: f"({leaf})"),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(("AND", "OR", "NOT")), part).map(
            lambda three: f"({' '.join(three)})"
        ),
        part.map(lambda one: f"({one} AND words>3)"),
    ),
    max_leaves=6,
)


@pytest.fixture
def desk(engine: Engine) -> Engine:
    for number, body in enumerate(BODIES):
        blocks = [
            ["lede" if not n else "body", line, ""] for n, line in enumerate(body.split("\n"))
        ]
        add_article(engine, f"p{number}", story=f"s{number}", body=body, blocks=blocks)
    return engine


def passed(desk: Engine, *queries: str) -> set[str]:
    sieve = one_of([sieve_of(parse_query(query).root) for query in queries])
    with reading(desk) as db:
        return {article_id for _, article_id in articles_of(db, TODAY, TODAY, sieve)}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.lists(QUERIES, min_size=20, max_size=20))
def test_whatever_a_watch_finds_the_index_lets_through(desk: Engine, queries: Sequence[str]):
    watches = [Watch(name=query, query=query) for query in dict.fromkeys([*LEAVES, *queries])]
    matcher = Matcher(watches)
    with reading(desk) as db:
        copies = load_articles(db, [digest("article", f"p{n}") for n in range(len(BODIES))])
    hits_of = {copy.article_id: matcher.match(copy.document) for copy in copies}
    for watch in watches:
        found = {key for key, hits in hits_of.items() if watch.name in hits}
        assert found <= passed(desk, watch.query), watch.query


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param("rain AND harbour", {0, 5, 7}, id="all words, and what is not all indexed"),
        pytest.param("rain NOT vesk", {0, 5, 7}, id="NOT keeps nothing away"),
        pytest.param("rock* OR 東京", {1, 4, 7}, id="one of two"),
        pytest.param("harbour AND lang:en AND words>3", {0, 5, 7, 8}, id="fields are left out"),
        pytest.param("rain OR lang:en", set(range(9)), id="an arm without words"),
        pytest.param("headline:night", set(range(9)), id="a headline is in the index"),
        pytest.param("byline:brien", set(range(9)), id="a byline is looked for in every text"),
    ],
)
def test_few_stories_are_left_to_look_at(desk: Engine, query: str, numbers: set[int]):
    assert passed(desk, query) == {digest("article", f"p{n}") for n in numbers}


def test_of_two_versions_both_are_let_through(desk: Engine):
    assert passed(desk, "rock*", "東京") == passed(desk, "rock* OR 東京")


def test_the_longest_query_can_be_asked(desk: Engine):
    names = " OR ".join(f"name{n}*" for n in range(1_500))
    (trial,) = try_watches(
        desk, [Watch(name="w", query=f"rain OR {names}")], first=TODAY, last=TODAY
    )
    assert (trial.n_articles, trial.n_matched) == (len(BODIES), 2)
    nested = "(rain OR (boat AND " * 14 + "vesk" + "))" * 14
    assert query_of(Watch(name="w", query=nested))
    assert passed(desk, nested)
