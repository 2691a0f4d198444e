"""Ends `rolecall serve` and the run in progress on a signal, within `ENDS_WITHIN_S`.

Decides that Ctrl-C and SIGTERM do the same, and how long a run may take to end. Leaves cancelling it to Prefect's runner.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

ENDS_WITHIN_S = 15.0
"""What a supervisor should wait before it kills. systemd waits 90 s, a container 10 s unless told otherwise, as ours is."""

_RUN_GRACE_S = 4.0  # the run's share; saving the looks it has made takes a second
_RUNNER_GRACE_S = 9.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """Raised by a signal to stop. Not an Exception, so that no error handler swallows it."""


@contextmanager
def raising_stopped() -> Iterator[None]:
    """Raises Stopped in the main thread at the first signal inside the block. Further ones are ignored, because it is already ending."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def signals_later() -> Iterator[None]:
    """Keeps a signal to stop until the end of the block, in which something starts that must be ended."""
    came: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _frame: came.append(number)) for each in _SIGNALS
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def run_until_stopped(
    start: Callable[[], Coroutine[Any, Any, None]], stop: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Runs a service in its own thread, where it installs no signal handlers, until a signal comes or it ends by itself.

    Args:
        start: runs the service.
        stop: asks it to end, and waits for the runs in progress.

    Raises:
        BaseException: whatever the service raised.
    """
    loop = asyncio.new_event_loop()
    failed: list[BaseException] = []

    def serve() -> None:
        try:
            loop.run_until_complete(start())
        except BaseException as exc:  # raised in the waiting thread
            failed.append(exc)

    serving = threading.Thread(target=serve, name="runner", daemon=True)
    serving.start()
    try:
        serving.join()
    except Stopped:
        ended = asyncio.run_coroutine_threadsafe(stop(), loop)
        with suppress(TimeoutError):
            ended.result(timeout=_RUNNER_GRACE_S)
        serving.join(timeout=1.0)
        return
    if failed:
        raise failed[0]


@contextmanager
def ending_in_time() -> Iterator[None]:
    """Kills this process when a run inside the block has not ended `_RUN_GRACE_S` after SIGTERM.

    Ctrl-C reaches every process of a terminal. Here it is ignored: the schedule handles it and ends its run with SIGTERM.

    Python raises the signal's exception between two steps of its own code, and one step can be a query of minutes. What a run
    had not committed by then is lost, as with a power cut, and nothing else.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    on_interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_after_signal, args=(reader,), daemon=True).start()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, on_interrupt)
        signal.set_wakeup_fd(before)
        os.close(writer)


def _end_after_signal(reader: int) -> None:
    while number := os.read(reader, 1):
        if number[0] == signal.SIGTERM:
            break
    else:
        return
    time.sleep(_RUN_GRACE_S)
    os._exit(128 + signal.SIGTERM)
