"""The chains of every role: stock and flow, all from the same draws of employers, and how far each may be off.

Decides how sampling and misreading make one interval. Leaves the chain of one role to `growth.chain`, counts per
board to `growth.panel` and misreading to `growth.misreading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from transforms.statistics.growth.bridging import Series
from transforms.statistics.growth.chain import Chain, link
from transforms.statistics.growth.misreading import Correction, Unmixing
from transforms.statistics.growth.panel import Panel
from transforms.statistics.intervals import NORMAL_QUANTILE, Floats, draw_clusters
from transforms.vocabulary import ALL, FOCUS, PANEL_ROLES, ROLES


@dataclass(frozen=True)
class RoleChains:
    """The chains of roles: `by_role` in the order of PANEL_ROLES, and `other` for other work."""

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
    """The chains of stock and of flow, all from the same draws of employers, misread roles corrected."""
    every = len(PANEL_ROLES)
    stocks = _chain_series(panel, panel.stocks, correction, panel.churn, every)
    return stocks, _chain_series(panel, panel.flows, correction, None, every)


def chain_focus(panel: Panel, correction: Correction | None) -> RoleChains:
    """The chains of stock of the focus roles, the first of PANEL_ROLES, and of other work."""
    return _chain_series(panel, panel.stocks, correction, panel.churn, len(FOCUS))


def _chain_series(
    panel: Panel,
    series: Series,
    correction: Correction | None,
    churn: Floats | None,
    n_roles: int,
) -> RoleChains:
    draws = draw_clusters(len(panel.employers))
    counts = _with_other(series.counts)
    churns = [None] * len(counts) if churn is None else _with_other(churn)
    unmixings = _unmixings(counts, correction)
    chains = [
        link(
            replace(series, counts=counts[at]),
            panel.employer_of,
            draws,
            churns[at],
            panel.seam,
            unmixings[at],
            panel.is_gone,
        )
        for at in (*range(n_roles), len(counts) - 1)
    ]
    return RoleChains(chains[:-1], chains[-1], correction)


def _unmixings(counts: list[Floats], correction: Correction | None) -> list[Unmixing | None]:
    """How the counts of each are corrected: the seven roles, but neither all postings nor other work."""
    if correction is None:
        return [None] * len(counts)
    own = [correction.unmixing(role, counts[: len(ROLES)]) for role in range(len(ROLES))]
    return [*own, *[None] * (len(counts) - len(ROLES))]


def _with_other(counts: Floats) -> list[Floats]:
    """Board x period for each of PANEL_ROLES, and last for other work."""
    parts = [counts[:, role] for role in range(len(PANEL_ROLES))]
    return [*parts, parts[PANEL_ROLES.index(ALL)] - counts[:, : len(ROLES)].sum(axis=1)]


def trailing_sums(values: Floats, window: int) -> Floats:
    """Sums over the window that ends in each period. 0 where the window begins before the first."""
    sums = np.zeros_like(values)
    cumulated = np.pad(values.cumsum(axis=1), ((0, 0), (1, 0)))
    sums[:, window - 1 :] = cumulated[:, window:] - cumulated[:, :-window]
    return sums
