"""The desk inside the real Airflow: nobody gets in without its login, and its users do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from desk_rows import put_story, story_key, warehouse_in
from feed_rows import put_polled
from web.browser import ask

pytestmark = pytest.mark.airflow

PLUGINS = Path(__file__).parents[2] / "plugins"
STORY = f"/wirewatch/story/{story_key('raid')}"
READABLE = (
    "/wirewatch/", "/wirewatch/?day=2026-03-12", STORY, "/wirewatch/feeds",
    "/wirewatch/feed?id=a.example%2Frss", "/wirewatch/style.css",
)  # fmt: skip
OTHERS = (
    "/wirewatch/?day=never", "/wirewatch/story/none", "/wirewatch/none", "/wirewatch/docs",
    "/wirewatch/openapi.json", "/wirewatch//", "/wirewatch/../wirewatch/", "/wirewatch/%2e%2e/x",
    "/wirewatch/story/", "/wirewatch/static/../style.css", "/wirewatch/STYLE.CSS",
    "/wirewatch/feeds/", "/wirewatch/feed", "/wirewatch/feed?id=none", "/wirewatch/feed/../feeds",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@pytest.fixture(scope="module")
def airflow(airflow_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """Airflow's own app, with our plugin as Airflow found it, over one story and one feed."""
    folder = tmp_path_factory.mktemp("warehouse")
    engine = warehouse_in(folder)
    put_story(engine, "raid", ["a.example", "b.example"])
    put_polled(engine, "a.example/rss")
    before = dict(os.environ)
    os.environ["WIREWATCH_WAREHOUSE"] = f"sqlite:///{folder}/warehouse.db"
    from airflow.api_fastapi.app import create_app

    yield create_app(apps="core")
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def token(airflow: FastAPI, airflow_home: Path) -> str:
    """What Airflow hands a user who logs in with the password that `make up` prints."""
    password = json.loads((airflow_home / "passwords.json").read_text())["admin"]
    login = {"username": "admin", "password": password}
    answer = ask(airflow, "/auth/token", method="POST", json=login)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["access_token"])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", [*READABLE, *OTHERS])
def test_strangers_get_401_on_every_path_by_every_method(airflow, method, path):
    """Airflow mounts plugin apps open to all: measured 200 without a token before we asked."""
    answer = ask(airflow, path, method=method)
    assert answer.status_code == 401
    assert "a.example" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Cookie": "_token=nonsense"},
        {"Cookie": "_token="},
        {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJBRE1JTiJ9."},
    ],
    ids=["bearer", "basic", "cookie", "empty cookie", "unsigned"],
)
@pytest.mark.parametrize("path", READABLE)
def test_a_false_token_opens_nothing(airflow, path, headers):
    assert ask(airflow, path, headers=headers).status_code in {401, 403}


@pytest.mark.parametrize("way", ["bearer", "cookie"])
@pytest.mark.parametrize("path", READABLE)
def test_who_is_logged_in_to_airflow_sees_the_desk(airflow, token, path, way):
    """The cookie is what a browser sends, from the menu and from links in it."""
    headers = (
        {"Authorization": f"Bearer {token}"} if way == "bearer" else {"Cookie": f"_token={token}"}
    )
    answer = ask(airflow, path, headers=headers)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_links_stay_below_the_plugin(airflow, token):
    text = ask(airflow, "/wirewatch/", headers={"Cookie": f"_token={token}"}).text
    assert f'href="{STORY}"' in text
    assert 'href="/wirewatch/style.css"' in text


def test_it_stands_in_the_menu_and_below_browse(airflow, token):
    """Framed at the top level; below Browse in a tab of its own, where links to publishers work."""
    listed = ask(airflow, "/api/v2/plugins", headers={"Authorization": f"Bearer {token}"}).json()
    ours = next(plugin for plugin in listed["plugins"] if plugin["name"] == "wirewatch")
    where = [(view["category"], view["url_route"]) for view in ours["external_views"]]
    assert where == [(None, "wirewatch"), ("browse", None)]
    assert {view["href"] for view in ours["external_views"]} == {"wirewatch/"}


def test_no_plugin_fails_to_load(airflow, token):
    errors = ask(
        airflow, "/api/v2/plugins/importErrors", headers={"Authorization": f"Bearer {token}"}
    )  # fmt: skip
    assert errors.json()["total_entries"] == 0


def test_it_is_the_only_python_file_there():
    """Airflow imports each file below plugins/ as a module of its own."""
    assert [file.name for file in PLUGINS.rglob("*.py")] == ["wirewatch_plugin.py"]


def run(code: str, home: Path) -> str:
    """Return what Python prints for `code` in a process of its own that can see the plugin."""
    environ = {**os.environ, "AIRFLOW_HOME": str(home), "PYTHONPATH": str(PLUGINS)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def test_importing_the_plugin_costs_next_to_nothing(airflow_home):
    """Schedulers and tasks import it too; only who serves the page needs FastAPI and templates."""
    code = """
import sys, airflow.sdk, airflow.plugins_manager
before = set(sys.modules)
import wirewatch_plugin
new = set(sys.modules) - before
assert not {"fastapi", "jinja2", "sqlalchemy", "wirewatch"} & new, sorted(new)
print(len(new))
"""
    assert int(run(code, airflow_home)) <= 3


@pytest.mark.parametrize(
    "moved",
    [
        "airflow.api_fastapi.core_api.security",
        "airflow.api_fastapi.auth.managers.models.resource_details",
    ],
)
def test_when_airflows_login_has_moved_the_desk_stays_shut(airflow_home, moved):
    """A later Airflow may rename these modules: then a page must fail, never open."""
    code = f"""
import asyncio, sys
sys.modules[{moved!r}] = None  # what Python takes for "cannot be imported"
import httpx, wirewatch_plugin
async def ask():
    door = httpx.ASGITransport(app=wirewatch_plugin.desk, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=door, base_url="http://desk.example") as client:
        return (await client.get("/")).status_code
print(asyncio.run(ask()))
"""
    assert run(code, airflow_home) == "500"
