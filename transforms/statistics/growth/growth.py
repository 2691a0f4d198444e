"""The marts of growth: the index by period, the headline change, and where each change came from.

Decides what the row of a period says. Leaves counts per board to `growth.panel`, the indices and their intervals to
`growth.role_chains`, and the one number per role to `growth.headline`.

No trend comes from posted dates: what is still open was posted lately, whatever the market does (survivorship).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.columns import conform, counts, dates, flags, reals, texts
from transforms.statistics.growth.bridging import previous
from transforms.statistics.growth.chain import Chain, sum_by
from transforms.statistics.growth.geks import WINDOW, geks_index, is_drifting
from transforms.statistics.growth.headline import HEADLINE, Row, headline_rows, waiting_rows
from transforms.statistics.growth.held import believe_held, widen_headline, widen_index
from transforms.statistics.growth.misreading import Corrected, Correction, correct_share
from transforms.statistics.growth.panel import Panel, build_panel
from transforms.statistics.growth.reasons import why_no_flow, why_thin
from transforms.statistics.growth.role_chains import RoleChains, chain_roles
from transforms.statistics.growth.spells import Watched, watch
from transforms.statistics.intervals import (
    NORMAL_QUANTILE,
    Flags,
    Floats,
    effective_sizes,
    t_quantile,
    wilson,
)
from transforms.vocabulary import ALL, PANEL_ROLES, ROLES

_DRIFTS = "the chained index drifts: the fixed panel or GEKS lies outside its interval"

_KEY = texts("role grain") | dates("period_start")

BY_PERIOD = pl.Schema(
    _KEY
    | counts("stock flow")
    | reals("stock_corrected stock_corrected_low stock_corrected_high")
    | reals("index index_low index_high index_as_read")
    | reals("flow_index flow_index_low flow_index_high flow_index_as_read")
    | reals("fixed_index geks_index")
    | reals("role_share role_share_low role_share_high role_as_read_share")
    | counts("n_boards n_boards_seen n_boards_joined n_boards_left n_employers")
    | flags("is_thin is_drifting")
    | texts("note")
)
CHANGE = pl.Schema(
    _KEY | counts("n_before n_matched_change n_entered n_left n_unknown_change n_after")
)


@dataclass(frozen=True)
class Growth:
    """`by_period`: role x grain x period. `headline`: role x measure. `flow`: where each period's change came from."""

    by_period: pl.DataFrame
    headline: pl.DataFrame
    flow: pl.DataFrame


def measure_growth(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, correction: Correction | None = None
) -> Growth:
    """Growth of every role, weekly and monthly, as far as looks up to `as_of` show it.

    Args:
        postings: the warehouse's `posting` columns (see `spells.watch` and `held.believe_held`). Census postings are
            left out.
        looks: looks with `is_suspect`.
        as_of: the last day that counts.
        correction: how counts as read are corrected. Its uncertainty widens the intervals. None: counts stay as read.

    Returns:
        The three marts. Without two complete looks a week apart the headline is null and its note says what it waits for.
    """
    found = _measure(postings, looks, as_of, correction)
    held = believe_held(postings, looks, as_of)
    if held is None:
        return found
    believed = _measure(held.postings, held.looks, as_of, correction)
    return replace(
        found,
        by_period=widen_index(found.by_period, believed.by_period, held),
        headline=widen_headline(found.headline, believed.headline, held),
    )


def _measure(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, correction: Correction | None
) -> Growth:
    watched = watch(postings, looks, as_of)
    if watched is None:
        nothing = pl.DataFrame(schema=BY_PERIOD), pl.DataFrame(schema=CHANGE)
        return Growth(nothing[0], _headline(waiting_rows()), nothing[1])
    # One grain after the other: the panel of weeks would fill the memory while that of months is made.
    weeks, months = (_measure_grain(watched, grain, correction) for grain in ("week", "month"))
    order = ("grain", "role", "period_start")
    return Growth(
        by_period=pl.concat([weeks.by_period, months.by_period]).sort(order),
        headline=weeks.headline,
        flow=pl.concat([weeks.flow, months.flow]).sort(order),
    )


def _measure_grain(watched: Watched, grain: str, correction: Correction | None) -> Growth:
    """The three marts of one grain. Only weeks have a headline."""
    panel = build_panel(watched, grain)
    stocks, flows = chain_roles(panel, correction)
    read = panel.stock.sum(axis=0)[: len(ROLES)]
    corrected = correction.of(read) if correction else None
    roles = range(len(PANEL_ROLES))
    return Growth(
        by_period=pl.concat(
            [_measure_periods(panel, role, stocks, flows, corrected) for role in roles]
        ),
        headline=_headline(headline_rows(panel, stocks, flows) if grain == "week" else []),
        flow=pl.concat([_decompose_change(panel, role) for role in roles]),
    )


def measure_by_origin(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, correction: Correction | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`mart_growth_headline` twice: on boards that only we have looked at, and on boards with looks from a history.

    Args:
        postings: as in `measure_growth`.
        looks: the same, with `is_history`: whether somebody else made the look.
        as_of: the last day that counts.
        correction: as in `measure_growth`.
    """
    boards = looks.group_by("source", "board").agg(pl.col("is_history").any())
    own, theirs = (boards.filter(pl.col("is_history") == is_theirs) for is_theirs in (False, True))
    return (
        _measure_headline(postings, looks, own, as_of, correction),
        _measure_headline(postings, looks, theirs, as_of, correction),
    )


def _measure_headline(
    postings: pl.DataFrame,
    looks: pl.DataFrame,
    boards: pl.DataFrame,
    as_of: date,
    correction: Correction | None,
) -> pl.DataFrame:
    own, seen = (
        frame.join(boards, on=["source", "board"], how="semi") for frame in (postings, looks)
    )
    found = _weekly_headline(own, seen, as_of, correction)
    held = believe_held(own, seen, as_of)
    if held is None:
        return found
    believed = _weekly_headline(held.postings, held.looks, as_of, correction)
    return widen_headline(found, believed, held)


def _weekly_headline(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, correction: Correction | None
) -> pl.DataFrame:
    watched = watch(postings, looks, as_of)
    if watched is None:
        return _headline(waiting_rows())
    panel = build_panel(watched, "week")
    return _headline(headline_rows(panel, *chain_roles(panel, correction)))


def _headline(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=HEADLINE).sort("role", "measure")


def _measure_periods(
    panel: Panel, role: int, stocks: RoleChains, flows: RoleChains, corrected: Corrected | None
) -> pl.DataFrame:
    stock, flow = stocks.by_role[role], flows.by_role[role]
    every = range(len(panel.periods))
    halves = stocks.half_widths(role, stock.base or 0, every)
    flow_halves = flows.half_widths(role, flow.base or 0, every)
    fixed, geks = np.array([stock.fixed(t) for t in every]), geks_index(stock, WINDOW[panel.grain])
    is_thin = np.array([stock.is_thin(t) for t in every])
    drifts = [is_drifting(stock.index(t), (fixed[t], geks[t]), halves[t]) for t in every]
    columns = {
        "stock": panel.stock[:, role].sum(axis=0),
        "flow": panel.flow[:, role].sum(axis=0),
        **_index_columns("index", stock, halves),
        **_index_columns("flow_index", flow, flow_halves),
        "fixed_index": np.where(is_thin, np.nan, fixed),
        "geks_index": np.where(is_thin, np.nan, geks),
        **_corrected_stock(panel, role, corrected),
        **_role_shares(panel, role, corrected),
        "n_boards": stock.n_boards,
        "n_boards_seen": (panel.is_seen & (panel.stock[:, role] > 0)).sum(axis=0),
        "n_boards_joined": (panel.is_in & ~previous(panel.is_in)).sum(axis=0),
        "n_boards_left": (previous(panel.is_in) & ~panel.is_in).sum(axis=0),
        "n_employers": stock.n_employers,
        "is_thin": is_thin,
        "is_drifting": [
            None if thin else drift for thin, drift in zip(is_thin, drifts, strict=True)
        ],
        "note": [_note(panel, stock, flow, t, bool(drifts[t])) for t in every],
    }
    return _frame(panel, role, columns, BY_PERIOD)


def _note(panel: Panel, stock: Chain, flow: Chain, period: int, drifts: bool) -> str | None:
    if stock.is_thin(period):
        return why_thin(panel, stock, period)
    told = (_DRIFTS if drifts else None, why_no_flow(panel, flow, period))
    return "; ".join(filter(None, told)) or None


def _frame(
    panel: Panel,
    role: int,
    columns: Mapping[str, Floats | Flags | Sequence[object]],
    schema: pl.Schema,
) -> pl.DataFrame:
    """One row per period of one role. What is not finite is null."""
    key = {"role": PANEL_ROLES[role], "grain": panel.grain, "period_start": panel.periods}
    values = pl.col(pl.Float64)
    frame = pl.DataFrame(key | dict(columns))
    return frame.with_columns(pl.when(values.is_finite()).then(values)).pipe(conform, schema)


def _index_columns(name: str, chain: Chain, halves: Floats) -> dict[str, Floats]:
    is_thin = np.array([chain.is_thin(t) for t in range(len(chain.log))])
    log = np.where(is_thin, np.nan, chain.log)
    ends = {"": log, "_low": log - halves, "_high": log + halves}
    ends["_as_read"] = np.where(is_thin, np.nan, chain.read_log)
    return {f"{name}{end}": 100 * np.exp(values) for end, values in ends.items()}


def _corrected_stock(panel: Panel, role: int, corrected: Corrected | None) -> dict[str, Floats]:
    """The stock with misread roles corrected. Its interval is of misreading alone: the boards watched are counted whole."""
    found, half = np.full((2, len(panel.periods)), np.nan)
    if corrected is not None and PANEL_ROLES[role] != ALL:
        found = corrected.counts[role]
        half = NORMAL_QUANTILE * np.hypot(corrected.spread[role], corrected.luck[role])
    ends = {"": found, "_low": found * np.exp(-half), "_high": found * np.exp(half)}
    return {f"stock_corrected{end}": values for end, values in ends.items()}


def _role_shares(panel: Panel, role: int, corrected: Corrected | None) -> dict[str, Floats]:
    """The role's share of all openings in the panel by period: Wilson's interval with the n that employers leave.

    Misread roles are corrected. All postings together cannot be misread.
    """
    own, whole = (
        sum_by(panel.employer_of, len(panel.employers), panel.stock[:, each])
        for each in (role, PANEL_ROLES.index(ALL))
    )
    n = whole.sum(axis=0)
    share = np.divide(own.sum(axis=0), n, out=np.full(len(n), np.nan), where=n > 0)
    squares = ((own - share * whole) ** 2).sum(axis=0)
    equal = np.divide(n**2, (whole**2).sum(axis=0), out=np.zeros(len(n)), where=n > 0)
    sizes = effective_sizes(n, (whole > 0).sum(axis=0).astype(np.float64), share, squares, equal)
    points = np.array([t_quantile(float(freedom)) for freedom in np.round(equal - 1)])
    low, high = wilson(share, sizes, points)
    right = share, low, high
    if corrected is not None and PANEL_ROLES[role] != ALL:
        read = own.sum(axis=0)
        factor = np.divide(corrected.counts[role], read, out=np.ones(len(n)), where=read > 0)
        right = correct_share(*right, factor, corrected.noise[role], corrected.spread[role])
    is_compared = np.arange(len(n)) >= panel.seam
    ends = ("role_share", "role_share_low", "role_share_high", "role_as_read_share")
    shares = dict(zip(ends, (*right, share), strict=True))
    return {name: np.where(is_compared, values, np.nan) for name, values in shares.items()}


def _decompose_change(panel: Panel, role: int) -> pl.DataFrame:
    """Where each period's change came from: after = before + matched + entered - left + unknown, exactly."""
    stock, now, earlier = panel.stock[:, role], panel.is_in, previous(panel.is_in)
    before = np.pad(stock[:, :-1], ((0, 0), (1, 0)))
    both = earlier & now
    is_known = both & panel.is_seen & previous(panel.is_seen)
    parts = {
        "n_before": (before, earlier),
        "n_matched_change": (stock - before, is_known),
        "n_entered": (stock, now & ~earlier),
        "n_left": (before, earlier & ~now),
        "n_unknown_change": (stock - before, both & ~is_known),
        "n_after": (stock, now),
    }
    sums = {name: np.where(kept, n, 0.0).sum(axis=0) for name, (n, kept) in parts.items()}
    return _frame(panel, role, sums, CHANGE)
