"""One run at a time: a live holder is respected, a dead one is not waited for."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.errors import RunInProgress
from flows.lake.lock import only_run, require_free


def hold(folder: Path, **changes: object) -> Path:
    file = folder / "run.lock"
    file.write_text(
        json.dumps(
            {"pid": os.getpid(), "host": socket.gethostname(), "started_at": time.time()} | changes
        )
    )
    return file


def test_a_second_run_in_the_same_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    with (
        only_run(tmp_path),
        pytest.raises(RunInProgress, match=f"PID {os.getpid()}"),
        only_run(tmp_path),
    ):
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


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_lock_file_that_says_nothing_is_taken_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.lock").write_text(content)
    with only_run(tmp_path):
        pass


RACE = """
import sys, time
from pathlib import Path
from flows.lake import lock
from flows.errors import RunInProgress

judge = lock._is_alive

def judge_slowly(file, holder):
    verdict = judge(file, holder)
    time.sleep(0.5)
    return verdict

lock._is_alive = judge_slowly
folder = Path(sys.argv[1])
(folder / f"ready{sys.argv[2]}").touch()
while not (folder / "go").exists():
    time.sleep(0.01)
try:
    with lock.only_run(folder / "home"):
        time.sleep(2)
        print("wrote")
except RunInProgress:
    print("gave way")
"""


def test_of_two_runs_that_find_the_same_stale_lock_one_gives_way(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / "home").mkdir()
    hold(tmp_path / "home", pid=dead.pid)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(tmp_path), str(number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    while len(list(tmp_path.glob("ready*"))) < 2:
        time.sleep(0.01)
    (tmp_path / "go").touch()
    assert sorted(run.communicate()[0].strip() for run in runs) == ["gave way", "wrote"]


def test_a_run_whose_lock_was_taken_over_leaves_it_to_the_new_holder(tmp_path: Path) -> None:
    with only_run(tmp_path):
        hold(tmp_path, pid=1)
    assert json.loads((tmp_path / "run.lock").read_text())["pid"] == 1


def test_what_a_run_killed_while_it_took_the_lock_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / f".run.lock.{socket.gethostname()}.4711.tmp").touch()
    with only_run(tmp_path):
        assert [file.name for file in tmp_path.iterdir()] == ["run.lock"]


def test_a_live_run_that_was_stopped_for_an_hour_keeps_its_lock(tmp_path: Path) -> None:
    stopped = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert stopped.stdout is not None
        assert stopped.stdout.readline() == "held\n"
        stopped.send_signal(signal.SIGSTOP)
        os.utime(tmp_path / "run.lock", (time.time() - 3600, time.time() - 3600))
        with pytest.raises(RunInProgress, match=str(stopped.pid)), only_run(tmp_path):
            pass
    finally:
        stopped.kill()
        stopped.wait()


def test_a_pid_that_another_program_has_now_does_not_hold_the_lock(tmp_path: Path) -> None:
    hold(tmp_path, began="1")
    with only_run(tmp_path):
        pass


def test_a_held_folder_is_told_before_anything_slow_is_started(tmp_path: Path) -> None:
    require_free(tmp_path)
    with only_run(tmp_path), pytest.raises(RunInProgress):
        require_free(tmp_path)


HOLDER = """
import sys, time
from pathlib import Path
from flows.lake.lock import only_run, require_free
with only_run(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
