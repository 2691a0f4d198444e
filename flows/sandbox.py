"""Runs code on what strangers sent in processes of its own, within limits of computing time and memory.

Decides what a worker may take, how it ends, and how one bad item is found among many: by halving.
Leaves to `flows.classify`, `flows.files.label` and the sources what becomes of such an item.

A parser written in C can crash, or take minutes over a maliciously crafted page (Lexbor: 65 s for 1 MB of `<option>`).
No exception stops it.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from types import FrameType
from typing import Protocol, Self, TypeVar

PAGE_MAX_BYTES = 5_000_000
"""The most of a web page that is read: ten times the largest job page seen. A crafted megabyte costs seconds in one pass."""

READERS_BYTES = 4_000_000_000
"""Memory that readers of postings may set aside. Polars and pyarrow reserve 1.3 GB to read a slice in 0.2."""

_PAGE_S = 5.0  # an honest page of half a megabyte takes some hundredths of a second
_PAGE_BYTES = 1_000_000_000  # an honest page takes 50 MB

_GRACE_S = 3.0  # between the exception that stops Python's code and the signal that ends C code
_WALL_IN_LIMITS = 20  # only a worker that waits gets here, however slow the machine
# A forked child would inherit threads' locks in the middle of their work.
_SPAWN = multiprocessing.get_context("spawn")
_RESERVED_A_CORE = 64 * 2**20  # what the C library sets aside for each thread, touched or not
_BATCHES_A_WORKER = 3  # under way at once: enough to keep it busy, few enough to keep memory flat

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Batch(Protocol):
    """Items that can be counted and sliced: a list, a frame."""

    def __len__(self) -> int:
        """How many."""

    def __getitem__(self, rows: slice, /) -> Self:
        """Some of them."""


Items = TypeVar("Items", bound=Batch)


class TooMuch(Exception):
    """A piece of work took more than its limit. The message says which, in words for the quarantine."""


class _Limits:
    """Whether this process is a worker, in which signals may end what it does."""

    hold = False


def confine(memory_bytes: int) -> None:
    """Makes this process a worker: it ends with the run, keeps to its memory and obeys `at_most`.

    Args:
        memory_bytes: most that it may set aside. Libraries reserve far more than they touch.
    """
    _Limits.hold = True
    _end_with_the_run()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers
    signal.signal(signal.SIGPROF, _raise_too_much)
    most = memory_bytes + (os.cpu_count() or 1) * _RESERVED_A_CORE
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Lets the block compute so long in a worker. Outside of a worker it has no limit.

    An exception stops Python's own code. C code that does not return is killed with its process shortly after: a dead worker.

    Raises:
        TooMuch: the seconds were used up.
    """
    if not _Limits.hold:
        yield
        return
    _set_timers(seconds, seconds + _GRACE_S)
    try:
        yield
    except TooMuch:
        raise TooMuch(f"took more than {seconds:g} s of computing") from None
    finally:
        _set_timers(0, 0)


def _set_timers(until_raised_s: float, until_killed_s: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, until_raised_s)
    signal.setitimer(signal.ITIMER_VIRTUAL, until_killed_s)


def halve_what_fails(
    read: Callable[[Items], Result],
    items: Items,
    reject: Callable[[Items, Exception], Result],
    join: Callable[[Result, Result], Result],
    failure: type[Exception] = Exception,
) -> Result:
    """What `read` makes of all items together, but for those that fail even alone.

    Args:
        read: reads items together.
        items: a list or frame.
        reject: what becomes of one item (or none) that fails alone, with its error.
        join: puts the results of two halves together.
        failure: the errors that halving is worth. Others go on.
    """
    try:
        return read(items)
    except failure as exc:
        if len(items) <= 1:
            return reject(items, exc)
    half = len(items) // 2
    return join(
        halve_what_fails(read, items[:half], reject, join, failure),
        halve_what_fails(read, items[half:], reject, join, failure),
    )


class Workers:
    """Confined processes, started when first needed and restarted when one dies.

    Args:
        n_workers: how many.
        memory_bytes: most that each may set aside.
        seconds: most that one piece of work may compute. It may wait twenty times as long.
        prepare: what each process does first. Fit to be pickled.
    """

    def __init__(
        self,
        n_workers: int,
        memory_bytes: int,
        seconds: float = 30.0,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._n_workers, self._memory_bytes, self._seconds = n_workers, memory_bytes, seconds
        self._prepare = prepare
        self._turn = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, work: Callable[[Argument], Result], argument: Argument) -> Result:
        """What `work` makes of `argument`. Both must be fit to be pickled. Threads take turns.

        Raises:
            TooMuch: it took more than its time or memory, or its process died.
            Exception: whatever `work` raises.
        """
        with self._turn:
            try:
                done: Future[Result] = self._submit(_within, self._seconds, work, argument)
                return self._result(done)
            except _Died as exc:
                raise TooMuch(
                    f"took more than {self._seconds:g} s of computing, or crashed its parser"
                ) from exc
            except MemoryError as exc:
                raise TooMuch(
                    f"took more than {self._memory_bytes / 1e6:,.0f} MB of memory"
                ) from exc

    def read(
        self,
        work: Callable[[Items], Result],
        batches: Iterable[Items],
        reject: Callable[[Items, Exception], Result],
        join: Callable[[Result, Result], Result],
    ) -> Iterator[Result]:
        """What `work` makes of each batch, in order, several at a time.

        A batch whose worker dies is halved until the culprit stands alone. `work` sets its own limits of time, with `at_most`.
        """
        waiting = iter(batches)
        under_way: deque[tuple[Items, Future[Result]]] = deque()
        while True:
            room = self._n_workers * _BATCHES_A_WORKER - len(under_way)
            under_way.extend((batch, self._submit(work, batch)) for batch in islice(waiting, room))
            if not under_way:
                return
            batch, future = under_way.popleft()
            try:
                result = self._result(future)
            except _Died:
                # The others went down with the same pool.
                waiting = chain([other for other, _ in under_way], waiting)
                under_way.clear()
                result = halve_what_fails(
                    lambda items: self._result(self._submit(work, items)),
                    batch, reject, join, _Died,
                )  # fmt: skip
            yield result

    def close(self) -> None:
        """Ends the workers at once, whatever they do. The next work starts others."""
        if self._pool is None:
            return
        for process in list((self._pool._processes or {}).values()):
            process.kill()
        # Waits for the thread that cleans up behind them. When Python ends meanwhile, both close the same files.
        self._pool.shutdown(cancel_futures=True)
        self._pool = None

    def close_at_exit(self) -> None:
        """Ends the workers when this process ends, also where it is itself a child of another."""
        # No atexit: a child process first waits for its own children, and these never end by themselves. Before the queues of
        # the pool, which end at 10: their end and that of the workers would close the same files.
        Finalize(None, self.close, exitpriority=20)

    def _submit(self, work: Callable[..., Result], *arguments: object) -> Future[Result]:
        try:
            return self._started().submit(work, *arguments)
        except BrokenProcessPool:
            self.close()
            return self._submit(work, *arguments)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._n_workers,
                mp_context=_SPAWN,
                initializer=_start_worker,
                initargs=(self._memory_bytes, self._prepare),
            )
        return self._pool

    def _result(self, future: Future[Result]) -> Result:
        """Raises _Died, with all workers ended, when there will be no result."""
        try:
            return future.result(timeout=self._seconds * _WALL_IN_LIMITS)
        except FutureTimeoutError as exc:
            self.close()
            raise _Died("took too long to parse") from exc
        except BrokenProcessPool as exc:
            self.close()
            raise _Died("crashed the parser, or took all its time or memory") from exc


def _start_worker(memory_bytes: int, prepare: Callable[[], None] | None) -> None:
    confine(memory_bytes)
    if prepare:
        prepare()


class _Died(Exception):
    """A worker died or had to be killed. The message says why, in words for the quarantine."""


def _within(seconds: float, work: Callable[[Argument], Result], argument: Argument) -> Result:
    with at_most(seconds):
        return work(argument)


def _raise_too_much(_signal: int, _frame: FrameType | None) -> None:
    raise TooMuch


def _end_with_the_run() -> None:
    """Makes a worker end when its run is killed. It holds both ends of its queue and would wait on."""
    run = multiprocessing.parent_process()
    if run is not None:
        threading.Thread(target=_end_after, args=(run,), daemon=True).start()


def _end_after(run: BaseProcess) -> None:
    run.join()
    os._exit(1)  # at once, whatever it is reading: nobody will take the result


pages = Workers(1, _PAGE_BYTES, _PAGE_S)
"""Where the sources' web pages are parsed."""

pages.close_at_exit()
