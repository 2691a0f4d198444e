"""Which of our figures answers a claim, by its kind.

Decides the definition, the unit and the row of a mart that each kind of claim is held against.
Leaves the figures to the other statistics, and the verdict to `transforms.statistics.claims`.

Nothing is estimated here, so a claim is never judged by a number that the pages do not print elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from transforms.statistics.growth.evidence import KINDS
from transforms.vocabulary import ALL

KEY_SHARE = 0.25
"""Sources do not say what makes a skill key. We read it as named by at least one opening in four."""

MATH_SHARE = 0.5
"""Likewise "deep" and "strong" mathematics: named by at least half of the openings. "Conceptual": by fewer."""

SETS_APART = 2.0
"""Lift (a z value) above which a skill sets a role apart."""

NO_DATA = "no figure yet"
BASE_ONLY = "stated base pay only; the source may count bonus and equity"

_HOME = "US"  # the claims on pay are about the United States
_OF_OPENINGS = "share of openings with a text"

Row = Mapping[str, Any]
Period = tuple[date, date]
"""The first and the last day."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `low` and `high` bound what it says (null: no bound). `reading` names the figure that answers it.

    `counts_equity`: the source counts equity, or does not say that it counts none. `period`: the year in which it is said
    to have grown. None: the claim names no year. `source_url`: where we read it.
    """

    claim_id: str
    topic: str
    role: str
    statement: str
    source_figure: str
    source: str
    reading: str
    subject: str
    low: float | None
    high: float | None
    counts_equity: bool
    period: Period | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Our figure for a claim, as another statistic gives it. A null value comes with a note.

    `n` counts what `n_counts` names. `period`: both years for growth that compares two years.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    n_employers: int | None = None
    note: str | None = None
    n_counts: str = "openings"
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The statistics that claims are held against, by mart. `period`: the year that all of them but growth are of."""

    growth: pl.DataFrame
    bands: pl.DataFrame
    demand: pl.DataFrame
    profile: pl.DataFrame
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a kind of claim is answered: our definition, its unit, where the figure comes from."""

    definition: str
    unit: str
    find: Callable[[Claim, Evidence], Figure]


def _find_row(frame: pl.DataFrame, **wanted: str) -> Row | None:
    found = frame.filter(**wanted)
    return found.row(0, named=True) if found.height else None


def _growth(kind: str, claim: Claim, evidence: Evidence) -> Figure:
    row = _find_row(evidence.growth, role=claim.role, evidence=kind)
    if row is None:
        return Figure(note=NO_DATA)
    bounds = (row["growth_share"], row["growth_low"], row["growth_high"])
    first, last = row["period_from"], row["period_to"]
    period = None if first is None or last is None else (first, last)
    return Figure(*bounds, row["n"], row["n_employers"], row["note"], row["n_counts"], period)


def _pay(end: str, quantile: str, claim: Claim, evidence: Evidence) -> Figure:
    cell = {"role": claim.role, "level": claim.subject, "country_code": _HOME, "region": ALL}
    converted = evidence.bands.filter("is_converted")
    row = _find_row(converted, **cell, measure=end, currency="USD")
    if row is None:
        return Figure(note="no stated base pay")
    value, low, high = (row[f"{quantile}{part}"] for part in ("", "_low", "_high"))
    note = row["note"] if value is None else BASE_ONLY
    return Figure(value, low, high, row["n_openings"], row["n_employers"], note)


def _skill(claim: Claim, evidence: Evidence) -> Figure:
    row = _find_row(evidence.demand, role=claim.role, skill=claim.subject)
    if row is None:
        return Figure(note="no opening names it")
    note = row["note"] if row["share"] is None else None
    if row["share"] is not None and row["lift"] is not None:
        verb = "sets" if row["lift"] > SETS_APART else "does not set"
        note = f"{verb} the role apart (z = {row['lift']:.1f})"
    bounds = (row["share"], row["share_low"], row["share_high"])
    return Figure(*bounds, row["n_openings"], row["n_employers"], note)


def _math(claim: Claim, evidence: Evidence) -> Figure:
    return _rest(evidence.profile, claim.role, "math", "none")


def _portfolio(claim: Claim, evidence: Evidence) -> Figure:
    """Share that asks to see work less share that asks for a degree. The bounds are those of the two errors in opposite directions."""
    work = _find_row(evidence.profile, role=claim.role, attribute="portfolio", value="yes")
    degree = _rest(evidence.profile, claim.role, "degree", "none_stated")
    if work is None or work["share"] is None or None in (degree.value, degree.low, degree.high):
        return Figure(note=(work and work["note"]) or degree.note or NO_DATA)
    note = f"asks to see work: {work['share']:.0%}; asks for a degree: {degree.value:.0%}"
    low, high = work["share_low"] - degree.high, work["share_high"] - degree.low
    return Figure(work["share"] - degree.value, low, high, work["n_of"], work["n_employers"], note)


def _rest(profile: pl.DataFrame, role: str, attribute: str, excluded: str) -> Figure:
    """The share of openings that say anything but the `excluded` value."""
    every = profile.filter(role=role, attribute=attribute)
    if every.is_empty():
        return Figure(note=NO_DATA)
    row = _find_row(every, value=excluded)
    if row is None:
        note = f"no opening without {attribute}: no interval"
        return Figure(n=every["n_of"][0], note=note)
    bounds = (row["share"], row["share_high"], row["share_low"])
    value, low, high = (None if bound is None else 1 - bound for bound in bounds)
    return Figure(value, low, high, row["n_of"], row["n_employers"], row["note"])


READINGS: Mapping[str, Reading] = {
    **{
        f"growth_{kind}": Reading(about["measures"], "growth", partial(_growth, kind))
        for kind, about in KINDS.items()
    },
    "pay_low_end": Reading(
        "10th percentile of the low ends of stated base pay, United States (within a tenth)",
        "usd",
        partial(_pay, "low", "p10"),
    ),
    "pay_high_end": Reading(
        "90th percentile of the high ends of stated base pay, United States (within a tenth)",
        "usd",
        partial(_pay, "high", "p90"),
    ),
    "pay_middle": Reading(
        "median of the middle of stated base pay, United States",
        "usd",
        partial(_pay, "mid", "p50"),
    ),
    "skill": Reading(
        f"{_OF_OPENINGS} that name it; key: at least {KEY_SHARE:.0%}", "share", _skill
    ),
    "math": Reading(
        f"{_OF_OPENINGS} that name mathematics;"
        f" deep, strong: at least {MATH_SHARE:.0%}; conceptual: fewer",
        "share",
        _math,
    ),
    "portfolio": Reading(
        "share of openings that ask to see work, less the share that requires a degree",
        "points",
        _portfolio,
    ),
}
"""Every kind of claim. The bounds in the definitions are those of `claims.csv`. A test compares them."""


def find_figure(claim: Claim, evidence: Evidence) -> Figure:
    """Our figure for a claim, with the period that it is of."""
    figure = READINGS[claim.reading].find(claim, evidence)
    is_growth = READINGS[claim.reading].unit == "growth"
    return figure if is_growth else replace(figure, period=evidence.period)
