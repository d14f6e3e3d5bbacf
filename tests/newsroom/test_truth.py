"""The truth is true: what it says stands in the pages, and what it denies does not."""

import json
import tomllib
from collections import Counter

from lxml import html

from wirewatch.model import Role
from wirewatch.newsroom import NOW
from wirewatch.newsroom.desk_file import desk
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.publishers import PUBLISHERS
from wirewatch.newsroom.render import render_body, render_page
from wirewatch.newsroom.truth import TruePage, as_json

Pages = tuple[PlannedPage, ...]
Truth = tuple[TruePage, ...]
NOWHERE = {"gone", "too_large", "refused"}


def flat(markup: str) -> str:
    pieces = html.fromstring(markup).itertext()
    return " ".join(" ".join(pieces).split())


def seen(page: PlannedPage) -> str:
    return flat(render_page(page, seen_at=NOW).decode())


def test_there_is_one_truth_for_each_page(pages: Pages, truth: Truth) -> None:
    assert [each.url for each in truth[: len(pages)]] == [page.url for page in pages]
    assert {each.verdict for each in truth[len(pages) :]} == NOWHERE


def test_every_body_paragraph_stands_in_its_page(pages: Pages, truth: Truth) -> None:
    for page, true in zip(pages, truth, strict=False):
        words = seen(page)
        for paragraph in true.paragraphs:
            is_there = " ".join(paragraph.split()) in words
            assert is_there is (true.verdict != "consent_wall"), (page.url, paragraph)


def test_a_walled_text_stands_in_its_feed(pages: Pages, truth: Truth) -> None:
    walled = [
        (page, true)
        for page, true in zip(pages, truth, strict=False)
        if true.verdict == "consent_wall" and true.in_feed_paragraphs
    ]
    assert walled
    for page, true in walled:
        words = flat(f"<div>{render_body(page, seen_at=NOW)}</div>")
        assert all(paragraph in words for paragraph in true.paragraphs)
        assert true.evidence is None or true.evidence in words


def test_the_evidence_of_a_credit_stands_in_its_page(pages: Pages, truth: Truth) -> None:
    for page, true in zip(pages, truth, strict=False):
        if true.evidence and true.verdict != "consent_wall":
            markup = render_page(page, seen_at=NOW).decode()
            assert true.evidence in seen(page) or true.evidence in markup, page.url


def test_what_is_no_body_stands_in_the_page_and_in_no_paragraph(pages: Pages, truth: Truth) -> None:
    for page, true in zip(pages, truth, strict=False):
        words, body = seen(page), "\n".join(true.paragraphs)
        for line in true.not_body:
            assert " ".join(line.split()) in words, (page.url, line)
            assert line not in body


def test_a_page_without_credit_names_no_agency_as_its_author(pages: Pages, truth: Truth) -> None:
    for page, true in zip(pages, truth, strict=False):
        if true.agency is None:
            assert page.signature.credit is None or true.verdict == "consent_wall"


def test_every_agency_and_every_role_is_there(truth: Truth) -> None:
    agencies = {each.agency for each in truth}
    roles = {each.role for each in truth}
    assert {"AFP", "REUTERS", "AP", "DPA", None} <= agencies
    assert {Role.TEXT, Role.JOINT, Role.CONTRIBUTION} <= roles
    assert {"AFP", "REUTERS", "AP", "DPA"} <= {each.photo_agency for each in truth}
    assert any(each.mentions for each in truth)
    assert any(each.photo_agency and each.photo_agency != each.agency for each in truth)


def test_mentioned_agencies_are_named_in_the_body(truth: Truth) -> None:
    names = {
        "AFP": ("AFP", "Agence France-Presse"),
        "REUTERS": ("Reuters",),
        "AP": ("AP", "Associated Press"),
        "DPA": ("dpa", "Deutsche Presse-Agentur"),
    }
    for each in truth:
        body = " ".join(each.paragraphs)
        for agency in each.mentions:
            assert any(name in body for name in names[agency]), each.url


def test_copies_of_one_story_are_enough_to_group(truth: Truth) -> None:
    copies = Counter(each.story for each in truth if each.story)
    assert sum(n >= 2 for n in copies.values()) >= 20
    assert sum(n == 1 for n in copies.values()) >= 5


def test_pages_of_the_past_week_are_archived_and_todays_are_not(truth: Truth) -> None:
    for each in truth:
        is_past = each.published_at.day <= 11 and each.verdict not in NOWHERE
        assert bool(each.archived_at) is is_past, each.url


def test_what_is_in_a_feed_is_todays_or_nearly(truth: Truth) -> None:
    announced = [each for each in truth if each.feed_url]
    assert all(each.feed_url for each in truth if each.published_at.day == 12)
    assert 0 < len(announced) < len(truth)


def test_the_truth_of_the_trap_page(truth: Truth) -> None:
    (trap,) = [each for each in truth if "Free Spins" in " ".join(each.not_body)]
    assert (trap.agency, trap.role, trap.photo_agency) == ("AFP", Role.TEXT, "AP")
    assert trap.mentions == ("AFP",)
    assert len(trap.people) == 2
    assert trap.authors == trap.people
    assert "Delphine Marrow" not in " ".join(trap.authors)


def test_json_says_the_same_a_page_a_line(truth: Truth) -> None:
    lines = [json.loads(line) for line in as_json(truth).splitlines()]
    assert [line["url"] for line in lines] == [each.url for each in truth]
    assert lines[0]["published_at"].endswith("Z")
    assert as_json(truth) == as_json(truth)


def test_the_desk_file_names_every_feed_and_the_archive() -> None:
    table = tomllib.loads(desk())
    feeds = {feed["id"]: feed for feed in table["feed"]}
    assert len(feeds) == len(PUBLISHERS) + 4
    for publisher in PUBLISHERS:
        feed = feeds[publisher.key]
        assert feed["url"] == publisher.feed_url
        assert (feed["zone"], feed["language"]) == (publisher.zone, publisher.language)
    assert set(feeds["silent"]) == {"id", "title", "url", "site", "zone", "language"}
    assert table["archives"]["wayback"]["base"] == "https://wayback.example"
