"""Selections of the invented market: openings, pay and leaders of each, by plain arithmetic."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from tests.reports.invented_pay import LEVELS, PAY

ROLES = PAY | {"software_engineer": 171_000}
PLACES = {
    ("all", "all"): 1.0,
    ("US", "all"): 0.6,
    ("GB", "all"): 0.14,
    ("US", "Austin-Round Rock-San Marcos, TX"): 0.08,
}
POLICIES = {"all": 1.0, "remote": 0.4, "onsite": 0.3}
SKILLS = {"all": 1.0, "rag": 0.4, "pytorch": 0.3}


def slices() -> list[dict[str, Any]]:
    """Every selection of ten openings or more."""
    dimensions = product(
        enumerate(ROLES), enumerate(("all", "junior", "senior")), PLACES, POLICIES, SKILLS
    )
    return [
        _slice(role, level, place, policy, skill, round(size))
        for (seat, role), (rank, level), place, policy, skill in dimensions
        if (size := (600 - 90 * seat) / (1 + 2 * rank) * PLACES[place] * POLICIES[policy] * SKILLS[skill]) >= 10
        and (skill == "all" or role in PAY)
    ]  # fmt: skip


def _slice(
    role: str, level: str, place: tuple[str, str], policy: str, skill: str, n: int
) -> dict[str, Any]:
    paid = n // 2
    middle = ROLES[role] * LEVELS[level] * (1.05 if policy == "remote" else 1)
    is_printed = paid >= 10
    has_quarters, has_tenths = paid >= 20, paid >= 40
    return {
        "role": role,
        "level": level,
        "country_code": place[0],
        "metro": place[1],
        "remote_policy": policy,
        "skill": skill,
        "n_openings": n,
        "n_employers": n // 2,
        "n_open_openings": n // 3,
        "n_paid": paid,
        "n_paying_employers": n // 4,
        "n_stating_openings": paid,
        "n_could_state_pay": 2 * paid,
        "disclosure_share": 0.5,
        "disclosure_low": 0.44,
        "disclosure_high": 0.57,
        **_quantile("p10", middle * 0.75, has_tenths),
        **_quantile("p25", middle * 0.88, has_quarters),
        **_quantile("p50", middle, is_printed),
        **_quantile("p75", middle * 1.14, has_quarters),
        **_quantile("p90", middle * 1.3, has_tenths),
        "pay_bins": [0] * 5 + [2, 4, 8, 6, 3, 1] + [0] * 15 if has_quarters else None,
        "top_employer_share": 0.1,
        "note": None if is_printed else f"too few state pay (n = {paid})",
    }


def _quantile(name: str, value: float, is_printed: bool) -> dict[str, float | None]:
    ends = {name: value, f"{name}_low": value * 0.95, f"{name}_high": value * 1.06}
    return ends if is_printed else dict.fromkeys(ends)


def leaders() -> list[dict[str, Any]]:
    """The skills and employers of each selection without a skill."""
    return [
        {name: row[name] for name in ("role", "level", "country_code", "metro", "remote_policy")}
        | leader
        for row in slices()
        if row["skill"] == "all"
        for leader in _leaders(row)
    ]


def _leaders(row: dict[str, Any]) -> list[dict[str, Any]]:
    n = row["n_openings"]
    skills = [
        {"kind": "skill", "name": name, "n": round(n * share), "n_of": n, "share": share, "share_low": share - 0.05, "share_high": share + 0.05}
        for name, share in (("rag", 0.4), ("pytorch", 0.3))
    ]  # fmt: skip
    hiring = {"kind": "employer", "name": "Brindle & Sons", "n": 5, "n_of": n, "share": 5 / n}
    return [*(skills if row["role"] in PAY else []), hiring]


def quarters() -> list[dict[str, Any]]:
    """Pay of the focus roles over eight quarters of threads, one of them below the floor."""
    return [
        {
            "origin": "hackernews",
            "role": role,
            "country_code": "all",
            "period_start": date(2025 + number // 4, number % 4 * 3 + 1, 1),
            "n_openings": 9 if number == 3 else 30,
            "n_employers": 20,
            "p50": None if number == 3 else middle + 2_000.0 * number,
            "p50_low": None if number == 3 else middle * 0.95,
            "p50_high": None if number == 3 else middle * 1.15,
            "top_employer_share": 0.1,
            "note": "too few (n = 9 of 20 employers)" if number == 3 else None,
        }
        for role, middle in PAY.items()
        for number in range(8)
    ]
