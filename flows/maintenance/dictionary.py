"""Renders the data dictionary from the comments in the warehouse: `python -m flows.maintenance.dictionary docs/data-dictionary.md`.

The comments are the one source; `tests/test_contract.py` fails when the rendered file is not what they say.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import polars as pl

from warehouse import market, read

_TABLE_HEAD = "| column | type | meaning |\n|---|---|---|"
_HEAD = """# Data dictionary

Every table and column of `market.duckdb`, rendered by `make docs` from the comments in `warehouse/`. Marts answer one
question each and begin with `mart_`. Shares lie in 0..1, times are UTC, money is gross.
"""


def render() -> str:
    """The dictionary as Markdown."""
    tables = _columns().partition_by("table_name", maintain_order=True)
    return "\n".join((_HEAD, *map(_section, tables), ""))


def _columns() -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.duckdb"
        market.build(file, {})
        return read.data_dictionary(file)


def _section(columns: pl.DataFrame) -> str:
    table = columns.row(0, named=True)
    head = f"\n## {table['table_name']}\n\n{table['table_comment']}\n"
    return "\n".join((head, _TABLE_HEAD, *map(_line, columns.iter_rows(named=True))))


def _line(column: dict[str, str]) -> str:
    return f"| `{column['column_name']}` | {column['data_type'].lower()} | {column['comment']} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
