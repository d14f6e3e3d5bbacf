"""The scripts: what servers do over the days in which a poller is watched."""

from datetime import timedelta

from behaviour.world import (
    DAY,
    HOUR,
    START,
    Asked,
    Feed,
    Page,
    Scenario,
    Site,
    honestly,
    http_date,
    unmodified,
)

_AFTER = {"Cache-Control": "max-age=14400"}  # where polls every 4 hours show what is to be shown


def _steady(asked: Asked) -> Page:
    return honestly(asked, Feed().page(asked.at, **{"Set-Cookie": "seen=1; Path=/"}))


def _renewing(asked: Asked) -> Page:
    """Give its answers other names each time, whether anything has changed or not."""
    page = Feed(every=HOUR).page(asked.at, ETag=f'"{asked.count}"')
    is_conditional = "if-none-match" in asked.headers or "if-modified-since" in asked.headers
    turn = asked.count % 4
    if turn == 3 or not is_conditional:
        dropped = {"Last-Modified"} if turn == 3 else set()
        headers = {name: value for name, value in page.headers.items() if name not in dropped}
        return Page(headers=headers, body=page.body, entries=page.entries)
    return Page(status=304, headers={"ETag": f'"{asked.count}"'} if turn == 1 else {})


def _declaring(feed: Feed, **headers: str) -> Site:
    return lambda asked: honestly(asked, feed.page(asked.at, **headers))


def _expiring(asked: Asked) -> Page:
    page = Feed().page(asked.at, Expires=http_date(asked.at + 3 * HOUR))
    return honestly(asked, page)


_SKIPPED = "".join(f"<hour>{hour}</hour>" for hour in range(6))
FRESH = {
    "max-age.example": _declaring(Feed(), **{"Cache-Control": "public, max-age=7200"}),
    "expires.example": _expiring,
    "ttl.example": _declaring(Feed(extras="<ttl>180</ttl>")),
    "skip.example": _declaring(Feed(extras=f"<skipHours>{_SKIPPED}</skipHours>")),
    # 20 entries in 5 hours, as Al-Monitor has, and called fresh for a day.
    "hurried.example": _declaring(
        Feed(every=timedelta(minutes=15), shown=20), **{"Cache-Control": "max-age=86400"}
    ),
}


def _throttling(asked: Asked) -> Page:
    """Ask for rest three times, each in another way."""
    in_two_hours = {"Retry-After": "7200"}
    if 6 * HOUR <= asked.age < 8 * HOUR:
        return Page(status=429, headers=in_two_hours)
    if 12 * HOUR <= asked.age < 14 * HOUR:
        until = http_date(asked.at + 3 * HOUR)
        return Page(status=503, headers={"Retry-After": until})
    if 20 * HOUR <= asked.age < 22 * HOUR:
        return Page(status=403, headers=in_two_hours)
    return honestly(asked, Feed(every=HOUR / 2).page(asked.at))


def _moving(status: int, *, begins: timedelta, ends: timedelta = timedelta.max) -> Site:
    """Send from /old to /new for a while."""

    def site(asked: Asked) -> Page:
        if asked.target == "/old" and begins <= asked.age < ends:
            return Page(status=status, headers={"Location": "/new"})
        return honestly(asked, Feed().page(asked.at, **_AFTER))

    return site


def _gone(asked: Asked) -> Page:
    if 12 * HOUR <= asked.age < 20 * DAY:
        return Page(status=410)
    return honestly(asked, Feed().page(asked.at, **_AFTER))


def _failing(asked: Asked) -> Page:
    if 12 * HOUR <= asked.age < 84 * HOUR:
        return Page(status=500)
    return honestly(asked, Feed(every=HOUR / 2).page(asked.at))


HOURLY = Feed(every=HOUR, shown=30)  # what comes is shown for 30 hours: time to find the lie


def _stuck(asked: Asked) -> Page:
    """Say "not modified" to every condition, as a cache does that compares nothing."""
    page = HOURLY.page(asked.at)
    is_conditional = "if-none-match" in asked.headers or "if-modified-since" in asked.headers
    return unmodified(page) if is_conditional else page


def _same_name(asked: Asked) -> Page:
    """Give all that it ever serves one and the same name."""
    names = {"ETag": '"feed"', "Last-Modified": http_date(START - DAY)}
    return honestly(asked, HOURLY.page(asked.at, **names))


STEADY = "http://steady.example/feed?b=2&a=%7e1&utm_source=rss&empty=#top"
CROWD = 12

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            name="steady",
            feeds=(STEADY,),
            sites={"steady.example": _steady},
            lasts=3 * DAY,
        ),
        Scenario(
            name="renewing",
            feeds=("http://renewing.example/feed",),
            sites={"renewing.example": _renewing},
            lasts=20 * HOUR,  # less than a day, so that no audit is due
        ),
        Scenario(
            name="fresh",
            feeds=tuple(f"http://{host}/feed" for host in FRESH),
            sites=FRESH,
            lasts=2 * DAY,
        ),
        Scenario(
            name="throttling",
            feeds=("http://busy.example/news", "http://busy.example/sport"),
            sites={"busy.example": _throttling},
            lasts=30 * HOUR,
        ),
        Scenario(
            name="moving",
            feeds=tuple(f"http://{name}.example/old" for name in ("moved", "away", "mistaken")),
            sites={
                "moved.example": _moving(301, begins=DAY),
                "away.example": _moving(302, begins=DAY),
                "mistaken.example": _moving(301, begins=DAY, ends=DAY + 12 * HOUR),
            },
            lasts=10 * DAY,
        ),
        Scenario(
            name="crowd",
            feeds=tuple(f"http://crowd.example/{number}" for number in range(CROWD)),
            sites={"crowd.example": _declaring(Feed())},
            lasts=6 * HOUR,
        ),
        Scenario(
            name="gone",
            feeds=("http://gone.example/feed",),
            sites={"gone.example": _gone},
            lasts=30 * DAY,
        ),
        Scenario(
            name="failing",
            feeds=("http://failing.example/feed",),
            sites={"failing.example": _failing},
            lasts=5 * DAY,
        ),
        Scenario(
            name="lying",
            feeds=("http://stuck.example/feed", "http://same.example/feed"),
            sites={"stuck.example": _stuck, "same.example": _same_name},
            lasts=5 * DAY,
        ),
    )
}
