"""Growth of filings on the year: positions filed for now, against the same quarter a year before.

Decides what is compared: new positions apart from renewals, all filers beside employers that filed in both periods, direct
filers apart from outsourcers. Quarters are compared with the same quarter only, because April to June has the season of the
cap. Rules and fees change how much is filed, so growth of filings is not growth of hiring. Matched employers show how much
of it comes from employers that start or stop filing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from transforms.filings.employers import DIRECT, OUTSOURCER
from transforms.statistics.columns import conform, counts, dates, reals, texts
from transforms.statistics.filings.periods import (
    covered_quarters,
    latest_year,
    with_quarters,
    year_before,
)
from transforms.statistics.filings.wages import QUARTER, YEAR
from transforms.statistics.floors import MOST_OF_ONE_EMPLOYER
from transforms.statistics.intervals import (
    Floats,
    effective_clusters,
    log_ratio_error,
    t_quantile,
)
from transforms.vocabulary import ALL, PANEL_ROLES, ROLES

MEASURES = ("new_positions", "renewed_positions", "new_filings")
"""A filing is new when at least half of its positions are."""

FILERS = (ALL, DIRECT, OUTSOURCER)

ALL_FILERS, MATCHED = "all", "matched"

LEAST_POSITIONS = 20
LEAST_EMPLOYERS = 10
"""In both periods. With fewer the interval of a ratio of counts misses the truth too often."""

FILED_GROWTH = pl.Schema(
    texts("role measure filer_kind employers grain")
    | dates("period_start before_start")
    | counts("n_before n_after n_employers_before n_employers_after n_employers")
    | reals("growth_share growth_low growth_high top_employer_share")
    | texts("note")
)

Row = dict[str, Any]


def measure_growth(filings: pl.DataFrame) -> pl.DataFrame:
    """One row per role x measure x kind of filer x employers x period whose same period a year before is known.

    Args:
        filings: the warehouse's `filing` columns.

    Returns:
        `mart_filed_growth`. `employers`: all, or matched (those that filed for one of the roles in both periods). A `year`
        is the newest four quarters against the four before.
    """
    dated = with_quarters(filings)
    quarters = covered_quarters(dated)
    counted = _count_by_employer(dated)
    known = set(quarters)
    pairs = [([now], [year_before(now)], QUARTER) for now in quarters if year_before(now) in known]
    now = latest_year(quarters)
    before = [year_before(quarter) for quarter in now]
    if now and known.issuperset(before):
        pairs.append((now, before, YEAR))
    rows = [row for pair in pairs for row in _compare(counted, *pair)]
    found = pl.DataFrame(rows, schema=FILED_GROWTH)
    key = ("grain", "period_start", "role", "measure", "filer_kind", "employers")
    return conform(found, FILED_GROWTH).sort(key)


def _count_by_employer(dated: pl.DataFrame) -> pl.DataFrame:
    """Positions and filings of each employer, by role and quarter. Filings that do not state these kinds are left out."""
    new, renewed = pl.col("n_new"), pl.col("n_renewed")
    stated = dated.filter(new.is_not_null())
    is_new = (new > 0) & (new >= renewed)
    return (
        stated.group_by("role", "employer_key", "filer_kind", "period_start")
        .agg(new_positions=new.sum(), renewed_positions=renewed.sum(), new_filings=is_new.sum())
        .with_columns(pl.col(MEASURES).cast(pl.Float64))
    )


def _compare(
    counted: pl.DataFrame, now: list[date], before: list[date], grain: str
) -> Iterator[Row]:
    """The rows of two periods."""
    period = {"grain": grain, "period_start": now[0], "before_start": before[0]}
    after, earlier = (
        counted.filter(pl.col("period_start").is_in(quarters)) for quarters in (now, before)
    )
    both = set(after["employer_key"]) & set(earlier["employer_key"])
    by_employer = _side_by_side(earlier, after).with_columns(
        is_matched=pl.col("employer_key").is_in(sorted(both))
    )
    for role in PANEL_ROLES:
        of_role = by_employer.filter(role=role)
        for kind in FILERS:
            filers = of_role if kind == ALL else of_role.filter(filer_kind=kind)
            for employers in (ALL_FILERS, MATCHED):
                shown = filers if employers == ALL_FILERS else filers.filter("is_matched")
                named = period | {"role": role, "filer_kind": kind, "employers": employers}
                for measure in MEASURES:
                    columns = (f"{measure}_before", measure)
                    pair = (shown[name].to_numpy() for name in columns)
                    yield named | {"measure": measure} | compare_counts(*pair)


def _side_by_side(earlier: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row per role (and for all of them) x employer: its counts in both periods, 0 where it filed nothing."""
    key = ["role", "employer_key", "filer_kind"]
    one, other = (
        pl.concat([frame, frame.with_columns(role=pl.lit(ALL))])
        .filter(pl.col("role").is_in((*ROLES, ALL)))
        .group_by(key)
        .agg(pl.col(MEASURES).sum())
        for frame in (earlier, after)
    )
    joined = other.join(one, on=key, how="full", coalesce=True, suffix="_before")
    return joined.fill_null(0.0).sort(key)


def compare_counts(before: Floats, after: Floats) -> Row:
    """The growth of one count over employers, with its interval, or a note that says why there is none.

    The interval is that of a ratio of sums over independent employers, with Student's t of as many equal employers.
    """
    n_before, n_after = float(before.sum()), float(after.sum())
    either = before + after
    row: Row = {
        "n_before": int(n_before),
        "n_after": int(n_after),
        "n_employers_before": int((before > 0).sum()),
        "n_employers_after": int((after > 0).sum()),
        "n_employers": int((either > 0).sum()),
    }
    if min(n_before, n_after) < LEAST_POSITIONS:
        return row | {"note": f"too few (n = {n_before:.0f} before and {n_after:.0f} after)"}
    n_employers = min(row["n_employers_before"], row["n_employers_after"])
    if n_employers < LEAST_EMPLOYERS:
        return row | {"note": f"too few employers ({n_employers})"}
    top_share = float(either.max() / either.sum())
    row["top_employer_share"] = top_share
    if top_share > MOST_OF_ONE_EMPLOYER:
        return row | {"note": f"one employer has {top_share:.0%} of the count"}
    growth = float(np.log(n_after / n_before))
    half = log_ratio_error(before, after) * t_quantile(round(effective_clusters(either) - 1, 1))
    logs = {"growth_share": growth, "growth_low": growth - half, "growth_high": growth + half}
    return row | {name: float(np.expm1(log)) for name, log in logs.items()}
