"""What every DAG of ours promises, whoever writes the next one."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.airflow

DAGS = Path(__file__).parents[2] / "dags"
NAMES = sorted(file.stem for file in DAGS.glob("*.py"))
EACH = pytest.mark.parametrize("name", NAMES)


def test_every_file_loads_and_holds_the_dag_of_its_name(bag):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == NAMES


@EACH
def test_a_dag_file_is_thin(name):
    lines = (DAGS / f"{name}.py").read_text().splitlines()
    assert len(lines) <= 97
    assert not [line for line in lines if line.startswith(("from wirewatch", "import wirewatch"))][
        1:
    ]


@EACH
def test_every_dag_says_what_it_reads_and_writes(bag, name):
    facts = ("reads", "writes", "if it fails", "backfill")
    assert all(f"* {fact}: " in bag.dags[name].doc_md for fact in facts)


@EACH
def test_every_task_retries_by_kind_of_error(bag, name):
    assert all(task.retries >= 1 and task.retry_policy for task in bag.dags[name].tasks)


@EACH
def test_what_is_not_said_is_not_left_to_airflows_defaults(bag, name):
    dag = bag.dags[name]
    assert dag.catchup is False
    assert dag.max_active_runs <= 4
    assert dag.tags == {"wirewatch"}
    assert all(task.owner == "news-desk" for task in dag.tasks)


@EACH
def test_texts_do_not_land_in_the_logs(bag, name):
    """Airflow logs returned values in full; ids and dates are all we return, and not even those."""
    said = [
        task.partial_kwargs["show_return_value_in_logs"]
        if hasattr(task, "partial_kwargs")
        else task.show_return_value_in_logs
        for task in bag.dags[name].tasks
    ]
    assert said == [False] * len(said)


@EACH
def test_mapped_tasks_have_a_name_a_human_can_read(bag, name):
    mapped = [
        task for task in bag.dags[name].tasks if type(task).__name__.endswith("MappedOperator")
    ]
    assert all(task.partial_kwargs.get("map_index_template") for task in mapped)


@EACH
def test_a_dag_survives_serialization(bag, name):
    from airflow.serialization.serialized_objects import DagSerialization

    again = DagSerialization.from_dict(DagSerialization.to_dict(bag.dags[name]))
    assert [task.task_id for task in again.tasks] == [task.task_id for task in bag.dags[name].tasks]


def test_the_dates_are_partitions(bag):
    """What is handed from DAG to DAG is a publication date, for live work and backfill alike."""
    kinds = {name: type(dag.timetable).__name__ for name, dag in bag.dags.items()}
    assert kinds["wirewatch_archive"] == "CronPartitionTimetable"
    assert kinds["wirewatch_publish"] == "PartitionedAssetTimetable"


def test_two_runs_never_group_at_once(bag):
    assert bag.dags["wirewatch_publish"].get_task("group").max_active_tis_per_dag == 1
