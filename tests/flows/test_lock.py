"""One run at a time: a live holder is respected, a dead one is not waited for."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.errors import RunInProgress
from flows.lock import only_run


def hold(folder: Path, **changes: object) -> Path:
    file = folder / "run.lock"
    file.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "started_at": time.time()} | changes))
    return file


def test_a_second_run_in_the_same_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(RunInProgress, match=f"PID {os.getpid()}"), only_run(tmp_path):
        pass


def test_the_lock_is_gone_after_the_run_and_after_an_error(tmp_path: Path) -> None:
    with only_run(tmp_path):
        pass
    with pytest.raises(ZeroDivisionError), only_run(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    hold(tmp_path, pid=dead.pid)
    with only_run(tmp_path):
        assert json.loads((tmp_path / "run.lock").read_text())["pid"] == os.getpid()


def test_a_lock_without_a_heartbeat_for_a_minute_is_taken_over(tmp_path: Path) -> None:
    file = hold(tmp_path, host="another-machine")
    with pytest.raises(RunInProgress, match="another-machine"), only_run(tmp_path):
        pass
    os.utime(file, (time.time() - 61, time.time() - 61))
    with only_run(tmp_path):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}'])
def test_a_lock_file_that_says_nothing_is_taken_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.lock").write_text(content)
    with only_run(tmp_path):
        pass
