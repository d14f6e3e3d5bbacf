"""The other libraries, asked page by page in a process of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".wirewatch" / "benchmark-peers"
PEERS = (
    "trafilatura",
    "… recall",
    "… precision",
    "newspaper4k",
    "readability-lxml",
    "resiliparse",
)
DATING_PEERS = ("trafilatura", "newspaper4k")
_PACKAGES = ("newspaper4k", "readability-lxml", "resiliparse")


class Peers:
    """Reads with the other libraries; with none, when they cannot be installed."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = PEERS if _has_peers() else ()
        if self.names:
            self._process = subprocess.Popen(  # noqa: S603
                [VENV / "bin" / "python", Path(__file__).with_name("read_pages.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )

    def read(self, page: Path, url: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return what each of `names` made of a page, as `read_pages.py` answers."""
        wanted = [name for name in names if name in self.names]
        if not wanted:
            return {}
        asked = {"page": str(page), "url": url, "readers": wanted}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        if self.names:
            self._process.stdin.close()
            self._process.wait()


def _has_peers() -> bool:
    """Make the venv of the other libraries, with the trafilatura that we use."""
    if (VENV / "done").exists():
        return True
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "-q"]
    trafilatura = f"trafilatura=={version('trafilatura')}"
    steps = (
        [sys.executable, "-m", "venv", VENV],
        [*pip, "--upgrade", "pip"],  # pip 23 stumbles over lxml[html_clean] asked for twice
        [*pip, trafilatura, *_PACKAGES],
    )
    for step in steps:
        if subprocess.run(step, check=False, capture_output=True).returncode:  # noqa: S603
            print("the other libraries cannot be installed here: ours is measured alone")
            return False
    (VENV / "done").touch()
    return True
