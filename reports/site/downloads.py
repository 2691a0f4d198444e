"""A figure's table as files to take away: the CSV that is in the page, and what the script needs to make JSON of it.

Decides how a value is written in a file and what a cell may begin with. The page holds one copy of the rows: the CSV, which
downloads without server and without JavaScript. `static/rolecall.js` reads that very text again to give JSON, so the two
cannot differ. `kinds` tells it which columns are numbers.
"""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import polars as pl

from reports.wording import numbers

FORMULA = r"^'*\s*[=+\-@\t\r＝＋－＠]"
"""How a text begins that a spreadsheet would run. Apostrophes before it count too, so that taking one away again gives the text
as it was. Stated once more in `warehouse.read` and in the scripts."""

_FORMULA = re.compile(FORMULA)

_UNQUOTED = ",:;/?@!$()*+="
"""Signs that stand for themselves in a `data:` address and in an attribute. The rest is written as %XX."""


def csv_text(table: pl.DataFrame) -> str:
    """The whole answer as CSV: full precision, empty for null, board text that looks like a formula made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_harmless(value) for value in row] for row in table.iter_rows())
    return out.getvalue()


def csv_link(table: pl.DataFrame) -> str:
    """The CSV as a `data:` address: it downloads from a file that has no server, and without JavaScript."""
    return "data:text/csv;charset=utf-8," + quote(csv_text(table), safe=_UNQUOTED)


def kinds(table: pl.DataFrame) -> str:
    """One letter per column, for whoever reads the CSV again: n a number, b yes or no, t text (days and instants too)."""
    return "".join(
        "n" if kind.is_numeric() else "b" if kind == pl.Boolean else "t"
        for kind in table.schema.dtypes()
    )


def _harmless(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value.isoformat() if hasattr(value, "isoformat") else value
    text = numbers.clean_text(value)
    return f"'{text}" if _FORMULA.match(text) else text
