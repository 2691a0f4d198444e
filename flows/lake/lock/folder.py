"""One run at a time in one data folder: a lock on `run.lock` that the kernel holds for the process.

The kernel frees the lock however the process ends, also after `kill -9`, so no lock is ever stale. What stands in the
file only tells people who holds it. Decides who may write the lake: one run, or one run of each shard of the boards. Leaves what is written to
`flows.pipeline`.

Folders without such locks: Linux passes them on to NFS and SMB servers, so runs on several machines see each other. Where
a file system refuses them, the run goes on with a warning, and nothing stops a second run. Windows has no `flock` and
cannot run Rolecall except in WSL.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from flows.errors import RunInProgress

log = logging.getLogger(__name__)


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Holds the lock of a data folder for the length of the block.

    Raises:
        RunInProgress: another run holds it. The message names its PID, its host and since when it runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "run.lock"
    with _take(path) as file:
        _sign(file)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def only_shard(folder: Path, shard: str) -> Iterator[None]:
    """Holds one shard's lock of a data folder for the block. Other shards may scrape at the same time, and nothing else.

    `shard`: its name, such as "3 of 8".

    Raises:
        RunInProgress: the same shard is being scraped, or another run holds the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own, path = folder / f"run.{shard.replace(' ', '-')}.lock", folder / "run.lock"
    with _take(path, fcntl.LOCK_SH) as file, _take(own) as mine:
        _sign(file)
        _sign(mine)
        try:
            yield
        finally:
            own.unlink(missing_ok=True)
            with suppress(RunInProgress):  # the last of the shards deletes the file that they share
                _lock(file, fcntl.LOCK_EX)
                path.unlink(missing_ok=True)


def _sign(file: IO[str]) -> None:
    """Says in the lock who holds it."""
    began = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    file.truncate(0)
    file.write(f"PID {os.getpid()} on {socket.gethostname()}, since {began}")
    file.flush()


def require_free(folder: Path) -> None:
    """Raises RunInProgress when another run holds the folder now: to say so before anything slow starts."""
    file = folder / "run.lock"
    if file.exists():
        with file.open(encoding="utf-8") as opened:
            _lock(opened, fcntl.LOCK_SH)


def _take(path: Path, mode: int = fcntl.LOCK_EX) -> IO[str]:
    """Opens and locks the file. Closing it gives the lock back."""
    while True:
        # Append mode: opening must not erase what the holder wrote.
        file = path.open("a+", encoding="utf-8")
        try:
            _lock(file, mode)
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        except FileNotFoundError:
            pass
        except BaseException:
            file.close()
            raise
        # The run before us ended, and deleted the file that we had opened, just before we locked it.
        file.close()


def _lock(file: IO[str], mode: int) -> None:
    folder = Path(file.name).parent
    try:
        fcntl.flock(file, mode | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        file.seek(0)
        holder = file.readline(200).strip()
        raise RunInProgress(
            f"another run{f' ({holder})' if holder else ''} is writing to {folder}. "
            f"Wait for it, or set ROLECALL_HOME to another folder"
        ) from exc
    except OSError as exc:
        log.warning("%s cannot be locked (%s): start only one run at a time", folder, exc.strerror)
