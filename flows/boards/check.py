"""Checks which boards answer: one polite look at each, of which nothing is kept.

Decides what a check reports about a board. Leaves the look itself to `flows.boards.look`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl

from flows.boards.look import look_at
from flows.boards.side_by_side import ask_side_by_side
from flows.lake.tables import LOOK
from flows.progress import Progress, counted
from flows.settings import Settings
from flows.sources import Board
from flows.web.client import PoliteClient

log = logging.getLogger(__name__)

_COLUMNS = "source board employer outcome http_status n_postings seconds error".split()
CHECK = pl.Schema({name: LOOK[name] for name in _COLUMNS})
"""What `check_boards` gives, one row per board. `http_status` is the last answer's, null when there was none. `n_postings`
are listed now. `error` says why the look did not end complete."""


def check_boards(
    boards: Sequence[Board],
    settings: Settings,
    as_of: datetime,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Looks once at each board and keeps nothing. Reports each as it ends.

    Returns:
        One row per board in `CHECK`, by source and board.
    """
    rows = []
    with PoliteClient(settings) as client:
        check = partial(_check, client, as_of=as_of)
        for row in ask_side_by_side(client, boards, check, settings.n_workers):
            rows.append(row)
            name = f"{row['source']}/{row['board']}"
            log.info("%s: %s", name, row["error"] or counted(row["n_postings"], "posting"))
            if progress:
                progress(len(rows), len(boards), name)
    return pl.DataFrame(rows, schema=CHECK).sort("source", "board")


def summarise(found: pl.DataFrame) -> str:
    """What a check found, in one line: boards, how many of each outcome, postings."""
    counts = found.group_by("outcome").len().sort("len", "outcome", descending=[True, False])
    outcomes = ", ".join(f"{n:,} {outcome}" for outcome, n in counts.iter_rows()) or "none"
    return f"{found.height:,} boards: {outcomes}; {found['n_postings'].sum():,} postings listed"


def _check(client: PoliteClient, board: Board, as_of: datetime) -> dict[str, Any]:
    """The result of one look at the board. Its postings are dropped at once, so that a check of thousands stays small."""
    row = look_at(client, board, {}, as_of, "check").row
    return {name: row[name] for name in CHECK}
