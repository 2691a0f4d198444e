"""A name is checked and called by one look-up, and no reply outlasts its deadline, headers and all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx
import pytest

from flows.errors import SourceUnavailable
from flows.settings import Settings
from flows.web.client import PoliteClient
from flows.web.look import Getter
from flows.web.transport import Deadlines, GuardedBackend, guard

PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"
REPLY = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"]


class Stream(httpcore.MockStream):
    """Remembers the name that TLS is asked for."""

    def __init__(self, called: list[str]) -> None:
        super().__init__(list(REPLY))
        self._called = called

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        self._called.append(f"tls {server_hostname}")
        return self

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._called += [
            line.decode() for line in buffer.split(b"\r\n") if line.startswith(b"Host:")
        ]


class Line(httpcore.NetworkBackend):
    """Remembers which addresses are called; those of `dead` do not answer."""

    def __init__(self, *dead: str) -> None:
        self.called: list[str] = []
        self._dead = dead

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.called.append(f"{host}:{port}")
        if host in self._dead:
            raise httpcore.ConnectError("refused")
        return Stream(self.called)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes every name lead to these addresses, one list a look-up, the last for all that follow."""

    def answer(*looked_up: list[str]) -> None:
        rest = list(looked_up)

        def getaddrinfo(host: str, port: object, **_: object) -> list[Any]:
            addresses = rest.pop(0) if len(rest) > 1 else rest[0]
            if not addresses:
                raise socket.gaierror(-2, "Name or service not known")
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in addresses
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return answer


def asked(line: Line, url: str = "https://boards.example.com/jobs") -> bytes:
    with httpcore.ConnectionPool(network_backend=GuardedBackend(line, Deadlines())) as pool:
        return pool.request("GET", url).content


def test_the_checked_address_is_called_while_tls_and_host_keep_the_name(
    named: Callable[..., None],
) -> None:
    named([PUBLIC])
    line = Line()
    assert asked(line) == b"[]"
    assert line.called == [f"{PUBLIC}:443", "tls boards.example.com", "Host: boards.example.com"]


def test_the_next_address_is_called_when_one_does_not_answer(named: Callable[..., None]) -> None:
    named([PUBLIC, OTHER])
    line = Line(PUBLIC)
    assert asked(line) == b"[]"
    assert line.called[:2] == [f"{PUBLIC}:443", f"{OTHER}:443"]


@pytest.mark.parametrize(
    "private",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1"],
)
def test_a_name_with_one_private_address_is_not_called_at_all(
    named: Callable[..., None], private: str
) -> None:
    named([PUBLIC, private])
    line = Line()
    with pytest.raises(SourceUnavailable, match="a private address; no request was sent"):
        asked(line)
    assert line.called == []


@pytest.mark.parametrize("looked_up", [[], [PUBLIC]])
def test_a_name_without_an_address_and_one_that_is_dead_are_connection_errors(
    named: Callable[..., None], looked_up: list[str]
) -> None:
    named(looked_up)
    with pytest.raises(httpcore.ConnectError):
        asked(Line(PUBLIC))


def test_a_name_that_turns_private_once_it_was_judged_is_not_called(
    named: Callable[..., None],
) -> None:
    named([PUBLIC], ["127.0.0.1"])
    with (
        PoliteClient(Settings(pace_s=0.0), sleep=lambda _: None) as client,
        pytest.raises(
            SourceUnavailable, match=r"127\.0\.0\.1, a private address; no request was sent"
        ),
    ):
        Getter(client)("https://boards.example.com/jobs")


def test_no_socket_of_this_machine_is_called() -> None:
    with pytest.raises(NotImplementedError):
        GuardedBackend(Line(), Deadlines()).connect_unix_socket("/run/anything.sock")


# ---- deadlines


@pytest.fixture
def dripping_headers() -> Iterator[str]:
    """A server that answers with one more byte of its headers every tenth of a second, and never ends them."""
    closing = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip(connection: socket.socket) -> None:
        with connection:
            connection.recv(4096)
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not closing.wait(0.1):
                    connection.sendall(b"x")
            except OSError:
                return

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    closing.set()
    listening.close()


def test_headers_that_drip_end_with_the_deadline_though_each_byte_is_in_time(
    dripping_headers: str,
) -> None:
    deadlines, began = Deadlines(), time.monotonic()
    with httpx.Client(timeout=5.0, trust_env=False) as client:
        guard(client, deadlines, pins=False)
        with pytest.raises(httpx.ReadTimeout), deadlines.within(0.5):
            client.get(dripping_headers)
    assert 0.4 < time.monotonic() - began < 5.0


def test_a_board_whose_headers_drip_is_unavailable(dripping_headers: str) -> None:
    settings = Settings(mirror=dripping_headers, timeout_s=0.2)
    with (
        PoliteClient(settings) as client,
        pytest.raises(SourceUnavailable, match="no answer in time, 2 times"),
    ):
        Getter(client)("https://boards.example.com/jobs")


def test_one_threads_deadline_is_not_anothers() -> None:
    deadlines, seen = Deadlines(), list[float | None]()
    with deadlines.within(1.0):
        other = threading.Thread(target=lambda: seen.append(deadlines.left(30.0)))
        other.start()
        other.join()
        assert (deadlines.left(30.0) or 0.0) <= 1.0
    assert deadlines.left(30.0) == 30.0
    assert seen == [30.0]
