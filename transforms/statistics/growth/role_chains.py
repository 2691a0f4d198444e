"""The chains of every role: stock and flow, all from the same draws of employers, and how far each may be off.

Decides what a flow is summed over before it is chained, and how sampling and misreading make one interval.
Leaves the chain of one role to `growth.chain`, counts per board to `growth.panel` and misreading to `growth.misreading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transforms.statistics.growth.chain import Chain, link
from transforms.statistics.growth.misreading import Mixture
from transforms.statistics.growth.panel import FLOW_WINDOW, Panel
from transforms.statistics.intervals import NORMAL_QUANTILE, Flags, Floats, draw_clusters
from transforms.vocabulary import ALL, PANEL_ROLES, ROLES


@dataclass(frozen=True)
class RoleChains:
    """The chains of all roles: `by_role` in the order of PANEL_ROLES, and `other` of what is none of the seven."""

    by_role: list[Chain]
    other: Chain
    mixture: Mixture | None

    def half_widths(
        self, role: int, start: int, periods: Sequence[int], whole: Chain | None = None
    ) -> Floats:
        """Half widths of one role's change from `start` to each of the periods: sampling and misreading together."""
        sampled = np.array([self.by_role[role].half_width(start, to, whole) for to in periods])
        if self.mixture is None or PANEL_ROLES[role] == ALL:
            return sampled
        read = (*self.by_role[: len(ROLES)], self.other)
        change = np.array([[_judged_change(chain, start, to) for to in periods] for chain in read])
        misread = NORMAL_QUANTILE * self.mixture.displacement(change)[role]
        widened: Floats = np.hypot(sampled, misread)
        return np.where(np.isfinite(widened), widened, sampled)


def _judged_change(chain: Chain, start: int, to: int) -> float:
    """The log change. NaN where the panel of the role is too thin to say."""
    if chain.is_thin(start) or chain.is_thin(to):
        return float("nan")
    return float(chain.log[to] - chain.log[start])


def chain_roles(panel: Panel, mixture: Mixture | None) -> tuple[RoleChains, RoleChains]:
    """The chains of stock and of flow, all from the same draws of employers."""
    draws = draw_clusters(len(panel.employers))
    stocks = [
        link(stock, panel.is_in, panel.employer_of, draws, churn, panel.seam)
        for stock, churn in zip(_with_other(panel.stock), _with_other(panel.churn), strict=True)
    ]
    flows = [
        link(*_sum_flow(panel, arrivals), panel.employer_of, draws, first=panel.seam)
        for arrivals in _with_other(panel.arrivals)
    ]
    return RoleChains(stocks[:-1], stocks[-1], mixture), RoleChains(flows[:-1], flows[-1], mixture)


def _with_other(counts: Floats) -> list[Floats]:
    """Board x period for each of PANEL_ROLES, and last what is none of the seven."""
    parts = [counts[:, role] for role in range(len(PANEL_ROLES))]
    return [*parts, parts[PANEL_ROLES.index(ALL)] - counts[:, : len(ROLES)].sum(axis=1)]


def _sum_flow(panel: Panel, arrivals: Floats) -> tuple[Floats, Flags]:
    """New openings of the window that ends in each period, and where the whole of it is known.

    A board comes in with a whole window. What half a window happened to hold would stay in the chain for ever.
    """
    window = FLOW_WINDOW[panel.grain]
    n_known = trailing_sums(panel.is_settled.astype(np.float64), window)
    is_known = n_known >= window
    return np.where(is_known, trailing_sums(arrivals, window), 0.0), is_known


def trailing_sums(values: Floats, window: int) -> Floats:
    """Sums over the window that ends in each period. 0 where the window begins before the first."""
    sums = np.zeros_like(values)
    cumulated = np.pad(values.cumsum(axis=1), ((0, 0), (1, 0)))
    sums[:, window - 1 :] = cumulated[:, window:] - cumulated[:, :-window]
    return sums
