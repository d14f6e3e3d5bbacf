"""The role of the tasks reads and writes rows; the tables are not its own.

That all steps work with it is told by tests/pipeline/test_twice_is_once.py.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, column, func, select, text
from sqlalchemy.exc import ProgrammingError

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.adapters.warehouse.grants import grant
from wirewatch.adapters.warehouse.load import insert_absent
from wirewatch.errors import BadInput

TEXT = schema.article_text
FIRST_OF_OURS = 16_384  # PostgreSQL's own tables and views have lower numbers


@pytest.fixture
def owner(postgresql) -> Iterator[Engine]:
    engine = open_warehouse(postgresql.database())
    yield engine
    engine.dispose()


@pytest.fixture
def tasks(postgresql, owner: Engine) -> Iterator[Engine]:
    url = owner.url.render_as_string(hide_password=False)
    engine = open_warehouse(postgresql.as_role(url, "tasks"))
    for _ in range(2):  # twice is once
        grant(owner, "tasks")
    yield engine
    engine.dispose()


def test_the_role_reads_and_writes_rows(tasks):
    migrate(tasks)  # every command looks whether there is something to migrate
    with writing(tasks) as db:
        assert insert_absent(db, TEXT, [{"text_hash": "a", "body": "words", "n_words": 1}]) == 1
        db.execute(TEXT.update().values(n_words=2))
        db.execute(TEXT.delete())
    with reading(tasks) as db:
        assert db.exec_driver_sql("SELECT count(*) FROM v_article").scalar_one() == 0


def test_the_role_has_its_rights_on_all_there_is(tasks):
    """A table made where no grant reaches, in another schema or by another role, is found here."""
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE")
    held = [func.has_table_privilege(column("oid"), right) for right in rights]
    relations = (
        select(column("relname"), *held)
        .select_from(text("pg_class"))
        .where(column("relkind").in_(["r", "p", "v"]), column("oid") >= FIRST_OF_OURS)
    )
    with reading(tasks) as db:
        found = {name: list(held) for name, *held in db.execute(relations)}
    assert found.pop("alembic_version") == [True, False, False, False]
    assert {*schema.metadata.tables, "article_search", "v_article"} <= set(found)
    assert [name for name, held in found.items() if not all(held)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "DROP TABLE article",
        "ALTER TABLE article ADD COLUMN n int",
        "TRUNCATE article",
        "CREATE INDEX mine ON article (source)",
        "DROP VIEW v_article",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_the_role_makes_changes_and_drops_no_table(tasks, statement):
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, writing(tasks) as db:
        db.exec_driver_sql(statement)


def test_the_role_may_use_what_a_later_migration_makes(owner, tasks):
    with writing(owner) as db:
        db.exec_driver_sql("CREATE TABLE later (n int)")
    with writing(tasks) as db:
        db.exec_driver_sql("INSERT INTO later VALUES (1)")


def test_a_role_that_is_not_there_is_told_of(owner):
    with pytest.raises(BadInput, match="is no role of this server"):
        grant(owner, 'no"body')


def test_an_sqlite_file_has_no_roles(tmp_path):
    with pytest.raises(BadInput, match="SQLite"):
        grant(open_warehouse(f"sqlite:///{tmp_path}/w.db"), "tasks")
