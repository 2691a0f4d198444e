"""The rehearsal market behind a real HTTP server on loopback, in the form that ROLECALL_MIRROR asks for.

A request for `/HOST/PATH?QUERY` is answered as `https://HOST/PATH?QUERY` would be on the server's `day`. Decides routing,
conditional requests, compression, absences (404 before a board is up, 503 in an outage) and how planned faults are sent.
Leaves bodies to `dialects` and `hiring_threads` and the kinds of faults to `faults`.

    python -m flows.rehearsal.server --port 8766        GET /_boards lists the boards; GET /_day/2025-03-03 moves the day
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
from collections import Counter
from collections.abc import Collection
from datetime import date
from functools import cached_property
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.rehearsal import careers_site, dialects
from flows.rehearsal.faults import HTML_TYPE, Answer, Fault, FaultPlan, spoil
from flows.rehearsal.hacker_news import HackerNews
from flows.rehearsal.hiring_threads import simulate_threads
from flows.rehearsal.planted import Employer
from flows.rehearsal.truth import Market, demo_market
from flows.sources import Board

THREADS_BOARD = "whoishiring"
_XML_TYPE = "application/xml; charset=utf-8"
_TEXT_TYPE = "text/plain; charset=utf-8"
_GZIP_FROM_BYTES = 1_000  # below, the header costs more than is saved
_PATIENCE_S = 120.0  # how long a silent or dripping reply goes on before the server itself gives up
_DRIP_BYTES, _DRIP_EVERY_S = 16, 0.5

_NOT_FOUND = {
    "boards-api.greenhouse.io": b'{"status":404,"error":"Job not found"}',
    "api.lever.co": b'{"ok":false,"error":"Document not found"}',
    "api.ashbyhq.com": b'{"errors":[{"message":"Not Found"}]}',
}


class Boards:
    """Answers for every host of the market. Holds no state of its own but the market's.

    `moved`: boards that a planned fault sends to Ashby, where they then answer, too.
    """

    def __init__(self, market: Market, moved: Collection[str] = ()) -> None:
        self.market = market
        self._by_place = {
            (employer.source, employer.board): employer for employer in market.employers
        }
        self._by_place |= {
            ("ashby", row.board): row for row in market.employers if row.board in moved
        }

    @cached_property
    def hacker_news(self) -> HackerNews:
        """The hiring threads, simulated when first asked for."""
        return HackerNews(simulate_threads(self.market))

    def rows(self) -> list[Board]:
        """Every board, whenever it comes up, by source and name; the hiring threads last."""
        rows = [Board(row.source, row.board, row.name) for row in self.market.employers]
        return [
            *sorted(rows, key=lambda row: (row.source, row.slug)),
            Board("hackernews", THREADS_BOARD),
        ]

    def board_of(self, host: str, path: str) -> str | None:
        """The board that a request is about; None for addresses of the host alone, such as an API's robots.txt."""
        parts = path.strip("/").split("/")
        if host in ("hn.algolia.com", "hacker-news.firebaseio.com"):
            return THREADS_BOARD if path.startswith(("/api/", "/v0/")) else None
        if host in ("boards-api.greenhouse.io", "api.lever.co", "api.ashbyhq.com"):
            return parts[2] if len(parts) > 2 else None
        return host if ("careers_page", host) in self._by_place and path != "/robots.txt" else None

    def answer(self, host: str, path: str, query: dict[str, str], day: date) -> Answer:
        """What the host answers on `day`, before any planned fault."""
        parts = path.strip("/").split("/")
        if host == "hn.algolia.com" and path.startswith("/api/"):
            return Answer(*self.hacker_news.algolia(path, query, day))
        if host == "hacker-news.firebaseio.com" and path.startswith("/v0/item/"):
            return Answer(*self.hacker_news.firebase(path, day))
        if (
            host == "boards-api.greenhouse.io"
            and path.startswith("/v1/boards/")
            and len(parts) in (4, 5)
        ):
            employer = self._employer("greenhouse", parts[2])
            return self._absence(host, employer, day) or self._greenhouse(
                host, employer, parts[4:], query, day
            )
        if host == "api.lever.co" and path.startswith("/v0/postings/") and len(parts) in (3, 4):
            employer = self._employer("lever", parts[2])
            return self._absence(host, employer, day) or self._lever(
                host, employer, parts[3:], query, day
            )
        if (
            host == "api.ashbyhq.com"
            and path.startswith("/posting-api/job-board/")
            and len(parts) == 3
        ):
            employer = self._employer("ashby", parts[2])
            return self._absence(host, employer, day) or self._ashby(employer, query, day)
        if employer := self._employer("careers_page", host):
            if path == "/robots.txt" and self.market.has_joined(
                host, day
            ):  # stands in an outage too: it is not what failed
                return Answer(200, careers_site.robots(host), _TEXT_TYPE)
            return self._absence(host, employer, day) or self._careers(employer, host, path, day)
        return _missing(host)

    def _employer(self, source: str, board: str) -> Employer | None:
        return self._by_place.get((source, board))

    def _absence(self, host: str, employer: Employer | None, day: date) -> Answer | None:
        """The reply of a board that is not there, not there yet, or out; None when it is up."""
        if employer is None or not self.market.has_joined(employer.board, day):
            return _missing(host)
        if self.market.is_out(employer.board, day):
            # Retry-After 0: an outage lasts its week, so nobody need wait between attempts.
            return Answer(
                503,
                b"<html><body>Service unavailable</body></html>",
                HTML_TYPE,
                (("Retry-After", "0"),),
            )
        return None

    def _greenhouse(
        self,
        host: str,
        employer: Employer | None,
        rest: list[str],
        query: dict[str, str],
        day: date,
    ) -> Answer:
        postings = self.market.postings_open(employer.board, day) if employer else []
        if not rest:
            return Answer(200, dialects.greenhouse_list(postings, query.get("content") == "true"))
        found = [posting for posting in postings if str(dialects.number_of(posting)) == rest[0]]
        return Answer(200, dialects.greenhouse_job(found[0])) if found else _missing(host)

    def _lever(
        self,
        host: str,
        employer: Employer | None,
        rest: list[str],
        query: dict[str, str],
        day: date,
    ) -> Answer:
        postings = self.market.postings_open(employer.board, day) if employer else []
        if rest:
            found = [posting for posting in postings if dialects.uuid_of(posting) == rest[0]]
            return Answer(200, dialects.lever_posting(found[0])) if found else _missing(host)
        skip, limit = (
            int(query[name]) if query.get(name, "").isdecimal() else default
            for name, default in (("skip", 0), ("limit", 1000))
        )
        return Answer(200, dialects.lever_list(postings[skip : skip + limit]))

    def _ashby(self, employer: Employer | None, query: dict[str, str], day: date) -> Answer:
        if employer is None:
            return _missing("api.ashbyhq.com")
        postings = self.market.postings_open(employer.board, day)
        return Answer(
            200,
            dialects.ashby_board(employer, postings, query.get("includeCompensation") == "true"),
        )

    def _careers(self, employer: Employer, host: str, path: str, day: date) -> Answer:
        postings = self.market.postings_open(employer.board, day)
        if path == "/sitemap.xml":
            return Answer(200, careers_site.sitemap(host, postings), _XML_TYPE)
        if path in ("/", "/about"):
            return Answer(200, careers_site.plain_page(employer), HTML_TYPE)
        found = [posting for posting in postings if dialects.path_of(posting) == path]
        return Answer(200, careers_site.page(found[0]), HTML_TYPE) if found else _missing(host)


def _missing(host: str) -> Answer:
    body = _NOT_FOUND.get(host)
    return (
        Answer(404, body)
        if body
        else Answer(404, b"<html><body>Not found</body></html>", HTML_TYPE)
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, rehearsal: RehearsalServer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.rehearsal = rehearsal

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a fault is what faults are for: nothing to report."""


class RehearsalServer:
    """Serves a market on 127.0.0.1. A context manager: listens from `__enter__` to `__exit__`.

    `day` may be set at any time; replies show the boards as of that day. `url` is for ROLECALL_MIRROR.
    """

    def __init__(self, market: Market, plan: FaultPlan | None = None, port: int = 0) -> None:
        self.market, self.plan = market, plan or FaultPlan()
        self.boards_of_market = Boards(
            market, {planned.board for planned in self.plan.faults if planned.fault is Fault.MOVED}
        )
        self.closing = Event()
        self._day = market.last_day
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

    @property
    def day(self) -> date:
        """The day that replies are of."""
        return self._day

    @day.setter
    def day(self, day: date) -> None:
        self._day = day

    def boards(self) -> list[Board]:
        """Every board of the market and the hiring threads; boards that are not up yet answer 404."""
        return self.boards_of_market.rows()

    def n_requests(self, board: str, day: date | None = None) -> int:
        """How many requests `board` has had on `day`, the server's when None."""
        return self._attempts[board, day or self.day]

    def answer(self, host: str, path: str, query: dict[str, str], url: str) -> Answer:
        """The reply to one request, spoiled when the plan says so. `url` is the https address that was meant."""
        day = self.day
        if host == "_boards":
            lines = [
                f"{board.source},{board.slug},{board.employer or ''}" for board in self.boards()
            ]
            return Answer(
                200,
                "\n".join(["source,board,employer", *lines, ""]).encode(),
                "text/csv; charset=utf-8",
            )
        if host == "_day":
            return self._moved(path.strip("/"))
        answer = self.boards_of_market.answer(host, path, query, day)
        board = self.boards_of_market.board_of(host, path)
        if board is None:
            return answer
        with self._lock:
            attempt = self._attempts[board, day]
            self._attempts[board, day] += 1
        fault = self.plan.fault_for(board, day, attempt)
        return spoil(answer, fault, url) if fault else answer

    def _moved(self, text: str) -> Answer:
        if text:
            try:
                self.day = date.fromisoformat(text)
            except ValueError:
                return Answer(400, b'{"error":"a day is YYYY-MM-DD"}')
        return Answer(200, f'{{"day":"{self.day.isoformat()}"}}'.encode())

    def __enter__(self) -> RehearsalServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # else each reply waits 40 ms for the client's delayed acknowledgement
    )
    server: _Server

    def do_GET(self) -> None:
        """Answers one request; a client that hangs up midway ends it quietly."""
        parts = urlsplit(self.path)
        host, _, path = parts.path.lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query))
        address = f"https://{host}/{path}" + (f"?{parts.query}" if parts.query else "")
        with contextlib.suppress(ConnectionError):
            self._send(self.server.rehearsal.answer(host, "/" + unquote(path), query, address))

    def _send(self, answer: Answer) -> None:
        closing = self.server.rehearsal.closing
        if answer.is_silent:
            closing.wait(_PATIENCE_S)
            self.close_connection = True
            return
        tag = f'"{blake2b(answer.body, digest_size=8).hexdigest()}"'
        is_sent_wrong = answer.n_filler_mb or answer.is_dripping or answer.n_bytes_sent is not None
        if (
            answer.status == HTTPStatus.OK
            and not is_sent_wrong
            and self.headers.get("If-None-Match") == tag
        ):
            self._write_head(304, [("ETag", tag)], b"")
            return
        headers = [("Content-Type", answer.content_type), *answer.headers]
        headers += [("ETag", tag)] if answer.status == HTTPStatus.OK else []
        body = answer.body
        if answer.content_encoding:
            headers += (
                [("Content-Encoding", answer.content_encoding)]
                if answer.content_encoding != "identity"
                else []
            )
        elif len(body) >= _GZIP_FROM_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        if answer.n_filler_mb:
            self._send_endlessly(headers, body, answer.n_filler_mb)
            return
        headers.append(("Content-Length", str(len(body))))
        if answer.is_dripping:
            self._drip(headers, body)
            return
        self._write_head(answer.status, headers, body[: answer.n_bytes_sent])
        self.close_connection = self.close_connection or answer.n_bytes_sent is not None

    def _write_head(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Status, headers and body in one write, so that they leave in one packet where they fit."""
        lines = [
            f"{self.protocol_version} {status} {HTTPStatus(status).phrase}",
            "Server: RolecallRehearsal",
        ]
        lines += [f"{name}: {value}" for name, value in headers]
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
        blanks = b" " * 1_000_000
        for _ in range(n_mb):
            self.wfile.write(blanks)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the client's own log tells what was asked."""


def main() -> None:
    """Serves the demo's market until interrupted."""
    parser = argparse.ArgumentParser(
        description="Serve the rehearsal market on loopback; set ROLECALL_MIRROR to the address printed."
    )
    parser.add_argument("--port", type=int, default=8766)
    parser.add_argument(
        "--day",
        type=date.fromisoformat,
        default=None,
        help="the day the boards are of (YYYY-MM-DD); the last by default",
    )
    arguments = parser.parse_args()
    with RehearsalServer(demo_market(), port=arguments.port) as server:
        server.day = arguments.day or server.day
        print(server.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            Event().wait()


if __name__ == "__main__":
    main()
