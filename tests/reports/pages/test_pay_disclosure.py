"""Who states pay at all: of which openings and employers, also where nobody does or no range has both ends."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.reports.in_memory import answer_from, frame

Frames = dict[str, pl.DataFrame]

_COLUMNS = (
    *("role", "disclosure_share", "disclosure_high", "n_openings", "n_stating_openings"),
    *("n_could_state_pay", "n_could_employers", "note"),
)


def _disclosure(
    frames: Frames, bands: list[dict[str, Any]], silent: list[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    marts = {
        "mart_pay_band": frame("mart_pay_band", bands),
        "mart_role_profile": frame("mart_role_profile", silent),
    }
    return answer_from(frames | marts)("pay_disclosure").select(_COLUMNS).rows()


def _band(measure: str, n: int, n_employers: int, share: float | None) -> dict[str, Any]:
    every = dict.fromkeys(("country_code", "region", "metro", "level"), "all")
    counts = {"n_openings": 5, "n_employers": 2, "n_stating_openings": 6}
    could = {"n_could_state_pay": n, "n_could_employers": n_employers}
    shares = {"disclosure_share": share, "disclosure_high": share and share + 0.2}
    kind = {"measure": measure, "currency": "USD", "is_converted": True, "role": "ai_engineer"}
    return every | kind | counts | could | shares


def test_employers_are_those_that_could_state_pay_and_not_those_that_do(frames: Frames) -> None:
    both = [_band("mid", 24, 8, 0.25), _band("low", 24, 8, 0.25)]
    assert _disclosure(frames, both, []) == [("ai_engineer", 0.25, 0.45, 5, 6, 24, 8, None)]


def test_pay_of_one_end_alone_is_stated_pay(frames: Frames) -> None:
    low = [_band("low", 24, 8, 0.25)]
    assert _disclosure(frames, low, []) == [("ai_engineer", 0.25, 0.45, 0, 6, 24, 8, None)]


def test_a_role_of_which_nobody_states_pay_is_at_nought_with_an_interval(frames: Frames) -> None:
    nobody = {"role": "ml_engineer", "attribute": "pay_disclosed", "value": "yes"}
    nobody |= {"n": 0, "n_of": 20, "n_employers": 8, "share": 0.0, "share_high": 0.4}
    assert _disclosure(frames, [], [nobody]) == [("ml_engineer", 0.0, 0.4, 0, 0, 20, 8, None)]


def test_below_the_floor_of_a_share_the_reason_stands(frames: Frames) -> None:
    few = "too few (n = 27 of 2 employers)"
    assert _disclosure(frames, [_band("mid", 27, 2, None)], []) == [
        ("ai_engineer", None, None, 5, 6, 27, 2, few)
    ]
