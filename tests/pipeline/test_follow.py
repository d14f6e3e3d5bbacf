"""What comes of a story that was told is told once, where it is asked for; nothing else is."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from desk_rows import put
from pipeline.newsdesk import NOW, TODAY, add_article, desk_at, rows
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.outbox import Claim, load_message
from wirewatch.adapters.warehouse.silences import EVERY_WATCH, Silence, end_silences, save_silence
from wirewatch.adapters.warehouse.why import what_we_know
from wirewatch.model import Watch, digest
from wirewatch.pipeline.match import match

BODY = "A drone raid on Vesk killed 12 people, the mayor said."
HOUR = timedelta(hours=1)
URL = "https://sea.example/raid"


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    return desk_at(tmp_path)


def run(desk: Engine, *also: str, now=NOW, query="drone") -> None:
    watch = Watch(name="w", query=query, **({"also": also} if also else {}))
    match(desk, [watch], [TODAY], routes={"default": ("atom",)}, run=str(now), now=now)


def raised(desk: Engine) -> dict[str, str | None]:
    """Return why each alert is silent, by reason, marks of corrections left out."""
    return {
        row["reason"].partition(":")[0] if "correction" in row["reason"] else row["reason"]:
        row["suppressed"]
        for row in rows(desk, schema.alert)
    }  # fmt: skip


def edit(desk: Engine, name: str, body: str, **more) -> None:
    put(desk, schema.article_text, text_hash=digest(body), body=body, n_words=len(body.split()))
    add_article(desk, name, body=body, **more)


def printed(desk: Engine, name: str = "sea", **more) -> None:
    edit(desk, name, BODY, **more)


def mended(desk: Engine, name: str = "sea", body: str = BODY.replace("12", "21"), **more) -> None:
    edit(desk, name, body, version="2", captured_at=NOW, published_at=NOW - HOUR, **more)


def test_a_correction_is_told_with_the_difference(desk: Engine) -> None:
    printed(desk)
    run(desk)
    mended(desk)
    run(desk, now=NOW + HOUR)
    assert raised(desk) == {"new": None, "correction": None}
    (found,) = [row for row in rows(desk, schema.alert) if row["difference"]]
    assert found["difference"] == [[
        "A drone raid on Vesk killed «12» people, the mayor said.",
        "A drone raid on Vesk killed «21» people, the mayor said.",
    ]]  # fmt: skip
    assert len(rows(desk, schema.delivery)) == 2


def test_a_message_of_a_correction_says_what_it_was(desk: Engine) -> None:
    printed(desk)
    run(desk)
    mended(desk)
    run(desk, now=NOW + HOUR)
    (alert,) = [row for row in rows(desk, schema.alert) if row["difference"]]
    claim = Claim(delivery_id="d", alert_id=alert["alert_id"], channel="atom", number=1, n_failed=0)
    with reading(desk) as db:
        message = load_message(db, claim)
    assert message is not None
    assert message.reason == alert["reason"]
    assert "«21»" in message.difference[0][1]


def test_why_tells_what_was_corrected(desk: Engine) -> None:
    printed(desk)
    run(desk)
    mended(desk)
    run(desk, now=NOW + HOUR)
    put(
        desk, schema.story, story_id=digest("raid"), canonical_id="c", reason="", headline="",
        first_published_at=NOW, event_date=TODAY, n_copies=1, n_sources=1,
    )  # fmt: skip
    put(
        desk, schema.capture, capture_id="c", article_id=digest("article", "sea"), url=URL,
        final_url=URL, http_status=200, captured_at=NOW, via="live", body_hash="", body_bytes=1,
        truncated=False, event_date=TODAY, warc="", warc_offset=0, recorded_at=NOW,
    )  # fmt: skip
    with reading(desk) as db:
        told = [text for step, text in what_we_know(db, URL) if step == "alert"]
    assert any("«12» people" in text and "«21» people" in text for text in told)


def test_one_figure_mended_by_two_papers_is_one_correction(desk: Engine) -> None:
    for name in ("sea", "dune"):
        printed(desk, name)
    run(desk)
    for name in ("sea", "dune"):
        mended(desk, name)
        run(desk, now=NOW + HOUR)
    assert len(rows(desk, schema.alert)) == 2


def test_an_edit_without_another_figure_is_told_to_nobody(desk: Engine) -> None:
    printed(desk)
    run(desk)
    mended(desk, body=BODY + "\nTrains ran again.")
    run(desk)
    assert raised(desk) == {"new": None}


SAID = {
    "correction": "CORRECTION: the raid was on Tuesday.",
    "withdrawn": "MANDATORY KILL: do not use the story about Vesk.",
}


@pytest.mark.parametrize(("reason", "words"), SAID.items())
def test_a_copy_that_says_it_is_wrong_is_told(desk: Engine, reason: str, words: str) -> None:
    """A paper that never had the story may be the first to print its correction."""
    printed(desk)
    run(desk)
    printed(desk, "dune", blocks=[["body", words, ""]])
    run(desk)
    assert raised(desk) == {"new": None, reason: None}


def test_what_nobody_asked_for_is_not_told(desk: Engine) -> None:
    printed(desk)
    run(desk, "withdrawn")
    mended(desk)
    run(desk, "withdrawn")
    assert raised(desk) == {"new": None}


def test_the_correction_of_a_silent_story_is_silent(desk: Engine) -> None:
    printed(desk, via="wayback")
    run(desk)
    mended(desk)
    with writing(desk) as db:  # the new version comes from an archive, too
        db.execute(update(schema.article_version).values(via="wayback"))
    run(desk)
    assert raised(desk) == {"new": "backfill", "correction": "backfill"}
    assert rows(desk, schema.delivery) == []


def test_outlets_are_told_when_they_pass_a_number_and_once(desk: Engine) -> None:
    for number in range(7):
        printed(desk, f"p{number}")
        run(desk, "pickup-3", "pickup-5")
    assert raised(desk) == {"new": None, "pickup:3": None, "pickup:5": None}
    assert len(rows(desk, schema.delivery)) == 3


def test_of_two_numbers_passed_at_once_the_larger_is_told(desk: Engine) -> None:
    printed(desk)
    run(desk, "pickup-2", "pickup-4")
    for number in range(4):
        printed(desk, f"p{number}")
    run(desk, "pickup-2", "pickup-4")
    assert raised(desk) == {"new": None, "pickup:2": "overtaken", "pickup:4": None}


def test_the_first_alert_tells_its_outlets_itself(desk: Engine) -> None:
    for number in range(4):
        printed(desk, f"p{number}")
    run(desk, "pickup-3")
    assert raised(desk) == {"new": None, "pickup:3": "overtaken"}


def test_pickups_count_outlets_that_the_watch_does_not_match(desk: Engine) -> None:
    printed(desk)
    run(desk, "pickup-2")
    edit(desk, "dune", "Cut to one line.")
    run(desk, "pickup-2")
    assert raised(desk) == {"new": None, "pickup:2": None}


def translate(desk: Engine, of: str, to: str) -> None:
    for story in ("raid", "attaque"):
        put(
            desk, schema.story, story_id=digest(story), canonical_id=digest(story), reason="",
            headline="", language={"raid": "en"}.get(story, "fr"), first_published_at=NOW,
            event_date=TODAY, n_copies=1, n_sources=1,
        )  # fmt: skip
    put(
        desk, schema.copy, a=digest("article", to), b=digest("article", of),
        relation="suspected_translation", coverage_a=0, coverage_b=0, matched_words=0,
        longest_run=0, spans=[], evidence="",
    )  # fmt: skip


@pytest.mark.parametrize("body", ["Un raid de drone.", "Rien de cela."], ids=["found", "not found"])
def test_a_translation_is_told_as_one_where_it_is_asked_for(desk: Engine, body: str) -> None:
    """Whether the watch finds the other text or not: it is told once, and not as another story."""
    printed(desk)
    run(desk, "translation")
    edit(desk, "dune", body, story="attaque")
    translate(desk, "sea", "dune")
    run(desk, "translation")
    edit(desk, "fell", body, story="attaque")
    run(desk, "translation")
    assert raised(desk) == {"new": None, "translation:fr": None}
    assert {row["story_id"] for row in rows(desk, schema.alert)} == {digest("raid")}


def test_without_the_wish_a_translation_that_matches_is_a_story_of_its_own(desk: Engine) -> None:
    printed(desk)
    run(desk)
    edit(desk, "dune", "Un raid de drone.", story="attaque")
    translate(desk, "sea", "dune")
    run(desk)
    assert [row["reason"] for row in rows(desk, schema.alert)] == ["new", "new"]


# ── floods ──────────────────────────────────────────────────────────────────────────────────────


def test_what_better_rules_read_again_is_no_news(desk: Engine) -> None:
    """A watch that came in the meantime would else be told of every story it ever had."""
    then = NOW - timedelta(days=60)
    printed(desk, captured_at=then, recorded_at=NOW)
    run(desk)
    assert raised(desk) == {"new": "old"}


def poll(desk: Engine, feed: str, at) -> None:
    put(
        desk, schema.poll, poll_id=digest(feed, str(at)), feed_id=feed, polled_at=at,
        outcome="ok", n_entries=9, n_new=9,
    )  # fmt: skip


def announce(desk: Engine, feed: str, name: str, at) -> None:
    put(
        desk, schema.entry, feed_id=feed, entry_id=digest(name), article_id=digest("article", name),
        url="", title="", summary="", authors=[], published_precision="none", published_raw="",
        first_seen_at=at, event_date=TODAY, outcome="landed", tries=0,
    )  # fmt: skip


def test_the_first_answer_of_a_feed_that_was_added_floods_nobody(desk: Engine) -> None:
    poll(desk, "old", NOW - timedelta(days=9))
    for at in (NOW - HOUR, NOW):
        poll(desk, "added", at)
    for name, story, at in (("sea", "raid", NOW - HOUR), ("dune", "vote", NOW)):
        printed(desk, name, story=story)
        announce(desk, "added", name, at)
    run(desk)
    silent = {row["story_id"]: row["suppressed"] for row in rows(desk, schema.alert)}
    assert silent == {digest("raid"): "new feed", digest("vote"): None}


def test_a_story_that_an_old_feed_has_too_is_news(desk: Engine) -> None:
    poll(desk, "old", NOW - timedelta(days=9))
    poll(desk, "added", NOW)
    printed(desk)
    announce(desk, "added", "sea", NOW)
    announce(desk, "old", "sea", NOW)
    run(desk)
    assert raised(desk) == {"new": None}


def test_a_new_desk_may_speak_at_once(desk: Engine) -> None:
    poll(desk, "added", NOW)
    printed(desk)
    announce(desk, "added", "sea", NOW)
    run(desk)
    assert raised(desk) == {"new": None}


# ── silences ────────────────────────────────────────────────────────────────────────────────────


def hush(desk: Engine, watch: str = "w", hours: int = 3) -> Silence:
    silence = Silence(watch=watch, until=NOW + hours * HOUR, author="ana", because="exercise")
    with writing(desk) as db:
        save_silence(db, silence, now=NOW)
        assert not save_silence(db, silence, now=NOW)
    return silence


@pytest.mark.parametrize("watch", ["w", EVERY_WATCH])
def test_what_is_silenced_is_kept_with_author_and_end(desk: Engine, watch: str) -> None:
    silence = hush(desk, watch)
    printed(desk)
    run(desk)
    assert raised(desk) == {"new": "silenced by ana until 2026-03-12 21:00Z: exercise"}
    assert silence.said in raised(desk).values()
    assert rows(desk, schema.delivery) == []


def test_a_silence_ends_by_itself_and_by_hand(desk: Engine) -> None:
    hush(desk)
    printed(desk)
    run(desk, now=NOW + 3 * HOUR)
    assert raised(desk) == {"new": None}
    hush(desk, hours=5)
    with writing(desk) as db:
        assert end_silences(db, "w", now=NOW) == 2
        assert end_silences(db, "w", now=NOW) == 0


def test_another_watch_is_heard(desk: Engine) -> None:
    hush(desk, "another")
    printed(desk)
    run(desk)
    assert raised(desk) == {"new": None}
