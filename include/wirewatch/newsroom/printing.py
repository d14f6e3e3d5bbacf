"""How a publisher prints whose text it is: byline, dateline, last line, metadata.

One function a style, found in a table. What is printed and what it proves are one value, so that
page and truth cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from wirewatch.model import Place, Role
from wirewatch.newsroom.habits import CreditStyle, Publisher
from wirewatch.newsroom.labels import LABELS
from wirewatch.newsroom.texts import NewsText

SHORT = {"AFP": "AFP", "REUTERS": "Reuters", "AP": "AP", "DPA": "dpa"}
_WITH_ARTICLE = {"AP": "The Associated Press"}
_TITLES = {"AFP": "Agence France-Presse", "AP": "Associated Press"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCredit:
    """An agency as one page names it."""

    agency: str
    role: Role
    place: Place
    evidence: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """An author as the metadata name one."""

    name: str
    is_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """All that a page prints about who wrote its text."""

    byline: str | None = None
    authors: tuple[Author, ...] = ()  # for the metadata
    dateline: str | None = None  # printed in front of the first paragraph
    tail: str | None = None  # printed as the last line
    credit: PrintedCredit | None = None  # None: no agency is named


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    publisher: Publisher
    text: NewsText
    agency: str
    language: str
    at: datetime


def sign_own(publisher: Publisher, people: tuple[str, ...]) -> Signature:
    """Return how `publisher` signs its own work by `people`."""
    byline = f"{LABELS[publisher.language].by} {_joined(people, publisher.language)}"
    return Signature(byline=byline, authors=tuple(Author(name=name) for name in people))


def sign_wire(publisher: Publisher, text: NewsText, at: datetime) -> Signature:
    """Return how `publisher` signs an agency's text that it prints at `at`."""
    agency = text.agency or ""
    case = _Case(publisher=publisher, text=text, agency=agency, language=publisher.language, at=at)
    return _STYLES[publisher.credit](case)


def _joined(people: tuple[str, ...], language: str) -> str:
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])} {LABELS[language].both} {people[-1]}"


def _credit(case: _Case, place: Place, evidence: str) -> PrintedCredit:
    return PrintedCredit(agency=case.agency, role=Role.TEXT, place=place, evidence=evidence)


def _house(case: _Case) -> tuple[Author, ...]:
    return (Author(name=case.publisher.name, is_person=False),)


def _metadata(case: _Case) -> Signature:
    name = SHORT[case.agency]
    return Signature(
        byline=f"{LABELS[case.language].by} {name}",
        authors=(Author(name=name, is_person=False),),
        credit=_credit(case, Place.JSON_LD, name),
    )


def _byline(case: _Case) -> Signature:
    line = f"{LABELS[case.language].by} {SHORT[case.agency]}"
    return Signature(byline=line, authors=_house(case), credit=_credit(case, Place.BYLINE, line))


def _reporters(case: _Case) -> Signature:
    people = case.text.reporters
    if not people:
        return _byline(case)
    labels = LABELS[case.language]
    name = _TITLES.get(case.agency, SHORT[case.agency])
    line = f"{labels.by} {_joined(people, case.language)}, {name}"
    credit = replace(_credit(case, Place.BYLINE, line), people=people)
    return Signature(
        byline=line, authors=tuple(Author(name=each) for each in people), credit=credit
    )


def _joint(case: _Case) -> Signature:
    word = {"fr": "avec", "de": "mit", "es": "con", "en": "with"}[case.language]
    line = f"{case.publisher.name} {word} {SHORT[case.agency]}"
    credit = replace(_credit(case, Place.BYLINE, line), role=Role.JOINT)
    return Signature(byline=line, authors=(Author(name=line, is_person=False),), credit=credit)


def _dateline(case: _Case) -> Signature:
    place = case.text.dateline
    if not place:
        return _byline(case)
    line = _dateline_of(case, place)
    return Signature(
        authors=_house(case), dateline=line, credit=_credit(case, Place.DATELINE, line)
    )


def _dateline_of(case: _Case, place: str) -> str:
    name = SHORT[case.agency]
    if case.agency == "REUTERS":  # "PORT ARDENNE, March 12 (Reuters) -"
        local = case.at.astimezone(ZoneInfo(case.publisher.zone))
        month = LABELS[case.language].months[local.month - 1]
        day = f"{month} {local.day}" if case.language == "en" else f"{local.day} {month}"
        return f"{place}, {day} ({name}) -"
    if case.language == "de":
        return f"{place.title()} ({name}) –"
    return f"{place} ({name}) —"


def _tail(case: _Case) -> Signature:
    name = SHORT[case.agency]
    line = f"cwo/fab ({name})" if case.language == "de" else f"({name})"
    credit = _credit(case, Place.TAIL, line)
    if case.language == "de":  # "cwo/fab" are two of the desk: agency and desk wrote it
        credit = replace(credit, role=Role.JOINT)
    return Signature(authors=_house(case), tail=line, credit=credit)


def _contribution(case: _Case) -> Signature:
    name = _WITH_ARTICLE.get(case.agency, SHORT[case.agency])
    if case.language != "en":
        name = SHORT[case.agency]
    line = LABELS[case.language].with_files.format(agency=name)
    if case.agency == "DPA" and case.language == "de":
        line = "Mit Material der dpa"
    own = sign_own(case.publisher, case.publisher.staff[:1])
    credit = replace(_credit(case, Place.TAIL, line), role=Role.CONTRIBUTION)
    return replace(own, tail=line, credit=credit)


def _nothing(case: _Case) -> Signature:
    return Signature(authors=_house(case))


_STYLES: dict[CreditStyle, Callable[[_Case], Signature]] = {
    CreditStyle.JSON_LD: _metadata,
    CreditStyle.BYLINE: _byline,
    CreditStyle.REPORTERS: _reporters,
    CreditStyle.JOINT: _joint,
    CreditStyle.DATELINE: _dateline,
    CreditStyle.TAIL: _tail,
    CreditStyle.CONTRIBUTION: _contribution,
    CreditStyle.NONE: _nothing,
}
