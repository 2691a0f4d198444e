"""How fast demand grows, in one number per role and measure: the change over the last year, or since the first look.

Decides what is "year on year", what a row says while there is too little to judge, and the naive count beside it.
Leaves the index and its interval to `transforms.statistics.growth.role_chains`.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.columns import counts, dates, flags, reals, texts
from transforms.statistics.floors import counted
from transforms.statistics.growth.chain import Chain
from transforms.statistics.growth.geks import WINDOW, geks_index, is_drifting
from transforms.statistics.growth.panel import CARRIED, FLOW_WINDOW, Panel
from transforms.statistics.growth.reasons import (
    before_base,
    why_collapsed,
    why_ends,
    why_replaced,
    why_unjudged,
    why_unjudged_flow,
)
from transforms.statistics.growth.role_chains import RoleChains, trailing_sums
from transforms.statistics.intervals import Floats
from transforms.vocabulary import ALL, FOCUS, PANEL_ROLES

MEASURES = ("stock", "flow", "share")

YEAR_WEEKS = 52
"""The same week a year earlier: the season cancels."""

HEADLINE = pl.Schema(
    texts("role measure")
    | dates("period_from period_to")
    | counts("n_weeks")
    | reals("growth_share growth_low growth_high growth_as_read_share naive_growth_share")
    | reals("growth_with_held_share growth_unreplaced_share")
    | counts("n_boards n_employers n_boards_held n_vanished")
    | flags("is_year_on_year is_drifting")
    | texts("note")
)

Row = dict[str, object]


def headline_rows(panel: Panel, stocks: RoleChains, flows: RoleChains) -> list[Row]:
    """One row per role and measure. All postings have no share in themselves."""
    if len(panel.periods) < 2:
        return waiting_rows(panel.periods[0])
    stock = panel.stock.sum(axis=0)
    window = FLOW_WINDOW[panel.grain]
    flow = np.array([trailing_sums(new, window).sum(axis=0) for new in panel.flow.swapaxes(0, 1)])
    everything = stock[PANEL_ROLES.index(ALL)]
    share = np.divide(stock, everything, out=np.zeros_like(stock), where=everything > 0)
    rows = []
    for role, name in enumerate(PANEL_ROLES):
        rows.append(_measure_change(panel, role, "stock", stocks, stock[role]))
        rows.append(_measure_change(panel, role, "flow", flows, flow[role]))
        if name != ALL:
            rows.append(_measure_change(panel, role, "share", stocks, share[role]))
    return rows


def focus_rows(panel: Panel, stocks: RoleChains) -> list[Row]:
    """The rows of the focus roles' stock alone."""
    if len(panel.periods) < 2:
        waiting = waiting_rows(panel.periods[0])
        return [row for row in waiting if row["role"] in FOCUS and row["measure"] == "stock"]
    stock = panel.stock.sum(axis=0)
    return [
        _measure_change(panel, role, "stock", stocks, stock[role])
        for role in map(PANEL_ROLES.index, FOCUS)
    ]


def waiting_rows(week: date | None = None) -> list[Row]:
    """The rows while no board, or each board only within a week, `week`, has been looked at completely."""
    until = f"the newest was in the week of {week.isoformat()}" if week else "there is none yet"
    row = {
        **{"period_from": week, "period_to": week, "n_weeks": 0},
        **{"n_boards": 0, "n_employers": 0, "n_boards_held": 0, "is_year_on_year": False},
        "note": f"needs 2 complete visits a week apart; {until}",
    }
    return [
        {"role": role, "measure": measure, **row}
        for role in PANEL_ROLES
        for measure in MEASURES
        if (role, measure) != (ALL, "share")
    ]


def _measure_change(
    panel: Panel, role: int, measure: str, chains: RoleChains, naive: Floats
) -> Row:
    """The change over the last year, or since the base when there is less than a year.

    It ends in the last period that enough boards were looked at in, unless that is longer ago than a board waits for its next
    look: a run over some of the boards hides no figure. Where most openings of the boards that it ends with have closed since,
    a change up to then would hide that.
    """
    chain = chains.by_role[role]
    whole = chains.by_role[PANEL_ROLES.index(ALL)] if measure == "share" else None
    ends = [each.last_judged for each in (chain, whole) if each is not None]
    last = min((end for end in ends if end is not None), default=chain.last)
    row: Row = {
        "n_boards_held": 0,
        **{"role": PANEL_ROLES[role], "measure": measure, "period_to": panel.periods[last]},
        **{"n_boards": chain.n_boards[last], "n_employers": chain.n_employers[last]},
    }
    start = max(chain.base or 0, (whole.base or 0) if whole else 0, last - YEAR_WEEKS)
    if None in ends or start >= last or chain.last - last > CARRIED[panel.grain]:
        return row | _unjudged(panel, measure, chain)
    if measure != "flow" and (collapsed := why_collapsed(panel, chain, last)):
        return row | _unjudged(panel, measure, chain) | {"note": collapsed}
    growth, as_read = (log[last] - log[start] for log in (chain.log, chain.read_log))
    if whole is not None:
        growth, as_read = (
            each - (whole.log[last] - whole.log[start]) for each in (growth, as_read)
        )
    half = float(chains.half_widths(role, start, [last], whole)[0])
    if not np.isfinite(half):
        return row | _unjudged(panel, measure, chain)
    is_year = last - start == YEAR_WEEKS
    n_vanished = int(chain.n_vanished[last] - chain.n_vanished[start])
    lost = float(chain.lost_log[last] - chain.lost_log[start])
    unreplaced = None if whole else _finite(np.expm1(growth + lost))
    return row | {
        "growth_unreplaced_share": unreplaced,
        "n_vanished": n_vanished,
        "period_from": panel.periods[start],
        "n_weeks": last - start,
        "growth_share": _finite(np.expm1(growth)),
        "growth_low": _finite(np.expm1(growth - half)),
        "growth_high": _finite(np.expm1(growth + half)),
        "growth_as_read_share": _finite(np.expm1(as_read)),
        "naive_growth_share": _finite(naive[last] / naive[start] - 1) if naive[start] > 0 else None,
        "is_year_on_year": is_year,
        "is_drifting": _drifts(panel, chains, role, last) if measure == "stock" else None,
        "note": _note(panel, chain, last, start, why_replaced(n_vanished, unreplaced)),
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _note(panel: Panel, chain: Chain, last: int, start: int, replaced: str | None) -> str | None:
    notes = [why_ends(panel, chain, last), replaced]
    if last - start < YEAR_WEEKS:
        notes.append(
            f"{counted(last - start, 'week')}, less than a year: the season is not taken out"
        )
        notes.append(before_base(panel, chain))
    return "; ".join(filter(None, notes)) or None


def _drifts(panel: Panel, chains: RoleChains, role: int, last: int) -> bool:
    """Whether the chain since its base and the indices beside it are further apart than its interval."""
    chain = chains.by_role[role]
    half = float(chains.half_widths(role, chain.base or 0, [last])[0])
    beside = (chain.fixed(last), float(geks_index(chain, WINDOW[panel.grain])[last]))
    return is_drifting(chain.index(last), beside, half)


def _unjudged(panel: Panel, measure: str, chain: Chain) -> Row:
    """What a row says while too little is known, and why."""
    weeks = len(panel.periods) - 1 - panel.seam
    why = why_unjudged_flow if measure == "flow" else why_unjudged
    return {
        **{"period_from": panel.periods[panel.seam], "period_to": panel.periods[chain.last]},
        **{"n_boards": chain.n_boards[chain.last], "n_employers": chain.n_employers[chain.last]},
        **{"n_weeks": weeks, "is_year_on_year": False, "note": why(panel, chain)},
    }
