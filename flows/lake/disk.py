"""Storage: tells a disk that is full or refuses to be written from every other error, whoever reports it.

polars and DuckDB wrap what the system said in errors of their own, so its words are looked for as well as its number.
Decides the message; that nothing is damaged is the doing of those who write beside and rename (`flows.lake.parts`,
`warehouse.market`, `reports.site.archive`).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import RolecallError, StorageError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def sync_folder(folder: Path) -> None:
    """Flushes a folder's list of names to the disk: until then a power cut may undo a rename, however whole its file is.

    Raises:
        OSError: the disk refuses. A file system that knows no such thing (some network folders) is left to its own ways.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as exc:
        if exc.errno != errno.EINVAL:
            raise
    finally:
        os.close(opened)


@contextmanager
def naming(folder: Path) -> Iterator[None]:
    """Turns what the block raises when `folder` cannot be written into one StorageError that names it.

    Raises:
        StorageError: the disk is full, or the folder is read-only or somebody else's.
    """
    try:
        yield
    except RolecallError:
        raise
    except Exception as exc:
        if told := storage_error(exc, folder):
            raise told from exc
        raise


def storage_error(exc: Exception, folder: Path | None = None) -> StorageError | None:
    """The error as a person can act on it; None when it is not the disk that refused.

    Args:
        exc: what was raised.
        folder: where it was written to; by default the file that the error names.
    """
    said = _said(exc)
    if said is None:
        return None
    number, words = said
    named = getattr(exc, "filename", None)
    where = folder or (Path(os.fsdecode(named)) if isinstance(named, (str, bytes)) else None)
    if number in _FULL:
        return StorageError(
            f"no room left to write to {where or 'the disk'} ({words}). Free some and run again: the last market and report "
            f"are whole, and what was kept of this run is not fetched anew"
        )
    advice = (
        "Make it writable, or set ROLECALL_HOME to another folder"
        if folder
        else "Choose another place"
    )
    return StorageError(
        f"{where or 'a file'} cannot be written to ({words}). {advice}; nothing there was changed"
    )


def _said(exc: Exception) -> tuple[int, str] | None:
    if isinstance(exc, OSError) and exc.errno is not None:
        return (exc.errno, os.strerror(exc.errno)) if exc.errno in (*_FULL, *_CLOSED) else None
    text = str(exc)
    return next(
        (
            (number, os.strerror(number))
            for number in (*_FULL, *_CLOSED)
            if os.strerror(number) in text
        ),
        None,
    )
