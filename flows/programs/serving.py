"""Serves an application over HTTP until it is stopped.

Decides that a port is taken before anything is said of it. Leaves what is answered to `api` and `model_tools`.
"""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from flows.errors import UsageError
from flows.programs.running import end_foreign

_BACKLOG = 128
_GRACE_S = 5  # for answers on their way; a figure of ours takes hundredths of a second


class _Server(uvicorn.Server):
    """Ends with the first signal what a stranger's query still computes: its answer would keep the server for a minute."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        end_foreign()


def serve_http(app: Any, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Answers at an address until Ctrl-C or SIGTERM. `tell` gets the address once requests are taken.

    Raises:
        UsageError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as exc:
        raise UsageError(f"{host}, port {port}: {exc.strerror}; --port names another") from exc
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    tell(f"http://{shown}:{listening.getsockname()[1]}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does, processes too
    server = _Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=_GRACE_S
        )
    )
    with listening, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
