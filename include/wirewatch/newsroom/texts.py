"""The texts of the newsroom: what agencies and reporters wrote, read from `texts/*.toml`.

A text is what happened before any publisher printed it. Files are read in the order of their
names, so that the same folder always gives the same texts.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from wirewatch.errors import BadInput
from wirewatch.text import clean

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("en", "fr", "es", "de")
AGENCIES = ("AFP", "REUTERS", "AP", "DPA")


class Kind(StrEnum):
    """Who wrote a text."""

    WIRE = "wire"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; a subhead is a paragraph too."""

    text: str
    is_subhead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The words of a text in one language, by one hand."""

    language: str
    headline: str
    paragraphs: tuple[Paragraph, ...]
    reporter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A paragraph that was wrong: which one (counted from 1), what it says now, and the note."""

    note: str
    paragraph: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsText:
    """A text as its author filed it, with what publishers do to it."""

    text_id: str
    kind: Kind
    agency: str | None  # None: an own story
    published_at: datetime
    section: str
    words: Version
    dateline: str | None
    reporters: tuple[str, ...]
    photo_caption: str | None
    photo_credit: str | None
    mentions: tuple[str, ...]
    retitles: tuple[str, ...]
    locals: tuple[str, ...]  # paragraphs a regional paper adds
    translations: tuple[Version, ...]
    others: tuple[Version, ...]  # the same event by another hand
    correction: Correction | None


def load_texts(folder: Path | None = None) -> tuple[NewsText, ...]:
    """Return the texts of `folder` (the newsroom's own without one), in the order of their names.

    Raises:
        BadInput: A file is no TOML, or lacks something; the message names file and key.
    """
    paths = sorted((folder or FOLDER).glob("*.toml"))
    texts = tuple(_load(path) for path in paths)
    if not texts:
        raise BadInput(str(folder or FOLDER), "holds no texts (*.toml)")
    _refuse_twins(texts)
    return texts


def _refuse_twins(texts: tuple[NewsText, ...]) -> None:
    seen: set[str] = set()
    for text in texts:
        if text.text_id in seen:
            raise BadInput(text.text_id, "two texts have this id")
        seen.add(text.text_id)


def _load(path: Path) -> NewsText:
    try:
        return read_text(tomllib.loads(path.read_text(encoding="utf-8")), name=path.name)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(path.name, f"is no TOML: {error}") from error


def read_text(table: Mapping[str, Any], *, name: str) -> NewsText:
    """Return the text that `table` describes; `name` is what errors call it."""
    language = _one_of(table, "language", LANGUAGES, name)
    kind = Kind(_one_of(table, "kind", tuple(Kind), name))
    agency = _one_of(table, "agency", AGENCIES, name) if kind is Kind.WIRE else None
    return NewsText(
        text_id=_string(table, "id", name),
        kind=kind,
        agency=agency,
        published_at=_moment(table, "published_at", name),
        section=_string(table, "section", name),
        words=_version({**table, "language": language}, name),
        dateline=_optional(table, "dateline"),
        reporters=_strings(table, "reporters"),
        photo_caption=_optional(table, "photo_caption"),
        photo_credit=_optional(table, "photo_credit"),
        mentions=_strings(table, "mentions"),
        retitles=tuple(_string(each, "headline", name) for each in table.get("retitles", ())),
        locals=tuple(_string(each, "text", name) for each in table.get("locals", ())),
        translations=tuple(_version(each, name) for each in table.get("translations", ())),
        others=tuple(
            _version({"language": language, **each}, name) for each in table.get("others", ())
        ),
        correction=_correction(table.get("correction"), name),
    )


def paragraphs_of(body: str) -> tuple[Paragraph, ...]:
    """Cut a body at its blank lines; a "## " line is a subhead wherever it stands."""
    pieces: list[Paragraph] = []
    for chunk in body.strip().split("\n\n"):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        heads = [line for line in lines if line.startswith("## ")]
        rest = clean(" ".join(line for line in lines if not line.startswith("## ")))
        pieces += [Paragraph(text=clean(head[3:]), is_subhead=True) for head in heads]
        if rest:
            pieces.append(Paragraph(text=rest))
    return tuple(pieces)


def _version(table: Mapping[str, Any], name: str) -> Version:
    paragraphs = paragraphs_of(_string(table, "body", name))
    return Version(
        language=_one_of(table, "language", LANGUAGES, name),
        headline=_string(table, "headline", name),
        paragraphs=paragraphs,
        reporter=_optional(table, "reporter"),
    )


def _correction(table: Mapping[str, Any] | None, name: str) -> Correction | None:
    if table is None:
        return None
    paragraph = table.get("paragraph")
    if not isinstance(paragraph, int) or paragraph < 1:
        raise BadInput(name, "correction.paragraph must be a number, 1 for the first paragraph")
    return Correction(
        note=_string(table, "note", name),
        paragraph=paragraph,
        text=_string(table, "text", name),
        at=_moment(table, "at", name),
    )


def _string(table: Mapping[str, Any], key: str, name: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(name, f"{key} must be a text that is not empty")
    return value.strip() if key == "body" else clean(value)


def _optional(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    return clean(value) or None if isinstance(value, str) else None


def _strings(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(clean(value) for value in table.get(key, ()))


def _one_of(table: Mapping[str, Any], key: str, allowed: tuple[str, ...], name: str) -> str:
    value = table.get(key)
    if value not in allowed:
        raise BadInput(name, f"{key} is {value!r}; it must be one of {', '.join(allowed)}")
    return str(value)


def _moment(table: Mapping[str, Any], key: str, name: str) -> datetime:
    value = table.get(key)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise BadInput(name, f"{key} is no ISO 8601 time: {value!r}") from error
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise BadInput(name, f"{key} must be a time with its zone, 2026-03-12T09:00:00Z")
    return value.astimezone(UTC)
