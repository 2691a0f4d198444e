"""Recognises storage that is full, closed or out of reach, whoever raised the error.

polars and DuckDB wrap what the system said in errors of their own, so its words count as well as its number. Decides the
message, with what to do. Leaves who asks to `flows.lake.disk` and the command line.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from flows.errors import StorageError
from flows.lake.objects import ObjectPath

REASON_CHARS = 200
"""As much of a library's message as a person reads."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST)


def storage_error(exc: Exception, folder: Path | ObjectPath | None = None) -> StorageError | None:
    """The error that says what to do about a disk that refuses to be written. None for any other error.

    Args:
        exc: what was raised.
        folder: where it was written to; by default the file that the error names.
    """
    if type(exc).__module__.startswith("obstore"):
        words = (str(exc).splitlines() or [""])[0][:REASON_CHARS]
        return StorageError(f"{folder or 'the object store'} cannot be read or written: {words}")
    code = _refusal(exc)
    if code is None:
        return None
    words = os.strerror(code)
    where = folder or _named_file(exc)
    if code in _FULL:
        return StorageError(
            f"no space left to write to {where or 'the disk'} ({words}). Free some and run again. "
            f"The last market and report are intact, and what this run stored is not fetched again"
        )
    advice = (
        "Make it writable, or set ROLECALL_HOME to another folder"
        if folder
        else "Choose another place"
    )
    return StorageError(
        f"{where or 'a file'} cannot be written to ({words}). {advice}. Nothing there was changed"
    )


def _refusal(exc: Exception) -> int | None:
    """The system's error number when a disk refused, found in the words when the error has no number."""
    codes = (*_FULL, *_CLOSED)
    if isinstance(exc, OSError) and exc.errno is not None:
        return exc.errno if exc.errno in codes else None
    text = str(exc)
    return next((code for code in codes if os.strerror(code) in text), None)


def _named_file(exc: Exception) -> Path | None:
    name = getattr(exc, "filename", None)
    return Path(os.fsdecode(name)) if isinstance(name, (str, bytes)) else None
