"""Opens a file to import: its columns, the shape that they tell, and the second file that says what postings say.

Decides how both files are joined. Leaves which columns make which shape to `flows.files.shapes`, and rows to
`flows.files.rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from flows.errors import UsageError
from flows.files.records import Record, chunks, column_names
from flows.files.rows import Details, Rows
from flows.files.shapes import CONTENT, WHERE, Layout, Mapped, Shape, find_columns, recognise
from flows.lake.histories import History

_ROWS_A_CHUNK = 2_000
_TIME_ZONES = timedelta(days=1)  # somewhere it is already tomorrow


@dataclass(frozen=True)
class Choice:
    """The options of an import, beside the file's columns.

    Attributes:
        shape: What the file is; None: its columns tell.
        every_days: Days between the looks that a ledger stands for.
        absent_is_empty: Sightings: whether a board without a row on a day of the file was looked at and was empty.
        postings: A second file that says once what each posting says.
    """

    shape: Shape | None = None
    every_days: int = 7
    absent_is_empty: bool = False
    postings: Path | None = None


@dataclass
class Opened:
    """An open file: its rows still to be read, and what takes them."""

    records: Iterator[list[Record]]
    taken: Rows


def open_file(
    file: Path, history: History, mapping: Mapped, as_of: datetime, choice: Choice
) -> Opened:
    """Recognises the file's shape, and reads the file of its postings, if it has one."""
    there, records = _peek(file, mapping)
    if not there:
        raise UsageError(f"{file}: holds no record")
    columns = find_columns(there, mapping)
    beside: list[str] = []
    details: Details | None = None
    by: tuple[str, ...] = ()
    if choice.postings:
        beside, rows = _peek(choice.postings, mapping)
        theirs = find_columns(beside, mapping)
        by = tuple(name for name in ("id", *WHERE, "company") if name in columns and name in theirs)
        if "id" not in by:
            raise UsageError(
                f"{choice.postings}: shares no id with {file}: name it in both, --map id=COLUMN"
            )
        details = _read_details(rows, theirs, by)
        columns_of_both = columns | theirs
    else:
        columns_of_both = columns
    shape = recognise(file, [*there, *beside], columns_of_both, mapping, choice.shape)
    if choice.absent_is_empty and shape != "sightings":
        raise UsageError(
            f"--absent-is-empty speaks of days on which boards were looked at, as sightings have them; "
            f"{file} is a {shape.removesuffix('s')} file"
        )
    last_day = (as_of + _TIME_ZONES).date()
    # In JSON lines a column may turn up after the rows that were peeked at.
    later = {} if column_names(file) else {name: mapping.get(name, name) for name in CONTENT}
    layout = Layout(shape, later | columns)
    taken = Rows(history, layout, last_day, "board" in columns_of_both, details, by)
    return Opened(records, taken)


def _peek(file: Path, mapping: Mapped) -> tuple[list[str], Iterator[list[Record]]]:
    """The columns of a file, and its records: of JSON lines, those of the first."""
    names = column_names(file)
    wanted = None if names is None else list(find_columns(names, mapping).values())
    records = chunks(file, (), wanted, _ROWS_A_CHUNK)
    if names is not None:
        return names, records
    first = next(records, [])
    there = list(dict.fromkeys(name for record in first for name in record))
    return there, chain([first], records)


def _read_details(records: Iterator[list[Record]], columns: Mapped, by: tuple[str, ...]) -> Details:
    """What a file says about each posting, by the columns that the other file has too."""
    named = [(ours, theirs) for ours, theirs in columns.items() if ours in (*CONTENT, *WHERE)]
    rows = (
        {ours: record[theirs] for ours, theirs in named if record.get(theirs) not in (None, "")}
        for chunk in records
        for record in chunk
    )
    return {tuple(str(row.get(name)) for name in by): row for row in rows}
