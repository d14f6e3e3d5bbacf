"""The date that an address carries in its path, as many publishers' do."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join(_MONTHS)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# "/2026/03/12/", "/2026-03-12-a-slug", "/2026/mar/12/", "/20260312/", "-20260312.html". A date is
# bounded by what is no digit, so that "/article/20260312345" is an article's number; in a folder of
# its own, so that "/2026/03/3-questions" is no day.
_DAY_FORMS = (
    re.compile(rf"(?<!\d){_YEAR}/(?P<month>\d\d?)/(?P<day>\d\d?)(?=[/.]|$)"),
    re.compile(rf"(?<!\d){_YEAR}([_.-])(?P<month>\d\d?)\2(?P<day>\d\d?)(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}/(?P<name>{_MONTH})[a-z]{{0,6}}/(?P<day>\d\d?)(?!\d)", re.I),
    re.compile(rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
)
_MONTH_FORM = re.compile(rf"/{_YEAR}[/-](?P<month>\d\d)(?=/|$)")  # "/2026/03/a-slug"
_MAX_PATH = 2_000


@dataclass(frozen=True, slots=True)
class PathDate:
    """The days, from first to last, that an address may belong to."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the address may be of that day."""
        return self.first <= day <= self.last


def path_date(url: str) -> PathDate | None:
    """Return the day, or the month, that the path of `url` names; None when it names none.

    A day that no calendar has ("/2026/02/30/") is not a date.

    >>> path_date("https://a.example/2024/02/29/leap-day")
    PathDate(first=datetime.date(2024, 2, 29), last=datetime.date(2024, 2, 29))
    """
    path = urlsplit(url).path[:_MAX_PATH]
    for form in _DAY_FORMS:
        for found in form.finditer(path):
            day = _day(found.groupdict())
            if day:
                return PathDate(day, day)
    return _whole_month(path)


def _day(parts: dict[str, str | None]) -> date | None:
    name, month = parts.get("name"), parts.get("month")
    number = _MONTHS.index(name.lower()) + 1 if name else int(month or 0)
    try:
        return date(int(parts["year"] or 0), number, int(parts["day"] or 0))
    except ValueError:
        return None


def _whole_month(path: str) -> PathDate | None:
    found = _MONTH_FORM.search(path)
    if not found or not 1 <= int(found["month"]) <= 12:
        return None
    year, month = int(found["year"]), int(found["month"])
    return PathDate(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
