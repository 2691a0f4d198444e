"""Runs code on what strangers sent in processes of its own, within limits of computing time and memory.

Decides what a worker may take, when it is started and ended, and how one bad item is found among many: by halving. Leaves to
`flows.sandbox.limits` how a worker is stopped, and to `flows.classify`, `flows.files.label` and the sources what becomes of such an item.

A parser written in C can crash, or take minutes over a maliciously crafted page (Lexbor: 65 s for 1 MB of `<option>`).
No exception stops it.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing.util import Finalize
from typing import Protocol, Self, TypeVar

from flows.sandbox.limits import TooMuch, at_most, confine
from flows.sandbox.threads import one_thread_each

PAGE_MAX_BYTES = 5_000_000
"""The most of a web page that is read: ten times the largest job page seen. A crafted megabyte costs seconds in one pass."""

READERS_BYTES = 4_000_000_000
"""Memory that readers of postings may set aside. Polars and pyarrow reserve 1.3 GB to read a slice in 0.2."""

_PAGE_S = 5.0  # an honest page of half a megabyte takes some hundredths of a second
_PAGE_BYTES = 1_000_000_000  # an honest page takes 50 MB

_WALL_IN_LIMITS = 20  # only a worker that waits gets here, however slow the machine
# A forked child would inherit threads' locks in the middle of their work.
_SPAWN = multiprocessing.get_context("spawn")
_A_MOMENT_S = 0.5  # since Polars 2.1 Ctrl-C does not end a wait that has no limit of time
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
        seconds: most that one piece of work may compute.
        prepare: what each process does first. Fit to be pickled.
        wall_seconds: most that one piece of work may take, with its waits. Twenty times as long by default.
    """

    def __init__(
        self,
        n_workers: int,
        memory_bytes: int,
        seconds: float = 30.0,
        prepare: Callable[[], None] | None = None,
        wall_seconds: float | None = None,
    ) -> None:
        self._n_workers, self._memory_bytes, self._seconds = n_workers, memory_bytes, seconds
        self._wall_seconds = wall_seconds or seconds * _WALL_IN_LIMITS
        self._prepare = prepare
        self._turn = threading.Lock()
        # Who starts or ends the pool has it alone: the end of a run comes while another thread parses pages.
        self._changing = threading.RLock()
        self._pool: ProcessPoolExecutor | None = None
        self._is_over = False

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end()
        finally:
            self.end()  # whole, though a signal came meanwhile

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
            except _Over as exc:
                raise TooMuch("was not begun, as the run ends") from exc
            except _Died as exc:
                raise TooMuch(
                    f"took more than {self._seconds:g} s of computing or {self._wall_seconds:g} s in all, or crashed its parser"
                ) from exc
            except TooMuch:
                self.close()  # it may still hold what it took, and the next work would lack it
                raise
            except MemoryError as exc:
                self.close()
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
        with self._changing:
            if self._pool is None:
                return
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            # Waits for the thread that cleans up behind them. When Python ends meanwhile, both close the same files.
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def close_at_exit(self) -> None:
        """Ends the workers when this process ends, also where it is itself a child of another. No work starts others then."""
        # No atexit: a child process first waits for its own children, and these never end by themselves. Before the queues of
        # the pool, which end at 10: their end and that of the workers would close the same files.
        Finalize(None, self.end, exitpriority=20)

    def end(self) -> None:
        """Ends the workers at once, as the run ends: no work starts others."""
        with self._changing:
            self._is_over = True
            self.close()

    def _submit(self, work: Callable[..., Result], *arguments: object) -> Future[Result]:
        """Raises _Over when the run ends."""
        # The exception of a signal comes in the main thread. There it could leave half a pool, with a process that never ends.
        submitted: Future[Future[Result]] = Future()
        try:
            threading.Thread(target=self._hand_over, args=(submitted, work, *arguments)).start()
            while not submitted.done():
                wait([submitted], _A_MOMENT_S)
            return submitted.result()
        except RuntimeError as exc:  # Python itself ends, and starts nothing more
            raise _Over from exc

    def _hand_over(
        self,
        submitted: Future[Future[Result]],
        work: Callable[..., Result],
        *arguments: object,
    ) -> None:
        try:
            with self._changing:
                submitted.set_result(self._taken(work, *arguments))
        except Exception as exc:
            submitted.set_exception(exc)

    def _taken(self, work: Callable[..., Result], *arguments: object) -> Future[Result]:
        if self._is_over:
            raise _Over
        try:
            return self._started().submit(work, *arguments)
        except BrokenProcessPool:
            self.close()
            return self._taken(work, *arguments)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._n_workers,
                mp_context=_SPAWN,
                initializer=_start_worker,
                initargs=(self._memory_bytes, self._prepare),
            )
            # All of them before there is work. One that starts while another dies would get a file that the pool has closed.
            with one_thread_each():
                self._pool._launch_processes()  # type: ignore[attr-defined]
        return self._pool

    def _result(self, future: Future[Result]) -> Result:
        """Raises _Died, with all workers ended, when there will be no result."""
        try:
            return future.result(timeout=self._wall_seconds)
        except FutureTimeoutError as exc:
            self.close()
            raise _Died("took too long to parse") from exc
        except (BrokenProcessPool, CancelledError) as exc:
            self.close()
            raise _Died("crashed the parser, or took all its time or memory") from exc


def _start_worker(memory_bytes: int, prepare: Callable[[], None] | None) -> None:
    confine(memory_bytes)
    if prepare:
        prepare()


class _Died(Exception):
    """A worker died or had to be killed. The message says why, in words for the quarantine."""


class _Over(Exception):
    """The run ends, so no more work is begun."""


def _within(seconds: float, work: Callable[[Argument], Result], argument: Argument) -> Result:
    with at_most(seconds):
        return work(argument)


pages = Workers(1, _PAGE_BYTES, _PAGE_S)
"""Where the sources' web pages are parsed."""

pages.close_at_exit()
