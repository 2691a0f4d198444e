"""Claims: the common story about the three roles, each claim held against our own figure and its interval.

Decides what an interval says about a claim: supported, compatible, contradicted or undecided. Invented employers give no verdict.
Leaves the claims to `claims.csv`, and to `transforms.statistics.evidence` which of our figures answers one.

Below a floor, before a year of looks, or where the claim is of another year, it is undecided and says why. We see stated
base pay only. So a lower figure of ours never contradicts one that counts equity, or whose source does not say that it
counts none.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache

import polars as pl

from transforms.statistics.columns import counts, dates, reals, texts
from transforms.statistics.evidence import READINGS, Claim, Evidence, Figure, Period, find_figure
from transforms.text.lexicon import csv_records

SUPPORTED, COMPATIBLE = "supported", "compatible"
CONTRADICTED, UNDECIDED = "contradicted", "undecided"

END_TOLERANCE = 0.10
"""Sources round the ends of their ranges to tens of thousands. Within a tenth is the same figure."""

NEAR = 0.25
"""An interval that lies within a quarter of a claimed figure supports it. A wider one also contains much else and is only compatible."""

SAME_YEAR = 0.5
"""Growth of one year says nothing of another. Two years are the same when half of the shorter one is in both."""

_YEAR = timedelta(days=364)  # from its first day to its last

_STATED = "claim_id topic role statement source_figure source"

CLAIM = pl.Schema(
    texts(f"{_STATED} source_url")
    | dates("claimed_from claimed_to")
    | texts("definition")
    | reals("ours_value ours_low ours_high")
    | texts("unit")
    | dates("period_from period_to")
    | counts("n")
    | texts("n_counts")
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
    days = [date.fromisoformat(row[end]) for end in ("claimed_from", "claimed_to") if row[end]]
    return Claim(
        **stated,
        low=low,
        high=high,
        counts_equity=row["counts_equity"] != "no",
        period=(days[0], days[1]) if days else None,
        source_url=row["source_url"] or None,
    )


def judge_claims(evidence: Evidence, is_rehearsal: bool = False) -> pl.DataFrame:
    """One row per claim: `mart_claim`.

    `ours_value` with its 95 % bounds is in `unit`: growth (0.25 = +25 % a year), usd (dollars a year), share, or points
    (difference of two shares). Null values leave the claim undecided. `note` says why, or what the figure leaves out.
    `n_openings` is null where `n` counts something else.

    Args:
        evidence: Our figures.
        is_rehearsal: They are of invented employers, from which nothing follows for the real world: `verdict` is null.
    """
    rows = [_judge(claim, evidence) for claim in every_claim()]
    judged = pl.DataFrame(rows, schema=CLAIM).sort("claim_id")
    return judged.with_columns(verdict=pl.lit(None, pl.String)) if is_rehearsal else judged


def _judge(claim: Claim, evidence: Evidence) -> dict[str, object]:
    reading = READINGS[claim.reading]
    figure = find_figure(claim, evidence)
    claimed_from, claimed_to = claim.period or (None, None)
    period_from, period_to = figure.period or (None, None)
    return {
        **{name: getattr(claim, name) for name in (*_STATED.split(), "source_url")},
        "claimed_from": claimed_from,
        "claimed_to": claimed_to,
        "definition": reading.definition,
        "ours_value": figure.value,
        "ours_low": figure.low,
        "ours_high": figure.high,
        "unit": reading.unit,
        "period_from": period_from,
        "period_to": period_to,
        "n": figure.n,
        "n_counts": figure.n_counts,
        "n_openings": figure.n if figure.n_counts == "openings" else None,
        "n_employers": figure.n_employers,
        "verdict": verdict(claim, figure),
        "note": _note(claim, figure),
    }


def _note(claim: Claim, figure: Figure) -> str | None:
    parts = [figure.note]
    if claim.period and is_of_another_year(claim.period, figure.period):
        parts.append("of another year than the claim ({} to {})".format(*claim.period))
    return "; ".join(filter(None, parts)) or None


def is_of_another_year(claimed: Period, ours: Period | None) -> bool:
    """Whether a figure is of another year than the claim. Growth that compares two years is that of the second."""
    if ours is None:
        return False
    begin, end = max(ours[0], ours[1] - _YEAR), ours[1]
    shared = min(claimed[1], end) - max(claimed[0], begin)
    shorter = min(claimed[1] - claimed[0], end - begin)
    return shared < SAME_YEAR * shorter


def verdict(claim: Claim, figure: Figure) -> str:
    """What our interval says about a claim.

    A claim of a range (`low` to `high`, either may be open) is supported when our whole interval lies in it, and
    contradicted when none of it does. A claim of one figure is contradicted when our interval does not hold it. When it holds
    it and not zero, the claim is supported where the interval is near it, and compatible where it is wide. All else is undecided.
    The end of a range of pay is one figure, which an interval holds that reaches within a tenth of it.
    """
    if figure.value is None or figure.low is None or figure.high is None:
        return UNDECIDED
    if claim.period and is_of_another_year(claim.period, figure.period):
        return UNDECIDED
    least, most = _claimed_range(claim)
    if figure.high < least or figure.low > most:
        return UNDECIDED if claim.counts_equity and figure.high < least else CONTRADICTED
    low, high = _ends(claim)
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
