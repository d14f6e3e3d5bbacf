"""The two pages of feeds, as their tests ask for them."""

from desk_rows import NOON
from feed_rows import settings_in
from web.browser import ask, one, page, said
from wirewatch.web.app import create_app
from wirewatch.web.words import quoted


def feeds(app):
    """Return the page of all feeds."""
    answer = ask(app, "/feeds")
    assert answer.status_code == 200, answer.text
    return page(answer)


def feed(app, feed_id="saxon"):
    """Return the page of one."""
    answer = ask(app, f"/feed?id={quoted(feed_id)}")
    assert answer.status_code == 200, answer.text
    return page(answer)


def summary(root, title):
    """Return the lines beside `title` in the box at the top."""
    beside = one(root, f"//dl/dt[.='{title}']/following-sibling::dd[1]")
    return [said(line) for line in beside.xpath("./p")] or [said(beside)]


def desk_of(engine, folder, feed_ids, now=NOON):
    """Return the desk of an operator who names these feeds, at this time."""
    settings = settings_in(folder, feed_ids, now)
    return create_app(login=[], warehouse=lambda: engine, settings=lambda: settings)
