"""A record as it leaves us: an article's current version, its credits, its place in a story."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wirewatch.model import Role

Record = Mapping[str, Any]  # column → value, as `adapters.warehouse.exported` gives it

# The columns of every format, in this order; their names are a promise.
COLUMNS = (
    "article_id",
    "content_hash",
    "url",
    "canonical_url",
    "source",
    "event_date",
    "headline",
    "byline",
    "authors",
    "dateline",
    "located",
    "language",
    "section",
    "tags",
    "facts",
    "published_at",
    "published_precision",
    "modified_at",
    "captured_at",
    "recorded_at",
    "via",
    "verdict",
    "n_words",
    "agency",
    "agency_role",
    "credits",
    "story_id",
    "relation",
    "coverage",
    "is_canonical",
    "is_digest",
    "story_agency",
    "story_agency_role",
    "n_copies",
    "warnings",
    "extractor",
    "load_id",
    "body",
)

_SAYS_TOO = {None: "", True: ", another agrees", False: ", another differs"}
# A spreadsheet takes a cell that begins so for a formula, and runs it (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def writers(record: Record) -> dict[str, str]:
    """Return the agencies with a hand in the text, each with the words that say so first."""
    wrote: dict[str, str] = {}
    for credit in record["credits"]:
        if Role(credit["role"]).is_text:
            wrote.setdefault(credit["agency"], credit["evidence"])
    return wrote


def picture(record: Record) -> dict[str, str]:
    """Return what is known of the lead picture: image_url, image_caption, image_credit."""
    found = {one["fact"]: one["value"] for one in record["facts"] or ()}
    return {name: value for name, value in found.items() if name.startswith("image_")}


def iso(at: datetime | None) -> str | None:
    """Return a time as ISO 8601; None when there is none."""
    return at.isoformat() if at else None


def flat(record: Record) -> dict[str, str]:
    """Return a record as cells of text that no spreadsheet takes for a formula."""
    return {name: _cell(record[name]) for name in COLUMNS}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = "; ".join(map(_item, value)) if _is_list(value) else str(_plain(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _item(value: Any) -> str:
    if isinstance(value, Mapping) and "fact" in value:
        return f"{value['fact']} ({value['reader']}{_SAYS_TOO[value['agrees']]}): {value['value']}"
    if isinstance(value, Mapping):  # a credit
        return f"{value['agency']} ({value['role']}, {value['place']})"
    return str(value)


def plain(record: Record) -> dict[str, Any]:
    """Return a record as JSON has it: times and dates as ISO 8601."""
    return {name: _plain(record[name]) for name in COLUMNS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
