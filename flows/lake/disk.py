"""Reads and writes the files of the lake, each whole or not at all.

A file lies on a disk, or in an object store (`flows.lake.objects`). This module is where the difference is made, and
nobody above it asks. Decides how a file is replaced and when it is damaged. Leaves what is written to `flows.lake.parts`,
and the words for a disk that refuses to `flows.lake.refusals`.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import cast

import polars as pl

from flows.errors import RolecallError
from flows.lake.checksums import UNSEALED, are_as_sealed, is_as_sealed, seal
from flows.lake.objects import ObjectPath, copies_of, delete_all
from flows.lake.refusals import REASON_CHARS, storage_error

_COMPRESSION_LEVEL = 3  # zstd 3: JSON bodies in a third of snappy's size, in the same time
_PARQUET_MAGIC = b"PAR1"  # every whole Parquet file ends with it
_PARQUET_END = 8  # the length of the footer, and the magic

_WHAT_TO_DO = "Restore it from a backup, or move it away: its contents are then missing, and everything else works"
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What reading a damaged Parquet file raises. A panic is no Exception to Python."""

_OTHER_BYTES = "its bytes are not those that were written"

Place = Path | ObjectPath
"""Where a file or folder of the lake is."""


def write_parquet(frame: pl.DataFrame, file: Place, metadata: dict[str, str] | None = None) -> None:
    """Writes a frame as one file, in a folder that is made when it is missing."""
    make_folder(file.parent)
    with replacing(file) as unfinished:
        frame.write_parquet(
            unfinished,
            compression="zstd",
            compression_level=_COMPRESSION_LEVEL,
            metadata={**(metadata or {}), **UNSEALED},
        )
        seal(unfinished)


def write_together(
    files: Sequence[Place],
    schema: pl.Schema,
    file: Place,
    metadata: dict[str, str] | None = None,
) -> None:
    """Writes the rows of several files as one, in their order. Memory stays flat, however many rows there are."""
    with replacing(file) as unfinished:
        scan(files, schema, is_checked=True).sink_parquet(
            unfinished,
            compression="zstd",
            compression_level=_COMPRESSION_LEVEL,
            metadata={**(metadata or {}), **UNSEALED},
        )
        seal(unfinished)


def read_parquet(file: Place, columns: list[str] | None = None) -> pl.DataFrame:
    """The rows of one file. Raises RolecallError when its bytes are not those that were written."""
    if isinstance(file, ObjectPath):  # most are read once: no copy is kept
        raw = file.read_bytes()
        with naming(file):
            if not are_as_sealed(raw):
                raise _damaged(file, _OTHER_BYTES)
            return pl.read_parquet(raw, columns=columns)
    require_unchanged(file)
    return pl.read_parquet(file, glob=False, columns=columns)


def scan(files: Sequence[Place], schema: pl.Schema, *, is_checked: bool = False) -> pl.LazyFrame:
    """The rows of these files. Files from before a column was added hold nulls in it.

    `is_checked`: read each file whole first, to see that its bytes are those that were written.
    """
    if is_checked:
        require_unchanged(*files)
    if not files:
        return pl.LazyFrame(schema=schema)
    # Of an object only what is asked for crosses the network, unless the whole of it had to be checked.
    found = here(files) if is_checked else list(map(str, files))
    return pl.scan_parquet(
        found, glob=False, schema=schema, missing_columns="insert", extra_columns="ignore"
    )


def scan_columns(files: Sequence[Place], schema: pl.Schema) -> pl.LazyFrame:
    """Some columns of files whose other columns are large, with the `file` that a row is in. Of one kind of file the same ones."""
    if not files:
        return pl.LazyFrame(schema={**schema, "file": pl.String})
    objects = [file for file in files if isinstance(file, ObjectPath)]
    found = copies_of(objects, lambda file: file.copy_of_columns(schema))
    return pl.scan_parquet(
        found or list(map(str, files)),
        glob=False,
        schema=schema,
        missing_columns="insert",
        extra_columns="ignore",
        include_file_paths="file",
    )


def here(files: Sequence[Place]) -> list[Path]:
    """The files on this machine: themselves, or copies of objects, taken once for each content."""
    on_disk = [file for file in files if isinstance(file, Path)]
    return on_disk or copies_of(file for file in files if isinstance(file, ObjectPath))


def require_unchanged(*files: Place) -> None:
    """Raises RolecallError, naming the file, when the bytes of one are not those that were written."""
    for file, copy in zip(files, here(files), strict=True):
        with naming(file):
            if not is_as_sealed(copy):
                raise _damaged(file, _OTHER_BYTES)


def metadata_of(file: Place) -> dict[str, str]:
    """What was written into a file beside its rows."""
    with naming(file):
        return file.metadata() if isinstance(file, ObjectPath) else pl.read_parquet_metadata(file)


def age(file: Place) -> int:
    """When a file was written, in ns. Of two the larger is the younger."""
    return file.modified_ns if isinstance(file, ObjectPath) else file.stat().st_mtime_ns


def require_held(folder: Place) -> None:
    """Raises StorageError when this process held a lease of the lake, and has lost it. A lock on a disk cannot get lost."""
    if isinstance(folder, ObjectPath):
        folder.require_held()


def size(file: Place) -> int:
    """How many bytes a listed file has."""
    return file.n_bytes if isinstance(file, ObjectPath) else file.stat().st_size


def find(file: Place) -> Place | None:
    """The file as it is now, or None when it is not there."""
    if isinstance(file, Path):
        return file if file.exists() else None
    try:
        return file.look()
    except FileNotFoundError:
        return None


def make_folder(folder: Place) -> None:
    """Makes a folder, with those it lies in. Objects need none."""
    if isinstance(folder, Path):
        folder.mkdir(parents=True, exist_ok=True)


def delete_folder(folder: Place) -> None:
    """Deletes all that lies in a folder."""
    if isinstance(folder, Path):
        shutil.rmtree(folder, ignore_errors=True)
        return
    delete_all(list(folder.rglob("*")))


def delete_files(files: Sequence[Place]) -> None:
    """Deletes files of one lake."""
    delete_all([file for file in files if isinstance(file, ObjectPath)])
    for file in files:
        if isinstance(file, Path):
            file.unlink(missing_ok=True)


def folders_in(folder: Place) -> list[Place]:
    """The folders directly in a folder, in the order of their names."""
    if isinstance(folder, ObjectPath):
        return [*sorted(folder.folders())]
    return [*sorted(found for found in folder.glob("*") if found.is_dir())]


def files_under(folder: Place, pattern: str = "*.parquet") -> list[Place]:
    """Every file in a folder and the folders in it whose name fits, in the order of their names."""
    return [*sorted(cast(Iterable[Path], folder.rglob(pattern)))]


def move(file: Place, target: Place) -> None:
    """Gives a file another name. After a kill it may have both, where it is an object."""
    if isinstance(target, ObjectPath):
        cast(ObjectPath, file).replace(target)
    else:
        cast(Path, file).replace(target)


@contextmanager
def replacing(file: Place) -> Iterator[Path]:
    """Gives a temporary file name to write to, then renames it: `file` is whole or as before, even after a power cut."""
    if isinstance(file, ObjectPath):
        with file.written() as unfinished:
            yield unfinished
        return
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


def require_whole(file: Place) -> None:
    """Raises RolecallError when a file is not a whole Parquet file. An object is never there in part."""
    if isinstance(file, ObjectPath):
        return
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


def sync_folder(folder: Place) -> None:
    """Flushes a folder's list of names to the disk. Without this a power cut may undo a rename.

    Raises:
        OSError: the disk refuses. File systems that cannot sync a folder (some network folders) are left alone.
    """
    if isinstance(folder, ObjectPath):
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as exc:
        if exc.errno != errno.EINVAL:
            raise
    finally:
        os.close(opened)


@contextmanager
def naming(place: Place) -> Iterator[None]:
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


def _damage(place: Place) -> RolecallError | None:
    """The error that names the first file which cannot be read. None when all can: then the fault is ours."""
    # polars does not say which of many files it was reading. Reading them one by one is slow, and done only then.
    for file in files_under(place) if place.is_dir() else [place]:
        if (why := _why_unreadable(file)) is not None:
            return _damaged(file, why)
    return None


def _why_unreadable(file: Place) -> str | None:
    try:
        pl.read_parquet(here([file])[0], glob=False)
    except _UNREADABLE as exc:
        return (str(exc).splitlines() or [""])[0][:REASON_CHARS]
    return None


def _damaged(file: Place, why: str) -> RolecallError:
    return RolecallError(f"{file} is damaged: {why}. {_WHAT_TO_DO}")
