"""Keeps a published market as it was built: no write-ahead log of another session can reach it.

DuckDB keeps the changes of a session in `market.duckdb.wal`, found by name. A session that still has the old file open
would write its changes there, and whoever opens the new file next would replay them onto it. So this module puts a
dangling symbolic link under that name. DuckDB reads it as "no log" and cannot create one, so a session that tries to
write gets an error, and everybody can read. On a disk without symbolic links the old file is replaced only while
nobody can write to it. Leaves the market itself to `market`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":  # Windows itself refuses to replace a file that is open
    import fcntl

NOWHERE = "no-such-folder/this-market-is-read-only"
"""Where the link leads to. DuckDB takes only a missing folder (ENOENT) for a missing log."""


class MarketInUse(Exception):
    """A session has written to the old market and is still open. The message names the file."""


def log_of(file: Path) -> Path:
    """Where DuckDB keeps the changes of a session on `file`."""
    return file.with_name(f"{file.name}.wal")


@contextmanager
def guarding(file: Path) -> Iterator[None]:
    """Keeps sessions from writing to the old market while it is replaced, and afterwards where links can be made.

    Raises:
        MarketInUse: a session could still write a log that would fit neither market.
    """
    with _no_writer(file) as is_idle:
        log = log_of(file)
        if is_idle and not _is_blocked(log):
            log.unlink(missing_ok=True)  # left by a session that was killed
        if not _is_blocked(log) and not _block(log) and not is_idle:
            raise MarketInUse(
                f"{file} is open in another program that can write to it, so it cannot be replaced. "
                f"Close that session"
            )
        yield


@contextmanager
def _no_writer(file: Path) -> Iterator[bool]:
    """Yields whether nobody can write to the file. If so, nobody can until the block ends: DuckDB honours this lock."""
    if sys.platform == "win32" or not file.exists():
        yield True
        return
    with file.open("rb") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
            is_idle = True
        except BlockingIOError:
            is_idle = False
        except OSError:
            is_idle = True  # a disk without locks, on which DuckDB opens no file at all
        yield is_idle


def _is_blocked(log: Path) -> bool:
    return log.is_symlink() and not log.exists()


def _block(log: Path) -> bool:
    """Puts the link in place. False when there is a log already, or the disk has no symbolic links."""
    with contextlib.suppress(OSError, NotImplementedError):
        log.symlink_to(NOWHERE)
        return True
    return False
