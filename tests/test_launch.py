"""The command that runs Airflow here can be stopped."""

import subprocess
import sys

_DEAF = """
import signal, time
from threading import Thread
from wirewatch.launch import end_when_told

end_when_told()
signal.signal(signal.SIGTERM, lambda *_: None)
Thread(target=time.sleep, args=(60,), daemon=True).start()
print("ready", flush=True)
time.sleep(60)
"""


def test_a_run_ends_when_told_though_airflow_catches_the_signal() -> None:
    """Otherwise `timeout` and `docker stop` would wait for the last of a thousand tasks."""
    run = subprocess.Popen([sys.executable, "-c", _DEAF], stdout=subprocess.PIPE, text=True)
    with run:
        assert run.stdout
        assert run.stdout.readline() == "ready\n"
        run.terminate()
        assert run.wait(20) == 128 + 15
