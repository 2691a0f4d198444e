"""What a role, a level or a skill is worth in stated pay, all else that postings state being equal.

Decides what log pay is explained by, in which four readings (unadjusted, adjusted, within employers that hire both, at the
quartiles of pay), and when a premium is printed. Leaves the rows to `pay.design`, and the estimators to `pay.least_squares`
and `pay.quantile_regression`.

Titles and levels explain most of posted pay, so the unadjusted figure stands beside the adjusted one. A premium is a
difference between postings, not a cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.statistics.columns import counts, reals, texts
from transforms.statistics.floors import LEAST_EMPLOYERS, LEAST_OPENINGS
from transforms.statistics.intervals import Flags, Floats, Ints, cluster_index, t_quantile
from transforms.statistics.pay.design import (
    NOT_STATED,
    Column,
    dummies,
    left_out,
    paid_openings,
    skill_columns,
)
from transforms.statistics.pay.least_squares import fit_mean, less_means, shrink
from transforms.statistics.pay.quantile_regression import fit_quantile

REFERENCES = {"role": "software_engineer", "level": "mid"}
"""The neighbour that the three roles are hired from, and the level that most openings are compared with."""

CONTROLS = ("place", "remote_policy", "source", "month")
ADJUSTED_FOR = "level, country or state, remote, source, month"
QUANTILE_READINGS = {"quantile_25": 0.25, "quantile_50": 0.50, "quantile_75": 0.75}

MOST_QUANTILE_ROWS = 20_000
"""Of more openings every second, third … is taken. By then the employers' scatter decides the error, not the rows."""

PREMIUM = pl.Schema(
    texts("reading term name reference")
    | reals("premium_share premium_low premium_high")
    | counts("n_openings n_employers")
    | texts("adjusted_for note")
)

Row = dict[str, object]


@dataclass(frozen=True)
class _Fit:
    """Coefficients and employer-clustered errors of the first columns of a design."""

    columns: list[Column]
    coefficients: Floats
    errors: Floats


def measure_premiums(
    postings: pl.DataFrame, pay: pl.DataFrame, skills: pl.DataFrame
) -> pl.DataFrame:
    """One row per reading and term.

    Args:
        postings: the warehouse's `posting` columns.
        pay: the warehouse's `posting_pay`.
        skills: the warehouse's `posting_skill`.

    Returns:
        `mart_pay_premium`. `premium_share`: 0.1 = ten per cent above the reference. Null below the floor of the term or of
        its reference. Skill premiums are shrunk (empirical Bayes) by what their errors call for.
    """
    rows = paid_openings(postings, pay)
    if rows.height < 2 * LEAST_OPENINGS or rows["employer_key"].n_unique() < LEAST_EMPLOYERS:
        return pl.DataFrame(schema=PREMIUM)
    roles, levels = (dummies(rows, name, reference) for name, reference in REFERENCES.items())
    both, controls, priced = roles + levels, _controls(rows), skill_columns(rows, skills)
    employer_too = f"employer, {ADJUSTED_FOR}"
    found = [
        *_report(rows, "unadjusted", _fit(rows, roles), None),
        *_report(rows, "unadjusted", _fit(rows, levels), None),
        *_report(rows, "adjusted", _fit(rows, both, controls), ADJUSTED_FOR),
        *_report(rows, "within_employer", _fit(rows, both, controls, True), employer_too),
        *_price_at_quantiles(rows),
    ]
    if priced:
        fit = _fit(rows, priced, both + controls)
        shrunk = _Fit(priced, *shrink(fit.coefficients, fit.errors))
        found += _report(rows, "adjusted", shrunk, f"role, {ADJUSTED_FOR}, the other skills")
    return pl.DataFrame(found, schema=PREMIUM).sort("reading", "term", "name")


def _controls(rows: pl.DataFrame) -> list[Column]:
    return [column for name in CONTROLS for column in dummies(rows, name)]


def _fit(
    rows: pl.DataFrame,
    own: list[Column],
    controls: list[Column] | None = None,
    within_employer: bool = False,
) -> _Fit:
    """Least squares with a constant, or within employers."""
    employers = cluster_index(rows["employer_key"])
    target = rows["log_pay"].to_numpy().copy()
    values = [values for _, values in own + (controls or [])]
    design = np.column_stack(values) if values else np.zeros((len(target), 0))
    if within_employer:
        target = less_means(target[:, None], employers)[:, 0]
        design = less_means(design, employers)
    else:
        design = np.column_stack([design, np.ones(len(target))])
    coefficients, errors = fit_mean(target, design, employers)
    return _Fit(own, coefficients[: len(own)], errors[: len(own)])


def _price_at_quantiles(rows: pl.DataFrame) -> Iterator[Row]:
    """The adjusted model at the quartiles of pay. A premium at the top need not be one at the bottom."""
    thinned = rows.gather_every(1 + (rows.height - 1) // MOST_QUANTILE_ROWS)
    own = [each for name, base in REFERENCES.items() for each in dummies(thinned, name, base)]
    values = [values for _, values in own + _controls(thinned)]
    design = np.column_stack([*values, np.ones(thinned.height)])
    target, employers = thinned["log_pay"].to_numpy(), cluster_index(thinned["employer_key"])
    for reading, level in QUANTILE_READINGS.items():
        coefficients, errors = fit_quantile(target, design, level, employers)
        fit = _Fit(own, coefficients[: len(own)], errors[: len(own)])
        yield from _report(thinned, reading, fit, ADJUSTED_FOR)


def _report(rows: pl.DataFrame, reading: str, fit: _Fit, adjusted_for: str | None) -> Iterator[Row]:
    employers = cluster_index(rows["employer_key"])
    point = t_quantile(float(employers.max()))
    for (key, flags), centre, error in zip(fit.columns, fit.coefficients, fit.errors, strict=True):
        term, name = key
        if name == NOT_STATED:
            continue
        reference, compared = _reference(rows, term, flags)
        n, n_employers, note = _support(employers, flags > 0, compared, reading)
        row: Row = {"reading": reading, "term": term, "name": name, "reference": reference}
        row |= {"n_openings": n, "n_employers": n_employers}
        row |= {"adjusted_for": adjusted_for, "note": note}
        if note is None:
            row["premium_share"] = float(np.expm1(centre))
            row["premium_low"] = float(np.expm1(centre - error * point))
            row["premium_high"] = float(np.expm1(centre + error * point))
        yield row


def _reference(rows: pl.DataFrame, term: str, flags: Floats) -> tuple[str, Flags]:
    """What a term is compared with, and which rows that is."""
    if term == "skill":
        return "openings that do not name it", flags == 0
    values = rows[term].fill_null(NOT_STATED)
    reference = left_out(values, REFERENCES[term])
    return reference, (values == reference).to_numpy()


def _support(
    employers: Ints, own: Flags, compared: Flags, reading: str
) -> tuple[int, int, str | None]:
    """Openings and employers behind a premium, and why it is not printed (None when it is).

    Within employers only those that hire both say anything, so only their openings count.
    """
    is_within = reading == "within_employer"
    if is_within:
        hires_both = np.isin(employers, np.intersect1d(employers[own], employers[compared]))
        own, compared = own & hires_both, compared & hires_both
    n, n_compared = int(own.sum()), int(compared.sum())
    n_employers, n_others = (len(np.unique(employers[rows])) for rows in (own, compared))
    if is_within and n_employers < LEAST_EMPLOYERS:
        return n, n_employers, f"too few employers hire both (n = {n_employers})"
    is_enough = (
        min(n, n_compared) >= LEAST_OPENINGS and min(n_employers, n_others) >= LEAST_EMPLOYERS
    )
    return n, n_employers, None if is_enough else f"too few (n = {n}, reference {n_compared})"
