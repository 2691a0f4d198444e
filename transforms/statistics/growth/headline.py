"""How fast does demand grow, in one number a role and measure? The change over the last year, or since the first look.

Decides what is "year on year", what a row says while there is too little to judge, and the naive count shown beside for
comparison. Leaves the index and its interval to `transforms.statistics.growth.role_chains`.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.growth.chain import LEAST_BOARDS, Chain
from transforms.statistics.growth.geks import WINDOW, geks_index, is_drifting
from transforms.statistics.growth.panel import FLOW_WARM_UP, FLOW_WINDOW, Panel
from transforms.statistics.growth.role_chains import RoleChains, trailing_sums
from transforms.statistics.intervals import Floats
from transforms.vocabulary import ALL, PANEL_ROLES

MEASURES = ("stock", "flow", "share")

YEAR_WEEKS = 52
"""The same week a year earlier: the season cancels."""

_FLOW_WEEKS = (
    FLOW_WARM_UP["week"] + FLOW_WINDOW["week"]
)  # after a first look; the next week can be linked to the one after

HEADLINE = pl.Schema(
    {
        "role": pl.String,
        "measure": pl.String,
        "period_from": pl.Date,
        "period_to": pl.Date,
        "n_weeks": pl.Int64,
        "growth_share": pl.Float64,
        "growth_low": pl.Float64,
        "growth_high": pl.Float64,
        "naive_growth_share": pl.Float64,
        "n_boards": pl.Int64,
        "n_employers": pl.Int64,
        "is_year_on_year": pl.Boolean,
        "is_drifting": pl.Boolean,
        "note": pl.String,
    }
)

Row = tuple[object, ...]


def headline_rows(panel: Panel, stocks: RoleChains, flows: RoleChains) -> list[Row]:
    """One row per role and measure, in the columns of HEADLINE; the share of all postings in themselves has none."""
    rows = []
    whole = PANEL_ROLES.index(ALL)
    everything = panel.stock[:, whole].sum(axis=0)
    for role, name in enumerate(PANEL_ROLES):
        counted = panel.stock[:, role].sum(axis=0)
        share = np.divide(counted, everything, out=np.zeros_like(counted), where=everything > 0)
        rows.append(_headline(panel, (name, "stock"), stocks, None, counted))
        rows.append(
            _headline(
                panel,
                (name, "flow"),
                flows,
                None,
                trailing_sums(panel.flow[:, role], FLOW_WINDOW[panel.grain]).sum(axis=0),
            )
        )
        if role != whole:
            rows.append(_headline(panel, (name, "share"), stocks, stocks.by_role[whole], share))
    return rows


def _headline(
    panel: Panel, key: tuple[str, str], chains: RoleChains, whole: Chain | None, naive: Floats
) -> Row:
    """The change over the last year, or since the base when there is less than a year; with `whole`, of the share in it."""
    if len(panel.periods) < 2:
        return _waiting(*key, panel.periods[0])
    role = PANEL_ROLES.index(key[0])
    chain = chains.by_role[role]
    last = chain.last
    if chain.is_thin(last) or (whole is not None and whole.is_thin(last)):
        return _unjudged(panel, key, chain)
    start = max(chain.base or 0, (whole.base or 0) if whole else 0, last - YEAR_WEEKS)
    growth = chain.log[last] - chain.log[start]
    if whole is not None:
        growth -= whole.log[last] - whole.log[start]
    half = float(chains.half_widths(role, start, [last], whole)[0])
    is_year = last - start == YEAR_WEEKS
    drifts = _drifts(panel, chains, role) if key[1] == "stock" else None
    return (
        *(*key, panel.periods[start], panel.periods[last], last - start),
        *(_number(np.expm1(log)) for log in (growth, growth - half, growth + half)),
        _number(naive[last] / naive[start] - 1) if naive[start] > 0 else None,
        *(chain.n_boards[last], chain.n_employers[last], is_year, drifts),
        None if is_year else _short_note(panel, last, start),
    )


def _short_note(panel: Panel, last: int, start: int) -> str:
    note = f"{last - start} weeks, less than a year: the season is not taken out"
    if panel.seam:
        note += f"; before {panel.periods[panel.seam].isoformat()} postings were read by other versions of the readers"
    return note


def _drifts(panel: Panel, chains: RoleChains, role: int) -> bool:
    """Whether the chain since its base and the indices beside it are further apart than its interval."""
    chain, last = chains.by_role[role], chains.by_role[role].last
    half = float(chains.half_widths(role, chain.base or 0, [last])[0])
    beside = (chain.fixed(last), float(geks_index(chain, WINDOW[panel.grain])[last]))
    return is_drifting(100 * float(np.exp(chain.log[last])), beside, half)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def nothing_seen() -> list[Row]:
    """The rows while no board has been looked at completely."""
    return [
        _waiting(role, name, None)
        for role in PANEL_ROLES
        for name in MEASURES
        if (role, name) != (ALL, "share")
    ]


def _waiting(role: str, measure: str, first: date | None) -> Row:
    since = f"first look in the week of {first.isoformat()}" if first else "no complete look yet"
    note = f"needs 2 complete looks a week apart; {since}"
    return (role, measure, first, first, 0, None, None, None, None, 0, 0, False, None, note)


def _unjudged(panel: Panel, key: tuple[str, str], chain: Chain) -> Row:
    n_boards, weeks = chain.n_boards[chain.last], len(panel.periods) - 1 - panel.seam
    if key[1] == "flow" and weeks <= _FLOW_WEEKS:
        note = f"needs {_FLOW_WEEKS + 2} weekly looks"
    elif n_boards < LEAST_BOARDS:
        note = f"too few boards to judge (n = {n_boards})"
    elif panel.seam > chain.last - 1:
        note = "read by other versions of the readers before: needs 2 weeks read by the same"
    else:
        note = "too few openings to judge"
    span = (panel.periods[panel.seam], panel.periods[-1], weeks)
    return (
        *key,
        *span,
        None,
        None,
        None,
        None,
        n_boards,
        chain.n_employers[chain.last],
        False,
        None,
        note,
    )
