"""Copies and stories in the warehouse: the join, its guard, rows written when they differ."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from story_rows import capture, dump, empty_warehouse, key, load
from story_texts import NOON, part, prose
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.articles import ReadCapture
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.join import Candidate, candidates
from wirewatch.adapters.warehouse.sketches import missing_sketches, save_sketches, texts_of
from wirewatch.adapters.warehouse.stories import copies_of, replace_stories, vanished
from wirewatch.model import Credit, Place, Precision, Role
from wirewatch.pipeline.group import group
from wirewatch.stories.sketch import make_sketch
from wirewatch.text import words

WIRE, OTHER, FOOTER = prose(1, 200), prose(2, 200), prose(3, 60)
FIRST, LAST = NOON.date() - timedelta(30), NOON.date() + timedelta(60)
DAY = 24.0


def sketched(*captures: ReadCapture) -> Engine:
    engine = empty_warehouse()
    load(engine, captures)
    with writing(engine) as db:
        missing = missing_sketches(db, FIRST, LAST)
        made = {m.text_hash: make_sketch(words(f"{m.title}\n{m.body}")) for m in missing}
        assert save_sketches(db, made) == len(made)
        assert save_sketches(db, made) == 0
        assert missing_sketches(db, FIRST, LAST) == ()
    return engine


def joined(engine: Engine, first: date = FIRST, last: date = LAST) -> set[frozenset[str]]:
    with reading(engine) as db:
        found = candidates(db, first, last)
    assert list(found) == sorted(found)
    assert all(candidate.a < candidate.b for candidate in found)
    return {frozenset((candidate.a, candidate.b)) for candidate in found}


def pair(one: str, two: str) -> frozenset[str]:
    return frozenset((key(one), key(two)))


# ── the join ────────────────────────────────────────────────────────────────────────────────────


def test_a_text_alone_has_no_pair() -> None:
    assert joined(sketched(capture("one", WIRE))) == set()


@pytest.mark.parametrize(
    ("body", "hours", "is_found"),
    [
        pytest.param(WIRE, 0, True, id="the same"),
        pytest.param(part(WIRE, 0, 60), 0, True, id="the lead only"),
        pytest.param(f"{OTHER} {prose(7, 300)} {WIRE}", 0, True, id="under 500 words of others"),
        pytest.param(WIRE, 3 * DAY, True, id="three days later"),
        pytest.param(WIRE, -3 * DAY, True, id="three days earlier"),
        pytest.param(WIRE, 4 * DAY, False, id="four days later"),
        pytest.param(f"{OTHER} {part(WIRE, 0, 14)}", 0, False, id="a sentence in a long text"),
        pytest.param(OTHER, 0, False, id="another text"),
    ],
)
def test_the_join_finds_what_shares_enough(body: str, hours: float, *, is_found: bool) -> None:
    engine = sketched(capture("a.example/1", WIRE), capture("b.example/1", body, hours=hours))
    assert (joined(engine) == {pair("a.example/1", "b.example/1")}) is is_found


def test_one_side_at_least_is_of_the_days_asked_for() -> None:
    pages = {f"{n}.example/1": n * DAY for n in range(5)}
    engine = sketched(*(capture(page, WIRE, hours=hours) for page, hours in pages.items()))
    today = NOON.date()
    assert joined(engine, today, today) == {
        pair("0.example/1", f"{other}.example/1") for other in (1, 2, 3)
    }


def test_what_a_site_prints_on_every_page_joins_nothing() -> None:
    def pages(n: int) -> list[ReadCapture]:
        return [
            capture(f"site.example/{i}", f"{prose(50 + i, 60)} {FOOTER}", hours=(i % 3) * DAY)
            for i in range(n)
        ]

    quoting = capture("other.example/1", f"{FOOTER} {prose(90, 20)}")
    assert len(joined(sketched(*pages(7), quoting))) == 7 * 6 // 2 + 7
    assert joined(sketched(*pages(8), quoting)) == set()


def test_boilerplate_counts_within_days_only() -> None:
    """Eight times in half a year is a quotation, not a footer."""
    pages = [
        capture(f"site.example/{i}", f"{prose(50 + i, 60)} {FOOTER}", hours=(i * 4 - 16) * DAY)
        for i in range(9)
    ]
    quoting = capture("other.example/1", FOOTER, hours=-12 * DAY)
    assert joined(sketched(*pages, quoting)) == {pair("site.example/1", "other.example/1")}


def test_a_wire_text_on_many_sites_is_no_boilerplate() -> None:
    engine = sketched(*(capture(f"{n}.example/1", WIRE) for n in range(12)))
    assert len(joined(engine)) == 12 * 11 // 2


def test_a_short_alert_is_found_by_its_hash_alone() -> None:
    engine = sketched(capture("a.example/1", ""), capture("b.example/1", ""))
    assert joined(engine) == set()  # headlines differ: nothing is equal
    with writing(engine) as db:
        sketch = make_sketch(
            words("Ferry sinks off Port Velmont with 318 aboard, says coast guard")
        )
        db.execute(schema.sketch.update().values(exact_hash=sketch.exact_hash))
    with reading(engine) as db:
        assert candidates(db, FIRST, LAST) == (
            Candidate(*sorted((key("a.example/1"), key("b.example/1"))), 0),
        )


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "precision", "expected"),
    [
        pytest.param(1, Precision.MINUTE, NOON + timedelta(hours=1), id="as told"),
        pytest.param(
            -12,
            Precision.DAY,
            datetime.combine(NOON.date(), datetime.max.time()),
            id="a day: its end",
        ),
        pytest.param(None, Precision.NONE, NOON + timedelta(days=20), id="unknown: the capture"),
        pytest.param(900 * DAY, Precision.DAY, NOON + timedelta(days=20), id="absurd: the capture"),
    ],
)
def test_a_text_counts_from_when_it_was_out_for_sure(
    hours: float | None, precision: Precision, expected: datetime
) -> None:
    engine = empty_warehouse()
    load(engine, [capture("a.example/1", WIRE, hours=hours, precision=precision)])
    with reading(engine) as db:
        (text,) = texts_of(db, [key("a.example/1"), "no such article"])
    assert text.published_at == expected.replace(tzinfo=NOON.tzinfo, microsecond=0)
    assert (text.source, text.title) == ("a.example", "Headline of a.example/1")


# ── stories ─────────────────────────────────────────────────────────────────────────────────────


def credit(role: Role, agency: str = "AFP", evidence: str = "(AFP)") -> Credit:
    return Credit(agency=agency, role=role, place=Place.TAIL, evidence=evidence)


def grouped(*captures: ReadCapture) -> Engine:
    engine = empty_warehouse()
    group(engine, load(engine, captures), run="test", now=NOON)
    return engine


def story_row(engine: Engine) -> dict[str, object]:
    with reading(engine) as db:
        return dict(db.execute(select(schema.story)).mappings().one())


def test_a_copy_without_credit_inherits_the_agency_of_another() -> None:
    row = story_row(
        grouped(
            capture("mute.example/1", WIRE),
            capture("photo.example/1", WIRE, hours=1, credits=[credit(Role.PHOTO, "EPA")]),
            capture("half.example/1", WIRE, hours=2, credits=[credit(Role.CONTRIBUTION, "AP")]),
            capture("honest.example/1", WIRE, hours=3, credits=[credit(Role.TEXT)]),
        )
    )
    assert (row["agency"], row["agency_role"]) == ("AFP", "text")
    assert row["agency_why"] == (
        "“(AFP)” (tail) on honest.example; inferred from overlap for 2 copies that name nobody"
    )
    assert (row["n_copies"], row["n_sources"]) == (4, 4)
    assert row["headline"] == "Headline of mute.example/1"
    assert row["first_published_at"] == NOON
    assert row["event_date"] == NOON.date()


def test_all_sites_that_name_the_agency_are_told() -> None:
    sites = [f"{name}.example" for name in "abcdefgh"]
    pages = [
        capture(f"{site}/1", WIRE, hours=hours, credits=[credit(Role.TEXT)])
        for hours, site in enumerate(sites)
    ]
    rival = capture("rival.example/1", WIRE, hours=9, credits=[credit(Role.JOINT, "AP")])
    why = "“(AFP)” (tail) on a.example, also on b.example, c.example, d.example, e.example, "
    assert story_row(grouped(*pages, rival))["agency_why"] == f"{why}f.example and 2 more"


def test_a_story_nobody_credits_has_no_agency() -> None:
    row = story_row(grouped(capture("a.example/1", WIRE, credits=[credit(Role.SOURCE)])))
    assert (row["agency"], row["agency_role"], row["agency_why"]) == (None, None, None)


def test_an_old_story_id_leads_to_the_story_of_today() -> None:
    engine = grouped(capture("late.example/1", part(WIRE, 0, 150), hours=5))
    old = story_row(engine)["story_id"]
    days = load(engine, [capture("early.example/1", WIRE, hours=-5)])
    group(engine, days, run="test", now=NOON)
    row = story_row(engine)
    assert row["canonical_id"] == key("early.example/1")
    with reading(engine) as db:
        assert dict(db.execute(select(schema.story_alias)).all()) == {old: row["story_id"]}


def test_pairs_are_read_as_they_were_written() -> None:
    engine = grouped(
        capture("a.example/1", WIRE), capture("b.example/1", part(WIRE, 0, 99), hours=1)
    )
    with reading(engine) as db:
        (copy,) = copies_of(db, [key("a.example/1")])
        assert copies_of(db, [key("b.example/1")]) == (copy,)
        assert copies_of(db, ["nobody"]) == ()
    assert copy.matched_words == sum(span.length for span in copy.spans) >= 99


def test_the_vanished_are_named_once_and_swept_away() -> None:
    engine = grouped(capture("a.example/1", WIRE), capture("b.example/1", WIRE, hours=1))
    with writing(engine) as db:
        db.execute(schema.article.delete())
        gone = vanished(db)
        assert gone == {key("a.example/1"), key("b.example/1")}
        changes = replace_stories(db, gone, [], [], [])
    assert changes.n_gone == 5  # a story, an alias, two members, a pair
    assert not any(dump(engine).values())
