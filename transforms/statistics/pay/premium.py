"""What a role, a level or a skill is worth in stated pay, all else that postings state being equal.

Decides the model: log of the middle of the stated base range in dollars on role, level, country or state, remote policy,
source and month, with errors by leaving out one employer after the other; the same within employers that hire both (employer
fixed effects); the same at the lower quartile, median and upper quartile of pay (`transforms.statistics.pay.quantile_regression`); and
skills on top of it, shrunk towards no premium. Leaves bands to `transforms.statistics.pay.bands`. Titles and levels explain most of posted
pay, so the unadjusted figure stands beside the adjusted one. A premium is a difference between postings, not a cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.history.last_year import keep_last_year, keep_one_per_opening
from transforms.statistics.intervals import Floats, Ints, t_quantile
from transforms.statistics.pay.bands import base_ranges
from transforms.statistics.pay.quantile_regression import fit_quantile
from transforms.statistics.pay.zones import in_first_country
from transforms.vocabulary import ROLES

REFERENCE_ROLE = "software_engineer"
"""The neighbour that the three roles are hired from."""

REFERENCE_LEVEL = "mid"

LEAST_OPENINGS = 10
LEAST_EMPLOYERS = 5
LEAST_SKILL_OPENINGS = 30
LEAST_SKILL_EMPLOYERS = 8
MOST_SKILLS = 80
"""The most named skills; more would cost the model its freedom and the reader his patience."""

NOT_STATED = "not stated"

LEAST_OF_A_KIND = 5
"""Places, sources and months with fewer openings are one kind, "other": a dummy for two rows explains them away."""

CONTROLS = ("level", "place", "remote_policy", "source", "month")
QUANTILE_READINGS = {"quantile_25": 0.25, "quantile_50": 0.50, "quantile_75": 0.75}

MOST_QUANTILE_ROWS = 20_000
"""Of more openings every second, third … is taken: the employers' scatter, not the rows, decides the error by then."""

ADJUSTED_FOR = "level, country or state, remote, source, month"

PREMIUM = pl.Schema(
    {
        "reading": pl.String,
        "term": pl.String,
        "name": pl.String,
        "reference": pl.String,
        "premium_share": pl.Float64,
        "premium_low": pl.Float64,
        "premium_high": pl.Float64,
        "n_postings": pl.Int64,
        "n_employers": pl.Int64,
        "adjusted_for": pl.String,
        "note": pl.String,
    }
)


_RIDGE = 1e-8
"""Keeps a value that one employer alone has (its own state) from dividing by nothing; it moves no digit that is shown."""

Column = tuple[tuple[str, str], Floats]
"""A column of the design: its term and name, and its values by row."""


@dataclass(frozen=True)
class _Fit:
    """Coefficients and employer-clustered errors of the first columns of a design."""

    columns: list[Column]
    coefficients: Floats
    errors: Floats
    n_clusters: int


def measure(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per reading and term.

    Args:
        postings: the warehouse's `posting` columns; with a `skills` list column (as classified) skills are priced too.
        pay: the warehouse's `posting_pay`.

    Returns:
        `mart_pay_premium`. `premium_share`: 0.1 = ten per cent above the reference. Null below LEAST_OPENINGS or
        LEAST_EMPLOYERS of the term or of its reference. Skill premiums are shrunk (empirical Bayes) by what their errors call for.
    """
    rows = _rows(postings, pay)
    if rows.height < 2 * LEAST_OPENINGS or rows["employer_key"].n_unique() < LEAST_EMPLOYERS:
        return pl.DataFrame(schema=PREMIUM)
    roles, levels = _dummies(rows, "role", REFERENCE_ROLE), _dummies(rows, "level", REFERENCE_LEVEL)
    controls = [column for name in CONTROLS[1:] for column in _dummies(rows, name, None)]
    skills = _skill_columns(rows)
    terms = [
        ("unadjusted", roles, [], None, False),
        ("unadjusted", levels, [], None, False),
        ("adjusted", roles + levels, controls, ADJUSTED_FOR, False),
        ("within_employer", roles + levels, controls, f"employer, {ADJUSTED_FOR}", True),
    ]
    found = [
        row
        for name, own, other, text, fixed in terms
        for row in _report(rows, name, _fit(rows, own + other, fixed, len(own)), text)
    ]
    found += _at_quantiles(rows)
    if skills:
        fit = _fit(rows, skills + roles + levels + controls, False, len(skills))
        found += _report(rows, "adjusted", _shrunk(fit), f"role, {ADJUSTED_FOR}, the other skills")
    return pl.DataFrame(found, schema=PREMIUM, orient="row").sort("reading", "term", "name")


def _rows(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per opening with believable stated base pay: the log of its middle, and what it is adjusted for."""
    middle = pl.mean_horizontal(pl.col("min_usd_year").log(), pl.col("max_usd_year").log())
    ranges = base_ranges(pay).pipe(in_first_country, postings).with_columns(middle=middle)
    amounts = ranges.group_by("posting_id").agg(log_pay=pl.col("middle").mean())
    now = (
        keep_last_year(postings)
        .filter(pl.col("role_counted").is_in(ROLES))
        .join(amounts, on="posting_id")
        .drop_nulls("log_pay")
    )
    first = keep_one_per_opening(now)
    country = pl.col("country_codes").list.first()
    state = (
        pl.when((country == "US") & pl.col("region").is_not_null())
        .then(pl.format("US {}", "region"))
        .otherwise(country)
    )
    is_dated = ~pl.col("is_census") & ~pl.col("is_date_implausible").fill_null(False)
    month = pl.coalesce(pl.when(is_dated).then("posted_date"), "seen_date").dt.strftime("%Y-%m")
    named = first.with_columns(
        role="role_counted",
        place=state,
        month=month,
        skills=pl.col("skills") if "skills" in first.columns else pl.lit(None),
    )
    kinds = ("place", "source", "month")
    return named.select(
        *("opening_id", "employer_key", "log_pay", "role", "level", "remote_policy", "skills"),
        *(
            pl.when(pl.len().over(kind) >= LEAST_OF_A_KIND)
            .then(kind)
            .otherwise(pl.lit("other"))
            .alias(kind)
            for kind in kinds
        ),
    ).sort("opening_id")


def _dummies(rows: pl.DataFrame, column: str, reference: str | None) -> list[Column]:
    """0/1 columns of each value but the reference."""
    values = rows[column].fill_null(NOT_STATED)
    left_out = _left_out(values, reference)
    names = sorted(set(values.to_list()) - {left_out})
    return [((column, name), (values == name).to_numpy().astype(np.float64)) for name in names]


def _left_out(values: pl.Series, wanted: str | None) -> str:
    """The wanted reference, or the most frequent value when it does not occur."""
    counts = values.value_counts(name="n").sort("n", values.name, descending=[True, False])
    names: list[str] = counts[values.name].to_list()
    return wanted if wanted in names else names[0]


def _skill_columns(rows: pl.DataFrame) -> list[Column]:
    """0/1 columns of the most named skills that enough openings and employers name, and not all."""
    if rows["skills"].null_count() == rows.height:
        return []
    named = (
        rows.with_row_index("row")
        .select("row", "employer_key", "skills")
        .explode("skills")
        .drop_nulls("skills")
        .unnest("skills")
    )
    counts = (
        named.unique(["row", "skill"])
        .group_by("skill")
        .agg(n=pl.len(), k=pl.col("employer_key").n_unique())
    )
    common = counts.filter(
        pl.col("n").is_between(LEAST_SKILL_OPENINGS, rows.height - LEAST_SKILL_OPENINGS),
        pl.col("k") >= LEAST_SKILL_EMPLOYERS,
    )
    chosen = (
        common.sort("n", "skill", descending=[True, False])
        .head(MOST_SKILLS)["skill"]
        .sort()
        .to_list()
    )
    columns = []
    for skill in chosen:
        flags = np.zeros(rows.height)
        flags[named.filter(pl.col("skill") == skill)["row"].to_numpy()] = 1.0
        columns.append((("skill", skill), flags))
    return columns


def _fit(rows: pl.DataFrame, columns: list[Column], within_employer: bool, n_shown: int) -> _Fit:
    """Least squares with a constant, or within employers; errors by leaving out one employer after the other."""
    employers = (rows["employer_key"].rank("dense").to_numpy() - 1).astype(np.int64)
    target = rows["log_pay"].to_numpy().copy()
    design = (
        np.column_stack([values for _, values in columns])
        if columns
        else np.zeros((len(target), 0))
    )
    if within_employer:
        target, design = (
            target - _means(target[:, None], employers)[:, 0],
            design - _means(design, employers),
        )
    else:
        design = np.column_stack([design, np.ones(len(target))])
    inverse = np.asarray(np.linalg.pinv(design.T @ design), dtype=np.float64)
    coefficients = inverse @ design.T @ target
    errors = _jackknife_errors(design, target - design @ coefficients, inverse, employers)
    return _Fit(
        columns[:n_shown], coefficients[:n_shown], errors[:n_shown], int(employers.max()) + 1
    )


def _jackknife_errors(
    design: Floats, residuals: Floats, inverse: Floats, employers: Ints
) -> Floats:
    """Standard errors from what each coefficient moves when one employer is left out (CR3).

    An employer with many of the openings pulls the line towards itself, so its residuals understate its scatter; leaving it
    out shows what it was worth. Exact, without fitting anew: in the employer's rows or in the columns, whichever are fewer.
    """
    n_columns = design.shape[1]
    order = np.argsort(employers, kind="stable")
    shifts = []
    for own in np.split(order, np.flatnonzero(np.diff(employers[order])) + 1):
        rows, rest = design[own], residuals[own]
        if len(own) <= n_columns:
            moved = rows.T @ np.linalg.solve(
                (1 + _RIDGE) * np.eye(len(own)) - rows @ inverse @ rows.T, rest
            )
        else:
            moved = np.linalg.solve(
                (1 + _RIDGE) * np.eye(n_columns) - rows.T @ rows @ inverse, rows.T @ rest
            )
        shifts.append(inverse @ moved)
    k = len(shifts)
    errors: Floats = np.sqrt((k - 1) / k * (np.array(shifts) ** 2).sum(axis=0))
    return errors


def _at_quantiles(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    """The adjusted model at the quartiles of pay: a premium at the top need not be one at the bottom."""
    thinned = rows.gather_every(1 + (rows.height - 1) // MOST_QUANTILE_ROWS)
    own = _dummies(thinned, "role", REFERENCE_ROLE) + _dummies(thinned, "level", REFERENCE_LEVEL)
    controls = [column for name in CONTROLS[1:] for column in _dummies(thinned, name, None)]
    design = np.column_stack([*(values for _, values in own + controls), np.ones(thinned.height)])
    target = thinned["log_pay"].to_numpy()
    employers = (thinned["employer_key"].rank("dense").to_numpy() - 1).astype(np.int64)
    found = []
    for reading, level in QUANTILE_READINGS.items():
        coefficients, errors = fit_quantile(target, design, level, employers)
        fit = _Fit(own, coefficients[: len(own)], errors[: len(own)], int(employers.max()) + 1)
        found += _report(thinned, reading, fit, ADJUSTED_FOR)
    return found


def _means(values: Floats, groups: Ints) -> Floats:
    sums = np.zeros((int(groups.max()) + 1, values.shape[1]))
    np.add.at(sums, groups, values)
    means: Floats = (sums / np.bincount(groups)[:, None])[groups]
    return means


def _shrunk(fit: _Fit) -> _Fit:
    """Coefficients drawn towards zero by error^2 / (error^2 + their own spread): empirical Bayes by the method of moments.

    The spread is at least what its own sampling error leaves open, so that no premium is declared to be exactly nothing.
    """
    noise = fit.errors**2
    least = np.sqrt(2 / len(noise)) * float(noise.mean())
    spread = max(float(np.mean(fit.coefficients**2 - noise)), least)
    kept = spread / (spread + noise)
    return _Fit(fit.columns, fit.coefficients * kept, fit.errors * np.sqrt(kept), fit.n_clusters)


def _report(
    rows: pl.DataFrame, reading: str, fit: _Fit, adjusted_for: str | None
) -> list[tuple[object, ...]]:
    employers = rows["employer_key"].rank("dense").to_numpy()
    point = t_quantile(float(fit.n_clusters - 1))
    found = []
    for (key, flags), centre, error in zip(fit.columns, fit.coefficients, fit.errors, strict=True):
        if key[1] != NOT_STATED:
            reference, compared = _reference(rows, *key, flags)
            standing = _standing(employers, flags > 0, compared, reading)
            bounds = [
                float(np.expm1(value))
                for value in (centre, centre - error * point, centre + error * point)
            ]
            printed = bounds if standing[2] is None else [None, None, None]
            found.append(
                (reading, *key, reference, *printed, *standing[:2], adjusted_for, standing[2])
            )
    return found


def _reference(
    rows: pl.DataFrame, term: str, name: str, flags: Floats
) -> tuple[str, NDArray[np.bool_]]:
    """What a term is compared with, and which rows that is."""
    if term == "skill":
        return "openings that do not name it", flags == 0
    values = rows[term].fill_null(NOT_STATED)
    reference = _left_out(values, REFERENCE_ROLE if term == "role" else REFERENCE_LEVEL)
    return reference, (values == reference).to_numpy()


def _standing(
    employers: Ints, own: NDArray[np.bool_], compared: NDArray[np.bool_], reading: str
) -> tuple[int, int, str | None]:
    """Openings and employers behind a premium, and why it is not printed (None when it is)."""
    n, n_compared = int(own.sum()), int(compared.sum())
    hire_own, hire_compared = np.unique(employers[own]), np.unique(employers[compared])
    few = f"too few (n = {n}, reference {n_compared})"
    if reading == "within_employer":
        n_both = len(np.intersect1d(hire_own, hire_compared))
        if min(n, n_compared) < LEAST_OPENINGS:
            return n, n_both, few
        return (
            n,
            n_both,
            f"too few employers hire both (n = {n_both})" if n_both < LEAST_EMPLOYERS else None,
        )
    is_enough = (
        min(n, n_compared) >= LEAST_OPENINGS
        and min(len(hire_own), len(hire_compared)) >= LEAST_EMPLOYERS
    )
    return n, len(hire_own), None if is_enough else few
