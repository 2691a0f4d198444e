"""Is a role growing? The marts of growth: the index by period, the headline change, and where each change came from.

Decides what is "year on year", what a row says while there is too little to judge, and the naive count shown beside for
comparison. Leaves stocks and flows per board to `transforms.panel`, the index and its interval to `transforms.chain`, and
how far misread roles widen that interval to `transforms.misreading`.
No trend comes from posted dates: what is still open was posted lately, whatever the market does (survivorship).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.chain import LEAST_BOARDS, Chain, Flags, link
from transforms.intervals import NORMAL_QUANTILE, Floats, draw_clusters
from transforms.misreading import Mixture
from transforms.panel import ALL, FLOW_WINDOW, PANEL_ROLES, ROLES, Panel, build

MEASURES = ("stock", "flow", "share")

YEAR_WEEKS = 52
"""The same week a year earlier: the season cancels."""

BY_PERIOD = pl.Schema(
    {
        "role": pl.String,
        "grain": pl.String,
        "period_start": pl.Date,
        "stock": pl.Int64,
        "flow": pl.Int64,
        "index": pl.Float64,
        "index_low": pl.Float64,
        "index_high": pl.Float64,
        "flow_index": pl.Float64,
        "fixed_index": pl.Float64,
        "role_share": pl.Float64,
        "n_boards": pl.Int64,
        "n_boards_seen": pl.Int64,
        "n_employers": pl.Int64,
        "is_thin": pl.Boolean,
        "note": pl.String,
    }
)
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
        "note": pl.String,
    }
)
CHANGE = pl.Schema(
    {
        "role": pl.String,
        "grain": pl.String,
        "period_start": pl.Date,
        "n_before": pl.Int64,
        "n_matched_change": pl.Int64,
        "n_entered": pl.Int64,
        "n_left": pl.Int64,
        "n_unknown_change": pl.Int64,
        "n_after": pl.Int64,
    }
)


@dataclass(frozen=True)
class Growth:
    """`by_period`: role x grain x period. `headline`: role x measure. `flow`: where each period's change came from."""

    by_period: pl.DataFrame
    headline: pl.DataFrame
    flow: pl.DataFrame


@dataclass(frozen=True)
class _Chains:
    """The chains of all roles: `by_role` in the order of PANEL_ROLES, and of all that is none of the seven, `other`."""

    by_role: list[Chain]
    other: Chain
    mixture: Mixture | None

    def half_widths(self, role: int, start: int, periods: Sequence[int], whole: Chain | None = None) -> Floats:
        """Half widths of one role's change from `start` to each of the periods: sampling and misreading together."""
        sampled = np.array([self.by_role[role].half_width(start, to, whole) for to in periods])
        if self.mixture is None or PANEL_ROLES[role] == ALL:
            return sampled
        read = (*self.by_role[: len(ROLES)], self.other)
        change = np.array([[_judged_change(chain, start, to) for to in periods] for chain in read])
        widened: Floats = np.hypot(sampled, NORMAL_QUANTILE * self.mixture.displacement(change)[role])
        return np.where(np.isfinite(widened), widened, sampled)


def _judged_change(chain: Chain, start: int, to: int) -> float:
    """Log change; NaN where the panel of the role is too thin to say."""
    return float("nan") if chain.is_thin(start) or chain.is_thin(to) else float(chain.log[to] - chain.log[start])


def measure(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, mixture: Mixture | None = None) -> Growth:
    """Growth of every role, weekly and monthly, as far as looks up to `as_of` show it.

    Args:
        postings: the warehouse's `posting` columns (see `panel.build`); census postings are left out.
        looks: looks with `is_suspect`.
        as_of: the last day that counts.
        mixture: what is read as each role; widens the intervals. None: every role is read as it is.

    Returns:
        The three marts. Without two complete looks a week apart the headline is null and its note says what it waits for.
    """
    periods: list[tuple[object, ...]] = []
    changes: list[tuple[object, ...]] = []
    headlines = [
        _waiting(role, name, None) for role in PANEL_ROLES for name in MEASURES if (role, name) != (ALL, "share")
    ]
    for grain in ("week", "month"):
        panel = build(postings, looks, as_of, grain)
        if panel is None:
            continue
        stocks, flows = _chains(panel, mixture)
        for role in range(len(PANEL_ROLES)):
            periods += _period_rows(panel, role, stocks, flows)
            changes += _change_rows(panel, role)
        if grain == "week":
            headlines = _headline_rows(panel, stocks, flows)
    return Growth(
        by_period=pl.DataFrame(periods, schema=BY_PERIOD, orient="row").sort("grain", "role", "period_start"),
        headline=pl.DataFrame(headlines, schema=HEADLINE, orient="row").sort("role", "measure"),
        flow=pl.DataFrame(changes, schema=CHANGE, orient="row").sort("grain", "role", "period_start"),
    )


def _chains(panel: Panel, mixture: Mixture | None) -> tuple[_Chains, _Chains]:
    """The chains of stock and of flow; all from the same draws of employers."""
    draws = draw_clusters(len(panel.employers))
    stocks = [
        link(stock, panel.is_in, panel.employer_of, draws, churn)
        for stock, churn in zip(_with_other(panel.stock), _with_other(panel.churn), strict=True)
    ]
    flows = [link(*_summed_flow(panel, flow), panel.employer_of, draws) for flow in _with_other(panel.flow)]
    return _Chains(stocks[:-1], stocks[-1], mixture), _Chains(flows[:-1], flows[-1], mixture)


def _with_other(counts: Floats) -> list[Floats]:
    """Board x period for each of PANEL_ROLES, and last what is none of the seven."""
    parts = [counts[:, role] for role in range(len(PANEL_ROLES))]
    return [*parts, parts[PANEL_ROLES.index(ALL)] - counts[:, : len(ROLES)].sum(axis=1)]


def _summed_flow(panel: Panel, flow: Floats) -> tuple[Floats, Flags]:
    """New openings of the window that ends in each period, and where at least half of the window was seen.

    What was not seen counts at the board's own rate in the rest of its window: a failed look is missing, never zero.
    """
    window = FLOW_WINDOW[panel.grain]
    total, n_seen = (
        _trailing_sums(flow, window),
        _trailing_sums(panel.has_flow.astype(np.float64), window),
    )
    is_known = n_seen >= window / 2
    return np.where(is_known, total * window / np.maximum(n_seen, 1), 0.0), is_known


def _trailing_sums(values: Floats, window: int) -> Floats:
    """Sums over the window that ends in each period; 0 where the window begins before the first."""
    sums = np.zeros_like(values)
    cumulated = np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
    sums[:, window - 1 :] = cumulated[:, window:] - cumulated[:, :-window]
    return sums


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _period_rows(panel: Panel, role: int, stocks: _Chains, flows: _Chains) -> list[tuple[object, ...]]:
    stock, flow = stocks.by_role[role], flows.by_role[role]
    halves = stocks.half_widths(role, stock.base or 0, range(len(panel.periods)))
    total, of_role = panel.stock[:, PANEL_ROLES.index(ALL)].sum(axis=0), panel.stock[:, role].sum(axis=0)
    rows: list[tuple[object, ...]] = []
    for t, period in enumerate(panel.periods):
        link_at = t + 1 if t == stock.base else t
        is_thin = stock.is_thin(t)
        n_boards = stock.n_boards[link_at]
        values = (None,) * 5 if is_thin else _index_values(stock, flow, t, halves[t])
        share = _number(of_role[t] / total[t]) if total[t] > 0 else None
        counted = (int(of_role[t]), int(panel.flow[:, role, t].sum()))
        note = _period_note(t, n_boards) if is_thin else None
        n_seen = int((panel.is_seen[:, t] & (panel.stock[:, role, t] > 0)).sum())
        standing = (share, n_boards, n_seen, stock.n_employers[link_at], is_thin, note)
        rows.append((PANEL_ROLES[role], panel.grain, period, *counted, *values, *standing))
    return rows


def _index_values(stock: Chain, flow: Chain, t: int, half: float) -> tuple[float | None, ...]:
    logs = (stock.log[t], stock.log[t] - half, stock.log[t] + half)
    flow_index = float("nan") if flow.is_thin(t) else 100 * np.exp(flow.log[t])
    return (*(_number(100 * np.exp(log)) for log in logs), _number(flow_index), _number(stock.fixed(t)))


def _period_note(t: int, n_boards: int) -> str:
    return f"too few boards to judge (n = {n_boards})" if t else "no earlier look to compare with"


def _change_rows(panel: Panel, role: int) -> list[tuple[object, ...]]:
    """Where each period's change came from: after = before + matched + entered - left + unknown, exactly."""
    stock = panel.stock[:, role]
    rows: list[tuple[object, ...]] = []
    for t, period in enumerate(panel.periods):
        earlier = panel.is_in[:, t - 1] if t else np.zeros(len(stock), dtype=bool)
        before = stock[:, t - 1] if t else np.zeros(len(stock))
        now = panel.is_in[:, t]
        both = earlier & now
        is_known = both & panel.is_seen[:, t] & (panel.is_seen[:, t - 1] if t else both)
        change = stock[:, t] - before
        counts = (
            before[earlier].sum(),
            change[is_known].sum(),
            stock[now & ~earlier, t].sum(),
            before[earlier & ~now].sum(),
            change[both & ~is_known].sum(),
            stock[now, t].sum(),
        )
        rows.append((PANEL_ROLES[role], panel.grain, period, *(int(count) for count in counts)))
    return rows


def _headline_rows(panel: Panel, stocks: _Chains, flows: _Chains) -> list[tuple[object, ...]]:
    rows = []
    whole = PANEL_ROLES.index(ALL)
    everything = panel.stock[:, whole].sum(axis=0)
    for role, name in enumerate(PANEL_ROLES):
        counted = panel.stock[:, role].sum(axis=0)
        share = np.divide(counted, everything, out=np.zeros_like(counted), where=everything > 0)
        rows.append(_headline(panel, (name, "stock"), stocks, None, counted))
        rows.append(
            _headline(panel, (name, "flow"), flows, None, _summed_flow(panel, panel.flow[:, role])[0].sum(axis=0))
        )
        if role != whole:
            rows.append(_headline(panel, (name, "share"), stocks, stocks.by_role[whole], share))
    return rows


def _headline(
    panel: Panel, key: tuple[str, str], chains: _Chains, whole: Chain | None, naive: Floats
) -> tuple[object, ...]:
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
    return (
        *(*key, panel.periods[start], panel.periods[last], last - start),
        *(_number(np.expm1(log)) for log in (growth, growth - half, growth + half)),
        _number(naive[last] / naive[start] - 1) if naive[start] > 0 else None,
        *(chain.n_boards[last], chain.n_employers[last], is_year),
        None if is_year else f"{last - start} weeks, less than a year: the season is not taken out",
    )


def _waiting(role: str, measure: str, first: date | None) -> tuple[object, ...]:
    since = f"first look in the week of {first.isoformat()}" if first else "no complete look yet"
    note = f"needs 2 complete looks a week apart; {since}"
    return (role, measure, first, first, 0, None, None, None, None, 0, 0, False, note)


def _unjudged(panel: Panel, key: tuple[str, str], chain: Chain) -> tuple[object, ...]:
    n_boards, weeks = chain.n_boards[chain.last], len(panel.periods) - 1
    if n_boards < LEAST_BOARDS:
        note = f"too few boards to judge (n = {n_boards})"
    elif key[1] == "flow" and weeks <= FLOW_WINDOW["week"] + 1:
        note = f"needs {FLOW_WINDOW['week'] + 2} weekly looks"
    else:
        note = "too few openings to judge"
    span = (panel.periods[0], panel.periods[-1], weeks)
    return (*key, *span, None, None, None, None, n_boards, chain.n_employers[chain.last], False, note)
