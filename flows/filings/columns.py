"""Which columns of a disclosure file are taken, whatever a fiscal year calls them.

Decides that a file without a needed column is refused, and that no other column is ever read.
Leaves the names to `columns.toml` and what a column means to `transforms.filings.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from flows.errors import PayloadChanged
from flows.filings.workbook import Row, Workbook
from transforms.filings.reading import RAW
from transforms.text.lexicon import lexicon

_ROWS_A_FRAME = 20_000
_NAMES_SHOWN = 300


def take_rows(workbook: Workbook, name: str) -> pl.DataFrame:
    """The wanted columns of every row, as text, in `RAW`.

    Raises:
        PayloadChanged: a needed column is missing, or the file cannot be read.
    """
    letters = _letters(workbook.header(), name)
    frames = [pl.DataFrame(schema=RAW), *_frames(workbook.rows(letters), letters)]
    return pl.concat(frames)


def _frames(rows: Iterator[Row], letters: dict[str, str]) -> Iterator[pl.DataFrame]:
    columns: dict[str, list[str | None]] = {name: [] for name in RAW}
    for row in rows:
        for letter, name in letters.items():
            columns[name].append(row.get(letter))
        for name in RAW.keys() - set(letters.values()):
            columns[name].append(None)
        if len(columns["case_number"]) == _ROWS_A_FRAME:
            yield pl.DataFrame(columns, schema=RAW)
            columns = {name: [] for name in RAW}
    yield pl.DataFrame(columns, schema=RAW)


def _letters(header: Row, file: str) -> dict[str, str]:
    """Our name of each wanted column, by its letter."""
    theirs = {_plain(text): letter for letter, text in reversed(header.items())}
    found: dict[str, str] = {}
    missing = []
    for name, column in lexicon(__package__, "columns.toml").items():
        letter = next((theirs[each] for each in column["names"] if each in theirs), None)
        if letter is not None:
            found[letter] = name
        elif column.get("needed"):
            missing.append(column["names"][0])
    if missing:
        columns = ", ".join(header.values())[:_NAMES_SHOWN] or "none"
        raise PayloadChanged(
            f"{file}: no column {' and '.join(missing)}; its columns are {columns}"
        )
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
