"""Is a role growing? The marts of growth: the index by period, the headline change, and where each change came from.

Decides what the row of a period says, and when the index and the two that stand beside it are too far apart. Leaves stocks
and flows per board to `transforms.statistics.growth.panel`, the indices and their intervals to `transforms.statistics.growth.role_chains`, and the one number a
role to `transforms.statistics.growth.headline`.
No trend comes from posted dates: what is still open was posted lately, whatever the market does (survivorship).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.growth.chain import Chain
from transforms.statistics.growth.geks import WINDOW, geks_index, is_drifting
from transforms.statistics.growth.headline import HEADLINE, headline_rows, nothing_seen
from transforms.statistics.growth.misreading import Mixture
from transforms.statistics.growth.panel import Panel, build
from transforms.statistics.growth.role_chains import RoleChains, chain_roles
from transforms.statistics.intervals import Floats, effective_sizes, t_quantile, wilson
from transforms.vocabulary import ALL, PANEL_ROLES

_DRIFTS = "the chained index drifts: the fixed panel or GEKS lies outside its interval"

BY_PERIOD = pl.Schema(
    {"role": pl.String(), "grain": pl.String(), "period_start": pl.Date()}
    | dict.fromkeys(["stock", "flow"], pl.Int64())
    | dict.fromkeys(
        ["index", "index_low", "index_high", "flow_index", "flow_index_low", "flow_index_high"],
        pl.Float64(),
    )
    | dict.fromkeys(["fixed_index", "geks_index"], pl.Float64())
    | dict.fromkeys(["role_share", "role_share_low", "role_share_high"], pl.Float64())
    | dict.fromkeys(
        ["n_boards", "n_boards_seen", "n_boards_joined", "n_boards_left", "n_employers"], pl.Int64()
    )
    | {"is_thin": pl.Boolean(), "is_drifting": pl.Boolean(), "note": pl.String()}
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


def measure(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, mixture: Mixture | None = None
) -> Growth:
    """Growth of every role, weekly and monthly, as far as looks up to `as_of` show it.

    Args:
        postings: the warehouse's `posting` columns (see `panel.build`); census postings are left out.
        looks: looks with `is_suspect`.
        as_of: the last day that counts.
        mixture: what is read as each role; widens the intervals. None: every role is read as it is.

    Returns:
        The three marts. Without two complete looks a week apart the headline is null and its note says what it waits for.
    """
    periods: list[dict[str, object]] = []
    changes: list[tuple[object, ...]] = []
    headlines = nothing_seen()
    for grain in ("week", "month"):
        panel = build(postings, looks, as_of, grain)
        if panel is None:
            continue
        stocks, flows = chain_roles(panel, mixture)
        for role in range(len(PANEL_ROLES)):
            periods += _period_rows(panel, role, stocks, flows)
            changes += _change_rows(panel, role)
        if grain == "week":
            headlines = headline_rows(panel, stocks, flows)
    return Growth(
        by_period=pl.DataFrame(periods, schema=BY_PERIOD).sort("grain", "role", "period_start"),
        headline=pl.DataFrame(headlines, schema=HEADLINE, orient="row").sort("role", "measure"),
        flow=pl.DataFrame(changes, schema=CHANGE, orient="row").sort(
            "grain", "role", "period_start"
        ),
    )


def _period_rows(
    panel: Panel, role: int, stocks: RoleChains, flows: RoleChains
) -> list[dict[str, object]]:
    stock, of_role = stocks.by_role[role], panel.stock[:, role].sum(axis=0)
    everything = range(len(panel.periods))
    halves = [
        chains.half_widths(role, chains.by_role[role].base or 0, everything)
        for chains in (stocks, flows)
    ]
    geks, shares = geks_index(stock, WINDOW[panel.grain]), _role_shares(panel, role)
    joined, left = _joined_and_left(panel)
    rows: list[dict[str, object]] = []
    for t, period in enumerate(panel.periods):
        link_at = t + 1 if t == stock.base else t
        n_boards, is_thin = stock.n_boards[link_at], stock.is_thin(t)
        beside = {"fixed_index": _number(stock.fixed(t)), "geks_index": _number(geks[t])}
        drifts = is_drifting(
            100 * float(np.exp(stock.log[t])), tuple(beside.values()), halves[0][t]
        )
        row: dict[str, object] = {
            "role": PANEL_ROLES[role],
            "grain": panel.grain,
            "period_start": period,
            "stock": int(of_role[t]),
            "flow": int(panel.flow[:, role, t].sum()),
            **_index_values("index", stock, t, halves[0][t]),
            **_index_values("flow_index", flows.by_role[role], t, halves[1][t]),
            **(dict.fromkeys(beside) if is_thin else beside),
            **{
                name: None if t < panel.seam else _number(values[t])
                for name, values in shares.items()
            },
            "n_boards": n_boards,
            "n_boards_seen": int((panel.is_seen[:, t] & (panel.stock[:, role, t] > 0)).sum()),
            "n_boards_joined": int(joined[t]),
            "n_boards_left": int(left[t]),
            "n_employers": stock.n_employers[link_at],
            "is_thin": is_thin,
            "is_drifting": None if is_thin else drifts,
            "note": _period_note(panel, t, n_boards) if is_thin else _DRIFTS if drifts else None,
        }
        rows.append(row)
    return rows


def _index_values(name: str, chain: Chain, t: int, half: float) -> dict[str, float | None]:
    log = float("nan") if chain.is_thin(t) else float(chain.log[t])
    ends = {"": log, "_low": log - half, "_high": log + half}
    return {f"{name}{end}": _number(100 * float(np.exp(value))) for end, value in ends.items()}


def _role_shares(panel: Panel, role: int) -> dict[str, Floats]:
    """The role's share of all openings in the panel by period: Wilson's interval with the n that employers leave."""
    own, whole = (_by_employer(panel, number) for number in (role, PANEL_ROLES.index(ALL)))
    n = whole.sum(axis=0)
    share = np.divide(own.sum(axis=0), n, out=np.full(len(n), np.nan), where=n > 0)
    squares = ((own - share * whole) ** 2).sum(axis=0)
    equal = np.divide(n**2, (whole**2).sum(axis=0), out=np.zeros(len(n)), where=n > 0)
    sizes = effective_sizes(n, (whole > 0).sum(axis=0).astype(np.float64), share, squares, equal)
    points = np.array([t_quantile(float(freedom)) for freedom in np.round(equal - 1)])
    low, high = wilson(share, sizes, points)
    return {"role_share": share, "role_share_low": low, "role_share_high": high}


def _by_employer(panel: Panel, role: int) -> Floats:
    counts = np.zeros((len(panel.employers), len(panel.periods)))
    np.add.at(counts, panel.employer_of, panel.stock[:, role])
    return counts


def _joined_and_left(panel: Panel) -> tuple[Floats, Floats]:
    """Boards that came into the panel in each period, and that are out of it since."""
    before = np.zeros_like(panel.is_in)
    before[:, 1:] = panel.is_in[:, :-1]
    return (panel.is_in & ~before).sum(axis=0), (before & ~panel.is_in).sum(axis=0)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _period_note(panel: Panel, t: int, n_boards: int) -> str:
    if t < panel.seam:
        return "read by other versions of the readers: not compared with what they read now"
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
