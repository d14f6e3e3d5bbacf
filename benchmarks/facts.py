"""How well the facts of pages are read: headline, people, day and minute, and what is none said.

    python benchmarks/facts.py [--set news_pages|blog_pages|dated_pages] [--half 0|1] [--misses]

Scored as in `read.py`: headline and authors exact after folding case and punctuation, authors as
a set; the day in the gold's zone, on the publisher's own clock as we print it, or in UTC. "people"
leaves out of the gold what is no person: agencies, desks, the publisher, degrees ("MS", "RD") cut
off a name at its comma. "none where none" counts pages whose gold has no author, and to which we
give none; "minute" is at most one minute off, zone included. `--half` takes the sites whose name
hashes to it: rules were found on half 0, half 1 was only looked at as a number. Says so and ends
well when the data are absent.
"""

import argparse
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wirewatch.articles.people import is_person
from wirewatch.model import Article, Capture, Precision
from wirewatch.pipeline.page import read_page
from wirewatch.urls import site

DATA = Path(__file__).parents[2] / "shared" / "data"
SETS = ("news_pages", "blog_pages", "dated_pages")
_DEGREES = frozenset(["cpa", "cscs", "fand", "jd", "ma", "mba", "md", "ms", "phd", "rd", "rdn"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One question put to one page: the name of the figure, and whether it is as the gold."""

    figure: str
    is_hit: bool
    wanted: object
    found: object


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--set", choices=SETS)
    parser.add_argument("--half", type=int, choices=[0, 1])
    parser.add_argument("--misses", action="store_true")
    call = parser.parse_args()
    for name in [call.set] if call.set else SETS:
        if not (DATA / name).is_dir():
            print(f"{name}: not here, nothing to measure")
            continue
        _measure(name, half=call.half, is_verbose=call.misses)


def _measure(name: str, *, half: int | None, is_verbose: bool) -> None:
    asked: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for gold in _golds(DATA / name, half):
        for score in scores(gold, read_page(_capture(DATA / name, gold)).article):
            asked[score.figure] += 1
            hits[score.figure] += score.is_hit
            if is_verbose and not score.is_hit:
                print(f"  {score.figure} {gold['page']}: {score.wanted!r} ≠ {score.found!r}")
    shares = (f"{figure} {hits[figure]}/{n} {hits[figure] / n:.3f}" for figure, n in asked.items())
    print(f"{name}: {'; '.join(shares)}")


def _golds(folder: Path, half: int | None) -> Iterator[dict[str, Any]]:
    # Not splitlines(): the texts hold line separators (U+2028).
    for line in filter(None, (folder / "gold.jsonl").read_text(encoding="utf-8").split("\n")):
        gold = json.loads(line)
        gold["url"] = gold["url"] or "https://unknown.example/"
        source = gold.get("publisher") or site(gold["url"])
        if half is None or zlib.crc32(source.encode()) % 2 == half:
            yield gold


def _capture(folder: Path, gold: dict[str, Any]) -> Capture:
    at = datetime.fromisoformat(gold.get("captured_at") or "2026-10-01")
    return Capture(
        url=gold["url"],
        final_url=gold["url"],
        status=200,
        headers=(),
        body=gzip.decompress((folder / gold["page"]).read_bytes()),
        captured_at=at if at.tzinfo else at.replace(tzinfo=UTC),
    )


def scores(gold: dict[str, Any], article: Article) -> Iterator[Score]:
    """Yield all figures that the gold of a page has an answer for."""
    if gold.get("title"):
        is_hit = _folded(gold["title"]) == _folded(article.title)
        yield Score(figure="headline", is_hit=is_hit, wanted=gold["title"], found=article.title)
    if "authors" in gold:
        yield from _author_scores(gold, article.authors)
    yield from _date_scores(gold, article)


def _author_scores(gold: dict[str, Any], authors: tuple[str, ...]) -> Iterator[Score]:
    wanted = gold["authors"] if isinstance(gold["authors"], list) else [gold["authors"] or ""]
    wanted = [one for one in wanted if one]
    people = [one for one in wanted if _is_human(one, gold)]
    found = {*map(_folded, authors)}
    for figure, names in (("authors", wanted), ("people", people)):
        is_hit = {*map(_folded, names)} == found
        yield Score(figure=figure, is_hit=is_hit, wanted=names, found=authors)
    if not wanted:
        yield Score(figure="none where none", is_hit=not authors, wanted=wanted, found=authors)


def _is_human(name: str, gold: dict[str, Any]) -> bool:
    folded = _folded(name)
    is_degree = folded in _DEGREES
    return is_person(name) and not is_degree and folded != _folded(gold.get("publisher") or "-")


def _date_scores(gold: dict[str, Any], article: Article) -> Iterator[Score]:
    stated = gold.get("published_at") or gold.get("published_on")
    at, printed = article.published.at, article.published.local
    if not stated:
        return
    wanted = datetime.fromisoformat(stated) if ":" in stated else None
    local = at.astimezone(wanted.tzinfo) if at and wanted else printed
    day = stated[:10]  # some golds have a month only
    is_right = any(one.isoformat().startswith(day) for one in (at, local) if one)
    yield Score(figure="day", is_hit=is_right, wanted=day, found=at)
    yield Score(figure="not a wrong day", is_hit=is_right or at is None, wanted=day, found=at)
    if wanted and wanted.tzinfo:
        is_near = at is not None and abs(at - wanted) <= timedelta(minutes=1)
        is_told = article.published.precision in {Precision.SECOND, Precision.MINUTE}
        yield Score(figure="minute", is_hit=is_near and is_told, wanted=stated, found=at)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


if __name__ == "__main__":
    main()
