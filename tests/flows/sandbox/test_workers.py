"""Code on hostile input takes its time and memory in a process of its own, and no more of them than it is given."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import _ExecutorManagerThread
from contextlib import suppress
from multiprocessing.connection import Connection
from operator import add
from pathlib import Path
from types import FrameType

import pytest

from flows.sandbox import limits
from flows.sandbox.limits import TooMuch, at_most
from flows.sandbox.workers import Workers, halve_what_fails, pages


@pytest.fixture
def worker() -> Iterator[Workers]:
    workers = Workers(1, 300_000_000, seconds=0.5)
    yield workers
    workers.close()


def test_work_within_its_limits_gives_its_result(worker: Workers) -> None:
    assert worker.run(sorted, (3, 1, 2)) == [1, 2, 3]


@pytest.mark.parametrize("own", [None, "7"])
def test_a_worker_multiplies_in_one_thread_and_this_process_as_it_did(
    worker: Workers, monkeypatch: pytest.MonkeyPatch, own: str | None
) -> None:
    name = "OPENBLAS_NUM_THREADS"
    monkeypatch.delenv(name, raising=False)
    if own:
        monkeypatch.setenv(name, own)
    assert worker.run(os.getenv, name) == "1"
    assert os.environ.get(name) == own


def test_what_the_work_raises_comes_back(worker: Workers) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        worker.run(int, "three")


def test_work_that_computes_too_long_is_ended_and_the_next_is_done(worker: Workers) -> None:
    with pytest.raises(TooMuch, match=r"more than 0\.5 s of computing"):
        worker.run(sum, range(10**12))
    assert worker.run(len, "next") == 4


def test_work_that_takes_too_much_memory_is_ended_and_the_next_is_done(worker: Workers) -> None:
    with pytest.raises(TooMuch, match="more than 300 MB of memory"):
        worker.run(bytearray, 3_000_000_000)
    assert worker.run(len, "next") == 4


def test_work_that_only_waits_is_ended_too_and_the_next_is_done() -> None:
    with Workers(1, 300_000_000, seconds=60, wall_seconds=5) as workers:
        with pytest.raises(TooMuch):
            workers.run(time.sleep, 600)
        assert workers.run(len, "next") == 4


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_work_that_takes_its_process_with_it_is_told_of_and_the_next_is_done(
    worker: Workers, number: signal.Signals
) -> None:
    with pytest.raises(TooMuch, match="crashed its parser"):
        worker.run(signal.raise_signal, number)
    assert worker.run(len, "next") == 4


def test_a_worker_ends_with_the_one_that_asked(worker: Workers) -> None:
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


def killed_by_13(numbers: list[int]) -> list[int]:
    if 13 in numbers:
        signal.raise_signal(signal.SIGKILL)
    return numbers


def test_an_item_that_kills_its_worker_is_found_by_halving_and_all_others_are_read() -> None:
    batches = [list(range(start, start + 5)) for start in range(0, 60, 5)]
    with Workers(2, 300_000_000) as workers:
        read = list(workers.read(killed_by_13, batches, lambda items, _: [-n for n in items], add))
    assert read == [[-n if n == 13 else n for n in batch] for batch in batches]


def test_a_worker_that_dies_while_another_starts_costs_no_other_item(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = ProcessPoolExecutor._spawn_process  # type: ignore[attr-defined]

    def start_late(pool: ProcessPoolExecutor) -> None:
        time.sleep(1 if pool._processes else 0)  # longer than the first one takes to die
        start(pool)

    monkeypatch.setattr(ProcessPoolExecutor, "_spawn_process", start_late)
    with Workers(2, 300_000_000) as workers:
        read = list(workers.read(killed_by_13, [[13], [1]], lambda items, _: [-items[0]], add))
    assert read == [[-13], [1]]


def test_batches_are_drawn_only_as_fast_as_they_are_read() -> None:
    drawn: list[int] = []
    batches = ([drawn.append(n) or n] for n in range(100))  # type: ignore[func-returns-value]
    with Workers(1, 300_000_000) as workers:
        read = workers.read(killed_by_13, batches, lambda items, _: items, add)
        assert next(read) == [0]
        assert len(drawn) <= 4
        read.close()


def test_halving_costs_only_the_item_that_fails() -> None:
    def read(numbers: list[int]) -> list[str]:
        return [str(1 // n) for n in numbers]

    found = halve_what_fails(read, [1, 0, 2], lambda _, error: [type(error).__name__], add)
    assert found == ["1", "ZeroDivisionError", "0"]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def parse_a_page() -> None:
    assert pages.run(len, "page") == 4


def test_a_run_that_is_a_child_process_ends_though_it_has_parsed_pages() -> None:
    # The schedule starts each run so, and the next only when this one has ended.
    run = multiprocessing.get_context("spawn").Process(target=parse_a_page)
    run.start()
    run.join(timeout=100)
    has_ended = run.exitcode == 0
    run.kill()
    assert has_ended


def parse_and_end_slowly(complaints: Path) -> None:
    """A run that ends with its parser alive, so slowly that a thread can meet what another one is closing."""
    os.dup2(os.open(complaints, os.O_WRONLY | os.O_CREAT), 2)
    shutdown = ProcessPoolExecutor.shutdown

    def close(end: Connection) -> None:
        file = end.fileno()
        time.sleep(0.2)
        os.close(file)

    def shut_down(pool: ProcessPoolExecutor, **how: bool) -> None:
        time.sleep(0.2)
        shutdown(pool, **how)

    Connection._close = close  # type: ignore[attr-defined]
    ProcessPoolExecutor.shutdown = shut_down  # type: ignore[method-assign, assignment]
    parse_a_page()


def parse_until_refused() -> None:
    with suppress(TooMuch):
        while True:
            parse_a_page()


def end_while_others_parse(complaints: Path) -> None:
    """A run that a signal ends waits for none of the threads that look at boards."""
    os.dup2(os.open(complaints, os.O_WRONLY | os.O_CREAT), 2)
    parse_a_page()
    for _ in range(3):
        threading.Thread(target=parse_until_refused).start()
    time.sleep(0.02)


class Stopped(BaseException):
    """What a signal raises in the main thread."""


def stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def end_while_workers_start(complaints: Path) -> None:
    """A run that a signal meets between two steps of starting a pool."""
    os.dup2(os.open(complaints, os.O_WRONLY | os.O_CREAT), 2)
    start = _ExecutorManagerThread.start

    def start_late(thread: _ExecutorManagerThread) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.2)
        start(thread)

    _ExecutorManagerThread.start = start_late  # type: ignore[method-assign]
    signal.signal(signal.SIGTERM, stop)
    with suppress(Stopped), Workers(1, 300_000_000) as workers:
        workers.run(len, "page")


@pytest.mark.parametrize(
    "ends", [parse_and_end_slowly, end_while_others_parse, end_while_workers_start]
)
def test_a_run_that_is_a_child_process_ends_without_a_word(
    tmp_path: Path, ends: Callable[[Path], None]
) -> None:
    complaints = tmp_path / "complaints"
    run = multiprocessing.get_context("spawn").Process(target=ends, args=(complaints,))
    run.start()
    run.join(60)
    has_ended = run.exitcode == 0
    run.kill()
    assert has_ended
    assert complaints.read_text("utf-8") == ""


def test_a_signal_that_comes_as_the_work_ends_says_its_reason_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits._Limits, "hold", True)
    monkeypatch.setattr(limits, "_set_timers", lambda *_: None)
    with at_most(2):
        pass
    with pytest.raises(TooMuch, match=r"^took more than 2 s of computing$"):
        limits._raise_too_much(0, None)
