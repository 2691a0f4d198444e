"""Reads a market: one query, its data dictionary, and rows as CSV and JSON can hold them.

Decides what a query may do: read, and nothing outside the file. Leaves writing to `market`.
"""

from __future__ import annotations

import json
import math
import re
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import polars.selectors as cs

from warehouse.market import statements

FORMULA = r"^'*\s*[=+\-@\t\r＝＋－＠]"
"""How a text begins that a spreadsheet would run. Apostrophes before it count too, so that taking one away again gives the text
as it was. Stated once more in `reports.site.downloads` and its scripts."""

_SIGNALS_EVERY_S = 0.2

UTC_TIMES = cs.datetime(time_zone=None).dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
"""Every time of the market is UTC, and a reader of JSON or CSV takes one without a zone for their own."""

_LARGEST_EXACT = 2**53
"""Whole numbers beyond it lose digits in JavaScript: they travel as text."""

_DICTIONARY = """
with held as (
    select table_oid, comment from duckdb_tables() where not internal
    union all
    select view_oid, comment from duckdb_views() where not internal
)
select c.table_name, held.comment as table_comment, c.column_name, c.data_type, c.comment
from duckdb_columns() c
inner join held using (table_oid)
order by c.table_name, c.column_index
"""

_CONTENTS = """
select table_name as name, 'table' as kind, estimated_size as n_rows, comment from duckdb_tables() where not internal
union all
select view_name, 'view', null, comment from duckdb_views() where not internal
union all
select function_name || '(' || array_to_string(parameters, ', ') || ')', 'macro', null, comment
from duckdb_functions() where function_type = 'table_macro' and not internal
order by kind desc, name
"""


_MACRO = """
select parameters, comment, macro_definition
from duckdb_functions() where function_type = 'table_macro' and not internal and function_name = ?
"""

_COLUMN_COMMENTS = """
select table_name, column_name, comment from duckdb_columns() where not internal and comment is not null
"""

_UNREADABLE = re.compile(r"\b(INTERVAL|BLOB|BIT)\b")

_WORD = re.compile(r"\w+")
_COLUMN = re.compile(r"^-- column (\w+): (.+)$", re.MULTILINE)
"""What a macro's file says of a column that no table has: DuckDB keeps no comment on it."""


def query(file: Path, sql: str) -> pl.DataFrame:
    """Runs one read-only query.

    Raises:
        duckdb.Error: the query is not valid, or tries to write.
        KeyboardInterrupt: a signal came meanwhile. The query has ended then.
    """
    with duckdb.connect(str(file), read_only=True) as con, ThreadPoolExecutor(1) as thread:
        # A query that a person types or pastes has no business with the file system or the network.
        con.execute("set enable_external_access = false")
        # DuckDB does not look for signals in all that it does. So this thread waits in Python, where they come. It wakes for
        # them now and then, since polars has Ctrl-C go on with what was waited for.
        answer = thread.submit(_answer, con, sql)
        try:
            while wait([answer], _SIGNALS_EVERY_S).not_done:
                pass
        except KeyboardInterrupt:
            con.interrupt()
            raise
        return answer.result()


def _answer(con: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    found: duckdb.DuckDBPyRelation | None = con.sql(sql)
    if found is None:
        raise duckdb.InvalidInputException("it returns no rows; a query begins with select or from")
    frame: pl.DataFrame = _readable(found).pl()
    return frame.with_columns(_as_number(column) for column in frame if column.dtype.is_decimal())


def _readable(found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The same rows, with what polars cannot hold as text: above all the span between two times."""
    kinds = list(map(str, found.types))
    if not any(map(_UNREADABLE.search, kinds)):
        return found
    columns = []
    for position, (kind, name) in enumerate(zip(kinds, found.columns, strict=True), start=1):
        quoted = name.replace('"', '""')
        as_text = "::varchar" if _UNREADABLE.search(kind) else ""
        columns.append(f'#{position}{as_text} as "{quoted}"')
    return found.project(", ".join(columns))


def _as_number(decimals: pl.Series) -> pl.Series:
    """A sum of whole numbers comes as a decimal of 38 digits, and 0.5 as one of 2. JSON would hold both as text."""
    whole = decimals.cast(pl.Int64, strict=False)
    is_whole = decimals.dtype == pl.Decimal(38, 0) and whole.null_count() == decimals.null_count()
    return whole if is_whole else decimals.cast(pl.Float64)


def contents(file: Path) -> pl.DataFrame:
    """One row per table, view and macro: name (a macro with its arguments), kind, n_rows (tables), comment."""
    return query(file, _CONTENTS)


def data_dictionary(file: Path) -> pl.DataFrame:
    """One row per column: table_name, table_comment, column_name, data_type, comment; in the tables' own column order."""
    return query(file, _DICTIONARY)


def columns(file: Path, name: str) -> pl.DataFrame:
    """One row per column of a table, a view or a macro's answer: column_name, data_type, comment. Empty: there is none."""
    held = data_dictionary(file).filter(pl.col("table_name") == name)
    if held.height:
        return held.select("column_name", "data_type", "comment")
    with duckdb.connect(str(file), read_only=True) as con:
        macro = find_macro(con, name)
    rows = macro.columns if macro else []
    names = ["column_name", "data_type", "comment"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro of a market. `columns`: name, type and meaning of each column of its answer. `sql`: what tells their types."""

    signature: str
    comment: str | None
    columns: list[tuple[str, str, str | None]]
    sql: str


def find_macro(con: duckdb.DuckDBPyConnection, name: str) -> Macro | None:
    """The macro of this name. A column of its answer means what the macro's file says, else what it means in a table it asks."""
    found = con.execute(_MACRO, [name]).fetchone()
    if found is None:
        return None
    parameters, comment, definition = found
    asked = dict.fromkeys(_WORD.findall(definition))  # in the order in which it names them
    by_table: dict[str, dict[str, str]] = {}
    for table, column, meaning in con.execute(_COLUMN_COMMENTS).fetchall():
        by_table.setdefault(table, {})[column] = meaning
    meanings = dict(_COLUMN.findall(statements("macros").get(name, "")))
    for table in asked:
        meanings = by_table.get(table, {}) | meanings  # of two tables the first
    # The name is one that the market holds, so nothing that was typed becomes SQL.
    sql = f"describe from {name}({', '.join('null' for _ in parameters)})"
    columns = [
        (column, kind, meanings.get(column)) for column, kind, *_ in con.execute(sql).fetchall()
    ]
    return Macro(f"{name}({', '.join(parameters)})", comment, columns, sql)


def flatten(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as CSV can hold it: lists and structs as JSON text, and no cell that a spreadsheet would run.

    A text that begins with =, +, - or @ (full-width ones, too) gets an apostrophe in front: titles come from boards, and a
    formula in one of them would run on the reader's machine.
    """
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    as_text = frame.with_columns(
        pl.col(name).map_elements(_to_json, return_dtype=pl.String) for name in nested
    )
    texts = pl.col(pl.String)
    return as_text.with_columns(
        pl.when(texts.str.contains(FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    )


def json_value(value: Any) -> Any:
    """A value of the market as JSON can hold it. Times as UTC_TIMES says, and no number for infinity."""
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_EXACT else str(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"{value.isoformat()}Z"
    if isinstance(value, list | tuple):
        return [json_value(each) for each in value]
    if isinstance(value, dict):
        return {str(name): json_value(each) for name, each in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _to_json(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False, default=_plain)


def _plain(cell: object) -> object:
    """What JSON does not know: polars' own lists, and dates and decimals as their text."""
    return cell.to_list() if isinstance(cell, pl.Series) else str(cell)
