"""Reads a Parquet file of strangers in pieces of bounded memory.

A text that repeats is written once and pointed at, and zeros pack a million to one: two kilobytes can hold five gigabytes.
Decides, from the footer alone, which files promise more than honest ones hold, and that repeated texts are only written out
a few megabytes at a time. Leaves what a record means to `flows.files.records`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.errors import UsageError

Sizes = npt.NDArray[np.int64]

_FEWEST_VALUES = 1_000_000
_VALUES_A_BYTE = 100  # the same postings day after day pack so well; nothing honest does better
_MOST_VALUES = 100_000_000  # what a day of reading gets through
_FEWEST_BYTES = 64_000_000
_BYTES_A_BYTE = (
    1_000  # honest texts pack ten to one, the same text a hundred times over a few hundred to one
)
MOST_TEXT_BYTES = 10_000_000
"""Of one value. A text of a posting has 5,000, and a reader looks at the first 200,000."""

_ADVICE = "If the file is honest, write it as .jsonl: lines are read one by one, without this limit"


def require_honest(about: pq.FileMetaData, n_bytes: int, name: str) -> None:
    """Refuses a file whose footer promises far more than its bytes can hold. Nothing is unpacked for it.

    Raises:
        UsageError: too many values, or a column that unpacks to too much. The message says the limit.
    """
    most_values = min(max(_FEWEST_VALUES, _VALUES_A_BYTE * n_bytes), _MOST_VALUES)
    for group in range(about.num_row_groups):
        rows = about.row_group(group)
        for index in range(rows.num_columns):
            column = rows.column(index)
            if max(column.num_values, rows.num_rows, about.num_rows) > most_values:
                n = max(column.num_values, rows.num_rows, about.num_rows)
                raise UsageError(
                    f"{name}: {n:,} values of {column.path_in_schema} in a file of {n_bytes:,} bytes; "
                    f"at most {most_values:,} are read of it. {_ADVICE}"
                )
            most_bytes = max(_FEWEST_BYTES, _BYTES_A_BYTE * column.total_compressed_size)
            if column.total_uncompressed_size > most_bytes:
                raise UsageError(
                    f"{name}: column {column.path_in_schema} unpacks from {column.total_compressed_size:,} bytes "
                    f"to {column.total_uncompressed_size / 1e6:,.0f} MB in one group of rows; at most "
                    f"{most_bytes / 1e6:,.0f} MB are read of it. {_ADVICE}"
                )


def read_batches(
    file: Path, columns: Collection[str], most_rows: int, most_bytes: int
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a file, so many at a time that they hold few bytes.

    Raises:
        UsageError: the file promises too much, or a text is too long.
        pa.ArrowException or ValueError: it is no Parquet file.
    """
    with pq.ParquetFile(file) as plain:
        require_honest(plain.metadata, file.stat().st_size, str(file))
        texts = _texts_of(plain)
    n_before = 0
    with pq.ParquetFile(file, read_dictionary=texts) as parquet:
        for batch in parquet.iter_batches(batch_size=most_rows, columns=list(columns)):
            sizes = _sizes_of_rows(batch, file, n_before)
            for start, end in pairwise(_cuts(sizes, most_bytes)):
                yield batch.slice(start, end - start).to_pylist()
            n_before += batch.num_rows


def _texts_of(parquet: pq.ParquetFile) -> list[str]:
    """The columns, nested ones too, that hold texts: these stay pointed at while they are read."""
    schema = parquet.schema
    columns = (schema.column(index) for index in range(len(schema)))
    return [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]


def _cuts(sizes: Sizes, most_bytes: int) -> list[int]:
    """Where to cut rows of these sizes so that each piece holds about so many bytes, one row at least."""
    cuts, held = [0], 0
    for at, size in enumerate(sizes.tolist()):
        if at > cuts[-1] and held + size > most_bytes:
            cuts.append(at)
            held = 0
        held += size
    return [*cuts, len(sizes)] if len(sizes) else [0]


def _sizes_of_rows(batch: pa.RecordBatch, file: Path, n_before: int) -> Sizes:
    sizes = np.zeros(batch.num_rows, dtype=np.int64)
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        of_column = _sizes(column)
        if (longest := int(of_column.max(initial=0))) > MOST_TEXT_BYTES:
            row = n_before + int(of_column.argmax()) + 1
            raise UsageError(
                f"{file}, row {row:,}: {name} holds {longest / 1e6:,.0f} MB; at most "
                f"{MOST_TEXT_BYTES / 1e6:,.0f} MB are read of one value. {_ADVICE}"
            )
        sizes += of_column
    return sizes


def _sizes(array: pa.Array) -> Sizes:
    """The bytes of each value of an array, without writing any text out."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        at = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        of_words: Sizes = np.append(_sizes(array.dictionary), 0)[at]
        return of_words
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_map(kind):
        ends = np.concatenate([[0], _sizes(array.values).cumsum()])
        of_lists: Sizes = np.diff(ends[array.offsets.to_numpy(zero_copy_only=False)])
        return of_lists
    if pa.types.is_struct(kind):
        fields = [_sizes(array.field(index)) for index in range(kind.num_fields)]
        return sum(fields, np.zeros(len(array), dtype=np.int64))
    if any(is_kind(kind) for is_kind in _TEXTS):
        lengths = pc.binary_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        of_texts: Sizes = lengths.astype(np.int64)
        return of_texts
    return np.full(len(array), _PLAIN_BYTES, dtype=np.int64)


_TEXTS = (
    pa.types.is_unicode,
    pa.types.is_large_unicode,
    pa.types.is_binary,
    pa.types.is_large_binary,
)
_PLAIN_BYTES = 8
"""A number or a day."""
