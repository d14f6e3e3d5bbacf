"""A query is understood, or refused with the place and a way out; never read as something else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.documents import queries
from wirewatch.alerts.aliases import ALIASES
from wirewatch.alerts.explain import print_node
from wirewatch.alerts.grammar import parse_query
from wirewatch.alerts.lint import lint
from wirewatch.alerts.query import (
    And,
    AtLeast,
    Count,
    FieldIs,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Same,
    mask_of,
)
from wirewatch.errors import BadInput
from wirewatch.model import Zone


def word(*words: str, zone: Zone | None = None) -> Phrase:
    return Phrase(words=words, zones=mask_of([zone])) if zone else Phrase(words=words)


UNDERSTOOD = {
    "one word": ("Kyiv", word("kyiv")),
    "accents and cases go": ("ÉLYSÉE", word("elysee")),
    "a figure is one word": ("160,000", word("160000")),
    "dots make a phrase": ("U.S.", word("u", "s")),
    "ampersand makes a phrase": ("AT&T", word("at", "t")),
    "a hyphen makes a phrase": ("Franco-German", word("franco", "german")),
    "cjk by character": ("東京", word("東", "京")),
    "a phrase": ('"air  strike"', word("air", "strike")),
    "and": ("a AND b AND c", And(parts=(word("a"), word("b"), word("c")))),
    "or": ("a OR b", Or(parts=(word("a"), word("b")))),
    "and binds stronger": (
        "a OR b AND c",
        Or(parts=(word("a"), And(parts=(word("b"), word("c"))))),
    ),
    "brackets": ("(a OR b) AND c", And(parts=(Or(parts=(word("a"), word("b"))), word("c")))),
    "not after a term": ("a NOT b", And(parts=(word("a"), Not(part=word("b"))))),
    "and not": ("a AND NOT b", And(parts=(word("a"), Not(part=word("b"))))),
    "not first": ("NOT b AND a", And(parts=(Not(part=word("b")), word("a")))),
    "prefix": ("drone*", Prefix(stem="drone")),
    "prefix folds": ("Démi*", Prefix(stem="demi")),
    "near": ("a NEAR/5 b", Near(left=word("a"), right=word("b"), between=5, is_ordered=False)),
    "onear": (
        'a ONEAR/0 ("b c" OR dro*)',
        Near(
            left=word("a"),
            right=Or(parts=(word("b", "c"), Prefix(stem="dro"))),
            between=0,
            is_ordered=True,
        ),
    ),
    "zone": ("headline:flood", word("flood", zone=Zone.HEADLINE)),
    "zone of a bracket": (
        "lede: (flood OR storm)",
        Or(parts=(word("flood", zone=Zone.LEDE), word("storm", zone=Zone.LEDE))),
    ),
    "field names in any case": ("Headline:flood", word("flood", zone=Zone.HEADLINE)),
    "value": ("agency:AFP", FieldIs(name="agency", value="afp")),
    "value with dots": ("source:www.Sea.example", FieldIs(name="source", value="sea.example")),
    "value in quotes": ('section:"world news"', FieldIs(name="section", value="world news")),
    "values": (
        "lang:(fr OR de)",
        Or(parts=(FieldIs(name="lang", value="fr"), FieldIs(name="lang", value="de"))),
    ),
    "same paragraph": ("a SAME b", Same(left=word("a"), right=word("b"))),
    "at least": ("ATLEAST/3 (a OR b)", AtLeast(place=Or(parts=(word("a"), word("b"))), times=3)),
    "at least in a zone": (
        "body:ATLEAST/2 (a)", AtLeast(place=word("a", zone=Zone.BODY), times=2),
    ),
    "exact": ("=Löwe", Phrase(words=("lowe",), exact=("Löwe",))),
    "an exact phrase": ('="Le Monde"', Phrase(words=("le", "monde"), exact=("Le", "Monde"))),
    "counts": (
        "a AND words>200 AND copies<4",
        And(parts=(
            word("a"),
            Count(name="words", is_more=True, than=200),
            Count(name="copies", is_more=False, than=4),
        )),
    ),
    "words is a word": ("words", word("words")),
    "operators in a phrase are words": ('"search AND rescue"', word("search", "and", "rescue")),
    "over lines": ("a\nAND\nb", And(parts=(word("a"), word("b")))),
}  # fmt: skip


@pytest.mark.parametrize(("text", "root"), UNDERSTOOD.values(), ids=UNDERSTOOD.keys())
def test_a_query_says_what_it_says(text: str, root: object) -> None:
    assert parse_query(text).root == root


REFUSED = {
    "nothing": ("", 1, 1, "at least one word"),
    "spaces": ("  ", 1, 1, "at least one word"),
    "side by side": ("air strike", 1, 5, 'air AND strike, air OR strike, or "air strike"'),
    "small and": ("air and strike", 1, 5, "AND, OR, NOT, NEAR/5 in capitals"),
    "side by side with a bracket": ("air (strike)", 1, 5, "AND or OR between"),
    "open bracket": ("(air AND strike", 1, 1, "write )"),
    "inner open bracket": ("((air) AND (strike)", 1, 1, "write )"),
    "closed bracket": ("air) AND strike", 1, 4, "remove it"),
    "empty brackets": ("()", 1, 2, "between them"),
    "open quote": ('air AND "strike', 1, 9, 'second "'),
    "empty phrase": ('""', 1, 1, "at least one word"),
    "phrase of marks": ('"-- !"', 1, 1, "at least one word"),
    "curly quotes": ("“air strike”", 1, 1, "straight quotes"),
    "dangling and": ("air AND", 1, 5, "nothing after it"),
    "dangling or in brackets": ("(air OR) AND strike", 1, 8, "nothing after it"),
    "leading or": ("OR air", 1, 1, "nothing before it"),
    "doubled": ("air AND OR strike", 1, 9, "keep one"),
    "doubled not": ("air NOT NOT strike", 1, 9, "cannot follow NOT"),
    "near without a number": ("air NEAR strike", 1, 5, "NEAR/5"),
    "near with a word": ("air NEAR/x strike", 1, 5, "NEAR/5"),
    "near with a slash only": ("air ONEAR/ strike", 1, 5, "ONEAR/5"),
    "near too far": ("air NEAR/500 strike", 1, 5, "AND instead"),
    "near near": ("a NEAR/3 b NEAR/3 c", 1, 12, "two terms only"),
    "near and": ("a NEAR/3 (b AND c)", 1, 10, "use AND"),
    "near not": ("a NEAR/3 NOT b", 1, 10, "cannot follow"),
    "near one field": ("headline:a NEAR/3 b", 1, 1, "headline:(a NEAR/3 b)"),
    "not alone": ("NOT air", 1, 1, "word NOT other"),
    "nots alone": ("NOT air AND NOT strike", 1, 1, "word NOT other"),
    "or not": ("air OR NOT strike", 1, 8, "word NOT other"),
    "not of not": ("air NOT (NOT strike)", 1, 9, "word NOT other"),
    "leading wildcard": ("*craft", 1, 1, "first letters"),
    "inner wildcard": ("air*craft", 1, 4, "at the end"),
    "question mark": ("wom?n", 1, 4, "at the end"),
    "wildcard in a phrase": ('"air strik*"', 1, 1, "NEAR"),
    "short prefix": ("ai*", 1, 1, "at least 3"),
    "prefix of two words": ("e-ma*", 1, 1, "more than one word"),
    "minus": ("air -strike", 1, 5, "NOT strike"),
    "plus": ("+air", 1, 1, "AND air"),
    "pipe": ("air|strike", 1, 4, "OR or AND"),
    "odd sign": ("C#", 1, 2, 'quote it: "C#"'),
    "only a sign": ("air AND &", 1, 9, "no letter"),
    "other product's field": ("title:air", 1, 1, "headline:"),
    "misspelt field": ("headlin:air", 1, 1, "headline:"),
    "unknown field": ("weather:red", 1, 1, "the fields are"),
    "field of nothing": ("headline:", 1, 1, "directly after it"),
    "field of an operator": ("headline: AND air", 1, 11, "directly after it"),
    "value of nothing": ("air AND source:", 1, 9, "directly after it"),
    "value of an operator": ("source:AND", 1, 8, "source:one"),
    "value with a star": ("source:tide*", 1, 8, "write it whole"),
    "empty value": ('source:""', 1, 8, "empty value"),
    "and of values": ("agency:(AFP AND AP)", 1, 13, "agency:(a OR b)"),
    "unknown role": ("role:writer", 1, 6, "own, text, joint"),
    "country by name": ("country:France", 1, 9, "country:fr"),
    "language by name": ("lang:french", 1, 6, "lang:fr"),
    "field in a field": ("headline:(a AND lede:b)", 1, 10, "side by side"),
    "value in a field": ("headline:(a AND agency:AFP)", 1, 10, "beside"),
    "colon": ("air AND :strike", 1, 9, "colon"),
    "same without a right side": ("a SAME", 1, 3, "nothing after it"),
    "same without a left side": ("SAME a", 1, 1, "nothing before it"),
    "same and and": ("a SAME (b AND c)", 1, 8, "use AND"),
    "same same": ("a SAME b SAME c", 1, 10, "two terms only"),
    "small same": ("a same b", 1, 3, "in capitals"),
    "at least without brackets": ("ATLEAST/3 drone", 1, 11, "ATLEAST/3 (word)"),
    "at least and no more": ("drone AND ATLEAST/3", 1, 11, "ATLEAST/3 (word)"),
    "at least without a number": ("ATLEAST (drone)", 1, 1, "ATLEAST/3 (word)"),
    "at least none": ("ATLEAST/0 (drone)", 1, 1, "from 1 to 50"),
    "at least too often": ("ATLEAST/51 (drone)", 1, 1, "from 1 to 50"),
    "at least of a conjunction": ("ATLEAST/2 (a AND b)", 1, 12, "use AND"),
    "at least of a field": ("ATLEAST/2 (body:a)", 1, 12, "headline:ATLEAST/2 (a)"),
    "same of a field": ("body:a SAME b", 1, 1, "headline:(a SAME b)"),
    "exact nothing": ("a AND =", 1, 7, "directly before a whole word"),
    "exact prefix": ("=Dro*", 1, 1, "directly before a whole word"),
    "exact empty phrase": ('=""', 1, 1, "at least one word"),
    "exact in a value": ("source:=Sea", 1, 8, "any case"),
    "misspelt alias": ("@kiyv", 1, 1, "@kyiv"),
    "unknown alias": ("@atlantis", 1, 1, "with OR between"),
    "alias of nothing": ("a AND @", 1, 7, "no alias"),
    "count alone": ("words>300", 1, 1, "beside it"),
    "or a count": ("a OR words>300", 1, 6, "beside it"),
    "count of nothing": ("a AND words>", 1, 7, "words>300"),
    "count of a word": ("a AND copies<many", 1, 7, "copies>300"),
    "count of something else": ("a AND pages>3", 1, 12, "words>300, copies>3"),
    "count in a zone": ("headline:(a AND words>3)", 1, 10, "beside"),
    "on the second line": ("air AND\n  (strike OR", 2, 3, "write )"),
    "after a second line": ("air AND\nstrike raid", 2, 8, "strike AND raid"),
    "too deep": ("(" * 40 + "a" + ")" * 40, 1, 31, "30 brackets"),
    "too long": ("a OR " * 5000 + "a", 1, 20001, "20000 characters"),
    "fields without end": ("headline:" * 2000 + "a", 1, 17992, "side by side"),
}


@pytest.mark.parametrize(("text", "line", "column", "advice"), REFUSED.values(), ids=REFUSED.keys())
def test_a_malformed_query_is_refused_with_its_place_and_a_suggestion(
    text: str, line: int, column: int, advice: str
) -> None:
    """Every parser we tried reads some of these silently as another query."""
    with pytest.raises(BadInput) as caught:
        parse_query(text)
    assert caught.value.detail.startswith(f"line {line}, column {column}: ")
    assert advice in caught.value.detail


@given(queries)
@settings(max_examples=100, deadline=None)
def test_whatever_follows_the_grammar_is_understood(text: str) -> None:
    assert parse_query(text).text == text


@given(st.text(alphabet='abc ANDORT()":*/5é&-\n', max_size=30))
@settings(max_examples=100, deadline=None)
def test_anything_else_is_bad_input_and_nothing_worse(text: str) -> None:
    try:
        parse_query(text)
    except BadInput as error:
        assert error.detail.startswith("line ")  # noqa: PT017 — most texts are refused, some are not


@given(queries, st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_a_bracket_lost_is_noticed(text: str, place: int) -> None:
    brackets = [at for at, character in enumerate(text) if character in "()"]
    if brackets:
        at = brackets[place % len(brackets)]
        with pytest.raises(BadInput):
            parse_query(text[:at] + text[at + 1 :])


WARNED = {
    "short prefix": ("dro*", "dro*"),
    "wide near": ("air NEAR/21 strike", "wider than a sentence"),
    "a letter": ("a AND strike", "single letter"),
    "a contradiction": ("air AND strike NOT air", "never match"),
}


@pytest.mark.parametrize(("text", "words"), WARNED.values(), ids=WARNED.keys())
def test_what_is_often_not_meant_is_warned_of(text: str, words: str) -> None:
    assert [words in warning for warning in lint(parse_query(text))] == [True]


PRINTED = (
    "alp* AND words>200 AND copies<4",
    '="Le Monde" OR =US OR body:mayor',
    "(a OR b) SAME c",
    "ATLEAST/3 (a OR b) AND NOT lang:fr",
    "(a ONEAR/2 b) OR (c NEAR/0 d)",
    "headline:(a NEAR/2 (b OR cat*)) AND d",
    "byline:ATLEAST/2 (a OR =B) OR lede:(a SAME b)",
)


@pytest.mark.parametrize("text", PRINTED)
def test_what_is_printed_is_understood_as_the_same_query(text: str) -> None:
    root = parse_query(text).root
    assert parse_query(print_node(root)).root == root


@given(queries)
@settings(max_examples=100, deadline=None)
def test_whatever_is_printed_is_understood_as_the_same_query(text: str) -> None:
    root = parse_query(text).root
    assert parse_query(print_node(root)).root == root


@pytest.mark.parametrize("name", ALIASES)
def test_an_alias_stands_for_spellings_that_differ_when_folded(name: str) -> None:
    """Two that fold alike would be one line too many; none would be a word nobody can find."""
    root = parse_query(f"@{name}").root
    assert isinstance(root, Or)
    assert len(set(root.parts)) == len(root.parts) == len(ALIASES[name])


def test_an_ordinary_query_gives_no_warning() -> None:
    assert lint(parse_query('kyiv AND (drone* OR "air strike") NOT exercise')) == ()
