"""What went well and what did not, case by case, in a log of what a poller asked.

Each function yields a bool for every chance that the poller had to do it right.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from urllib.parse import urlsplit

from behaviour.scenarios import HOURLY, STEADY
from behaviour.world import DAY, HOUR, START, Exchange, Log, guid

# The clock that a poller is shown moves in whole steps, and its own rows know seconds only.
_TOLERANCE = timedelta(seconds=2)
_LEAST_PAUSE = timedelta(seconds=1)  # between two requests to a host; Media Cloud keeps five
_AUDIT_EVERY = timedelta(hours=23, minutes=59)
_SKIPPED_UNTIL_HOUR = 6

Cases = Callable[[Log], Iterator[bool]]


# ── conditions ──────────────────────────────────────────────────────────────────────────────────

_NAMES = {"if-none-match": "etag", "if-modified-since": "last-modified"}


def first_is_whole(log: Log) -> Iterator[bool]:
    for feed in _feeds(log):
        yield not feed[0].is_conditional


def exact(log: Log) -> Iterator[bool]:
    """Every condition is what the last answer named, and all of it."""
    for exchange, known in _with_known(log):
        if exchange.is_conditional and known:
            yield _conditions(exchange) == known


def renewed(log: Log) -> Iterator[bool]:
    """What a 304 names is used from then on."""
    for before, (after, known) in _pairs_known(log):
        if before.status == 304 and "etag" in before.told and after.is_conditional:
            yield _conditions(after) == known


def kept(log: Log) -> Iterator[bool]:
    """What a 304 leaves out is used on; readers that dropped it never asked conditionally again."""
    for before, (after, known) in _pairs_known(log):
        if before.status == 304 and "etag" not in before.told:
            yield _conditions(after) == known


def dropped(log: Log) -> Iterator[bool]:
    """What a whole answer leaves out is forgotten."""
    for before, (after, known) in _pairs_known(log):
        if before.status == 200 and "last-modified" not in before.told and after.is_conditional:
            yield _conditions(after) == known


def audits_rare(log: Log) -> Iterator[bool]:
    """Without condition at most once a day."""
    for feed in _feeds(log):
        whole = [exchange for exchange in feed if not exchange.is_conditional]
        if len(feed) > len(whole):
            yield all(later.at - earlier.at >= _AUDIT_EVERY for earlier, later in pairwise(whole))
        elif len(feed) > 1:
            yield False


def _pairs_known(log: Log) -> Iterator[tuple[Exchange, tuple[Exchange, dict[str, str]]]]:
    """Yield each exchange with the next of its feed, and what was known then."""
    for (before, _), (after, known) in pairwise(_with_known(log)):
        if (before.host, before.target) == (after.host, after.target):
            yield before, (after, known)


def _with_known(log: Log) -> Iterator[tuple[Exchange, dict[str, str]]]:
    """Yield each exchange with the conditions that its feed's earlier answers ask for."""
    for feed in _feeds(log):
        known: dict[str, str] = {}
        for exchange in feed:
            yield exchange, dict(known)
            told = {name: exchange.told[of] for name, of in _NAMES.items() if of in exchange.told}
            if exchange.status == 200:
                known = told
            elif exchange.status == 304:
                known |= told


def _conditions(exchange: Exchange) -> dict[str, str]:
    return {name: exchange.asked[name] for name in _NAMES if name in exchange.asked}


# ── times ───────────────────────────────────────────────────────────────────────────────────────


def not_before(host: str, fresh: timedelta) -> Cases:
    def cases(log: Log) -> Iterator[bool]:
        for earlier, later in pairwise(_of(log, host)):
            yield later.at - earlier.at >= fresh - _TOLERANCE

    return cases


def skips_hours(log: Log) -> Iterator[bool]:
    """Not in the hours it names; that it was asked before and after is the evidence."""
    for exchange in _of(log, "skip.example")[1:]:  # the first cannot know
        yield exchange.at.hour >= _SKIPPED_UNTIL_HOUR


def loses_nothing(log: Log) -> Iterator[bool]:
    """Two polls in a row show a common entry, so that nothing came and went between them."""
    whole = [exchange for exchange in _of(log, "hurried.example") if exchange.entries]
    for earlier, later in pairwise(whole):
        yield not earlier.entries.isdisjoint(later.entries)


def ten_minutes(log: Log) -> Iterator[bool]:
    for feed in _feeds(log):
        for earlier, later in pairwise(feed):
            yield later.at - earlier.at >= timedelta(minutes=10)


def paced(log: Log) -> Iterator[bool]:
    for earlier, later in pairwise(log):
        yield later.at - earlier.at >= _LEAST_PAUSE


def rests(status: int) -> Cases:
    """The whole host is left alone for as long as it asks; all its feeds go without."""

    def cases(log: Log) -> Iterator[bool]:
        for number, exchange in enumerate(log):
            if exchange.status == status and (until := _retry_at(exchange)):
                yield all(later.at >= until - _TOLERANCE for later in log[number + 1 :])

    return cases


def _retry_at(exchange: Exchange) -> datetime | None:
    wish = exchange.told.get("retry-after")
    if wish is None:
        return None
    if wish.isdigit():
        return exchange.at + timedelta(seconds=int(wish))
    return parsedate_to_datetime(wish)


# ── moved, gone, failing, lying ─────────────────────────────────────────────────────────────────


def adopts(log: Log) -> Iterator[bool]:
    """Asks at the new address in the last days, and the old one then at most once a day."""
    moved = _of(log, "moved.example")
    if any(exchange.status == 301 for exchange in moved):
        targets = [each.target for each in moved if each.at >= START + 7 * DAY]
        yield "/new" in targets and targets.count("/old") <= 3


def is_in_no_hurry(log: Log) -> Iterator[bool]:
    """A first "moved permanently" is not believed: the old address is asked for another day."""
    moved = _of(log, "moved.example")
    told = [exchange.at for exchange in moved if exchange.status == 301]
    if told:
        yield any(at - told[0] >= DAY for at in told)


def stays(host: str) -> Cases:
    """Asks at the old address to the end."""

    def cases(log: Log) -> Iterator[bool]:
        sent_on = [each for each in _of(log, host) if each.status in {301, 302}]
        if sent_on:
            last = [each.target for each in _of(log, host) if each.at >= START + 7 * DAY]
            yield "/old" in last

    return cases


def asks_rarely(log: Log) -> Iterator[bool]:
    """After the first days of 410, at most once a day and at least once in eight days."""
    late = [each.at for each in _of(log, "gone.example") if each.at >= START + 5 * DAY]
    gone = [each for each in _of(log, "gone.example") if each.status == 410]
    if gone:
        until = START + 20 * DAY
        asked = [at for at in late if at < until]
        gaps = [later - earlier for earlier, later in pairwise([START + 5 * DAY, *asked, until])]
        yield len(asked) <= 15 and max(gaps) <= 8 * DAY


def finds_the_returned(log: Log) -> Iterator[bool]:
    if any(each.status == 410 for each in log):
        yield any(each.status in {200, 304} and each.at > START + 20 * DAY for each in log)


def backs_off(log: Log) -> Iterator[bool]:
    """The last pauses between errors are several times the first, and never beyond a day or so."""
    errors = [each.at for each in _of(log, "failing.example") if each.status == 500]
    pauses = [later - earlier for earlier, later in pairwise(errors)]
    if len(pauses) > 1:
        yield max(pauses) >= 4 * pauses[0]
        yield max(pauses) <= 28 * HOUR


def recovers(log: Log) -> Iterator[bool]:
    """Soon after the server is well, the feed is polled as before."""
    after = [each.at for each in log if each.at >= START + 84 * HOUR]
    if any(each.status == 500 for each in log):
        yield len(after) > 2 and after[0] <= START + 112 * HOUR and after[2] - after[1] <= 2 * HOUR


def sees(host: str, *, within: timedelta, since: timedelta = timedelta()) -> Cases:
    """Each entry that came `since` then is had `within` some time, whatever is said of changes."""

    def cases(log: Log) -> Iterator[bool]:
        seen: dict[str, datetime] = {}
        for exchange in _of(log, host):
            for name in exchange.entries:
                seen.setdefault(name, exchange.at)
        for name, at in _came(log, START + since, within):
            yield name in seen and seen[name] - at <= within

    return cases


def _came(log: Log, since: datetime, within: timedelta) -> Iterator[tuple[str, datetime]]:
    """Yield the entries of the hourly feed that came early enough to be judged, and when."""
    number = HOURLY.shown + 1
    while log and (at := HOURLY.published_at(number)) + within <= log[-1].at:
        if at >= since:
            yield guid(number), at
        number += 1


# ── manners ─────────────────────────────────────────────────────────────────────────────────────


def no_cookies(log: Log) -> Iterator[bool]:
    for exchange in log[1:]:
        yield not exchange.asked.keys() & {"cookie", "referer", "authorization"}


def has_contact(log: Log) -> Iterator[bool]:
    for exchange in log:
        agent = exchange.asked.get("user-agent", "")
        yield "http://" in agent or "https://" in agent or "@" in agent


def gzip_only(log: Log) -> Iterator[bool]:
    """What is not asked for need not be decoded: 809 bytes of brotli unpack to gigabytes."""
    for exchange in log:
        yield exchange.asked.get("accept-encoding") == "gzip"


def target_untouched(log: Log) -> Iterator[bool]:
    """The query goes out as the operator wrote it, in its order; the fragment stays at home."""
    wanted = urlsplit(STEADY)
    for exchange in log:
        yield exchange.target == f"{wanted.path}?{wanted.query}"


def _feeds(log: Log) -> Iterator[Log]:
    """Yield what was asked of each address, in order."""
    feeds: dict[tuple[str, str], list[Exchange]] = {}
    for exchange in log:
        feeds.setdefault((exchange.host, exchange.target), []).append(exchange)
    yield from map(tuple, feeds.values())


def _of(log: Log, host: str) -> Log:
    return tuple(exchange for exchange in log if exchange.host == host)
