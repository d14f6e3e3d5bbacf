"""The desk: a day's stories, one story with its copies and how we know, feeds, watches. Read-only.

Airflow mounts plugin apps without asking anybody for a login, so the app itself must ask: whoever
makes it hands in the dependencies that every path has, those that do not exist among them. Texts
come from strangers: everything is escaped, nothing is loaded from elsewhere, and the policy below
forbids scripts altogether.
"""

import os
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as AnyHTTPException

from wirewatch.adapters.warehouse import (
    desk_alerts,
    desk_coverage,
    desk_day,
    desk_feeds,
    desk_story,
)
from wirewatch.adapters.warehouse.engine import open_warehouse, reading
from wirewatch.adapters.warehouse.versions import article_page
from wirewatch.alerts.watchfile import read_watches
from wirewatch.errors import BadInput
from wirewatch.pipeline.check import all_verdicts
from wirewatch.pipeline.dry_run import MAX_DAYS, Trial, compare, try_queries
from wirewatch.pipeline.find import find
from wirewatch.settings import Settings, load_settings
from wirewatch.web.words import FILTERS, inert

_HERE = Path(__file__).parent
_READ = ["GET", "HEAD"]
_STORY_ID = re.compile(r"[0-9a-f]{32}")
_HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'self'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",  # the next person at this machine may not be let in
    }
)

OpenWarehouse = Callable[[], Engine]
ReadSettings = Callable[[], Settings]


def the_settings() -> Settings:
    """Return the settings as they are now: an operator adds feeds while the desk is open."""
    return load_settings(os.environ)


def create_app(
    login: Sequence[Any],
    warehouse: OpenWarehouse | None = None,
    settings: ReadSettings = the_settings,
) -> FastAPI:
    """Return the app.

    Args:
        login: FastAPI dependencies that turn strangers away; asked first, on every path.
        warehouse: Gives the engine to read from; asked on each request, so it should remember.
            Without it: this process's one engine, for the warehouse that the settings name.
        settings: Gives the operator's feeds, and the time; asked where these are shown.
    """
    app = FastAPI(
        title="Wirewatch",
        dependencies=list(login),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.warehouse = warehouse or cache(lambda: open_warehouse(settings().warehouse_url))
    app.state.settings = settings
    app.middleware("http")(_guard_browser)
    app.exception_handler(AnyHTTPException)(_show_error)
    pages = APIRouter(default_response_class=HTMLResponse)
    pages.api_route("/", methods=_READ)(show_day)
    pages.api_route("/story/{story_id}", methods=_READ)(show_story)
    pages.api_route("/article/{article_id}", methods=_READ)(show_article)
    pages.api_route("/search", methods=_READ)(show_search)
    pages.api_route("/checks", methods=_READ)(show_checks)
    pages.api_route("/feeds", methods=_READ)(show_feeds)
    pages.api_route("/feed", methods=_READ)(show_feed)
    pages.api_route("/watches", methods=_READ)(show_watches)
    pages.api_route("/try", methods=_READ)(show_trial)
    pages.api_route("/coverage", methods=_READ)(show_coverage)
    pages.api_route("/style.css", methods=_READ)(show_style)
    # What no path or method matches is answered before anybody asks for a login; so all match.
    # No methods means any; FastAPI would make the operation's name from them, so it gets one.
    pages.api_route("/{path:path}", methods=[], operation_id="nothing")(show_nothing)
    app.include_router(pages)
    return app


def show_day(request: Request, day: str | None = None) -> HTMLResponse:
    """The stories of a day; without one, of the newest that has any."""
    asked = _read_day(day) if day else None
    with _warehouse(request) as db:
        shown = asked or desk_day.newest_day(db)
        page = desk_day.day_page(db, shown) if shown else None
    return _page("day.html" if page else "empty.html", request, page=page)


def show_story(request: Request, story_id: str) -> Response:
    """One story: its copies, who wrote it, and how we know. An id it had before leads there too."""
    with _warehouse(request) as db:
        found = desk_story.find_story(db, story_id) if _STORY_ID.fullmatch(story_id) else None
        story = desk_story.story_page(db, found) if found else None
    if story is None:
        raise HTTPException(404, "There is no such story; the list of its day has those there are.")
    if found != story_id:  # for now: it may move again
        return RedirectResponse(f"{_root(request)}/story/{found}", status_code=307)
    return _page("story.html", request, story=story)


def show_article(request: Request, article_id: str) -> HTMLResponse:
    """One article: its versions, and how each differs from the one before."""
    with _warehouse(request) as db:
        page = article_page(db, article_id) if _STORY_ID.fullmatch(article_id) else None
    if page is None:
        raise HTTPException(404, "There is no such article; it may have been forgotten.")
    return _page("article.html", request, article=page)


def show_search(
    request: Request, q: str = "", page: Annotated[int, Query(ge=1, le=1_000)] = 1
) -> HTMLResponse:
    """What a search finds, the newest first; without words, how to write one."""
    found, problem = None, ""
    with _warehouse(request) as db:
        try:
            found = find(db, q, page=page) if q.strip() else None
        except BadInput as error:
            problem = str(error)
    status = 400 if problem else 200
    return _page("search.html", request, status=status, asked=q, found=found, problem=problem)


def show_checks(request: Request) -> HTMLResponse:
    """Whether what comes in is as it should be, the worst first."""
    with _warehouse(request):
        settings: Settings = request.app.state.settings()
        verdicts = all_verdicts(request.app.state.warehouse(), settings)
    return _page("checks.html", request, verdicts=verdicts, now=settings.now())


def show_feeds(request: Request) -> HTMLResponse:
    """How the feeds are, worst first; what was told of them; when each is asked next, and why."""
    with _warehouse(request) as db:
        settings: Settings = request.app.state.settings()
        page = desk_feeds.feeds_page(db, settings.feeds, settings.now())
    return _page("feeds.html", request, page=page)


def show_feed(request: Request, feed_id: Annotated[str, Query(alias="id")] = "") -> HTMLResponse:
    """One feed: how it is, its last polls, what was told of it, and its host.

    Operators write ids by hand. In a path, "..", a slash or a line feed would not get here.
    """
    with _warehouse(request) as db:
        settings: Settings = request.app.state.settings()
        page = desk_feeds.feed_page(db, feed_id, settings.feeds, settings.now())
    if page is None:
        raise HTTPException(404, "There is no such feed; the list of feeds has those there are.")
    return _page("feed.html", request, page=page)


def show_watches(request: Request) -> HTMLResponse:
    """The watches, what came of each lately, and the alerts of all, the newest first."""
    with _warehouse(request) as db:
        settings: Settings = request.app.state.settings()
        watches = read_watches(settings.watches_toml)
        page = desk_alerts.watches_page(db, watches, settings.now())
    return _page("watches.html", request, page=page)


def show_trial(
    request: Request,
    query: str = "",
    against: str = "",
    days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 30,
) -> HTMLResponse:
    """What a query would have found, or how two of them differ; of a wrong one, what is wrong."""
    trials: tuple[Trial, ...] = ()
    problem = ""
    with _warehouse(request):
        settings: Settings = request.app.state.settings()
        engine = request.app.state.warehouse()
        try:
            if query.strip():
                trials = try_queries(engine, settings, query, against=against, days=days)
        except BadInput as error:
            problem = str(error)
    return _page(
        "trial.html", request, status=400 if problem else 200, problem=problem, trials=trials,
        difference=compare(trials[1], trials[0]) if len(trials) > 1 else None,
        first=settings.now().date() - timedelta(days=days - 1), query=query, against=against,
        days=days, max_days=MAX_DAYS, limit=50,
    )  # fmt: skip


def show_coverage(request: Request, month: str | None = None) -> HTMLResponse:
    """What the archives gave of a month, by day and source; without one, of the newest asked."""
    asked = _read_day(month) if month else None
    with _warehouse(request) as db:
        page = desk_coverage.coverage_page(db, asked)
    return _page("coverage.html", request, page=page)


def show_style() -> Response:
    """The looks."""
    text = (_HERE / "style.css").read_text("utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "private, max-age=600"})


def show_nothing(request: Request) -> Response:
    """Say that there is no such page, or that nothing can be changed here."""
    if request.method not in _READ:
        raise HTTPException(405, "The desk is for reading only.", {"Allow": ", ".join(_READ)})
    raise HTTPException(404, "There is no such page.")


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise HTTPException(400, "The day in the address is none; write 2026-03-05.") from error


@contextmanager
def _warehouse(request: Request) -> Iterator[Connection]:
    try:
        with reading(request.app.state.warehouse()) as db:
            yield db
    except BadInput as error:
        raise HTTPException(503, f"The settings are wrong. {error}") from error
    except SQLAlchemyError as error:
        fact = getattr(error, "orig", None) or error
        advice = "If it is new or older than this code, `wirewatch warehouse migrate` helps."
        raise HTTPException(503, f"The warehouse cannot be read: {fact}. {advice}") from error


_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    finalize=inert,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(FILTERS)


def _page(name: str, request: Request, *, status: int = 200, **values: object) -> HTMLResponse:
    is_framed = request.headers.get("sec-fetch-dest") == "iframe"  # by Airflow's own pages
    template = _templates.get_template(name)
    text = template.render(root=_root(request), is_framed=is_framed, **values)
    return HTMLResponse(text, status_code=status)


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")


async def _show_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyHTTPException)  # noqa: S101 - it is registered for no other
    told = _page("error.html", request, status=error.status_code, error=error)
    told.headers.update(error.headers or {})
    return told


async def _guard_browser(
    request: Request, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await answer(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
