"""Filings in the invented market: wages by place with and without outsourcers, and their growth."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.reports.invented_pay import PAY
from transforms.vocabulary import FOCUS, PANEL_ROLES

PLACES = (
    ("all", "all", 900, 1.0),
    ("CA", "all", 400, 1.1),
    ("all", "Seattle-Tacoma-Bellevue, WA", 120, 1.05),
    ("all", "San Francisco-Oakland-Fremont, CA", 210, 1.15),
)


def filed_wages() -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "wage_level": "all",
            "level": "all",
            "region": region,
            "metro": metro,
            "filer_kind": kind,
            "grain": "year",
            "period_start": date(2025, 10, 1),
            "n_filings": n * (2 if kind == "all" else 1),
            "n_positions": n * 3,
            "n_employers": n // 5,
            "p50": (middle := PAY[role] * factor * (0.8 if kind == "all" else 0.92)),
            "p50_low": middle * 0.97,
            "p50_high": middle * 1.03,
        }
        for role in FOCUS
        for region, metro, n, factor in PLACES
        for kind in ("all", "direct")
    ]


def filed_growth() -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "measure": "new_positions",
            "filer_kind": kind,
            "employers": employers,
            "grain": "year",
            "period_start": date(2025, 10, 1),
            "before_start": date(2024, 10, 1),
            "n_before": 400,
            "n_after": 500,
            "n_employers": 90,
            "growth_share": 0.25,
            "growth_low": 0.1,
            "growth_high": 0.4,
        }
        for role in PANEL_ROLES
        for kind in ("all", "direct", "outsourcer")
        for employers in ("all", "matched")
    ]
