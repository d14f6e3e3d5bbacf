"""`stories`, `match`, `watches check`: texts in files, grouped and matched without a warehouse."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands import lines_file, run
from story_texts import part, prose

WIRE, SECOND = prose(1, 300), prose(2, 200)
HALF = part(WIRE, 0, 120)
TEXTS: list[dict[str, Any]] = [
    {"id": "a", "title": "One", "text": WIRE, "source": "sea.example",
     "published_at": "2026-03-10T08:00:00Z", "language": "en"},
    {"id": 12, "title": "Two", "body": HALF, "url": "https://www.hill.example/two",
     "published_at": "2026-03-10", "language": None},
    {"id": "c", "title": "Three", "text": SECOND, "source": "sea.example",
     "published_at": "2026-03-11T08:00:00+02:00"},
    {"id": "empty", "title": None, "text": None, "published_at": "2026-03-10T09:00"},
]  # fmt: skip
KEYS = {"id", "story_id", "canonical_id", "reason"} | {
    "agency", "agency_role", "agency_why", "agency_is_inferred",
}  # fmt: skip


# ── stories ─────────────────────────────────────────────────────────────────────────────────────


def test_copies_share_a_story_and_ids_stay_as_given(tmp_path: Path) -> None:
    edges = tmp_path / "edges.jsonl"
    done = run("stories", lines_file(tmp_path / "in.jsonl", TEXTS), "--edges", edges)
    assert (done.code, done.err) == (0, "")
    assert [row["id"] for row in done.rows] == ["a", 12, "c", "empty"]
    assert all(row.keys() == KEYS for row in done.rows)
    assert all(row[key] is None for row in done.rows for key in KEYS if key.startswith("agency"))
    assert [row["canonical_id"] for row in done.rows] == [12, 12, "c", "empty"]
    assert done.rows[0]["story_id"] == done.rows[1]["story_id"] != done.rows[2]["story_id"]
    assert done.rows[0]["reason"] == "the earliest of 2 copies"
    (edge,) = [json.loads(line) for line in edges.read_text(encoding="utf-8").splitlines()]
    assert edge.keys() >= {"a", "b", "relation", "coverage_a", "coverage_b", "longest_run"}
    assert {edge["a"], edge["b"]} == {"a", 12}
    assert edge["longest_run"] == 120


def test_the_states_of_a_text_are_written_with_what_changed(tmp_path: Path) -> None:
    body = f"{WIRE} In all 14 people were killed, the governor of the region said on Friday."
    later = {**TEXTS[0], "id": 12, "published_at": "2026-03-10T10:00:00Z"}
    rows = [{**TEXTS[0], "text": body}, {**later, "text": body.replace("14", "17")}, TEXTS[2]]
    states = tmp_path / "states.jsonl"
    done = run("stories", lines_file(tmp_path / "in.jsonl", rows), "--versions", states)
    assert (done.code, done.err) == (0, "")
    first, second = (json.loads(line) for line in states.read_text("utf-8").splitlines())
    assert (first["id"], first["version"], first["after"], first["says"]) == ("a", "lead", None, "")
    assert (second["id"], second["version"], second["after"]) == (12, "2nd lead", "a")
    assert second["says"] == "“In all 14 people were” is now “In all 17 people were”"
    assert second["figures"] == [["In all 14 people were", "In all 17 people were"]]
    assert second["story_id"] == done.rows[1]["story_id"]


def test_a_story_has_the_strongest_credit_of_all_its_copies(tmp_path: Path) -> None:
    """And the copy that names nobody has it from the words it shares; the source is passed over."""
    texts = [
        {**TEXTS[0], "blocks": [], "credits": [credit("AP", "source", "body", "told the AP")]},
        {**TEXTS[1], "blocks": [], "credits": [credit("AFP", "joint", "tail", "(avec AFP)")]},
        {**TEXTS[0], "id": "b", "source": "b.example", "blocks": [],
         "credits": [credit("AFP", "text", "byline", "Par AFP")]},
        {**TEXTS[2], "credits": "AFP, as an editor wrote it down"},
    ]  # fmt: skip
    done = run("stories", lines_file(tmp_path / "in.jsonl", texts))
    assert (done.code, done.err) == (0, "")
    *copies, other = done.rows
    assert {(row["agency"], row["agency_role"]) for row in copies} == {("AFP", "text")}
    assert {row["agency_why"] for row in copies} == {
        "“Par AFP” (byline) on b.example, also on hill.example; "
        "inferred from overlap for 1 copy that names nobody"
    }
    assert [row["agency_is_inferred"] for row in copies] == [True, False, False]
    assert other["agency"] is other["agency_is_inferred"] is None


def credit(agency: str, role: str, place: str, evidence: str) -> dict[str, str]:
    """A credit as `wirewatch articles` prints it."""
    return {"agency": agency, "role": role, "place": place, "evidence": evidence}


@settings(
    deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(TEXTS))
def test_the_order_of_lines_is_kept_and_changes_nothing(
    tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    found = run("stories", lines_file(tmp_path / "in.jsonl", rows)).rows
    assert [row["id"] for row in found] == [row["id"] for row in rows]
    sorted_by_id = sorted(found, key=lambda row: str(row["id"]))
    usual = run("stories", lines_file(tmp_path / "usual.jsonl", TEXTS)).rows
    assert sorted_by_id == sorted(usual, key=lambda row: str(row["id"]))


@pytest.mark.parametrize("dates", [{}, {"published_at": None}, {"published_at": ""}], ids=str)
def test_a_text_without_a_date_is_never_called_the_earliest(
    tmp_path: Path, dates: dict[str, str | None]
) -> None:
    undated = {"id": "undated", "text": WIRE + " And more.", "source": "b.example", **dates}
    rows = run("stories", lines_file(tmp_path / "in.jsonl", [undated, TEXTS[0]])).rows
    assert {row["canonical_id"] for row in rows} == {"a"}


def test_a_date_that_is_none_is_unknown_and_told(tmp_path: Path) -> None:
    """Scraped texts have such dates; one of them must not cost the others their stories."""
    rows = [TEXTS[0], {"id": "odd", "text": HALF, "published_at": "2084-63-41"}]
    done = run("stories", lines_file(tmp_path / "in.jsonl", rows))
    assert done.code == 0
    assert {row["canonical_id"] for row in done.rows} == {"a"}
    assert "line 2: published_at '2084-63-41' is no time" in done.err


def test_texts_without_a_source_are_not_taken_for_one_sites_furniture(tmp_path: Path) -> None:
    rows = [{"id": n, "text": WIRE, "published_at": "2026-03-10"} for n in range(12)]
    found = run("stories", lines_file(tmp_path / "in.jsonl", rows)).rows
    assert len({row["story_id"] for row in found}) == 1


def test_text_may_hold_anything_that_json_can(tmp_path: Path) -> None:
    strange = "\ud800 \x00 \u2028 \U0001f600 " + WIRE
    rows = [{"id": "\ud800", "title": strange, "text": strange}, {"id": "b", "text": WIRE}]
    done = run("stories", lines_file(tmp_path / "in.jsonl", rows))
    assert done.code == 0, done.err
    assert [row["id"] for row in done.rows] == ["\ud800", "b"]


def test_no_texts_no_stories(tmp_path: Path) -> None:
    edges = tmp_path / "edges.jsonl"
    assert run("stories", lines_file(tmp_path / "in.jsonl", []), "--edges", edges) == (0, "", "")
    assert edges.read_text() == ""


# ── match ───────────────────────────────────────────────────────────────────────────────────────

WATCHES = """
[[watch]]
name = "drones"
query = 'drone* AND headline:night'

[[watch]]
name = "Vesk"
query = 'Vesk'
languages = ["en"]

[[watch]]
name = "agency"
query = 'agency:AFP AND NOT pizza'
"""


@pytest.fixture
def watches(tmp_path: Path) -> Path:
    path = tmp_path / "watches.toml"
    path.write_text(WATCHES, encoding="utf-8")
    return path


def test_a_text_is_matched_with_the_words_that_did_it(tmp_path: Path, watches: Path) -> None:
    text = "\nA drone fell on Vesk.\n\nNobody in Vesk was hurt; drones came at night."
    row = {"id": 3, "title": "Night over Vesk", "text": text, "language": "en"}
    done = run("match", watches, lines_file(tmp_path / "in.jsonl", [row]))
    assert done.code == 0, done.err
    assert [(row["watch"], row["id"]) for row in done.rows] == [("drones", 3), ("Vesk", 3)]
    assert done.rows[0].keys() == {"watch", "id", "hits"}
    zones = {
        "headline": "Night over Vesk",
        "lede": "A drone fell on Vesk.",
        "body": "\nNobody in Vesk was hurt; drones came at night.",
    }
    hits = [hit for row in done.rows for hit in row["hits"]]
    assert {hit["zone"] for hit in hits} == set(zones)
    for hit in hits:
        assert zones[hit["zone"]][hit["start"] : hit["end"]] == hit["text"]


def test_a_record_of_articles_is_matched_with_its_credits(tmp_path: Path, watches: Path) -> None:
    record = {
        "id": "r",
        "title": "Night over Vesk",
        "language": "fr",
        "blocks": [
            {"kind": "caption", "text": "A drone, and pizza"},
            {"kind": "lede", "text": "A glider fell on Vesk."},
        ],
        "credits": [
            {"agency": "AFP", "role": "text", "place": "tail", "evidence": "(AFP)", "people": []}
        ],
    }
    failed = {"id": "x", "error": "could not be read"}
    done = run("match", watches, lines_file(tmp_path / "in.jsonl", [failed, record]))
    assert [(row["watch"], row["hits"]) for row in done.rows] == [("agency", [])]


# ── watches ─────────────────────────────────────────────────────────────────────────────────────


def test_watches_that_are_well_are_called_so(watches: Path) -> None:
    done = run("watches", "check", watches)
    assert (done.code, done.out) == (0, "")
    assert "every watch is well" in done.err


def test_a_wrong_rule_is_shown_where_it_stands(watches: Path) -> None:
    watches.write_text(WATCHES.replace("headline:night", "headline:"), encoding="utf-8")
    done = run("watches", "check", watches)
    assert done.code == 1
    assert f"{watches}:4:21: error: watch 'drones': " in done.err


def test_a_warning_is_no_error(watches: Path) -> None:
    watches.write_text(WATCHES.replace("drone*", "dro*"), encoding="utf-8")
    done = run("watches", "check", watches)
    assert done.code == 0
    assert ": warning: " in done.err


def test_examples_are_tried(watches: Path) -> None:
    watches.write_text(WATCHES + 'must_match = ["Nothing of the kind. pizza"]\n', encoding="utf-8")
    done = run("watches", "check", watches)
    assert done.code == 1
    assert "does not match its example" in done.err
