"""`rolecall import`: writes a file of postings, or a history of many boards, into the lake as looks.

Decides which looks a file implies, and when so many of its rows cannot be read that a column must be wrong. From there
on an import is kept, read, counted and forgotten like any look. Leaves columns to `flows.files.shapes`, rows to
`flows.files.rows` and storing to `flows.lake.histories`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from flows.errors import UsageError
from flows.files.opened import Choice, open_file
from flows.files.records import count_lines
from flows.files.rows import FORGOTTEN, Rows
from flows.files.shapes import Mapped, Shape
from flows.lake.histories import History
from flows.lake.parts import Lake
from flows.lake.tables import LOOK, OPEN_JOBS
from flows.progress import Progress
from flows.sources import every_source
from transforms.history.ledger import spread_ledger
from transforms.history.openings import employer_key

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}"
_MOST_NAMELESS_SHARE = 0.05  # a few rows without an id are quarantined, many mean a wrong column
_MOST_UNREAD_SHARE = 0.5  # the same of days and boards, which real files do lack
_MOST_REPEATED_SHARE = 0.5
_JUDGED_FROM = 20  # rows; of fewer, a share says nothing


@dataclass
class Import:
    """What an import did.

    Attributes:
        shape: What the file was.
        looks: The new looks, in `flows.lake.tables.LOOK`. Known ones are left out.
        n_rows: Rows of the file.
        n_postings: Postings that its looks list.
        n_sightings: How often they list one.
        n_boards: Boards looked at.
        n_employers: Employers that its postings name.
        n_days: Days with a look.
        n_looks: Looks that the file implies, known ones included.
        n_left_out: Rows that cannot be read, by the column that is wrong (they are quarantined), and forgotten ones.
        n_repeated: Rows of a posting that its look listed already.
        n_unseen: Rows of a ledger that no look lists.
    """

    shape: Shape = "postings"
    looks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOOK))
    n_rows: int = 0
    n_postings: int = 0
    n_sightings: int = 0
    n_boards: int = 0
    n_employers: int = 0
    n_days: int = 0
    n_looks: int = 0
    n_left_out: Counter[str] = field(default_factory=Counter)
    n_repeated: int = 0
    n_unseen: int = 0


def import_file(
    lake: Lake,
    file: Path,
    name: str,
    mapping: Mapped,
    as_of: datetime,
    run_id: str,
    choice: Choice | None = None,
    progress: Progress | None = None,
) -> Import:
    """Takes every row of a file. The looks that make them count are written last: a killed import never happened.

    Args:
        lake: the lake, its lock held.
        file: .jsonl, .csv or .parquet; `-` is JSON lines from standard input.
        name: the name of the import, shown by every figure that uses it.
        mapping: our column -> the file's, as far as they differ.
        as_of: when the postings of a file without days were there. No row may be of a later day.
        run_id: names the parts of the lake.
        choice: what else a person said.
        progress: told after some thousand rows.

    Raises:
        UsageError: the name cannot be one, the file cannot be read (the message names the line), or a column is missing
            or wrong (the message says how to name it).
    """
    _require_name(name)
    try:
        return _import(
            lake, file, History(lake, name, run_id), mapping, as_of, choice or Choice(), progress
        )
    except UsageError:
        lake.clear_unfinished()
        raise


def _import(
    lake: Lake,
    file: Path,
    history: History,
    mapping: Mapped,
    as_of: datetime,
    choice: Choice,
    progress: Progress | None,
) -> Import:
    rows = open_file(file, history, mapping, as_of, choice)
    n_lines = count_lines(file) if progress else 0
    for records in rows.records:
        rows.taken.take(records)
        if progress:
            n_taken = rows.taken.n_rows
            progress(n_taken, max(n_lines, n_taken), f"rows of {file.name}")
    _require_rows(file, rows.taken)
    return _finish(history, rows.taken, as_of, choice, file)


def _finish(history: History, rows: Rows, as_of: datetime, choice: Choice, file: Path) -> Import:
    shape, seen, n_unseen = rows.layout.shape, rows.seen(), 0
    if shape == "ledger":
        has_removed = "removed" in rows.layout.columns
        whole = seen.with_columns(
            pl.lit(None, pl.Date).alias(name)
            for name in ("last_seen", "removed")
            if name not in seen.columns
        )
        spread = spread_ledger(whole, choice.every_days, has_removed)
        looks, seen, n_unseen = spread.looks, spread.seen, spread.n_unseen
        looks, seen = (frame.rename({"day": "looked_at"}) for frame in (looks, seen))
    elif shape == "sightings":
        seen = seen.rename({"seen_on": "looked_at"})
        looks = _looks_of(seen, choice.absent_is_empty)
    else:
        seen = seen.with_columns(looked_at=pl.lit(as_of))
        looks = _looks_of(seen)
    looks, seen = (
        frame.with_columns(pl.col("looked_at").cast(pl.Datetime("us"))) for frame in (looks, seen)
    )
    listed = history.list_once(seen)
    n_repeated = seen.height - listed.height
    if shape == "postings":
        _require_one_day(file, n_repeated, seen.height)
    employers = _name_employers(rows.companies) if rows.needs_board else {}
    return Import(
        shape=shape,
        looks=history.finish(looks, listed, employers),
        n_rows=rows.n_rows,
        n_postings=listed["posting"].n_unique(),
        n_sightings=listed.height,
        n_boards=looks["board_index"].n_unique(),
        n_employers=len(set().union(*rows.companies.values())),
        n_days=looks["looked_at"].n_unique(),
        n_looks=looks.height,
        n_left_out=rows.n_left_out,
        n_repeated=n_repeated,
        n_unseen=n_unseen,
    )


def _looks_of(seen: pl.DataFrame, absent_is_empty: bool = False) -> pl.DataFrame:
    """The looks that sightings imply. Every board on every day, if what is absent was empty."""
    if not absent_is_empty:
        return seen.select("board_index", "looked_at").unique()
    boards, days = (seen.select(name).unique() for name in ("board_index", "looked_at"))
    return boards.join(days, how="cross")


def _name_employers(companies: Mapping[int, set[str]]) -> dict[int, str]:
    """The employer of each board whose postings name one only, in whatever spelling."""
    rows = [(board, name) for board, names in companies.items() for name in sorted(names)]
    named = pl.DataFrame(rows, schema={"board": pl.Int64, "name": pl.String}, orient="row")
    keyed = named.with_columns(key=employer_key(pl.col("name")))
    alone = keyed.group_by("board").agg(pl.col("key").n_unique(), pl.col("name").min())
    return dict(alone.filter(pl.col("key") == 1).select("board", "name").iter_rows())


def _require_name(name: str) -> None:
    if name in every_source():
        raise UsageError(
            f"--name {name} is a kind of board that Rolecall reads itself; choose another name"
        )
    if name == OPEN_JOBS:
        raise UsageError(
            f"--name {name} is reserved for `rolecall backfill {name}`; choose another name"
        )
    if not re.fullmatch(_NAME, name):
        raise UsageError(
            f"--name {name[:100]!r}: use letters, digits, dots, dashes and underscores, starting with a letter or digit"
        )


def _require_rows(file: Path, rows: Rows) -> None:
    """Raises UsageError when the file holds nothing, or so many rows cannot be read that a column must be wrong."""
    if not rows.n_rows:
        raise UsageError(f"{file}: holds no record")
    for name, n in rows.n_left_out.most_common():
        if name != FORGOTTEN:
            _require_column(file, rows, name, n)


def _require_column(file: Path, rows: Rows, name: str, n: int) -> None:
    if _is_too_many(rows, name, n):
        theirs = rows.layout.columns.get(name, name)
        raise UsageError(
            f"{file}: {n:,} of {rows.n_rows:,} rows have nothing that can be read in {theirs!r}; "
            f"name the column that holds {_WHAT[name]}: --map {name}=COLUMN"
        )


def _is_too_many(rows: Rows, name: str, n: int) -> bool:
    n_read = rows.n_rows - rows.n_left_out.total()
    share = _MOST_NAMELESS_SHARE if name == "id" else _MOST_UNREAD_SHARE
    return n > max(_JUDGED_FROM, share * rows.n_rows) or not n_read


_WHAT: Mapping[str, str] = {
    "id": "what tells postings apart (an address will do)",
    "board": "whose board it is (the employer will do)",
    "title": "the posting's title, or give the file that has it: --postings FILE",
    "seen_on": "the day, as in 2026-11-23",
    "first_seen": "the day, as in 2026-11-23",
    "last_seen": "the day, as in 2026-11-23",
    "removed": "the day, as in 2026-11-23, or nothing",
}


def _require_one_day(file: Path, n_repeated: int, n_rows: int) -> None:
    """Raises UsageError for what must be a history: a file of one day that shows most postings several times."""
    if n_repeated > max(_JUDGED_FROM, _MOST_REPEATED_SHARE * n_rows):
        raise UsageError(
            f"{file}: {n_repeated:,} of {n_rows:,} rows repeat a posting. If a row is a posting on a day, name the "
            f"column of the day: --map seen_on=COLUMN. If one id is used by several boards: --map board=COLUMN"
        )
