"""Limits of computing time and memory on what a worker process does.

Decides how a worker is stopped: by an exception, and by a signal where C code does not return. Leaves to
`flows.sandbox.workers` how workers are started and ended, and who does what.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import FrameType

_AGAIN_S = 0.5
_GRACE_S = 3.0  # between the exception that stops Python's code and the signal that ends C code
_RESERVED_A_CORE = 64 * 2**20  # what the C library sets aside for each thread, touched or not


class TooMuch(Exception):
    """A piece of work took more than its limit. The message says which, in words for the quarantine."""


class _Limits:
    """Whether this process is a worker, in which signals may end what it does, and how long that may compute."""

    hold = False
    seconds = 0.0


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
    _Limits.seconds = seconds
    _set_timers(seconds, seconds + _GRACE_S)
    try:
        yield
    finally:
        _set_timers(0, 0)


def _set_timers(until_raised_s: float, until_killed_s: float) -> None:
    # Raised again while it lasts: Python swallows an exception that comes while it clears something away.
    signal.setitimer(signal.ITIMER_PROF, until_raised_s, _AGAIN_S if until_raised_s else 0)
    signal.setitimer(signal.ITIMER_VIRTUAL, until_killed_s)


def _raise_too_much(_signal: int, _frame: FrameType | None) -> None:
    # With its reason, wherever it is raised: it may come when another exception has just ended the block.
    raise TooMuch(f"took more than {_Limits.seconds:g} s of computing")


def _end_with_the_run() -> None:
    """Makes a worker end when its run is killed. It holds both ends of its queue and would wait on."""
    run = multiprocessing.parent_process()
    if run is not None:
        threading.Thread(target=_end_after, args=(run,), daemon=True).start()


def _end_after(run: BaseProcess) -> None:
    run.join()
    os._exit(1)  # at once, whatever it is reading: nobody will take the result
