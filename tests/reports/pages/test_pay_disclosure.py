"""Who states pay at all: of which openings and employers, also where nobody does."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.reports.in_memory import answer_from, frame

Frames = dict[str, pl.DataFrame]
Openings = tuple[str, int, int, int]
"""Role, openings that could state pay, their employers, openings that do."""


def _opening(role: str, position: int, n_employers: int) -> dict[str, Any]:
    return {
        "opening_id": f"{role}-{position}",
        "role": role,
        "employer_key": f"employer {position % n_employers}",
        "country_codes": ["US"],
        "could_state_pay": True,
    }


def _band(role: str, n: int, n_paid: int) -> dict[str, Any]:
    every = dict.fromkeys(("region", "metro", "level"), "all")
    counts = {"n_openings": n_paid, "n_all_openings": n, "n_employers": min(n_paid, 2)}
    kind = {"measure": "mid", "currency": "USD", "is_converted": True, "country_code": "all"}
    return {"role": role, "disclosure_share": n_paid / n} | every | counts | kind


def _disclosure(frames: Frames, *openings: Openings) -> list[tuple[Any, ...]]:
    """Role, share, openings with pay, openings, employers and note of each row."""
    posted = [
        _opening(role, position, n_employers)
        for role, n, n_employers, _ in openings
        for position in range(n)
    ]
    bands = [_band(role, n, n_paid) for role, n, _, n_paid in openings if n_paid]
    answer = answer_from(
        frames
        | {
            "mart_opening": frame("mart_opening", posted),
            "mart_pay_band": frame("mart_pay_band", bands),
        }
    )
    columns = ("role", "disclosure_share", "n_openings", "n_all_openings", "n_employers", "note")
    return answer("pay_disclosure").select(columns).rows()


def test_employers_are_those_that_could_state_pay_and_not_those_that_do(frames: Frames) -> None:
    assert _disclosure(frames, ("ai_engineer", 20, 8, 5)) == [("ai_engineer", 0.25, 5, 20, 8, None)]


def test_a_role_of_which_nobody_states_pay_is_at_nought_and_not_missing(frames: Frames) -> None:
    assert _disclosure(frames, ("ml_engineer", 20, 8, 0)) == [("ml_engineer", 0.0, 0, 20, 8, None)]


def test_a_share_of_two_employers_is_not_printed(frames: Frames) -> None:
    few = "too few (n = 27 of 2 employers)"
    assert _disclosure(frames, ("ai_engineer", 27, 2, 7)) == [("ai_engineer", None, 7, 27, 2, few)]


def test_a_share_of_nine_openings_is_not_printed(frames: Frames) -> None:
    few = "too few (n = 9 of 9 employers)"
    assert _disclosure(frames, ("ai_engineer", 9, 9, 9)) == [("ai_engineer", None, 9, 9, 9, few)]
