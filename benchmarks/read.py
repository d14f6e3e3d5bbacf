"""How well pages are read: ours beside trafilatura, on the same pages in the same run.

    .venv/bin/python benchmarks/read.py [--set news_pages|blog_pages] [--limit 50]

Body: F1 of 4-gram shingles, from mean precision and mean recall, the headline's line left out on
both sides. Headline and authors: exact after folding case and punctuation; authors as a set.
People: authors, where the gold's agencies, desks and publishers are left out of the gold. Day: the
calendar day in the gold's zone or in UTC. Pages per CPU-second of one process.
Says so and ends well when the data are absent.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from wirewatch.articles.extract import read_article
from wirewatch.articles.people import is_person
from wirewatch.model import Capture

DATA = Path(__file__).parents[2] / "shared" / "data"
_DENSE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_SHARES = ("title", "authors", "people", "day")
_TOKEN = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of one page."""

    body: str
    title: str
    authors: tuple[str, ...]
    published: datetime | None
    cpu_s: float


def ours(capture: Capture) -> Reading:
    """Read a page with Wirewatch."""
    start = time.process_time()
    article = read_article(capture)
    return Reading(
        body=article.body,
        title=article.title,
        authors=article.authors,
        published=article.published.at,
        cpu_s=time.process_time() - start,
    )


def theirs(capture: Capture) -> Reading:
    """Read a page with trafilatura as it comes."""
    start = time.process_time()
    found = trafilatura.bare_extraction(
        capture.body, url=capture.url, with_metadata=True, include_comments=False
    )
    cpu_s = time.process_time() - start
    if found is None:
        return Reading(body="", title="", authors=(), published=None, cpu_s=cpu_s)
    day = datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None
    authors = tuple(filter(None, (found.author or "").split("; ")))
    return Reading(
        body=found.text or "", title=found.title or "", authors=authors, published=day, cpu_s=cpu_s
    )


READERS: dict[str, Callable[[Capture], Reading]] = {"wirewatch": ours, "trafilatura": theirs}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--set", default="news_pages", choices=["news_pages", "blog_pages"])
    parser.add_argument("--limit", type=int, default=10_000)
    call = parser.parse_args()
    if not (DATA / call.set).is_dir():
        print(f"{DATA / call.set} is not here: nothing to measure")
        return 0
    scores: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    for gold, capture in _pages(DATA / call.set, call.limit):
        for name, read in READERS.items():
            _score(scores[name], gold, read(capture))
    _print(scores)
    return 0


def _pages(folder: Path, limit: int) -> Iterator[tuple[dict[str, Any], Capture]]:
    # not splitlines(): a text may hold U+2028, which ends no line of JSON
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").strip("\n").split("\n")
    for count, line in enumerate(lines[:limit], start=1):
        gold = json.loads(line)
        if sys.stderr.isatty():
            print(f"\r{count}/{min(limit, len(lines))}", end="", file=sys.stderr)
        url = gold.get("url") or "https://unknown.example/"
        at = datetime.fromisoformat(gold.get("captured_at") or "2026-10-01")
        body = gzip.decompress((folder / gold["page"]).read_bytes())
        yield (
            gold,
            Capture(
                url=url,
                final_url=url,
                status=200,
                headers=(),
                body=body,
                captured_at=at if at.tzinfo else at.replace(tzinfo=UTC),
            ),
        )


def _score(score: Counter[str], gold: dict[str, Any], reading: Reading) -> None:
    title = gold["title"] or ""
    precision, recall = _overlap(_without(gold["body"], title), _without(reading.body, title))
    authors = gold["authors"] if isinstance(gold["authors"], list) else [gold["authors"] or ""]
    score["n"] += 1
    score["cpu_us"] += round(reading.cpu_s * 1e6)
    score["precision"] += round(precision * 1e6)
    score["recall"] += round(recall * 1e6)
    score["poor"] += 2 * precision * recall < 0.5 * (precision + recall) or not precision
    score["title"] += _folded(reading.title) == _folded(title)
    score["authors"] += {*map(_folded, reading.authors)} == {*map(_folded, filter(None, authors))}
    people = [one for one in authors if is_person(one) and not _is_publisher(one, gold)]
    score["people"] += {*map(_folded, reading.authors)} == {*map(_folded, people)}
    score["day"] += _is_day(gold.get("published_at") or gold.get("published_on"), reading.published)


def _is_publisher(name: str, gold: dict[str, Any]) -> bool:
    return _folded(name) == _folded(gold.get("publisher") or "-")


def _overlap(gold: str, found: str) -> tuple[float, float]:
    wanted, given = _shingles(gold), _shingles(found)
    shared = sum((wanted & given).values())
    return (
        shared / given.total() if given else float(not wanted),
        shared / wanted.total() if wanted else 1.0,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text.lower())
    return (
        Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))
        if words
        else Counter()
    )


def _without(text: str, title: str) -> str:
    return "\n".join(line for line in text.split("\n") if _folded(line) != _folded(title))


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _is_day(gold: str | None, found: datetime | None) -> bool:
    if not gold or found is None:
        return not gold and found is None
    stated = datetime.fromisoformat(gold)
    local = found.astimezone(stated.tzinfo) if stated.tzinfo else found
    return gold[:10] in {found.date().isoformat(), local.date().isoformat()}


def _print(scores: dict[str, Counter[str]]) -> None:
    print(
        f"{'':12} {'pages':>5} {'F1':>6} {'P':>6} {'R':>6} {'<.5':>4} "
        + " ".join(f"{name:>7}" for name in (*_SHARES, "pages/s"))
    )
    for name, score in scores.items():
        n = score["n"]
        precision, recall = score["precision"] / n / 1e6, score["recall"] / n / 1e6
        f1 = 2 * precision * recall / (precision + recall)
        shares = " ".join(f"{score[key] / n:7.3f}" for key in _SHARES)
        speed = n / (score["cpu_us"] / 1e6)
        print(
            f"{name:12} {n:5} {f1:6.4f} {precision:6.4f} {recall:6.4f} {score['poor']:4} "
            f"{shares} {speed:7.1f}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
