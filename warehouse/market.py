"""Builds, checks and reads market.duckdb.

A build writes a new file beside the old one and runs the data checks on it; the caller publishes it by rename when they
pass, so a query tool left open never blocks a run and nobody sees half a market. Decides nothing about meaning: frames come
in, tables go out, and the SQL files beside this module say the rest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl

_SAMPLE_ROWS = 5


@dataclass(frozen=True)
class BadRows:
    """What one data check found: its name, the question it answers, how many rows are bad, and some of them."""

    check: str
    question: str
    n_rows: int
    sample: pl.DataFrame


def build(
    file: Path, frames: Mapping[str, pl.DataFrame], threads: int | None = None
) -> list[BadRows]:
    """Writes a whole market into `file` (replacing it) and checks it.

    Args:
        file: where to write; not the file that people have open (see `publish`).
        frames: rows by table name. A table or mart without a frame is what its own SQL makes it.
        threads: cores to use; all by default.

    Returns:
        One entry per failed check; empty = healthy.

    Raises:
        KeyError: a frame has no table of its name.
        duckdb.Error: a frame's columns do not fit its table.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove(file)
    tables = statements("tables") | statements("marts")
    if unknown := sorted(set(frames) - set(tables)):
        raise KeyError(f"no table for {', '.join(unknown)}; there are {', '.join(tables)}")
    try:
        return _write(file, tables, frames, threads)
    except BaseException:
        _remove(
            file
        )  # a build that failed half-way tells nobody anything, and on a full disk its room is needed
        raise


def _write(
    file: Path, tables: Mapping[str, str], frames: Mapping[str, pl.DataFrame], threads: int | None
) -> list[BadRows]:
    with duckdb.connect(str(file)) as con:
        if threads:
            con.execute("set threads = ?", [threads])
        con.execute("set preserve_insertion_order = true")
        for name, sql in tables.items():
            con.execute(sql)
            _fill(con, name, frames.get(name))
        for sql in statements("macros").values():
            con.execute(sql)
        found = run_checks(con)
        con.execute("checkpoint")
    return found


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)  # of a build that was killed


def _fill(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame | None) -> None:
    if frame is None or frame.is_empty():
        return
    columns = ", ".join(f'"{name}"' for name in _columns(con, table))
    con.register("incoming", frame.to_arrow())
    # Names come from our own .sql files; DuckDB binds values, never names.
    con.execute(f'insert into "{table}" ({columns}) select {columns} from incoming')  # noqa: S608 - see above
    con.unregister("incoming")


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    rows = con.execute(
        "select column_name from duckdb_columns() where table_name = ? order by column_index",
        [table],
    )
    return [name for (name,) in rows.fetchall()]


def run_checks(con: duckdb.DuckDBPyConnection) -> list[BadRows]:
    """Runs checks/*.sql: each returns the offending rows, so empty is healthy."""
    found = []
    for name, sql in statements("checks").items():
        bad = con.sql(sql).pl()
        if bad.height:
            question = sql.splitlines()[0].removeprefix("--").strip()
            found.append(BadRows(name, question, bad.height, bad.head(_SAMPLE_ROWS)))
    return found


def publish(built: Path, file: Path) -> None:
    """Puts a checked market in the place that people open, in one step. Readers of the old file keep it until they close."""
    with built.open("rb+") as written:
        os.fsync(written.fileno())
    # The write-ahead log of a person's session on the old file: it fits no other, and DuckDB would refuse the new one.
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
    built.replace(file)
    folder = os.open(
        file.parent, os.O_RDONLY
    )  # its list of names, too: else a power cut may undo the rename
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def statements(folder: str) -> dict[str, str]:
    """SQL by file name (without .sql) of one folder of this package, in alphabetical order."""
    found = (
        file for file in files("warehouse").joinpath(folder).iterdir() if file.name.endswith(".sql")
    )
    return {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in sorted(found, key=lambda f: f.name)
    }


def query(file: Path, sql: str) -> pl.DataFrame:
    """Runs one read-only query.

    Raises:
        duckdb.Error: the query is not valid, or tries to write.
    """
    with duckdb.connect(str(file), read_only=True) as con:
        # A query typed by a person, or pasted from a page, has no business with the file system or the network.
        con.execute("set enable_external_access = false")
        found: duckdb.DuckDBPyRelation | None = con.sql(sql)
        if found is None:
            raise duckdb.InvalidInputException(
                "it returns no rows; a query begins with select or from"
            )
        frame: pl.DataFrame = found.pl()
        return frame


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as CSV can hold it: lists and structs as JSON text, and no cell that a spreadsheet would run.

    A text that begins with =, +, - or @ gets an apostrophe in front: titles come from boards, and a formula in one of
    them would run on the reader's machine.
    """
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    as_text = frame.with_columns(
        pl.col(name).map_elements(
            lambda cell: json.dumps(cell, ensure_ascii=False, default=_plain),
            return_dtype=pl.String,
        )
        for name in nested
    )
    texts = pl.col(pl.String)
    return as_text.with_columns(
        pl.when(texts.str.contains(r"^[=+\-@\t\r]")).then("'" + texts).otherwise(texts).name.keep()
    )


def _plain(cell: object) -> object:
    """What JSON does not know: polars' own lists, and dates and decimals as their text."""
    return cell.to_list() if isinstance(cell, pl.Series) else str(cell)


def read_tables(file: Path, names: list[str]) -> dict[str, pl.DataFrame]:
    """Whole tables by name."""
    with duckdb.connect(str(file), read_only=True) as con:
        return {name: con.sql(f'select * from "{name}"').pl() for name in names}  # noqa: S608 - names of our own tables


def data_dictionary(file: Path) -> pl.DataFrame:
    """One row per column: table_name, table_comment, column_name, data_type, comment; in the tables' own column order."""
    return query(
        file,
        """
        select c.table_name, t.comment as table_comment, c.column_name, c.data_type, c.comment
        from duckdb_columns() c
        inner join duckdb_tables() t using (table_oid)
        where not t.internal
        order by c.table_name, c.column_index
        """,
    )
