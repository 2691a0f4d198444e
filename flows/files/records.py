"""Streams the records of a user's file: JSON lines, CSV or Parquet, a few hundred at a time, whatever the file's size.

Decides what a record is in each format, and names file and line where there is none. Leaves to its callers what the
fields mean: a value of the wrong type is still a record.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import UsageError
from flows.files.parquet import read_batches

Record = dict[str, Any]

STDIN = Path("-")
"""In place of a file: JSON lines from standard input."""

_RECORDS_A_CHUNK = (
    500  # half a second of reading: progress moves, and a worker's crash would cost little
)
_CHARS_A_CHUNK = 8_000_000  # files of huge texts come in smaller chunks, so that memory stays flat
_MOST_CSV_CHARS = (
    50_000_000  # a field: the standard library's own cap (131 kB) is below some honest HTML
)
_JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


def chunks(
    file: Path,
    needed: Sequence[str],
    wanted: Sequence[str] | None = None,
    most: int | None = None,
) -> Iterator[list[Record]]:
    """The records of a file in order, some hundred at a time. An empty JSON-lines file has none.

    Args:
        file: .jsonl (or .ndjson, .json), .csv or .parquet; `-` is JSON lines from standard input.
        needed: columns that a CSV or Parquet file must have.
        wanted: the only fields to keep; None keeps all.
        most: records of a chunk; by default few enough that progress moves.

    Raises:
        UsageError: the file is missing, of another kind, or not what its name says. The message names the line.
    """
    _require_readable(file)
    keep = frozenset(wanted) if wanted is not None else None
    most = most or _RECORDS_A_CHUNK
    try:
        if file == STDIN:
            yield from _chunked(_of_json_lines("standard input", sys.stdin.buffer), keep, most)
        elif file.suffix.lower() == ".parquet":
            yield from _of_parquet(file, needed, keep, most)
        elif file.suffix.lower() == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as lines:
                yield from _chunked(_of_csv(file, lines, needed), keep, most)
        else:
            with file.open("rb") as raw:
                yield from _chunked(_of_json_lines(str(file), raw), keep, most)
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror or exc})") from exc


def column_names(file: Path) -> list[str] | None:
    """The columns of a CSV or Parquet file. None for JSON lines, whose records need not have the same.

    Raises:
        UsageError: as `chunks`.
    """
    _require_readable(file)
    try:
        return _column_names(file)
    except (OSError, ValueError, csv.Error, pa.ArrowException) as exc:
        raise UsageError(f"{file}: cannot be read ({exc})") from exc


def _column_names(file: Path) -> list[str] | None:
    if file.suffix.lower() == ".parquet":
        return list(pq.read_schema(file).names)
    return _csv_names(file) if file.suffix.lower() == ".csv" else None


def _csv_names(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines), [])


def count_lines(file: Path) -> int:
    """About how many records a file holds, for progress: lines, or the rows of a Parquet file. 0 of standard input."""
    if file == STDIN:
        return 0
    if file.suffix.lower() == ".parquet":
        return int(pq.read_metadata(file).num_rows)
    return _count_breaks(file)


def _count_breaks(file: Path) -> int:
    with file.open("rb") as raw:
        return sum(block.count(b"\n") for block in iter(lambda: raw.read(1 << 22), b""))


def is_nothing(value: Any) -> bool:
    """Whether a field holds nothing: None, an empty text, or NaN, which is how pandas writes nothing."""
    return value is None or value == "" or value != value


def _require_readable(file: Path) -> None:
    if file == STDIN:
        return
    if not file.exists():
        raise UsageError(f"{file}: no such file")
    if file.suffix.lower() not in (*_JSON_SUFFIXES, ".csv", ".parquet"):
        raise UsageError(f"{file}: not a .jsonl, .csv or .parquet file")


def _chunked(
    records: Iterable[tuple[Record, int]], keep: frozenset[str] | None, most: int
) -> Iterator[list[Record]]:
    """Records with their sizes in characters, gathered into chunks."""
    chunk: list[Record] = []
    n_chars = 0
    for record, size in records:
        chunk.append(
            record if keep is None else {name: record[name] for name in keep & record.keys()}
        )
        n_chars += size
        if len(chunk) == most or n_chars >= _CHARS_A_CHUNK:
            yield chunk
            chunk, n_chars = [], 0
    if chunk:
        yield chunk


def _of_json_lines(name: str, raw: IO[bytes]) -> Iterator[tuple[Record, int]]:
    for number, line in enumerate(raw, start=1):
        # Byte by byte lines: text mode would fail on a wrong byte somewhere in its buffer, without the line's number.
        text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not text.strip():
            continue
        try:
            record = json.loads(text.decode("utf-8"))
        except UnicodeDecodeError as exc:
            raise UsageError(f"{name}, line {number}: not UTF-8") from exc
        except json.JSONDecodeError as exc:
            raise UsageError(
                f"{name}, line {number}: not JSON ({exc.msg}). One object a line is expected"
            ) from exc
        except (
            RecursionError,
            ValueError,
        ) as exc:  # thousands of brackets; an integer of thousands of digits
            raise UsageError(f"{name}, line {number}: no record that can be read ({exc})") from exc
        if not isinstance(record, dict):
            hint = "; `jq -c '.[]'` turns a list into lines" if isinstance(record, list) else ""
            raise UsageError(f"{name}, line {number}: not a JSON object{hint}")
        yield record, len(text)


def _of_csv(file: Path, lines: IO[str], needed: Sequence[str]) -> Iterator[tuple[Record, int]]:
    csv.field_size_limit(_MOST_CSV_CHARS)
    table = csv.reader(lines)
    try:
        names = next(table, None)
        if not names:
            raise UsageError(f"{file}: empty, without even a line of column names")
        _check_columns(file, names, needed)
        for row in table:
            if row:  # an empty line
                yield dict(zip(names, row, strict=False)), sum(map(len, row))
    except csv.Error as exc:
        raise UsageError(f"{file}, line {table.line_num}: not CSV ({exc})") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{file}, after line {table.line_num}: not UTF-8") from exc


def _of_parquet(
    file: Path, needed: Sequence[str], keep: frozenset[str] | None, most: int
) -> Iterator[list[Record]]:
    try:
        with pq.ParquetFile(file) as parquet:
            names = parquet.schema_arrow.names
        _check_columns(file, names, needed)
        columns = names if keep is None else [name for name in names if name in keep]
        yield from read_batches(file, columns, most, _CHARS_A_CHUNK)
    except UsageError:
        raise
    except (pa.ArrowException, ValueError, OverflowError) as exc:
        raise UsageError(f"{file}: cannot be read as Parquet ({exc})") from exc


def _check_columns(file: Path, names: Sequence[str], needed: Sequence[str]) -> None:
    if missing := [name for name in needed if name not in names]:
        shown = ", ".join(map(str, names))[:300]
        raise UsageError(f"{file}: no column {' and '.join(missing)}; its columns are {shown}")
