"""What all our DAGs share. The only module that imports Airflow."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    Asset,
    Connection,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    get_current_context,
)
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowSkipException

from wirewatch.errors import BadInput

if TYPE_CHECKING:
    from wirewatch.bootstrap import Desk

PAGES = Asset("landing://pages")  # partitioned by publication date
STORIES = Asset("warehouse://stories")  # partitioned by publication date
OUTBOX = Asset("warehouse://outbox")  # not partitioned: a partitioned event wakes no plain schedule

# The first rule that matches decides. A page that fails is counted inside its task; what reaches
# Airflow is a whole source that fails, or a mistake of the operator's.
_RETRY_WHAT_CAN_HEAL = ExceptionRetryPolicy(
    rules=[
        RetryRule("wirewatch.errors.Throttled", retry_delay=timedelta(minutes=10)),
        RetryRule("wirewatch.errors.TransientError", retry_delay=timedelta(minutes=1)),
        RetryRule("wirewatch.errors.PermanentError", RetryAction.FAIL),
    ]
)

DEFAULTS: dict[str, Any] = {
    "owner": "news-desk",
    "retries": 3,
    "retry_delay": timedelta(minutes=1),
    "retry_policy": _RETRY_WHAT_CAN_HEAL,
    "show_return_value_in_logs": False,
}

# A run made by hand says which day it is for; scheduled and backfilled runs know it themselves.
DAY_PARAM = {
    "date": Param(None, type=["null", "string"], description="2026-03-05, or A..B, or A,B")
}


WAREHOUSE_CONNECTION = "wirewatch_warehouse"
_DRIVERS = {"postgres": "postgresql+psycopg", "sqlite": "sqlite"}  # by Airflow's types


@contextmanager
def open_desk() -> "Iterator[Desk]":
    """Give the desk of a task; what it needs is imported here, not where DAG files are parsed."""
    from wirewatch import bootstrap

    with bootstrap.open_desk(environment()) as desk:
        yield desk


def environment() -> Mapping[str, str]:
    """Return the environment, with the warehouse out of Airflow's connection when it names none.

    Raises:
        BadInput: The connection is of a type that no warehouse has.
    """
    if os.environ.get("WIREWATCH_WAREHOUSE"):
        return os.environ
    try:
        connection = Connection.get(WAREHOUSE_CONNECTION)
    except AirflowNotFoundException:
        return os.environ
    return {**os.environ, "WIREWATCH_WAREHOUSE": _address(connection)}


def _address(connection: Connection) -> str:
    driver = _DRIVERS.get(connection.conn_type or "")
    if driver is None:
        detail = f"is of type {connection.conn_type!r}; a warehouse is {' or '.join(_DRIVERS)}"
        raise BadInput(f"connection {WAREHOUSE_CONNECTION}", detail)
    if driver == "sqlite":
        return f"sqlite:///{connection.host}"
    from sqlalchemy import URL

    url = URL.create(
        driver,
        username=connection.login,
        password=connection.password,
        host=connection.host,
        port=connection.port,
        database=connection.schema,
        query={name: str(value) for name, value in connection.extra_dejson.items()},
    )
    return url.render_as_string(hide_password=False)


def window(context: Mapping[str, Any]) -> tuple[date, ...]:
    """Return the days a run is for, whatever made it: a hand, a partition, a schedule, a backfill.

    Asked in this order: the param `date`, the partition key, the partition date, a data interval
    that is not empty, the logical date, the time the run was due. A partitioned run has no logical
    date, and a run triggered through the API may have none either, so templates cannot be used.

    Raises:
        BadInput: The param or the key is no day.
    """
    run = context["dag_run"]
    if said := (context.get("params") or {}).get("date") or run.partition_key:
        return _days(str(said))
    start, end = run.data_interval_start, run.data_interval_end
    if start and end and start < end:
        last = end - timedelta(microseconds=1)  # the end is exclusive
        return _between(start.astimezone(UTC).date(), last.astimezone(UTC).date())
    at: datetime = getattr(run, "partition_date", None) or run.logical_date or run.run_after
    return (at.astimezone(UTC).date(),)


def run_days() -> tuple[date, ...]:
    """Return the days the running task is for."""
    return window(get_current_context())


def run_name() -> str:
    """Return the name of the running DAG run, as the warehouse's ledger keeps it."""
    run = get_current_context()["dag_run"]
    return f"{run.dag_id}/{run.run_id}"


def hand_on(asset: Asset, days: Sequence[str]) -> None:
    """Tell the DAGs behind `asset` which dates were touched; none, and nobody is woken."""
    if not days:
        raise AirflowSkipException("no date was touched")
    get_current_context()["outlet_events"][asset].add_partitions(sorted(set(days)))


def _days(text: str) -> tuple[date, ...]:
    try:
        spans = [_span(part) for part in text.split(",")]
    except ValueError as error:
        raise BadInput("date", f"{text!r} is no day like 2026-03-05, nor A..B, nor A,B") from error
    return tuple(sorted({day for first, last in spans for day in _between(first, last)}))


def _span(text: str) -> tuple[date, date]:
    first, _, last = text.strip().partition("..")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _between(first: date, last: date) -> tuple[date, ...]:
    if last < first:
        raise BadInput("date", f"{first}..{last} ends before it begins")
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def run_dags_here(runs: Iterable[tuple[str, Mapping[str, str]]]) -> Iterator[str]:
    """Run DAGs one after the other in this process, every task through Airflow; their end states.

    `runs` may be a generator that looks at the tables between two runs. Airflow's environment must
    be set before this module is imported.
    """
    from airflow.configuration import conf
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(conf.get("core", "dags_folder"))
    for dag_id, params in runs:
        yield str(bag.dags[dag_id].test(logical_date=None, run_conf=dict(params)).state)
