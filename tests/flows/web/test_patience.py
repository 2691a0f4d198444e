"""No board keeps a worker for ever: a reply has a deadline, headers and all, and a look a time that grows with its requests."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from flows.errors import SourceUnavailable
from flows.settings import Settings
from flows.web.client import PoliteClient
from flows.web.patience import Deadlines, Patience


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def patience(clock: Clock) -> Patience:
    return Patience(first_s=120.0, clock=clock)


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
        deadlines.mind(client)
        with pytest.raises(httpx.ReadTimeout), deadlines.within(0.5):
            client.get(dripping_headers)
    assert 0.4 < time.monotonic() - began < 5.0


def test_a_board_whose_headers_drip_is_unavailable(dripping_headers: str) -> None:
    settings = Settings(mirror=dripping_headers, timeout_s=0.2)
    with (
        PoliteClient(settings) as client,
        pytest.raises(SourceUnavailable, match="no answer in time, 2 times"),
    ):
        client.getter()("https://boards.example.com/jobs")


def test_one_threads_deadline_is_not_anothers() -> None:
    deadlines, seen = Deadlines(), list[float | None]()
    with deadlines.within(1.0):
        other = threading.Thread(target=lambda: seen.append(deadlines.left(30.0)))
        other.start()
        other.join()
        assert (deadlines.left(30.0) or 0.0) <= 1.0
    assert deadlines.left(30.0) == 30.0
    assert seen == [30.0]


@pytest.mark.parametrize(
    ("seconds_each", "n_answers"),
    [
        (130.0, 1),  # dripped to its deadline once: that was all its time
        (20.0, 9),
        (7.0, 61),
        (4.9, 368),  # at the most a look is given, whatever the number of its requests
        (1.0, 1801),
    ],
)
def test_a_look_at_a_slow_board_ends_after_so_many_answers(
    patience: Patience, seconds_each: float, n_answers: int
) -> None:
    for number in range(n_answers):
        patience.require("https://boards.example.com", number)
        patience.answered(seconds_each)
    with pytest.raises(
        SourceUnavailable, match=f"{n_answers} requests to this board took .* given up for this run"
    ):
        patience.require("https://boards.example.com", n_answers)


def test_an_honest_board_of_2000_pages_is_read_to_its_end(patience: Patience) -> None:
    for number in range(2000):
        patience.require("https://boards.example.com", number)
        patience.answered(0.8)


def test_the_sources_own_work_between_answers_counts_as_well(
    patience: Patience, clock: Clock
) -> None:
    for number in range(5):
        patience.require("https://boards.example.com", number)
        patience.answered(0.1)
        clock.now += 30.0  # a page that keeps its parser busy
    with pytest.raises(SourceUnavailable, match="5 requests to this board took 150 s already"):
        patience.require("https://boards.example.com", 5)


def test_waits_out_of_politeness_are_not_held_against_a_board(clock: Clock) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        status = 404 if "robots" in request.url.path else 200
        return httpx.Response(status, stream=httpx.ByteStream(b"[]"))

    def sleep(seconds: float) -> None:
        clock.now += seconds

    client = PoliteClient(Settings(pace_s=60.0), clock, sleep, httpx.MockTransport(answer))
    get = client.getter()
    for number in range(20):
        get(f"https://93.184.216.34/jobs?page={number}")
    assert clock.now > 1000.0
    assert get.patience.spent_s == 0.0
