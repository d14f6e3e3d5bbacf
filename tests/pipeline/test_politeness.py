"""However many workers there are, a host is asked as if there were one."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import func, select

from adapters.servers import answer, serving
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import open_desk

INTERVAL_S = 0.2
N_PAGES = 6
DESK = f"""
[desk]
host_interval_s = {INTERVAL_S}

[[feed]]
id = "news"
url = "https://saxon.example/news.rss"

[[feed]]
id = "sport"
url = "https://saxon.example/sport.rss"
"""


def rss(name: str) -> bytes:
    items = "".join(
        f"<item><title>{name} {n}</title><link>https://saxon.example/{name}/{n}</link></item>"
        for n in range(N_PAGES)
    )
    return f"<rss version='2.0'><channel><title>S</title>{items}</channel></rss>".encode()


class Asked:
    """When which address was asked."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self.targets: list[str] = []
        self._lock = threading.Lock()

    def noting(self, reply):
        def noted(request, client):
            with self._lock:
                self.at.append(time.monotonic())
                self.targets.append(request.target)
            reply(request, client)

        return noted


def test_two_workers_together_ask_a_host_no_more_often_than_one(tmp_path: Path) -> None:
    """Two harvests at once over two feeds of one host: real processes, one warehouse."""
    asked = Asked()
    pages = {f"/{name}/{n}": answer(b"<p>Rain</p>") for name in ("news", "sport") for n in range(9)}
    feeds = {f"/{name}.rss": answer(rss(name)) for name in ("news", "sport")}
    missing = {name: answer(status=404) for name in ("/robots.txt", "/.well-known/tdmrep.json")}
    routes = {path: asked.noting(reply) for path, reply in (pages | feeds | missing).items()}
    (tmp_path / "desk.toml").write_text(DESK)
    with serving(routes) as server:
        environ = {
            "WIREWATCH_HOME": str(tmp_path),
            "WIREWATCH_RESOLVE": f"*.example=127.0.0.1:{server.port}",
        }
        with open_desk(environ) as desk:
            migrate(desk.engine)
        command = [str(Path(sys.executable).with_name("wirewatch")), "harvest"]
        workers = [
            subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.DEVNULL)
            for _ in range(2)
        ]
        assert [worker.wait(120) for worker in workers] == [0, 0]
    least_s = (len(asked.at) - 1) * INTERVAL_S
    assert asked.at[-1] - asked.at[0] >= least_s - INTERVAL_S  # the first may have been on its way
    assert {target for target in asked.targets if target.count("/") == 2} >= {
        f"/{name}/{n}" for name in ("news", "sport") for n in range(N_PAGES)
    }
    with open_desk(environ) as desk, reading(desk.engine) as db:
        landed = select(func.count()).where(schema.entry.c.outcome == "landed")
        assert db.execute(landed).scalar_one() == 2 * N_PAGES
