"""Code on hostile input takes its time and memory in a process of its own, and no more of them than it is given."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.sandbox import Confined, TooMuch, at_most


@pytest.fixture
def worker() -> Iterator[Confined]:
    confined = Confined(seconds=0.5, memory_bytes=300_000_000)
    yield confined
    confined.close()


def test_work_within_its_limits_gives_its_result(worker: Confined) -> None:
    assert worker.run(sorted, (3, 1, 2)) == [1, 2, 3]


def test_what_the_work_raises_comes_back(worker: Confined) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        worker.run(int, "three")


def test_work_that_computes_too_long_is_ended_and_the_next_is_done(worker: Confined) -> None:
    with pytest.raises(TooMuch, match=r"more than 0\.5 s of computing"):
        worker.run(sum, range(10**12))
    assert worker.run(len, "next") == 4


def test_work_that_takes_too_much_memory_is_ended_and_the_next_is_done(worker: Confined) -> None:
    with pytest.raises(TooMuch, match="more than 300 MB of memory"):
        worker.run(bytearray, 3_000_000_000)
    assert worker.run(len, "next") == 4


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_work_that_takes_its_process_with_it_is_told_of_and_the_next_is_done(
    worker: Confined, number: signal.Signals
) -> None:
    with pytest.raises(TooMuch, match="crashed its parser"):
        worker.run(signal.raise_signal, number)
    assert worker.run(len, "next") == 4


def test_a_worker_ends_with_the_one_that_asked(worker: Confined) -> None:
    pid = worker.run(eval, "__import__('os').getpid()")
    assert pid != os.getpid()
    worker.close()
    deadline = time.monotonic() + 20
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_alive(pid)


def test_outside_of_a_worker_nothing_is_limited() -> None:
    handler = signal.getsignal(signal.SIGPROF)
    with at_most(0.001):
        assert sum(range(300_000)) > 0
    assert signal.getsignal(signal.SIGPROF) == handler


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
