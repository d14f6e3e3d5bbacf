"""Dates as the press writes them: read rightly, or not at all."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.model import Moment, Precision
from wirewatch.times import MAX_RAW_CHARS, lies_ahead, read_moment, split_dates

CAPTURED_AT = datetime(2024, 10, 30, 9, 30, tzinfo=UTC)


def moment(raw: str, **known: Any) -> Moment:
    return read_moment(raw, reader="test", **{"captured_at": CAPTURED_AT, **known})


def shown(raw: str, **known: Any) -> str:
    """Return "2024-10-29 16:41 minute", or "none"."""
    found = moment(raw, **known)
    return f"{found.at:%Y-%m-%d %H:%M} {found.precision}" if found.at else str(found.precision)


BATTERY = """
2024-10-29T16:41:00Z                                 = 2024-10-29 16:41 second
2024-10-29T16:41:00.123456Z                          = 2024-10-29 16:41 second
2024-10-29t16:41:00z                                 = 2024-10-29 16:41 second
2024-10-29T16:41Z                                    = 2024-10-29 16:41 minute
2024-10-29T16:41:00+01:00                            = 2024-10-29 15:41 second
2024-10-29T16:41:00-0400                             = 2024-10-29 20:41 second
2024-10-29T16:41:00+01:00[Europe/Paris]              = 2024-10-29 15:41 second
2024-10-29T16:41:00 Europe/Paris                     = 2024-10-29 15:41 second
2024-10-29 16:41:00 +0000 UTC                        = 2024-10-29 16:41 second
2024-10-29 16:41                                     = 2024-10-29 16:41 minute
2024-10-29 4:41 PM                                   = 2024-10-29 16:41 minute
2024-10-29T24:00:00Z                                 = 2024-10-30 00:00 second
2024-10-29T16:41:60Z                                 = 2024-10-29 16:41 second
2024-10-29T25:00:00Z                                 = 2024-10-29 00:00 day
2024-10-29T16:41:00+99:00                            = 2024-10-29 00:00 day
2024-10-29                                           = 2024-10-29 00:00 day
20241029                                             = 2024-10-29 00:00 day
20241029T164100Z                                     = 2024-10-29 16:41 second
2024/10/29 16:41                                     = 2024-10-29 16:41 minute
1730220060                                           = 2024-10-29 16:41 second
1730220060000                                        = 2024-10-29 16:41 second
Tue, 29 Oct 2024 16:41:00 GMT                        = 2024-10-29 16:41 second
Tue, 29 Oct 2024 16:41:00 +0530                      = 2024-10-29 11:11 second
Tue, 29 Oct 2024 16:41:00 CET                        = 2024-10-29 15:41 second
Tue, 29 Oct 2024 16:41:00 CEST                       = 2024-10-29 14:41 second
Tue, 29 Oct 2024 16:41:00 BST                        = 2024-10-29 15:41 second
Tue, 29 Oct 2024 16:41:00 IST                        = 2024-10-29 11:11 second
Tue, 29 Oct 2024 16:41:00 EST                        = 2024-10-29 21:41 second
Tue, 29 Oct 2024 16:41:00 PDT                        = 2024-10-29 23:41 second
Tue, 29 Oct 2024 16:41:00 MSK                        = 2024-10-29 13:41 second
Tue, 29 Oct 2024 16:41:00 JST                        = 2024-10-29 07:41 second
Tue, 29 Oct 2024 16:41:00 AEDT                       = 2024-10-29 05:41 second
Tue, 29 Oct 2024 16:41:00 XKT                        = 2024-10-29 00:00 day
Tue,29 Oct 2024 16:41:00 +0000                       = 2024-10-29 16:41 second
Tue, 29 Oct 2024 24:00:00 +0000                      = 2024-10-30 00:00 second
29 Oct 24 16:41 Z                                    = 2024-10-29 16:41 minute
mar., 29 oct. 2024 16:41:00 +0100                    = 2024-10-29 15:41 second
Tue Oct 29 16:41:00 CET 2024                         = 2024-10-29 15:41 second
Tue Oct 29 2024 16:41:00 GMT+0100 (Central Standard) = 2024-10-29 15:41 second
October 29, 2024 4:41 PM EDT                         = 2024-10-29 20:41 minute
Oct. 29, 2024 at 4:41 p.m. ET                        = 2024-10-29 20:41 minute
4:41 PM EDT, Tue October 29, 2024                    = 2024-10-29 20:41 minute
Updated 16:41 GMT, 29 October 2024                   = 2024-10-29 16:41 minute
12:30 AM 29 Oct 2024                                 = 2024-10-29 00:30 minute
29th of October, 2024                                = 2024-10-29 00:00 day
29-Oct-2024                                          = 2024-10-29 00:00 day
By AFP October 29, 2024 | 16 comments                = 2024-10-29 00:00 day
mardi 29 octobre 2024 à 16h41                        = 2024-10-29 16:41 minute
Publié le 29/10/2024 à 16:41                         = 2024-10-29 16:41 minute
le 1er août 2024 à 16 h 41                           = 2024-08-01 16:41 minute
Dienstag, 29. Oktober 2024, 16:41 Uhr                = 2024-10-29 16:41 minute
3. März 2024, 16.41 Uhr                              = 2024-03-03 16:41 minute
29.10.24, 16:41                                      = 2024-10-29 16:41 minute
03.04.2024                                           = 2024-04-03 00:00 day
29 de octubre de 2024 a las 16:41                    = 2024-10-29 16:41 minute
29 de out. de 2024 às 16h41                          = 2024-10-29 16:41 minute
29 ottobre 2024 alle 16.41                           = 2024-10-29 16:41 minute
29 mrt. 2024 om 16:41 uur                            = 2024-03-29 16:41 minute
29 maj 2024 kl. 16.41                                = 2024-05-29 16:41 minute
29 października 2024, 16:41                          = 2024-10-29 16:41 minute
29 октября 2024, 16:41                               = 2024-10-29 16:41 minute
29 Ağustos 2024 16:41                                = 2024-08-29 16:41 minute
2024. október 29. 16:41                              = 2024-10-29 16:41 minute
2024年10月29日 16:41                                 = 2024-10-29 16:41 minute
2024年10月29日 下午4:41                              = 2024-10-29 16:41 minute
2024년 10월 29일                                     = 2024-10-29 00:00 day
٢٩ أكتوبر ٢٠٢٤                                       = 2024-10-29 00:00 day
29 ตุลาคม 2024 16:41                                 = 2024-10-29 16:41 minute
29 अक्टूबर 2024                                      = 2024-10-29 00:00 day
10/29/2024                                           = 2024-10-29 00:00 day
29/10/2024                                           = 2024-10-29 00:00 day
11/10/2024                                           = 2024-10-11 00:00 day
Published yesterday at 16:41 Updated yesterday at 19:27 = 2024-10-29 16:41 relative
Today, 4:41 a.m.                                     = 2024-10-30 04:41 relative
Publié hier à 16h41                                  = 2024-10-29 16:41 relative
avant-hier à 16h41                                   = 2024-10-28 16:41 relative
Veröffentlicht gestern um 16.41 Uhr                  = 2024-10-29 16:41 relative
ayer a las 16:41                                     = 2024-10-29 16:41 relative
ontem às 16h41                                       = 2024-10-29 16:41 relative
ieri alle 16:41                                      = 2024-10-29 16:41 relative
gisteren om 16:41                                    = 2024-10-29 16:41 relative
Updated 2 hours ago                                  = 2024-10-30 07:30 relative
an hour ago                                          = 2024-10-30 08:30 relative
1 hour 20 minutes ago                                = 2024-10-30 08:10 relative
il y a 3 heures                                      = 2024-10-30 06:30 relative
vor 2 Stunden                                        = 2024-10-30 07:30 relative
hace 3 horas                                         = 2024-10-30 06:30 relative
há 3 dias                                            = 2024-10-27 09:30 relative
3 ore fa                                             = 2024-10-30 06:30 relative
2 uur geleden                                        = 2024-10-30 07:30 relative
2 months ago                                         = 2024-08-30 09:30 relative
just now                                             = 2024-10-30 09:30 relative
Tuesday, 29-Oct-24 16:41:00 GMT                      = 2024-10-29 16:41 second
Tue Oct  1 16:41:00 2024                             = 2024-10-01 16:41 second
2024-W44-2                                           = 2024-10-29 00:00 day
2024-W44-2T16:41:00Z                                 = 2024-10-29 16:41 second
2024-303                                             = 2024-10-29 00:00 day
20241029164100                                       = 2024-10-29 16:41 second
2024‑10‑29                                           = 2024-10-29 00:00 day
2024-10-29 16:41:00 CET                              = 2024-10-29 15:41 second
Tue, 29 Oct 2024 16:41:00 -0000                      = 2024-10-29 16:41 second
Tue, 29 Oct 2024 16:41:00 GMT+2                      = 2024-10-29 14:41 second
Tue, 29 Oct 2024 16:41:00 UTC+05:30                  = 2024-10-29 11:11 second
Tue, 29 Oct 2024 16:41:00 +0100 (CET)                = 2024-10-29 15:41 second
Tue, 29 Oct 2024 04:41:00 PM EST                     = 2024-10-29 21:41 second
Tue, 29 Oct 2024 16:41:00 America/New_York           = 2024-10-29 20:41 second
Tue, 29 Oct 2024 16:41:00 WIB                        = 2024-10-29 09:41 second
Tue, 29 Oct 2024 16:41:00.000 GMT                    = 2024-10-29 16:41 second
Tue, 29 Oct 2024 16:61:00 GMT                        = 2024-10-29 00:00 day
Di, 29 Okt 2024 16:41:00 +0100                       = 2024-10-29 15:41 second
ter, 29 out 2024 16:41:00 -0300                      = 2024-10-29 19:41 second
Вт, 29 Окт 2024 16:41:00 +0300                       = 2024-10-29 13:41 second
Τρι, 29 Οκτ 2024 16:41:00 +0200                      = 2024-10-29 14:41 second
火, 29 10月 2024 16:41:00 +0900                        = 2024-10-29 07:41 second
٢٩ أكتوبر ٢٠٢٤ ١٦:٤١                                 = 2024-10-29 16:41 minute
2024/10/29(火) 16:41                                  = 2024-10-29 16:41 minute
29 tháng 10 năm 2024                                 = 2024-10-29 00:00 day
29 spalio 2024                                       = 2024-10-29 00:00 day
29. októbra 2024                                     = 2024-10-29 00:00 day
3 小时前                                              = 2024-10-30 06:30 relative
3時間前                                                = 2024-10-30 06:30 relative
2시간 전                                               = 2024-10-30 07:30 relative
-0001-11-30T00:00:00+00:00                           = none
Wed, 30 Nov -0001 00:00:00 +0000                     = none
Mon, 01 Jan 0001 00:00:00 +0000                      = none
0000-00-00T00:00:00Z                                 = none
1730-10-29                                           = none
9999-12-31T23:59:59Z                                 = none
2024-10-31T09:31:00Z                                 = none
2023-366                                             = none
2024-000                                             = none
24:00:00                                             = none
1403/08/08                                           = none
8 آبان 1403                                          = none
2567-10-29                                           = none
令和6年10月29日                                         = none
now                                                  = none
tomorrow                                             = none
03/04/2024                                           = none
0000-00-00                                           = none
0001-01-01T00:00:00                                  = none
1970-01-01T00:00:00Z                                 = none
30 Feb 2024                                          = none
29 October 2034                                      = none
29 ตุลาคม 2567                                       = none
29 octobre, 16h41                                    = none
October 2024                                         = none
Oct 29                                               = none
16:41                                                = none
Tuesday                                              = none
5 min read                                           = none
16 comments                                          = none
not a date                                           = none
"""
CASES = [tuple(map(str.strip, line.split(" = "))) for line in BATTERY.strip().splitlines()]


@pytest.mark.parametrize(("raw", "expected"), CASES, ids=[raw for raw, _ in CASES])
def test_a_date_is_read_rightly_or_not_at_all(raw: str, expected: str) -> None:
    """A wrong date is worse than none: it puts a story into another day, unseen."""
    assert shown(raw) == expected


def test_there_is_a_battery_of_dates() -> None:
    assert len(CASES) >= 140


IN_ZONES = {
    "the publisher's yesterday": (
        "yesterday at 16:41",
        "America/Toronto",
        "2024-10-29 20:41 relative",
    ),
    "hours have no zone": ("3 hours ago", "America/Toronto", "2024-10-30 06:30 relative"),
    "yesterday began later": ("yesterday", "Pacific/Auckland", "2024-10-29 00:00 relative"),
    "no zone told": ("2024-07-01 16:41", "Europe/Paris", "2024-07-01 14:41 minute"),
    "a day has no zone": ("2024-10-29", "Europe/Paris", "2024-10-29 00:00 day"),
    "Israel's IST": ("29 Oct 2024 16:41 IST", "Asia/Jerusalem", "2024-10-29 14:41 minute"),
    "China's CST": ("29 Oct 2024 16:41 CST", "Asia/Shanghai", "2024-10-29 08:41 minute"),
    "an American day": ("03/04/2024", "America/New_York", "2024-03-04 00:00 day"),
    "a British day": ("03/04/2024", "Europe/London", "2024-04-03 00:00 day"),
    "no such zone": ("2024-10-29 16:41", "Mars/Olympus", "2024-10-29 16:41 minute"),
}


@pytest.mark.parametrize(("raw", "zone", "expected"), IN_ZONES.values(), ids=IN_ZONES)
def test_words_mean_what_they_mean_where_they_are_printed(
    raw: str, zone: str, expected: str
) -> None:
    assert shown(raw, zone=zone) == expected


def test_a_language_tells_the_order_of_day_and_month() -> None:
    assert shown("03/04/2024", language="fr") == "2024-04-03 00:00 day"
    assert shown("03/04/2024", language="en-US") == "2024-03-04 00:00 day"
    assert shown("03/04/2024", language="en") == "none"
    assert shown("03/04/2024", language="fr", day_first=False) == "2024-03-04 00:00 day"


def test_a_language_tells_false_friends_apart() -> None:
    """In Croatian "listopada" is October, in Polish November."""
    captured_at = datetime(2024, 12, 1, tzinfo=UTC)
    assert shown("5 listopada 2024", captured_at=captured_at) == "2024-11-05 00:00 day"
    assert shown("5 listopada 2024", language="hr") == "2024-10-05 00:00 day"


def test_a_language_has_short_months_of_its_own() -> None:
    """In Czech "led" is January and "pro" December; elsewhere they are words."""
    assert shown("út, 29 říj 2024 16:41:00 +0100", language="cs") == "2024-10-29 15:41 second"
    assert shown("3 led 2024", language="cs") == "2024-01-03 00:00 day"
    assert shown("3 led 2024") == "none"


def test_who_is_in_a_hurry_does_without_dateparser() -> None:
    thai = "29 ตุลาคม 2024"
    assert shown(thai) == "2024-10-29 00:00 day"
    assert shown(thai, is_thorough=False) == "none"
    assert shown("29 Oct 2024", is_thorough=False) == "2024-10-29 00:00 day"


def ahead(raw: str, zone: str = "UTC") -> bool:
    return lies_ahead(raw, captured_at=CAPTURED_AT, zone=zone, language=None)


def test_a_date_that_lies_ahead_is_told_from_one_that_is_none() -> None:
    assert ahead("29 October 2034")
    assert ahead("2024-10-31 09:31")
    assert not ahead("2024-10-31 09:31", "Europe/Paris")
    assert not ahead("29 October 2024")
    assert not ahead("0000-00-00")
    assert not ahead("")


def test_a_replay_of_last_year_reads_as_last_year() -> None:
    """What cannot be read is unknown; it is never the time of the run."""
    captured_at = datetime(2023, 3, 31, 12, tzinfo=UTC)
    assert shown("yesterday at 16:41", captured_at=captured_at) == "2023-03-30 16:41 relative"
    assert shown("1 month ago", captured_at=captured_at) == "2023-02-28 12:00 relative"
    assert shown("soon", captured_at=captured_at) == "none"


SPLITS = {
    "both": (
        "Published yesterday at 16:41 Updated yesterday at 19:27",
        ("Published yesterday at 16:41", "Updated yesterday at 19:27"),
    ),
    "other order": ("Updated 19:27 Published 16:41", ("Published 16:41", "Updated 19:27")),
    "no first label": (
        "29 Oct 2024 16:41 | Updated 30 Oct 2024",
        ("29 Oct 2024 16:41 |", "Updated 30 Oct 2024"),
    ),
    "French": (
        "Publié le 3 mai 2024 à 10h, mis à jour le 4 mai 2024 à 9h",
        ("Publié le 3 mai 2024 à 10h,", "mis à jour le 4 mai 2024 à 9h"),
    ),
    "only the change": ("Updated 29 Oct 2024", ("", "Updated 29 Oct 2024")),
    "no label": (" 29 maj 2024 ", ("29 maj 2024", None)),
    "nothing": ("", ("", None)),
}


@pytest.mark.parametrize(("raw", "expected"), SPLITS.values(), ids=SPLITS)
def test_a_date_line_falls_into_publication_and_change(
    raw: str, expected: tuple[str, str | None]
) -> None:
    assert split_dates(raw) == expected


@settings(deadline=None, max_examples=100)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet="0123456789-/:. TZ+GMTagomarhier年月日", max_size=60),
        st.lists(st.sampled_from([raw for raw, _ in CASES]), max_size=3).map(" ".join),
    )
)
def test_no_text_breaks_the_reader(raw: str) -> None:
    found = moment(raw, language="en")
    assert (found.at is None) == (found.precision is Precision.NONE)
    assert found.raw == raw.strip()[:MAX_RAW_CHARS]
    assert found.at is None or found.at.tzinfo is UTC


@settings(deadline=None, max_examples=100)
@given(st.datetimes(datetime(1971, 1, 1), datetime(2024, 10, 29)))  # noqa: DTZ001
def test_what_is_written_in_a_standard_is_read_back(naive: datetime) -> None:
    at = naive.replace(microsecond=0, tzinfo=UTC)
    assert moment(at.isoformat()).at == at
    assert moment(f"{at:%a, %d %b %Y %H:%M:%S} GMT").at == at
    assert moment(f"{at:%B} {at.day}, {at:%Y %I:%M:%S %p}").at == at


def test_a_captured_time_without_words_is_nothing() -> None:
    assert read_moment(None, reader="feed", captured_at=CAPTURED_AT) == Moment(reader="feed")


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a 1 ", "29 Oct ", "1:", "vor 1 x ", "1/", "年", "Updated "]
)
def test_endless_dates_take_no_time(piece: str) -> None:
    assert moment(piece * 100_000).precision is Precision.NONE
