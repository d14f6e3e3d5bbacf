"""A watches file is checked as a whole, and each mistake is shown where it stands."""

import pytest

from alerts.documents import document
from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.watchfile import check_watches, read_watches
from wirewatch.errors import BadInput
from wirewatch.model import Watch

GOOD = """
[desk]
contact = "somebody"

[[watch]]
name = "Drones"
query = 'drone* AND (harbour OR "air field")'
routes = ["desk"]
languages = ["en"]
must_match = ["A drone fell into the harbour.", "Raid\\nDrones over Vesk\\nThey hit the air field."]
must_not_match = ["The drone of bees."]

[[watch]]
name = "AFP floods"
query = '''
headline:flood
AND agency:AFP
'''
"""


def test_a_file_gives_its_watches() -> None:
    drones, floods = read_watches(GOOD)
    assert (drones.name, drones.routes, drones.languages) == ("Drones", ("desk",), ("en",))
    assert floods == Watch(name="AFP floods", query="headline:flood\nAND agency:AFP\n")


def test_a_good_file_has_no_problem() -> None:
    assert check_watches(GOOD) == ()


def test_counts_are_taken_as_given_in_examples() -> None:
    """No example is as long as an article; the watch is still tried on its words."""
    assert check_watches(file("'drone AND words>200'", 'must_match = ["A drone fell."]')) == ()
    (problem,) = check_watches(file("'drone AND copies>3'", 'must_match = ["A plane fell."]'))
    assert "does not match" in problem.text


def file(query: str, *more: str) -> str:
    return "\n".join(["# a file", "[[watch]]", 'name = "w"', f"query = {query}", *more])


WRONG = {
    "query, apostrophes": (file("'raid AND'"), 4, 15, "nothing after it"),
    "query, quotes": (file('"raid strike"'), 4, 15, "nothing joins"),
    "query over lines": (file("'''\nraid\nAND'''"), 6, 1, "nothing after it"),
    "query on the opening line": (file("'''raid AND\nOR a'''"), 5, 1, "keep one"),
    "not toml": ('[[watch]]\nname = "w"\nquery = raid', 3, 9, "not TOML"),
    "no query": ('\n[[watch]]\nname = "w"', 2, 1, "give it a query"),
    "no name": ('[[watch]]\nquery = "raid"', 1, 1, "give it a name"),
    "empty name": ('[[watch]]\nname = ""\nquery = "raid"', 1, 1, "give it a name"),
    "unknown key": (file("'raid'", "rout = ['a']"), 2, 1, "did you mean routes?"),
    "list expected": (file("'raid'", "routes = 'a'"), 2, 1, 'routes = ["one", "two"]'),
    "one bracket": ("[watch]\nname = 'w'\nquery = 'raid'", 1, 1, "two brackets"),
    "example fails": (file("'raid'", "must_match = ['drone']"), 2, 1, "does not match"),
    "counter-example": (file("'raid'", "must_not_match = ['a raid']"), 2, 1, "counter-example"),
}


@pytest.mark.parametrize(("text", "line", "column", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_shown_where_it_stands(text: str, line: int, column: int, words: str) -> None:
    (problem,) = check_watches(text)
    assert (problem.line, problem.column, problem.severity) == (line, column, "error")
    assert words in problem.text


def test_all_mistakes_are_shown_at_once_in_the_order_of_lines() -> None:
    text = file("'raid AND'") + "\n" + file("'(raid'").replace('"w"', '"x"')
    assert [(p.line, p.watch) for p in check_watches(text)] == [(4, "w"), (8, "x")]


def test_a_name_that_stands_twice_is_shown_at_both() -> None:
    text = file("'raid'") + "\n" + file("'drone'")
    assert [p.line for p in check_watches(text)] == [2, 6]


def test_warnings_do_not_stop_a_file() -> None:
    text = file("'rai*'")
    (problem,) = check_watches(text)
    assert str(problem).startswith("4:10: warning: watch 'w': rai*")
    assert read_watches(text)[0].query == "rai*"


def test_a_misspelt_table_is_noticed() -> None:
    (problem,) = check_watches("[[wacth]]\nname = 'w'")
    assert "did you mean [[watch]]?" in problem.text


def test_a_table_inside_a_text_moves_no_line_numbers_out_of_the_file() -> None:
    (problem,) = check_watches("note = '''\n[[watch]]\n'''\n" + file("'raid AND'"))
    assert problem.line >= 1


def test_reading_a_file_with_mistakes_tells_the_first() -> None:
    with pytest.raises(BadInput, match="4:15: error: watch 'w': AND has nothing after it"):
        read_watches(file("'raid AND'"))


EXAMPLES = {
    "one line is every zone": ("headline:raid AND lede:raid AND body:raid", "A raid", True),
    "lines are headline, lede, body": ("headline:raid AND body:vesk", "Raid\nlede\nin Vesk", True),
    "and nothing else": ("body:raid", "Raid\nlede\nin Vesk", False),
    "fields are taken as given": ("raid AND agency:AFP AND source:sea.example", "A raid", True),
    "what is excluded is not": ("raid NOT agency:AFP", "A raid", True),
    "zones of one line do not run on": ("vesk ONEAR/2 raid", "raid in Vesk", False),
}


@pytest.mark.parametrize(("query", "example", "matches"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_is_a_small_article(query: str, example: str, *, matches: bool) -> None:
    text = file(f"'{query}'", f"must_match = ['''{example}''']")
    assert (check_watches(text) == ()) is matches


OWN = '[aliases]\nharbour = ["harbour", "Hafen", "HAFEN"]\n' + file(
    "'@harbour AND @kyiv'", 'must_match = ["Kiew: the Hafen is shut."]'
)


def test_the_operator_s_own_aliases_stand_beside_ours() -> None:
    assert check_watches(OWN) == ()
    (watch,) = read_watches(OWN)
    assert Matcher([watch]).match(document("Der Hafen von Kiew"))


WRONG_ALIASES = {
    "no table": ("aliases = 3\n", "a table"),
    "a capital": ('[aliases]\nHarbour = ["a"]\n', "small letters"),
    "no list": ('[aliases]\nharbour = "a"\n', "a list of spellings"),
    "nothing": ("[aliases]\nharbour = []\n", "a list of spellings"),
    "no word": ('[aliases]\nharbour = ["--"]\n', "a list of spellings"),
}


@pytest.mark.parametrize(("text", "words"), WRONG_ALIASES.values(), ids=WRONG_ALIASES.keys())
def test_a_wrong_alias_is_shown(text: str, words: str) -> None:
    assert words in check_watches(text + file("'raid'"))[0].text


@pytest.mark.parametrize("reason", ["pickup", "pickup-0", "nonsense", "new"])
def test_a_reason_that_is_none_is_shown(reason: str) -> None:
    (problem,) = check_watches(file("'raid'", f"also = ['{reason}']"))
    assert "pickup-10" in problem.text


def test_reasons_are_read() -> None:
    (watch,) = read_watches(file("'raid'", "also = ['pickup-10', 'translation']"))
    assert watch.also == ("pickup-10", "translation")
