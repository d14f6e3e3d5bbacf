"""Documents and queries for the tests of the alerts room; invented towns, invented people."""

from hypothesis import strategies as st

from wirewatch.model import Document, Zone

WORDS = (
    "alpha",
    "alphabet",
    "beta",
    "Béta",
    "gamma",
    "delta's",
    "ΔΈΛΤΑ",
    "160,000",
    "160 000",
    "東京",
    "北京",
    "Peking's",
    "resign",
    "Resigned",
    "résigner",
)


def document(
    body: str = "", *, headline: str = "", lede: str = "", doc_id: str = "d", **fields: str
) -> Document:
    """Return a document with these zones; byline, credit and dateline are zones too."""
    zones = [(Zone.HEADLINE, headline), (Zone.LEDE, lede), (Zone.BODY, body)]
    zones += [(Zone(name), fields.pop(name, "")) for name in ("byline", "credit", "dateline")]
    return Document(
        doc_id=doc_id,
        zones=tuple((zone, text) for zone, text in zones if text),
        fields=tuple(fields.items()),
    )


_line = st.lists(st.sampled_from(WORDS), min_size=0, max_size=8).map(" ".join)
_text = st.lists(_line, min_size=1, max_size=3).map("\n".join)

documents = st.builds(
    lambda zones, fields: Document(doc_id="d", zones=tuple(zones), fields=tuple(fields)),
    st.lists(st.tuples(st.sampled_from(Zone), _text), max_size=6),
    st.lists(
        st.sampled_from(
            [("agency", "AFP"), ("agency", "DPA"), ("source", "www.news.tidewater.example"),
             ("lang", "en"), ("lang", "fr"), ("role", "text"), ("copies", "4")]
        ),
        max_size=3,
    ),
)  # fmt: skip

_word = st.sampled_from(("alpha", "beta", "gamma", "delta", "δελτα", "160.000", "東京", "ALPHABET"))
_phrase = st.lists(_word, min_size=1, max_size=3).map(lambda found: '"' + " ".join(found) + '"')
_exact = st.sampled_from(("=Béta", "=alpha", '="alpha beta"', "=delta", "=ΔΈΛΤΑ", '="160 000"'))
_prefix = st.sampled_from(("alp*", "alphab*", "gam*", "160*"))
stems = st.sampled_from(("~resigns", "~résigne", "~alphabets", "~beta"))
spoken = st.builds(  # documents in a language, of words that have forms
    lambda lang, text: document(text, lang=lang),
    st.sampled_from(("en", "fr", "de")),
    st.lists(st.sampled_from(WORDS[-3:] + WORDS[:2]), min_size=1, max_size=4).map(" ".join),
)
_leaf = st.one_of(_word, _phrase, _prefix, _exact, stems, st.just("@beijing"))
_place = st.one_of(
    _leaf, st.lists(_leaf, min_size=2, max_size=3).map(lambda p: f"({' OR '.join(p)})")
)
_near = st.builds(
    lambda a, name, n, b: f"({a} {name}/{n} {b})",
    _place, st.sampled_from(("NEAR", "ONEAR")), st.integers(0, 6), _place,
)  # fmt: skip
_same = st.builds(lambda a, b: f"({a} SAME {b})", _place, _place)
_atleast = st.builds(lambda n, a: f"ATLEAST/{n} ({a})", st.integers(1, 5), _place)
_zoned = st.builds(
    lambda zone, a: f"{zone}:{a}",
    st.sampled_from(Zone),
    st.one_of(_leaf, _near, _same, _atleast),
)
_counted = st.builds(
    lambda a, name, sign, n: f"({a} AND {name}{sign}{n})",
    _leaf, st.sampled_from(("words", "copies")), st.sampled_from("<>"), st.integers(0, 12),
)  # fmt: skip
_valued = st.sampled_from(
    ("agency:AFP", "lang:(fr OR de)", "source:tidewater.example", "role:text")
)
_simple = st.one_of(_leaf, _near, _same, _atleast, _zoned, _valued, _counted)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: f"({' AND '.join(parts)})"),
        several.map(lambda parts: f"({' OR '.join(parts)})"),
        several.map(lambda parts: f"({' NOT '.join(parts)})"),
        several.map(lambda parts: f"(NOT {parts[0]} AND {parts[1]})"),
    )


queries = st.recursive(_simple, _joined, max_leaves=6)
