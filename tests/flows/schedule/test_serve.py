"""The schedule: a run that cron asks for really happens (with the wrong SQLAlchemy it silently never does)."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(280)]

_PATIENCE_S = 240  # a server's first start (half a minute), the next full minute, and a small run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, mirror: str, boards: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "serve",
        "--cron",
        "* * * * *",
        "--boards",
        str(boards),
        "--port",
        str(port),
    ]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "ROLECALL_"))
    }
    environment |= {
        "ROLECALL_HOME": str(home),
        "ROLECALL_MIRROR": mirror,
        "ROLECALL_CONTACT": "test@example.org",
    }
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_scheduled_run_fires_and_leaves_a_report(tmp_path: Path) -> None:
    market = Market.simulate(seed=3, n_employers=4, weeks=3)
    port = free_port()
    page = tmp_path / "site" / "latest" / "index.html"
    with RehearsalServer(market) as server:
        server.day = market.days()[-1]
        boards = tmp_path / "list.csv"
        rows = [
            f"{board.source},{board.slug}"
            for board in server.boards()
            if board.source != "hackernews"
        ]
        boards.write_text("source,board\n" + "\n".join(rows) + "\n")
        with serving(tmp_path, server.url, boards, port) as process:
            deadline = time.monotonic() + _PATIENCE_S
            runs: list[dict[str, object]] = []
            while time.monotonic() < deadline and process.poll() is None:
                if page.exists():
                    runs = httpx.post(
                        f"http://127.0.0.1:{port}/api/flow_runs/filter", json={}, timeout=10
                    ).json()
                    if any(run["state_type"] == "COMPLETED" for run in runs):
                        break
                time.sleep(1)
    log = (tmp_path / "serve.log").read_text()
    done = [run for run in runs if run["state_type"] == "COMPLETED"]
    assert done, log[-3000:]
    assert done[0]["auto_scheduled"], done[0]
    assert f"http://127.0.0.1:{port}" in log
