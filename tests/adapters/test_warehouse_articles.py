"""Two loads of one article side by side: the tables say what they would say one after the other."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Connection, select, text

import story_rows
from story_texts import NOON
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.articles import let_nobody_load, load_records
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.model import PageVerdict, Via

CURRENT = select(schema.article_text.c.body).join(
    schema.article, schema.article.c.text_hash == schema.article_text.c.text_hash
)
NEWER, OLDER = "The ferry came after all.", "The ferry was late again."


def wait_for_the_other(db: Connection) -> None:
    """Hold the transaction open until another waits for it; on SQLite one waits at its BEGIN."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    deadline = time.monotonic() + 20
    while db.dialect.name == "postgresql" and time.monotonic() < deadline:
        if db.execute(waiting).scalar_one():
            return


@pytest.mark.parametrize("first", [0, 1], ids=["the newer first", "the older first"])
def test_of_two_loads_at_once_the_newer_capture_is_current(engine, first):
    """On PostgreSQL neither sees the other's rows before they are committed."""
    made = [
        story_rows.capture("a.example/1", NEWER, captured=1),
        story_rows.capture("a.example/1", OLDER, captured=0),
    ]
    story_rows.land(engine, made)
    has_loaded = threading.Event()

    def load(at: int, db: Connection) -> None:
        let_nobody_load(db, [made[at].record.article.article_id])
        load_records(db, [made[at]], now=NOON, load_id="l")
        if at == first:
            has_loaded.set()
            wait_for_the_other(db)

    def load_in_turn(at: int) -> None:
        if at != first:
            has_loaded.wait(20)
        write(engine, partial(load, at))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(load_in_turn, [0, 1]))
    with reading(engine) as db:
        assert db.execute(CURRENT).scalars().all() == [NEWER]


WHOLE, BEGINNING = "The ferry was late again. It came after all.", "The ferry was late again."


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    "less", [{"verdict": PageVerdict.PAYWALLED}, {"via": Via.FEED}], ids=["behind a wall", "feed"]
)
def test_a_page_that_was_had_whole_stays_so(engine, less, order):
    """A later capture shows the beginning: it is kept as a version, and is not the article."""
    whole = story_rows.capture("a.example/1", WHOLE)
    later = story_rows.capture("a.example/1", BEGINNING, captured=30)
    if verdict := less.get("verdict"):
        article = replace(later.record.article, verdict=verdict)
        later = replace(later, record=replace(later.record, article=article))
    later = replace(later, via=less.get("via", later.via))
    for place in order:
        story_rows.load(engine, [(whole, later)[place]])
    with reading(engine) as db:
        assert db.execute(CURRENT).scalars().all() == [WHOLE]
        assert len(db.execute(select(schema.article_version.c.content_hash)).all()) == 2
