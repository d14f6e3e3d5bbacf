"""The operator's desk file, changed for them: new [[feed]] tables, all else byte for byte.

Not by tomlkit: it put the new feed of our own desk.toml between the watches and the comment that
explains them, and moved a feed that stands at the end of a file up to the others. Here the tables
go in as text, and the file as a whole must then say what it said, and them.
"""

import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from wirewatch.errors import BadInput

_HEADER = re.compile(r"\s*\[")
_FEED_HEADER = re.compile(r"\s*\[\[\s*(?:feed|\"feed\"|'feed')\s*\]\]")
_NOTHING = re.compile(r"\s*(?:#.*)?$")


def with_feeds(text: str, tables: str) -> str | None:
    """Return the text of a desk file with more [[feed]] tables, behind its last one or at its end.

    None when there is no place for them: `feed = [{…}]` is an array of another kind.
    """
    wanted = tomllib.loads(text)
    wanted["feed"] = [*wanted.get("feed", []), *tomllib.loads(tables)["feed"]]
    line_end = "\r\n" if "\r\n" in text else "\n"
    for place in _places(text):
        before = text[:place]
        gap = line_end if before.endswith("\n") or not before else 2 * line_end
        more = (gap if before else "") + tables.replace("\n", line_end)
        changed = before + more + text[place:]
        if _says(changed, wanted):
            return changed
    return None


def _places(text: str) -> Iterator[int]:
    """Yield where new tables may stand: behind the last line of the last feed, and at the end.

    A line in a text of several lines may look like a header; what comes of that place says
    something else, and is not taken.
    """
    end, place, is_feed = None, 0, False
    for line in text.splitlines(keepends=True):
        place += len(line)
        if _HEADER.match(line):
            is_feed = _FEED_HEADER.match(line) is not None
        if is_feed and not _NOTHING.match(line):
            end = place
    yield from (end, len(text)) if end is not None else (len(text),)


def _says(text: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def replace_file(path: Path, change: Callable[[str], str], check: Callable[[Path], None]) -> None:
    """Put what `change` makes of the text of a file in its place, at once and as a whole.

    Args:
        path: The file; a link is followed.
        change: Given the text, returns the new one.
        check: Given the path of the new file before it takes the place; what it raises leaves the
            old one as it is.

    Raises:
        BadInput: it cannot be written, or somebody else is writing it.
    """
    real = path.resolve()
    draft = real.with_name(f"{real.name}.new")
    try:
        with draft.open("xb") as file:  # "x": there is one draft at a time, so no change is lost
            try:
                file.write(change(real.read_bytes().decode("utf-8")).encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
                shutil.copymode(real, draft)
                check(draft)
                draft.replace(real)
            finally:
                draft.unlink(missing_ok=True)
    except FileExistsError as error:
        detail = "is there: another command is changing the desk file; if none is, delete it"
        raise BadInput(str(draft), detail) from error
    except OSError as error:
        raise BadInput(str(path), f"cannot be written: {error.strerror}") from error
