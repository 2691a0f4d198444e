"""Reads the rows of an import: whose board, which posting, on which days, and what it says.

Decides what a row must have and why one cannot be read. Such a row is kept as a body with its reason, so that reading the
lake puts it into the quarantine. Leaves shapes to `flows.files.shapes` and what is stored to `flows.lake.histories`.

Most rows of a history repeat what a row before them said. Such a row costs one dictionary lookup.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from flows.files.records import Record, is_nothing
from flows.files.shapes import CONTENT, WHERE, Layout, Shape
from flows.lake.histories import History
from flows.sources import every_source
from flows.sources.imported import SOURCE, UNREADABLE
from flows.sources.kit.values import id_text

Details = Mapping[tuple[Any, ...], Record]
"""What a second file says about each posting, by the columns that both files have."""

FORGOTTEN = "forgotten"
"""Used instead of the wrong column: a posting that must not be kept (`rolecall forget`)."""

_DAYS: Mapping[Shape, tuple[str, ...]] = {
    "postings": (),
    "sightings": ("seen_on",),
    "ledger": ("first_seen", "last_seen", "removed"),
}
_NO_DAY = 0  # as an ordinal: the year 1 is long before any posting
_OLDEST = date(2000, 1, 1).toordinal()  # an older day is a clerical error or an epoch of 0
_LONGEST_BOARD = 200


@dataclass
class Rows:
    """The rows taken so far.

    `last_day`: later days are errors. `needs_board`: whether every row must name its board. `details`: what a second file
    says of each posting, by `details_by`. `n_left_out`: rows that cannot be read, by the column at fault, and those that
    were forgotten. `companies`: of each board, the employers that its postings name.
    """

    history: History
    layout: Layout
    last_day: date
    needs_board: bool
    details: Details | None = None
    details_by: tuple[str, ...] = ()
    n_rows: int = 0
    n_left_out: Counter[str] = field(default_factory=Counter)
    companies: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = self.layout.columns
        self._said = [columns[name] for name in (*CONTENT, *WHERE) if name in columns]
        wanted = _DAYS[self.layout.shape]
        self._when = [(name, columns[name]) for name in wanted if name in columns]
        self._has_order = self.layout.shape == "ledger"
        self._known: dict[int, int | str] = {}
        self._days: dict[Any, int | None] = {None: _NO_DAY, "": _NO_DAY}
        self._board_of = array("i")
        self._content = array("i")
        self._taken = {name: array("i") for name, _ in self._when}
        self._boards: dict[tuple[str, str], int] = {}

    def take(self, records: Iterable[Record]) -> None:
        """Takes records in the order of the file."""
        content_of, said = self._known, self._said
        for record in records:
            self.n_rows += 1
            said_now = tuple(map(record.get, said))
            try:
                # 64 bits of hash stand for the values: ten million contents collide with a chance of three in a million.
                key = hash(said_now)
            except TypeError:  # a list of places
                key = hash(json.dumps(said_now, default=str))
            content = content_of.get(key)
            if content is None:
                content = content_of[key] = self._add(record)
            if isinstance(content, str):
                self.n_left_out[content] += 1
                continue
            days = [self._day(record.get(theirs)) for _, theirs in self._when]
            if (self._has_order or not all(days)) and (why := self._why(record, days)):
                self.n_left_out[self._reject(record, why)] += 1
                continue
            self._content.append(content)
            for (name, _), day in zip(self._when, days, strict=True):
                self._taken[name].append(day or _NO_DAY)

    def seen(self) -> pl.DataFrame:
        """One row per row taken: `content` and the days of the file's shape, null where it has none."""
        days = {
            name: np.array(taken, dtype=np.int32) - _EPOCH for name, taken in self._taken.items()
        }
        content = np.array(self._content, dtype=np.uint32)
        board = np.array(self._board_of, dtype=np.uint32)
        frame = pl.DataFrame({"content": content, **days})
        is_day = pl.col(list(days)) != _NO_DAY - _EPOCH
        dated = frame.with_columns(pl.when(is_day).then(pl.col(list(days))).cast(pl.Date))
        return dated.with_columns(board_index=pl.Series(board[content], dtype=pl.UInt32))

    def _add(self, record: Record) -> int | str:
        """Stores what a row says that no row before it said. Returns its number, or in a word why it is left out."""
        row = self._whole(record)
        if row is None:
            return self._reject(record, "title: the file of postings has no such posting")
        if self.needs_board and is_nothing(row.get("board")):
            return self._reject(record, "board: missing")
        external_id = to_id(row.get("id"))
        if external_id is None:
            return self._reject(record, "id: missing")
        board_index = self._board_index(row)
        said = {name: value for name in CONTENT if not is_nothing(value := row.get(name))}
        url = said.get("url")
        number = self.history.add_content(
            board_index, external_id, _body(said), url if isinstance(url, str) else None
        )
        if number is None:
            return FORGOTTEN
        self._set_board(number, board_index)
        if company := said.get("company"):
            self.companies.setdefault(board_index, set()).add(str(company))
        return number

    def _set_board(self, number: int, board_index: int) -> None:
        self._board_of.extend([0] * (number + 1 - len(self._board_of)))
        self._board_of[number] = board_index

    def _whole(self, record: Record) -> Record | None:
        """The row under our names, with what the file of postings says of it. None when that has no such posting."""
        own = self._under_our_names(record)
        if self.details is None:
            return own
        found = self.details.get(self._key(own))
        return None if found is None else found | own

    def _under_our_names(self, record: Record) -> Record:
        return {
            ours: value
            for ours, theirs in self.layout.columns.items()
            if not is_nothing(value := record.get(theirs))
        }

    def _key(self, row: Record) -> tuple[str, ...]:
        return tuple(str(row.get(name)) for name in self.details_by)

    def _board_index(self, row: Record) -> int:
        name = (str(row.get("source") or ""), str(row.get("board") or ""))
        if name not in self._boards:
            self._boards[name] = self.history.add_board(*name_board(self.history.origin, *name))
        return self._boards[name]

    def _reject(self, record: Record, reason: str) -> str:
        """Keeps a row that cannot be read, once, with its reason. Returns the reason's first word: a column."""
        row = self._whole(record) or {
            ours: record.get(theirs) for ours, theirs in self.layout.columns.items()
        }
        said = {name: value for name, value in row.items() if not is_nothing(value)}
        number = self.history.add_content(
            self._board_index(row), to_id(row.get("id")), _body({UNREADABLE: reason, **said}), None
        )
        if number is not None:
            self._set_board(number, self._board_index(row))
        return reason.partition(":")[0]

    def _day(self, value: Any) -> int | None:
        """A day as its ordinal, 0 where there is none. None when it cannot be one of a posting."""
        try:
            return self._days[value]
        except KeyError:
            if value != value:  # each NaN is a key of its own
                return _NO_DAY
            return self._days.setdefault(value, self._possible_day(value))
        except TypeError:
            return None

    def _possible_day(self, value: Any) -> int | None:
        day = read_day(value)
        is_possible = day == _NO_DAY or (day and _OLDEST <= day <= self.last_day.toordinal())
        return day if is_possible else None

    def _why(self, record: Record, days: list[int | None]) -> str:
        """Why the days of a row cannot be read. Empty when they can."""
        for (name, theirs), day in zip(self._when, days, strict=True):
            if day is None:
                return f"{name}: {self._why_no_day(record.get(theirs))}"
        if days and not days[0]:
            return f"{self._when[0][0]}: missing"
        if self.layout.shape != "ledger":
            return ""
        named = {name: day or _NO_DAY for (name, _), day in zip(self._when, days, strict=True)}
        if not named.get("last_seen") and "removed" not in named:
            return "last_seen: missing"
        for end in ("last_seen", "removed"):
            if _NO_DAY < named.get(end, _NO_DAY) < named["first_seen"]:
                return f"{end}: lies before first_seen"
        return ""

    def _why_no_day(self, value: Any) -> str:
        day, shown = read_day(value), repr(str(value)[:60])
        if day is None:
            return f"{shown} is not a day (2026-11-23)"
        return f"{shown} lies " + (
            "before the year 2000" if day < _OLDEST else f"after {self.last_day}"
        )


_EPOCH = date(1970, 1, 1).toordinal()


def name_board(origin: str, source: str, board: str) -> tuple[str, str]:
    """What the lake calls a board of a history: as we call it, where we could watch it ourselves, so that both join.

    Any other is a board of the import: of a kind that we do not know, of one that never lists all it has, or of none.
    """
    known = every_source().get(source)
    is_watched = known and known.name != SOURCE.name and known.lists_all and not known.is_census
    if known and is_watched and known.accepts(board):
        return known.name, board
    parts = [" ".join(part.split()) for part in (origin, source, board)]
    return SOURCE.name, "/".join(filter(None, parts))[:_LONGEST_BOARD]


def to_id(value: Any) -> str | None:
    """An id as text. Whole numbers that a table keeps as 7.0 are 7."""
    return id_text(int(value) if isinstance(value, float) and value.is_integer() else value)


def read_day(value: Any) -> int | None:
    """The ordinal of a day, or of the day of a time. None when it is neither. Days have the form 2026-11-23 or 20261123."""
    if isinstance(value, date | datetime):
        return value.toordinal()
    if not isinstance(value, str | int) or isinstance(value, bool):
        return _NO_DAY if is_nothing(value) else None
    text = str(value).strip()
    try:
        return date.fromisoformat(text if len(text) == 8 else text[:10]).toordinal() if text else 0
    except ValueError:
        return None


def _body(said: Record) -> bytes:
    """A row as a body: JSON of what holds something, the same bytes for the same row."""
    # ASCII: half a character (a lone surrogate) could not be written as UTF-8. Days of Parquet files are written as ISO.
    return json.dumps(said, sort_keys=True, default=_as_text).encode("ascii")


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
