"""`article`, `articles`, `entries`: what stands in files becomes records, one for each."""

import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from commands import lines_file, run
from wirewatch.newsroom import NOW
from wirewatch.newsroom.feeds import feed_bytes
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.render import render_page
from wirewatch.newsroom.texts import load_texts

PAGES = plan_pages(load_texts())
TRAP = next(page for page in PAGES if page.traps)
ONE_EACH = list({page.publisher.key: page for page in PAGES}.values())

# What DESIGN promises of a line of `articles`; there may be more.
PROMISED = {
    "id", "verdict", "title", "authors", "byline", "dateline", "language", "published_at",
    "published_precision", "modified_at", "body", "blocks", "credits",
}  # fmt: skip


def written(folder: Path, page: PlannedPage) -> Path:
    path = folder / f"{page.publisher.key}.html"
    path.write_bytes(render_page(page, seen_at=NOW))
    return path


def article(*words: object) -> dict[str, Any]:
    done = run("article", *words)
    assert done.code == 0, done.err
    record: dict[str, Any] = json.loads(done.out)
    return record


def roles(record: dict[str, Any]) -> set[tuple[str, str]]:
    return {(credit["agency"], credit["role"]) for credit in record["credits"]}


# ── the page with every trap ────────────────────────────────────────────────────────────────────


def test_the_page_it_all_began_with(shared: Path) -> None:
    record = article(
        shared / "seed" / "B_bare_p.html",
        "--url", "https://www.thesaxon.example/ukraine",
        "--captured-at", "2024-10-30T09:30:00Z",
    )  # fmt: skip
    assert roles(record) == {("AFP", "text"), ("AP", "photo"), ("AFP", "source")}
    wrote = next(credit for credit in record["credits"] if credit["role"] == "text")
    assert wrote["people"] == ["Ania Tsoukanova", "Stanislav Doshchitsyn"]
    quoted = next(credit for credit in record["credits"] if credit["role"] == "source")
    assert "told AFP" in quoted["evidence"]
    assert "Welcome Package" not in record["body"]
    assert "Teilor Stone" not in record["body"]
    assert any("Teilor Stone" in warning for warning in record["warnings"])
    assert "Teilor Stone" not in record["authors"]


def test_our_own_page_with_every_trap(tmp_path: Path) -> None:
    """An agency's text below somebody else's name, with an advert and a box about that person."""
    assert TRAP.traps
    record = article(written(tmp_path, TRAP), "--url", TRAP.url, "--captured-at", NOW.isoformat())
    assert ("AFP", "text") in roles(record)
    assert {role for _, role in roles(record)} >= {"text", "photo"}
    wrote = next(credit for credit in record["credits"] if credit["role"] == "text")
    assert tuple(wrote["people"]) == TRAP.signature.credit.people  # type: ignore[union-attr]
    assert TRAP.traps.author not in record["authors"]
    assert any(TRAP.traps.author in warning for warning in record["warnings"])
    for trap in (TRAP.traps.advert, TRAP.traps.bio, TRAP.traps.share, *TRAP.traps.read_more):
        assert trap not in record["body"]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """One page of each publisher, read in one go."""
    folder = tmp_path_factory.mktemp("publishers")
    rows = [
        {
            "id": page.publisher.key,
            "page": written(folder, page).name,
            "url": page.url,
            "captured_at": NOW.isoformat(),
        }
        for page in ONE_EACH
    ]
    done = run("articles", lines_file(folder / "in.jsonl", rows))
    assert (done.code, done.err) == (0, "")
    return {row["id"]: row for row in done.rows}


@pytest.mark.parametrize("page", ONE_EACH, ids=lambda page: page.publisher.key)
def test_every_credit_quotes_the_page(
    page: PlannedPage, records: dict[str, dict[str, Any]]
) -> None:
    """Evidence is words that stand in the page, and the body is what blocks of text say."""
    record = records[page.publisher.key]
    source = html.unescape(render_page(page, seen_at=NOW).decode())
    blocks = [block["text"] for block in record["blocks"]]
    places = [flat(re.sub(r"<[^>]*>", " ", source)), flat(source), page.url, *map(flat, blocks)]
    for credit in record["credits"]:
        assert any(flat(credit["evidence"]) in place for place in places), credit
    assert record["body"].split("\n") == [
        block["text"]
        for block in record["blocks"]
        if block["kind"] in {"lede", "body", "subhead", "list", "quote"}
    ]


def flat(text: str) -> str:
    return " ".join(text.split())


# ── one page ────────────────────────────────────────────────────────────────────────────────────


def test_a_page_may_be_gzipped_and_reads_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path, TRAP)
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    at = ("--captured-at", NOW.isoformat())
    assert article(plain, *at) == article(packed, *at)


def test_an_address_that_nobody_told_is_null(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>No more than this.", encoding="utf-8")
    record = article(page)
    assert record["url"] is None
    assert record["credits"] == []


def test_yesterday_is_read_in_the_publishers_zone(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = "The harbour of Lissow was closed on Monday after a crane fell. " * 20
    page.write_text(
        f"<h1>A crane falls</h1><p>Published yesterday at 16:41</p><p>{text}</p>", encoding="utf-8"
    )
    record = article(page, "--captured-at", "2024-10-30T09:30:00Z", "--zone", "Asia/Tokyo")
    assert record["published_at"] == "2024-10-29T16:41:00+09:00"
    assert record["published_precision"] == "relative"


# ── many pages ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Three pages that can be read, and whatever else goes wrong between them."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "broken.html.gz").write_bytes(b"\x1f\x8b\x08 not gzip at all")
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(b"<p>text" * 9999)[:60])
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(bytes(20_000_000)))
    (tmp_path / "bytes.html").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.html").write_bytes(b"")
    first = written(tmp_path / "pages", TRAP)
    at = NOW.isoformat()
    return lines_file(
        tmp_path / "in.jsonl",
        [
            {"id": "relative", "page": f"pages/{first.name}", "url": TRAP.url, "captured_at": at},
            {"id": "missing", "page": "nowhere.html"},
            {"id": 7, "page": str(first), "url": None, "captured_at": None},
            {"id": "folder", "page": "pages"},
            {"id": "broken", "page": "broken.html.gz"},
            {"id": "cut", "page": "cut.html.gz"},
            {"id": "bomb", "page": "bomb.html.gz"},
            {"id": "bad time", "page": "empty.html", "captured_at": "yesterday"},
            {"id": "no page"},
            {"id": "number", "page": 5},
            {"id": "bytes", "page": "bytes.html", "url": "http://["},
            {"id": "any bytes", "page": "bytes.html"},
            {"id": "empty", "page": "empty.html", "url": "not an address"},
        ],
    )


EXPECTED = {
    "missing": "No such file or directory",
    "folder": "Is a directory",
    "broken": "cannot be read",
    "cut": "cannot be read",
    "bomb": "has more than 15,000,000 bytes",
    "bad time": "line 8: captured_at 'yesterday' is no time such as 2026-03-12T18:00:00Z",
    "no page": 'line 9: needs a "page"',
    "bytes": "'http://[': is no address",
    "number": "line 10: 'page' is 5 and not a text",
}


@pytest.mark.parametrize("workers", [1, 3])
def test_a_page_that_cannot_be_read_stops_no_other(listed: Path, workers: int) -> None:
    done = run("articles", listed, "--workers", workers)
    given = [json.loads(line)["id"] for line in listed.read_text().splitlines()]
    assert [row["id"] for row in done.rows] == given
    failed = {row["id"]: row["error"] for row in done.rows if "error" in row}
    assert failed.keys() == EXPECTED.keys()
    for key, words in EXPECTED.items():
        assert words in failed[key]
    assert done.code == 1
    assert "9 of 13 pages could not be read" in done.err


def test_every_line_keeps_what_was_promised(listed: Path) -> None:
    rows = [row for row in run("articles", listed).rows if "error" not in row]
    assert len(rows) == 4
    for row in rows:
        assert row.keys() >= PROMISED
        assert all(block.keys() == {"kind", "text"} for block in row["blocks"])
        assert all(
            credit.keys() >= {"agency", "role", "place", "evidence"} for credit in row["credits"]
        )
    assert rows[3]["verdict"] == "not_an_article"


def test_one_page_alone_reads_as_in_a_list(listed: Path) -> None:
    first = run("articles", listed).rows[0]
    path = listed.parent / "pages" / f"{TRAP.publisher.key}.html"
    alone = article(path, "--url", TRAP.url, "--captured-at", NOW.isoformat())
    assert {key: value for key, value in first.items() if key != "id"} == alone


def test_an_empty_list_has_no_records(tmp_path: Path) -> None:
    done = run("articles", lines_file(tmp_path / "in.jsonl", []))
    assert done == (0, "", "")


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_becomes_its_entries(tmp_path: Path) -> None:
    pages = [page for page in PAGES if page.publisher is TRAP.publisher]
    feed = tmp_path / "feed.gz"
    feed.write_bytes(gzip.compress(feed_bytes(TRAP.publisher, pages, now=NOW)))
    done = run("entries", feed, "--url", TRAP.publisher.feed_url, "--captured-at", NOW.isoformat())
    assert done.code == 0, done.err
    assert {row["url"] for row in done.rows} <= {page.url for page in pages}
    assert len(done.rows) >= 5
    assert done.rows[0].keys() >= {"entry_id", "guid", "url", "title", "authors", "published_at"}


def test_what_is_no_feed_says_so(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body>Relaunched!</body></html>", encoding="utf-8")
    done = run("entries", page)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"wirewatch: {page}: ")
