"""Commands over texts in files: which are copies of which, and what is wanted of them."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wirewatch.alerts.matcher import Matcher
from wirewatch.cli.given import credits_of, document_of, text_of
from wirewatch.cli.lines import read_rows, unrepeated, wrong_times
from wirewatch.cli.records import copy_json, hit_json, story_json, version_json
from wirewatch.cli.voice import as_json, busy, print_row, say, tracked
from wirewatch.cli.watches import load_watches
from wirewatch.errors import BadInput
from wirewatch.pipeline.group_texts import memory_stories
from wirewatch.stories.versions import chains
from wirewatch.wire.story_credit import credit_story


def stories(asked: argparse.Namespace) -> int:
    """Print to which story each text belongs, in the order of the texts."""
    rows = unrepeated(read_rows(asked.input))
    if wrong := wrong_times(rows, "published_at"):
        say(f"wirewatch: {wrong[0]}; taken as unknown (times: {len(wrong)})")
    given = {row.key: row.given_id for row in rows}
    texts = tuple(text_of(row) for row in rows)
    with _written(asked.edges) as edges, _written(asked.versions) as states:
        with busy(f"comparing {len(texts):,} texts"):
            found, copies = memory_stories(texts)
        edges.extend(copy_json(copy, given) for copy in copies)
        told = chains(found, texts) if asked.versions else ()
        states.extend(version_json(story, one, given) for story, chain in told for one in chain)
    sources = {text.text_id: text.source for text in texts}
    credits = {row.key: credits_of(row) for row in rows}
    story_of = {
        member.text_id: (story, credit_story(story, sources, credits))
        for story in found
        for member in story.members
    }
    for text in texts:
        story, wrote = story_of[text.text_id]
        print_row(story_json(story, text.text_id, given, wrote))
    return 0


def match(asked: argparse.Namespace) -> int:
    """Print which watches find which texts, in the order of the texts, then of the watches."""
    matcher = Matcher(load_watches(asked.watches))
    rows = read_rows(asked.input)
    for row in tracked(rows, len(rows), "matching"):
        for watch, hits in matcher.match(document_of(row)).items():
            found = [hit_json(hit) for hit in hits]
            print_row({"watch": watch, "id": row.given_id, "hits": found})
    return 0


@contextmanager
def _written(path: Path | None) -> Iterator[list[Mapping[str, Any]]]:
    """Write the rows that were put into the list; a path that cannot be is told before the work."""
    rows: list[Mapping[str, Any]] = []
    if path is None:
        yield rows
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise BadInput(str(path), f"cannot be written: {error.strerror}") from error
    with file:
        yield rows
        file.writelines(as_json(row) + "\n" for row in rows)
