"""Times as publishers write them, read into `Moment`s; one reader for feeds and pages.

Own rules for what the press really prints (ISO 8601, RFC 2822, month names, clock times, "2 hours
ago"), dateparser for the rest. feedparser takes CET, BST, IST and MSK for UTC and makes the year
1730 of an epoch time; other readers resolve "yesterday" against the clock on the wall. Here a word
is resolved against the capture in the publisher's zone, and what cannot be told for sure, such as
"03/04/2024" from anywhere, is not told.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from wirewatch.clocks import (
    Context,
    Found,
    day_of,
    read_absolute,
    read_clock,
    read_epoch,
    read_iso,
    stated_on,
    zone_called,
)
from wirewatch.datewords import (
    AGO_AFTER,
    AGO_BEFORE,
    DAY_WORDS,
    MONTH_FIRST_ZONES,
    NOW_WORDS,
    NUMBER_WORDS,
    PUBLISHED,
    SIGNS,
    UNITS,
    UPDATED,
)
from wirewatch.model import MAX_CLOCK_AHEAD, Moment, Precision
from wirewatch.text import fold

MAX_RAW_CHARS = 200  # the longest real date line we saw has 96; more is prose
MAX_FOREIGN_CHARS = 60  # dateparser's cost grows with the words it is given
EARLIEST_ON = date(1901, 1, 1)  # 1601, 1753, 1899, 1900 are zeros of databases, not days
_ZERO_DAYS = frozenset({date(1970, 1, 1), date(1969, 12, 31)})  # Unix zero, as seen from any zone


def read_moment(
    raw: str | None,
    *,
    reader: str,
    captured_at: datetime,
    zone: str = "UTC",
    language: str | None = None,
    day_first: bool | None = None,
    is_thorough: bool = True,
) -> Moment:
    """Return the time that `raw` states; precision NONE when it states none we can be sure of.

    Args:
        raw: The words as printed. Of "Published … Updated …" the first time is read.
        reader: Who found them; kept in the Moment.
        captured_at: When the page was taken. "Yesterday" is the day before it, in `zone`; a time
            more than MAX_CLOCK_AHEAD after it is no publication time.
        zone: IANA name of the publisher's zone, for clock times that name none.
        language: ISO 639-1 code, where known; tells the order of day and month, too.
        day_first: Whether "03/04/2024" is in April, where known.
        is_thorough: Whether to ask dateparser, too: 60 ms for a text that is no date.

    Promises: never raises; never the current time, unless the words say "just now".
    """
    shown = (raw or "").strip()[:MAX_RAW_CHARS]
    context = _context(captured_at, zone, language, day_first)
    readers = (*_READERS, _foreign) if is_thorough else _READERS
    found = _read(shown, context, readers) if shown else None
    if found is None or _is_absurd(found.at) or _is_ahead(found.at, context):
        return Moment(raw=shown, reader=reader)
    at = found.at.astimezone(UTC)
    return Moment(at=at, precision=found.precision, raw=shown, reader=reader)


def lies_ahead(raw: str, *, captured_at: datetime, zone: str, language: str | None) -> bool:
    """Whether `raw` can be read, and is unknown only for lying too far after the capture."""
    context = _context(captured_at, zone, language, None)
    found = _read(raw, context, _READERS)
    return found is not None and _is_ahead(found.at, context)


def _context(
    captured_at: datetime,
    zone: str,
    language: str | None,
    day_first: bool | None,  # noqa: FBT001  three answers, not a switch
) -> Context:
    return Context(
        captured_at=captured_at.astimezone(UTC),
        zone=zone_called(zone) or UTC,  # settings check zones; a page's claim may be junk
        language=language[:2].lower() if language else None,
        day_first=_day_first(day_first, language, zone),
    )


def split_dates(raw: str) -> tuple[str, str | None]:
    """Return the part of a date line that tells the publication, and the part on the last change.

    "Published yesterday at 16:41 Updated yesterday at 19:27" falls in two; a line without a word
    like "Updated" is all publication; a line with only that word has "" as its first part.
    """
    labels = sorted(
        [(match.start(), "published") for match in PUBLISHED.finditer(raw)]
        + [(match.start(), "updated") for match in UPDATED.finditer(raw)]
    )
    if all(kind == "published" for _, kind in labels):
        return raw.strip(), None
    ends = [start for start, _ in labels[1:]] + [len(raw)]
    parts: dict[str, str] = {}
    if any(character.isdigit() for character in raw[: labels[0][0]]):
        parts["published"] = raw[: labels[0][0]].strip()
    for (start, kind), end in zip(labels, ends, strict=True):
        parts.setdefault(kind, raw[start:end].strip())
    return parts.get("published", ""), parts["updated"]


_Reader = Callable[[str, Context], Found | None]


def _read(shown: str, context: Context, readers: Sequence[_Reader]) -> Found | None:
    text = _plain(shown)
    if found := read_iso(text, context) or read_epoch(text):
        return found
    published, updated = split_dates(text)
    text = published or updated or text
    for read in readers:
        if found := read(text, context):
            return found
    return None


_HYPHENS = {0x2010: "-", 0x2212: "-"}  # a hyphen that does not break, and a minus


def _plain(shown: str) -> str:
    """Return `shown` with compatible characters made one and all digits made 0 to 9."""
    if shown.isascii():
        return shown
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFKC", shown)
    ).translate(_HYPHENS)


def _day_first(given: bool | None, language: str | None, zone: str) -> bool | None:  # noqa: FBT001
    """Return whether the day precedes the month in "03/04/2024", or None when that is open."""
    if given is not None:
        return given
    tag = (language or "").replace("_", "-").lower()
    if zone in MONTH_FIRST_ZONES or tag in {"en-us", "en-ph"}:
        return False
    if tag in {"", "en", "en-ca"}:
        is_home = zone.startswith(("Europe/", "Australia/", "Asia/", "Africa/", "Pacific/"))
        return True if is_home else None
    return True


def _is_absurd(at: datetime) -> bool:
    return at.date() < EARLIEST_ON or at.date() in _ZERO_DAYS


def _is_ahead(at: datetime, context: Context) -> bool:
    return at > context.captured_at + MAX_CLOCK_AHEAD


# ── relative times ──────────────────────────────────────────────────────────────────────────────

_AMOUNT = r"(?P<n{0}>\d{{1,3}}|[^\W\d_]{{1,5}})\s?(?P<unit{0}>[^\W\d_]{{1,9}})\.?"
_AMOUNTS = _AMOUNT.format(1) + r"(?:,?\s(?:(?:and|et|und|y|e|en)\s)?" + _AMOUNT.format(2) + ")?"
_AGO = (
    re.compile(rf"(?<!\w){_AMOUNTS}\s(?:{AGO_AFTER})(?!\w)"),
    re.compile(rf"(?<!\w){_AMOUNT.format(1)}\s(?:{AGO_AFTER})(?!\w)"),
    re.compile(rf"(?<!\w)(?:{AGO_BEFORE})\s(?:about\s|environ\s|etwa\s|cerca de\s)?{_AMOUNTS}"),
    re.compile(
        rf"(?<!\w)(?:{AGO_BEFORE})\s(?:about\s|environ\s|etwa\s|cerca de\s)?{_AMOUNT.format(1)}"
    ),
)
_AGO_IN_SIGNS = re.compile(
    rf"(?<!\d)(\d{{1,3}})\s?({'|'.join(sorted(SIGNS, key=len, reverse=True))})\s?(?:前|전)"
)
_DAY_WORD = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(DAY_WORDS, key=len, reverse=True))) + r")(?!\w)"
)


def _ago(text: str, context: Context) -> Found | None:
    folded = fold(text)
    if any(word in folded for word in NOW_WORDS):
        return Found(context.captured_at, Precision.RELATIVE)
    for pattern in _AGO:
        for match in pattern.finditer(folded):
            steps = tuple(_steps(match))
            if steps and None not in steps:
                return _before(context.captured_at, [step for step in steps if step])
    return None


def _ago_in_signs(text: str, context: Context) -> Found | None:
    """Return the time of "3小时前", "3時間前", "3시간 전"."""
    match = None if text.isascii() else _AGO_IN_SIGNS.search(text)
    return _before(context.captured_at, [(SIGNS[match[2]], int(match[1]))]) if match else None


def _steps(match: re.Match[str]) -> Iterator[tuple[str, int] | None]:
    """Yield unit and number of each amount, None for one that is no amount."""
    parts = match.groupdict()
    for place in ("1", "2"):
        number = parts.get("n" + place)
        if number is not None:
            n = int(number) if number.isdigit() else NUMBER_WORDS.get(number)
            unit = UNITS.get(parts["unit" + place])
            yield (unit, n) if n is not None and unit else None


def _before(at: datetime, steps: list[tuple[str, int]]) -> Found | None:
    try:
        for unit, n in steps:
            at = _MONTHS_BACK[unit](at, n) if unit in _MONTHS_BACK else at - timedelta(**{unit: n})
    except (OverflowError, ValueError):
        return None
    return Found(at, Precision.RELATIVE)


def _months_back(at: datetime, n: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 - n, 12)
    for day in range(at.day, 27, -1):  # 31 March less one month is the last of February
        if day_of(year, month + 1, day):
            return at.replace(year=year, month=month + 1, day=day)
    return at.replace(year=year, month=month + 1)


_MONTHS_BACK: dict[str, Callable[[datetime, int], datetime]] = {
    "months": _months_back,
    "years": lambda at, n: _months_back(at, 12 * n),
}


def _day_word(text: str, context: Context) -> Found | None:
    word = _DAY_WORD.search(fold(text))
    if word is None:
        return None
    day = context.local.date() - timedelta(days=DAY_WORDS[word[0]])
    found = stated_on(day, read_clock(text), context)
    return found._replace(precision=Precision.RELATIVE) if found else None


_READERS: tuple[_Reader, ...] = (read_absolute, _ago, _ago_in_signs, _day_word)


# ── what only dateparser can read ───────────────────────────────────────────────────────────────

_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d{2}(?!\d)")  # 2567 is 2024 in Thailand, and is refused
_NUMBERS_ONLY = re.compile(r"\d{1,2}[./-]\d{1,2}(?!\d)")  # its order would be guessed
_LAST_LATIN = "\u024f"


def _foreign(text: str, context: Context) -> Found | None:
    """Return what dateparser makes of a full date in words; the clock is read by our own rules.

    Without a language it tries all it knows, 20 ms for a text that is no date: only for scripts
    that are neither Latin nor ours already.
    """
    is_far = any(character > _LAST_LATIN and character.isalpha() for character in text)
    is_worth_it = is_far or (context.language and any(map(str.isalpha, text)))
    if len(text) > MAX_FOREIGN_CHARS or not is_worth_it or not _YEAR.search(text):
        return None
    if _NUMBERS_ONLY.search(text):
        return None
    day = _foreign_day(text, None if is_far else context.language, context.local)
    return stated_on(day, read_clock(text), context)


def _foreign_day(text: str, language: str | None, local: datetime) -> date | None:
    from dateparser.date import DateDataParser  # 0.2 s to import, and hardly ever needed

    # dateparser reads RELATIVE_BASE as naive local time; without one it would take the real clock.
    rules = {
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": local.replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        parser = DateDataParser(languages=[language] if language else None, settings=rules)
        found: datetime | None = parser.get_date_data(text).date_obj
    except (ValueError, OverflowError, TypeError, KeyError, IndexError, AttributeError):
        return None  # an unknown language, or one of its own faults on odd input
    return found.date() if found else None
