"""Which date of a page is its publication: printed ones, the address, the tags, and none."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pages import TEXT, capture, page_of, read
from wirewatch.articles import home_zones
from wirewatch.articles.extract import read_article
from wirewatch.articles.printed import span_in_address
from wirewatch.articles.readings import compare, find_offset
from wirewatch.clocks import date_spans, zone_called
from wirewatch.model import Moment, Precision

H1 = "<h1>Old ferry terminal to close</h1>"


@pytest.mark.parametrize(
    "line",
    [
        "17 February 2026 | Press releases",
        "Harrowgate Rowers • 17.02.2026",
        "By the Rowing Club 17. 2. 2026.",
        "Rowing 17.02.2026 Topics: boats, prizes",
        "17.02.2026 - Desk: Ada Marlowe (spokeswoman of the club)",
    ],
)
def test_a_date_among_few_other_words_above_the_text_is_read(line):
    published = read(page_of(f"{H1}<p>{line}</p>{TEXT}"), zone="Europe/London").published
    assert published.at is not None
    assert published.at.date() == date(2026, 2, 17)


@pytest.mark.parametrize(
    "opening", ["Esk, (17.02.2026). ", "17.2.2026 - ", "ESK, 17.02.2026, 5/26 "]
)
def test_a_date_that_opens_the_first_paragraph_is_read(opening):
    page = page_of(f"{H1}{TEXT.replace('<p>', f'<p>{opening}', 1)}")
    assert read(page, zone="Europe/London").published.at == datetime(2026, 2, 17, tzinfo=UTC)


def test_a_date_in_the_first_sentence_is_none():
    page = page_of(f"{H1}{TEXT.replace('<p>', '<p>On 17 January 2026 a storm came, and ', 1)}")
    assert read(page).published.at is None


def test_a_list_of_dated_lines_is_that_of_other_articles():
    days = "".join(f"<p>{day} January 2026</p>" for day in (3, 5, 8, 9))
    assert read(page_of(f"{H1}{days}{TEXT}")).published.at is None


def test_the_days_of_a_span_are_no_publication():
    assert read(page_of(f"{H1}<p>9 Jan 2026 - 1 Feb 2026</p>{TEXT}")).published.at is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/02/17/ferry", date(2026, 2, 17)),
        ("/news/ferry-2026-02-17.html", date(2026, 2, 17)),
        ("/20260217/ferry", date(2026, 2, 17)),
        ("/2026/02/3-questions-on-the-ferry", None),
        ("/ferry-20260217345", None),
    ],
)
def test_the_day_in_the_address_is_read_where_the_page_tells_none(path, day):
    page = capture(page_of(f"{H1}{TEXT}"), url=f"https://www.harbour-post.example{path}")
    at = read_article(page).published.at
    assert (at.date() if at else None) == day


def moment(reader: str, at: str, raw: str = "") -> Moment:
    precision = Precision.SECOND if "T" in at else Precision.DAY
    stated = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Moment(at=stated, precision=precision, raw=raw or at, reader=reader)


@pytest.mark.parametrize(
    ("readings", "changes", "reader"),
    [
        pytest.param(
            [moment("json-ld", "2026-02-17T08:00"), moment("dom", "2026-02-17")],
            [],
            "json-ld",
            id="they agree",
        ),
        pytest.param(
            [moment("json-ld", "2026-02-17T08:00"), moment("url", "2025-07-12")],
            [],
            "url",
            id="published again: the address keeps the first day",
        ),
        pytest.param(
            [moment("json-ld", "2026-02-17T08:00"), moment("dom", "2025-07-12")],
            [],
            "dom",
            id="published again: the line keeps the first day",
        ),
        pytest.param(
            [
                moment("json-ld", "2026-02-17T08:00"),
                moment("dom", "2025-07-12"),
                moment("dom", "2025-08-12"),
            ],
            [],
            "json-ld",
            id="two lines: one is of another article",
        ),
        pytest.param(
            [moment("json-ld", "2026-02-10T08:00"), moment("dom", "2026-02-17")],
            [],
            "json-ld",
            id="a later line may be that of a comment",
        ),
        pytest.param(
            [moment("json-ld", "2019-02-10T08:00"), moment("dom", "2026-02-17")],
            [moment("json-ld", "2026-02-17T11:00")],
            "dom",
            id="the text of today, which the page dates so",
        ),
        pytest.param(
            [moment("meta", "2026-01-02", "01/02/2026"), moment("dom", "2026-02-01")],
            [],
            "dom",
            id="day and month the other way round",
        ),
    ],
)
def test_the_reading_that_is_believed(readings, changes, reader):
    best, _ = compare(readings, "UTC", "published", changes)
    assert best.reader == reader


@pytest.mark.parametrize(
    ("path", "reader"),
    [
        pytest.param("/2025/ferry", "meta", id="the year has a folder"),
        pytest.param("/2025/07/ferry", "meta", id="the month has one"),
        pytest.param("/2026/ferry", "json-ld", id="the first reading is of that year"),
        pytest.param("/2024/ferry", "json-ld", id="no reading is of that year"),
        pytest.param("/ferry-2025/", "json-ld", id="a number in words is no folder"),
    ],
)
def test_a_folder_of_the_address_keeps_the_year_in_which_the_page_was_made(path, reader):
    """Tags tell of a text that was published again, lines below a headline of anything."""
    readings = [moment("json-ld", "2026-02-17T08:00"), moment("meta", "2025-07-12")]
    span = span_in_address(f"https://post.example{path}")
    best, warning = compare(readings, "UTC", "published", (), span)
    assert best.reader == reader
    assert "json-ld says 2026-02-17T08:00Z" in warning


def test_the_last_hours_of_a_year_are_of_its_folder_in_every_zone():
    readings = [moment("json-ld", "2026-01-01T08:00"), moment("meta", "2025-07-12")]
    best, _ = compare(
        readings, "UTC", "published", (), span_in_address("https://a.example/2025/12/a")
    )
    assert best.reader == "json-ld"


@pytest.mark.parametrize(
    ("raw", "zone", "other", "minutes"),
    [
        ("2026-02-17T02:25:00-05:00", "UTC", None, -300),
        ("2026-02-17T02:25:00+0530", "UTC", None, 330),
        ("2026-02-17T02:25:00Z", "America/New_York", None, -300),
        ("2026-02-17T02:25:00Z", "UTC", "2026-02-16T21:25", -300),
        ("2026-02-17T02:25:00Z", "UTC", "2026-02-16T21:17", None),
        ("2026-02-17T02:25:00Z", "UTC", "2026-02-14T21:25", None),
        ("2026-02-17", "America/New_York", None, None),
    ],
)
def test_the_offset_of_the_publishers_clock_is_told_or_seen(raw, zone, other, minutes):
    first = moment("json-ld", "2026-02-17T02:25" if "T" in raw else raw, raw)
    readings = [first, moment("dom", other)] if other else [first]
    assert find_offset(first, readings, zone) == minutes


def test_a_time_is_shown_on_the_publishers_clock():
    head = '<meta property="article:published_time" content="2026-02-17T21:25:00-05:00">'
    published = read(page_of(f"{H1}{TEXT}", head=head)).published
    assert published.at == datetime(2026, 2, 18, 2, 25, tzinfo=UTC)
    assert published.local is not None
    assert published.local.isoformat() == "2026-02-17T21:25:00-05:00"


@pytest.mark.parametrize(
    ("host", "zone", "hour"),
    [
        ("post.example.de", "UTC", 8),
        ("post.example.co.jp", "UTC", 0),
        ("post.example.com", "UTC", 9),
        ("post.example.de", "Asia/Tokyo", 0),  # what we are told goes before
    ],
)
def test_a_time_without_a_zone_is_that_of_the_country_of_the_address(host, zone, hour):
    head = '<meta property="article:published_time" content="2026-02-17 09:00">'
    page = capture(page_of(f"{H1}{TEXT}", head=head), url=f"https://{host}/ferry")
    at = read_article(page, zone=zone).published.at
    assert at == datetime(2026, 2, 17, hour, tzinfo=UTC)


def test_every_home_zone_is_one_that_clocks_know():
    assert all(zone_called(zone) for zone in home_zones._ZONE_OF_DOMAIN.values())


@given(
    st.dates(min_value=date(1990, 1, 1)).filter(lambda day: day.year < 9999),
    st.integers(-14 * 60, 14 * 60),
)
def test_another_clock_shows_the_same_moment(day, minutes):
    at = datetime.combine(day, time(12), UTC)
    told = Moment(at=at, precision=Precision.SECOND, offset_minutes=minutes)
    assert told.local == told.at
    assert told.local is not None
    assert told.local.utcoffset() == timedelta(minutes=minutes)


@given(st.text(alphabet="0123456789 ./-JanuaryMärz年月日", max_size=60))
def test_spans_of_dates_stand_in_the_text_one_after_the_other(text):
    spans = date_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)
