"""Serves an application over HTTP until it is stopped.

Decides that a port is taken before anything is said of it. Leaves what is answered to `api` and `model_tools`.
"""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from flows.errors import UsageError

_BACKLOG = 128


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
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with listening, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
