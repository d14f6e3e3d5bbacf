"""Airflow on this machine alone: its settings, its secrets, and one process group to stop."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from wirewatch.adapters.warehouse.engine import migrate, open_warehouse
from wirewatch.errors import BadInput
from wirewatch.settings import load_settings

ROOT = Path(__file__).parents[2]
_HOST = "127.0.0.1"
_START_S = 180  # 10 s on a quiet machine, 107 s measured on a busy one
_STOP_S = 20


def airflow_environment(home: Path, *, port: int = 8080) -> dict[str, str]:
    """Return the settings under which Airflow runs quietly on this machine alone."""
    address = f"http://{_HOST}:{port}"
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(home)),
        "AIRFLOW__API__HOST": _HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": _secret(home / "session-secret"),
        "AIRFLOW__API_AUTH__JWT_SECRET": _secret(home / "jwt-secret"),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }


def stay_up(home: Path, port: int, environ: Mapping[str, str]) -> int:
    """Run Airflow until Ctrl-C; nothing of it is left behind."""
    settings = load_settings({**os.environ, **environ})
    migrate(open_warehouse(settings.warehouse_url))
    whole = {**os.environ, **airflow_environment(home, port=port), **environ}
    for how in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal stops all of it too
        signal.signal(how, _interrupt)
    whole["PATH"] = f"{Path(sys.executable).parent}:{whole.get('PATH', '')}"
    with (home / "standalone.log").open("ab") as log:
        airflow = subprocess.Popen(
            [sys.executable, "-m", "airflow", "standalone"],
            env=whole,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its children outlive it unless the whole group is told
        )
    try:
        _wait_until_healthy(airflow, port, home)
        _say(f"Airflow: http://{_HOST}:{port}  (admin / {_password(home)})")
        _say(f"The desk: http://{_HOST}:{port}/wirewatch/  ·  log: {home / 'standalone.log'}")
        _say("Ctrl-C stops all of it.")
        return airflow.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(airflow)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _wait_until_healthy(airflow: "subprocess.Popen[bytes]", port: int, home: Path) -> None:
    _say("Starting Airflow …")
    for _ in range(_START_S):
        if airflow.poll() is not None:
            raise BadInput("airflow", f"ended at once; see {home / 'standalone.log'}")
        try:
            with urllib.request.urlopen(f"http://{_HOST}:{port}/api/v2/monitor/health") as answer:
                if json.load(answer)["scheduler"]["status"] == "healthy":
                    return
        except (urllib.error.URLError, ValueError, ConnectionError):
            pass
        time.sleep(1)
    raise BadInput("airflow", f"is not up after {_START_S} s; see {home / 'standalone.log'}")


def _stop(airflow: "subprocess.Popen[bytes]") -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(airflow.pid, how)
            airflow.wait(_STOP_S)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _secret(path: Path) -> str:
    """Return the secret kept at `path`; made once, or every process would invent its own."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def _passwords(home: Path) -> Path:
    path = home / "passwords.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"admin": secrets.token_urlsafe(9)}))
    return path


def _password(home: Path) -> str:
    password: str = json.loads(_passwords(home).read_text())["admin"]
    return password


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command's own voice
