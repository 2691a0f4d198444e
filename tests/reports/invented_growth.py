"""Growth of the invented market, as its marts would hold it: two years of weeks, no chance, no clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from transforms.vocabulary import FOCUS

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


def _weeks() -> Iterator[tuple[int, date]]:
    for week in range(105):
        yield week, date(2024, 11, 25) + timedelta(weeks=week)


def growth() -> list[dict[str, Any]]:
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
                "stock_corrected": index * (1 + week / 60) * (3 - seat * 0.2) * 1.04,
                "stock_corrected_low": index * (1 + week / 60) * (3 - seat * 0.2) * 0.97,
                "stock_corrected_high": index * (1 + week / 60) * (3 - seat * 0.2) * 1.11,
                "index": index if week else 100.0,
                "index_low": index * (1 - spread) if week else 100.0,
                "index_high": index * (1 + spread) if week else 100.0,
                "index_as_read": index * 0.99 if week else 100.0,
                "flow_index": index * 1.02,
                "flow_index_low": index * (1 - 2 * spread),
                "flow_index_high": index * (1 + 2.5 * spread),
                "flow_index_as_read": index * 1.01,
                "fixed_index": index * 0.995,
                "geks_index": index * 0.998,
                "role_share": 0.04 * (3 - seat * 0.2) * index / 100 / 3,
                "role_share_low": 0.036 * (3 - seat * 0.2) * index / 100 / 3,
                "role_share_high": 0.045 * (3 - seat * 0.2) * index / 100 / 3,
                "role_as_read_share": 0.039 * (3 - seat * 0.2) * index / 100 / 3,
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


def headline() -> list[dict[str, Any]]:
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
            "growth_as_read_share": yearly * scale - 0.01,
            "naive_growth_share": yearly + 0.9,
            "n_boards": 47,
            "n_employers": 45,
            "is_year_on_year": True,
            "note": None,
        }
        for role, yearly in YEARLY.items()
        for measure, scale in (("stock", 1.0), ("flow", 1.1), ("share", 0.9))
    ]


def by_country() -> list[dict[str, Any]]:
    """Two countries: one with all three roles, one with too few data scientists."""
    stock = [row for row in headline() if row["measure"] == "stock" and row["role"] in FOCUS]
    left_out = ("measure", "naive_growth_share")
    rows = [
        {**{name: row[name] for name in row if name not in left_out}, "country_code": country}
        for country in ("US", "DE")
        for row in stock
    ]
    blank = dict.fromkeys(("growth_share", "growth_low", "growth_high", "growth_as_read_share"))
    few = {**blank, "n_boards": 7, "n_employers": 7, "note": "too few boards to judge (n = 7)"}
    return [*rows[:-1], rows[-1] | few]


def evidence(with_boards: bool = True, with_threads: bool = True) -> list[dict[str, Any]]:
    """Own boards over a year, the threads over two, Indeed's share, and kinds of which there is nothing."""
    rows = []
    for role, yearly in YEARLY.items():
        own = {
            **{"role": role, "evidence": "own_boards", "evidence_rank": 1, "n_counts": "boards"},
            **{"period_from": date(2025, 11, 24), "period_to": date(2026, 11, 23)},
            **{"growth_share": yearly, "growth_low": yearly - 0.12, "growth_high": yearly + 0.15},
            **{"is_lead": True, "n": 47, "n_employers": 45},
            "growth_as_read_share": yearly - 0.01,
            **{"measures": "open openings", "cannot_say": "nothing of others", "note": None},
        }
        nothing = dict.fromkeys(("growth_share", "growth_low", "growth_high", "n", "n_employers"))
        threads = own | {
            **{"evidence": "hacker_news", "evidence_rank": 3, "n_counts": "openings"},
            **{"period_from": date(2024, 11, 1), "period_to": date(2026, 10, 31)},
            **{"growth_share": yearly / 2, "growth_low": yearly / 2 - 0.2},
            **{"growth_high": yearly / 2 + 0.2, "is_lead": not with_boards},
            **{"n": 412, "n_employers": 300},
        }
        waits = nothing | {"is_lead": False, "note": "needs 2 complete visits a week apart"}
        rows.append(own if with_boards else own | waits)
        rows.append(threads if with_threads else threads | waits)
        rows.append(own | waits | {"evidence": "filings", "evidence_rank": 6})
    indeed = {"evidence": "indeed_ai_share", "evidence_rank": 7, "n_counts": "months", "n": 24}
    rows.append(
        threads
        | {"role": "all", "growth_low": None, "growth_high": None, "n_employers": None}
        | {**indeed, "growth_share": 0.4, "is_lead": False}
    )
    return rows


def flow() -> list[dict[str, Any]]:
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
                before
                + parts["n_matched_change"]
                + parts["n_entered"]
                - parts["n_left"]
                + parts["n_unknown_change"]
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


def durations() -> list[dict[str, Any]]:
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
            "note": "not yet: half of the openings are still open"
            if role == "data_scientist"
            else None,
        }
        for seat, role in enumerate((*FOCUS, "software_engineer", "all"))
    ]


def census() -> list[dict[str, Any]]:
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
            "opening_as_read_share": share * 0.97,
            "yoy_share": 0.3 if month >= 12 else None,
            "yoy_low": 0.05 if month >= 12 else None,
            "yoy_high": 0.6 if month >= 12 else None,
            "note": None,
        }
        for role, base in (("ai_engineer", 0.03), ("ml_engineer", 0.05), ("data_scientist", 0.04))
        for month in range(35)
        for share in [base * (1 + YEARLY[role] * month / 12)]
    ]
