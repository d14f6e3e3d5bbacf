"""Measure wire credits on the labelled pages: precision, recall and the table of roles.

    python benchmarks/credit.py [--folder ../shared/data/wire_credits] [--misses] [--page PART]

A pair is a page and an agency named on it. Credits are the pairs labelled full, joint or partial;
agencies on their own sites are left out. Found is what we call text, joint, contribution or own.
Pages are split in two halves by their publisher; rules are judged on each. What we call a credit
against its label is printed with the words of the page; where the label's own evidence has not got
these words, nobody has judged them, and the scores are given without such pairs, too.
`--misses` prints all that is wrong by the labels, with every credit.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import trafilatura

from wirewatch.articles.extract import read_article
from wirewatch.model import Article, Capture, Credit, digest
from wirewatch.wire.agencies import AGENCY_OF_CODE
from wirewatch.wire.credit import find_credits
from wirewatch.wire.names import mentions

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from wire.press import press_cases, shown

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "wire_credits"
CREDITED = {"full", "joint", "partial"}
_CODES = {"aa": "ANADOLU", "ats": "SDA", "keystone-ats": "SDA"}
FOUND = ("own", "text", "joint", "contribution")
ROLES = (*FOUND, "photo", "source", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One labelled (page, agency), and all that the detectors say of it."""

    page: str
    host: str
    agency: str
    label: str
    role: str  # the strongest that we found, or "none"
    credits: tuple[Credit, ...]
    baselines: frozenset[str]
    evidence: str

    @property
    def is_found(self) -> bool:
        """Whether we call it a credit for the text."""
        return self.role in FOUND

    @property
    def is_against_its_label(self) -> bool:
        """Whether we call it a credit and the label does not."""
        return self.is_found and self.label not in {*CREDITED, "self"}

    @property
    def is_judged(self) -> bool:
        """Whether the words that we quote are among those that the label rests on."""
        return " ".join(self.credits[0].evidence.split()) in " ".join(self.evidence.split())


def main() -> None:
    arguments = _arguments()
    if not arguments.folder.is_dir():
        print(f"nothing to measure: {arguments.folder} is not here")
        return
    started = time.process_time()
    pairs, seconds, n_pages = _pairs(arguments.folder, arguments.page)
    total = time.process_time() - started
    print(f"{n_pages} pages, {len(pairs)} pairs; reading and all: {total:.1f} s")
    print(f"find_credits: {1000 * seconds / max(1, n_pages):.2f} ms of CPU a page")
    for half in (0, 1):
        _print_scores(f"half {half}", [pair for pair in pairs if _half(pair) == half])
    _print_scores("all, as labelled", pairs)
    against = [pair for pair in pairs if pair.is_against_its_label]
    unjudged = [pair for pair in against if not pair.is_judged]
    kept = [pair for pair in pairs if pair not in unjudged]
    _print_scores(f"all, without {len(unjudged)} labels that rest on other words", kept)
    _print_against(against)
    _print_roles(pairs)
    _print_press()
    if arguments.misses or arguments.page:
        _print_misses(pairs, everything=bool(arguments.page))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--misses", action="store_true", help="print what is wrong")
    parser.add_argument("--page", help="only pages whose id holds these letters, in full")
    return parser.parse_args()


def _pairs(folder: Path, part: str | None) -> tuple[list[Pair], float, int]:
    pairs, seconds, n_pages = [], 0.0, 0
    for line in (folder / "gold.jsonl").read_text().splitlines():
        row = json.loads(line)
        if part and part not in row["id"]:
            continue
        capture = _capture(folder, row["page"], row["url"])
        article, theirs = read_article(capture), _trafilatura_authors(capture)
        credits = find_credits(article)  # the first call also compiles the names it meets
        started = time.process_time()
        find_credits(article)
        seconds += time.process_time() - started
        n_pages += 1
        pairs += _pairs_of(row, article, credits, theirs)
    return pairs, seconds, n_pages


def _capture(folder: Path, page: str, url: str) -> Capture:
    body = gzip.decompress((folder / page).read_bytes())
    url = url if url.startswith("http") else f"https://{url.split('::')[-1].split('-')[0]}/"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    headers = (("content-type", "text/html"),)
    return Capture(url=url, final_url=url, status=200, headers=headers, body=body, captured_at=at)


def _trafilatura_authors(capture: Capture) -> str:
    found = trafilatura.bare_extraction(capture.body, url=capture.url, with_metadata=True)
    return (found.author or "") if found else ""


def _pairs_of(
    row: dict,  # type: ignore[type-arg]
    article: Article,
    credits: tuple[Credit, ...],
    theirs: str,
) -> Iterator[Pair]:
    for gold in row["credits"]:
        code = _CODES.get(gold["agency"].lower(), gold["agency"].upper())
        own = tuple(each for each in credits if each.agency == code)
        yield Pair(
            page=row["id"],
            host=urlsplit(article.url).hostname or "",
            agency=code,
            label=gold["label"],
            role=own[0].role.value if own else "none",
            credits=own,
            baselines=frozenset(_baselines(article, code, theirs)),
            evidence=json.dumps(gold["evidence"], ensure_ascii=False),
        )


def _baselines(article: Article, code: str, theirs: str) -> Iterator[str]:
    agency = AGENCY_OF_CODE.get(code)
    if agency is None:
        return
    text = "\n".join(block.text for block in article.blocks)
    authors = "\n".join(each.text for each in article.declared if "author" in each.name.lower())
    named = mentions(text, (agency,))
    if named or mentions(authors, (agency,)):
        yield "string anywhere"
    if mentions(authors, (agency,)):
        yield "author field"
    if mentions(theirs, (agency,)):
        yield "trafilatura author"
    if any(text[m.start - 1 : m.start] == "(" and text[m.end : m.end + 1] == ")" for m in named):
        yield "(AGENCY) in text"


def _half(pair: Pair) -> int:
    return int(digest(pair.host), 16) % 2


def _print_press() -> None:
    cases = tuple(press_cases())
    wrong = [c for c in cases if shown(c.credits) != ", ".join(sorted(c.expected.split(", ")))]
    languages = {case.language for case in cases}
    right = len(cases) - len(wrong)
    print(f"\nour own lines: {right} of {len(cases)} right, in {len(languages)} languages")
    for case in wrong:
        print(f"   {case.where}: {case.text} — {case.expected}; we say {shown(case.credits)}")


def _print_scores(title: str, pairs: list[Pair]) -> None:
    judged = [pair for pair in pairs if pair.label != "self"]
    print(f"\n{title}\n{'detector':34}{'P':>7}{'R':>7}{'F1':>7}{'found':>7}")
    detectors = {
        name: [pair for pair in judged if name in pair.baselines]
        for name in ("string anywhere", "author field", "(AGENCY) in text")
    }
    either = [p for p in judged if p.baselines & {"trafilatura author", "(AGENCY) in text"}]
    detectors["trafilatura author or (AGENCY)"] = either
    detectors["wirewatch"] = [pair for pair in judged if pair.is_found]
    n_credited = sum(pair.label in CREDITED for pair in judged)
    for name, found in detectors.items():
        print(f"{name:34}" + _score(found, n_credited))
    others = [pair for pair in judged if pair.label not in CREDITED]
    wrong = sum(pair.is_found for pair in others)
    share = wrong / max(1, len(others))
    print(f"photo, mention, other called credits: {wrong} of {len(others)} = {share:.1%}")


def _score(found: list[Pair], n_credited: int) -> str:
    right = sum(pair.label in CREDITED for pair in found)
    precision, recall = right / max(1, len(found)), right / max(1, n_credited)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{precision:7.3f}{recall:7.3f}{f1:7.3f}{len(found):7}"


def _print_against(pairs: list[Pair]) -> None:
    print("\ncalled credits against their labels, with the words that we quote")
    for pair in pairs:
        judged = "the label rests on them, too" if pair.is_judged else "the label has not got them"
        words = f"{pair.credits[0].place}: “{pair.credits[0].evidence[:110]}”"
        print(f"   {pair.agency} {pair.role}, labelled {pair.label}; {words}; {judged}")


def _print_roles(pairs: list[Pair]) -> None:
    table = Counter((pair.label, pair.role) for pair in pairs)
    print(f"\n{'label':10}" + "".join(f"{role:>13}" for role in ROLES))
    for label in ("full", "joint", "partial", "self", "photo", "mention", "other"):
        print(f"{label:10}" + "".join(f"{table[label, role]:13}" for role in ROLES))


def _print_misses(pairs: list[Pair], *, everything: bool) -> None:
    for pair in pairs:
        is_right = (pair.is_found) == (pair.label in CREDITED) or pair.label == "self"
        if everything or not is_right:
            print(f"\n{pair.page} {pair.agency}: {pair.label}, we say {pair.role}")
            print(f"   gold {pair.evidence[:300]}")
            for credit in pair.credits:
                print(f"   {credit.role} {credit.place}: {credit.evidence[:200]!r} {credit.people}")


if __name__ == "__main__":
    sys.exit(main())
