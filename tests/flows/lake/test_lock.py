"""One run at a time: whoever holds the lock is named, and a dead process holds none."""

import errno
import fcntl
import logging
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.errors import RunInProgress
from flows.lake.lock.folder import only_run, only_shard, require_free

HOLDER = """
import sys, time
from pathlib import Path
from flows.lake.lock.folder import only_run
with only_run(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
RACER = """
import sys, time
from pathlib import Path
from flows.errors import RunInProgress
from flows.lake.lock.folder import only_run
folder = Path(sys.argv[1])
(folder / f"ready{sys.argv[2]}").touch()
while not (folder / "go").exists():
    time.sleep(0.01)
try:
    with only_run(folder / "home"):
        time.sleep(2)
        print("wrote")
except RunInProgress:
    print("gave way")
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock of the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_second_run_in_the_same_folder_is_told_who_holds_it_and_since_when(
    tmp_path: Path,
) -> None:
    with only_run(tmp_path), pytest.raises(RunInProgress) as refused, only_run(tmp_path):
        pass
    assert re.fullmatch(
        rf"another run \(PID {os.getpid()} on \S+, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC\) is writing to "
        rf"{re.escape(str(tmp_path))}\. Wait for it, or set ROLECALL_HOME to another folder",
        str(refused.value),
    )


def test_the_lock_is_gone_after_the_run_and_after_an_error(tmp_path: Path) -> None:
    with only_run(tmp_path):
        pass
    with pytest.raises(ZeroDivisionError), only_run(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    end(holder(tmp_path))
    assert (tmp_path / "run.lock").exists()
    require_free(tmp_path)
    with only_run(tmp_path):
        assert (tmp_path / "run.lock").read_text().startswith(f"PID {os.getpid()} on ")


@pytest.mark.parametrize("content", ["", "{", '{"pid": 1, "host": "another-machine"}'])
def test_a_lock_file_that_nobody_holds_stops_nobody(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.lock").write_text(content)
    with only_run(tmp_path):
        assert (tmp_path / "run.lock").read_text().startswith("PID ")


def test_of_two_runs_that_find_the_file_of_a_killed_one_one_gives_way(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "run.lock").write_text("PID 1 on somewhere")
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(tmp_path), str(number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    while len(list(tmp_path.glob("ready*"))) < 2:
        time.sleep(0.01)
    (tmp_path / "go").touch()
    assert sorted(run.communicate()[0].strip() for run in runs) == ["gave way", "wrote"]


def test_a_file_that_its_holder_deletes_meanwhile_is_not_taken_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock, file = fcntl.flock, tmp_path / "run.lock"

    def lock_after_the_other_ended(opened: int, mode: int) -> None:
        monkeypatch.setattr(fcntl, "flock", flock)
        file.unlink()
        flock(opened, mode)

    monkeypatch.setattr(fcntl, "flock", lock_after_the_other_ended)
    with only_run(tmp_path), pytest.raises(RunInProgress), only_run(tmp_path):
        pass


def test_a_live_run_that_was_stopped_for_an_hour_keeps_its_lock(tmp_path: Path) -> None:
    stopped = holder(tmp_path)
    try:
        stopped.send_signal(signal.SIGSTOP)
        os.utime(tmp_path / "run.lock", (time.time() - 3600, time.time() - 3600))
        with pytest.raises(RunInProgress, match=str(stopped.pid)), only_run(tmp_path):
            pass
    finally:
        end(stopped)


def test_a_held_folder_is_told_before_anything_slow_is_started(tmp_path: Path) -> None:
    require_free(tmp_path)
    with only_run(tmp_path), pytest.raises(RunInProgress):
        require_free(tmp_path)


def test_where_the_file_system_knows_no_locks_the_run_goes_on_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(fcntl, "flock", refused)
    with caplog.at_level(logging.WARNING), only_run(tmp_path):
        assert "cannot be locked (Operation not supported)" in caplog.text


def test_shards_are_scraped_at_once_and_each_only_once(tmp_path: Path) -> None:
    with only_shard(tmp_path, "1 of 2"), only_shard(tmp_path, "2 of 2"):
        with pytest.raises(RunInProgress), only_shard(tmp_path, "1 of 2"):
            pass
        with pytest.raises(RunInProgress), only_run(tmp_path):
            pass
    assert list(tmp_path.iterdir()) == []


def test_no_shard_is_scraped_while_a_run_holds_the_folder(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(RunInProgress), only_shard(tmp_path, "1 of 2"):
        pass
    with only_shard(tmp_path, "1 of 2"):
        pass


def test_a_shard_that_ends_first_leaves_the_others_their_lock(tmp_path: Path) -> None:
    with only_shard(tmp_path, "1 of 2"):
        with only_shard(tmp_path, "2 of 2"):
            pass
        with pytest.raises(RunInProgress), only_run(tmp_path):
            pass
    with only_run(tmp_path):
        pass
