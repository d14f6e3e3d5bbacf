"""What a watch would have found is what it finds, and trying it changes nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from pipeline.newsdesk import NOW, TODAY, add_article, desk_at, rows
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.errors import BadInput
from wirewatch.model import Watch, digest
from wirewatch.pipeline.dry_run import MIN_ARTICLES, Trial, compare, try_watches
from wirewatch.pipeline.match import match

WATCHES = (
    Watch(name="raid", query='drone* AND (vesk OR "two ships")'),
    Watch(name="many", query="drone AND copies>2"),
    Watch(name="French", query="vesk NOT calm", languages=("fr",)),
)
BODIES = ("A drone fell on Vesk.", "Calm on Vesk.", "Drones met two ships.", "Nothing at all.")
COPIES = st.lists(
    st.tuples(
        st.sampled_from(("raid", "storm", "vote")),
        st.sampled_from(BODIES),
        st.sampled_from(("live", "feed", "wayback")),
        st.integers(0, 70),  # hours old when captured
        st.sampled_from(("en", "fr", None)),
    ),
    min_size=1,
    max_size=9,
)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return desk_at(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    return desk_at(tmp_path)


def tried(desk: Engine, *watches: Watch, days: int = 4) -> tuple[Trial, ...]:
    return try_watches(desk, watches, first=TODAY - timedelta(days=days), last=TODAY)


def live(desk: Engine) -> None:
    match(desk, WATCHES, [TODAY], routes={}, run="r", now=NOW)


def alerts_of(trials: tuple[Trial, ...]) -> set[tuple[Any, ...]]:
    found = [example.alert for trial in trials for example in trial.alerts]
    return {(a.watch, a.story_id, a.suppressed) for a in found}


@given(COPIES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_dry_run_finds_what_the_live_step_finds(shared_desk: Engine, copies: Any) -> None:
    """Copies come in one after the other; the dry run sees them all at once, afterwards."""
    with writing(shared_desk) as db:
        for table in schema.metadata.sorted_tables:
            db.execute(delete(table))
    for number, (story, body, via, hours, language) in enumerate(copies):
        add_article(
            shared_desk, f"p{number}", story=story, body=body, via=via, language=language,
            age=timedelta(hours=hours), captured_at=NOW - timedelta(minutes=60 - number),
        )  # fmt: skip
        live(shared_desk)
    raised = {
        (row["watch"], row["story_id"], row["suppressed"])
        for row in rows(shared_desk, schema.alert)
    }
    ours = {
        (watch, story, bool(silent))
        for watch, story, silent in alerts_of(
            try_watches(shared_desk, WATCHES, first=TODAY, last=TODAY)
        )
    }
    assert ours == {(watch, story, bool(silent)) for watch, story, silent in raised}


def test_of_one_batch_even_the_copy_and_the_words_are_the_same(desk: Engine) -> None:
    for number, body in enumerate(BODIES):
        add_article(desk, f"p{number}", body=body, age=timedelta(hours=number))
    (trial,) = tried(desk, WATCHES[0])
    match(desk, WATCHES[:1], [TODAY], routes={}, run="r", now=NOW)
    (row,) = rows(desk, schema.alert)
    (example,) = trial.alerts
    hits = [[hit.zone, hit.start, hit.end, hit.text] for hit in example.alert.hits]
    assert (example.alert.alert_id, example.alert.article_id, hits) == (
        digest("alert", "raid", digest("raid"), "new"), row["article_id"], row["hits"],
    )  # fmt: skip
    assert example.snippets == ("«Drones» met «two ships».", "Night over «Vesk»")


def test_trying_changes_nothing(desk: Engine) -> None:
    add_article(desk, "sea")
    tried(desk, *WATCHES)
    assert rows(desk, schema.alert) == rows(desk, schema.load) == []
    assert [row["match_state"] for row in rows(desk, schema.article)] == ["pending"]


def test_it_counts_articles_copies_stories_and_days(desk: Engine) -> None:
    for name, story, age in (("a", "raid", 1), ("b", "raid", 2), ("c", "vote", 60), ("d", "x", 30)):
        add_article(desk, name, story=story, age=timedelta(hours=age))
    add_article(desk, "e", story="calm", body="Calm.")
    (trial,) = tried(desk, WATCHES[0])
    assert (trial.n_articles, trial.n_matched, len(trial.alerts), trial.n_sent) == (5, 4, 3, 2)
    assert trial.by_day == {TODAY - timedelta(days=1): 1, TODAY: 1}
    assert [example.day for example in trial.alerts] == sorted(
        (example.day for example in trial.alerts), reverse=True
    )


def test_only_the_days_asked_for_are_looked_at(desk: Engine) -> None:
    add_article(desk, "sea", event_date=TODAY - timedelta(days=3))
    assert tried(desk, WATCHES[0], days=2)[0].n_articles == 0
    assert tried(desk, WATCHES[0], days=3)[0].n_articles == 1


def test_two_versions_are_told_apart_by_the_stories_they_find(desk: Engine) -> None:
    for number, body in enumerate(BODIES):
        add_article(desk, f"p{number}", story=f"s{number}", body=body)
    old, new = tried(
        desk, Watch(name="old", query="drone*"), Watch(name="new", query="fell OR calm")
    )
    difference = compare(old, new)
    assert [example.snippets for example in difference.gained] == [("«Calm» on Vesk.",)]
    assert [example.snippets for example in difference.lost] == [("«Drones» met two ships.",)]
    assert difference.n_kept == 1


def test_a_term_that_stands_everywhere_is_warned_of(desk: Engine) -> None:
    for number in range(MIN_ARTICLES):
        add_article(desk, f"p{number}", story=f"s{number}", body=BODIES[0 if number < 8 else 3])
    (trial,) = tried(desk, Watch(name="w", query="drone AND night"))
    assert trial.common == {"night": 1.0}


def test_a_malformed_query_is_refused(desk: Engine) -> None:
    with pytest.raises(BadInput, match="line 1, column 7"):
        tried(desk, Watch(name="w", query="drone AND"))
