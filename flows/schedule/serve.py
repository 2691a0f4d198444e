"""`rolecall serve`: the market flow on a schedule, on a Prefect server that is found or started.

A server of our own is a child process bound to this machine only; it ends with us. The deployment runs one flow at a time
and schedules in UTC, because local time skips and repeats an hour twice a year.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import RolecallError, UsageError
from flows.schedule.environment import prepare_prefect
from flows.schedule.watch import is_healthy, watch_server
from flows.settings import Settings

log = logging.getLogger(__name__)

DEPLOYMENT = "scheduled"
_START_TIMEOUT_S = (
    120.0  # a first start migrates the database: 25 s on two cores, more on slower machines
)
_POLL_S = 0.5


def serve_market(
    settings: Settings, cron: str, boards: Path | None, port: int, panel: str | None = None
) -> None:
    """Serves the market flow until interrupted, or until its server is gone: then the process ends with code 1.

    Raises:
        UsageError: `cron` is not a cron expression.
        RolecallError: no server can be reached or started.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    prepare_prefect(settings)
    with _server(port) as api_url:
        os.environ["PREFECT_API_URL"] = api_url
        # Only now: Prefect reads the address when it is imported.
        from prefect.client.schemas.schedules import CronSchedule
        from prefect.types.entrypoint import EntrypointType

        from flows.schedule.market import market

        try:
            schedule = CronSchedule(cron=cron, timezone="UTC")
        except ValueError as exc:
            raise UsageError(
                f"--cron {cron!r}: not a cron expression (minute hour day month weekday, e.g. '17 5 * * 1')"
            ) from exc
        sys.stderr.write(
            f"Prefect's UI: {api_url.removesuffix('/api')}\nSchedule: {cron} (UTC). Stop with Ctrl-C.\n"
        )
        watch_server(api_url)
        market.serve(
            name=DEPLOYMENT,
            schedules=[schedule],
            parameters={"boards_file": str(boards.resolve()) if boards else None, "panel": panel},
            description="Scrape, classify, store and report once.",
            limit=1,  # one run at a time here; missed runs do not pile up
            entrypoint_type=EntrypointType.MODULE_PATH,  # found in an installed wheel too
            print_starting_message=False,
        )


@contextmanager
def _server(port: int) -> Iterator[str]:
    """The API address of the server that PREFECT_API_URL names, or of one started for the length of the block."""
    if named := os.environ.get("PREFECT_API_URL"):
        if not is_healthy(named):
            raise RolecallError(
                f"PREFECT_API_URL names {named}, which does not answer; start it, or unset the variable"
            )
        yield named
        return
    api_url = f"http://127.0.0.1:{port}/api"
    if is_healthy(api_url):
        yield api_url
        return
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    log_file = Path(os.environ["PREFECT_HOME"]) / "server.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and words, no shell
            command,
            stdout=output,
            stderr=output,
            env={**os.environ, "PREFECT_SERVER_API_HOST": "127.0.0.1"},
        )
    try:
        _wait_until_healthy(api_url, process, log_file)
        yield api_url
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


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
