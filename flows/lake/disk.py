"""Writes files whole or not at all, and recognises a disk that is full or refuses to be written.

Decides the message of a storage error, whoever raised it: polars and DuckDB wrap what the system said in errors of
their own, so its words count as well as its number. Leaves what is written to `flows.lake.parts`.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import polars as pl

from flows.errors import RolecallError, StorageError
from flows.lake.checksums import UNSEALED, is_as_sealed, seal

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)

_COMPRESSION_LEVEL = 3  # zstd 3: JSON bodies in a third of snappy's size, in the same time
_PARQUET_MAGIC = b"PAR1"  # every whole Parquet file ends with it
_PARQUET_END = 8  # the length of the footer, and the magic

_WHAT_TO_DO = "Restore it from a backup, or move it away: its contents are then missing, and everything else works"
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What reading a damaged Parquet file raises. A panic is no Exception to Python."""

_REASON_CHARS = 200


def write_parquet(frame: pl.DataFrame, file: Path, metadata: dict[str, str] | None = None) -> None:
    """Writes a frame as one file, in a folder that is made when it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as unfinished:
        frame.write_parquet(
            unfinished,
            compression="zstd",
            compression_level=_COMPRESSION_LEVEL,
            metadata={**(metadata or {}), **UNSEALED},
        )
        seal(unfinished)


def read_parquet(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """The rows of one file. Raises RolecallError when its bytes are not those that were written."""
    require_unchanged(file)
    return pl.read_parquet(file, glob=False, columns=columns)


def scan(files: list[Path], schema: pl.Schema, *, is_checked: bool = False) -> pl.LazyFrame:
    """The rows of these files. Files from before a column was added hold nulls in it.

    `is_checked`: read each file whole first, to see that its bytes are those that were written.
    """
    if is_checked:
        require_unchanged(*files)
    if not files:
        return pl.LazyFrame(schema=schema)
    return pl.scan_parquet(
        files, glob=False, schema=schema, missing_columns="insert", extra_columns="ignore"
    )


def require_unchanged(*files: Path) -> None:
    """Raises RolecallError, naming the file, when the bytes of one are not those that were written."""
    for file in files:
        with naming(file):
            if not is_as_sealed(file):
                raise _damaged(file, "its bytes are not those that were written")


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Gives a temporary file name to write to, then renames it: `file` is whole or as before, even after a power cut."""
    # Not the PID alone: workers of a cluster share the folder and may have the same.
    unfinished = file.with_name(f".{file.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        yield unfinished
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
        sync_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def require_whole(file: Path) -> None:
    """Raises RolecallError when a file is not a whole Parquet file."""
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - len(_PARQUET_MAGIC)))
        if opened.read() != _PARQUET_MAGIC:
            raise _damaged(file, "not a whole Parquet file")


def digest_of_footer(file: Path) -> str:
    """Names what a Parquet file holds: its footer has the size and the least and largest value of each column's blocks."""
    with file.open("rb") as opened:
        opened.seek(-_PARQUET_END, os.SEEK_END)
        n_bytes = int.from_bytes(opened.read(4), "little")
        opened.seek(-_PARQUET_END - n_bytes, os.SEEK_END)
        return blake2b(opened.read(n_bytes), digest_size=16).hexdigest()


def sync_folder(folder: Path) -> None:
    """Flushes a folder's list of names to the disk. Without this a power cut may undo a rename.

    Raises:
        OSError: the disk refuses. File systems that cannot sync a folder (some network folders) are left alone.
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
def naming(place: Path) -> Iterator[None]:
    """Turns errors of a disk that refuses to be written, and of a file that cannot be read, into one that names where.

    Raises:
        StorageError: the disk is full, or the folder is read-only or somebody else's.
        RolecallError: a Parquet file at or under `place` is damaged inside.
    """
    try:
        yield
    except RolecallError:
        raise
    except _UNREADABLE as exc:
        refusal = storage_error(exc, place) if isinstance(exc, Exception) else None
        if error := refusal or _damage(place):
            raise error from exc
        raise
    except Exception as exc:
        if refusal := storage_error(exc, place):
            raise refusal from exc
        raise


def _damage(place: Path) -> RolecallError | None:
    """The error that names the first file which cannot be read. None when all can: then the fault is ours."""
    # polars does not say which of many files it was reading. Reading them one by one is slow, and done only then.
    for file in sorted(place.rglob("*.parquet")) if place.is_dir() else [place]:
        if (why := _why_unreadable(file)) is not None:
            return _damaged(file, why)
    return None


def _why_unreadable(file: Path) -> str | None:
    try:
        pl.read_parquet(file, glob=False)
    except _UNREADABLE as exc:
        return (str(exc).splitlines() or [""])[0][:_REASON_CHARS]
    return None


def _damaged(file: Path, why: str) -> RolecallError:
    return RolecallError(f"{file} is damaged: {why}. {_WHAT_TO_DO}")


def storage_error(exc: Exception, folder: Path | None = None) -> StorageError | None:
    """The error that says what to do about a disk that refuses to be written. None for any other error.

    Args:
        exc: what was raised.
        folder: where it was written to; by default the file that the error names.
    """
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
