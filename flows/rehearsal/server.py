"""The rehearsal market behind a real HTTP server on loopback, as ROLECALL_MIRROR expects it.

A request for `/HOST/PATH?QUERY` is answered as `https://HOST/PATH?QUERY` would be on the server's day.
Decides conditional requests, compression and how planned faults are sent. Leaves replies to `hosts`
and the kinds of faults to `faults`.

    python -m flows.rehearsal.server --port 8766

GET /_boards lists the boards. GET /_day/2025-03-03 moves the day.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
from collections import Counter
from datetime import date
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.rehearsal.fault_plan import Fault, FaultPlan
from flows.rehearsal.faults import Answer, spoil
from flows.rehearsal.hosts import Hosts
from flows.rehearsal.truth import Market, demo_market
from flows.sources import Board

_GZIP_FROM_BYTES = 1_000  # below, the header costs more than is saved
_PATIENCE_S = 120.0  # how long a silent or dripping reply goes on before the server itself stops
_DRIP_BYTES, _DRIP_EVERY_S = 16, 0.5
_BLANK_MB = b" " * 1_000_000


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, rehearsal: RehearsalServer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.rehearsal = rehearsal

    def handle_error(self, request: object, client_address: object) -> None:
        """Reports nothing: clients hang up on faults, and that is what faults are for."""


class RehearsalServer:
    """Serves a market on 127.0.0.1. A context manager: listens from `__enter__` to `__exit__`.

    `day` may be set at any time: replies show the boards as of that day. `url` is for ROLECALL_MIRROR.
    """

    def __init__(self, market: Market, plan: FaultPlan | None = None, port: int = 0) -> None:
        self.market, self.plan = market, plan or FaultPlan()
        moved = {planned.board for planned in self.plan.faults if planned.fault is Fault.MOVED}
        self.hosts = Hosts(market, moved)
        self.day = market.last_day
        self.closing = Event()
        self._attempts: Counter[tuple[str, date]] = Counter()
        self._lock = Lock()
        self._server = _Server(port, self)
        self._thread = Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """The mirror's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def boards(self) -> list[Board]:
        """Every board of the market and the hiring threads. Boards that are not up yet answer 404."""
        return self.hosts.boards()

    def n_requests(self, board: str, day: date | None = None) -> int:
        """How many requests `board` has had on `day`, by default the server's."""
        return self._attempts[board, day or self.day]

    def answer(self, host: str, path: str, query: dict[str, str], url: str) -> Answer:
        """The reply to one request, spoiled when the plan says so. `url` is the https address meant."""
        day = self.day
        if host == "_boards":
            return self._list_boards()
        if host == "_day":
            return self._move(path.strip("/"))
        answer = self.hosts.answer(host, path, query, day)
        board = self.hosts.board_of(host, path)
        if board is None:
            return answer
        with self._lock:
            attempt = self._attempts[board, day]
            self._attempts[board, day] += 1
        fault = self.plan.fault_for(board, day, attempt)
        return spoil(answer, fault, url) if fault else answer

    def _list_boards(self) -> Answer:
        rows = [f"{board.source},{board.slug},{board.employer or ''}" for board in self.boards()]
        lines = "\n".join(["source,board,employer", *rows, ""])
        return Answer(200, lines.encode(), "text/csv; charset=utf-8")

    def _move(self, text: str) -> Answer:
        """Moves the day, if there is one. Answers with the day there is."""
        try:
            self.day = date.fromisoformat(text) if text else self.day
        except ValueError:
            return Answer(400, b'{"error":"a day is YYYY-MM-DD"}')
        return Answer(200, f'{{"day":"{self.day.isoformat()}"}}'.encode())

    def __enter__(self) -> RehearsalServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else each reply waits 40 ms for the client's delayed acknowledgement.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answers one request. A client that hangs up midway ends it quietly."""
        parts = urlsplit(self.path)
        host, _, path = parts.path.lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query))
        address = f"https://{host}/{path}" + (f"?{parts.query}" if parts.query else "")
        with contextlib.suppress(ConnectionError):
            self._send(self.server.rehearsal.answer(host, "/" + unquote(path), query, address))

    def _send(self, answer: Answer) -> None:
        if answer.is_silent:
            self.server.rehearsal.closing.wait(_PATIENCE_S)
            self.close_connection = True
            return
        tag = f'"{blake2b(answer.body, digest_size=8).hexdigest()}"'
        is_ok = answer.status == HTTPStatus.OK
        if is_ok and not answer.is_sent_wrong and self.headers.get("If-None-Match") == tag:
            self._write_head(304, [("ETag", tag)], b"")
            return
        encoding, body = self._encode(answer)
        headers = [("Content-Type", answer.content_type), *answer.headers]
        headers += [("ETag", tag)] if is_ok else []
        headers += [("Content-Encoding", encoding)] if encoding != "identity" else []
        if answer.n_filler_mb:
            self._send_endlessly(headers, body, answer.n_filler_mb)
            return
        headers.append(("Content-Length", str(len(body))))
        if answer.is_dripping:
            self._drip(headers, body)
            return
        self._write_head(answer.status, headers, body[: answer.n_bytes_sent])
        self.close_connection = self.close_connection or answer.n_bytes_sent is not None

    def _encode(self, answer: Answer) -> tuple[str, bytes]:
        """The body as it is sent, with its encoding: packed where the client takes that."""
        encoding, body = answer.content_encoding, answer.body
        if not encoding and self._takes_packed(body):
            return "gzip", gzip.compress(body, 1, mtime=0)
        return encoding or "identity", body

    def _takes_packed(self, body: bytes) -> bool:
        is_large = len(body) >= _GZIP_FROM_BYTES
        return is_large and "gzip" in self.headers.get("Accept-Encoding", "")

    def _write_head(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Status, headers and body in one write, so that they leave in one packet where they fit."""
        lines = [
            f"{self.protocol_version} {status} {HTTPStatus(status).phrase}",
            "Server: RolecallRehearsal",
            *(f"{name}: {value}" for name, value in headers),
        ]
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)

    def _drip(self, headers: list[tuple[str, str]], body: bytes) -> None:
        self._write_head(200, headers, b"")
        closing, n_drips = self.server.rehearsal.closing, int(_PATIENCE_S / _DRIP_EVERY_S)
        for at in range(0, min(len(body), n_drips * _DRIP_BYTES), _DRIP_BYTES):
            self.wfile.write(body[at : at + _DRIP_BYTES])
            if closing.wait(_DRIP_EVERY_S):
                break
        self.close_connection = True

    def _send_endlessly(self, headers: list[tuple[str, str]], body: bytes, n_mb: int) -> None:
        self._write_head(200, [*headers, ("Connection", "close")], body)
        for _ in range(n_mb):
            self.wfile.write(_BLANK_MB)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the client's own log shows what was asked."""


def main() -> None:
    """Serves the demo's market until interrupted."""
    parser = argparse.ArgumentParser(
        description="Serve the rehearsal market here. Set ROLECALL_MIRROR to the address printed."
    )
    parser.add_argument("--port", type=int, default=8766)
    day_help = "the day that the boards show (YYYY-MM-DD). Default: the last"
    parser.add_argument("--day", type=date.fromisoformat, help=day_help)
    arguments = parser.parse_args()
    with RehearsalServer(demo_market(), port=arguments.port) as server:
        server.day = arguments.day or server.day
        print(server.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            Event().wait()


if __name__ == "__main__":
    main()
