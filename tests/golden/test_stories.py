"""Golden stories: which texts are copies of one, how, and by how many words."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from golden.cases import as_json, cases
from wirewatch.model import Copy, Story, Text
from wirewatch.pipeline.group_texts import memory_stories
from wirewatch.text import words


@pytest.mark.parametrize("case", cases("stories"))
def test_the_stories_of_some_texts_are_as_reviewed(
    case: Path, reviewed: Callable[[Path, object], Any]
) -> None:
    texts = texts_of(case)
    stories, copies = memory_stories(texts)
    found = as_json({"stories": told(stories), "copies": list(compared(copies, texts))})
    assert found == reviewed(case, found)


@pytest.mark.parametrize("case", cases("stories"))
def test_the_order_of_the_texts_has_no_say(case: Path) -> None:
    texts = texts_of(case)
    assert memory_stories(texts[::-1]) == memory_stories(texts)


def texts_of(case: Path) -> list[Text]:
    lines = (case / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    return [_text(json.loads(line)) for line in lines]


def _text(row: Mapping[str, Any]) -> Text:
    return Text(**{**row, "published_at": datetime.fromisoformat(row["published_at"])})


def told(stories: Iterable[Story]) -> list[dict[str, object]]:
    """Return stories by the id of their canonical copy: their own ids are digests of it."""
    rows = [asdict(story) for story in stories]
    for row in rows:
        del row["story_id"]
    return sorted(rows, key=lambda row: row["canonical_id"])


def compared(copies: Iterable[Copy], texts: Iterable[Text]) -> Iterable[dict[str, object]]:
    """Yield copies with their shared runs as words, for a person to read."""
    words_of = {text.text_id: words(f"{text.title}\n{text.body}") for text in texts}
    for copy in copies:
        runs = [words_of[copy.a][span.start_a : span.start_a + span.length] for span in copy.spans]
        yield {**asdict(copy), "spans": [_shown(run) for run in runs]}


def _shown(run: list[str]) -> str:
    return " ".join(run) if len(run) <= 12 else f"{' '.join(run[:5])} … {' '.join(run[-5:])}"
