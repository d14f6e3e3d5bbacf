"""What the golden cases of all rooms share: one folder a case, below the folder of its room.

A folder holds the input, a NOTE.md that names the trap, and expected.json: what a person has
reviewed as true. Most say in capture.toml from where and when the input is.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from wirewatch.model import Capture

HERE = Path(__file__).parent
EXPECTED = "expected.json"


def cases(room: str = "*") -> list[Any]:
    """Return the folders of the cases of `room`, for `parametrize`; of all rooms by default."""
    folders = sorted(note.parent for note in HERE.glob(f"{room}/*/NOTE.md"))
    return [pytest.param(folder, id=f"{folder.parent.name}-{folder.name}") for folder in folders]


def as_json(found: object) -> Any:
    """Return `found` as it would be read back from a JSON file; times are in ISO form."""
    return json.loads(json.dumps(found, default=lambda value: value.isoformat()))


def written(found: object) -> str:
    """Return the text of an expected.json, made to be read as a difference."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def settings_of(case: Path) -> dict[str, Any]:
    """Return what capture.toml says: the keywords of whatever reads the input."""
    return tomllib.loads((case / "capture.toml").read_text(encoding="utf-8"))


def capture_of(case: Path) -> Capture:
    """Return the page of a case as it was captured."""
    settings = settings_of(case)
    return Capture(
        url=settings["url"],
        final_url=settings["url"],
        status=200,
        headers=(("content-type", "text/html"),),
        body=(case / "page.html").read_bytes(),
        captured_at=settings["captured_at"],
    )
