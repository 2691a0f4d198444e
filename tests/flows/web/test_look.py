"""No board keeps a worker for ever: the time of a look grows with its requests, and ends."""

import httpx
import pytest

from flows.errors import SourceUnavailable
from flows.settings import Settings
from flows.web.client import PoliteClient
from flows.web.look import Getter, TimeBudget


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> TimeBudget:
    return TimeBudget(first_s=120.0, clock=clock)


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
    budget: TimeBudget, seconds_each: float, n_answers: int
) -> None:
    for number in range(n_answers):
        budget.require("https://boards.example.com", number)
        budget.spend(seconds_each)
        budget.answered()
    with pytest.raises(
        SourceUnavailable,
        match=f"{n_answers} requests to this board took .* The next run tries again",
    ):
        budget.require("https://boards.example.com", n_answers)


def test_an_honest_board_of_2000_pages_is_read_to_its_end(budget: TimeBudget) -> None:
    for number in range(2000):
        budget.require("https://boards.example.com", number)
        budget.spend(0.8)
        budget.answered()


def test_the_sources_own_work_between_answers_counts_as_well(
    budget: TimeBudget, clock: Clock
) -> None:
    for number in range(5):
        budget.require("https://boards.example.com", number)
        budget.spend(0.1)
        budget.answered()
        clock.now += 30.0  # a page that keeps its parser busy
    with pytest.raises(SourceUnavailable, match="5 requests to this board took 150 s already"):
        budget.require("https://boards.example.com", 5)


def test_waits_out_of_politeness_are_not_held_against_a_board(clock: Clock) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        status = 404 if "robots" in request.url.path else 200
        return httpx.Response(status, stream=httpx.ByteStream(b"[]"))

    def sleep(seconds: float) -> None:
        clock.now += seconds

    client = PoliteClient(Settings(pace_s=60.0), clock, sleep, httpx.MockTransport(answer))
    get = Getter(client)
    for number in range(20):
        get(f"https://93.184.216.34/jobs?page={number}")
    assert clock.now > 1000.0
    assert get.budget.spent_s == 0.0
