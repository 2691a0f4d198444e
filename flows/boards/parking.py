"""Parks boards that are missing again and again: they are looked at once a week, never dropped.

A 404 may be a mistake of a day, an employer that moved, or one that closed. Requesting in every run what does not
exist is rude and slow. But a board that is dropped would never be seen coming back. Decides from the looks in the
lake alone, so that a run in the past decides what it would have decided then. Leaves the asking to `flows.scrape`,
and what missing looks mean for postings to `transforms.history.lifecycle`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from flows.sources import Board
from transforms.vocabulary import SHOWING

PARKED_AFTER_DAYS = 3
"""Days on which a board was missing, without an answer between them. Three runs of one bad afternoon are one day."""

_BOARD = ["source", "board"]
LOOKED_AT_EVERY = timedelta(days=7)

PARKED = pl.Schema(
    {"source": pl.String, "board": pl.String, "parked_since": pl.Date, "rests_until": pl.Date}
)
"""One row per parked board. `parked_since` is the third day on which it was missing, `rests_until` when it
is looked at again."""


@dataclass(frozen=True)
class Due:
    """The boards of one run: `boards` are looked at, `n_parked` are parked until `parked_until` at the earliest."""

    boards: list[Board]
    n_parked: int = 0
    parked_until: date | None = None


def parked(looks: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The boards that are parked as of an instant.

    Args:
        looks: every look, in `flows.lake.tables.LOOK` (`source`, `board`, `looked_at`, `outcome` are read).
        as_of: later looks count for nothing.

    Returns:
        One row per parked board in `PARKED`, by source and board.
    """
    past = looks.lazy().filter(pl.col("looked_at") <= as_of)
    # A look that failed counts as well: its host is left alone for the week just the same.
    last_look = past.group_by(_BOARD).agg(last_date=pl.col("looked_at").max().dt.date())
    return (
        _days_missing(past)
        .filter(pl.col("days").list.len() >= PARKED_AFTER_DAYS)
        .join(last_look, on=_BOARD)
        .select(
            *_BOARD,
            parked_since=pl.col("days").list.get(PARKED_AFTER_DAYS - 1),
            rests_until=pl.col("last_date") + LOOKED_AT_EVERY,
        )
        .sort(_BOARD)
        .collect()
        .cast(PARKED)
    )


def boards_due(boards: Sequence[Board], looks: pl.DataFrame, as_of: datetime) -> Due:
    """Which of `boards` to look at as of an instant, in their order."""
    rows = parked(looks, as_of).select(*_BOARD, "rests_until").iter_rows()
    until = {(source, slug): day for source, slug, day in rows if day > as_of.date()}
    due = [board for board in boards if board.key not in until]
    resting = until.keys() & {board.key for board in boards}
    return Due(due, len(resting), min((until[key] for key in resting), default=None))


def _days_missing(looks: pl.LazyFrame) -> pl.LazyFrame:
    """The days on which each board was missing since it last answered."""
    answers = looks.filter(pl.col("outcome").is_in(SHOWING))
    last_answer = answers.group_by(_BOARD).agg(answered_at=pl.col("looked_at").max())
    is_later = pl.col("looked_at") > pl.col("answered_at")
    return (
        looks.filter(pl.col("outcome") == "missing")
        .join(last_answer, on=_BOARD, how="left")
        .filter(pl.col("answered_at").is_null() | is_later)
        .group_by(_BOARD)
        .agg(days=pl.col("looked_at").dt.date().unique().sort())
    )
