"""Pages that are corrected or withdrawn after we had them, seen by a desk that polls their feed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.servers import answer, serving
from pipeline.test_poll import DESK, HOUR, NOW, Poller, rss
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.pipeline import harvest, read, tasks

MINUTE = timedelta(minutes=1)
WATCH = """
[desk]
host_interval_s = 0

[[watch]]
name = "vesk"
query = "Vesk"
routes = ["operator"]
"""
PARAGRAPHS = [
    "Rain fell on Vesk for nine days, and the river Anse rose over both of its banks on Thursday.",
    "The mayor said that {} people had left their houses by noon and slept in the school.",
    "Boats of the fire service brought bread and blankets to the farms that nobody can reach.",
    "The bridge of the railway stands, the one of the road was carried away in the night.",
]


def page(people: str, notice: str = "") -> bytes:
    text = "".join(f"<p>{each.format(people)}</p>" for each in PARAGRAPHS)
    return (
        "<html><head><title>Rain over a</title>"
        '<meta property="article:published_time" content="2026-03-12T17:00:00Z"></head>'
        f"<body><article><h1>Rain over a</h1>{text}{notice}</article></body></html>"
    ).encode()


def feed(*, title: str = "Rain over a", updated: str = "2026-03-12T17:00:00Z") -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><id>a</id>'
        f"<title>{title}</title><link href='https://saxon.example/a'/>"
        f"<published>2026-03-12T17:00:00Z</published><updated>{updated}</updated></entry></feed>"
    ).encode()


@pytest.fixture
def poller(tmp_path: Path) -> Iterator[Poller]:
    with serving({"/a": answer(page("300"))}) as server:
        poller = Poller(server, tmp_path)
        (tmp_path / "desk.toml").write_text(WATCH + DESK)
        yield poller


def pages_asked(poller: Poller) -> int:
    return sum(request.target == "/a" for request in poller.server.requests)


def publish(poller: Poller) -> None:
    with poller.desk() as desk:
        days = read.days_to_publish(desk)
        for some in read.unread_chunks(desk, days):
            read.read(desk, some, run="test")
        tasks.group_days(desk, [NOW.date()], run="test")
        tasks.match_days(desk, [NOW.date()], run="test")


def alerts(poller: Poller) -> list[tuple[str, str | None]]:
    with poller.desk() as desk, reading(desk.engine) as db:
        found = select(schema.alert.c.reason, schema.alert.c.suppressed)
        rows = db.execute(found.order_by(schema.alert.c.created_at)).all()
        return [(reason.partition(":")[0], suppressed) for reason, suppressed in rows]


def test_a_correction_is_fetched_read_as_a_new_version_and_told(poller):
    poller.poll(feed())
    publish(poller)
    poller.server.routes["/a"] = answer(page("3,000"))
    poller.poll(feed(updated="2026-03-12T18:30:00Z"), after=HOUR)
    publish(poller)
    assert pages_asked(poller) == 2
    assert len(poller.column(schema.article_version.c.content_hash)) == 2
    assert alerts(poller) == [("new", None), ("correction", None)]


def test_a_page_of_which_nothing_is_said_is_not_asked_again(poller):
    for _ in range(5):
        poller.poll(feed(), after=HOUR)
    assert pages_asked(poller) == 1


def test_a_new_title_is_enough(poller):
    poller.poll(rss("a"))
    poller.poll(rss("a").replace(b"Rain over a", b"Rain over Vesk"), after=HOUR)
    assert pages_asked(poller) == 2
    assert poller.column(schema.entry.c.title) == ["Rain over Vesk"]


def test_between_two_looks_there_is_a_pause(poller):
    """And what waits for it is fetched, though its feed says nothing more."""
    poller.poll(feed())
    for minutes in (1, 2, 3):
        said = f"2026-03-12T18:0{minutes}:30Z"
        poller.server.routes["/rss"] = answer(feed(updated=said))
        poller.at += MINUTE
        with poller.desk() as desk:
            harvest.harvest(desk, ["saxon"], run="test")
    assert pages_asked(poller) == 1
    poller.poll(after=HOUR)
    assert pages_asked(poller) == 2


def test_a_page_that_is_withdrawn_stays_what_we_had(poller):
    poller.poll(feed())
    poller.server.routes["/a"] = answer(status=410)
    poller.poll(feed(updated="2026-03-12T18:30:00Z"), after=HOUR)
    assert pages_asked(poller) == 2
    assert poller.column(schema.entry.c.outcome) == ["landed"]
    (detail,) = poller.column(schema.entry.c.outcome_detail)
    assert "410" in detail
    assert len(poller.column(schema.capture.c.capture_id)) == 1


def test_a_page_out_of_reach_is_tried_again(poller):
    poller.poll(feed())
    poller.server.routes["/a"] = answer(status=503)
    poller.poll(feed(updated="2026-03-12T18:30:00Z"), after=HOUR)
    poller.server.routes["/a"] = answer(page("3,000"))
    poller.poll(after=HOUR)
    assert len(poller.column(schema.capture.c.capture_id)) == 2


def test_the_operator_may_have_every_page_looked_at_again(poller, tmp_path):
    (tmp_path / "desk.toml").write_text(
        WATCH.replace("[desk]", "[desk]\nlook_again_hours = [4, 1.5]") + DESK
    )
    poller.poll(feed())
    asked = []
    for _ in range(8):
        poller.poll(after=HOUR)
        asked.append(pages_asked(poller))
    assert asked == [1, 2, 2, 3, 3, 3, 3, 3]
