"""A web server for the site, on this machine alone: browsers start no engine on a page that is a file.

Decides that it is read-only and loopback, and that parts of files can be asked for, as the engine does of a large market.
"""

from __future__ import annotations

import io
import os
import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from flows.errors import UsageError
from flows.settings import LOOPBACK_NAMES

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def site_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of the files in `folder`, not yet started. Port 0: any that is free.

    Raises:
        UsageError: the port is taken.
    """
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Pages, directory=str(folder)))
    except OSError as exc:
        raise UsageError(f"--port {port}: {exc.strerror or exc}; name another one") from exc


class _Pages(SimpleHTTPRequestHandler):
    """Files of the site. Browsers revalidate each, since the next report replaces them."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}  # noqa: RUF012 - as its parent's

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """The opened file, or the part of it that was asked for. Other host names get nothing (DNS rebinding)."""
        host = (self.headers.get("Host") or "").rpartition(":")[0].strip("[]")
        if host not in LOOPBACK_NAMES:
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        asked = _RANGE.fullmatch(self.headers.get("Range") or "")
        path = Path(self.translate_path(self.path))
        return self._send_part(path, asked) if asked and path.is_file() else super().send_head()

    def _send_part(self, path: Path, asked: re.Match[str]) -> io.BytesIO | None:
        size = path.stat().st_size
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
        if first > last:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return None
        with path.open("rb") as file:
            file.seek(first)
            part = file.read(last - first + 1)
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(os.fspath(path)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        return io.BytesIO(part)

    def end_headers(self) -> None:
        """Ends the headers of a reply."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """No folder is listed: the site's first page leads to all of them."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a reader's own requests are no news."""
