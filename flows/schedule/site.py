"""Serves the site over HTTP on this machine, beside Prefect's UI: a browser opens no file that a page on HTTP links to.

Decides that a port in use stops nothing. Leaves what is sent to `flows.engine.serving` and the pages to `flows.report`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flows.engine.serving import site_server
from flows.errors import UsageError

log = logging.getLogger(__name__)


@contextmanager
def serving_site(folder: Path, port: int) -> Iterator[str | None]:
    """Serves `folder` for the duration of the block, including files written to it later.

    Yields:
        The site's address. None, with a warning, when the port is in use: nothing else needs the site.
    """
    try:
        server = site_server(folder, port)
    except UsageError as exc:
        log.warning("the site is not served (%s)", exc)
        yield None
        return
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="site", daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
