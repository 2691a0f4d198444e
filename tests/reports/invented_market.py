"""A small invented market, as the marts would hold it: literal rows and plain arithmetic, no chance, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from tests.reports.in_memory import frame, schemas
from tests.reports.invented_filings import filed_growth, filed_wages
from tests.reports.invented_growth import (
    by_country,
    census,
    durations,
    evidence,
    flow,
    growth,
    headline,
)
from tests.reports.invented_openings import openings
from tests.reports.invented_pay import bands, premiums
from tests.reports.invented_roles import adoption, claims, demand, profile
from tests.reports.invented_slices import leaders, quarters, slices
from transforms.vocabulary import FOCUS

TITLES = {
    "ashby": "Ashby",
    "careers_page": "Careers pages",
    "greenhouse": "Greenhouse",
    "hackernews": "Hacker News",
    "lever": "Lever",
}

HOSTILE = '"><img src=x onerror=boom()><script>boom()</script>'


def employers() -> list[dict[str, Any]]:
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
            "country_codes": ["CA", "DE", "US"][: 1 + seat % 3],
            "n_countries": 1 + seat % 3,
            "n_could_state_pay": 10,
            "has_pay_share": 0.5,
        }
        for seat, name in enumerate(names)
        for place, role in enumerate((*FOCUS, "all"))
    ]


def quality() -> list[dict[str, Any]]:
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
    for seat, source in enumerate(TITLES):
        looks = {
            "complete": 1900 - 200 * seat,
            "unchanged": 260,
            "failed": 21 + seat,
            "missing": 4,
            "partial": 6,
        }
        total = sum(looks.values())
        rows += [row("looks", source, outcome, n, total) for outcome, n in looks.items()]
        fields = {
            "pay": 0.1 + 0.15 * seat,
            "location_raw": 0.98,
            "posted_date": 0.0 if source == "careers_page" else 0.99,
            "level": 0.7,
        }
        rows += [
            row("fields", source, name, round(filled * 800), 800) for name, filled in fields.items()
        ]
        roles = {
            "ai_engineer": 120,
            "ml_engineer": 90,
            "data_scientist": 80,
            "unclear": 44,
            "other": 466,
        }
        rows += [row("roles", source, role, n, 800) for role, n in roles.items()]
        rows += [
            row("pay", source, "phrases not understood", 3, 800),
            row("quarantine", source, "title is missing", 2, 2),
        ]
        rows.append(
            row("duplicates", source, "postings beyond the first of their opening", 93, 800)
        )
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
        "mart_growth_headline": headline(),
        "mart_role_growth": growth(),
        "mart_growth_flow": flow(),
        "mart_growth_country": by_country(),
        "mart_duration": durations(),
        "mart_census_demand": census(),
        "mart_growth_evidence": evidence(),
        "mart_pay_band": bands(),
        "mart_pay_premium": premiums(),
        "mart_filed_wage": filed_wages(),
        "mart_filed_growth": filed_growth(),
        "mart_skill_demand": demand(),
        "mart_skill_pair": [
            {
                "role": role,
                "skill_a": a,
                "skill_b": b,
                "n_both": 40 - 5 * seat,
                "n_employers": 12 - seat,
                "top_employer_share": 0.2,
                "lift": 3.4 - 0.4 * seat,
            }
            for role in FOCUS
            for seat, (a, b) in enumerate(
                (("pytorch", "cuda"), ("rag", "vector_databases"), ("sql", "dashboards"))
            )
        ],
        "mart_role_profile": profile(),
        "mart_employer_demand": employers(),
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
        **openings(),
        "mart_pay_quarter": quarters(),
        "mart_slice": slices(),
        "mart_slice_top": leaders(),
        "mart_claim": claims(),
        "mart_skill_adoption": adoption(),
        "mart_quality": quality(),
        "source": [
            {"name": name, "title": title, "basis": "real"} for name, title in TITLES.items()
        ],
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
        "role_held_out": [
            {"true_role": true, "read_role": read, "n": 70 if true == read else 6}
            for true in FOCUS
            for read in FOCUS
        ],
        "change_log": [
            {
                "changed_date": date(2025, 9, 1),
                "kind": "reader",
                "what": "Levels are read from stated years too.",
            }
        ],
    }
    return {name: frame(name, rows.get(name, [])) for name in schemas()}


def one_look(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The same market after its first look: levels, no growth."""
    day = date(2026, 11, 23)
    edition = {**_edition(), "first_look_at": datetime(2026, 11, 23, 6, 0), "n_look_days": 1}
    waiting = [
        {
            **row,
            "growth_share": None,
            "growth_low": None,
            "growth_high": None,
            "growth_as_read_share": None,
            "naive_growth_share": None,
            "n_weeks": 0,
            "note": "needs 2 complete visits a week apart; the first was on 2026-11-23",
        }
        for row in headline()
    ]
    blank = dict.fromkeys(
        [
            "index",
            "index_low",
            "index_high",
            "index_as_read",
            "flow_index",
            "flow_index_low",
            "flow_index_high",
            "flow_index_as_read",
            "fixed_index",
            "geks_index",
        ]
    )
    last_week = [
        {**row, **blank, "period_start": day}
        for row in growth()
        if row["period_start"] == date(2026, 11, 23)
    ]
    return {
        **frames,
        "mart_edition": frame("mart_edition", [edition]),
        "mart_growth_headline": frame("mart_growth_headline", waiting),
        "mart_role_growth": frame("mart_role_growth", last_week),
        "mart_growth_flow": frame("mart_growth_flow", []),
        "mart_growth_country": frame("mart_growth_country", []),
        "mart_duration": frame("mart_duration", []),
        "mart_census_demand": frame("mart_census_demand", []),
        "mart_growth_evidence": frame(
            "mart_growth_evidence", evidence(with_boards=False, with_threads=False)
        ),
    }


def hostile_frames(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The invented market with every text that a board could have written made hostile."""
    texts = [
        HOSTILE,
        "=cmd()",
        "\u202eevil\u202c",
        "x" * 10_000,
        "a\u0000b\u0007",
        "</script><!--",
        "{{ 7 * 7 }}",
    ]
    free = {
        "employer",
        "title",
        "url",
        "location_raw",
        "skill_name",
        "skill_a",
        "skill_b",
        "excerpt",
        "phrase",
        "board",
        "external_id",
        "reason",
    }
    free |= {
        "region",
        "country_code",
        "note",
        "name",
        "occupation",
        "area",
        "comment",
        "what",
        "item",
        "value",
    }
    spoiled = {}
    for name, table in frames.items():
        columns = [
            column
            for column in table.columns
            if column in free and table.schema[column] == pl.String
        ]
        spoiled[name] = table.with_columns(
            pl.Series(
                column, [texts[seat % len(texts)] for seat in range(table.height)], dtype=pl.String
            )
            for column in columns
        )
    return spoiled
