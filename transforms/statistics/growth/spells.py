"""Where and when openings were open: boards, their conclusive looks, and the spells that count on each board.

Decides which board an opening counts on, and that a board which moves elsewhere closes nothing.
Leaves the counts by period to `transforms.statistics.growth.panel`.

An opening on two boards counts on the board that showed it first, until it is gone there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl

from transforms.history.openings import employer_key
from transforms.statistics.intervals import Ints
from transforms.vocabulary import CONCLUSIVE

STEP = {"week": "1w", "month": "1mo"}
"""Periods begin on Mondays and on the first of the month."""

_LONG_AGO, _NEVER = datetime(1, 1, 1), datetime(9999, 1, 1)  # noqa: DTZ001 - UTC without a zone, as the lake has it
_BOARD = ["source", "board"]


@dataclass(frozen=True)
class Observed:
    """What looks have shown of all boards.

    `boards`: one row a board, sorted by `board_index`. `looked`: board x period, the time of the last conclusive look in
    microseconds, or -1. `spells`: one row per stretch in which a posting adds to its opening's stock. `start_period` and
    `end_period` are indices of periods (0 for all before the first, the number of periods for all after the last).
    """

    periods: list[date]
    boards: pl.DataFrame
    looked: Ints
    spells: pl.DataFrame


def observe(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, grain: str
) -> Observed | None:
    """Boards, looks and spells up to `as_of`. None when no look concludes anything."""
    seen = _conclusive(looks, as_of).with_columns(period_start=_period("looked_at", grain))
    if seen.is_empty():
        return None
    boards = _number_boards(seen.filter(~pl.col("is_death")))
    moved = _find_moved(seen, boards)
    deaths = moved.with_columns(is_death=True)
    seen = seen.join(deaths, on=[*_BOARD, "is_death"], how="anti")
    span = pl.date_range(pl.col("period_start").min(), pl.col("period_start").max(), STEP[grain])
    calendar = seen.select(span).to_series()
    spells = _find_spells(_reopen(postings, moved), boards, as_of)
    return Observed(
        periods=calendar.to_list(),
        boards=boards,
        looked=_last_looks(seen, boards, calendar),
        spells=spells.with_columns(
            calendar.search_sorted(spells.select(_period(end, grain)).to_series()).alias(
                f"{end}_period"
            )
            for end in ("start", "end")
        ),
    )


def _conclusive(looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return looks.filter(
        pl.col("outcome").is_in(CONCLUSIVE) | pl.col("is_death"),
        ~pl.col("is_suspect"),  # null: it came out of order, and concludes nothing
        pl.col("period").is_null(),
        pl.col("looked_at").dt.date() <= as_of,
    )


def _period(column: str, grain: str) -> pl.Expr:
    return pl.col(column).dt.truncate(STEP[grain]).dt.date()


def _number_boards(seen: pl.DataFrame) -> pl.DataFrame:
    """One row a board with its index, its employer's index and its last look."""
    named = (
        seen.sort("looked_at", "look_id")
        .group_by(_BOARD)
        .agg(pl.col("employer").drop_nulls().last(), last_look_at=pl.col("looked_at").last())
    )
    itself = pl.concat_str(_BOARD, separator=":")
    keyed = named.with_columns(key=pl.coalesce(employer_key(pl.col("employer")), itself))
    indexed = keyed.sort(_BOARD).with_row_index("board_index")
    return indexed.with_columns(employer_index=pl.col("key").rank("dense").cast(pl.Int64) - 1)


def _find_moved(seen: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """Boards that vanished, and when, while another board of their employer went on.

    Such an employer changed its provider. Its demand did not fall to zero.
    """
    died = seen.filter("is_death").group_by(_BOARD).agg(died_at=pl.col("looked_at").min())
    alive = boards.select("key", other="board_index", alive_at="last_look_at")
    both = died.join(boards, on=_BOARD).join(alive, on="key")
    is_other = pl.col("other") != pl.col("board_index")
    elsewhere = both.filter(is_other, pl.col("alive_at") >= pl.col("died_at"))
    return elsewhere.select(*_BOARD, "died_at").unique(_BOARD)


def _reopen(postings: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """The postings of boards that moved, as they were when last seen. They leave the panel open."""
    dated = postings.join(moved, on=_BOARD, how="left", maintain_order="left")
    closed_by_moving = (pl.col("closed_at") >= pl.col("died_at")).fill_null(False)
    closed_at = pl.when(~closed_by_moving).then("closed_at")
    return dated.with_columns(closed_at=closed_at).drop("died_at")


def _last_looks(seen: pl.DataFrame, boards: pl.DataFrame, calendar: pl.Series) -> Ints:
    latest = pl.col("looked_at").max().dt.epoch("us")
    last = seen.group_by(*_BOARD, "period_start").agg(latest).join(boards, on=_BOARD)
    times = np.full((boards.height, len(calendar)), -1, dtype=np.int64)
    periods = calendar.search_sorted(last["period_start"]).to_numpy()
    times[last["board_index"].to_numpy(), periods] = last["looked_at"].to_numpy()
    return times


def _find_spells(postings: pl.DataFrame, boards: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per stretch in which a posting adds to its opening's stock. Copies open meanwhile add nothing."""
    live = postings.filter(~pl.col("is_census"), pl.col("first_seen_at").dt.date() <= as_of)
    known = live.select(
        *(*_BOARD, "opening_id", "posting_id", "is_left_truncated", "closed_at"),
        version=pl.col("reader_version").fill_null(""),
        role="role_counted",
        start="first_seen_at",
    ).join(boards.select(*_BOARD, "board_index", "last_look_at"), on=_BOARD)
    # A board that vanished closes nothing: its copies hold an opening until its last look, and whoever shows the job
    # after that has it.
    still_open = pl.when(pl.col("closed_at").is_null()).then("last_look_at")
    ordered = known.sort("opening_id", "start", "posting_id").with_columns(
        pl.col("role", "is_left_truncated").first().over("opening_id"),
        end=pl.col("closed_at").fill_null(_NEVER),
        is_first=pl.col("opening_id").is_first_distinct(),
        taken_until=_latest_before(pl.col("closed_at")),
        held_until=_latest_before(still_open),
    )
    own = ordered.filter(pl.col("start") > pl.col("held_until"))
    own = own.with_columns(start=pl.max_horizontal("start", "taken_until"))
    return own.filter(pl.col("start") < pl.col("end"))


def _latest_before(moment: pl.Expr) -> pl.Expr:
    """The latest moment among the opening's earlier postings."""
    latest = moment.fill_null(_LONG_AGO).cum_max().over("opening_id")
    return latest.shift(fill_value=_LONG_AGO).over("opening_id")
