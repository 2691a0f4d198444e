"""Copies a market for others: the whole file without postings' texts, and its tables as Parquet and CSV.

Decides which columns a copy holds empty and how a value is written in CSV. Everything streams through DuckDB, so a million
postings need no more memory than a build. Leaves folders, names and descriptions to the caller.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from warehouse.market import comment, create, create_macros, quoted
from warehouse.read import FORMULA, contents, data_dictionary

TEXTS = {"posting": ("description_text", "work_text")}
"""Columns that are null in a copy: a text belongs to its author. They keep their place, so that every query of the market
runs on a copy too. Short quotes, such as the phrase that names a skill, stay: figures and macros show them."""

_WHOLE_SECOND = ".000000Z"

_BLANK = r"[\s\v\x1c-\x1f\x{85}\p{Z}]"
"""What `\\s` of FORMULA is in every engine but DuckDB's, where it knows no blank beyond ASCII, such as the no-break space."""


def copy_without_texts(market: Path, out: Path, memory: int | None = None) -> None:
    """Writes a market to `out` (replacing it) as it is but for `TEXTS`: tables, comments, views and macros.

    Args:
        market: a published market. It is only read.
        out: a file in a folder that exists.
        memory: bytes to plan with, as in `market.build`.

    Raises:
        duckdb.Error: an older version made the market, and a macro lacks a column.
    """
    out.unlink(missing_ok=True)
    tables, meanings = table_names(market), data_dictionary(market)
    with create(out, memory=memory) as con:
        con.execute(f"attach {quoted(market)} as original (read_only)")
        for table in tables:
            con.execute(f'create table "{table}" as {_all_but_texts(table)}')
        con.execute("detach original")
        con.execute("begin")  # a comment at a time, each on the disk, takes seconds
        for table, about, column, _, meaning in meanings.iter_rows():
            if table in tables:  # a view's own statement comments on it
                comment(con, "table", table, about or "")
                comment(con, "column", f"{table}.{column}", meaning or "")
        con.execute("commit")
        create_macros(con)
        con.execute("checkpoint")


def table_names(market: Path) -> list[str]:
    """The tables and marts of a market, in alphabetical order; views and macros left out."""
    held = contents(market)
    return sorted(held.filter(pl.col("kind") == "table")["name"])


def write_tables(market: Path, folder: Path) -> None:
    """Writes each table to `folder/csv/<table>.csv` and `folder/parquet/<table>.parquet`, its rows in their order.

    In CSV lists are JSON, times ISO 8601 in UTC, null is empty and an empty text stands in quotes. A text that begins
    with =, +, - or @ gets an apostrophe in front, as in `read.flatten`.
    """
    for form in ("csv", "parquet"):
        (folder / form).mkdir()
    tables = table_names(market)
    # One session: to open a file takes as long as a table.
    with duckdb.connect(str(market), read_only=True) as con:
        for table in tables:
            columns = con.execute(f'describe "{table}"').fetchall()
            cells = ", ".join(f'{_cell(kind, name)} as "{name}"' for name, kind, *_ in columns)
            as_text = f'select {cells} from "{table}"'  # noqa: S608 - names come from our own .sql files
            _copy(con, as_text, folder / "csv" / f"{table}.csv", "format csv, header")
            file = folder / "parquet" / f"{table}.parquet"
            _copy(con, f'from "{table}"', file, "format parquet, compression zstd")


def _copy(con: duckdb.DuckDBPyConnection, rows: str, out: Path, form: str) -> None:
    con.execute(f"copy ({rows}) to {quoted(out)} ({form})")


def _all_but_texts(table: str) -> str:
    texts = ", ".join(f"null::varchar as {column}" for column in TEXTS.get(table, ()))
    chosen = f"* replace ({texts})" if texts else "*"
    return f'select {chosen} from original."{table}"'  # noqa: S608 - names come from our own .sql files


def _cell(kind: str, name: str) -> str:
    """The expression that writes a column as text."""
    if kind.endswith("[]"):
        return f'to_json("{name}")'
    if kind == "TIMESTAMP":
        exact = f"strftime(\"{name}\", '%Y-%m-%dT%H:%M:%S.%fZ')"
        return f"replace({exact}, '{_WHOLE_SECOND}', 'Z')"
    if kind == "VARCHAR":
        pattern = quoted(FORMULA.replace(r"\s", _BLANK))
        is_formula = f'regexp_matches("{name}", {pattern})'
        return f"case when {is_formula} then '''' || \"{name}\" else \"{name}\" end"
    return f'"{name}"'
