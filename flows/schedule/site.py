"""Serves the site over HTTP on this machine, beside Prefect's UI: a browser opens no file that a page on HTTP links to.

Decides that it is read-only and for this machine alone. Leaves the pages to `flows.report`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

log = logging.getLogger(__name__)


@contextmanager
def serving_site(folder: Path, port: int) -> Iterator[str | None]:
    """Serves what is in `folder` for the length of the block, also what comes later.

    Yields:
        The site's address. None, with a warning, when the port is taken: nothing else needs the site.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Pages, directory=str(folder)))
    except OSError as exc:
        log.warning("the site is not served at port %d (%s)", port, exc.strerror or exc)
        yield None
        return
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="site", daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Pages(SimpleHTTPRequestHandler):
    """Files of the site. Each is asked for anew, since the next run replaces them."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """No folder is listed: the site's first page leads to all of them."""
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)
