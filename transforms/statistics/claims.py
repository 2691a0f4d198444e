"""Claims: the common story about the three roles, each claim held against our own figure and its interval.

Decides what figure answers a claim and what an interval makes of it: supported, contradicted or undecided. Leaves the
claims to `claims.csv` and the figures to the other statistics: nothing is estimated here, so a claim is never
judged by a number that the pages do not print elsewhere. Below a floor, or before a year of looks, a claim is undecided and
says why. Only stated base pay is ours to see: it never speaks against a figure that holds equity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from transforms.text.lexicon import csv_records

SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"

END_TOLERANCE = 0.10
"""Sources round the ends of their ranges to tens of thousands: within a tenth of the figure is the same figure."""

KEY_SHARE = 0.25
"""Sources do not say what makes a skill key: we read it as named by at least one opening in four."""

MATH_SHARE = 0.5
"""Likewise "deep" and "strong" mathematics: named by at least half of the openings; "conceptual": by fewer."""

SETS_APART = 2.0
"""Lift (a z value) above which a skill sets a role apart."""

HOME = "US"  # the claims on pay are about the United States

NO_DATA = "no figure yet"
BASE_ONLY = "stated base pay only; the source may count bonus and equity"

CLAIM = pl.Schema(
    dict.fromkeys(
        ["claim_id", "topic", "role", "statement", "source_figure", "source", "definition"],
        pl.String(),
    )
    | dict.fromkeys(["ours_value", "ours_low", "ours_high"], pl.Float64())
    | {"unit": pl.String(), "n_postings": pl.Int64(), "n_employers": pl.Int64()}
    | {"verdict": pl.String(), "note": pl.String()}
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `low` and `high` bound what it says (null: no bound); `reading` names the figure that answers it."""

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


@dataclass(frozen=True, slots=True)
class Figure:
    """Our figure for a claim, as another statistic gives it; a null value comes with a note."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n_postings: int | None = None
    n_employers: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The statistics that claims are held against, by mart."""

    headline: pl.DataFrame
    census: pl.DataFrame
    bands: pl.DataFrame
    demand: pl.DataFrame
    profile: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Reading:
    """How a kind of claim is answered: our definition, its unit, where the figure comes from."""

    definition: str
    unit: str
    find: Callable[[Claim, Evidence], Figure]


@cache
def every_claim() -> tuple[Claim, ...]:
    """The claims of `claims.csv`, in its order."""
    return tuple(
        Claim(
            **{
                name: row[name]
                for name in ("claim_id", "topic", "role", "statement", "source_figure", "source")
            },
            reading=row["reading"],
            subject=row["subject"],
            low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None,
            counts_equity=row["counts_equity"] == "yes",
        )
        for row in csv_records(__package__, "claims.csv")
    )


def measure(evidence: Evidence) -> pl.DataFrame:
    """One row per claim: `mart_claim`.

    `ours_value` with its 95 % bounds is in `unit`: growth (0.25 = +25 % a year), usd (dollars a year), share, or points
    (difference of two shares). Null values leave the claim undecided; `note` says why, or what the figure does not hold.
    """
    rows = []
    for claim in every_claim():
        reading = READINGS[claim.reading]
        figure = reading.find(claim, evidence)
        rows.append(
            {
                **{name: getattr(claim, name) for name in CLAIM.names()[:6]},
                "definition": reading.definition,
                "ours_value": figure.value,
                "ours_low": figure.low,
                "ours_high": figure.high,
                "unit": reading.unit,
                "n_postings": figure.n_postings,
                "n_employers": figure.n_employers,
                "verdict": verdict(claim, figure),
                "note": figure.note,
            }
        )
    return pl.DataFrame(rows, schema=CLAIM).sort("claim_id")


def verdict(claim: Claim, figure: Figure) -> str:
    """What our interval makes of a claim.

    A claim of a range (`low` to `high`, either may be open) is supported when our whole interval lies in it, contradicted
    when none of it does. A claim of one figure is supported when our interval holds it and not nought, contradicted when it
    does not hold it. All else is undecided.
    """
    if figure.value is None or figure.low is None or figure.high is None:
        return UNDECIDED
    low, high = _claimed(claim)
    is_outside = figure.high < low or figure.low > high
    if is_outside:
        return UNDECIDED if claim.counts_equity and figure.high < low else CONTRADICTED
    if low == high:
        return SUPPORTED if not figure.low <= 0 <= figure.high else UNDECIDED
    return SUPPORTED if low <= figure.low and figure.high <= high else UNDECIDED


def _claimed(claim: Claim) -> tuple[float, float]:
    low = -math.inf if claim.low is None else claim.low
    high = math.inf if claim.high is None else claim.high
    if claim.reading in ("pay_low_end", "pay_high_end"):
        return low * (1 - END_TOLERANCE), high * (1 + END_TOLERANCE)
    return low, high


def _growth(claim: Claim, evidence: Evidence) -> Figure:
    row = _one(evidence.headline, role=claim.role, measure=claim.subject)
    if row is None or row["growth_share"] is None:
        return Figure(note=row["note"] if row else NO_DATA)
    if not row["is_year_on_year"]:
        return Figure(
            n_employers=row["n_employers"],
            note=f"needs a year of weekly looks; there are {row['n_weeks']} weeks",
        )
    note = row["note"] or f"{row['n_boards']} boards"
    return Figure(
        row["growth_share"],
        row["growth_low"],
        row["growth_high"],
        n_employers=row["n_employers"],
        note=note,
    )


def _census_growth(claim: Claim, evidence: Evidence) -> Figure:
    of_threads = (pl.col("role") == claim.role) & (pl.col("source") == _THREADS)
    known = evidence.census.filter(of_threads).drop_nulls("yoy_share").sort("period_start")
    if known.is_empty():
        return Figure(note="needs the monthly threads of a year and the year before")
    row = known.row(-1, named=True)
    note = f"share of openings in the thread of {row['period_start']:%Y-%m} against a year before"
    return Figure(row["yoy_share"], row["yoy_low"], row["yoy_high"], row["n_openings"], note=note)


def _pay(end: str, quantile: str) -> Callable[[Claim, Evidence], Figure]:
    def find(claim: Claim, evidence: Evidence) -> Figure:
        row = _one(
            evidence.bands.filter("is_converted"),
            role=claim.role,
            level=claim.subject,
            country_code=HOME,
            region="all",
            measure=end,
            currency="USD",
        )
        if row is None:
            return Figure(note="no stated base pay")
        value, low, high = (row[f"{quantile}{part}"] for part in ("", "_low", "_high"))
        note = BASE_ONLY if value is not None else row["note"]
        return Figure(value, low, high, row["n_postings"], row["n_employers"], note)

    return find


def _skill(claim: Claim, evidence: Evidence) -> Figure:
    row = _one(evidence.demand, role=claim.role, skill=claim.subject)
    if row is None:
        return Figure(note="no opening names it")
    note = row["note"]
    if row["share"] is not None and row["lift"] is not None:
        note = f"{'sets' if row['lift'] > SETS_APART else 'does not set'} the role apart (z = {row['lift']:.1f})"
    return Figure(
        row["share"],
        row["share_low"],
        row["share_high"],
        row["n_postings"],
        row["n_employers"],
        note,
    )


def _math(claim: Claim, evidence: Evidence) -> Figure:
    return _rest(evidence.profile, claim.role, "math", "none")


def _portfolio(claim: Claim, evidence: Evidence) -> Figure:
    """Share that asks to see work less share that asks a degree; bounds of the difference as if both erred apart."""
    work = _one(evidence.profile, role=claim.role, attribute="portfolio", value="yes")
    asked = Figure(work["share"], work["share_low"], work["share_high"]) if work else Figure()
    degree = _rest(evidence.profile, claim.role, "degree", "none_stated")
    ends = (asked.value, asked.low, asked.high, degree.value, degree.low, degree.high)
    if work is None or any(end is None for end in ends):
        return Figure(note=(work and work["note"]) or degree.note or "no opening asks to see work")
    value, low, high, other, other_low, other_high = (float(end) for end in ends if end is not None)
    note = f"asks to see work: {value:.0%}; asks a degree: {other:.0%}"
    return Figure(
        value - other, low - other_high, high - other_low, work["n_of"], work["n_employers"], note
    )


def _rest(profile: pl.DataFrame, role: str, attribute: str, value: str) -> Figure:
    """The share of openings that say anything but `value`."""
    every = profile.filter(pl.col("role") == role, pl.col("attribute") == attribute)
    if every.is_empty():
        return Figure(note=NO_DATA)
    row = _one(every, value=value)
    if row is None:
        return Figure(
            note=f"no opening without {attribute}: no interval", n_postings=every["n_of"][0]
        )
    if row["share"] is None:
        return Figure(n_postings=row["n_of"], n_employers=row["n_employers"], note=row["note"])
    return Figure(
        1 - row["share"],
        1 - row["share_high"],
        1 - row["share_low"],
        row["n_of"],
        row["n_employers"],
        row["note"],
    )


def _one(frame: pl.DataFrame, **wanted: str) -> Row | None:
    found = frame.filter(pl.col(name) == value for name, value in wanted.items())
    return found.row(0, named=True) if found.height else None


_OF_OPENINGS = "share of openings with a text"
_THREADS = "hackernews"  # the census that the claims speak of; others have other employers

READINGS: Mapping[str, Reading] = {
    "growth": Reading("open openings on the same boards, a year apart", "growth", _growth),
    "census_growth": Reading(
        "share of all openings in the monthly thread, newest month against a year before",
        "growth",
        _census_growth,
    ),
    "pay_low_end": Reading(
        "10th percentile of the low ends of stated base pay, United States (within a tenth)",
        "usd",
        _pay("low", "p10"),
    ),
    "pay_high_end": Reading(
        "90th percentile of the high ends of stated base pay, United States (within a tenth)",
        "usd",
        _pay("high", "p90"),
    ),
    "pay_middle": Reading(
        "median of the middle of stated base pay, United States", "usd", _pay("mid", "p50")
    ),
    "skill": Reading(
        f"{_OF_OPENINGS} that name it; key: at least {KEY_SHARE:.0%}", "share", _skill
    ),
    "math": Reading(
        f"{_OF_OPENINGS} that name mathematics; deep, strong: at least {MATH_SHARE:.0%}; conceptual: fewer",
        "share",
        _math,
    ),
    "portfolio": Reading(
        "share of openings that ask to see work, less the share that requires a degree",
        "points",
        _portfolio,
    ),
}
"""Every kind of claim. The bounds that stand in the definitions are those of `claims.csv`; a test compares them."""
