"""The matched panel: open and new openings per board, role and period, and which boards can be compared when.

Decides what a board's stock and flow are in a period and for how long a board that does not answer keeps its last known
stock. Leaves to `transforms.growth` the index and its intervals.

Unit: openings. An opening on two boards at once counts on the board that showed it first, until it is gone there. A stock
is what was open at the board's last conclusive look in the period; a flow is what was seen for the first time ever in it,
without what the board's first look showed (nobody knows how old that is) and without reposts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.openings import employer_key

ROLES = (
    "ai_engineer",
    "ml_engineer",
    "data_scientist",
    "research_scientist",
    "data_engineer",
    "data_analyst",
    "software_engineer",
)
"""The three focus roles and their four neighbours, in the order in which tables show them."""

ALL = "all"
PANEL_ROLES = (*ROLES, ALL)

STEP = {"week": "1w", "month": "1mo"}
"""Periods begin on Mondays and on the first of the month."""

CARRIED = {"week": 4, "month": 1}
"""Periods for which a board without a conclusive look keeps its last stock; after a longer gap it enters anew."""

FLOW_WINDOW = {"week": 4, "month": 1}
"""Periods whose new openings are added up: single weeks are too few to divide by."""


_LONG_AGO, _NEVER = datetime(1, 1, 1), datetime(9999, 1, 1)  # noqa: DTZ001 - UTC without a zone, as the lake has it


@dataclass(frozen=True)
class Panel:
    """Boards x roles x periods. Arrays are indexed [board, role, period] or [board, period].

    `stock` is defined where `is_in`; `flow` (of one period) where `has_flow`: the board was seen in this period and the one
    before, so that its new openings are those of one period. `churn`: openings that came or went since the period before.
    """

    grain: str
    periods: list[date]
    employers: list[str]
    employer_of: NDArray[np.int64]
    stock: NDArray[np.float64]
    flow: NDArray[np.float64]
    churn: NDArray[np.float64]
    is_seen: NDArray[np.bool_]
    is_in: NDArray[np.bool_]
    has_flow: NDArray[np.bool_]


def build(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, grain: str) -> Panel | None:
    """The panel of all boards with a conclusive look up to `as_of`; None when there is no such look.

    Args:
        postings: the warehouse's posting columns source, board, opening_id, role_counted, first_seen_at, closed_at,
            is_left_truncated, is_census.
        looks: the warehouse's looks with `is_suspect`; census looks (with a `period`) are left out.
        as_of: the last day that counts.
        grain: week or month.
    """
    seen = _conclusive(looks, as_of).with_columns(period_start=_period("looked_at", grain))
    if seen.is_empty():
        return None
    span = pl.date_range(pl.col("period_start").min(), pl.col("period_start").max(), STEP[grain])
    calendar = seen.select(span).with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    periods: list[date] = calendar["period_start"].to_list()
    boards = _boards(seen)
    looked = _last_look(seen, boards, calendar)
    spells = _spells(postings, boards, as_of, grain, calendar)
    return _assemble(grain, periods, boards, looked, spells)


def _conclusive(looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return looks.filter(
        pl.col("outcome").is_in(["complete", "unchanged"]),
        ~pl.col("is_suspect").fill_null(False),
        pl.col("period").is_null(),
        pl.col("looked_at").dt.date() <= as_of,
    )


def _period(column: str, grain: str) -> pl.Expr:
    return pl.col(column).dt.truncate(STEP[grain]).dt.date()


def _boards(seen: pl.DataFrame) -> pl.DataFrame:
    ordered = seen.sort("looked_at", "look_id").group_by("source", "board")
    named = ordered.agg(pl.col("employer").drop_nulls().last(), last_look_at=pl.col("looked_at").last())
    key = pl.coalesce(employer_key(pl.col("employer")), pl.concat_str("source", "board", separator=":"))
    numbered = named.with_columns(key=key).sort("source", "board").with_row_index("board_number")
    return numbered.with_columns(employer_number=pl.col("key").rank("dense").cast(pl.Int64) - 1)


def _last_look(seen: pl.DataFrame, boards: pl.DataFrame, calendar: pl.DataFrame) -> NDArray[np.int64]:
    """Time of each board's last conclusive look in each period, in microseconds; -1 without one."""
    last = seen.group_by("source", "board", "period_start").agg(pl.col("looked_at").max().dt.epoch("us"))
    placed = last.join(boards, on=["source", "board"]).join(calendar, on="period_start")
    times = np.full((boards.height, calendar.height), -1, dtype=np.int64)
    times[placed["board_number"].to_numpy(), placed["place"].to_numpy()] = placed["looked_at"].to_numpy()
    return times


def _spells(
    postings: pl.DataFrame, boards: pl.DataFrame, as_of: date, grain: str, calendar: pl.DataFrame
) -> pl.DataFrame:
    """One row per stretch in which a posting adds to its opening's stock; copies that are open meanwhile add nothing."""
    live = postings.filter(~pl.col("is_census"), pl.col("first_seen_at").dt.date() <= as_of).select(
        "source",
        "board",
        "opening_id",
        "posting_id",
        "is_left_truncated",
        "closed_at",
        role="role_counted",
        start="first_seen_at",
    )
    known = live.join(
        boards.select("source", "board", "board_number", "last_look_at"), on=["source", "board"], maintain_order="left"
    )
    ordered = known.sort("opening_id", "start", "posting_id").with_columns(
        pl.col("role", "is_left_truncated").first().over("opening_id"),
        end=pl.col("closed_at").fill_null(_NEVER),
        is_first=pl.col("opening_id").is_first_distinct(),
        taken_until=_latest_before(pl.col("closed_at")),
        # A board that vanished closes nothing: its copies hold an opening until its last look, and whoever shows the job
        # after that has it.
        held_until=_latest_before(pl.when(pl.col("closed_at").is_null()).then("last_look_at")),
    )
    own = (
        ordered.filter(pl.col("start") > pl.col("held_until"))
        .with_columns(start=pl.max_horizontal("start", "taken_until"))
        .filter(pl.col("start") < pl.col("end"))
    )
    last = calendar["place"].max()
    for side in ("start", "end"):
        own = own.with_columns(period_start=_period(side, grain)).join(
            calendar, on="period_start", how="left", maintain_order="left"
        )
        before = pl.col("period_start") < calendar["period_start"].min()
        place = pl.when(before).then(0).otherwise(pl.col("place").fill_null(pl.lit(last) + 1))
        own = own.with_columns(place.alias(f"{side}_place"), pl.col(side).dt.epoch("us")).drop("place", "period_start")
    return own


def _latest_before(moment: pl.Expr) -> pl.Expr:
    """The latest moment among the opening's earlier postings."""
    return moment.fill_null(_LONG_AGO).cum_max().over("opening_id").shift(fill_value=_LONG_AGO).over("opening_id")


def _assemble(
    grain: str, periods: list[date], boards: pl.DataFrame, looked: NDArray[np.int64], spells: pl.DataFrame
) -> Panel:
    shape = (boards.height, len(PANEL_ROLES), len(periods) + 2)
    starts, ends, new = (np.zeros(shape, dtype=np.float64) for _ in range(3))
    padded = np.concatenate([looked, np.full((boards.height, 1), -1, dtype=np.int64)], axis=1)
    is_new = (spells["is_first"] & ~spells["is_left_truncated"]).to_numpy()
    board = spells["board_number"].to_numpy().astype(np.int64)
    start, end = (_visible_from(spells, side, board, padded) for side in ("start", "end"))
    for role, rows in _rows_by_role(spells):
        np.add.at(starts[:, role], (board[rows], start[rows]), 1)
        np.add.at(ends[:, role], (board[rows], end[rows]), 1)
        fresh = rows & is_new
        np.add.at(new[:, role], (board[fresh], start[fresh]), 1)
    n = len(periods)
    is_seen = looked >= 0
    last_seen = np.maximum.accumulate(np.where(is_seen, np.arange(n), -1), axis=1)
    is_in = (last_seen >= 0) & (np.arange(n) - last_seen <= CARRIED[grain])
    level = np.cumsum(starts - ends, axis=2)[:, :, :n]
    stock = np.take_along_axis(level, np.maximum(last_seen, 0)[:, None, :], axis=2)
    has_flow = is_seen.copy()
    has_flow[:, 1:] &= is_seen[:, :-1]
    has_flow[:, 0] = False
    return Panel(
        grain=grain,
        periods=periods,
        employers=boards.unique("employer_number").sort("employer_number")["key"].to_list(),
        employer_of=boards["employer_number"].to_numpy(),
        stock=np.where(is_in[:, None, :], stock, 0.0),
        flow=np.where(has_flow[:, None, :], new[:, :, :n], 0.0),
        churn=(starts + ends)[:, :, :n],
        is_seen=is_seen,
        is_in=is_in,
        has_flow=has_flow,
    )


def _visible_from(
    spells: pl.DataFrame, side: str, board: NDArray[np.int64], looked: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The first period whose last look knows of the event: its own, or the next when it came after that look."""
    place = spells[f"{side}_place"].to_numpy().astype(np.int64)
    known = looked[board, np.minimum(place, looked.shape[1] - 1)] >= spells[side].to_numpy()
    return np.where(known, place, np.minimum(place + 1, looked.shape[1]))


def _rows_by_role(spells: pl.DataFrame) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    for number, role in enumerate(PANEL_ROLES):
        chosen = (
            np.ones(spells.height, dtype=bool) if role == ALL else (spells["role"] == role).fill_null(False).to_numpy()
        )
        yield number, chosen
