"""The matched panel: open and new openings per board, role and period, and which boards can be compared when.

Decides what a board's stock and flow are in a period and for how long a board that does not answer keeps its last known
stock. Leaves to `transforms.statistics.growth.growth` the index and its intervals.

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

from transforms.history.openings import employer_key
from transforms.vocabulary import ALL, CONCLUSIVE, PANEL_ROLES

STEP = {"week": "1w", "month": "1mo"}
"""Periods begin on Mondays and on the first of the month."""

CARRIED = {"week": 4, "month": 1}
"""Periods for which a board without a conclusive look keeps its last stock; after a longer gap it enters anew."""

FLOW_WINDOW = {"week": 4, "month": 1}
"""Periods whose new openings are added up: single weeks are too few to divide by."""

FLOW_WARM_UP = {"week": 4, "month": 1}
"""Periods after a board's first look that are in no index of new openings: what was closed before that look and posted again
after it cannot be known as a repost. Most are posted again within a month."""

SEAM_SHARE = 0.05
"""Two periods are compared when at most this part of their open openings was read by other versions of the readers. Should two
versions disagree about as much as half of a role, its growth is off by a fortieth."""

_LONG_AGO, _NEVER = datetime(1, 1, 1), datetime(9999, 1, 1)  # noqa: DTZ001 - UTC without a zone, as the lake has it


@dataclass(frozen=True)
class Panel:
    """Boards x roles x periods. Arrays are indexed [board, role, period] or [board, period].

    `stock` is defined where `is_in`; `flow` (of one period) where `has_flow`: the board was seen in this period and the one
    before, so that its new openings are those of one period. `arrivals`: new openings by period, what a look shows after a
    gap spread evenly over it; defined where `is_settled`. `churn`: openings that came or went since the period before.
    `seam`: the first period from which on what is open was read as it is in the last; before it no index reaches.
    """

    grain: str
    periods: list[date]
    employers: list[str]
    employer_of: NDArray[np.int64]
    stock: NDArray[np.float64]
    flow: NDArray[np.float64]
    arrivals: NDArray[np.float64]
    churn: NDArray[np.float64]
    is_seen: NDArray[np.bool_]
    is_in: NDArray[np.bool_]
    has_flow: NDArray[np.bool_]
    is_settled: NDArray[np.bool_]
    seam: int


def build(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, grain: str) -> Panel | None:
    """The panel of all boards with a conclusive look up to `as_of`; None when there is no such look.

    Args:
        postings: the warehouse's posting columns source, board, opening_id, role_counted, reader_version, first_seen_at,
            closed_at, is_left_truncated, is_census.
        looks: the warehouse's looks with `is_suspect` and `is_death`; census looks (with a `period`) are left out.
        as_of: the last day that counts.
        grain: week or month.
    """
    seen = _conclusive(looks, as_of).with_columns(period_start=_period("looked_at", grain))
    if seen.is_empty():
        return None
    boards = _boards(seen.filter(~pl.col("is_death")))
    moved = _moved(seen, boards)
    seen = seen.join(
        moved.with_columns(is_death=True), on=["source", "board", "is_death"], how="anti"
    )
    postings = _unclosed(postings, moved)
    span = pl.date_range(pl.col("period_start").min(), pl.col("period_start").max(), STEP[grain])
    calendar = seen.select(span).with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    periods: list[date] = calendar["period_start"].to_list()
    looked = _last_look(seen, boards, calendar)
    spells = _spells(postings, boards, as_of, grain, calendar)
    return _assemble(grain, periods, boards, looked, spells)


def _conclusive(looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return looks.filter(
        pl.col("outcome").is_in(CONCLUSIVE) | pl.col("is_death"),
        ~pl.col("is_suspect"),  # null: it came out of order, and concludes nothing
        pl.col("period").is_null(),
        pl.col("looked_at").dt.date() <= as_of,
    )


def _moved(seen: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """Boards that vanished (and when) while another board of their employer went on: it moved house, its demand is no zero."""
    died = (
        seen.filter("is_death").group_by("source", "board").agg(died_at=pl.col("looked_at").min())
    )
    alive = boards.select("key", other="board_number", alive_at="last_look_at")
    elsewhere = (
        died.join(boards, on=["source", "board"])
        .join(alive, on="key")
        .filter(pl.col("other") != pl.col("board_number"), pl.col("alive_at") >= pl.col("died_at"))
    )
    return elsewhere.select("source", "board", "died_at").unique(["source", "board"])


def _unclosed(postings: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """The postings of boards that moved as they were when last seen: they leave the panel open."""
    dated = postings.join(moved, on=["source", "board"], how="left", maintain_order="left")
    closed_by_moving = (pl.col("closed_at") >= pl.col("died_at")).fill_null(False)
    return dated.with_columns(closed_at=pl.when(~closed_by_moving).then("closed_at")).drop(
        "died_at"
    )


def _period(column: str, grain: str) -> pl.Expr:
    return pl.col(column).dt.truncate(STEP[grain]).dt.date()


def _boards(seen: pl.DataFrame) -> pl.DataFrame:
    ordered = seen.sort("looked_at", "look_id").group_by("source", "board")
    named = ordered.agg(
        pl.col("employer").drop_nulls().last(), last_look_at=pl.col("looked_at").last()
    )
    key = pl.coalesce(
        employer_key(pl.col("employer")), pl.concat_str("source", "board", separator=":")
    )
    numbered = named.with_columns(key=key).sort("source", "board").with_row_index("board_number")
    return numbered.with_columns(employer_number=pl.col("key").rank("dense").cast(pl.Int64) - 1)


def _last_look(
    seen: pl.DataFrame, boards: pl.DataFrame, calendar: pl.DataFrame
) -> NDArray[np.int64]:
    """Time of each board's last conclusive look in each period, in microseconds; -1 without one."""
    last = seen.group_by("source", "board", "period_start").agg(
        pl.col("looked_at").max().dt.epoch("us")
    )
    placed = last.join(boards, on=["source", "board"]).join(calendar, on="period_start")
    times = np.full((boards.height, calendar.height), -1, dtype=np.int64)
    times[placed["board_number"].to_numpy(), placed["place"].to_numpy()] = placed[
        "looked_at"
    ].to_numpy()
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
        version=pl.col("reader_version").fill_null(""),
        role="role_counted",
        start="first_seen_at",
    )
    known = live.join(
        boards.select("source", "board", "board_number", "last_look_at"),
        on=["source", "board"],
        maintain_order="left",
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
        own = own.with_columns(place.alias(f"{side}_place"), pl.col(side).dt.epoch("us")).drop(
            "place", "period_start"
        )
    return own


def _latest_before(moment: pl.Expr) -> pl.Expr:
    """The latest moment among the opening's earlier postings."""
    return (
        moment.fill_null(_LONG_AGO)
        .cum_max()
        .over("opening_id")
        .shift(fill_value=_LONG_AGO)
        .over("opening_id")
    )


def _assemble(
    grain: str,
    periods: list[date],
    boards: pl.DataFrame,
    looked: NDArray[np.int64],
    spells: pl.DataFrame,
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
    arrivals, is_settled = _spread(new[:, :, :n], is_seen, grain)
    return Panel(
        grain=grain,
        periods=periods,
        employers=boards.unique("employer_number").sort("employer_number")["key"].to_list(),
        employer_of=boards["employer_number"].to_numpy(),
        stock=np.where(is_in[:, None, :], stock, 0.0),
        flow=np.where(has_flow[:, None, :], new[:, :, :n], 0.0),
        arrivals=arrivals,
        churn=(starts + ends)[:, :, :n],
        is_seen=is_seen,
        is_in=is_in,
        has_flow=has_flow,
        is_settled=is_settled,
        seam=_seam(spells, n),
    )


def _seam(spells: pl.DataFrame, n: int) -> int:
    """The first period from which on the versions that read what is open are mixed as in the last, within SEAM_SHARE."""
    versions = spells["version"].rank("dense").to_numpy().astype(np.int64) - 1
    if not len(versions) or not versions.any():
        return 0
    changes = np.zeros((versions.max() + 1, n + 2))
    for side, sign in (("start_place", 1), ("end_place", -1)):
        np.add.at(changes, (versions, spells[side].to_numpy().astype(np.int64)), sign)
    open_by = changes.cumsum(axis=1)[:, :n]
    mixture = open_by / np.maximum(open_by.sum(axis=0), 1)
    other = np.abs(mixture - mixture[:, -1:]).sum(axis=0) / 2
    differs = np.flatnonzero((other > SEAM_SHARE) & (open_by.sum(axis=0) > 0))
    return int(differs[-1]) + 1 if len(differs) else 0


def _spread(
    new: NDArray[np.float64], is_seen: NDArray[np.bool_], grain: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What each look shows as new, spread evenly over the periods since the look before; and for which periods that is known.

    After a longer gap than a stock is carried for nobody knows when it came; nor in the warm-up what of it was a repost.
    """
    n = is_seen.shape[1]
    places = np.arange(n)
    until = np.flip(
        np.minimum.accumulate(np.flip(np.where(is_seen, places, n), axis=1), axis=1), axis=1
    )
    since = np.full(is_seen.shape, -1)
    since[:, 1:] = np.maximum.accumulate(np.where(is_seen, places, -1), axis=1)[:, :-1]
    first = np.where(is_seen.any(axis=1), is_seen.argmax(axis=1), n)[:, None]
    gap = until - since
    is_known = (
        (until < n)
        & (since >= 0)
        & (gap <= CARRIED[grain] + 1)
        & (places - first > FLOW_WARM_UP[grain])
    )
    summed = np.concatenate([np.zeros((*new.shape[:2], 1)), new.cumsum(axis=2)], axis=2)
    ends = np.minimum(until, n - 1)[:, None, :] + 1
    shown = np.take_along_axis(summed, ends, axis=2) - np.take_along_axis(
        summed, since[:, None, :] + 1, axis=2
    )
    return np.where(is_known[:, None, :], shown / np.maximum(gap, 1)[:, None, :], 0.0), is_known


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
            np.ones(spells.height, dtype=bool)
            if role == ALL
            else (spells["role"] == role).fill_null(False).to_numpy()
        )
        yield number, chosen
