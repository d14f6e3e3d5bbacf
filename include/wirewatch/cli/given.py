"""The pages and texts that lines of a file tell of."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wirewatch.alerts.document import make_document
from wirewatch.cli.lines import STDIN, Row, read_bytes, storable
from wirewatch.errors import BadInput
from wirewatch.model import Block, BlockKind, Capture, Credit, Document, Place, Role, Text, Via
from wirewatch.urls import site

NO_ADDRESS = "https://page.invalid/"  # stands for an address that nobody told us
NO_DATE = datetime(1, 1, 1, tzinfo=UTC)  # stands for a date that nobody told us


def capture_of(row: Row, *, now: datetime) -> Capture:
    """Return the page that a line of `articles` names; its path is relative to the file of lines.

    Raises:
        BadInput, TooLarge: the page is not there, or the line is wrong.
    """
    page = row.text("page")
    if not page:
        raise row.wrong('needs a "page": the path of its .html or .html.gz')
    return captured(
        read_bytes(_folder(row.path) / page),
        url=row.text("url"),
        captured_at=row.time("captured_at") or now,
    )


def captured(body: bytes, *, url: str | None, captured_at: datetime) -> Capture:
    """Return a page that stood in a file as if it had been captured.

    Raises:
        BadInput: the address is none.
    """
    address = url or NO_ADDRESS
    try:
        urlsplit(address)
    except ValueError as error:
        detail = f"is no address ({error}); write https://…, or leave it out"
        raise BadInput(repr(address), detail) from error
    return Capture(
        url=address,
        final_url=address,
        status=200,
        headers=(),
        body=body,
        captured_at=captured_at,
        via=Via.LANDING,
    )


def _folder(path: Path) -> Path:
    return Path() if path == STDIN else path.parent


def text_of(row: Row) -> Text:
    """Return what the stories room needs of a line: a text, or a record of `articles`.

    A text whose source nobody told is a source of its own: what one site prints again and again is
    taken for furniture, and of texts that all came from "" that would be every copy.
    """
    return Text(
        text_id=row.key,
        source=_source(row) or row.key,
        title=row.text("title") or "",
        body=row.text("text") or row.text("body") or "",
        published_at=row.known_time("published_at") or NO_DATE,
        language=row.text("language"),
    )


def document_of(row: Row) -> Document:
    """Return what the matcher reads of a line: a text as for `stories`, or a record.

    Of a text, the first line that is not blank is the lede, and all that follows is the body:
    offsets of hits count from there.
    """
    return make_document(
        row.key,
        headline=row.text("title") or "",
        blocks=_labelled(row) if "blocks" in row.values else _paragraphs(row),
        credits=_credits(row),
        fields=(
            ("source", _source(row)),
            ("lang", row.text("language")),
            ("section", row.text("section")),
        ),
    )


def credits_of(row: Row) -> list[Credit]:
    """Return the credits of a record of `articles`; a text has none, whatever it calls so.

    Without its page a picture's "© AFP" reads as a sign at the foot of the text. 5,006 texts of the
    French press gave credits for 720; in 53 the evidence was such a line of two papers that sign
    pictures so, and 30 of these have it between paragraphs, too.
    """
    return _credits(row) if "blocks" in row.values else []


def _source(row: Row) -> str | None:
    url = row.text("url")
    source = row.text("source") or (site(url) if url else None)
    return storable(source) if source else None


def _paragraphs(row: Row) -> list[Block]:
    text = (row.text("text") or row.text("body") or "").lstrip()
    lede, _, body = text.partition("\n")
    parts = ((BlockKind.LEDE, lede), (BlockKind.BODY, body))
    return [Block(kind=kind, text=part) for kind, part in parts if part]


def _labelled(row: Row) -> list[Block]:
    try:
        blocks = [
            Block(kind=BlockKind(block["kind"]), text=str(block["text"]))
            for block in row.objects("blocks")
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise row.wrong(f'"blocks" is not as `wirewatch articles` prints it: {error}') from error
    byline = row.text("byline")
    if byline and not any(block.kind is BlockKind.BYLINE for block in blocks):
        blocks.append(Block(kind=BlockKind.BYLINE, text=byline))
    return blocks


def _credits(row: Row) -> list[Credit]:
    return [_credit(row, credit) for credit in row.objects("credits")]


def _credit(row: Row, credit: Any) -> Credit:
    try:
        return Credit(
            agency=str(credit["agency"]),
            role=Role(credit["role"]),
            place=Place(credit["place"]),
            evidence=str(credit["evidence"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise row.wrong(f'"credits" is not as `wirewatch articles` prints it: {error}') from error
