"""The archive answers as the Wayback Machine does, for the past week and no other."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.newsroom.archive import Archive, Capture, take_captures
from wirewatch.newsroom.cdx import answer_query, url_key
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.render import related, render_page

Pages = tuple[PlannedPage, ...]


def row(place: str, timestamp: str, *, digest: str = "X", status: str = "200") -> dict[str, str]:
    url = f"https://{place}" if ".example" in place else f"https://a.example{place}"
    return {
        "urlkey": url_key(url),
        "timestamp": timestamp,
        "original": url,
        "mimetype": "text/html",
        "statuscode": status,
        "digest": digest,
        "length": "10",
    }


ROWS = sorted(
    [
        row("/2026/03/09/one", "20260309100000"),
        row("/2026/03/09/one", "20260309180000"),
        row("/2026/03/09/two", "20260309120000", digest="Y"),
        row("/2026/03/10/three", "20260310090000", status="404"),
        row("sub.a.example/x", "20260311000000"),
        row("ab.example/x", "20260311000000"),
    ],
    key=lambda each: (each["urlkey"], each["timestamp"]),
)


def ask(**query: str) -> list[str]:
    given_query = {name.rstrip("_"): [value] for name, value in query.items()}
    given_query.setdefault("fl", ["original,timestamp"])
    return answer_query(ROWS, given_query).splitlines()


ONE, TWO, THREE = (
    "https://a.example/2026/03/09/one",
    "https://a.example/2026/03/09/two",
    "https://a.example/2026/03/10/three",
)


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ({"url": ONE}, [ONE, ONE]),
        ({"url": "http://www.a.example/2026/03/09/one/"}, [ONE, ONE]),
        ({"url": "a.example/2026/03/09/", "matchType": "prefix"}, [ONE, ONE, TWO]),
        ({"url": "a.example/2026/03/09/*"}, [ONE, ONE, TWO]),
        ({"url": "a.example", "matchType": "host"}, [ONE, ONE, TWO, THREE]),
        ({"url": "a.example", "matchType": "domain"}, [ONE, ONE, TWO, THREE, "https://sub.a.example/x"]),
        ({"url": "a.example", "matchType": "host", "from_": "20260310"}, [THREE]),
        ({"url": "a.example", "matchType": "host", "to": "20260309"}, [ONE, ONE, TWO]),
        ({"url": "a.example", "matchType": "host", "to": "2026030912"}, [ONE, TWO]),
        ({"url": "a.example", "matchType": "host", "filter": "statuscode:200"}, [ONE, ONE, TWO]),
        ({"url": "a.example", "matchType": "host", "filter": "!statuscode:200"}, [THREE]),
        ({"url": "a.example", "matchType": "host", "collapse": "urlkey"}, [ONE, TWO, THREE]),
        ({"url": "a.example", "matchType": "host", "collapse": "digest"}, [ONE, TWO, THREE]),
        ({"url": "a.example", "matchType": "host", "collapse": "timestamp:8"}, [ONE, THREE]),
        ({"url": "a.example", "matchType": "host", "limit": "2"}, [ONE, ONE]),
        ({"url": "a.example", "matchType": "host", "limit": "-1"}, [THREE]),
        ({"url": "nowhere.example"}, []),
    ],
)  # fmt: skip
def test_the_index_gives_what_is_asked_for(query: dict[str, str], urls: list[str]) -> None:
    assert [line.split()[0] for line in ask(**query)] == urls


@pytest.mark.parametrize(
    "query",
    [
        {"url": ""},
        {"url": "a.example", "matchType": "fuzzy"},
        {"url": "a.example", "limit": "many"},
        {"url": "a.example", "filter": "statuscode"},
        {"url": "a.example", "filter": "colour:red"},
        {"url": "a.example", "filter": "statuscode:("},
    ],
)
def test_a_wrong_question_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"is|int"):
        ask(**query)


def test_fields_come_in_the_order_asked_and_else_in_the_usual_one() -> None:
    assert ask(url=TWO, fl="digest,timestamp") == ["Y 20260309120000"]
    assert ask(url=TWO, fl="") == [
        f"example,a)/2026/03/09/two 20260309120000 {TWO} text/html 200 Y 10"
    ]


@given(limit=st.integers(min_value=1, max_value=7))
@settings(deadline=None, max_examples=20)
def test_pages_of_answers_add_up_to_the_whole(limit: int) -> None:
    """Whoever follows the resume keys sees every line once, in order."""
    whole = ask(url="example", matchType="domain")
    seen: list[str] = []
    key = ""
    for _ in range(len(ROWS) + 1):
        lines = ask(
            url="example", matchType="domain", limit=str(limit), showResumeKey="true", resumeKey=key
        )
        if "" not in lines:
            seen += lines
            break
        seen += lines[: lines.index("")]
        key = lines[-1].replace("%29", ")").replace("%2F", "/").replace("%2C", ",")
    assert seen == whole


def test_the_index_as_json_has_a_head_line() -> None:
    table = json.loads("\n".join(ask(url=TWO, output="json")))
    assert table == [["original", "timestamp"], [TWO, "20260309120000"]]


def test_the_archive_holds_the_past_week_and_not_today(pages: Pages) -> None:
    captures = take_captures(pages)
    days = {capture.timestamp[:8] for capture in captures}
    assert days == {f"202603{day:02}" for day in range(5, 12)}


def test_every_page_of_the_week_was_captured_after_it_went_up(pages: Pages) -> None:
    captures = take_captures(pages)
    published = {page.url: page.published_at for page in pages}
    taken = {capture.url for capture in captures}
    week = {page.url for page in pages if page.published_at.day <= 11}
    assert taken == week
    assert all(published[capture.url] < capture.at for capture in captures)


def test_captures_are_in_the_order_of_the_index(pages: Pages) -> None:
    keys = [(url_key(each.url), each.timestamp) for each in take_captures(pages)]
    assert keys == sorted(keys)
    assert all(a != b for a, b in pairwise(keys))


def test_a_capture_is_the_page_as_it_was_then(pages: Pages) -> None:
    by_url = {page.url: page for page in pages}
    for capture in take_captures(pages)[:20]:
        page = by_url[capture.url]
        beside = related(page, pages)
        assert capture.body == render_page(page, seen_at=capture.at, beside=beside)


def test_a_corrected_page_is_there_before_and_after(pages: Pages) -> None:
    corrected = [page for page in pages if page.correction and page.correction.at.day < 11]
    assert corrected
    for page in corrected:
        bodies = {each.body for each in take_captures(pages) if each.url == page.url}
        assert len(bodies) == 2


def test_some_pages_were_visited_twice(pages: Pages) -> None:
    urls = [capture.url for capture in take_captures(pages)]
    assert len(urls) > len(set(urls))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("20260309100000", 10),
        ("20260309130000", 10),
        ("20260309150000", 18),
        ("2026", 10),
        ("20270101", 18),
    ],
)
def test_the_nearest_capture_is_given(asked: str, found: int) -> None:
    from datetime import UTC, datetime

    archive = Archive(
        Capture(url=ONE, at=datetime(2026, 3, 9, hour, tzinfo=UTC), body=b"") for hour in (10, 18)
    )
    capture = archive.nearest(asked, "http://a.example/2026/03/09/one/")
    assert capture is not None
    assert capture.at.hour == found
    assert archive.nearest(asked, TWO) is None
