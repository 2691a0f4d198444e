"""How fast demand grows in a census: the last twelve whole months against the same months a year before.

Decides which months are compared, and the interval of the change. One month holds too few openings of a role for a narrow
interval, twelve hold enough, and months of both years cancel the season. Leaves single months to `months`.

An employer that posts every month is one cluster over both years. Its openings are never taken as independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.census.months import (
    LEAST_OPENINGS,
    find_incomplete_months,
    keep_census_openings,
)
from transforms.statistics.columns import conform, counts, dates, reals, texts
from transforms.statistics.floors import is_lopsided
from transforms.statistics.growth.links import LEAST_EMPLOYERS
from transforms.statistics.growth.misreading import LEAST_PART, Correction
from transforms.statistics.intervals import NO_VARIANCE, Floats, effective_clusters, t_quantile
from transforms.vocabulary import ALL, PANEL_ROLES, ROLES

WINDOW_MONTHS = 12

LEAST_PAIRS = 6
"""Months that must be known in both years. With fewer, half a year's season would pass for the whole year's."""

_AS_READ = "as read: the labels that correct misread roles do not fit this census"

_BOUND = LEAST_PART * (1 + 1e-9)

CENSUS_GROWTH = pl.Schema(
    texts("source role")
    | dates("period_from period_to")
    | counts("n_months n_openings n_employers")
    | reals("growth_share growth_low growth_high growth_as_read_share")
    | texts("note")
)


@dataclass(frozen=True)
class _Counts:
    """Openings by employer: role x year x employer in `of_role`, year x employer in `of_all`. Year 0 is the earlier one."""

    of_role: Floats
    of_all: Floats


def measure_census_growth(
    postings: pl.DataFrame, looks: pl.DataFrame, correction: Correction | None = None
) -> pl.DataFrame:
    """One row per census source and role, in the order of PANEL_ROLES.

    Args:
        postings: the warehouse's `posting` columns. Only those of a census with a period count.
        looks: looks with `period`. Months whose thread is not whole are not compared.
        correction: how counts as read are corrected. None: counts stay as read. Where most openings of a census
            are for software engineers, it may call for next to nothing of a role. Then growth is as read and the note says so.

    Returns:
        `growth_share`: change of the role's share of all openings in a year, or for all roles together, of the number of
        openings, with its 95 % interval. `n_openings` and `n_employers`: of the role, in both years. `period_from` and
        `period_to`: first and last day of both years together. Null with a note below the floors, of
        which one is of employers: the scatter of two or three says too little.
    """
    incomplete = find_incomplete_months(looks)
    openings = keep_census_openings(postings).join(
        incomplete, on=["source", "period_start"], how="anti"
    )
    found = [pl.DataFrame(schema=CENSUS_GROWTH)]
    for (source,), own in openings.group_by("source", maintain_order=True):
        found.append(_measure_source(str(source), own, correction))
    return pl.concat(found)


def _measure_source(
    source: str, openings: pl.DataFrame, correction: Correction | None
) -> pl.DataFrame:
    later = _paired_months(openings["period_start"].unique().sort().to_list())
    if len(later) < LEAST_PAIRS:
        note = f"needs the same {LEAST_PAIRS} months of two years; there are {len(later)}"
        rows = [{"source": source, "role": role, "note": note} for role in PANEL_ROLES]
        return pl.DataFrame(rows, schema=CENSUS_GROWTH)
    earlier = [month.replace(year=month.year - 1) for month in later]
    counted = _count(openings, earlier, later)
    span = {
        "source": source,
        "period_from": earlier[0],
        "period_to": pl.Series(later[-1:]).dt.month_end().item(),
        "n_months": len(later),
    }
    rows = [
        span | {"role": role} | _measure_role(counted, role, correction) for role in PANEL_ROLES
    ]
    return pl.DataFrame(rows, schema=CENSUS_GROWTH).pipe(conform, CENSUS_GROWTH)


def _paired_months(months: list[date]) -> list[date]:
    """The months of the last twelve that are known a year before too."""
    if not months:
        return []
    known, begin = set(months), _year_before(months[-1])
    return [month for month in months if month > begin and _year_before(month) in known]


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _count(openings: pl.DataFrame, earlier: list[date], later: list[date]) -> _Counts:
    year = pl.when(pl.col("period_start").is_in(later)).then(1).otherwise(0)
    compared = openings.filter(pl.col("period_start").is_in([*earlier, *later]))
    sizes = compared.group_by("role", "employer_key", year=year).agg(n=pl.len())
    employer = sizes["employer_key"].rank("dense").to_numpy().astype(np.int64) - 1
    of_all = np.zeros((2, employer.max() + 1))
    at, n = sizes["year"].to_numpy(), sizes["n"].to_numpy()
    np.add.at(of_all, (at, employer), n)
    of_role = np.zeros((len(ROLES), *of_all.shape))
    index_of = {role: index for index, role in enumerate(ROLES)}
    role = sizes["role"].replace_strict(index_of, default=-1, return_dtype=pl.Int64).fill_null(-1)
    is_role = (role >= 0).to_numpy()
    np.add.at(of_role, (role.to_numpy()[is_role], at[is_role], employer[is_role]), n[is_role])
    return _Counts(of_role, of_all)


def _measure_role(counted: _Counts, role: str, correction: Correction | None) -> dict[str, object]:
    own = counted.of_all if role == ALL else counted.of_role[ROLES.index(role)]
    sums, by_employer = own.sum(axis=1), own.sum(axis=0)
    n_employers = int((by_employer > 0).sum())
    row: dict[str, object] = {"n_openings": int(sums.sum()), "n_employers": n_employers}
    if sums.min() < LEAST_OPENINGS:
        return row | {"note": f"too few openings in one of the years (n = {int(sums.min())})"}
    if n_employers < LEAST_EMPLOYERS:
        return row | {"note": f"too few employers to judge (n = {n_employers})"}
    if is_lopsided(by_employer):
        top_share = by_employer.max() / by_employer.sum()
        return row | {"note": f"one employer has {top_share:.0%} of the openings"}
    if role == ALL:
        growth, variance = float(np.log(sums[1] / sums[0])), _variance(own, None, np.ones(2))
    else:
        index = ROLES.index(role)
        can_correct = _can_correct(counted.of_role.sum(axis=2), index, correction)
        if correction and not can_correct:
            row["note"] = _AS_READ
        growth, variance = _share_growth(counted, index, correction if can_correct else None)
    as_read = sums[1] / sums[0]
    if role != ALL:
        whole = counted.of_all.sum(axis=1)
        as_read /= whole[1] / whole[0]
    half = t_quantile(effective_clusters(by_employer) - 1) * float(np.sqrt(variance))
    ends = zip(("share", "low", "high"), (growth, growth - half, growth + half), strict=True)
    row["growth_as_read_share"] = float(as_read - 1)
    return row | {f"growth_{end}": float(np.expm1(log)) for end, log in ends}


def _can_correct(read: Floats, role: int, correction: Correction | None) -> bool:
    """Whether the correction can be believed in both years. A correction at its bound shows that the labels do not fit this census."""
    if correction is None:
        return False
    return bool((correction.of(read).counts[role] > _BOUND * read[role]).all())


def _share_growth(
    counted: _Counts, role: int, correction: Correction | None
) -> tuple[float, float]:
    """The log change of a role's share, misread roles corrected, and its variance: sampling and misreading."""
    read, whole = counted.of_role.sum(axis=2), counted.of_all.sum(axis=1)
    if correction is None:
        right, noise, misread = read[role], np.ones(2), 0.0
    else:
        found = correction.of(read)
        right, noise = found.counts[role], found.noise[role]
        off = correction.log_draws(read)[:, role] - np.log(right)
        misread = float(((off[:, 1] - off[:, 0]) ** 2).mean())
    share = right / whole
    sampled = _variance(counted.of_role[role], counted.of_all, noise)
    return float(np.log(share[1] / share[0])), sampled + misread


def _variance(own: Floats, every: Floats | None, noise: Floats) -> float:
    """Linearised variance of the log change over independent employers. `own`, `every`: year x employer.

    Where no employer differs from another, their scatter says nothing, and the variance of independent openings is the
    least to assume. `noise`: by year, how many times the relative error grows when misread roles are corrected.
    """
    sums = own.sum(axis=1, keepdims=True)
    whole = np.inf if every is None else every.sum(axis=1, keepdims=True)
    pull = (own / sums - (0.0 if every is None else every / whole)) * noise[:, None]
    k = int((own.sum(axis=0) > 0).sum())
    clustered = k / max(k - 1, 1) * float(((pull[1] - pull[0]) ** 2).sum())
    independent = float((noise[:, None] ** 2 * (1 - sums / whole) / sums).sum())
    return clustered if clustered > NO_VARIANCE else independent
