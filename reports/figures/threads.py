"""What Hacker News's hiring threads say of a role: its share of their openings, now and in the years before.

Decides the sentence that compares two months. Leaves shares and intervals to `mart_census_demand`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from reports.answers import Row
from reports.figures.findings import moved
from reports.page import Finding
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

_LEAST = 10
"""Openings for a role in the newest month, below which another role leads the page."""


def then_and_now(census: pl.DataFrame, evidence: pl.DataFrame) -> list[Finding]:
    """Per focus role its share in the newest month and in the same month of the first year with an estimate.

    Two single months can look alike while whole years differ, so what twelve months say stands beside them
    (`growth_evidence.sql`). A role of which the month holds hardly an opening comes last: it is no headline.
    """
    found = []
    whole_years = evidence.filter(pl.col("evidence") == "hacker_news").drop_nulls("growth_share")
    years = {row["role"]: row for row in whole_years.iter_rows(named=True)}
    for role in FOCUS:
        known = census.filter(pl.col("role") == role, pl.col("opening_share").is_not_null())
        if known.height < 2:
            continue
        now = known.row(-1, named=True)
        alike = known.filter(pl.col("period_start").dt.month() == now["period_start"].month)
        rows = list(dict.fromkeys((alike.row(0), known.row(-1))))
        named = [dict(zip(known.columns, row, strict=True)) for row in rows]
        words, basis = _sentence(role, named), "; ".join(map(_basis, named))
        if year := years.get(role):
            words, basis = f"{words} {_over_a_year(year)}", f"{basis}; {_year_basis(year)}"
        said = Finding(words, basis)
        found.append((named[-1]["n_openings"] < _LEAST, said))
    return [said for _, said in sorted(found, key=lambda known: known[0])]


def newest(census: pl.DataFrame, role: str) -> Row | None:
    """The role's newest month with an estimate. None without one."""
    known = census.filter(pl.col("role") == role).drop_nulls("opening_share").sort("period_start")
    return known.row(-1, named=True) if known.height else None


def month(day: date) -> str:
    """A month within a sentence: "February 2026"."""
    return f"{day:%B %Y}"


def _sentence(role: str, rows: Sequence[Row]) -> str:
    now, share = rows[-1], numbers.share(rows[-1]["opening_share"])
    said = f"In {month(now['period_start'])} {share} of the openings in Hacker News’s hiring thread are for {role_of(role).in_text}"
    if len(rows) < 2:
        return f"{said}."
    before = rows[0]["opening_share"]
    were = numbers.share(before) if before else "none"
    return f"{said}. In {month(rows[0]['period_start'])} {were} were."


def _over_a_year(row: Row) -> str:
    return f"Twelve months against the twelve before, the share {moved(row)}."


def _year_basis(row: Row) -> str:
    grown = numbers.estimate(row["growth_share"], row["growth_low"], row["growth_high"], "growth")
    return f"twelve months to {numbers.spoken(row['period_to'])} {grown} ({numbers.n_of(row['n'])} for the role)"


def _basis(row: Row) -> str:
    spread = numbers.interval(
        row["share_low"], row["share_high"], "share", value=row["opening_share"]
    )
    return f"{month(row['period_start'])} {spread} ({numbers.n_of(row['n_openings'])} for the role)"
