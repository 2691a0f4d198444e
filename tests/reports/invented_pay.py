"""Pay in the invented market: bands of each cell, and premiums like for like."""

from __future__ import annotations

import math
from typing import Any

from tests.reports.invented_roles import SKILLS

PAY = {"ai_engineer": 188_000, "ml_engineer": 201_000, "data_scientist": 158_000}
LEVELS = {"all": 1.0, "junior": 0.68, "mid": 0.84, "senior": 1.08, "staff": 1.38, "manager": 1.31}


def _band(
    role: str, level: str, country: str, region: str, measure: str, n: int, middle: float
) -> dict[str, Any]:
    employers = max(n // 4, 2)
    row: dict[str, Any] = {
        "role": role,
        "level": level,
        "country_code": country,
        "region": region,
        "metro": "all",
        "measure": measure,
        "currency": "USD",
        "is_converted": True,
        "n_openings": n,
        "n_employers": employers,
        "n_stating_openings": n,
        "n_could_state_pay": n * 2,
        "disclosure_share": 0.5,
        "disclosure_low": 0.44,
        "disclosure_high": 0.57,
        "disclosure_change_share": 0.18 if country == "US" and n > 200 else 0.01,
        **{
            f"p{quantile}_bound_{end}": middle * at * factor if n > 200 else None
            for quantile, at in ((25, 0.87), (50, 1.0), (75, 1.14))
            for end, factor in (("low", 0.8), ("high", 1.2))
        },
        "p50_reweighted": middle * 0.97 if n >= 20 else None,
        "p50_reweighted_low": middle * 0.9 if n >= 20 else None,
        "p50_reweighted_high": middle * 1.05 if n >= 20 else None,
        "pay_bins": [0] * 5 + [2, 4, 8, 6, n - 23, 3] + [0] * 15
        if n >= 23 and measure == "mid"
        else None,
        "wide_share": 0.03,
        "top_employer_share": 0.12,
        "note": None if n >= 10 else f"too few (n = {n})",
    }
    for quantile, factor in ((10, 0.74), (25, 0.87), (50, 1.0), (75, 1.14), (90, 1.3)):
        floor = {50: 10, 25: 20, 75: 20, 10: 40, 90: 40}[quantile]
        value = middle * factor if n >= floor else None
        spread = 0.35 / math.sqrt(n)
        row[f"p{quantile}"] = value
        row[f"p{quantile}_low"] = value * (1 - spread) if value else None
        row[f"p{quantile}_high"] = value * (1 + spread) if value else None
    return row


def bands() -> list[dict[str, Any]]:
    sizes = {"all": 212, "junior": 14, "mid": 44, "senior": 96, "staff": 31, "manager": 7}
    ends = {"low": 0.85, "mid": 1.0, "high": 1.17}
    countries = {
        "all": (388, 0.92),
        "GB": (48, 0.71),
        "DE": (22, 0.55),
        "CA": (37, 0.72),
        "IN": (16, 0.34),
        "FR": (7, 0.5),
    }
    regions = {
        "California": (88, 1.12),
        "New York": (61, 1.07),
        "Texas": (24, 0.93),
        "Washington": (19, 1.06),
        "Utah": (6, 0.9),
    }
    metros = {
        "San Francisco-Oakland-Fremont, CA": (52, 1.18),
        "New York-Newark-Jersey City, NY-NJ": (58, 1.08),
        "Seattle-Tacoma-Bellevue, WA": (19, 1.07),
        "Provo-Orem-Lehi, UT": (4, 0.88),
    }
    rows = []
    for role, base in PAY.items():
        rows += [
            _band(role, level, "US", "all", "mid", sizes[level], base * factor)
            for level, factor in LEVELS.items()
        ]
        rows += [
            _band(role, "all", "US", "all", end, 212, base * factor)
            for end, factor in ends.items()
            if end != "mid"
        ]
        rows += [
            _band(role, "all", code, "all", "mid", n, base * factor)
            for code, (n, factor) in countries.items()
        ]
        rows += [
            _band(role, "all", "US", region, "mid", n, base * factor)
            for region, (n, factor) in regions.items()
        ]
        rows += [
            {
                **_band(role, "all", "US", "all", "mid", n, base * factor),
                "region": None,
                "metro": metro,
            }
            for metro, (n, factor) in metros.items()
        ]
        euro = _band(role, "all", "DE", "all", "mid", 20, base * 0.5)
        rows.append({**euro, "currency": "EUR", "is_converted": False})
    return rows


def premiums() -> list[dict[str, Any]]:
    def row(
        reading: str, term: str, name: str, reference: str, value: float, spread: float
    ) -> dict[str, Any]:
        return {
            "reading": reading,
            "term": term,
            "name": name,
            "reference": reference,
            "premium_share": value,
            "premium_low": value - spread,
            "premium_high": value + spread,
            "n_openings": 640,
            "n_employers": 88,
            "adjusted_for": None
            if reading == "unadjusted"
            else "level, country or state, remote work, source, month",
            "note": None,
        }

    roles = {"ai_engineer": (0.19, 0.11, 0.08), "ml_engineer": (0.27, 0.14, 0.1)}
    readings = ("unadjusted", "adjusted", "within_employer")
    rows = [
        row(reading, "role", role, "data_scientist", value, 0.05)
        for role, values in roles.items()
        for reading, value in zip(readings, values, strict=True)
    ]
    rows += [
        row("adjusted", "level", level, "mid", factor / 0.84 - 1, 0.06)
        for level, factor in LEVELS.items()
        if level not in ("all", "mid")
    ]
    rows += [
        row("adjusted", "skill", skill, "not named", (seat - 8) / 90, 0.03)
        for seat, skill in enumerate(SKILLS)
    ]
    return rows
