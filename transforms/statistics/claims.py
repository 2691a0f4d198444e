"""Claims: the common story about the three roles, each claim held against our own figure and its interval.

Decides what an interval says about a claim: supported, compatible, contradicted or undecided. Invented employers give no verdict.
Leaves the claims to `claims.csv`, and to `transforms.statistics.evidence` which of our figures answers one.

Below a floor, or before a year of looks, a claim is undecided and says why. We see stated base pay only. So a lower
figure of ours never contradicts one that counts equity, or whose source does not say that it counts none.
"""

from __future__ import annotations

import math
from functools import cache

import polars as pl

from transforms.statistics.columns import counts, reals, texts
from transforms.statistics.evidence import READINGS, Claim, Evidence, Figure
from transforms.text.lexicon import csv_records

SUPPORTED, COMPATIBLE = "supported", "compatible"
CONTRADICTED, UNDECIDED = "contradicted", "undecided"

END_TOLERANCE = 0.10
"""Sources round the ends of their ranges to tens of thousands. Within a tenth is the same figure."""

NEAR = 0.25
"""An interval that lies within a quarter of a claimed figure supports it. A wider one also contains much else and is only compatible."""

_STATED = "claim_id topic role statement source_figure source"

CLAIM = pl.Schema(
    texts(f"{_STATED} definition")
    | reals("ours_value ours_low ours_high")
    | texts("unit")
    | counts("n_openings n_employers")
    | texts("verdict note")
)


@cache
def every_claim() -> tuple[Claim, ...]:
    """The claims of `claims.csv`, in its order."""
    return tuple(_parse_claim(row) for row in csv_records(__package__, "claims.csv"))


def _parse_claim(row: dict[str, str]) -> Claim:
    low, high = (float(row[end]) if row[end] else None for end in ("low", "high"))
    stated = {name: row[name] for name in (*_STATED.split(), "reading", "subject")}
    return Claim(**stated, low=low, high=high, counts_equity=row["counts_equity"] != "no")


def judge_claims(evidence: Evidence, is_rehearsal: bool = False) -> pl.DataFrame:
    """One row per claim: `mart_claim`.

    `ours_value` with its 95 % bounds is in `unit`: growth (0.25 = +25 % a year), usd (dollars a year), share, or points
    (difference of two shares). Null values leave the claim undecided. `note` says why, or what the figure leaves out.

    Args:
        evidence: Our figures.
        is_rehearsal: They are of invented employers, from which nothing follows for the real world: `verdict` is null.
    """
    rows = [_judge(claim, evidence) for claim in every_claim()]
    judged = pl.DataFrame(rows, schema=CLAIM).sort("claim_id")
    return judged.with_columns(verdict=pl.lit(None, pl.String)) if is_rehearsal else judged


def _judge(claim: Claim, evidence: Evidence) -> dict[str, object]:
    reading = READINGS[claim.reading]
    figure = reading.find(claim, evidence)
    return {
        **{name: getattr(claim, name) for name in _STATED.split()},
        "definition": reading.definition,
        "ours_value": figure.value,
        "ours_low": figure.low,
        "ours_high": figure.high,
        "unit": reading.unit,
        "n_openings": figure.n_openings,
        "n_employers": figure.n_employers,
        "verdict": verdict(claim, figure),
        "note": figure.note,
    }


def verdict(claim: Claim, figure: Figure) -> str:
    """What our interval says about a claim.

    A claim of a range (`low` to `high`, either may be open) is supported when our whole interval lies in it, and
    contradicted when none of it does. A claim of one figure is contradicted when our interval does not hold it. When it holds
    it and not zero, the claim is supported where the interval is near it, and compatible where it is wide. All else is undecided.
    """
    if figure.value is None or figure.low is None or figure.high is None:
        return UNDECIDED
    low, high = _claimed_range(claim)
    if figure.high < low or figure.low > high:
        return UNDECIDED if claim.counts_equity and figure.high < low else CONTRADICTED
    if low == high:
        if figure.low <= 0 <= figure.high:
            return UNDECIDED
        furthest = max(low - figure.low, figure.high - low)
        return SUPPORTED if furthest <= NEAR * abs(low) else COMPATIBLE
    return SUPPORTED if low <= figure.low and figure.high <= high else UNDECIDED


def _claimed_range(claim: Claim) -> tuple[float, float]:
    low, high = _ends(claim)
    tolerance = END_TOLERANCE if claim.reading in ("pay_low_end", "pay_high_end") else 0.0
    return low * (1 - tolerance), high * (1 + tolerance)


def _ends(claim: Claim) -> tuple[float, float]:
    low = -math.inf if claim.low is None else claim.low
    return low, math.inf if claim.high is None else claim.high
