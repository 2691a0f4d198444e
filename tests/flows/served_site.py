"""A real HTTP server on loopback that answers as a test says, and a client that asks it without waiting."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flows.errors import LookError
from flows.settings import Settings
from flows.web.client import PoliteClient
from flows.web.look import Getter

BOARD = "https://boards.example.com/jobs"

Answer = tuple[int, dict[str, str], bytes]
Answers = Callable[[str, int], Answer]


class Site:
    """A real HTTP server on loopback. `answers(path, nth)` gives the nth answer to a path; `asked` is what was asked.

    `sent`: the JSON that came with POSTs.
    """

    def __init__(self, answers: Answers) -> None:
        self.asked: list[str] = []
        self.sent: list[Any] = []
        self.headers: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, headers, body = answers(self.path, site.asked.count(self.path))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(ConnectionError):  # a client that has seen enough hangs up
                    self.wfile.write(body)

            def do_POST(self) -> None:
                site.sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def settings(self) -> Settings:
        """Settings by which this site is asked, whatever the host."""
        return Settings(mirror=self.url)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def webhook(status: int = 204) -> Iterator[tuple[str, Site]]:
    """A webhook on this machine, under an address that nobody may print."""
    answer = (status, {"Location": "http://127.0.0.1:9/elsewhere"}, b"")
    site = Site(lambda *_: answer)
    try:
        yield f"{site.url}/services/T0/secret-path?token=secret-token", site
    finally:
        site.close()


def through(mirror: str, **settings: float) -> PoliteClient:
    return PoliteClient(
        Settings(mirror=mirror, timeout_s=settings.pop("timeout_s", 5.0), **settings),
        sleep=lambda _: None,
    )


def without_robots(*answers: Answer) -> Answers:
    """Each answer in turn for whatever is asked but robots.txt, of which there is none; the last one again and again."""
    return lambda path, nth: (
        (404, {}, b"") if path.endswith("/robots.txt") else answers[min(nth, len(answers)) - 1]
    )


def outcome_of(client: PoliteClient, url: str = BOARD) -> LookError | None:
    """Asks once and gives what it raised."""
    try:
        Getter(client)(url)
    except LookError as exc:
        return exc
    return None
