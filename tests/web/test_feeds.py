"""The pages of the feeds: how each is and why, what was told, when it is asked next and why."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import event

from desk_rows import NOON, warehouse_in
from feed_rows import (
    DAY,
    HOUR,
    HOURLY,
    feed_setting,
    put_host,
    put_one_of_each_health,
    put_polled,
    put_unpolled,
    settings_in,
)
from web.browser import ask, one, page, said
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.desk_feeds import LATE, MAX_POLLS, MAX_TOLD
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.feeds import ensure_feeds
from wirewatch.feeds.events import FeedEventKind
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.moves import Streak
from wirewatch.feeds.validators import Asking, Trust, Validators
from wirewatch.settings import load_settings
from wirewatch.web.app import create_app
from wirewatch.web.words import asked_name, event_name, identity_name, quoted, trust_name

MOVED = (FeedEventKind.MOVED, "from here to there")


def feeds(app):
    answer = ask(app, "/feeds")
    assert answer.status_code == 200, answer.text
    return page(answer)


def feed(app, feed_id="saxon"):
    answer = ask(app, f"/feed?id={quoted(feed_id)}")
    assert answer.status_code == 200, answer.text
    return page(answer)


def groups(root):
    """Return the titles of the lists with the ids of the feeds below each."""
    return [
        (
            said(one(group, "preceding-sibling::h2[1]")),
            [said(name) for name in group.xpath(".//small[@dir]")],
        )
        for group in root.xpath("//ol[@class='feeds']")
    ]


def row(root, feed_id):
    return said(one(root, f"//ol[@class='feeds']/li[.//small[.='{feed_id}']]"))


def summary(root, title):
    """Return the lines beside `title` in the box at the top."""
    beside = one(root, f"//dl/dt[.='{title}']/following-sibling::dd[1]")
    return [said(line) for line in beside.xpath("./p")] or [said(beside)]


def desk_of(engine, folder, feed_ids, now=NOON):
    """Return the desk of an operator who names these feeds, at this time."""
    settings = settings_in(folder, feed_ids, now)
    return create_app(login=[], warehouse=lambda: engine, settings=lambda: settings)


# ── all of them ─────────────────────────────────────────────────────────────────────────────────


def test_the_worst_come_first(app, engine):
    put_one_of_each_health(engine)
    put_polled(engine, "saxon")
    root = feeds(app)
    assert groups(root) == [
        ("gone 1", ["gone"]),
        ("failing 1", ["failing"]),
        ("silent 1", ["silent"]),
        ("new 1", ["new"]),
        ("well 2", ["saxon", "well"]),
    ]
    assert "6 feeds: 1 gone, 1 failing, 1 silent, 1 new, 2 well" in said(root)


def test_each_says_why_and_when_it_is_asked_next_and_why_then(app, engine):
    put_one_of_each_health(engine)
    put_polled(
        engine, "saxon",
        next_due_at=NOON + 2 * HOUR, due_why="asked for 2 h by its Cache-Control",
        asked_url="https://new.example/rss", identity=Identity.ADDRESS, identity_why="3 of 4",
        validators=Validators(trust=Trust.LYING, why="its entries were others"),
    )  # fmt: skip
    root = feeds(app)
    assert "4 answers “410 Gone” in a row since 2026-03-09" in row(root, "gone")
    assert "for 2 days: HTTP 503" in row(root, "failing")
    assert "nothing new for 9 days; usually every 60 minutes" in row(root, "silent")
    told = row(root, "saxon")
    for words in (
        "12 Mar 2026, 14:00 asked for 2 h by its Cache-Control",
        "moved: asked at https://new.example/rss",
        "its “not modified” is lying: its entries were others",
        "entries go by their addresses: 3 of 4",
    ):
        assert words in told


def test_what_was_told_last_stands_on_top_and_leads_to_the_feed(app, engine):
    put_polled(engine, "saxon", told=[MOVED])
    put_polled(engine, "saxon", at=NOON + HOUR, told=[(FeedEventKind.DISTRUSTED, "it lied")])
    root = feeds(app)
    told = one(root, "//h2[.='Told lately']/following-sibling::ol[1]")
    assert [said(line) for line in told] == [
        "12 Mar 2026, 13:00 saxon not believed it lied",
        "12 Mar 2026, 12:00 saxon moved from here to there",
    ]
    assert set(told.xpath(".//a/@href")) == {"/feed?id=saxon"}


def test_when_nothing_was_told_it_says_what_would_be(app, engine):
    put_polled(engine, "saxon")
    assert "falls silent or is caught lying is told of here" in said(feeds(app))


def test_a_feed_that_no_harvest_has_seen_is_new(app, engine):
    """Who has just added a feed wants to see that it was understood."""
    assert "not polled yet" in row(feeds(app), "saxon")
    root = feed(app)
    assert summary(root, "It is") == ["new not polled yet"]
    assert summary(root, "Address") == ["https://saxon.example/rss"]
    assert "None yet: the next harvest asks for it" in said(root)


def test_a_feed_that_was_dropped_is_shown_apart_and_not_as_polled(engine, tmp_path):
    """It would be "well" for ever, as of its last poll."""
    put_polled(engine, "saxon")
    put_polled(engine, "old", failing_since=NOON, told=[MOVED])
    app = desk_of(engine, tmp_path, ["saxon"])
    root = feeds(app)
    assert groups(root) == [("well 1", ["saxon"]), ("Not in the desk file any more 1", ["old"])]
    assert "2 feeds: 1 well, 1 not polled any more · last poll 12 Mar 2026, 12:00" in said(root)
    assert row(root, "old").endswith("not polled")
    assert "not polled" not in row(root, "saxon")
    told = summary(feed(app, "old"), "It is")
    assert "It is not in the desk file any more, and not polled." in told
    assert not feed(app, "old").xpath("//dt[.='Asked next']")


def test_a_desk_without_feeds_says_how_to_add_one(engine, tmp_path):
    assert "wirewatch feeds add URL" in said(feeds(desk_of(engine, tmp_path, [])))


@pytest.mark.parametrize(
    ("waited", "is_late"),
    [(timedelta(), False), (LATE, False), (LATE + timedelta(seconds=1), True)],
)
def test_feeds_that_are_due_and_not_asked_are_told(engine, tmp_path, waited, is_late):
    """A paused DAG makes no error anywhere: all feeds look as well as at their last poll."""
    put_polled(engine, "saxon", next_due_at=NOON)
    put_polled(engine, "old", next_due_at=NOON - DAY)
    app = desk_of(engine, tmp_path, ["saxon", "fresh"], NOON + waited)
    told = "1 was due more than an hour ago and nobody asked. Does wirewatch_harvest run?"
    assert (told in said(feeds(app))) is is_late
    assert ("nobody asked" in summary(feed(app), "Asked next")[0]) is is_late


# ── one of them ─────────────────────────────────────────────────────────────────────────────────


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


def test_wrong_settings_are_named(engine, tmp_path):
    """And only there: stories are read without them."""
    broken = {"WIREWATCH_DESK": str(tmp_path / "gone.toml")}
    app = create_app(login=[], warehouse=lambda: engine, settings=lambda: load_settings(broken))
    for path in ("/feeds", "/feed?id=saxon"):
        answer = ask(app, path)
        assert answer.status_code == 503
        assert "gone.toml" in said(page(answer))
    assert ask(app, "/").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_feeds(app, engine):
    asked: list[str] = []
    put_one_of_each_health(engine)
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    feeds(app)
    feed(app, "well")
    few = len(asked)
    with writing(engine) as db:
        ensure_feeds(db, [feed_setting(f"feed-{n}") for n in range(200)], NOON)
    asked.clear()
    feeds(app)
    feed(app, "well")
    assert len(asked) == few <= 12


# ── words ───────────────────────────────────────────────────────────────────────────────────────


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
