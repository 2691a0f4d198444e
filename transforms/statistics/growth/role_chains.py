"""The chains of every role: stock and flow, all from the same draws of employers, and how far each may be off.

Decides what a flow is summed over before it is chained, and how sampling and misreading make one interval.
Leaves the chain of one role to `growth.chain`, counts per board to `growth.panel` and misreading to `growth.misreading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transforms.statistics.growth.chain import Chain, link
from transforms.statistics.growth.misreading import Correction, Unmixing
from transforms.statistics.growth.panel import FLOW_WINDOW, Panel
from transforms.statistics.intervals import NORMAL_QUANTILE, Flags, Floats, draw_clusters
from transforms.vocabulary import ALL, PANEL_ROLES, ROLES


@dataclass(frozen=True)
class RoleChains:
    """The chains of all roles: `by_role` in the order of PANEL_ROLES, and `other` of what is none of the seven."""

    by_role: list[Chain]
    other: Chain
    correction: Correction | None

    def half_widths(
        self, role: int, start: int, periods: Sequence[int], whole: Chain | None = None
    ) -> Floats:
        """Half widths of one role's change from `start` to each of the periods: sampling and misreading together."""
        chain = self.by_role[role]
        sampled = np.array([chain.half_width(start, to, whole) for to in periods])
        if self.correction is None or PANEL_ROLES[role] == ALL:
            return sampled
        change, other = (
            np.array([_judged_change(each, start, to) for to in periods])
            for each in (chain, self.other)
        )
        unknown = np.array([chain.misread_error(start, to) for to in periods])
        misread = np.hypot(unknown, self.correction.intrusion(role, change, other))
        widened: Floats = np.hypot(sampled, NORMAL_QUANTILE * misread)
        return np.where(np.isfinite(widened), widened, sampled)


def _judged_change(chain: Chain, start: int, to: int) -> float:
    """The log change. NaN where the panel of the role is too thin to say."""
    if chain.is_thin(start) or chain.is_thin(to):
        return float("nan")
    return float(chain.log[to] - chain.log[start])


def chain_roles(panel: Panel, correction: Correction | None) -> tuple[RoleChains, RoleChains]:
    """The chains of stock and of flow, all from the same draws of employers, misread roles put right."""
    draws = draw_clusters(len(panel.employers))
    counts, churns = _with_other(panel.stock), _with_other(panel.churn)
    stocks = [
        link(stock, panel.is_in, panel.employer_of, draws, churn, panel.seam, unmixing)
        for stock, churn, unmixing in zip(
            counts, churns, _unmixings(counts, correction), strict=True
        )
    ]
    sums = [_sum_flow(panel, arrivals) for arrivals in _with_other(panel.arrivals)]
    flows = [
        link(*known, panel.employer_of, draws, first=panel.seam, unmixing=unmixing)
        for known, unmixing in zip(
            sums, _unmixings([flow for flow, _ in sums], correction), strict=True
        )
    ]
    return (
        RoleChains(stocks[:-1], stocks[-1], correction),
        RoleChains(flows[:-1], flows[-1], correction),
    )


def _unmixings(counts: list[Floats], correction: Correction | None) -> list[Unmixing | None]:
    """How the counts of each are put right: the seven roles, and neither all postings nor what is none of the seven."""
    if correction is None:
        return [None] * len(counts)
    own = [correction.unmixing(role, counts[: len(ROLES)]) for role in range(len(ROLES))]
    return [*own, *[None] * (len(counts) - len(ROLES))]


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
