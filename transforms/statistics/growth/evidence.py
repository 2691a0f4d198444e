"""The evidence on growth: one row per role and kind of evidence, and which of them a page leads with.

Decides the order in which kinds of evidence lead, and what growth in a year is for each. The order and what each kind can
and cannot say stand in `evidence.toml`. Leaves the figures to the statistics that measure them: nothing is estimated here
but the change of Indeed's share, which comes without an interval.

The rule: a kind leads for a role when it has growth over a whole year with an interval, and no kind before it in the order
has. Kinds are never averaged. They measure different things on different employers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from transforms.statistics.columns import conform, counts, dates, flags, reals, texts
from transforms.statistics.floors import counted
from transforms.text.lexicon import lexicon
from transforms.vocabulary import ALL, PANEL_ROLES

_GROWTH = ("growth_share", "growth_low", "growth_high", "growth_as_read_share")
_SAME = ("period_from", "period_to", *_GROWTH, "n_employers", "note")

GROWTH_EVIDENCE = pl.Schema(
    texts("role evidence")
    | counts("evidence_rank")
    | flags("is_lead")
    | dates("period_from period_to")
    | reals(" ".join(_GROWTH))
    | counts("n n_employers")
    | texts("n_counts measures cannot_say note")
)

_HOME = "US"
_YEAR_MONTHS = 12

Row = Mapping[str, Any]

KINDS: Mapping[str, Mapping[str, str]] = lexicon(__package__, "evidence.toml")
"""Every kind of evidence, in the order in which they lead."""


@dataclass(frozen=True)
class Gathered:
    """The statistics of growth, each of one kind of evidence.

    `own_boards` and `imported_boards`: `mart_growth_headline` on boards of one kind alone. `histories`: the names of the
    imported histories. `censuses`: `census.growth.CENSUS_GROWTH`. `filed`: `mart_filed_growth`. `benchmarks`:
    `mart_benchmark`. A frame without rows and columns is a kind that there is nothing of.
    """

    own_boards: pl.DataFrame
    imported_boards: pl.DataFrame
    histories: tuple[str, ...]
    censuses: pl.DataFrame
    filed: pl.DataFrame
    benchmarks: pl.DataFrame


def weigh_evidence(gathered: Gathered) -> pl.DataFrame:
    """One row per role and kind of evidence, in the order of PANEL_ROLES and of the kinds: `mart_growth_evidence`.

    `growth_share` is growth over a year (0.25 = +25 %). It is null where a kind has less than a year, and `note` says why.
    Indeed's figure is of all postings, so it has a row for all roles together only.
    """
    rows = [
        {"role": role, "evidence": kind, "evidence_rank": rank}
        | {name: about[name] for name in ("n_counts", "measures", "cannot_say")}
        | {"note": about["waits_for"]}
        | _find(kind, about, role, gathered)
        for role in PANEL_ROLES
        for rank, (kind, about) in enumerate(KINDS.items(), start=1)
        if kind != "indeed_ai_share" or role == ALL
    ]
    has_interval = pl.all_horizontal(
        pl.col("growth_share", "growth_low", "growth_high").is_not_null()
    )
    first = pl.col("evidence_rank").filter(has_interval).min().over("role")
    weighed = pl.DataFrame(rows, schema=GROWTH_EVIDENCE)
    is_lead = (pl.col("evidence_rank") == first).fill_null(value=False)
    return weighed.with_columns(is_lead=is_lead).pipe(conform, GROWTH_EVIDENCE)


def _find(kind: str, about: Row, role: str, gathered: Gathered) -> dict[str, object]:
    """What one kind says of one role, in the columns of the mart. Empty: nothing at all."""
    if kind == "own_boards":
        return _of_boards(gathered.own_boards, role)
    if kind == "imported_boards":
        return _of_histories(gathered, role)
    if kind == "indeed_ai_share":
        return _of_indeed(gathered.benchmarks)
    if kind == "filings":
        return _of_filings(gathered.filed, role)
    found = gathered.censuses.filter(source=about["source"], role=role)
    return _named(found.row(0, named=True), "n_openings") if found.height else {}


def _of_histories(gathered: Gathered, role: str) -> dict[str, object]:
    """The same on boards of imported histories, whose names are said."""
    found = _of_boards(gathered.imported_boards, role)
    names = f"history from {', '.join(gathered.histories)}" if gathered.histories else None
    return found | {"note": "; ".join(filter(None, (names, found["note"])))} if found else {}


def _of_boards(headline: pl.DataFrame, role: str) -> dict[str, Any]:
    """Open openings on matched boards over a year. Less than a year is no growth in a year: the season is in it."""
    if headline.is_empty():
        return {}
    row = headline.filter(role=role, measure="stock").row(0, named=True)
    if not row["n_boards"]:
        return {"note": row["note"]}
    named = _named(row, "n_boards")
    if row["is_year_on_year"] or row["growth_share"] is None:
        return named
    note = (
        f"{row['growth_share']:+.0%} [{row['growth_low']:+.0%} to {row['growth_high']:+.0%}]"
        f" over {counted(row['n_weeks'], 'week')}: less than a year"
    )
    return named | dict.fromkeys(_GROWTH) | {"note": note}


def _of_filings(filed: pl.DataFrame, role: str) -> dict[str, object]:
    """New positions of the newest four quarters against the four before, of all direct employers."""
    if filed.is_empty():
        return {}
    newest = filed.filter(
        role=role, grain="year", measure="new_positions", filer_kind="direct", employers="all"
    ).sort("period_start")
    if newest.is_empty():
        return {}
    row = newest.row(-1, named=True)
    last = row["period_start"].replace(year=row["period_start"].year + 1) - timedelta(days=1)
    span = {"period_from": row["before_start"], "period_to": last, "n": row["n_after"]}
    return _named(row | span, "n")


def _of_indeed(benchmarks: pl.DataFrame) -> dict[str, object]:
    """The mean share of the last twelve months by that of the twelve before."""
    if benchmarks.is_empty():
        return {}
    is_month = pl.col("period_start").is_not_null() & pl.col("measure").str.contains("AI")
    months = benchmarks.filter(is_month, pl.col("area") == _HOME).sort("period_start")
    if months.height < 2 * _YEAR_MONTHS:
        return {}
    both = months.tail(2 * _YEAR_MONTHS)
    values = both["value"].to_numpy()
    earlier, later = values[:_YEAR_MONTHS].mean(), values[_YEAR_MONTHS:].mean()
    return {
        "period_from": both["period_start"][0],
        "period_to": _month_end(both["period_start"][-1]),
        "growth_share": float(later / earlier - 1),
        "n": both.height,
        "note": f"from {earlier:.1%} to {later:.1%} of postings",
    }


def _month_end(day: date) -> date:
    end: date = pl.Series([day]).dt.month_end().item()
    return end


def _named(row: Row, n: str) -> dict[str, object]:
    return {name: row.get(name) for name in _SAME} | {"n": row[n]}
