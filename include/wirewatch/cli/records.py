"""Our values as JSON lines, and JSON lines as our values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirewatch.alerts.document import make_document
from wirewatch.errors import BadInput
from wirewatch.model import (
    Block,
    BlockKind,
    Copy,
    Credit,
    Document,
    FeedEntry,
    Hit,
    Moment,
    Place,
    Precision,
    Record,
    Role,
    Story,
    Text,
)


def record_json(record: Record) -> dict[str, Any]:
    """Return a record as `wirewatch articles` prints it."""
    article = record.article
    return {
        "verdict": article.verdict,
        "verdict_why": article.verdict_why,
        "url": article.url,
        "title": article.title,
        "title_reader": article.headline.reader if article.headline else None,
        "authors": list(article.authors),
        "byline": article.byline,
        "dateline": article.dateline.raw if article.dateline else None,
        "language": article.language,
        **_moment_json("published", article.published),
        **_moment_json("modified", article.modified),
        "section": article.section,
        "tags": list(article.tags),
        "credits": [_plain(asdict(credit)) for credit in record.credits],
        "warnings": list(record.warnings),
        "body": article.body,
        "blocks": [{"kind": block.kind, "text": block.text} for block in article.blocks],
        "extractor": article.extractor,
    }


def entry_json(entry: FeedEntry) -> dict[str, Any]:
    """Return a feed entry as `wirewatch entries` prints it."""
    return {
        "entry_id": entry.entry_id,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "authors": list(entry.authors),
        **_moment_json("published", entry.published),
        **_moment_json("updated", entry.updated),
        "summary": entry.summary,
        "content_html": entry.content_html,
    }


def copy_json(copy: Copy) -> dict[str, Any]:
    """Return a copy as `wirewatch stories --edges` writes it."""
    return {
        "a": copy.a,
        "b": copy.b,
        "relation": copy.relation,
        "coverage_a": round(copy.coverage_a, 4),
        "coverage_b": round(copy.coverage_b, 4),
        "longest_run": copy.longest_run,
        "evidence": copy.evidence,
    }


def story_json(story: Story, text_id: str) -> dict[str, Any]:
    """Return one member of a story as `wirewatch stories` prints it."""
    return {
        "id": text_id,
        "story_id": story.story_id,
        "canonical_id": story.canonical_id,
        "reason": story.reason,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as `wirewatch match` prints it."""
    return {"zone": hit.zone, "start": hit.start, "end": hit.end, "text": hit.text}


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Give the JSON objects of a file of lines.

    Raises:
        BadInput: with the line's number.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"cannot be read: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _object(path, number, line)


def text_of(row: Mapping[str, Any]) -> Text:
    """Return what the stories room needs of a line; `published_at` may be absent."""
    return Text(
        text_id=str(_needed(row, "id")),
        source=row.get("source") or "",
        title=row.get("title") or "",
        body=row.get("text") or row.get("body") or "",
        published_at=read_time(row.get("published_at") or "1970-01-01T00:00:00Z"),
        language=row.get("language"),
    )


def document_of(row: Mapping[str, Any]) -> Document:
    """Return what the matcher reads of a line: a text as for `stories`, or a record."""
    lines = (row.get("text") or row.get("body") or "").split("\n")
    kinds = [BlockKind.LEDE] + [BlockKind.BODY] * (len(lines) - 1)
    blocks = [Block(kind=kind, text=line) for kind, line in zip(kinds, lines, strict=True) if line]
    if "blocks" in row:
        blocks = [Block(kind=BlockKind(b["kind"]), text=b["text"]) for b in row["blocks"]]
    return make_document(
        str(_needed(row, "id")),
        headline=row.get("title") or "",
        blocks=blocks,
        credits=[_credit(credit) for credit in row.get("credits", ())],
        fields=[
            ("source", row.get("source")),
            ("lang", row.get("language")),
            ("section", row.get("section")),
        ],
    )


def _credit(row: Mapping[str, Any]) -> Credit:
    return Credit(
        agency=row["agency"],
        role=Role(row["role"]),
        place=Place(row["place"]),
        evidence=row["evidence"],
    )


def read_time(text: str) -> datetime:
    """Return the time that `text` says, in ISO 8601; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(text, "is not an ISO 8601 time such as 2026-03-12T18:00:00Z") from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _moment_json(name: str, moment: Moment) -> dict[str, Any]:
    known = moment.precision is not Precision.NONE
    return {
        f"{name}_at": moment.at.isoformat() if moment.at else None,
        f"{name}_precision": moment.precision,
        f"{name}_reader": moment.reader if known else None,
        f"{name}_agrees": moment.agrees,
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _needed(row: Mapping[str, Any], key: str) -> Any:
    if key not in row:
        raise BadInput(json.dumps(row)[:80], f"has no {key!r}")
    return row[key]


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadInput(f"{path}, line {number}", f"is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise BadInput(f"{path}, line {number}", "is not a JSON object")
    return row
