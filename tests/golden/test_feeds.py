"""Golden feeds: what the feeds room reads in a file, and what it says it mended or lost."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from golden.cases import as_json, cases, settings_of
from wirewatch.feeds.parse import parse_feed


@pytest.mark.parametrize("case", cases("feeds"))
def test_a_feed_is_read_as_it_was_reviewed(
    case: Path, reviewed: Callable[[Path, object], Any]
) -> None:
    (file,) = case.glob("feed.*")
    feed = parse_feed(file.read_bytes(), feed_id=case.name, **settings_of(case))
    found = as_json(asdict(feed))
    assert found == reviewed(case, found)
