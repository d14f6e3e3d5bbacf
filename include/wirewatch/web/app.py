"""The desk: today's stories, and one story with its copies and how we know. Read-only.

Airflow mounts plugin apps without asking anybody for a login, so the app itself must ask: whoever
makes it hands in the dependencies that every route has. Texts come from strangers: everything is
escaped, nothing is loaded from elsewhere, and the policy below forbids scripts altogether.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection

from wirewatch import bootstrap
from wirewatch.adapters.warehouse import desk as rows
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.report import stories_of_day

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


def create_app(login: Sequence[Any]) -> FastAPI:
    """Return the app; `login` are FastAPI dependencies that turn strangers away on every route."""
    app = FastAPI(
        title="Wirewatch",
        dependencies=list(login),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.middleware("http")(_guard_browser)
    app.get("/", response_class=HTMLResponse)(show_day)
    app.get("/story/{story_id}", response_class=HTMLResponse)(show_story)
    app.get("/style.css")(show_style)
    return app


def show_day(request: Request, day: date | None = None) -> HTMLResponse:
    """The stories of a day; the newest one that has any."""
    with _warehouse() as db:
        days = rows.days_with_stories(db)
        shown = day or (days[0] if days else None)
        stories = stories_of_day(db, shown) if shown else ()
        articles = rows.count_articles(db, shown) if shown else 0
    return _page("day.html", request, day=shown, days=days[:14], stories=stories, articles=articles)


def show_story(request: Request, story_id: str) -> HTMLResponse:
    """One story: its copies, who wrote it, and how we know."""
    with _warehouse() as db:
        story = rows.story_page(db, story_id)
    if story is None:
        raise HTTPException(404, "There is no such story; the list of the day has those there are.")
    return _page("story.html", request, story=story)


def show_style() -> Response:
    """The looks."""
    return Response((_HERE / "style.css").read_text("utf-8"), media_type="text/css")


def link(url: str) -> str:
    """Return `url` where a browser may follow it, else nothing: pages may name `javascript:`."""
    return url if url.startswith(("https://", "http://")) else ""


_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
)
_templates.filters["link"] = link


def _page(name: str, request: Request, **values: object) -> HTMLResponse:
    root = request.scope.get("root_path", "").rstrip("/")
    return HTMLResponse(_templates.get_template(name).render(root=root, **values))


@contextmanager
def _warehouse() -> Iterator[Connection]:
    with bootstrap.open_desk() as desk, reading(desk.engine) as db:
        yield db


async def _guard_browser(
    request: Request, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await answer(request)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
