"""The scorer itself: each rule tells a log that keeps it from one that breaks it."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from behaviour.rules import RULES, judge
from behaviour.scenarios import HOURLY
from behaviour.world import HOUR, START, Exchange, Log, guid

ETAG, DATE = '"1"', "Mon, 02 Mar 2026 00:00:00 GMT"
NAMES = {"etag": ETAG, "last-modified": DATE}
BOTH = {"if-none-match": ETAG, "if-modified-since": DATE}
STEADY = "/feed?b=2&a=%7e1&utm_source=rss&empty="
DAY = 24  # times here are hours since the beginning


def ask(
    at: float, host: str = "a.example", target: str = "/feed", status: int = 200,
    asked: Mapping[str, str] | None = None, told: Mapping[str, str] | None = None,
    entries: frozenset[str] = frozenset(),
) -> Exchange:  # fmt: skip
    return Exchange(
        at=START + timedelta(hours=at), host=host, target=target, status=status,
        asked=asked or {}, told=told or {}, entries=entries,
    )  # fmt: skip


def times(*at: float, host: str = "a.example", **how) -> Log:
    return tuple(ask(each, host, **how) for each in at)


def after_304(told: Mapping[str, str], asked: Mapping[str, str]) -> Log:
    return (
        ask(0, told=NAMES),
        ask(1, status=304, asked=BOTH, told=told),
        ask(2, status=304, asked=asked),
    )


def rest(status: int, wish: str, until: float, other: str = "/other") -> Log:
    return (ask(0, status=status, told={"retry-after": wish}), ask(until, target=other))


def redirected(host: str, status: int, *last: str, for_days: int = 2) -> Log:
    told = times(*range(DAY, DAY * (1 + for_days), 6), host=host, target="/old", status=status)
    return (*told, *(ask(8 * DAY + n, host, target) for n, target in enumerate(last)))


def gone(*days: float, back: float | None = 25) -> Log:
    log = times(*(day * DAY for day in (1, 2, *days)), host="gone.example", status=410)
    return (*log, *times(*(() if back is None else (back * DAY,)), host="gone.example"))


def failing(*at: float, then: tuple[float, ...] = (90, 91, 92)) -> Log:
    return (
        *times(*at, host="failing.example", status=500),
        *times(*then, host="failing.example"),
    )


def hourly(host: str, *at: float) -> Log:
    return tuple(ask(h, host, entries=HOURLY.guids(START + h * HOUR)) for h in at)


SLOWLY = {n: frozenset({guid(n), guid(n + 1)}) for n in range(4)}
FREE, FULL = range(5 * DAY), range(0, 5 * DAY, 24)  # hours

# rule → a log that keeps it, and one that differs by the flaw alone
PAIRS: Mapping[str, tuple[Log, Log]] = {
    "asks first without condition": (times(0, 1), times(0, 1, asked=BOTH)),
    "sends both validators back as they came": (
        (ask(0, told=NAMES), ask(1, asked=BOTH)),
        (ask(0, told=NAMES), ask(1, asked={"if-none-match": ETAG})),
    ),
    "takes a new validator from a 304": (
        after_304({"etag": '"2"'}, BOTH | {"if-none-match": '"2"'}),
        after_304({"etag": '"2"'}, BOTH),
    ),
    "keeps what a 304 leaves out": (after_304({}, BOTH), after_304({}, {})),
    "drops what a 200 leaves out": (
        (ask(0, told=NAMES), ask(1, asked=BOTH, told={"etag": ETAG}),
         ask(2, asked={"if-none-match": ETAG})),
        (ask(0, told=NAMES), ask(1, asked=BOTH, told={"etag": ETAG}), ask(2, asked=BOTH)),
    ),
    "asks without condition once a day at most": (
        (ask(0), ask(12, asked=BOTH), ask(24)),
        (ask(0), ask(12, asked=BOTH), ask(23)),
    ),
    "comes no sooner than max-age": (
        times(0, 2, host="max-age.example"), times(0, 1.9, host="max-age.example"),
    ),
    "comes no sooner than Expires": (
        times(0, 3, host="expires.example"), times(0, 2.9, host="expires.example"),
    ),
    "comes no sooner than the feed's ttl": (
        times(0, 3, host="ttl.example"), times(0, 2.9, host="ttl.example"),
    ),
    "leaves out skipHours": (
        times(0, 6, 23.9, host="skip.example"), times(0, 6, 24, host="skip.example"),
    ),
    "loses nothing of 5 hours that are called fresh for a day": (
        tuple(ask(n, "hurried.example", entries=SLOWLY[n]) for n in (0, 1, 2)),
        tuple(ask(n, "hurried.example", entries=SLOWLY[n]) for n in (0, 2)),
    ),
    "never comes twice in ten minutes": (times(0, 1 / 6), times(0, 0.16)),
    "asks one host's feeds one by one": (
        (ask(0, target="/a"), ask(5 / 3600, target="/b")),
        (ask(0, target="/a"), ask(0, target="/b")),
    ),
    "leaves the host alone as a 429 asks": (rest(429, "7200", 2), rest(429, "7200", 1.9)),
    "leaves the host alone as a 503 asks": (
        rest(503, "Mon, 02 Mar 2026 03:00:00 GMT", 3),
        rest(503, "Mon, 02 Mar 2026 03:00:00 GMT", 2.9),
    ),
    "leaves the host alone as a 403 asks": (rest(403, "7200", 2), rest(403, "7200", 1)),
    "follows a feed that has moved": (
        redirected("moved.example", 301, "/new", "/new"),
        redirected("moved.example", 301, "/old", "/new", "/old", "/new", "/old", "/new", "/old"),
    ),
    "is in no hurry to believe a move": (
        redirected("moved.example", 301, "/new", for_days=2),
        redirected("moved.example", 301, "/new", for_days=1),
    ),
    "takes no temporary address for the feed's": (
        redirected("away.example", 302, "/old"), redirected("away.example", 302, "/new"),
    ),
    "forgives half a day of wrong redirects": (
        redirected("mistaken.example", 301, "/old"), redirected("mistaken.example", 301, "/new"),
    ),
    "asks rarely for what is gone": (gone(5, 12, 19), gone(*(5 + n / 2 for n in range(30)))),
    "finds what was gone and is back": (gone(5, 12, 19), gone(5, 12, 19, back=None)),
    "backs off from a broken server": (failing(12, 13, 15, 19), failing(12, 13, 14, 15)),
    "comes back when it is mended": (failing(12), failing(12, then=(90, 91, 104))),
    "loses nothing for a day to a server stuck on “not modified”": (
        hourly("stuck.example", *FULL), hourly("stuck.example", 0, 48, 96),
    ),
    "loses nothing for a day to a server with one name for all": (
        hourly("same.example", *FULL), hourly("same.example", 0, 48, 96),
    ),
    "finds out a server stuck on “not modified”": (
        hourly("stuck.example", *FREE), hourly("stuck.example", *FULL),
    ),
    "finds out a server with one name for all": (
        hourly("same.example", *FREE), hourly("same.example", *FULL),
    ),
    "sends no cookies back": (times(0, 1), times(0, 1, asked={"cookie": "seen=1"})),
    "says who asks, with a contact": (
        times(0, asked={"user-agent": "Reader/1 (+https://desk.example)"}),
        times(0, asked={"user-agent": "python-requests/2.34.2"}),
    ),
    "asks for gzip only": (
        times(0, asked={"accept-encoding": "gzip"}), times(0, asked={"accept-encoding": "gzip, br"})
    ),
    "asks for the address as it stands": (
        times(0, target=STEADY), times(0, target=STEADY.replace("%7e", "~")),
    ),
}  # fmt: skip

ALL = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


@ALL
def test_a_rule_gives_its_points_to_who_keeps_it(rule):
    kept, _ = PAIRS[rule.name]
    verdict = judge(rule, kept)
    assert verdict.points == rule.points > 0, str(verdict)


@ALL
def test_a_rule_gives_nothing_to_who_breaks_it(rule):
    _, broken = PAIRS[rule.name]
    verdict = judge(rule, broken)
    assert verdict.n_cases > verdict.n_right, str(verdict)
    assert verdict.points == 0


@ALL
def test_a_rule_gives_nothing_for_doing_nothing(rule):
    verdict = judge(rule, ())
    assert (verdict.points, str(verdict)) == (0, f"{rule.name}: never came to it")


def test_every_rule_has_one_name():
    assert set(PAIRS) == {rule.name for rule in RULES}
    assert len(PAIRS) == len(RULES)


def test_a_verdict_says_how_often_it_went_well():
    (rule,) = [rule for rule in RULES if rule.name == "never comes twice in ten minutes"]
    verdict = judge(rule, times(0, 0.1, 1))
    assert str(verdict) == "never comes twice in ten minutes: 1 of 2 times"
