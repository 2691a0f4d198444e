"""Proves the statistics on markets whose truth is known: bias and coverage of growth, pay medians, shares and premiums.

    python tests/benchmarks/prove_statistics.py --markets 200 [--family missed]

Each market has employers of unequal size whose growth scatters around the role's, boards that join late, outages, faulty
lists of a third of the board, copies per city, reposts under new ids, pay that agrees within employers, and pay disclosed by
some, the less so the higher it is (`simulated_market.py`). There are four families of markets: with roles read as they are,
with roles read as wrongly as the model in use reads them, with a fifth of AI engineers read as software engineers, and with a
panel that grows from 40 boards to 200, where the raw count is off by several hundred per cent. Where roles are misread, each
market has labels of its own, drawn anew, and the figures as they were read stand beside those put right. Looks and sightings go through lifecycles, openings, growth, bands, demand and
premium as the store flow runs them.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

# One thread a process: markets are independent, so processes are the better use of the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import polars as pl

from tests.benchmarks.simulated_market import (
    FAMILIES,
    LOG_LEVEL,
    LOG_PAY,
    ROLES,
    SKILL_SHARE,
    START,
    WEEKS,
    Setting,
    label,
    planted_growth,
    planted_total,
    simulate,
    stated_median,
    store,
)
from transforms.history.last_year import keep_last_year
from transforms.statistics import demand
from transforms.statistics.growth import growth
from transforms.statistics.growth.misreading import draw_correction
from transforms.statistics.growth.panel import build_panel
from transforms.statistics.growth.spells import watch
from transforms.statistics.pay import bands, premium
from transforms.vocabulary import PANEL_ROLES

_AS_OF = date(2027, 1, 1)

Finding = tuple[str, float, float, float, float, float | None]
"""What was estimated: its name, truth, estimate, low, high, and the naive estimate beside it."""


def estimate(seed: int, setting: Setting, growth_alone: bool = False) -> list[Finding]:
    """Every estimate of one market beside its truth. What is below its floor is left out."""
    looks, postings, pay, skills = store(simulate(seed, setting))
    found: list[Finding] = []
    correction = draw_correction(label(seed, setting.misread)) if setting.misread else None
    measured = growth.measure_growth(postings, looks, _AS_OF, correction)
    found += _role_shares(measured.by_period, setting)
    if setting.misread:
        found += _levels(measured.by_period, postings, looks)
    headline = measured.headline.filter(pl.col("role").is_in(ROLES)).drop_nulls("growth_low")
    for row in headline.iter_rows(named=True):
        span = (row["period_from"], row["period_to"])
        truth = planted_growth(row["role"], row["measure"], *span, setting.growth_scatter)
        numbers = (
            row["growth_share"],
            row["growth_low"],
            row["growth_high"],
            row["growth_as_read_share" if setting.misread else "naive_growth_share"],
        )
        found.append((f"growth {row['measure']} {row['role']}", truth, *numbers))
    if growth_alone:  # what misreading does to pay and skills is stated as accuracy
        return found
    medians = (
        bands.measure_bands(postings, pay)
        .filter(country_code="US", region="all", measure="mid", is_converted=True)
        .drop_nulls("p50")
    )
    stated = stated_median(setting)
    for row in medians.filter(
        pl.col("level").is_in(list(LOG_LEVEL)), pl.col("n_employers") >= 15
    ).iter_rows(named=True):
        of_all = float(np.exp(LOG_PAY[row["role"]] + LOG_LEVEL[row["level"]]))
        p50, low, high, *bounds = (
            row[name] / of_all if row[name] is not None else None
            for name in ("p50", "p50_low", "p50_high", "p50_bound_low", "p50_bound_high")
        )
        found.append(("pay median (15+ employers)", stated, p50, low, high, None))
        if None not in bounds:
            of_cell = pl.col("role_counted").eq(row["role"]), pl.col("level").eq(row["level"])
            hidden = (
                keep_last_year(postings).filter(*of_cell).unique("opening_id")["unseen"].median()
            )
            found.append(("pay median of all, its bounds", hidden / of_all, p50, *bounds, None))
    for row in (
        demand.measure_demand(postings, skills, {}, pl.DataFrame(schema=premium.PREMIUM))
        .drop_nulls("share")
        .iter_rows(named=True)
    ):
        found.append(
            (
                "skill share",
                SKILL_SHARE[row["role"]],
                row["share"],
                row["share_low"],
                row["share_high"],
                None,
            )
        )
    terms = (
        premium.measure_premiums(postings, pay, skills.clear())
        .filter(pl.col("term") == "role")
        .drop_nulls("premium_share")
    )
    for row in terms.iter_rows(named=True):
        truth = float(np.expm1(LOG_PAY[row["name"]] - LOG_PAY["software_engineer"]))
        found.append(
            (
                f"premium {row['reading']}",
                truth,
                row["premium_share"],
                row["premium_low"],
                row["premium_high"],
                None,
            )
        )
    return found


def _role_shares(by_period: pl.DataFrame, setting: Setting) -> list[Finding]:
    """The roles' shares of all openings in the last week."""
    weeks = by_period.filter(pl.col("grain") == "week", pl.col("role").is_in(ROLES))
    last = (weeks["period_start"].max() - START.date()).days // 7
    planted = {role: planted_total(role, "stock", last, setting.growth_scatter) for role in ROLES}
    rows = weeks.filter(pl.col("period_start") == pl.col("period_start").max()).iter_rows(
        named=True
    )
    return [
        (
            f"role share {row['role']}" if setting.misread else "role share",
            planted[row["role"]] / sum(planted.values()),
            *(row[f"role_share{end}"] for end in ("", "_low", "_high")),
            row["role_as_read_share"] if setting.misread else None,
        )
        for row in rows
    ]


def _levels(by_period: pl.DataFrame, postings: pl.DataFrame, looks: pl.DataFrame) -> list[Finding]:
    """Open openings by role in the last week: put right, beside what was read, against what the market holds."""
    true = postings.with_columns(role_counted=pl.col("posting_id").str.split(":").list.get(1))
    watched = watch(true, looks, _AS_OF)
    assert watched is not None
    panel = build_panel(watched, "week")
    weeks = by_period.filter(pl.col("grain") == "week", pl.col("role").is_in(ROLES))
    rows = weeks.filter(pl.col("period_start") == pl.col("period_start").max())
    return [
        (
            f"level {row['role']}",
            float(panel.stock[:, PANEL_ROLES.index(row["role"]), -1].sum()),
            *(row[f"stock_corrected{end}"] for end in ("", "_low", "_high")),
            float(row["stock"]),
        )
        for row in rows.iter_rows(named=True)
    ]


def table(found: list[Finding]) -> str:
    """Bias, coverage and width of each estimate, and of each kind of growth over all roles.

    The bias of growth is that of the index, mean(index / true index) - 1; `log` is the mean of its logarithm, in which intervals
    are made: the mean of a ratio lies above it by half its variance. The bias of a level or a role's share is relative too. All
    other biases are differences. `beside`: the bias of the number that stands beside, the raw count's growth, or where roles
    are misread, what was read.
    """
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        groups[finding[0]].append(finding)
        if finding[0].startswith(("growth", "level", "role share ")):
            groups[finding[0].rsplit(" ", 1)[0]].append(finding)
    lines = [f"{'estimate':32}" + "".join(f"{name:>8}" for name in _COLUMNS)]
    lines += [
        f"{name:32}{len(rows):8}" + "".join(_cells(name, rows))
        for name, rows in sorted(groups.items())
    ]
    return "\n".join(lines)


_COLUMNS = ("n", "truth", "mean", "bias", "log", "beside", "covers", "width")


def _cells(name: str, rows: list[Finding]) -> list[str]:
    truth, centre, low, high = (
        np.array([row[place] for row in rows], dtype=np.float64) for place in range(1, 5)
    )
    naive = np.array([np.nan if row[5] is None else row[5] for row in rows], dtype=np.float64)
    covers, width = ((low <= truth) & (truth <= high)).mean(), (high - low).mean()
    plus = 1.0 if name.startswith("growth") else 0.0
    values = [truth.mean(), centre.mean(), (centre - truth).mean(), np.nan, np.nan]
    if name.startswith(("growth", "level", "role share")):
        ratio, beside = ((plus + each) / (plus + truth) for each in (centre, naive))
        values[2:] = [ratio.mean() - 1, np.log(ratio).mean(), beside.mean() - 1]
    return [
        f"{value:8.3f}" if np.isfinite(value) else " " * 8 for value in (*values, covers, width)
    ]


def main() -> None:
    """Prints the tables for the number of markets asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markets", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--family", choices=FAMILIES, action="append", help="by default all, one after the other"
    )
    asked = parser.parse_args()
    for family in asked.family or FAMILIES:
        title, setting, part = FAMILIES[family]
        n = max(int(asked.markets * part), 1)
        began = time.perf_counter()
        with ProcessPoolExecutor(asked.workers) as pool:
            found = [
                row
                for rows in pool.map(estimate, range(n), [setting] * n, [family != "read"] * n)
                for row in rows
            ]
        seconds = time.perf_counter() - began
        print(f"{n} markets of {setting.boards} boards, {WEEKS} weeks: {title} ({seconds:.0f} s)")
        print(table(found), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
