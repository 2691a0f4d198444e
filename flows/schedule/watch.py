"""Ends `rolecall serve` when its Prefect server is gone.

Decides when a server is gone and how the process ends then. Leaves starting a server to `flows.schedule.serve`.
Without this, Prefect's runner waits for ever for a server that nobody restarts: the process lives, no run comes, and
no alarm is raised.
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
"""A server that is busy with its database may be silent for half a minute."""

_POLL_S = 5.0


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect server answers at this address of its API."""
    try:
        return httpx.get(f"{api_url}/health", timeout=3).is_success
    except httpx.HTTPError:
        return False


def watch_server(
    api_url: str, poll_s: float = _POLL_S, lost_after_s: float = LOST_AFTER_S
) -> threading.Thread:
    """Watches from a thread of its own, and ends the process with code 1 once the server is gone.

    A run that is under way is a process of its own and ends by itself. A supervisor (systemd, a container) starts us again.
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
