"""Parquet files of strangers: whatever two kilobytes promise, memory stays flat, and honest files are read whole."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.errors import PayloadChanged, UsageError
from flows.files.parquet import MOST_TEXT_BYTES, read_batches
from flows.files.records import chunks
from flows.ledger.columns import list_wanted, read_part

READ = """
import resource, sys
from pathlib import Path
from flows.files.records import chunks
most = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
print(sum(len(chunk) for chunk in chunks(Path(sys.argv[1]), ["id"])))
"""
GIGABYTE = 1 << 30


def repeated(text: str | int, n: int) -> pa.Array:
    """A value that is written once and pointed at n times."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, dtype=np.int32)), pa.array([text]))


def write(file: Path, **columns: Any) -> Path:
    table = pa.table({name: pa.array(values) if isinstance(values, list) else values for name, values in columns.items()})  # fmt: skip
    pq.write_table(table, file, compression="zstd", dictionary_pagesize_limit=GIGABYTE, row_group_size=max(len(table), 1))  # fmt: skip
    return file


def rows_of(file: Path, *needed: str) -> list[dict[str, Any]]:
    return [record for chunk in chunks(file, needed) for record in chunk]


def postings(n: int) -> dict[str, Any]:
    return {"id": [str(at) for at in range(n)], "title": ["ML Engineer"] * n}


def test_two_kilobytes_that_hold_five_gigabytes_of_text_are_read_in_flat_memory(
    tmp_path: Path,
) -> None:
    text = "a" * MOST_TEXT_BYTES
    file = write(tmp_path / "x.parquet", **postings(500), description=repeated(text, 500))
    assert file.stat().st_size < 4_000
    done = subprocess.run(
        [sys.executable, "-c", READ, str(file), str(3 * GIGABYTE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "500", done.stderr[-500:]


def test_a_chunk_holds_about_eight_megabytes_whatever_is_pointed_at(tmp_path: Path) -> None:
    file = write(tmp_path / "x.parquet", **postings(9), description=repeated("a" * 3_000_000, 9))
    assert [len(chunk) for chunk in chunks(file, ["id"])] == [2, 2, 2, 2, 1]
    lists = pa.ListArray.from_arrays(pa.array(range(10), pa.int32()), repeated("a" * 3_000_000, 9))
    file = write(tmp_path / "y.parquet", **postings(9), location=lists)
    assert [len(chunk) for chunk in chunks(file, ["id"])] == [2, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("name", "columns", "message"),
    [
        (
            "a text",
            {**postings(3), "description": ["x", None, "a" * 11_000_000]},
            r"row 3: description holds 11 MB; at most 10 MB .* write it as \.jsonl",
        ),
        (
            "a text that is pointed at",
            {**postings(500), "description": repeated("a" * 11_000_000, 500)},
            "row 1: description holds 11 MB; at most 10 MB",
        ),
        (
            "a list of one row",
            {
                **postings(1),
                "location": pa.ListArray.from_arrays(pa.array([0, 400], pa.int32()), repeated("a" * 100_000, 400)),
            },
            "row 1: location holds 40 MB; at most 10 MB",
        ),
        (
            "rows",
            {"id": repeated("1", 3_000_000), "title": repeated("ML Engineer", 3_000_000)},
            r"3,000,000 values of id in a file of [\d,]+ bytes; at most [\d,]+ are read",
        ),
        (
            "a list of numbers",
            {**postings(1), "location": pa.ListArray.from_arrays(pa.array([0, 2_000_000], pa.int32()), pa.array(np.zeros(2_000_000, dtype=np.int8)))},
            "2,000,000 values of location.list.element in a file",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "(" not in value and ":" not in value else "",
)  # fmt: skip
def test_more_than_a_file_can_honestly_hold_is_refused_with_the_limit_and_what_to_do(
    tmp_path: Path, name: str, columns: dict[str, Any], message: str
) -> None:
    file = write(tmp_path / "x.parquet", **columns)
    with pytest.raises(UsageError, match=message) as told:
        rows_of(file, "id")
    assert str(file) in str(told.value)


def test_a_column_that_unpacks_to_a_hundred_megabytes_from_nothing_is_refused_before_it_does(
    tmp_path: Path,
) -> None:
    file = tmp_path / "x.parquet"
    table = pa.table({"id": ["1"], "description": ["a" * 100_000_000]})
    pq.write_table(table, file, compression="brotli", use_dictionary=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UsageError, match=r"column description unpacks from .* to 100 MB .* 64 MB"):
        rows_of(file, "id")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize("compression", ["zstd", "snappy", "none"])
def test_honest_files_of_every_type_are_read_as_before(tmp_path: Path, compression: str) -> None:
    table = pa.table(
        {
            "id": ["1", "2", "3"],
            "title": pa.array(["a", None, "a"]).dictionary_encode(),
            "location": [["Berlin", "Köln"], [], None],
            "pay": [{"min": 1, "unit": "year"}, None, {"min": None, "unit": "hour"}],
            "note": pa.array([b"x", None, b""], pa.binary()),
            "long": pa.array(["x", "y", None], pa.large_string()),
            "seen_on": pa.array([20_000, None, 20_001], pa.date32()),
            "n": [1.5, None, 2.0],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet", compression=compression)
    assert rows_of(tmp_path / "x.parquet", "id") == table.to_pylist()
    pl.from_arrow(table).write_parquet(tmp_path / "y.parquet")
    assert rows_of(tmp_path / "y.parquet", "id") == table.to_pylist()
    assert list(read_batches(tmp_path / "x.parquet", ["n"], 2, 8)) == [[{"n": 1.5}], [{"n": None}], [{"n": 2.0}]]  # fmt: skip


def test_a_file_without_rows_is_read_as_none(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path / "x.parquet", id=pa.array([], pa.string())), "id") == []


def test_a_ledger_from_the_network_that_promises_too_much_is_refused(tmp_path: Path) -> None:
    n = 3_000_000
    columns = {name: repeated("x", n) for name in ("ats", "slug")}
    body = write(tmp_path / "x.parquet", **columns).read_bytes()
    with pytest.raises(PayloadChanged, match=r"3,000,000 values of .* at most"):
        read_part(body, "ledger", list_wanted([]), True, "ledger.parquet")
