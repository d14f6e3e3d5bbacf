"""Lists of feeds as readers exchange them: in as they are found, out as is specified."""

import codecs
from time import process_time
from xml.parsers.expat import ParserCreate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.errors import BadInput, TooLarge
from wirewatch.feeds.opml import (
    MAX_BODY_BYTES,
    MAX_FEEDS,
    MAX_FOLDERS,
    Subscription,
    SubscriptionList,
    read_opml,
    write_opml,
)
from wirewatch.text import clean
from wirewatch.urls import url_key

SAXON = '<outline text="Saxon" xmlUrl="https://saxon.example/rss"/>'


def read(body: str | bytes) -> SubscriptionList:
    return read_opml(body.encode() if isinstance(body, str) else body, name="list.opml")


def opml(*outlines: str) -> str:
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'


def only(body: str | bytes) -> Subscription:
    (subscription,) = read(body).subscriptions
    return subscription


# ── as they are found ───────────────────────────────────────────────────────────────────────────

LISTS = {
    "as specified": opml('<outline type="rss" text="A &amp; B" xmlUrl="https://a.example/f?x=1"/>'),
    "other case": opml('<OUTLINE TYPE="RSS" Text="A &amp; B" xmlURL="https://a.example/f?x=1"/>'),
    "only a title": opml('<outline title="A &amp; B" xmlurl="https://a.example/f?x=1"/>'),
    "url for xmlUrl": opml('<outline text="A &amp; B" url="https://a.example/f?x=1"/>'),
    "feed:https://": opml('<outline text="A &amp; B" xmlUrl="feed:https://a.example/f?x=1"/>'),
    "bare ampersands": opml('<outline text="A & B" xmlUrl="https://a.example/f?x=1&"/>').replace(
        '1&"', '1"'
    ),
    "an entity of HTML": opml('<outline text="A&nbsp;&amp; B" xmlUrl="https://a.example/f?x=1"/>'),
    "a control character": opml('<outline text="A\x07 &amp; B" xmlUrl="https://a.example/f?x=1"/>'),
    "an undeclared prefix": opml(
        '<outline g:x="1" text="A & B" xmlUrl="https://a.example/f?x=1"/>'
    ),
    "lines and tabs": opml('<outline text="A\n\t&amp; B" xmlUrl="\n https://a.example/f?x=1 "/>'),
    "a namespace": opml('<outline text="A &amp; B" xmlUrl="https://a.example/f?x=1"/>').replace(
        "<opml", '<opml xmlns:g="urn:g"'
    ),
    "broken off": opml('<outline text="A &amp; B" xmlUrl="https://a.example/f?x=1"/>')[:-12],
    "never closed": opml('<outline text="A &amp; B" xmlUrl="https://a.example/f?x=1">'),
}


@pytest.mark.parametrize("body", LISTS.values(), ids=LISTS)
def test_every_way_to_write_a_list_says_the_same(body: str) -> None:
    assert only(body) == Subscription(url="https://a.example/f?x=1", title="A & B")


ENCODED = {
    "utf-8 with a mark": (codecs.BOM_UTF8, "utf-8", ""),
    "utf-16 with a mark": (b"", "utf-16", "utf-16"),
    "declared": (b"", "windows-1251", "windows-1251"),
    "declared wrongly": (b"", "utf-8", "us-ascii"),
    "undeclared": (b"", "windows-1252", ""),
}


@pytest.mark.parametrize(("mark", "encoding", "declared"), ENCODED.values(), ids=ENCODED)
def test_encodings(mark: bytes, encoding: str, declared: str) -> None:
    title = "Вести" if encoding == "windows-1251" else "Le Phare d’Élancourt"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = mark + (head + opml(SAXON.replace("Saxon", title))).encode(encoding)
    assert only(body).title == title


def test_folders_site_and_language_come_along() -> None:
    found = read(
        opml(
            '<outline text="World"><outline title="Asia"><outline text="">'
            '<outline text="Saxon" xmlUrl="https://saxon.example/rss"'
            ' htmlUrl="https://saxon.example/" language="EN-gb"/>'
            "</outline></outline></outline>",
            '<outline text="Sea" xmlUrl="http://sea.example/f" htmlUrl="about:x" language="?"/>',
        )
    )
    assert found.subscriptions == (
        Subscription(
            url="https://saxon.example/rss",
            title="Saxon",
            site_url="https://saxon.example/",
            language="en",
            folders=("World", "Asia"),
        ),
        Subscription(url="http://sea.example/f", title="Sea"),
    )
    assert (found.n_folders, found.refusals, found.problems) == (3, (), ())


def test_what_had_to_be_mended_is_told() -> None:
    problems = {name: read(body).problems for name, body in LISTS.items()}
    start = "the file is not well-formed XML; it was "
    assert problems["as specified"] == ()
    assert problems["an entity of HTML"] == (start + "mended",)
    assert problems["broken off"] == (start + "read up to its first error",)


# ── what cannot be taken ────────────────────────────────────────────────────────────────────────

REFUSED = {
    "a script": ('xmlUrl="javascript:alert(1)"', "its address is none on the web"),
    "a file": ('xmlUrl="file:///etc/passwd"', "its address is none on the web"),
    "data": ('xmlUrl="data:text/xml,x"', "its address is none on the web"),
    "relative": ('xmlUrl="/feed.xml"', "its address is none on the web"),
    "no host": ('xmlUrl="https:///feed"', "its address is none on the web"),
    "endless": (f'xmlUrl="https://a.example/{"x" * 9_000}"', "its address is none on the web"),
    "another list": (
        'type="include" url="https://a.example/list.opml"',
        "it leads to a page or to another list, not to a feed",
    ),
    "a page": (
        'type="link" url="https://a.example/"',
        "it leads to a page or to another list, not to a feed",
    ),
    "nothing": ('type="rss"', "it names no feed"),
    "the same again": ('xmlUrl="http://www.saxon.example/rss/"', "it stands in the file already"),
}


@pytest.mark.parametrize(("attributes", "why"), REFUSED.values(), ids=REFUSED)
def test_an_outline_that_cannot_be_taken_says_why(attributes: str, why: str) -> None:
    found = read(opml(SAXON, f'<outline text="Sea" {attributes}/>'))
    assert [each.title for each in found.subscriptions] == ["Saxon"]
    assert [(each.outline, each.why) for each in found.refusals] == [("Sea", why)]


def test_an_outline_without_a_title_is_told_by_its_address() -> None:
    found = read(opml('<outline xmlUrl="gopher://a.example/"/>', "<outline/>"))
    assert [each.outline for each in found.refusals] == ["gopher://a.example/", "without a title"]


NO_LISTS = {
    "nothing": b"",
    "a page": b"<html><body>feeds</body></html>",
    "a feed": b"<rss><channel><item/></channel></rss>",
    "no text": bytes(range(256)),
    "an address": b"https://a.example/list.opml",
    "a path": b"/etc/passwd",
    "an empty list": b"<opml><body/></opml>",
}


@pytest.mark.parametrize("body", NO_LISTS.values(), ids=NO_LISTS)
def test_a_file_without_outlines_is_told(body: bytes) -> None:
    with pytest.raises(BadInput, match=r"list\.opml: holds no <outline>; give it an OPML file"):
        read(body)


# ── hostile lists ───────────────────────────────────────────────────────────────────────────────


def test_entities_are_neither_expanded_nor_fetched() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE opml [<!ENTITY l0 "ha">{laughs}<!ENTITY p SYSTEM "file:///etc/passwd">]>'
    found = read(doctype + opml('<outline text="&l11;&p;" xmlUrl="https://a.example/f"/>'))
    assert [each.title for each in found.subscriptions] == ["&l11;&p;"]
    assert "its own entities were refused" in found.problems


def test_a_hundred_thousand_outlines_are_counted_and_not_taken() -> None:
    n = 100_000
    body = opml(*(f'<outline text="A" xmlUrl="https://a{i}.example/"/>' for i in range(n)))
    began = process_time()
    found = read(body)
    assert process_time() - began < 10  # 1.2 s on a quiet machine
    assert (len(found.subscriptions), len(found.refusals)) == (MAX_FEEDS, n - MAX_FEEDS)
    assert {each.why for each in found.refusals} == {
        f"it stands behind the first {MAX_FEEDS} feeds"
    }


def test_outlines_as_deep_as_the_file_is_long() -> None:
    """Nothing recurses, and no outline's work grows with its depth."""
    n = 200_000
    began = process_time()
    found = read(opml(*['<outline text="A">'] * n, SAXON, *["</outline>"] * n))
    assert process_time() - began < 10  # 0.8 s
    assert (found.subscriptions, found.n_folders) == ((), n)
    assert [each.why for each in found.refusals] == [f"it lies in more than {MAX_FOLDERS} folders"]


def test_huge_attributes_are_cut() -> None:
    many = " ".join(f'a{n}="1"' for n in range(50_000))
    body = opml(f'<outline {many} text="{"x" * 5_000_000}" xmlUrl="https://a.example/f"/>')
    assert only(body).title == "x" * 200


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(TooLarge, match="the limit is"):
        read(b" " * (MAX_BODY_BYTES + 1))


def test_what_a_terminal_would_obey_does_not_come_through() -> None:
    found = only(opml('<outline text="\x1b]0;owned\x07Sea" xmlUrl="https://a.example/\x1b[2J"/>'))
    assert "\x1b" not in found.title + found.url


MARKUP = st.lists(
    st.sampled_from(
        (
            *("<outline", "</outline>", "<outline/>", ' text="a"', ">", "<opml>", "</body>"),
            *(
                ' xmlUrl="https://a.example/f"',
                "&",
                "&#0;",
                "\x00",
                "<![CDATA[",
                "]]>",
                "<!DOCTYPE",
            ),
            *("<!--", "é"),
        )
    ),
    max_size=30,
).map("".join)


@given(MARKUP)
def test_whatever_the_file_is_nothing_else_is_raised(body: str) -> None:
    found = read("<outline/>" + body)
    assert {each.url for each in found.subscriptions} <= {"https://a.example/f"}


LEAVES = st.sampled_from(
    [
        "<outline/>",
        SAXON,
        '<outline text="Sea" xmlUrl="https://sea.example/"/>',
        "<outline url='x'/>",
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.lists(below, min_size=1, max_size=4).map(
        lambda each: f"<outline>{''.join(each)}</outline>"
    ),
)


@given(st.lists(TREES, min_size=1))
def test_every_outline_is_a_subscription_a_refusal_or_a_folder(outlines: list[str]) -> None:
    body = opml(*outlines)
    found = read(body)
    n_told = len(found.subscriptions) + len(found.refusals) + found.n_folders
    assert n_told == body.count("<outline")


# ── out ─────────────────────────────────────────────────────────────────────────────────────────

NOT_XML = str.maketrans("", "", "\ufffe\uffff")  # XML 1.0 has no way to write these
NAMES = st.text(max_size=30).map(lambda text: clean(text.translate(NOT_XML)))
SUBSCRIPTIONS = st.lists(
    st.builds(
        Subscription,
        url=st.from_regex(
            r"https?://[a-z]{1,9}\.example/[a-z]{0,9}(\?a=[0-9]&b=%20)?", fullmatch=True
        ),
        title=NAMES,
        site_url=st.none() | st.just("https://saxon.example/"),
        language=st.none() | st.sampled_from(["en", "fr", "gsw"]),
        folders=st.lists(NAMES.filter(bool), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda each: url_key(each.url),
)


@given(SUBSCRIPTIONS)
def test_what_is_written_is_read_again(subscriptions: list[Subscription]) -> None:
    written = write_opml(subscriptions, title="Desk")
    assert written.decode().replace("\n", "").isprintable()
    found = read(written)
    assert list(found.subscriptions) == sorted(subscriptions, key=lambda each: each.folders)
    assert (found.refusals, found.problems) == ((), ())


@given(SUBSCRIPTIONS)
def test_what_is_written_is_opml_2(subscriptions: list[Subscription]) -> None:
    """As opml.org/spec2.opml asks: head with title, body with outlines, each with its `text`."""
    seen: list[tuple[str, dict[str, str]]] = []
    parser = ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: seen.append((tag, attributes))
    parser.Parse(write_opml(subscriptions, title="Desk"), True)  # noqa: FBT003  expat's own interface
    assert [tag for tag, _ in seen[:4]] == ["opml", "head", "title", "body"]
    assert seen[0][1] == {"version": "2.0"}
    feeds = [attributes for tag, attributes in seen if "xmlUrl" in attributes]
    assert len(feeds) == len(subscriptions)
    assert all(attributes["type"] == "rss" and "text" in attributes for attributes in feeds)


def test_a_list_is_written_as_people_would_write_it() -> None:
    written = write_opml(
        [
            Subscription(url="https://b.example/f", title='B & "Sons"', folders=("World",)),
            Subscription(url="https://a.example/f?x=1&y=2", title="", language="fr"),
        ],
        title="Wirewatch",
    )
    assert written.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n  <head>\n    <title>Wirewatch</title>\n  </head>\n  <body>\n'
        '    <outline type="rss" text="" xmlUrl="https://a.example/f?x=1&amp;y=2"'
        ' language="fr"/>\n'
        '    <outline text="World">\n'
        '      <outline type="rss" text="B &amp; &quot;Sons&quot;" xmlUrl="https://b.example/f"'
        ' title="B &amp; &quot;Sons&quot;"/>\n'
        "    </outline>\n  </body>\n</opml>\n"
    )
