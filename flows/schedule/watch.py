"""Ends `rolecall serve` when its Prefect server is gone.

Decides when a server is gone and how the process ends then. Leaves starting a server to `flows.schedule.serve`.
Without this, Prefect's runner waits forever for a server that nobody restarts: the process stays alive, no run starts,
and no alarm is raised.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

import httpx

from flows.errors import RolecallError

log = logging.getLogger(__name__)

LOST_AFTER_S = 60.0
"""A server that is busy with its database may not answer for half a minute."""

_POLL_S = 5.0


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect server answers at this address of its API. False for an address that is not one."""
    try:
        return httpx.get(f"{api_url}/health", timeout=3).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def watch_server(
    api_url: str, poll_s: float = _POLL_S, lost_after_s: float = LOST_AFTER_S
) -> threading.Thread:
    """Watches from its own thread, and exits the process with code 1 once the server is gone.

    A run in progress is a separate process and ends by itself. A supervisor (systemd, a container) restarts us.
    """
    watcher = threading.Thread(
        target=_watch, args=(api_url, poll_s, lost_after_s), name="server watch", daemon=True
    )
    watcher.start()
    return watcher


def _watch(api_url: str, poll_s: float, lost_after_s: float) -> None:
    answered_at = time.monotonic()
    while time.monotonic() - answered_at < lost_after_s:
        time.sleep(poll_s)
        if is_healthy(api_url):
            answered_at = time.monotonic()
    sys.stderr.write(
        f"rolecall: Prefect's server at {api_url} has not answered for {lost_after_s:.0f} s, so no run can "
        "start; run `rolecall serve` again\n"
    )
    sys.stderr.flush()
    # Prefect's runner hangs in its own shutdown when its server is gone, so nothing gentler ends the process.
    os._exit(RolecallError.exit_code)
