"""The page of one feed: what was learned of it, its last polls, what was told of it, its host."""

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk_rows import NOON, warehouse_in
from feed_rows import (
    DAY,
    HOUR,
    HOURLY,
    put_host,
    put_polled,
    put_unpolled,
)
from web.browser import ask, one, page, said
from web.feed_pages import desk_of, feed, feeds, summary
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.desk_feeds import MAX_POLLS, MAX_TOLD
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import FeedEventKind
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.validators import Asking, Trust, Validators
from wirewatch.web.words import asked_name, event_name, identity_name, trust_name

MOVED = (FeedEventKind.MOVED, "from here to there")


def test_a_feed_shows_what_was_learned_of_it(app, engine):
    put_polled(
        engine, "saxon",
        rhythm=HOURLY, seen_entries=1_400, n_entries=30, window_s=3 * 86_400.0,
        asked_url="https://new.example/rss",
        move=Streak(what="https://newer.example/rss", count=2, since=NOON - DAY),
        validators=Validators(trust=Trust.TRUSTED, why="nothing had changed", since=NOON - DAY),
        identity=Identity.ADDRESS, identity_why="3 of 4 came back under another guid",
        last_good_at=NOON, last_new_at=NOON - HOUR,
    )  # fmt: skip
    root = feed(app)
    assert said(one(root, "//h1")) == "Title of saxon"
    assert summary(root, "It is") == [
        "well an entry every 60 minutes; silence is odd after 24 hours",
        "last polled 12 Mar 2026, 12:00; last answered 12 Mar 2026, 12:00; "
        "last new 12 Mar 2026, 11:00",
    ]
    assert summary(root, "Asked next") == ["12 Mar 2026, 13:00", "nothing was new"]
    assert summary(root, "Address") == [
        "https://saxon.example/rss",
        "has moved; asked at https://new.example/rss",
        "redirects for good to https://newer.example/rss since 11 Mar 2026, 12:00 (2 times)",
    ]
    assert summary(root, "“Not modified”") == [
        "Believed: nothing had changed since 11 Mar 2026, 12:00"
    ]
    assert summary(root, "Entries") == [
        "1,400 seen, known by their addresses (3 of 4 came back under another guid)",
        "it shows 30, over 3 days",
        "one every 60 minutes, at most 60 minutes apart; silence is odd after 24 hours",
    ]


def test_a_poll_shows_how_it_asked_what_came_and_when_it_asks_again(app, engine):
    put_polled(
        engine, "saxon",
        poll={
            "asked": "audit", "n_entries": 30, "n_new": 4, "final_url": "https://else.example/",
            "problems": ("the file is not well-formed XML",),
        },
    )  # fmt: skip
    put_polled(engine, "saxon", at=NOON + HOUR, poll={"outcome": "not_modified"})
    failed = {"outcome": "later", "asked": None, "detail": "https://saxon.example/rss: HTTP 503"}
    put_polled(engine, "saxon", at=NOON + 2 * HOUR, poll=failed, due_why="it failed")
    polls = [
        [said(part) for part in poll.xpath("./*[not(self::div)] | ./div/p") if said(part)]
        for poll in feed(app).xpath("//ol[@class='polls']/li")
    ]
    assert polls == [
        [
            "12 Mar 2026, 14:00", "not at all", "later", "HTTP 503",
            "next 12 Mar 2026, 15:00: it failed",
        ],
        [
            "12 Mar 2026, 13:00", "for what changed", "not modified",
            "next 12 Mar 2026, 14:00: nothing was new",
        ],
        [
            "12 Mar 2026, 12:00", "for all, as a test", "polled", "4 of 30 new",
            "the file is not well-formed XML", "answered from https://else.example/",
            "next 12 Mar 2026, 13:00: nothing was new",
        ],
    ]  # fmt: skip


def test_the_strip_tells_the_polls_apart_oldest_first(app, engine):
    polls = [
        {"n_entries": 30, "n_new": 30}, {"n_entries": 30, "n_new": 3}, {"n_entries": 30},
        {"outcome": "not_modified"}, {"outcome": "gone"}, {"outcome": "later", "n_entries": 9},
    ]  # fmt: skip
    for n, poll in enumerate(polls):
        put_polled(engine, "saxon", at=NOON + n * HOUR, poll=poll)
    bars = one(feed(app), "//svg[@class='strip']").xpath("./rect")
    shown = [(bar.get("class"), int(bar.get("height"))) for bar in bars]
    assert shown == [
        ("new", 24), ("new", 11), ("same", 9), ("unmodified", 5), ("failed", 24), ("failed", 24),
    ]  # fmt: skip
    assert "12:00: polled, 30 of 30 new" in said(bars[0])
    assert all(int(bar.get("y")) + int(bar.get("height")) == 24 for bar in bars)
    assert [int(bar.get("x")) for bar in bars] == [0, 12, 24, 36, 48, 60]


def test_only_its_own_newest_polls_and_events_are_shown(app, engine):
    for n in range(max(MAX_POLLS, MAX_TOLD) + 2):
        put_polled(engine, "saxon", at=NOON + n * HOUR, told=[(MOVED[0], f"no. {n}.")])
    of_another = {"at": NOON + 99 * HOUR, "poll": {"detail": "of another"}}
    put_polled(engine, "other", told=[(MOVED[0], "of another")], **of_another)
    root = feed(app)
    assert len(root.xpath("//ol[@class='polls']/li")) == MAX_POLLS
    assert len(root.xpath("//ol[@class='told']/li")) == MAX_TOLD
    assert "of another" not in said(root)
    assert "no. 0." not in said(root)
    assert "no. 21." in said(root)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"interval_s": 10.0}, ["saxon.example, asked at most every 10 s, as it wants"]),
        ({}, ["saxon.example"]),
        (
            {"down_until": NOON + HOUR, "why": "HTTP 429", "silences": 1},
            [
                "saxon.example",
                "left alone until 12 Mar 2026, 13:00: HTTP 429",
                "1 request in a row without an answer",
            ],
        ),
        (
            {"down_until": NOON - HOUR, "why": "3 times in a row: timed out"},
            [
                "saxon.example",
                "was left alone until 12 Mar 2026, 11:00: 3 times in a row: timed out",
            ],
        ),
    ],
    ids=["slow", "nothing", "paused", "paused before"],
)
def test_a_host_says_how_long_it_is_left_alone_and_why(app, engine, row, words):
    put_polled(engine, "saxon")
    put_host(engine, **row)
    assert summary(feed(app), "Host") == words


def test_the_host_is_the_one_that_is_asked(app, engine):
    put_polled(engine, "saxon", asked_url="https://new.example:8443/rss")
    put_host(engine, "saxon.example")
    assert not feed(app).xpath("//dt[.='Host']")
    put_host(engine, "new.example:8443")
    assert summary(feed(app), "Host") == ["new.example:8443"]


@pytest.mark.parametrize("url", ["https://", "http://[", "https://a b/", "https://\u0000/"])
def test_an_address_that_is_none_is_shown_without_a_host(app, engine, url):
    """The desk file makes sure that it begins with http, and of nothing else."""
    put_unpolled(engine, "saxon", url=url)
    assert not feed(app).xpath("//dt[.='Host']")


def test_addresses_of_feeds_are_links_that_tell_nobody_whence_one_comes(app, engine):
    put_polled(engine, "saxon", asked_url="javascript:alert(1)")
    links = feed(app).xpath("//dd//a")
    assert [(link.get("href"), link.get("rel")) for link in links] == [
        ("https://saxon.example/rss", "noreferrer noopener nofollow")
    ]


@pytest.mark.parametrize(
    "wanted",
    ["none", "x" * 5_000, "%00", "..%2f..%2fetc", "a b", "é", "1' or 1=1--", "%ff", "?", "&id="],
)
def test_a_feed_that_does_not_exist_is_a_clear_404(app, engine, wanted):
    put_polled(engine, "saxon")
    answer = ask(app, f"/feed?id={wanted}")
    assert answer.status_code == 404
    assert said(page(answer)).count("Nothing here") == 1


ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)


@pytest.fixture(scope="module")
def dropped(tmp_path_factory):
    """A warehouse, and the desk over it that names none of its feeds."""
    engine = warehouse_in(tmp_path_factory.mktemp("warehouse"))
    return engine, desk_of(engine, tmp_path_factory.mktemp("desk"), [])


@given(ids)
@example("a/b")
@example("..")
@example("a&id=b")
@example("a+b c")
@example("50%")
@example("a?b#c")
@example("%2F")
@example("x\n<y>")
def test_every_id_leads_to_its_feed(dropped, feed_id):
    """Operators write ids by hand."""
    engine, app = dropped
    with writing(engine) as db:
        db.execute(schema.feed.delete())
    put_unpolled(engine, feed_id)
    (link,) = feeds(app).xpath("//ol[@class='feeds']//a/@href")
    assert unquote(link) == f"/feed?id={feed_id}"
    answer = ask(app, link)
    assert answer.status_code == 200
    assert summary(page(answer), "Address") == ["https://saxon.example/rss"]


def test_every_code_has_words():
    """A code without words would be shown as it is, such as "moved_back"."""
    for kinds, words in (
        (Asking, asked_name), (Trust, trust_name), (Identity, identity_name),
        (FeedEventKind, event_name),
    ):  # fmt: skip
        told = [words(kind) for kind in kinds]
        assert all(told)
        assert not [word for word in told if "_" in word]
    assert asked_name(None) == "not at all"
