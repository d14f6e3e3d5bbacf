"""Where the warehouse is: the environment says it, or a connection of Airflow's."""

import json

import pytest

from wirewatch.errors import BadInput

pytestmark = pytest.mark.airflow
FULL = {
    "conn_type": "postgres", "host": "db.example", "port": 5433, "schema": "news",
    "login": "tasks", "password": "s/e:c@ret", "extra": {"sslmode": "require"},
}  # fmt: skip


@pytest.fixture
def environment(airflow_home, monkeypatch):
    """Return what a task goes by, with a connection as given and the variable as given."""
    from wirewatch.orchestration import environment

    def of(connection: object, variable: str = "") -> str | None:
        monkeypatch.setenv("WIREWATCH_WAREHOUSE", variable)
        monkeypatch.delenv("AIRFLOW_CONN_WIREWATCH_WAREHOUSE", raising=False)
        if connection:
            said = connection if isinstance(connection, str) else json.dumps(connection)
            monkeypatch.setenv("AIRFLOW_CONN_WIREWATCH_WAREHOUSE", said)
        return environment().get("WIREWATCH_WAREHOUSE")

    return of


@pytest.mark.parametrize(
    ("connection", "address"),
    [
        (
            FULL,
            "postgresql+psycopg://tasks:s%2Fe%3Ac%40ret@db.example:5433/news?sslmode=require",
        ),
        ("postgres://tasks@db.example/news", "postgresql+psycopg://tasks@db.example/news"),
        ({"conn_type": "sqlite", "host": "/srv/news.db"}, "sqlite:////srv/news.db"),
        (None, ""),
    ],
)
def test_a_connection_names_the_warehouse(environment, connection, address):
    assert environment(connection) == address


def test_the_variable_comes_first(environment):
    assert environment(FULL, "sqlite:///here.db") == "sqlite:///here.db"


def test_a_connection_to_something_else_is_refused_without_its_password(environment):
    with pytest.raises(BadInput, match="'mysql'; a warehouse is postgres or sqlite") as refused:
        environment(FULL | {"conn_type": "mysql"})
    assert "ret" not in str(refused.value)
