"""Copies and stories on real press: how many are found, how many are wrong, how fast.

    make bench-copies        (or .venv/bin/python benchmarks/copies.py ../shared/data/copies)

The labels are copy, ambiguous and negative; pairs that are not listed are negative, ambiguous ones
are not scored. They were made by aligning every pair that shares three word-5-grams, so a method
that verifies by alignment has it easy: what is measured is what the join loses, and the grouping.
"""

import csv
import gzip
import json
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

from copies_peers import PEERS, SKETCHES, grams, is_here

from wirewatch.adapters.warehouse.memory import Sketched, join_in_memory
from wirewatch.model import Story, Text, digest
from wirewatch.pipeline.group_texts import memory_stories
from wirewatch.stories.sketch import make_sketch
from wirewatch.text import words

_DAY = datetime(2019, 1, 1, tzinfo=UTC)  # half of the texts have no date: all are compared with all

N_PEER_SKETCHES = 1_000

Pair = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How found pairs compare with labelled ones."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(found: set[Pair], copies: set[Pair], ambiguous: set[Pair]) -> Score:
    """Score `found`; ambiguous pairs count neither way."""
    judged = found - ambiguous
    right = len(judged & copies)
    return Score(precision=right / max(len(judged), 1), recall=right / max(len(copies), 1))


def read_texts(folder: Path) -> list[Text]:
    """Return the texts of the set, all as of one day."""
    with gzip.open(folder / "gj_docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_text(json.loads(line)) for line in lines]


def read_pairs(folder: Path, label: str) -> set[Pair]:
    """Return the pairs that bear `label`."""
    with gzip.open(folder / "gj_pairs.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {frozenset((row["id1"], row["id2"])) for row in rows if row["label"] == label}


def _text(row: dict[str, str]) -> Text:
    return Text(
        text_id=row["id"],
        source=row["src"],
        title=row["title"],
        body=row["text"],
        published_at=_published_at(row["date"]),
        language="fr",
    )


def _published_at(raw: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(raw), _DAY.time(), UTC)
    except ValueError:
        return _DAY


def pairs_of(stories: Iterable[Story]) -> set[Pair]:
    """Return every two texts of one story."""
    return {
        frozenset((one.text_id, two.text_id))
        for story in stories
        for one, two in combinations(story.members, 2)
    }


def closed(pairs: set[Pair]) -> set[Pair]:
    """Return `pairs` and what follows from them: the labelled stories, as components."""
    group_of: dict[str, set[str]] = {}
    for one, two in map(tuple, pairs):
        joined = group_of.get(one, {one}) | group_of.get(two, {two})
        group_of.update(dict.fromkeys(joined, joined))
    return {frozenset(pair) for group in group_of.values() for pair in combinations(group, 2)}


def speed(texts: list[Text]) -> None:
    """Print what cutting words, sketching and joining take, and peers' sketches of our grams."""
    start = time.process_time()
    words_of = {text.text_id: words(f"{text.title}\n{text.body}") for text in texts}
    cut = time.process_time()
    sketches = {key: make_sketch(found) for key, found in words_of.items()}
    done = time.process_time()
    n = len(texts)
    print("texts per CPU second")
    print(f"  words {n / (cut - start):,.0f}, sketch {n / (done - cut):,.0f},", end=" ")
    print(f"both {n / (done - start):,.0f}")
    found = [grams(text) for text in texts[:N_PEER_SKETCHES]]
    for name, sketch in SKETCHES.items() if is_here() else ():
        start = time.process_time()
        for one in found:
            sketch(one)
        print(f"  {name}, given the grams: {len(found) / (time.process_time() - start):,.0f}")
    entries = [
        Sketched(
            text_id=text.text_id, source=text.source, day=date.min, sketch=sketches[text.text_id]
        )
        for text in texts
    ]
    start = time.process_time()
    pairs = join_in_memory(entries, window_days=0)
    spent = time.process_time() - start
    print(f"load and join: {spent:.1f} CPU seconds, {n} texts as of one day → {len(pairs)} pairs")


def quality(folder: Path, texts: list[Text]) -> None:
    """Print precision, recall and F1 of pairs and of stories, ours and the peers'."""
    copies, ambiguous = read_pairs(folder, "copy"), read_pairs(folder, "ambiguous")
    start = time.process_time()
    stories, found = memory_stories(texts, window_days=None)
    spent = time.process_time() - start
    links = {frozenset((pair.a, pair.b)) for pair in found if pair.relation.is_copy}
    truth = closed(copies)
    rows = {"pairs": links, "pairs within stories": pairs_of(stories)}
    for name, result in rows.items():
        print_score(name, score(result, copies, ambiguous))
    for half in (0, 1):
        print_score(
            f"  half {half + 1}, pairs",
            score(of_half(links, half), of_half(copies, half), ambiguous),
        )
    closed_score = score(rows["pairs within stories"], truth, ambiguous - truth)
    print_score("  labels as components", closed_score)
    n_digests = sum(member.is_digest for story in stories for member in story.members)
    print(f"{len(stories)} stories, {n_digests} round-ups, {spent:.1f} CPU seconds in all")
    for name, find in PEERS.items() if is_here() else ():
        links = find(texts)
        print_score(f"{name}: pairs", score(links, copies, ambiguous))
        print_score("  as components", score(closed(links), copies, ambiguous))


def of_half(pairs: set[Pair], half: int) -> set[Pair]:
    """Return the pairs of one half: by the hash of the smaller id."""
    return {pair for pair in pairs if int(digest("half", min(pair)), 16) % 2 == half}


def print_score(name: str, found: Score) -> None:
    """Print one line."""
    print(f"{name:24} P {found.precision:.4f}  R {found.recall:.4f}  F1 {found.f1:.4f}")


def main() -> None:
    """Print all figures for the folder given."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/copies")
    if not folder.is_dir():
        print(f"nothing to measure: {folder} is not here")
        return
    texts = read_texts(folder)
    speed(texts)
    quality(folder, texts)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
