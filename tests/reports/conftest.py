"""A small invented market, as the marts would hold it: literal rows and plain arithmetic, no chance, no clock."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from reports.marts import MARTS
from reports.site import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

FOCUS = ("ai_engineer", "ml_engineer", "data_scientist")
ROLES = (*FOCUS, "research_scientist", "data_engineer", "data_analyst", "software_engineer")
YEARLY = {
    "ai_engineer": 0.58,
    "ml_engineer": 0.17,
    "data_scientist": -0.06,
    "research_scientist": 0.09,
    "data_engineer": 0.03,
    "data_analyst": -0.11,
    "software_engineer": -0.04,
    "all": 0.02,
}
PAY = {"ai_engineer": 188_000, "ml_engineer": 201_000, "data_scientist": 158_000}
LEVELS = {"all": 1.0, "junior": 0.68, "mid": 0.84, "senior": 1.08, "staff": 1.38, "manager": 1.31}
SKILLS = {
    "llm": ("Large language models", "ai", 0.74, 0.31, 0.18, 0.05),
    "rag": ("RAG", "ai", 0.41, 0.09, 0.04, 0.02),
    "agents": ("AI agents", "ai", 0.52, 0.12, 0.06, 0.06),
    "prompting": ("Prompt engineering", "ai", 0.33, 0.05, 0.04, 0.02),
    "evals": ("LLM evaluation", "ai", 0.29, 0.14, 0.05, 0.01),
    "pytorch": ("PyTorch", "ml", 0.22, 0.58, 0.21, 0.01),
    "mlops": ("MLOps", "ml", 0.14, 0.36, 0.09, 0.01),
    "cuda": ("CUDA", "ml", 0.03, 0.19, 0.01, 0.01),
    "training": ("Distributed training", "ml", 0.04, 0.27, 0.01, 0.004),
    "recsys": ("Recommender systems", "ml", 0.03, 0.16, 0.07, 0.003),
    "statistics": ("Statistics", "math", 0.08, 0.18, 0.69, 0.02),
    "experiments": ("A/B testing", "math", 0.06, 0.09, 0.47, 0.02),
    "causal": ("Causal inference", "math", 0.01, 0.03, 0.28, 0.001),
    "sql": ("SQL", "language", 0.24, 0.29, 0.78, 0.31),
    "python": ("Python", "language", 0.81, 0.88, 0.79, 0.42),
    "r": ("R", "language", 0.03, 0.04, 0.38, 0.01),
    "kubernetes": ("Kubernetes", "cloud", 0.28, 0.34, 0.04, 0.33),
    "aws": ("AWS", "cloud", 0.36, 0.33, 0.17, 0.39),
    "typescript": ("TypeScript", "language", 0.31, 0.03, 0.01, 0.36),
    "dashboards": ("Dashboards", "bi", 0.02, 0.02, 0.34, 0.02),
}


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides=MARTS[name]) if rows else pl.DataFrame(schema=MARTS[name])


def _weeks() -> Iterator[tuple[int, date]]:
    for week in range(105):
        yield week, date(2024, 11, 25) + timedelta(weeks=week)


def _growth() -> list[dict[str, Any]]:
    rows = []
    for seat, (role, yearly) in enumerate(YEARLY.items()):
        for week, day in _weeks():
            index = 100 * (1 + yearly) ** (week / 52) * (1 + 0.02 * math.sin(week / 5 + seat))
            spread = 0.03 + 0.0016 * week
            boards = 38 + week // 8
            weekly = {
                "role": role,
                "grain": "week",
                "period_start": day,
                "stock": round(index * (1 + week / 60) * (3 - seat * 0.2)),
                "flow": round(index * 0.3),
                "index": index if week else 100.0,
                "index_low": index * (1 - spread) if week else 100.0,
                "index_high": index * (1 + spread) if week else 100.0,
                "flow_index": index * 1.02,
                "flow_index_low": index * (1 - 2 * spread),
                "flow_index_high": index * (1 + 2.5 * spread),
                "fixed_index": index * 0.995,
                "geks_index": index * 0.998,
                "role_share": 0.04 * (3 - seat * 0.2) * index / 100 / 3,
                "role_share_low": 0.036 * (3 - seat * 0.2) * index / 100 / 3,
                "role_share_high": 0.045 * (3 - seat * 0.2) * index / 100 / 3,
                "n_boards": boards,
                "n_boards_seen": boards + 1,
                "n_boards_joined": (boards if week == 0 else int(week % 8 == 0)),
                "n_boards_left": int(week % 52 == 20),
                "n_employers": boards - 2,
                "is_thin": False,
                "is_drifting": False,
                "note": None,
            }
            rows.append(weekly)
            if day.day <= 7:
                rows.append({**weekly, "grain": "month", "period_start": day.replace(day=1)})
    return rows


def _headline() -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "measure": measure,
            "period_from": date(2025, 11, 24),
            "period_to": date(2026, 11, 23),
            "n_weeks": 52,
            "growth_share": yearly * scale,
            "growth_low": yearly * scale - 0.12,
            "growth_high": yearly * scale + 0.15,
            "naive_growth_share": yearly + 0.9,
            "n_boards": 47,
            "n_employers": 45,
            "is_year_on_year": True,
            "note": None,
        }
        for role, yearly in YEARLY.items()
        for measure, scale in (("stock", 1.0), ("flow", 1.1), ("share", 0.9))
    ]


def _flow() -> list[dict[str, Any]]:
    rows = []
    for role in FOCUS:
        before = 200
        for month in range(1, 12):
            parts = {
                "n_matched_change": round(YEARLY[role] * 20 + 4 * math.sin(month)),
                "n_entered": 9 if month % 3 == 0 else 0,
                "n_left": 4 if month % 4 == 0 else 0,
                "n_unknown_change": -2 if month == 7 else 0,
            }
            after = (
                before + parts["n_matched_change"] + parts["n_entered"] - parts["n_left"] + parts["n_unknown_change"]
            )
            rows.append(
                {
                    "role": role,
                    "grain": "month",
                    "period_start": date(2026, month, 1),
                    "n_before": before,
                    **parts,
                    "n_after": after,
                }
            )
            before = after
    return rows


def _durations() -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "n_openings": 300 - 20 * seat,
            "n_closed": 180 - 20 * seat,
            "n_employers": 44,
            "median_days": None if role == "data_scientist" else 50.0 + 4 * seat,
            "median_low": None if role == "data_scientist" else 41.0,
            "median_high": None if role == "data_scientist" else 66.0,
            "p25_days": 21.0,
            "p75_days": None,
            "note": "not yet: half of the openings are still open" if role == "data_scientist" else None,
        }
        for seat, role in enumerate((*FOCUS, "software_engineer", "all"))
    ]


def _census() -> list[dict[str, Any]]:
    return [
        {
            "source": "hackernews",
            "role": role,
            "period_start": date(2024 + month // 12, month % 12 + 1, 1),
            "n_posts": 320,
            "n_openings": 12 + month,
            "opening_share": share,
            "share_low": share * 0.75,
            "share_high": share * 1.3,
            "yoy_share": 0.3 if month >= 12 else None,
            "yoy_low": 0.05 if month >= 12 else None,
            "yoy_high": 0.6 if month >= 12 else None,
            "note": None,
        }
        for role, base in (("ai_engineer", 0.03), ("ml_engineer", 0.05), ("data_scientist", 0.04))
        for month in range(35)
        for share in [base * (1 + YEARLY[role] * month / 12)]
    ]


def _band(role: str, level: str, country: str, region: str, measure: str, n: int, middle: float) -> dict[str, Any]:
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
        "n_postings": n,
        "n_employers": employers,
        "n_all_postings": n * 2,
        "disclosure_share": 0.5,
        "disclosure_change_share": 0.18 if country == "US" and n > 200 else 0.01,
        **{
            f"p{quantile}_bound_{end}": middle * at * factor if n > 200 else None
            for quantile, at in ((25, 0.87), (50, 1.0), (75, 1.14))
            for end, factor in (("low", 0.8), ("high", 1.2))
        },
        "p50_reweighted": middle * 0.97 if n >= 20 else None,
        "p50_reweighted_low": middle * 0.9 if n >= 20 else None,
        "p50_reweighted_high": middle * 1.05 if n >= 20 else None,
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


def _bands() -> list[dict[str, Any]]:
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
            _band(role, level, "US", "all", "mid", sizes[level], base * factor) for level, factor in LEVELS.items()
        ]
        rows += [
            _band(role, "all", "US", "all", end, 212, base * factor) for end, factor in ends.items() if end != "mid"
        ]
        rows += [_band(role, "all", code, "all", "mid", n, base * factor) for code, (n, factor) in countries.items()]
        rows += [_band(role, "all", "US", region, "mid", n, base * factor) for region, (n, factor) in regions.items()]
        rows += [
            {**_band(role, "all", "US", "all", "mid", n, base * factor), "region": None, "metro": metro}
            for metro, (n, factor) in metros.items()
        ]
        euro = _band(role, "all", "DE", "all", "mid", 20, base * 0.5)
        rows.append({**euro, "currency": "EUR", "is_converted": False})
    return rows


def _premium() -> list[dict[str, Any]]:
    def row(reading: str, term: str, name: str, reference: str, value: float, spread: float) -> dict[str, Any]:
        return {
            "reading": reading,
            "term": term,
            "name": name,
            "reference": reference,
            "premium_share": value,
            "premium_low": value - spread,
            "premium_high": value + spread,
            "n_postings": 640,
            "n_employers": 88,
            "adjusted_for": None if reading == "unadjusted" else "level, country or state, remote work, source, month",
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
    rows += [row("adjusted", "skill", skill, "not named", (seat - 8) / 90, 0.03) for seat, skill in enumerate(SKILLS)]
    return rows


def _skills() -> list[dict[str, Any]]:
    rows = []
    for skill, (name, category, *shares) in SKILLS.items():
        for role, share in zip((*FOCUS, "software_engineer"), shares, strict=True):
            others = (sum(shares) - share) / 3
            rows.append(
                {
                    "role": role,
                    "skill": skill,
                    "skill_name": name,
                    "category": category,
                    "n_with": round(share * 410),
                    "n_postings": 410,
                    "n_employers": 92,
                    "share": share,
                    "share_low": max(share - 0.05, 0.0),
                    "share_high": min(share + 0.05, 1.0),
                    "required_share": share * 0.6,
                    "preferred_share": share * 0.2,
                    "lift": 12 * (share - others),
                    "change_share": (share - 0.3) / 10,
                    "change_low": (share - 0.3) / 10 - 0.04,
                    "change_high": (share - 0.3) / 10 + 0.04,
                    "year_change_share": (share - 0.3) / 4,
                    "year_change_low": (share - 0.3) / 4 - 0.05,
                    "year_change_high": (share - 0.3) / 4 + 0.05,
                    "premium_share": share / 20,
                    "premium_low": share / 20 - 0.02,
                    "premium_high": share / 20 + 0.02,
                    "note": None,
                }
            )
    return rows


def _profile() -> list[dict[str, Any]]:
    shares = {
        ("remote", "remote"): (0.44, 0.33, 0.29, 0.35),
        ("remote", "hybrid"): (0.31, 0.38, 0.42, 0.36),
        ("remote", "onsite"): (0.25, 0.29, 0.29, 0.29),
        ("degree", "bachelor"): (0.38, 0.33, 0.31, 0.44),
        ("degree", "master"): (0.07, 0.18, 0.29, 0.02),
        ("degree", "phd"): (0.02, 0.09, 0.11, 0.01),
        ("degree", "none_stated"): (0.53, 0.4, 0.29, 0.53),
        ("level", "intern"): (0.03, 0.04, 0.06, 0.04),
        ("level", "junior"): (0.06, 0.05, 0.12, 0.1),
        ("level", "mid"): (0.24, 0.22, 0.25, 0.27),
        ("level", "senior"): (0.47, 0.45, 0.41, 0.41),
        ("level", "staff"): (0.15, 0.19, 0.1, 0.12),
        ("math", "statistics"): (0.08, 0.18, 0.69, 0.02),
        ("math", "linear_algebra"): (0.02, 0.11, 0.05, 0.01),
        ("portfolio", "true"): (0.14, 0.06, 0.03, 0.05),
        ("equity", "true"): (0.61, 0.48, 0.33, 0.44),
        ("pay_disclosed", "true"): (0.52, 0.5, 0.47, 0.49),
    }
    rows = [
        {
            "role": role,
            "attribute": attribute,
            "value": value,
            "n": round(share * 410),
            "n_of": 410,
            "n_employers": 92,
            "share": share,
            "share_low": max(share - 0.04, 0.0),
            "share_high": share + 0.04,
            "number": None,
            "note": None,
        }
        for (attribute, value), values in shares.items()
        for role, share in zip((*FOCUS, "software_engineer"), values, strict=True)
    ]
    rows += [
        {
            "role": role,
            "attribute": "portfolio_skill",
            "value": skill,
            "n": 30 - place,
            "n_of": 41,
            "n_employers": 22,
            "share": (30 - place) / 41,
            "share_low": (30 - place) / 41 - 0.1,
            "share_high": (30 - place) / 41 + 0.1,
            "number": float(place),
            "note": None,
        }
        for role in FOCUS
        for place, skill in enumerate(("python", "agents", "evals"), start=1)
    ]
    plain = {"value": None, "n_employers": 71, "share": None, "share_low": None, "share_high": None}
    for role, years in (("ai_engineer", 4.0), ("ml_engineer", 5.0), ("data_scientist", 4.0)):
        rows.append(
            {"role": role, "attribute": "years_min", "n": 301, "n_of": 410, "number": years, "note": None, **plain}
        )
        rows.append(
            {"role": role, "attribute": "visa", "n": 7, "n_of": 410, "number": None, "note": "too few (n = 7)", **plain}
        )
    return rows


def _claims() -> list[dict[str, Any]]:
    def row(topic: str, role: str, name: str, unit: str, value: float | None, verdict: str) -> dict[str, Any]:
        spread = None if value is None else abs(value) * 0.1
        return {
            "claim_id": name,
            "topic": topic,
            "role": role,
            "statement": f"What is said of {name}",
            "source_figure": "+143 %",
            "source": "The common story",
            "definition": "what we measure",
            "ours_value": value,
            "ours_low": None if value is None or spread is None else value - spread,
            "ours_high": None if value is None or spread is None else value + spread,
            "unit": unit,
            "n_postings": 212,
            "n_employers": 41,
            "verdict": verdict,
            "note": None if value is not None else "too few (n = 7)",
        }

    return [
        row("growth", "ai_engineer", "growth_ai_engineer", "growth", 0.58, "contradicted"),
        row("pay", "ml_engineer", "pay_ml_engineer_low", "usd", 150_000.0, "supported"),
        row("pay", "data_scientist", "pay_data_scientist_staff", "usd", None, "undecided"),
        row("skills", "ai_engineer", "skill_ai_engineer_rag", "share", 0.41, "supported"),
        row("math", "ml_engineer", "math_ml_engineer", "share", 0.5, "undecided"),
        row("portfolio", "ai_engineer", "portfolio_ai_engineer", "points", -0.33, "contradicted"),
    ]


def _employers() -> list[dict[str, Any]]:
    names = (
        "Quillwort Labs",
        "Pelagic Robotics",
        "Brindle & Sons",
        "Oxbow Health",
        "Tern Analytics",
        "Marl Cloud",
        "Sedge Bank",
        "Fen Retail",
    )
    return [
        {
            "employer": name,
            "employer_key": name.lower(),
            "role": role,
            "n_open_openings": max(24 - 3 * seat - 2 * place, 1),
            "n_open_postings": max(30 - 3 * seat, 1),
            "n_new_28d": max(7 - seat - place, 0),
            "first_seen_date": date(2025, 3, 1) + timedelta(days=seat),
            "n_countries": 1 + seat % 3,
            "has_pay_share": 0.5,
        }
        for seat, name in enumerate(names)
        for place, role in enumerate(FOCUS)
    ]


def _quality() -> list[dict[str, Any]]:
    def row(section: str, source: str, item: str, n: int, n_of: int) -> dict[str, Any]:
        return {
            "section": section,
            "source": source,
            "item": item,
            "n": n,
            "n_of": n_of,
            "share": n / n_of if n_of else None,
        }

    rows = []
    for seat, source in enumerate(("ashby", "careers_page", "greenhouse", "hackernews", "lever")):
        looks = {"complete": 1900 - 200 * seat, "unchanged": 260, "failed": 21 + seat, "missing": 4, "partial": 6}
        total = sum(looks.values())
        rows += [row("looks", source, outcome, n, total) for outcome, n in looks.items()]
        fields = {
            "pay": 0.1 + 0.15 * seat,
            "location_raw": 0.98,
            "posted_date": 0.0 if source == "careers_page" else 0.99,
            "level": 0.7,
        }
        rows += [row("fields", source, name, round(filled * 800), 800) for name, filled in fields.items()]
        roles = {"ai_engineer": 120, "ml_engineer": 90, "data_scientist": 80, "unclear": 44, "other": 466}
        rows += [row("roles", source, role, n, 800) for role, n in roles.items()]
        rows += [
            row("pay", source, "phrases not understood", 3, 800),
            row("quarantine", source, "title is missing", 2, 2),
        ]
        rows.append(row("duplicates", source, "postings beyond the first of their opening", 93, 800))
    return rows


def _edition() -> dict[str, Any]:
    return {
        "as_of": date(2026, 11, 23),
        "data_through": datetime(2026, 11, 23, 6, 12),
        "edition_id": "2026-11-23-3f9a1c",
        "version": "0.1.0",
        "reader_version": "r7",
        "is_rehearsal": True,
        "n_looks": 8_112,
        "n_boards": 62,
        "n_boards_ok": 60,
        "n_employers": 60,
        "n_postings": 4_812,
        "n_openings": 4_010,
        "n_open_openings": 1_290,
        "n_unclear": 220,
        "next_expected": date(2026, 11, 30),
        "first_look_at": datetime(2024, 11, 25, 6, 0),
        "n_look_days": 105,
    }


def sample_frames() -> dict[str, pl.DataFrame]:
    """Every table of the invented market."""
    rows: Mapping[str, list[dict[str, Any]]] = {
        "mart_edition": [_edition()],
        "mart_growth_headline": _headline(),
        "mart_role_growth": _growth(),
        "mart_growth_flow": _flow(),
        "mart_duration": _durations(),
        "mart_census_demand": _census(),
        "mart_pay_band": _bands(),
        "mart_pay_premium": _premium(),
        "mart_skill_demand": _skills(),
        "mart_skill_pair": [
            {"role": role, "skill_a": a, "skill_b": b, "n_both": 40 - 5 * seat, "lift": 3.4 - 0.4 * seat}
            for role in FOCUS
            for seat, (a, b) in enumerate((("pytorch", "cuda"), ("rag", "vector_databases"), ("sql", "dashboards")))
        ],
        "mart_role_profile": _profile(),
        "mart_employer_demand": _employers(),
        "mart_benchmark": [
            {
                "source": "BLS OEWS",
                "occupation": "Data Scientists",
                "role": "data_scientist",
                "area": "United States",
                "year": 2025,
                "measure": "p50",
                "value": 112_590.0,
                "n": 245_900,
                "licence": "public domain",
                "url": "https://www.bls.gov/oes/",
            }
        ]
        + [
            {
                "source": "Indeed Hiring Lab, AI tracker (CC BY 4.0)",
                "occupation": "All postings",
                "area": area,
                "year": 2026,
                "period_start": date(2026, month, 1),
                "measure": "share of postings that mention AI",
                "value": level + month / 500,
                "licence": "CC BY 4.0",
                "url": "https://github.com/hiring-lab/ai-tracker",
            }
            for area, level in (("DE", 0.04), ("GB", 0.08), ("US", 0.05))
            for month in range(1, 7)
        ],
        "mart_claim": _claims(),
        "mart_quality": _quality(),
        "quarantine": [
            {
                "source": "lever",
                "board": "fen",
                "external_id": "a1",
                "look_id": "l1",
                "reason": "title is missing",
                "excerpt": "{}",
            }
        ],
        "pay_unread": [{"posting_id": "lever:fen:a2", "phrase": "pay in line with market"}],
        "data_dictionary": [
            {
                "table_name": "posting",
                "column_name": "title",
                "data_type": "VARCHAR",
                "comment": "Title as the board states it.",
            },
            {"table_name": "look", "column_name": "outcome", "data_type": "VARCHAR", "comment": "How the look ended."},
        ],
        "role_confusion": [
            {"true_role": true, "read_role": read, "n": 70 if true == read else 6} for true in FOCUS for read in FOCUS
        ],
        "change_log": [
            {"changed_date": date(2025, 9, 1), "kind": "reader", "what": "Levels are read from stated years too."}
        ],
    }
    return {name: _frame(name, rows.get(name, [])) for name in MARTS}


@pytest.fixture
def frames() -> dict[str, pl.DataFrame]:
    """The invented market, afresh for each test."""
    return sample_frames()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newest edition of the invented market's site, as files."""
    folder = tmp_path_factory.mktemp("site")
    build_site(sample_frames(), folder)
    return folder / "latest"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, one for all tests; where there is none they are skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A desk's window of its own for each test."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def one_look(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The same market after its first look: levels, no growth."""
    day = date(2026, 11, 23)
    edition = {**_edition(), "first_look_at": datetime(2026, 11, 23, 6, 0), "n_look_days": 1}
    headline = [
        {
            **row,
            "growth_share": None,
            "growth_low": None,
            "growth_high": None,
            "naive_growth_share": None,
            "n_weeks": 0,
            "note": "needs 2 complete looks a week apart; first look on 2026-11-23",
        }
        for row in _headline()
    ]
    blank = dict.fromkeys(
        [
            "index",
            "index_low",
            "index_high",
            "flow_index",
            "flow_index_low",
            "flow_index_high",
            "fixed_index",
            "geks_index",
        ]
    )
    growth = [{**row, **blank, "period_start": day} for row in _growth() if row["period_start"] == date(2026, 11, 23)]
    return {
        **frames,
        "mart_edition": _frame("mart_edition", [edition]),
        "mart_growth_headline": _frame("mart_growth_headline", headline),
        "mart_role_growth": _frame("mart_role_growth", growth),
        "mart_growth_flow": _frame("mart_growth_flow", []),
        "mart_duration": _frame("mart_duration", []),
        "mart_census_demand": _frame("mart_census_demand", []),
    }
