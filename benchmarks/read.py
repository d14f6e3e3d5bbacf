"""How well and how fast pages are read: ours beside other libraries, page by page, in one run.

    python benchmarks/read.py [--set news_pages|blog_pages|dated_pages] [--half 0|1] [--limit 50]

Body: F1 of 4-gram shingles, from mean precision and mean recall, the headline's line left out on
both sides. Headline, people and dates as `facts.py` scores them. Junk: lines of the body of a seed
page that its gold has not. Speed: news pages for a CPU-second of one process, everything read. The
other libraries run in a venv of their own below .wirewatch/, made from the package index; where it
cannot be made, ours is measured alone. Says so and ends well when the data are absent.
"""

import argparse
import gzip
import json
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import facts
from peers.ask import DATING_PEERS, PEERS, Peers

from wirewatch.adapters.reader import sweep_seldom
from wirewatch.model import UNKNOWN, Capture, Moment
from wirewatch.pipeline.page import read_page
from wirewatch.times import read_moment
from wirewatch.urls import site

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SETS = ("news_pages", "blog_pages", "dated_pages")
_SEED_AT = datetime(2024, 10, 30, 9, 30, tzinfo=UTC)
_DENSE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of one page; named as in `Article`, for `facts.scores`."""

    body: str
    title: str
    authors: tuple[str, ...]
    published: Moment
    cpu_s: float
    agencies: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _theirs(found: dict[str, Any], capture: Capture) -> Reading:
    date = found.get("date")
    return Reading(
        body=found.get("body") or "",
        title=found.get("title") or "",
        authors=tuple(found.get("authors") or ()),
        published=read_moment(date, reader="peer", captured_at=capture.captured_at)
        if date
        else UNKNOWN,
        cpu_s=found["cpu_s"],
    )


def _ours(capture: Capture) -> Reading:
    start = time.process_time()
    record = read_page(capture)
    cpu_s = time.process_time() - start
    return Reading(
        body=record.article.body,
        title=record.article.title,
        authors=record.article.authors,
        published=record.article.published,
        cpu_s=cpu_s,
        agencies=tuple(credit.agency for credit in record.credits if credit.role.is_text),
        warnings=record.warnings,
    )


# ── the sets ────────────────────────────────────────────────────────────────────────────────────


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--set", choices=SETS)
    parser.add_argument("--half", type=int, choices=[0, 1])
    parser.add_argument("--limit", type=int, default=10_000)
    call = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED} is not here: nothing to measure")
        return 0
    sweep_seldom()  # as our reading process does
    peers = Peers()
    table: dict[str, dict[str, str]] = {}
    for name in [call.set] if call.set else SETS:
        golds = list(_golds(SHARED / "data" / name, call.half))[: call.limit]
        table |= _measure(SHARED / "data" / name, golds, peers)
    if not call.set:
        table |= _seed(peers)
    peers.close()
    _print(table, ("wirewatch", *peers.names))
    return 0


def _golds(folder: Path, half: int | None) -> Iterator[dict[str, Any]]:
    # not splitlines(): a text may hold U+2028, which ends no line of JSON
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").strip("\n").split("\n"):
        gold = json.loads(line)
        gold["url"] = gold.get("url") or "https://unknown.example/"
        source = gold.get("publisher") or site(gold["url"])
        if half is None or zlib.crc32(source.encode()) % 2 == half:
            yield gold


def _measure(
    folder: Path, golds: Sequence[dict[str, Any]], peers: Peers
) -> dict[str, dict[str, str]]:
    scores: dict[str, Score] = defaultdict(Score)
    has_body = bool(golds and "body" in golds[0])
    _read_all(folder, golds[0], peers, PEERS)  # what is loaded once is no page's cost
    for count, gold in enumerate(golds, start=1):
        if sys.stderr.isatty():
            print(f"\r{folder.name} {count}/{len(golds)}", end="", file=sys.stderr)
        readings = _read_all(folder, gold, peers, PEERS if has_body else DATING_PEERS)
        for name, reading in readings.items():
            scores[name].add(gold, reading)
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for name, score in scores.items():
        for figure, value in score.figures():
            rows[f"`{folder.name}` {figure}"][name] = value
    return rows


def _read_all(
    folder: Path, gold: dict[str, Any], peers: Peers, names: Sequence[str]
) -> dict[str, Reading]:
    at = datetime.fromisoformat(gold.get("captured_at") or "2026-10-01")
    capture = _capture(folder / gold["page"], gold["url"], at)
    return _with_peers(folder / gold["page"], capture, peers, names)


def _with_peers(
    page: Path, capture: Capture, peers: Peers, names: Sequence[str]
) -> dict[str, Reading]:
    theirs = peers.read(page, capture.url, names)
    return {
        "wirewatch": _ours(capture),
        **{name: _theirs(found, capture) for name, found in theirs.items()},
    }


def _capture(page: Path, url: str, at: datetime) -> Capture:
    body = page.read_bytes()
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(),
        body=gzip.decompress(body) if page.suffix == ".gz" else body,
        captured_at=at if at.tzinfo else at.replace(tzinfo=UTC),
    )


class Score:
    """The sums of one reader over one set."""

    def __init__(self) -> None:
        self._bodies: list[tuple[float, float]] = []
        self._asked: Counter[str] = Counter()
        self._hits: Counter[str] = Counter()
        self._cpu_s = 0.0

    def add(self, gold: dict[str, Any], reading: Reading) -> None:
        self._cpu_s += reading.cpu_s
        if "body" in gold:
            title = gold["title"] or ""
            texts = (_without(text or "", title) for text in (gold["body"], reading.body))
            self._bodies.append(_overlap(*texts))
        for one in facts.scores(gold, reading):
            self._asked[one.figure] += 1
            self._hits[one.figure] += one.is_hit

    def figures(self) -> Iterator[tuple[str, str]]:
        if self._bodies:
            n = len(self._bodies)
            mean = tuple(sum(one[side] for one in self._bodies) / n for side in (0, 1))
            yield "body F1", f"{_f1(*mean):.4f}"
            yield "precision / recall", f"{mean[0]:.4f} / {mean[1]:.4f}"
            yield "pages below .5", f"{sum(_f1(*one) < 0.5 for one in self._bodies)} of {n}"
            yield "pages a CPU-second", f"{n / self._cpu_s:.1f}"
        for figure, n in self._asked.items():
            yield f"{figure}, of {n}", f"{100 * self._hits[figure] / n:.1f} %"


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _overlap(gold: str, found: str) -> tuple[float, float]:
    wanted, given = _shingles(gold), _shingles(found)
    shared = sum((wanted & given).values())
    return (
        shared / given.total() if given else float(not wanted),
        shared / wanted.total() if wanted else 1.0,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text.lower())
    places = range(max(1, len(words) - 3)) if words else ()
    return Counter(tuple(words[at : at + 4]) for at in places)


def _without(text: str, title: str) -> str:
    return "\n".join(line for line in text.split("\n") if _folded(line) != _folded(title))


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


# ── the seed pages ──────────────────────────────────────────────────────────────────────────────


def _seed(peers: Peers) -> dict[str, dict[str, str]]:
    gold = _folded((SHARED / "seed" / "gold.txt").read_text(encoding="utf-8"))
    rows: dict[str, dict[str, str]] = {}
    for page in sorted((SHARED / "seed").glob("*.html")):
        capture = _capture(page, "https://unknown.example/", _SEED_AT)
        read = _with_peers(page, capture, peers, PEERS)
        name = f"seed page {page.name[0]}"
        rows[f"{name}: junk lines"] = {who: str(_n_junk(one, gold)) for who, one in read.items()}
        rows[f"{name}: AFP found"] = {who: _yes(_names_afp(one)) for who, one in read.items()}
        rows[f"{name}: false author flagged"] = {
            who: _yes(any("but the byline says" in warning for warning in one.warnings))
            for who, one in read.items()
        }
    return rows


def _n_junk(reading: Reading, gold: str) -> int:
    lines = (_folded(line) for line in reading.body.split("\n"))
    title = _folded(reading.title)
    return sum(1 for line in lines if line and line not in gold and line not in title)


def _names_afp(reading: Reading) -> bool:
    return "AFP" in reading.agencies or "AFP" in " ".join(reading.authors)


def _yes(fact: bool) -> str:  # noqa: FBT001
    return "yes" if fact else "no"


def _print(table: dict[str, dict[str, str]], names: Sequence[str]) -> None:
    print(f"\n| | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for figure, values in table.items():
        print(f"| {figure} | {' | '.join(values.get(name, '–') for name in names)} |")


if __name__ == "__main__":
    raise SystemExit(main())
