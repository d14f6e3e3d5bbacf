"""~word finds the forms of a word in the language of the text, and only where it is asked for."""

import pytest

from alerts.documents import document
from wirewatch.alerts.explain import print_node
from wirewatch.alerts.grammar import parse_query
from wirewatch.alerts.matcher import Matcher
from wirewatch.errors import BadInput
from wirewatch.model import Watch

FORMS = {
    "english": ("~resign", "en", "She resigned; he resigns.", ["resigned", "resigns"]),
    "not another word": ("~resign", "en", "A residence.", None),
    "french": ("~démissionner", "fr", "Il a démissionné.", ["démissionné"]),
    "german": ("~haus", "de", "Hause, Haus", ["Hause", "Haus"]),
    "another language's forms": ("~resign", "fr", "She resigned.", None),
    "unknown language, the word": ("~resign", "", "They resign.", ["resign"]),
    "unknown language, no form": ("~resign", "", "She resigned.", None),
    "near": ("~resign NEAR/2 mayor", "en", "The mayor has resigned", ["mayor", "resigned"]),
    "in a field": ("headline:~resign", "en", "She resigned.", None),
}


@pytest.mark.parametrize(("query", "lang", "body", "found"), FORMS.values(), ids=FORMS)
def test_forms_are_found_in_the_language_of_the_text(query, lang, body, found):
    fields = {"lang": lang} if lang else {}
    hits = Matcher([Watch(name="w", query=query)]).match(document(body, **fields)).get("w")
    assert (None if hits is None else [hit.text for hit in hits]) == found


@pytest.mark.parametrize("text", ["~", "~ab", '~"two words"', "~e-mail", "~*ab"])
def test_what_has_no_stem_is_refused(text):
    with pytest.raises(BadInput):
        parse_query(text)


def test_it_is_printed_as_it_is_written():
    root = parse_query("body:(~resign NEAR/3 mayor)").root
    assert parse_query(print_node(root)).root == root
