"""Many boards at once: what ends them all."""

import signal
import subprocess
import sys

from tests.flows.conftest import PATIENCE_S

WAITING = """
import os, signal, threading
import polars  # catches SIGINT, too
from flows.boards.side_by_side import ask_side_by_side
from flows.settings import Settings
from flows.sources import Board
from flows.web.client import PoliteClient

with PoliteClient(Settings()) as client:
    def wait(_board):
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        client._turns.stopped.wait()

    list(ask_side_by_side(client, [Board("lever", "example-co")], wait, 1))
"""


def test_ctrl_c_ends_a_run_that_waits_for_a_host() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAITING],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.stderr.endswith("KeyboardInterrupt\n")
    assert done.returncode == -signal.SIGINT
