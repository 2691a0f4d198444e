"""A checksum inside each file of the lake. Parquet often decodes a zeroed block of a damaged disk to other data.

The checksum is written over a blank in the file's own metadata, and covers all bytes with the blank in its place.
Files from before it was written carry none, and are believed.
Decides where it stands. Leaves what to say of a damaged file to `flows.lake.disk`.
"""

from __future__ import annotations

import mmap
from functools import cache
from pathlib import Path
from zlib import crc32

import polars as pl

_KEY = "checksum"
_SIGN = b"crc32:"
_BLANK = b"--------"
UNSEALED = {_KEY: (_SIGN + _BLANK).decode()}
"""Metadata to write a file with before it is sealed."""


def seal(file: Path) -> None:
    """Writes the checksum of a file that was written with UNSEALED."""
    with _mapped(file) as raw:
        place, checksum = _place(raw), _checksum(raw)
    # Not through the map: a full disk would then kill the process instead of raising.
    with file.open("rb+") as opened:
        opened.seek(place.start)
        opened.write(checksum)


def is_as_sealed(file: Path) -> bool:
    """Whether a readable Parquet file has the bytes it was sealed with. A file is read once a process."""
    now = file.stat()
    return _is_as_sealed(file, now.st_mtime_ns, now.st_size)


def are_as_sealed(raw: bytes) -> bool:
    """Whether the bytes of a whole Parquet file are those it was sealed with."""
    if _KEY not in pl.read_parquet_metadata(raw):
        return True
    return raw[_place(raw)] == _checksum(raw)


@cache
def _is_as_sealed(file: Path, _mtime_ns: int, _size: int) -> bool:
    if _KEY not in pl.read_parquet_metadata(file):
        return True
    with _mapped(file) as raw:
        return raw[_place(raw)] == _checksum(raw)


def _mapped(file: Path) -> mmap.mmap:
    with file.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


def _place(raw: mmap.mmap | bytes) -> slice:
    # The metadata stands behind the data, and behind the statistics that may repeat a text of the data.
    begin = raw.rfind(_SIGN) + len(_SIGN)
    return slice(begin, begin + len(_BLANK))


def _checksum(raw: mmap.mmap | bytes) -> bytes:
    place = _place(raw)
    with memoryview(raw) as view, view[: place.start] as before, view[place.stop :] as after:
        return f"{crc32(after, crc32(_BLANK, crc32(before))):08x}".encode()
