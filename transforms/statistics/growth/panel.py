"""The matched panel: open and new openings per board, role and period, and which boards can be compared when.

Decides a board's stock and flow in a period, and for how long a board that does not answer keeps its last known stock.
Leaves the spells behind the counts to `transforms.statistics.growth.spells`, and the index to `growth.chain`.

A stock is what was open at the board's last conclusive look in the period. A flow is what was first seen in it, without
reposts and without what the board's first look showed, since nobody knows how old that is. The unit is an opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.growth.spells import Observed, observe
from transforms.statistics.intervals import Flags, Floats, Ints, cluster_index
from transforms.vocabulary import ALL, PANEL_ROLES

CARRIED = {"week": 4, "month": 1}
"""Periods for which a board without a conclusive look keeps its last stock. After a longer gap it enters anew."""

FLOW_WINDOW = {"week": 4, "month": 1}
"""Periods whose new openings are added up. Single weeks are too few to divide by."""

FLOW_WARM_UP = {"week": 4, "month": 1}
"""Periods after a board's first look that no index of new openings uses. A posting closed before that look and posted again
after it cannot be known as a repost. Most are posted again within a month."""

SEAM_SHARE = 0.05
"""Two periods are compared when at most this part of their open openings was read by other versions of the readers. Even if
two versions disagree about half of a role, its growth is off by only a fortieth."""


@dataclass(frozen=True)
class Panel:
    """Boards x roles x periods. Arrays are indexed [board, role, period] or [board, period].

    `stock` is defined where `is_in`. `flow` (of one period) is defined where `has_flow`: the board was seen in this period
    and the one before. `arrivals` are new openings by period, with what a look shows after a gap spread evenly over the
    gap, and defined where `is_settled`. `churn` counts openings that came or went since the period before. `seam` is the first
    period from which on openings were read as in the last period. No index reaches further back.
    """

    grain: str
    periods: list[date]
    employers: list[str]
    employer_of: Ints
    stock: Floats
    flow: Floats
    arrivals: Floats
    churn: Floats
    is_seen: Flags
    is_in: Flags
    has_flow: Flags
    is_settled: Flags
    seam: int


def build_panel(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, grain: str
) -> Panel | None:
    """The panel of all boards with a conclusive look up to `as_of`. None when there is no such look.

    Args:
        postings: the warehouse's posting columns source, board, opening_id, role_counted, reader_version, first_seen_at,
            closed_at, is_left_truncated, is_census.
        looks: the warehouse's looks with `is_suspect` and `is_death`. Looks at a census (with a `period`) are left out.
        as_of: the last day that counts.
        grain: week or month.
    """
    observed = observe(postings, looks, as_of, grain)
    return _assemble(observed, grain) if observed else None


def _assemble(observed: Observed, grain: str) -> Panel:
    boards, is_seen = observed.boards, observed.looked >= 0
    starts, ends, new = _count_events(observed)
    stock, is_in = _carry(np.cumsum(starts - ends, axis=2), is_seen, grain)
    has_flow = is_seen & previous(is_seen)
    arrivals, is_settled = _spread(new, is_seen, grain)
    return Panel(
        grain=grain,
        periods=observed.periods,
        employers=boards.unique("employer_index").sort("employer_index")["key"].to_list(),
        employer_of=boards["employer_index"].to_numpy(),
        stock=stock,
        flow=np.where(has_flow[:, None, :], new, 0.0),
        arrivals=arrivals,
        churn=starts + ends,
        is_seen=is_seen,
        is_in=is_in,
        has_flow=has_flow,
        is_settled=is_settled,
        seam=_find_seam(observed.spells, len(observed.periods)),
    )


def _count_events(observed: Observed) -> tuple[Floats, Floats, Floats]:
    """Openings that came, went, and were new: board x role x period."""
    spells, n_periods = observed.spells, len(observed.periods)
    board = spells["board_index"].to_numpy().astype(np.int64)
    indices = {role: index for index, role in enumerate(PANEL_ROLES)}
    known = spells["role"].replace_strict(indices, default=-1, return_dtype=pl.Int64)
    role = known.fill_null(-1).to_numpy()
    start, end = (_visible_from(observed, side, board) for side in ("start", "end"))
    is_new = (spells["is_first"] & ~spells["is_left_truncated"]).to_numpy()

    def count(period: Ints, rows: Flags) -> Floats:
        counts = np.zeros((observed.boards.height, len(PANEL_ROLES), n_periods + 2))
        np.add.at(counts[:, PANEL_ROLES.index(ALL)], (board[rows], period[rows]), 1)
        rows = rows & (role >= 0)
        np.add.at(counts, (board[rows], role[rows], period[rows]), 1)
        return counts[:, :, :n_periods]

    every = np.ones(len(board), dtype=bool)
    return count(start, every), count(end, every), count(start, is_new)


def _visible_from(observed: Observed, side: str, board: Ints) -> Ints:
    """The first period whose last look knows of the event: its own, or the next when it came after that look."""
    n_periods = len(observed.periods)
    looked = np.pad(observed.looked, ((0, 0), (0, 1)), constant_values=-1)
    period = observed.spells[f"{side}_period"].to_numpy().astype(np.int64)
    happened = observed.spells[side].dt.epoch("us").to_numpy()
    is_known = looked[board, np.minimum(period, n_periods)] >= happened
    return np.where(is_known, period, np.minimum(period + 1, n_periods + 1))


def previous(values: Flags) -> Flags:
    """The flags of the period before. False for the first period."""
    return np.pad(values[:, :-1], ((0, 0), (1, 0)))


def _last_seen(is_seen: Flags) -> Ints:
    """The last period up to each one in which the board was seen, or -1."""
    return np.maximum.accumulate(np.where(is_seen, np.arange(is_seen.shape[1]), -1), axis=1)


def _carry(level: Floats, is_seen: Flags, grain: str) -> tuple[Floats, Flags]:
    """The stock that each board last showed, and whether that is recent enough to count."""
    seen = _last_seen(is_seen)
    is_in = (seen >= 0) & (np.arange(is_seen.shape[1]) - seen <= CARRIED[grain])
    stock = np.take_along_axis(level, np.maximum(seen, 0)[:, None, :], axis=2)
    return np.where(is_in[:, None, :], stock, 0.0), is_in


def _spread(new: Floats, is_seen: Flags, grain: str) -> tuple[Floats, Flags]:
    """What each look shows as new, spread evenly over the periods since the look before, and where that is known.

    After a longer gap than a stock is carried for, nobody knows when it came. In the warm-up, nobody knows which of it was
    a repost.
    """
    n = is_seen.shape[1]
    periods = np.arange(n)
    ahead = np.flip(np.where(is_seen, periods, n), axis=1)
    until = np.flip(np.minimum.accumulate(ahead, axis=1), axis=1)
    since = np.pad(_last_seen(is_seen)[:, :-1], ((0, 0), (1, 0)), constant_values=-1)
    first = np.where(is_seen.any(axis=1), is_seen.argmax(axis=1), n)[:, None]
    gap = until - since
    is_recent = (until < n) & (since >= 0) & (gap <= CARRIED[grain] + 1)
    is_known = is_recent & (periods - first > FLOW_WARM_UP[grain])
    summed = np.pad(new.cumsum(axis=2), ((0, 0), (0, 0), (1, 0)))
    begins, ends = since[:, None, :] + 1, np.minimum(until, n - 1)[:, None, :] + 1
    shown = np.take_along_axis(summed, ends, axis=2) - np.take_along_axis(summed, begins, axis=2)
    return np.where(is_known[:, None, :], shown / np.maximum(gap, 1)[:, None, :], 0.0), is_known


def _find_seam(spells: pl.DataFrame, n_periods: int) -> int:
    """The first period from which on what is open was read by about the same versions as in the last period."""
    versions = cluster_index(spells["version"])
    if not len(versions) or not versions.any():
        return 0
    changes = np.zeros((versions.max() + 1, n_periods + 2))
    for side, sign in (("start_period", 1), ("end_period", -1)):
        np.add.at(changes, (versions, spells[side].to_numpy().astype(np.int64)), sign)
    open_by = changes.cumsum(axis=1)[:, :n_periods]
    mixture = open_by / np.maximum(open_by.sum(axis=0), 1)
    other = np.abs(mixture - mixture[:, -1:]).sum(axis=0) / 2
    differs = np.flatnonzero((other > SEAM_SHARE) & (open_by.sum(axis=0) > 0))
    return int(differs[-1]) + 1 if len(differs) else 0
