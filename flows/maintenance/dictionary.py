"""Renders the data dictionary from the comments in the warehouse: `python -m flows.maintenance.dictionary docs/data-dictionary.md`.

The comments are the one source; `tests/test_contract.py` fails when the rendered file is not what they say.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from warehouse import market, read

_HEAD = """# Data dictionary

Every table and column of `market.duckdb`, rendered by `make docs` from the comments in `warehouse/`. Marts answer one
question each and begin with `mart_`. Shares lie in 0..1, times are UTC, money is gross.
"""


def render() -> str:
    """The dictionary as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.duckdb"
        market.build(file, {})
        columns = read.data_dictionary(file)
    parts = [_HEAD]
    for (table,), rows in columns.group_by(["table_name"], maintain_order=True):
        parts.append(
            f"\n## {table}\n\n{rows['table_comment'][0]}\n\n| column | type | meaning |\n|---|---|---|"
        )
        parts += [
            f"| `{row['column_name']}` | {row['data_type'].lower()} | {row['comment']} |"
            for row in rows.iter_rows(named=True)
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
