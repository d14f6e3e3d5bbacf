"""What every answer of the desk carries, and who is asked before any of them."""

import pytest
from fastapi import Depends, FastAPI, HTTPException

from desk_rows import put_story, story_key
from web.browser import ask, page, said
from wirewatch.web.app import create_app

STORY = f"/story/{story_key('raid')}"
PATHS = (
    "/", "/?day=2026-03-12", "/?day=never", STORY, "/story/none", "/feeds", "/feed?id=saxon",
    "/search", "/search?q=*", "/article/none", "/feed?id=none", "/feed", "/watches",
    "/try", "/try?query=raid", "/try?query=raid+AND",
    "/style.css", "/none",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_scripts_frames_guessing_and_keeping(app, engine, path):
    put_story(engine, "raid", ["a.example"])
    headers = ask(app, path).headers
    policy = dict(
        rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"  # Airflow's own pages
    assert "script-src" not in policy  # so the default holds
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "private" in headers["cache-control"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/", STORY, "/feeds", "/watches", "/try", "/style.css"])
def test_head_is_answered_like_get(app, engine, path):
    put_story(engine, "raid", ["a.example"])
    answer = ask(app, path, method="HEAD")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == ask(app, path).headers["content-type"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
def test_nothing_can_be_changed(app, method, path):
    answer = ask(app, path, method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/none", "/docs", "/redoc", "/openapi.json", "/story", "/story/", "/feed", "/feed/",
        "/feeds/", "/feeds/saxon",
    ],
)  # fmt: skip
def test_there_is_nothing_else(app, path):
    answer = ask(app, path)
    assert answer.status_code == 404
    assert said(page(answer)).count("Nothing here") == 1


def refuse() -> None:
    raise HTTPException(401, "Not authenticated", {"WWW-Authenticate": "Bearer"})


def never() -> None:
    raise AssertionError("the warehouse was opened for a stranger, or the settings read")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PROPFIND"])
def test_the_login_is_asked_before_anything_is_read(method, path):
    """A bad day, an unknown page or a wrong method must not tell a stranger anything either."""
    shut = create_app(login=[Depends(refuse)], warehouse=never, settings=never)
    answer = ask(shut, path, method=method)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert method == "HEAD" or "Please log in" in answer.text


def test_below_a_prefix_every_link_keeps_it(app, engine):
    """Airflow mounts the desk at /wirewatch, itself perhaps below a path of a proxy."""
    put_story(engine, "raid", ["a.example"])
    outer = FastAPI()
    outer.mount("/airflow/wirewatch", app)
    for path in ("/", STORY, "/feeds", "/feed?id=saxon", "/coverage", "/none"):
        links = page(ask(outer, f"/airflow/wirewatch{path}")).xpath("//@href")
        own = [link for link in links if not link.startswith(("https://", "#"))]
        assert own
        assert all(link.startswith("/airflow/wirewatch/") for link in own)
        assert {ask(outer, link).status_code for link in own} == {200}


@pytest.mark.parametrize(("dest", "is_told"), [("iframe", True), ("document", False)])
def test_inside_airflows_frame_it_says_where_links_to_publishers_work(app, engine, dest, is_told):
    """Airflow's sandbox swallows the click without a word."""
    put_story(engine, "raid", ["a.example"])
    told = said(page(ask(app, STORY, headers={"Sec-Fetch-Dest": dest})))
    assert ("own tab" in told) is is_told
