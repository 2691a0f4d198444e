"""Finds Prefect's server, or starts one of our own.

Decides that a server of ours is a child process, bound to this machine only, which ends with us. Leaves what runs on it to
`flows.schedule.serve`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import RolecallError
from flows.schedule.stop import signals_later
from flows.schedule.watch import is_healthy

_START_TIMEOUT_S = (
    120.0  # a first start migrates the database: 25 s on two cores, more on slower machines
)
_END_TIMEOUT_S = 3.0  # what is left of the 15 s in which all must end
_POLL_S = 0.5


@contextmanager
def prefect_server(api_url: str, is_named: bool) -> Iterator[None]:
    """A server that answers at `api_url`: the one running there, or one started for the duration of the block.

    Raises:
        RolecallError: the user set the address and no server answers there, or no server can be started.
    """
    if is_healthy(api_url):
        yield
    elif is_named:
        raise RolecallError(
            f"PREFECT_API_URL names {api_url}, which does not answer; start it, or unset the variable"
        )
    else:
        with _started(api_url):
            yield


@contextmanager
def _started(api_url: str) -> Iterator[None]:
    log_file = Path(os.environ["PREFECT_HOME"]) / "server.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as ending:
        # A signal that came between the start and the name of the process would leave it running for good.
        with log_file.open("ab") as output, signals_later():
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and words, no shell
                _command(api_url),
                stdout=output,
                stderr=output,
                env={**os.environ, **_addresses(api_url)},
                # Ctrl-C is for us: a run in progress still has to report how it ended.
                start_new_session=True,
            )
            ending.callback(_end, process)
        _wait_until_healthy(api_url, process, log_file)
        yield


def _command(api_url: str) -> list[str]:
    port = str(urlsplit(api_url).port)
    words = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    return [sys.executable, "-m", *words]


def _addresses(api_url: str) -> dict[str, str]:
    """Where the server is. Its UI runs in a browser and asks there too."""
    return {
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(urlsplit(api_url).port),
        "PREFECT_SERVER_UI_API_URL": api_url,
    }


def _wait_until_healthy(api_url: str, process: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RolecallError(
                f"Prefect's server ended with code {process.returncode}; its log: {log_file}"
            )
        if is_healthy(api_url):
            return
        time.sleep(_POLL_S)
    raise RolecallError(
        f"Prefect's server did not answer within {_START_TIMEOUT_S:.0f} s; its log: {log_file}"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the server is its child
        process.wait()
