"""Publisher files: which rules hold on a day, and what is said of a wrong one."""

from datetime import date
from pathlib import Path

import pytest

from wirewatch.adapters.publisher_files import OURS, habits_at, load_publishers
from wirewatch.errors import BadInput
from wirewatch.publishers.files import read_publisher

HEAD = 'name = "The Esk Courier"\nsites = ["www.esk-courier.example"]\n'
RULES = '[[rules]]\nwhy = "bylines are bare"\nbyline = ".by"\n'
TWO = f"""{HEAD}zone = "Europe/London"
[[rules]]
valid_from = 2026-06-01
why = "rebuilt in June"
byline = ".signature"

[[rules]]
valid_from = 2025-01-01
valid_until = 2026-06-02
why = "bylines are bare"
byline = ".by"
"""


@pytest.mark.parametrize(
    ("day", "path"),
    [
        (date(2026, 6, 1), "signature"),  # both hold: the first is used
        (date(2026, 5, 31), " by "),
        (date(2025, 1, 1), " by "),
        (date(2024, 12, 31), None),
    ],
)
def test_the_first_rules_that_hold_on_the_day_of_the_capture_are_used(day, path):
    habits = read_publisher(TWO, "esk.toml").habits_on(day)
    assert habits.zone == "Europe/London"
    assert (path in dict(habits.paths)["byline"]) if path else not habits.paths


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", ["is not TOML"]),
        ('sites = ["a.example"]', ["name", "a text in quotes"]),
        ('name = "A"', ["sites", "a list of hosts"]),
        ('name = "A"\nsites = ["https://a.example/"]', ["sites", "https://a.example/"]),
        (f'{HEAD}zone = "Europe/Esk"', ["zone", "'Europe/Esk'", "Europe/Paris"]),
        (f'{HEAD}language = "English"', ["language", "'English'"]),
        (f'{HEAD}zones = "UTC"', ["zones", "did you mean zone?"]),
        (f"{HEAD}[rules]\nbyline = '.by'", ["[[rules]]"]),
        (f"{HEAD}{RULES}bylin = 'x'", ["rules 1", "bylin is no key", "did you mean byline?"]),
        (f"{HEAD}[[rules]]\nwhy = 'x'", ["rules 1", "selects nothing"]),
        (f"{HEAD}[[rules]]\nbyline = '.by'", ["rules 1: why"]),
        (f"{HEAD}{RULES}body = 'p:hover'", ["rules 1: body", "'p:hover'"]),
        (f"{HEAD}{RULES}valid_until = '2026'", ["rules 1: valid_until", "without quotes"]),
        (
            f"{HEAD}{RULES}valid_from = 2026-02-01\nvalid_until = 2026-01-01",
            ["rules 1", "swap them"],
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_file_the_key_and_what_to_do(text, words):
    with pytest.raises(BadInput) as error:
        read_publisher(text, "esk.toml")
    assert all(word in str(error.value) for word in ["esk.toml", *words])


def test_an_operators_own_file_goes_before_ours(tmp_path: Path):
    own = (OURS / "harbour_post.toml").read_text("utf-8").replace("Europe/London", "Asia/Tokyo")
    (tmp_path / "harbour.toml").write_text(own, encoding="utf-8")
    known = load_publishers(tmp_path)
    habits = habits_at("harbour-post.example", date(2026, 7, 1), known)
    assert habits is not None
    assert habits.zone == "Asia/Tokyo"
    assert habits_at("unknown.example", date(2026, 7, 1), known) is None


def test_two_files_for_one_site_are_refused(tmp_path: Path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(HEAD, encoding="utf-8")
    with pytest.raises(BadInput, match=r"esk-courier\.example stands in .*a\.toml"):
        load_publishers(tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "a.toml").write_bytes(b"\xff")
    with pytest.raises(BadInput, match=r"a\.toml"):
        load_publishers(tmp_path)


def test_the_file_in_the_docs_is_the_one_we_ship():
    page = (Path(__file__).parents[2] / "docs" / "publishers.md").read_text("utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    shipped = (OURS / "harbour_post.toml").read_text("utf-8")
    read = read_publisher(shown, "x"), read_publisher(shipped, "x")
    assert read[0] == read[1]


def test_our_own_files_are_of_publishers_that_do_not_exist():
    sites = [site for publisher in load_publishers(OURS / "none") for site in publisher.sites]
    assert sites
    assert all(site.endswith(".example") for site in sites)
