"""Serves a folder of recorded replies over HTTP on loopback, in the form that ROLECALL_MIRROR asks for.

    python tests/benchmarks/served_folder.py FOLDER        prints its address, then serves until it is killed

A request for `/STATE/HOST/PATH?QUERY` is answered with the file FOLDER/STATE/HOST/PATH, already gzipped as boards send it,
and with 304 when the client has it: a file linked into two states is the same reply. A process of its own, so that what
the boards take is not counted as ours.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    folder: Path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # else each reply waits 40 ms for the client's delayed acknowledgement
    )
    server: _Server

    def do_GET(self) -> None:
        """Answers one request; a client that hangs up ends it quietly."""
        file = self.server.folder / urlsplit(self.path).path.lstrip("/")
        with suppress(ConnectionError):
            if not file.is_file():
                self._send("404 Not Found", b"")
                return
            found = file.stat()
            tag = f'"{found.st_ino:x}-{found.st_mtime_ns:x}"'
            if self.headers.get("If-None-Match") == tag:
                self._send("304 Not Modified", b"", f"ETag: {tag}")
            else:
                kind = "Content-Type: application/json\r\nContent-Encoding: gzip"
                self._send("200 OK", file.read_bytes(), f"ETag: {tag}", kind)

    def _send(self, status: str, body: bytes, *headers: str) -> None:
        """Status, headers and body in one write, so that they leave in one packet where they fit."""
        head = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""])
        self.wfile.write(head.encode() + body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the client's own log tells what was asked."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of `folder`, which ends with the block."""
    with subprocess.Popen(
        [sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        try:
            yield found.group()
        finally:
            server.kill()


if __name__ == "__main__":
    listening = _Server(("127.0.0.1", 0), _Handler)
    listening.folder = Path(sys.argv[1])
    print(f"http://127.0.0.1:{listening.server_port}", flush=True)
    listening.serve_forever()
