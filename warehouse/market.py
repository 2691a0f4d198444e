"""Builds, checks and publishes market.duckdb.

Decides which columns come from frames and which straight from the lake's Parquet files (texts do: in frames they would fill
the memory), that a market is written beside the old one, checked, and put in its place by a rename: an open query tool never
blocks a run, and nobody sees half a market. Leaves the tables, marts, fills, macros and checks to the SQL files beside it,
and reading to `read`.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl

from warehouse.guard import guarding, log_of

_SAMPLE_ROWS = 5

_MEMORY_PART = 4
"""DuckDB gets one part in this many of the memory to plan with. The frames that it reads need the rest."""

_MOST_MEMORY = 10**9
"""More memory made nothing faster at 50,000 or 200,000 postings: it only cached blocks that were on the disk already."""

_READINGS_AT_ONCE = 250_000
"""Postings written at once. What is known of this many takes 250 MB of memory. Of fewer than 122,880 rows DuckDB leaves a part
unpacked until the end, and packing it then takes twice as long: 100,000 at once took 25 CPU s of a million, these take 12."""

_ROW_GROUP = 16_384
"""Rows that each core compresses at once. With DuckDB's default of 122,880 the texts of two groups take 1 GB, and compressing
them takes twice as long."""

_STORAGE_VERSION = "v1.2.0"
"""Format of the file. DuckDB 2 writes one by default that no 1.x tool opens ("version number 999")."""


@dataclass(frozen=True)
class BadRows:
    """What one data check found: its name, the question it answers, how many rows are bad, and some of them."""

    check: str
    question: str
    n_rows: int
    sample: pl.DataFrame


@dataclass(frozen=True)
class Readings:
    """Where the lake holds what was read of postings.

    `files`: Parquet files, numbered through row by row in this order. `empty`: a frame without rows that has every column.
    """

    files: Sequence[Path]
    empty: pl.DataFrame


def build(
    file: Path,
    frames: Mapping[str, pl.DataFrame],
    readings: Readings | None = None,
    threads: int | None = None,
    memory: int | None = None,
) -> list[BadRows]:
    """Writes a whole market into `file` (replacing it) and checks it.

    Args:
        file: where to write. Not the file that people have open (see `publish`).
        frames: rows by table name. A table or mart without a frame is what its own SQL makes it.
        readings: where the words of postings lie. With it the frame of `posting` holds what is known of each besides, and
            the `row` of its reading. What else follows from readings (fills/*.sql) has no frame.
        threads: cores to use; all by default.
        memory: bytes to plan with. What DuckDB needs beyond its part of them goes to a folder beside the file.

    Returns:
        One entry per failed check. Empty: the market is healthy.

    Raises:
        KeyError: a frame has no table of its name.
        duckdb.Error: a frame's columns do not fit its table, or a reading is not where it was.
    """
    tables = statements("tables") | statements("marts")
    if unknown := sorted(set(frames) - set(tables)):
        raise KeyError(f"no table for {', '.join(unknown)}; there are {', '.join(tables)}")
    file.parent.mkdir(parents=True, exist_ok=True)
    _delete(file)
    try:
        with create(file, threads, memory) as con:
            has_readings = readings is not None and bool(readings.files)
            fills = statements("fills") if has_readings else {}
            # A mart that queries others comes when they are filled.
            empty = {name: sql for name, sql in tables.items() if f"create table {name} (" in sql}
            _create_tables(con, empty)
            for name, sql in tables.items():
                if name not in empty:
                    _create_tables(con, {name: sql})
                if name not in fills:
                    _fill(con, name, frames.get(name))
                    continue
                insert = f'insert into "{name}" by name {fills[name]}'
                if readings and name in statements("tables"):
                    _insert_by_slices(con, insert, readings, frames["posting"])
                    _require_all(con, name, frames.get(name))
                else:
                    con.execute(insert)
            create_macros(con)
            found = run_checks(con)
            con.execute("checkpoint")
    except BaseException:
        _delete(file)  # half a market is of no use, and on a full disk its space is needed
        raise
    return found


def create(
    file: Path, threads: int | None = None, memory: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A session on a new market file that every DuckDB from 1.2 on opens. Arguments as in `build`."""
    con = duckdb.connect()
    packed = f"row_group_size {_ROW_GROUP}, storage_version '{_STORAGE_VERSION}'"
    con.execute(f"attach {quoted(file)} as built ({packed})")
    con.execute("use built")
    if threads:
        con.execute("set threads = ?", [threads])
    con.execute("set temp_directory = ?", [str(_overflow_of(file))])
    if memory:
        limit = min(memory // _MEMORY_PART, _MOST_MEMORY)
        con.execute("set memory_limit = ?", [f"{limit}B"])
    con.execute("set preserve_insertion_order = true")
    return con


def _create_tables(con: duckdb.DuckDBPyConnection, tables: Mapping[str, str]) -> None:
    con.begin()  # one commit for all and their hundreds of comments: alone, each is written to the disk
    for name, sql in tables.items():
        con.execute(sql)
        comment(con, "table", name, opening(sql))
    con.commit()


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Makes every macro and view, with its comment. Raises duckdb.Error when a table lacks what one asks."""
    con.begin()
    for name, sql in statements("macros").items():
        con.execute(sql)
        comment(con, "view" if is_view(name, sql) else "macro table", name, opening(sql))
    con.commit()


def comment(con: duckdb.DuckDBPyConnection, kind: str, name: str, meaning: str) -> None:
    """Says what a table, view or macro holds. A column's name is `table.column`."""
    named = ".".join(f'"{part}"' for part in name.split("."))
    con.execute(f"comment on {kind} {named} is {quoted(meaning)}")


def is_view(name: str, sql: str) -> bool:
    """Whether a statement of `macros` makes a view. The others make macros."""
    return f"create view {name} " in sql


def quoted(text: str | Path) -> str:
    """A text or path as SQL writes it, where DuckDB binds no value."""
    return "'" + str(text).replace("'", "''") + "'"


def _delete(file: Path) -> None:
    file.unlink(missing_ok=True)
    log_of(file).unlink(missing_ok=True)  # left by a build that was killed
    shutil.rmtree(_overflow_of(file), ignore_errors=True)


def _overflow_of(file: Path) -> Path:
    """Where DuckDB puts what does not fit in memory. It deletes its files itself, unless it is killed."""
    return file.with_name(f"{file.name}.tmp")


def _fill(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame | None) -> None:
    if frame is None or frame.is_empty():
        return
    columns = ", ".join(f'"{name}"' for name in filled_columns(con, table))
    con.register("incoming", frame.to_arrow())
    # Names come from our own .sql files; DuckDB binds values, never names.
    con.execute(f'insert into "{table}" ({columns}) select {columns} from incoming')  # noqa: S608 - see above
    con.unregister("incoming")


def filled_columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns that rows are written into. The others are other names of these."""
    found = con.execute(
        "select column_name from duckdb_columns() where table_name = ? and column_default is null order by column_index",
        [table],
    )
    return [name for (name,) in found.fetchall()]


def _require_all(con: duckdb.DuckDBPyConnection, table: str, known: pl.DataFrame | None) -> None:
    """Raises duckdb.Error when rows were lost because their reading is not where it was."""
    n_rows = con.execute(f'select count(*) from "{table}"').fetchall()[0][0]  # noqa: S608 - our own name
    if known is not None and n_rows != known.height:
        raise duckdb.InvalidInputException(
            f"{table}: {known.height - n_rows} of {known.height} rows did not find their reading in the lake, "
            "which has changed since it was read. Run `rolecall store` again"
        )


def _insert_by_slices(
    con: duckdb.DuckDBPyConnection, insert: str, readings: Readings, known: pl.DataFrame
) -> None:
    """Runs a statement over `known` and `reading`, for the readings of a few files at a time: a join of all holds all texts."""
    con.register("no_reading", readings.empty.to_arrow())
    row = pl.col("row").cast(pl.Int64)
    for paths, first, end in _slices(readings.files):
        here = known.filter(row.is_between(first, end, closed="left"))
        con.register("known", here.with_columns(row - first).to_arrow())
        con.execute("set variable reading_files = ?", [paths])
        con.execute("set variable reading_paths = ?", [[glob.escape(path) for path in paths]])
        for sql in statements("views").values():
            con.execute(sql)
        con.execute(insert)
    con.unregister("known")


def _slices(readings: Sequence[Path]) -> list[tuple[list[str], int, int]]:
    """Neighbouring files with about _READINGS_AT_ONCE readings: their paths, their first row, and the row after their last."""
    sizes = [
        pl.scan_parquet(file, glob=False).select(pl.len()).collect().item() for file in readings
    ]
    found: list[tuple[list[str], int, int]] = []
    for file, size in zip(readings, sizes, strict=True):
        paths, first, end = found.pop() if found else ([], 0, 0)
        if end - first + size > _READINGS_AT_ONCE and paths:
            found.append((paths, first, end))
            paths, first = [], end
        found.append(([*paths, str(file)], first, end + size))
    return found


def run_checks(con: duckdb.DuckDBPyConnection) -> list[BadRows]:
    """Runs checks/*.sql: each returns the offending rows, so empty is healthy."""
    found = (_check(con, name, sql) for name, sql in statements("checks").items())
    return [bad for bad in found if bad]


def _check(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> BadRows | None:
    bad = con.sql(sql).pl()
    if bad.is_empty():
        return None
    return BadRows(name, opening(sql), bad.height, bad.head(_SAMPLE_ROWS))


def opening(sql: str) -> str:
    """The first line of a statement: what a table holds, or what a check asks."""
    return sql.partition("\n")[0].removeprefix("--").strip()


def publish(built: Path, file: Path) -> None:
    """Puts a checked market in place of `file` in one step. A session that has the old one open keeps reading it.

    Raises:
        MarketInUse: an open session has written to the old one, or could write to it on a disk without symbolic links.
    """
    _keep_on_disk(built)
    with guarding(file):
        built.replace(file)
    _keep_on_disk(file.parent)  # a power cut may undo the rename otherwise


def _keep_on_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def statements(folder: str) -> dict[str, str]:
    """SQL by file name (without .sql) of one folder of this package, in alphabetical order."""
    found = {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in files("warehouse").joinpath(folder).iterdir()
        if file.name.endswith(".sql")
    }
    return dict(sorted(found.items()))
