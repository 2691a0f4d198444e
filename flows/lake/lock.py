"""One run at a time in one data folder: a lock file with the PID that holds it and a heartbeat.

Decides who may write the lake. Not a database's or a scheduler's lock, because those outlive a killed process: here a
lock whose process is gone is taken over at once, and one whose process is alive is respected however old it is. The
heartbeat covers the rest: a PID reused by another program, or a folder shared with another machine.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.errors import RunInProgress

_HEARTBEAT_S = 5.0
_DEAD_AFTER_S = 60.0  # twelve heartbeats missed: the holder is not coming back
_TRIES = (
    3  # on a folder shared with other machines, whoever loses the race for a stale lock looks again
)


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Holds the lock of a data folder for the length of the block.

    Raises:
        RunInProgress: another live run holds it; the message names its PID and host.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "run.lock"
    _take(file)
    stop = threading.Event()
    heart = threading.Thread(target=_beat, args=(file, stop), daemon=True)
    heart.start()
    try:
        yield
    finally:
        stop.set()
        heart.join()
        _release(file)


def require_free(folder: Path) -> None:
    """Raises RunInProgress when a live run holds the folder now: to say so before anything slow is started."""
    file = folder / "run.lock"
    holder = _holder(file)
    if holder is not None and _is_alive(file, holder):
        raise _in_progress(file, holder)


def _in_progress(file: Path, holder: dict[str, object]) -> RunInProgress:
    return RunInProgress(
        f"another run (PID {holder['pid']} on {holder['host']}) is writing to {file.parent}; "
        f"wait for it, or set ROLECALL_HOME to another folder"
    )


def _take(file: Path) -> None:
    host = socket.gethostname()
    me = json.dumps({"pid": os.getpid(), "host": host, "began": _began(os.getpid())})
    own = file.with_name(f".{file.name}.{host}.{os.getpid()}.tmp")
    with _one_at_a_time(file.parent):
        for left in file.parent.glob(
            f".{file.name}.{host}.*.tmp"
        ):  # of a run killed between these lines
            left.unlink(missing_ok=True)
        for _ in range(_TRIES):
            try:
                own.write_text(me, encoding="utf-8")
                os.link(
                    own, file
                )  # atomic and fails when the lock stands, with its content already whole
            except FileExistsError:
                holder = _holder(file)
                if holder is not None and _is_alive(file, holder):
                    raise _in_progress(file, holder) from None
                file.unlink(missing_ok=True)
            else:
                return
            finally:
                own.unlink(missing_ok=True)
    raise RunInProgress(f"another run took {file} at this moment; try again")


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Keeps runs of this machine from judging a stale lock together: the second would remove what the first has just taken.

    The kernel's lock on the folder itself, held for this moment only: it leaves no file and ends with its process.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        with suppress(
            OSError
        ):  # some network folders know no such lock; the link below still is atomic
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _release(file: Path) -> None:
    """Removes the lock, unless another run has taken it over from one that slept too long."""
    holder = _holder(file)
    if holder is None or (holder["pid"], holder["host"]) == (os.getpid(), socket.gethostname()):
        file.unlink(missing_ok=True)


def _holder(file: Path) -> dict[str, object] | None:
    with suppress(OSError, ValueError):
        holder = json.loads(file.read_text(encoding="utf-8"))
        if (
            isinstance(holder, dict)
            and isinstance(holder.get("pid"), int)
            and isinstance(holder.get("host"), str)
        ):
            return holder
    return None


def _is_alive(file: Path, holder: dict[str, object]) -> bool:
    with suppress(FileNotFoundError):
        quiet_s = time.time() - file.stat().st_mtime
        if holder["host"] != socket.gethostname():
            return quiet_s < _DEAD_AFTER_S
        try:
            os.kill(int(str(holder["pid"])), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        began = _began(int(str(holder["pid"])))
        # A run that was stopped for an hour (Ctrl-Z, a closed laptop) is alive however quiet; a reused PID is not that run.
        return began == holder.get("began") if began is not None else quiet_s < _DEAD_AFTER_S
    return False


def _began(pid: int) -> str | None:
    """When a process began, in the kernel's ticks since boot; None where the system does not say."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    return None


def _beat(file: Path, stop: threading.Event) -> None:
    while not stop.wait(_HEARTBEAT_S):
        with suppress(OSError):
            file.touch()
