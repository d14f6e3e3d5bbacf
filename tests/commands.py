"""Commands run in this process, with what they say on either side."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wirewatch.cli import main
from wirewatch.newsroom import NOW
from wirewatch.newsroom.server import serve


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its results, when they are JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def run(*words: object) -> Done:
    """Run `wirewatch WORDS`."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse's way to say that the call is wrong
            code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


@contextmanager
def newsroom_desk(home: Path, desk: str) -> Iterator[Path]:
    """While the block lasts, commands run over the newsroom, with this desk file; gives `home`."""
    (home / "desk.toml").write_text(desk, encoding="utf-8")
    with serve(silence_s=0.2) as room, pytest.MonkeyPatch.context() as setting:
        setting.setenv("WIREWATCH_DESK", str(home / "desk.toml"))
        setting.setenv("WIREWATCH_HOME", str(home))
        setting.setenv("WIREWATCH_RESOLVE", f"*.example={room.address[0]}:{room.address[1]}")
        setting.setenv("WIREWATCH_CLOCK", NOW.isoformat())
        setting.delenv("WIREWATCH_WAREHOUSE", raising=False)
        yield home


def lines_file(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as JSON lines; return the path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
