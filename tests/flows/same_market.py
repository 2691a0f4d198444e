"""What a market says, to compare two of them. DuckDB writes with several threads, so its file's bytes differ each time."""

from pathlib import Path

import duckdb


def rows_of(market: Path) -> dict[str, list[str]]:
    """Every row of every table, sorted."""
    with duckdb.connect(str(market), read_only=True) as con:
        names = con.execute("select table_name from duckdb_tables()").fetchall()
        return {
            name: sorted(map(repr, con.execute(f'from "{name}"').fetchall())) for (name,) in names
        }
