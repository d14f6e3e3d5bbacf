"""Texts come from strangers. Whatever they hold, a page shows them as text and nothing else."""

import re
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk_rows import (
    NOON,
    put,
    put_alert,
    put_capture,
    put_copy,
    put_credit,
    put_pair,
    put_story,
    story_key,
    warehouse_in,
)
from feed_rows import feed_setting, put_host, put_polled, settings_in
from web.browser import ask, page
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.feeds import ensure_feeds
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import FeedEventKind
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.validators import Trust, Validators
from wirewatch.model import digest
from wirewatch.web.app import create_app
from wirewatch.web.words import FILTERS, inert, link, percent, quoted

STEERING = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\x00-\x08\x0b-\x1f]"
)
MARKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"' onmouseover=alert(1) x=\"",
    "</title></style></textarea><svg/onload=alert(1)>", "javascript:alert(1)", "&lt;script&gt;",
    "{{ 7 * 7 }}", "{% raw %}", "<!--", "-->", "]]>", "\u202egpj.exe", "\u2066", "\x1b[31m",
    "<base href=//x>", "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil.example>",
)  # fmt: skip
URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "//evil.example/", "https:evil",
    "file:///etc/passwd", "", "\x01javascript:alert(1)", "blob:https://a.example/1",
)  # fmt: skip

# Text of any kind, with markup in the middle of it; surrogates and NUL no store would take.
letters = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
hostile = st.builds("{}{}{}".format, letters, st.sampled_from(MARKS), letters)

folder = Path(tempfile.mkdtemp(prefix="wirewatch-hostile-"))
engine = warehouse_in(folder)
operator = settings_in(folder)
app = create_app(login=[], warehouse=lambda: engine, settings=lambda: operator)


def skeleton(root):
    """Return the elements of a page with their attributes' names: all but texts and values."""
    return [(element.tag, sorted(element.attrib)) for element in root.iter()]


def write(text, url="https://a.example/story"):
    """Put `text` wherever a stranger's words can get."""
    put_story(
        engine, "raid", ["a.example", "b.example"],
        headline=text, language=text[:8], reason=text, agency="AFP", agency_role="text",
        agency_why=text,
    )  # fmt: skip
    put_story(engine, "beside", ["c.example"], headline=text, language=text[:8])
    put_copy(
        engine, "raid", "a.example",
        headline=text, byline=text, url=url, source=text, language=text[:8], published_raw=text,
        published_reader=text, via=text[:8], authors=[text], warnings=[text],
    )  # fmt: skip
    put_credit(engine, "a.example", "AFP", "text", text, people=[text], located=text)
    put_credit(engine, "a.example", text[:30], "photo", text, place=text[:9], position=1)
    put_pair(engine, "b.example", "a.example", "cut", text)
    put_pair(engine, "a.example", "c.example", "suspected_translation", text)
    put_alert(engine, text, "raid", [text], suppressed=text, alert_id=digest("alert"))
    body = text.replace("\n", " ")  # a line is a paragraph
    put(engine, schema.article_text, text_hash=digest("a.example"), body=body, n_words=1)
    put_capture(
        engine, "a.example", x_robots_tag=text, tdm_reserved=True, tdm_policy=url, tdm_why=text[:16]
    )  # fmt: skip
    write_feed(text, url)


def feed_name(text):
    """Return the id of the feed called after `text`; no longer than the warehouse takes them."""
    return f"id {text}"[:200]


def write_feed(text, url):
    """Put `text` wherever the words of a feed, of its operator and of its server can get."""
    with writing(engine) as db:
        for table in (schema.feed, schema.poll, schema.feed_event):
            db.execute(table.delete())
        setting = feed_setting(feed_name(text), url="https://a.example/", title=text, site=text)
        ensure_feeds(db, [setting], NOON)
    put_polled(
        engine, feed_name(text),
        due_why=text, last_detail=text, failing_since=NOON, identity=Identity.ADDRESS,
        identity_why=text, asked_url=url or "none",
        move=Streak(what=url or "none", count=1, since=NOON),
        validators=Validators(trust=Trust.LYING, why=text),
        told=[(FeedEventKind.MOVED, text)],
        poll={
            "outcome": f"x{text}", "asked": text, "detail": text, "final_url": url or "none",
            "problems": (text, text),
        },
    )  # fmt: skip
    put_host(engine, "a.example", down_until=NOON, why=text)


def pages(feed_text="harmless"):
    """Return the day, a story, the feeds, and the feed called after `feed_text`."""
    paths = [
        "/",
        f"/story/{story_key('raid')}",
        "/feeds",
        f"/feed?id={quoted(feed_name(feed_text))}",
    ]
    answers = [ask(app, path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return [(answer.text, page(answer)) for answer in answers]


@settings(deadline=None, max_examples=40)
@given(hostile)
@example("".join(MARKS))
@example("\u202e" * 50)
def test_no_text_adds_an_element_or_an_attribute_to_a_page(text):
    """The page of a hostile text has the very elements of the page of a harmless one."""
    write("harmless")
    expected = [skeleton(root) for _, root in pages()]
    write(text)
    found = pages(text)
    assert [skeleton(root) for _, root in found] == expected


@settings(deadline=None, max_examples=40)
@given(hostile)
@example("".join(map(chr, range(1, 0x2100))))
def test_no_text_steers_what_stands_around_it(text):
    """An override in a headline would turn the rest of the line round, addresses included."""
    write(text)
    assert not [raw for raw, _ in pages(text) if STEERING.search(raw)]


@settings(deadline=None, max_examples=20)
@given(hostile)
def test_the_words_themselves_are_shown_as_printed(text):
    write(text)
    for _, root in pages(text)[1::2]:
        shown = root.xpath("//h1")[0].text_content()
        assert shown.split() == str(inert(text)).split()


@pytest.mark.parametrize("url", [*URLS, "\u202ehttps://a.example"])
def test_only_web_addresses_become_links(url):
    write("harmless", url=url)
    own = ("/", "#")
    outward = [
        [href for href in root.xpath("//@href") if not href.startswith(own)] for _, root in pages()
    ]
    assert outward == [[], ["https://b.example/story"], [], ["https://a.example/"]]


@settings(deadline=None, max_examples=25)
@given(st.one_of(st.text(string.printable), hostile))
def test_a_link_to_the_web_keeps_to_its_attribute(tail):
    write("harmless", url=f"https://a.example/{tail}".replace("\0", ""))
    for _, root in pages():
        for anchor in root.xpath("//a[@target]"):
            assert anchor.get("href").startswith("https://")
            assert "noopener" in anchor.get("rel")
            assert {"href", "rel", "target"} <= {*anchor.attrib} <= {"dir", "href", "rel", "target"}


def test_pages_hold_no_script_no_style_and_nothing_from_elsewhere():
    write("harmless")
    for _, root in pages():
        assert not root.xpath(
            "//script | //style | //iframe | //object | //form | //img | //@style"
        )
        assert not [name for element in root.iter() for name in element.attrib if name[:2] == "on"]
        assert root.xpath("//link/@href") == ["/style.css"]


@given(letters)
def test_only_addresses_of_the_web_pass_as_links(text):
    assert link(text) in {"", text}
    assert link(f"https://{text}")
    assert not link(f"javascript:{text}")


@given(st.floats(0, 1))
def test_only_all_is_all_and_only_nothing_is_nothing(share):
    assert (percent(share) == "100 %") == (share == 1)
    assert (percent(share) == "0 %") == (share == 0)


def test_values_of_any_length_are_bounded():
    assert len(str(inert("x" * 10_000_000))) < 100_000


def test_every_filter_says_what_it_is_for():
    assert all(filter_.__doc__ for filter_ in FILTERS.values())
