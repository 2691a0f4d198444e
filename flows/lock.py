"""One run at a time in one data folder: a lock file with the PID that holds it and a heartbeat.

Decides who may write the lake. Not a database's or a scheduler's lock, because those outlive a killed process: here a
lock whose process is gone is taken over at once, and one whose process is alive is respected however old it is. The
heartbeat covers the rest: a PID reused by another program, or a folder shared with another machine.
"""

from __future__ import annotations

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
        file.unlink(missing_ok=True)


def _take(file: Path) -> None:
    me = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "started_at": time.time()})
    for _ in range(3):  # a stale lock may be removed by two waiting runs: whoever loses looks again
        own = file.with_name(f".{file.name}.{os.getpid()}.tmp")
        own.write_text(me, encoding="utf-8")
        try:
            os.link(own, file)  # atomic and fails when the lock stands, with its content already whole
        except FileExistsError:
            holder = _holder(file)
            if holder is not None and _is_alive(file, holder):
                raise RunInProgress(
                    f"another run (PID {holder['pid']} on {holder['host']}) is writing to {file.parent}; "
                    f"wait for it, or set ROLECALL_HOME to another folder"
                ) from None
            file.unlink(missing_ok=True)
        else:
            return
        finally:
            own.unlink(missing_ok=True)
    raise RunInProgress(f"another run took {file} at this moment; try again")


def _holder(file: Path) -> dict[str, object] | None:
    with suppress(OSError, ValueError):
        holder = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(holder, dict) and isinstance(holder.get("pid"), int):
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
        return quiet_s < _DEAD_AFTER_S
    return False


def _beat(file: Path, stop: threading.Event) -> None:
    while not stop.wait(_HEARTBEAT_S):
        with suppress(OSError):
            file.touch()
