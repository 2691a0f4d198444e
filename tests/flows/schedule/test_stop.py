"""A run that is told to end does, also where Python cannot raise: inside one long step of somebody else's code."""

import signal
import subprocess
import sys

import pytest

from flows.schedule.stop import Stopped, raising_stopped, signals_later

STUCK = """
import ctypes
from flows.schedule import stop
stop._RUN_GRACE_S = 0.2
with stop.ending_in_time():
    mutex = ctypes.create_string_buffer(128)
    lock = ctypes.CDLL(None).pthread_mutex_lock
    lock(mutex)
    print("stuck", flush=True)
    lock(mutex)  # never returns, and no signal interrupts it
"""

INTERRUPTED = """
import time
from flows.schedule import stop
with stop.ending_in_time():
    print("running", flush=True)
    time.sleep(1)
print("over")
"""

ENDED = """
import os, signal, time
from flows.schedule import stop
stop._RUN_GRACE_S = 0.2
signal.signal(signal.SIGTERM, lambda *_: None)
with stop.ending_in_time():
    pass
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(1)
print("alive")
"""


def test_a_run_that_is_stuck_ends_shortly_after_sigterm() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STUCK], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "stuck\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) != 0


def test_ctrl_c_is_left_to_the_schedule() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("over\n", None)


def test_a_signal_after_the_run_is_not_its_end() -> None:
    done = subprocess.run([sys.executable, "-c", ENDED], capture_output=True, text=True, timeout=60)
    assert done.stdout == "alive\n"


def test_a_signal_while_a_process_starts_comes_once_it_can_be_ended() -> None:
    done: list[str] = []

    def start() -> None:
        with raising_stopped(), signals_later():
            signal.raise_signal(signal.SIGTERM)
            done.append("started")

    with pytest.raises(Stopped):
        start()
    assert done == ["started"]
