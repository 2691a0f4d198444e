"""Runs code on what strangers sent in a process of its own, within limits of computing time and memory.

A parser written in C can crash, or take minutes for a page made to that end (Lexbor: 65 s for 1 MB of `<option>`), and no
exception stops it. Decides what a worker may take and how it ends; leaves to `flows.classify` and to the sources what a
posting is that could not be read within it.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import TypeVar

PAGE_MAX_BYTES = 5_000_000
"""The most of a web page that is read: ten times the largest job page seen, which carried its whole site's script. Even
expressions that take a page in one pass need seconds for a megabyte made to that end."""

_GRACE_S = 3.0  # between the exception that ends Python's own work and the signal that ends whatever does not hear it
_WALL_IN_LIMITS = 20  # only a worker that waits instead of computing gets here; busy machines slow an honest one down
_RESERVED_A_CORE = 64 * 2**20  # what the C library sets aside for each thread, touched or not

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class TooMuch(Exception):
    """A piece of work took more than its limit. The message says which, in words for the quarantine."""


class _Limits:
    """Whether this process is a worker, in which signals may end what it does."""

    hold = False


def confine(memory_bytes: int) -> None:
    """Makes this process a worker: it ends with the run, takes no more memory than given, and minds `at_most`.

    Args:
        memory_bytes: most that it may set aside; more than it ever touches, since libraries reserve generously.
    """
    _Limits.hold = True
    _end_with_the_run()
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is the run's to hear, which then ends its workers
    signal.signal(signal.SIGPROF, _raise_too_much)
    most = memory_bytes + (os.cpu_count() or 1) * _RESERVED_A_CORE
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(
        resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Lets the block compute so long in a worker; outside of one it has no limit.

    Python's own code is stopped by an exception. Code in C that does not return is ended with its process shortly after,
    which the other side sees as a worker that died.

    Raises:
        TooMuch: the seconds were used up.
    """
    if not _Limits.hold:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds + _GRACE_S)
    try:
        yield
    except TooMuch:
        raise TooMuch(f"took more than {seconds:g} s of computing") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class Confined:
    """One worker for one piece of work at a time, started at the first need and anew when it dies. Shared by threads."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds, self._memory_bytes = seconds, memory_bytes
        self._turn = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def run(self, work: Callable[[Argument], Result], argument: Argument) -> Result:
        """What `work` makes of `argument`; both must be fit to be pickled.

        Raises:
            TooMuch: it took more than its time or memory, or its process died.
            Exception: whatever `work` raises.
        """
        with self._turn:
            if self._pool is None:
                self._pool = worker_pool(1, self._memory_bytes)
            try:
                done = self._pool.submit(_within, self._seconds, work, argument)
                return done.result(timeout=self._seconds * _WALL_IN_LIMITS)
            except (BrokenProcessPool, FutureTimeoutError) as exc:
                end_pool(self._pool)
                self._pool = None
                raise TooMuch(
                    f"took more than {self._seconds:g} s of computing, or crashed its parser"
                ) from exc
            except MemoryError as exc:
                raise TooMuch(
                    f"took more than {self._memory_bytes / 1e6:,.0f} MB of memory"
                ) from exc

    def close(self) -> None:
        """Ends the worker; the next run starts another."""
        with self._turn:
            if self._pool is not None:
                end_pool(self._pool)
                self._pool = None


def worker_pool(n_workers: int, memory_bytes: int) -> ProcessPoolExecutor:
    """Workers that are confined. Started by spawn: a forked child would inherit threads' locks in the middle of their work."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        n_workers, mp_context=spawn, initializer=confine, initargs=(memory_bytes,)
    )


def end_pool(pool: ProcessPoolExecutor) -> None:
    """Ends the workers at once, whatever they are at."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _within(seconds: float, work: Callable[[Argument], Result], argument: Argument) -> Result:
    with at_most(seconds):
        return work(argument)


def _raise_too_much(_signal: int, _frame: FrameType | None) -> None:
    raise TooMuch


def _end_with_the_run() -> None:
    """Makes a worker end when its run is killed: it holds both ends of the queue it waits at, so it would wait for ever."""
    run = multiprocessing.parent_process()
    if run is not None:
        threading.Thread(target=_end_after, args=(run,), daemon=True).start()


def _end_after(run: BaseProcess) -> None:
    run.join()
    os._exit(1)  # at once, whatever it is reading: nobody will take the result


pages = Confined(seconds=5.0, memory_bytes=1_000_000_000)
"""Where the sources' web pages are parsed: an honest one of half a megabyte takes some hundredths of a second and 50 MB."""

atexit.register(pages.close)
