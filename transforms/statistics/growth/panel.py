"""The matched panel: open and new openings per line of boards, role and period, and which can be compared when.

Decides a line's stock and flow in a period, for how long a board that does not answer counts in the raw stock, and that an
employer is known when all its boards are. Leaves the spells behind the counts to `growth.spells`, what lies between two
looks to `growth.bridging`, and the index to `growth.chain`.

A stock is what was open at the line's last conclusive look in the period. A flow is what was first seen in it, without
reposts and without what a board's first look showed, since nobody knows how old that is. The unit is an opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.growth.bridging import (
    TOLERANCE_DAYS,
    Arrivals,
    Series,
    bridge,
    last_known,
)
from transforms.statistics.growth.spells import Observed, Watched, observe
from transforms.statistics.intervals import Flags, Floats, Ints, cluster_index
from transforms.vocabulary import ALL, PANEL_ROLES

CARRIED = {"week": 4, "month": 1}
"""Periods for which a board without a conclusive look keeps its last stock in the raw count, and its employer waits for it.
No index carries it."""

FLOW_WINDOW = {"week": 4, "month": 1}
"""Periods whose new openings are added up. Single weeks are too few to divide by."""

PERIOD_DAYS = {"week": 7.0, "month": 365.25 / 12}

FLOW_WARM_UP_DAYS = 28.0
"""Days after a board's first look that no index of new openings uses. A posting closed before that look and posted again
after it cannot be known as a repost. Most are posted again within a month."""

SETTLING_DAYS = 28.0
"""Days after a line's first look that no index uses. People add a board on a day when it lists what they look for, and from such
a day it is likelier to fall than to rise: in a flat market, boards chosen like this fell by 8.5 % in a year."""

SETTLES_FROM_DAYS = 56.0
"""Looks over fewer days are used from the first one: there would be no figure at all. The boards' first weeks are then in it."""

LONGEST_FLOW_GAP_DAYS = 36.0
"""What came and went between two looks is in no count. In five weeks that is a tenth of what came, in ten a fifth."""

SEAM_SHARE = 0.05
"""Two periods are compared when at most this part of their open openings was read by other versions of the readers. Even if
two versions disagree about half of a role, its growth is off by only a fortieth."""

_DAY_US = 86_400_000_000.0


@dataclass(frozen=True)
class Panel:
    """Lines of boards x roles x periods. Arrays are indexed [line, role, period] or [line, period].

    `stock`: the raw count, defined where `is_in`. `flow`: what was new up to the period's last look, reposts apart. `churn`
    counts openings that came or went since the look before. `stocks` and `flows`: what an index links. `seam` is the first
    period from which on openings were read as in the last period. No index reaches further back. `is_gone` [line]: its
    employer vanished after the last look.
    """

    grain: str
    periods: list[date]
    employers: list[str]
    employer_of: Ints
    stock: Floats
    flow: Floats
    churn: Floats
    is_seen: Flags
    is_in: Flags
    is_gone: Flags
    stocks: Series
    flows: Series
    seam: int


def build_panel(watched: Watched, grain: str) -> Panel:
    """The panel of all boards with a conclusive look, by week or by month."""
    return _assemble(observe(watched, grain), grain)


def _assemble(observed: Observed, grain: str) -> Panel:
    lines, is_seen = observed.lines, observed.looked >= 0
    employer_of = lines["employer_index"].to_numpy()
    level, new, churn = _count_events(observed)
    stock, is_in = _carry(level, is_seen, grain)
    is_whole = is_seen & ~_waits(is_seen, employer_of, grain)
    is_settled = is_whole & ~_settles(observed.looked)
    arrivals = Arrivals(
        new.cumsum(axis=2), observed.looked / _DAY_US, observed.gap, is_whole, observed.begins
    )
    return Panel(
        grain=grain,
        periods=observed.periods,
        employers=lines.unique("employer_index").sort("employer_index")["key"].to_list(),
        employer_of=employer_of,
        stock=stock,
        flow=new,
        churn=churn,
        is_seen=is_seen,
        is_in=is_in,
        is_gone=lines["is_gone"].to_numpy(),
        stocks=bridge(level, is_settled),
        flows=arrivals.within(
            PERIOD_DAYS[grain] * FLOW_WINDOW[grain], FLOW_WARM_UP_DAYS, LONGEST_FLOW_GAP_DAYS
        ),
        seam=_find_seam(observed.spells, len(observed.periods)),
    )


def _count_events(observed: Observed) -> tuple[Floats, Floats, Floats]:
    """Openings that are there, were new, and changed the market by coming or going: line x role x period."""
    spells, n_periods = observed.spells, len(observed.periods)
    line = spells["line_index"].to_numpy().astype(np.int64)
    indices = {role: index for index, role in enumerate(PANEL_ROLES)}
    known = spells["role"].replace_strict(indices, default=-1, return_dtype=pl.Int64)
    role = known.fill_null(-1).to_numpy()
    start, end = (_visible_from(observed, side, line) for side in ("start", "end"))
    is_new = (spells["is_first"] & ~spells["is_left_truncated"]).to_numpy()

    def count(period: Ints, rows: Flags) -> Floats:
        counts = np.zeros((observed.lines.height, len(PANEL_ROLES), n_periods + 2))
        np.add.at(counts[:, PANEL_ROLES.index(ALL)], (line[rows], period[rows]), 1)
        rows = rows & (role >= 0)
        np.add.at(counts, (line[rows], role[rows], period[rows]), 1)
        return counts[:, :, :n_periods]

    every = np.ones(len(line), dtype=bool)
    churn, went = count(start, every), count(end, every)
    level: Floats = np.cumsum(churn - went, axis=2)
    churn += went
    # What moved with its employer to another board did not come or go.
    for at, name in ((start, "is_handed_in"), (end, "is_handed_out")):
        churn -= count(at, spells[name].to_numpy())
    return level, count(start, is_new), churn


def _visible_from(observed: Observed, side: str, line: Ints) -> Ints:
    """The first period whose last look knows of the event: its own, or the next when it came after that look."""
    n_periods = len(observed.periods)
    looked = np.pad(observed.looked, ((0, 0), (0, 1)), constant_values=-1)
    period = observed.spells[f"{side}_period"].to_numpy().astype(np.int64)
    happened = observed.spells[side].dt.epoch("us").to_numpy()
    is_known = looked[line, np.minimum(period, n_periods)] >= happened
    return np.where(is_known, period, np.minimum(period + 1, n_periods + 1))


def _carry(level: Floats, is_seen: Flags, grain: str) -> tuple[Floats, Flags]:
    """The stock that each line last showed, and whether that is recent enough to count in the raw stock."""
    seen = last_known(is_seen)
    is_in = (seen >= 0) & (np.arange(is_seen.shape[1]) - seen <= CARRIED[grain])
    stock = np.take_along_axis(level, np.maximum(seen, 0)[:, None, :], axis=2)
    return np.where(is_in[:, None, :], stock, 0.0), is_in


def _settles(looked: Ints) -> Flags:
    """Whether a line was looked at so shortly after its first look that it may have been added for what it listed then."""
    first = np.where(looked >= 0, looked, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    spans_days = (looked.max() - first.min()) / _DAY_US
    young = looked - first < (SETTLING_DAYS - TOLERANCE_DAYS) * _DAY_US
    settling: Flags = young & (spans_days >= SETTLES_FROM_DAYS)
    return settling


def _waits(is_seen: Flags, employer_of: Ints, grain: str) -> Flags:
    """Whether a line's employer has another line that was seen recently and is not seen now. Half an employer cannot be compared."""
    seen = last_known(is_seen)
    missing = (seen >= 0) & ~is_seen & (np.arange(is_seen.shape[1]) - seen <= CARRIED[grain])
    of_employer = np.zeros((employer_of.max() + 1, is_seen.shape[1]), dtype=bool)
    np.logical_or.at(of_employer, employer_of, missing)
    waits: Flags = of_employer[employer_of]
    return waits


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
