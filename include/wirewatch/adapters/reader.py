"""Reading in a process of its own: a page that costs too much, or blows up, stops no other.

Pages are hostile, and the code that reads them is large. The worker gets what is needed to read
one page and no more: no address of the warehouse, no secrets in its environment, 5 seconds of CPU
a page, 2 GB of memory. When it dies over a page, that page is refused by name, and a new worker
goes on with the next. One worker reads many pages: its start costs more than reading 40 pages.

Nothing is caught inside the worker: an error that nobody foresaw ends it, and its last words say
which. That the page is at fault, and not whoever stops processes on a full machine, is believed
after the second time.

This is a fence against cost and accident. A page that took the worker's code over would still be
our user's process, and could answer with a pickle of its own.
"""

import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import IO, Any, ParamSpec, TypeVar

from wirewatch.errors import TooCostly, Unreadable

MAX_CPU_S = 5  # the slowest of 1,500 real pages takes under 1 s
MAX_MEMORY_BYTES = 2 << 30
MAX_WAIT_S = 60.0  # a page that does not even use its CPU time, or a machine that stands still
_TRIES = 2
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONHASHSEED", "PYTHONUTF8", "TMPDIR")
_MAX_WORDS_BYTES = 4000
# A page is 100,000 small values that die with it, and Python looks for cycles among them at each
# 700 new ones: one eighth of the CPU time of 80 news pages (.84 and .88 of it are left, two runs).
_VALUES_BETWEEN_SWEEPS = 50_000

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one page may cost."""

    cpu_s: int = MAX_CPU_S
    memory_bytes: int = MAX_MEMORY_BYTES
    wait_s: float = MAX_WAIT_S


class Reader:
    """Calls functions in a worker process, which starts with the first call. Not for threads.

    Args:
        budget: What one call may cost.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._worker: _Worker | None = None

    def close(self) -> None:
        """End the worker, if there is one."""
        if self._worker:
            self._worker.end()
            self._worker = None

    def call(
        self, subject: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what `function` returns for these arguments, which are pickled, as is its result.

        Args:
            subject: What is read, for the error.
            function: Of a module: it travels by its name.
            *args: As the function takes them.
            **kwargs: As the function takes them.

        Raises:
            TooCostly: It passed the budget, or killed its worker twice.
            Unreadable: It raised an error.
        """
        why = ""
        for _ in range(_TRIES):
            try:
                return self._call_once(subject, (function, args, kwargs))
            except _Killed as death:
                why = str(death)
        raise TooCostly(subject, f"{why}, {_TRIES} times")

    def _call_once(self, subject: str, task: tuple[Callable[P, T], Any, Any]) -> T:
        if self._worker is None:
            self._worker = _Worker(self._budget)
        worker = self._worker
        try:
            worker.pipe.send(task)
            if worker.pipe.poll(self._budget.wait_s):
                result: T = worker.pipe.recv()
                return result
        except (EOFError, ConnectionError):
            pass  # it died; how it died says why
        self._worker = None
        raise worker.autopsy(subject, self._budget)


class _Killed(Exception):
    """The worker died of something that may not have been the page."""


class _Worker:
    """A process that reads one page after the other."""

    def __init__(self, budget: Budget) -> None:
        self.pipe, theirs = Pipe()
        self._last_words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as we do
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "wirewatch.adapters.reader", str(theirs.fileno())],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._last_words,
            pass_fds=(theirs.fileno(),),
        )
        theirs.close()
        self.pipe.send(budget)

    def end(self) -> None:
        """Let it go: it ends when nobody speaks to it any more; one that still reads is killed."""
        self.pipe.close()
        self._process.kill()
        self._process.wait()
        self._last_words.close()

    def autopsy(self, subject: str, budget: Budget) -> Exception:
        """End it, and return the error that tells what it died of."""
        is_late = not self.pipe.poll(0)  # the end of a dead one's pipe can be read at once
        if is_late:
            self._process.kill()
        code, words = self._process.wait(), self._words()
        self.end()
        if code == -signal.SIGXCPU:
            return TooCostly(subject, f"reading takes more than {budget.cpu_s} s of CPU")
        if words.startswith("MemoryError"):
            return TooCostly(subject, f"reading takes more than {budget.memory_bytes:,} bytes")
        if is_late:
            return _Killed(f"reading takes more than {budget.wait_s:g} s")
        if code < 0:
            return _Killed(f"reading killed its worker ({signal.Signals(-code).name})")
        return Unreadable(subject, words or f"the worker ended with {code}")

    def _words(self) -> str:
        """Return the last line of what it said: the error, if it raised one."""
        size = self._last_words.seek(0, os.SEEK_END)
        self._last_words.seek(max(0, size - _MAX_WORDS_BYTES))
        lines = self._last_words.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:500] if lines else ""


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


# ── in the worker ───────────────────────────────────────────────────────────────────────────────


def sweep_seldom() -> None:
    """Have Python look for cycles of dead values seldom, as reading makes few."""
    gc.set_threshold(_VALUES_BETWEEN_SWEEPS)


def _work(pipe: Connection) -> None:
    sweep_seldom()
    budget = pipe.recv()
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_AS", budget.memory_bytes)
    while True:
        try:
            function, args, kwargs = pipe.recv()
        except (EOFError, ConnectionError):  # nobody asks any more
            return
        _limit("RLIMIT_CPU", int(sum(os.times()[:2])) + 1 + budget.cpu_s)
        pipe.send(function(*args, **kwargs))


def _limit(name: str, most: int) -> None:
    """Set a soft limit of this process; systems that know no such limit go without."""
    import resource

    kind = getattr(resource, name, None)
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):  # macOS refuses RLIMIT_AS
        return


if __name__ == "__main__":
    _work(Connection(int(sys.argv[1])))
