"""The index of the landing zone says what we have and what is still to be read."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.test_landing import page
from wirewatch.adapters.landing import Place
from wirewatch.adapters.warehouse.captures import (
    add_captures,
    capture_id,
    capture_row,
    captures_by_id,
    captures_of,
    known_articles,
    settle_reading,
    unread_days,
)
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, writing
from wirewatch.model import digest

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
DAY = date(2026, 3, 12)


def row(number: int = 0, day: date = DAY, minutes: int = 0):
    return capture_row(
        page(b"%d" % number, captured_at=NOW + timedelta(minutes=minutes)),
        Place(warc="b.warc.gz", offset=number),
        article_id=digest(str(number)),
        event_date=day,
        feed_id="tidewater",
        now=NOW,
    )


def test_a_capture_has_one_key_wherever_it_lies():
    one = page(b"x")
    assert capture_id(one, "a") == capture_id(page(b"x", url="https://other.example/"), "a")
    assert capture_id(one, "a") != capture_id(one, "b")
    assert capture_id(one, "a") != capture_id(page(b"y"), "a")
    assert capture_id(one, "a") != capture_id(page(b"x", captured_at=NOW), "a")


def test_a_capture_is_recorded_once(engine):
    with writing(engine) as db:
        assert add_captures(db, [row(1), row(2), row(1)], run="test", now=NOW).n_new == 2
        assert add_captures(db, [row(2), row(3)], run="test", now=NOW).n_new == 1
        assert known_articles(db, [digest(str(n)) for n in range(2000)]) == {
            digest("1"), digest("2"), digest("3"),
        }  # fmt: skip
        assert known_articles(db, []) == set()


@settings(deadline=None, max_examples=20)
@given(st.permutations(range(6)))
def test_captures_come_oldest_first_whatever_the_order_they_were_recorded_in(
    tmp_path_factory, order
):
    engine = open_warehouse(f"sqlite:///{tmp_path_factory.mktemp('w')}/w.db")
    migrate(engine)
    with writing(engine) as db:
        for number in order:
            add_captures(db, [row(number, minutes=number // 2)], run="test", now=NOW)
        found = captures_of(db, DAY, "rules@1")
        assert [ref.captured_at for ref in found] == sorted(ref.captured_at for ref in found)
        again = captures_by_id(db, [ref.capture_id for ref in reversed(found)])
    expected = sorted((row(n, minutes=n // 2) for n in range(6)),
                      key=lambda r: (r["captured_at"], r["capture_id"]))  # fmt: skip
    assert [ref.capture_id for ref in found] == [r["capture_id"] for r in expected]
    assert again == found


def test_a_reference_says_all_that_is_needed_to_read(engine):
    with writing(engine) as db:
        add_captures(db, [row(7)], run="test", now=NOW)
        (ref,) = captures_of(db, DAY, None)
    assert ref.place == Place(warc="b.warc.gz", offset=7)
    assert (ref.event_date, ref.feed_id, ref.captured_at) == (DAY, "tidewater", NOW)


def test_what_these_rules_have_read_is_not_read_again(engine):
    """Better rules read everything of a day anew; the same rules read nothing twice."""
    with writing(engine) as db:
        add_captures(db, [row(1), row(2), row(3, day=date(2026, 3, 13))], run="test", now=NOW)
        first, second = captures_of(db, DAY, "rules@1")
        for outcome in ("later", "loaded"):
            settle_reading(db, first, extractor="rules@1", outcome=outcome, now=NOW)
        assert captures_of(db, DAY, "rules@1") == (second,)
        assert captures_of(db, DAY, "rules@2") == (first, second)
        assert captures_of(db, DAY, None) == (first, second)
        assert unread_days(db, "rules@1") == (DAY, date(2026, 3, 13))
        settle_reading(db, second, extractor="rules@1", outcome="consent_wall", now=NOW)
        assert unread_days(db, "rules@1") == (date(2026, 3, 13),)
