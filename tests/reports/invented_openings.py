"""Openings of the invented market with their adverts and pay: a hundred and thirty, one employer after another."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

ROLES = ("ai_engineer", "ml_engineer", "data_scientist", "software_engineer")
EMPLOYERS = ("Quillwort Labs", "Pelagic Robotics", "Brindle & Sons", "Oxbow Health")
PLACES = (("San Francisco, CA", "US"), ("London", "GB"), ("Berlin", "DE"))
TITLES = ("Senior {}", "{}", "Staff {}, Search")
NAMES = {"ai_engineer": "AI Engineer", "ml_engineer": "ML Engineer", "data_scientist": "Data Scientist", "software_engineer": "Software Engineer"}  # fmt: skip
MONEY = {"US": ("USD", 1.0), "GB": ("GBP", 1.27), "DE": ("EUR", 1.1)}


def openings() -> dict[str, list[dict[str, Any]]]:
    """Rows of `opening`, `posting`, `posting_pay` and `mart_opening`."""
    numbers = range(130)
    return {
        "opening": [_opening(number) for number in numbers],
        "posting": [_posting(number) for number in numbers],
        "posting_pay": [_pay(number) for number in numbers if number % 2],
        "mart_opening": [_stated(number) for number in numbers],
    }


def _opening(number: int) -> dict[str, Any]:
    role = ROLES[number % 4]
    return {
        "opening_id": f"ashby:a:{number:03}",
        "employer": EMPLOYERS[number % 3],
        "employer_key": EMPLOYERS[number % 3].lower(),
        "title": TITLES[number % 3].format(NAMES[role]),
        "role": role,
        "level": ("senior", None, "staff")[number % 3],
        "opened_date": date(2026, 11, 23) - timedelta(days=number),
        "is_open": True,
        "n_postings": 1,
        "n_reposts": 0,
        "country_codes": [PLACES[number % 3][1]],
        "is_evergreen": number > 125,
        "is_left_truncated": number > 100,
        "is_census": False,
    }


def _posting(number: int) -> dict[str, Any]:
    place, country = PLACES[number % 3]
    shared = ("opening_id", "employer", "employer_key", "title", "level", "is_open", "is_census")
    known = _opening(number)
    return {name: known[name] for name in shared} | {
        "posting_id": known["opening_id"],
        "source": "ashby",
        "board": "a",
        "url": f"https://jobs.example/{number}?a=1&b=2",
        "location_raw": place,
        "country_codes": [country],
        "remote_policy": ("remote", None, "hybrid")[number % 3],
        "visa": ("offered", None, "not_offered")[number % 3],
        "employment_type": ("contract", None, "full_time", "full_time")[number % 4],
        "first_seen_at": datetime(2026, 11, 23) - timedelta(days=number),
        "last_seen_at": datetime(2026, 11, 23),
        "role": known["role"],
        "role_counted": known["role"],
        "role_confidence": 0.9,
        "role_basis": "body",
        "closed_at": None,
        "is_prospect": False,
    }


def _pay(number: int) -> dict[str, Any]:
    currency, rate = MONEY[PLACES[number % 3][1]]
    low = 100_000.0 + 1_000 * number
    return {
        "posting_id": f"ashby:a:{number:03}",
        "pay_min": low,
        "pay_max": low + 20_000,
        "max_year": low + 20_000,
        "max_usd_year": (low + 20_000) * rate,
        "currency": currency,
        "period": "year",
        "kind": "base",
        "basis": "text",
        "is_implausible": False,
    }


def _stated(number: int) -> dict[str, Any]:
    known = _posting(number)
    rate = MONEY[PLACES[number % 3][1]][1]
    low = 100_000.0 + 1_000 * number
    paid = {"pay_min_usd_year": low * rate, "pay_usd_year": (low + 10_000) * rate, "pay_max_usd_year": (low + 20_000) * rate}  # fmt: skip
    shared = ("opening_id", "employer_key", "role_confidence", "level", "remote_policy", "is_open", "is_census")  # fmt: skip
    return {name: known[name] for name in shared} | {
        "role": known["role_counted"],
        "country_codes": known["country_codes"],
        "metros": [],
        "could_state_pay": True,
        "has_text": True,
        "skills": ["pytorch", "rag"] if number % 2 else ["sql"],
        "visa": known["visa"],
        "employment_type": known["employment_type"],
        "years_min": (None, 2.0, 5.0, 8.0, 2.5)[number % 5],
        "degree": ("none_stated", "phd")[number % 6 == 5],
        **(paid if number % 2 else {}),
    }
