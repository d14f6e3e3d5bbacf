"""A desk over a small warehouse, open to all: the login is tested with the real Airflow."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from desk_rows import warehouse_in
from feed_rows import settings_in
from wirewatch.feeds.polling.health import Health
from wirewatch.web.app import create_app


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return warehouse_in(tmp_path)


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> FastAPI:
    settings = settings_in(tmp_path, ["saxon", *Health])
    return create_app(login=[], warehouse=lambda: engine, settings=lambda: settings)
