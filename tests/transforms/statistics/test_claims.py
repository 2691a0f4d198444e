"""Claims: which figure answers one, and what its interval makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.taxonomy import taxonomy
from transforms.statistics import claims
from transforms.statistics.demand import DEMAND
from transforms.statistics.evidence import (
    BASE_ONLY,
    KEY_SHARE,
    MATH_SHARE,
    READINGS,
    Claim,
    Evidence,
    Figure,
)
from transforms.statistics.growth.evidence import GROWTH_EVIDENCE, KINDS
from transforms.statistics.pay.bands import BAND
from transforms.statistics.profile import PROFILE


def _rows(schema: pl.Schema, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name) for name in schema.names()} for row in rows], schema=schema
    )


NOTHING = Evidence(_rows(GROWTH_EVIDENCE), _rows(BAND), _rows(DEMAND), _rows(PROFILE))


def _claim(
    low: float | None, high: float | None, reading: str = "skill", equity: bool = False
) -> Claim:
    return Claim("c", "skills", "ai_engineer", "s", "f", "who", reading, "rag", low, high, equity)


def _found(evidence: Evidence, claim_id: str) -> dict[str, Any]:
    return claims.judge_claims(evidence).row(
        by_predicate=pl.col("claim_id") == claim_id, named=True
    )


@pytest.mark.parametrize(
    ("claimed", "interval", "said"),
    [
        ((100.0, 150.0), (110.0, 140.0), "supported"),
        ((100.0, 150.0), (90.0, 140.0), "undecided"),
        ((100.0, 150.0), (151.0, 170.0), "contradicted"),
        ((0.25, None), (0.30, 0.40), "supported"),
        ((0.25, None), (0.20, 0.40), "undecided"),
        ((0.25, None), (0.10, 0.20), "contradicted"),
        ((None, 0.5), (0.10, 0.20), "supported"),
        ((1.43, 1.43), (1.10, 1.60), "supported"),
        ((1.43, 1.43), (0.40, 3.00), "compatible"),
        ((1.43, 1.43), (-0.20, 1.60), "undecided"),
        ((1.43, 1.43), (0.30, 0.90), "contradicted"),
    ],
)
def test_the_interval_decides(
    claimed: tuple[float | None, float | None], interval: tuple[float, float], said: str
) -> None:
    assert claims.verdict(_claim(*claimed), Figure(sum(interval) / 2, *interval)) == said


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_without_our_figure_every_claim_is_undecided(low: float, high: float) -> None:
    assert claims.verdict(_claim(low, high), Figure()) == "undecided"


def test_the_ends_of_a_range_are_rounded_so_a_tenth_is_no_difference() -> None:
    end = _claim(100_000.0, 100_000.0, "pay_low_end")
    assert claims.verdict(end, Figure(104_000.0, 95_000.0, 108_000.0)) == "supported"
    assert claims.verdict(end, Figure(130_000.0, 120_000.0, 140_000.0)) == "contradicted"


def test_a_wide_interval_that_holds_the_end_of_a_range_is_compatible_with_it() -> None:
    end = _claim(100_000.0, 100_000.0, "pay_low_end")
    assert claims.verdict(end, Figure(100_000.0, 100_000.0, 135_000.0)) == "compatible"
    assert claims.verdict(end, Figure(100_000.0, 90_000.0, 124_000.0)) == "supported"


CLAIMED = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("ours", "is_another"),
    [
        ((date(2025, 1, 1), date(2025, 12, 31)), False),
        ((date(2024, 7, 10), date(2025, 7, 9)), False),
        ((date(2025, 11, 24), date(2026, 11, 23)), True),
        ((date(2023, 1, 1), date(2023, 12, 31)), True),
        ((date(2023, 7, 1), date(2025, 6, 30)), True),  # the second year is the one that grew
        ((date(2024, 1, 1), date(2025, 12, 31)), False),
        (None, False),
    ],
)
def test_years_are_the_same_when_half_of_one_is_in_both(
    ours: tuple[date, date] | None, is_another: bool
) -> None:
    assert claims.is_of_another_year(CLAIMED, ours) == is_another


def test_growth_of_another_year_leaves_the_claim_undecided_and_says_so() -> None:
    figure = Figure(0.6, 0.4, 0.8, period=(date(2025, 11, 24), date(2026, 11, 23)))
    claim = _claim(1.43, 1.43, "growth_own_boards")
    assert claims.verdict(claim, figure) == "contradicted"
    assert claims.verdict(replace(claim, period=CLAIMED), figure) == "undecided"


def test_growth_stands_with_its_period_and_that_of_the_claim() -> None:
    row = {
        "role": "ai_engineer",
        "evidence": "hacker_news",
        **{"growth_share": 0.6, "growth_low": 0.4, "growth_high": 0.8},
        **{"n": 412, "n_counts": "openings", "n_employers": 200},
        "period_from": date(2024, 11, 1),
        "period_to": date(2026, 10, 31),
    }
    found = _found(
        replace(NOTHING, growth=_rows(GROWTH_EVIDENCE, row)), "growth_ai_engineer_census"
    )
    assert (found["period_from"], found["period_to"]) == (date(2024, 11, 1), date(2026, 10, 31))
    assert (found["claimed_from"], found["claimed_to"]) == CLAIMED
    assert found["source_url"].startswith("https://")
    assert found["note"] == "of another year than the claim (2025-01-01 to 2025-12-31)"


def test_all_but_growth_is_of_the_year_of_the_present_market_and_the_common_story_names_none() -> (
    None
):
    year = (date(2025, 12, 1), date(2026, 11, 30))
    for found in claims.judge_claims(replace(NOTHING, period=year)).iter_rows(named=True):
        is_growth = found["topic"] == "growth"
        assert (found["period_from"] is None) == is_growth
        assert (found["claimed_from"] is None) != is_growth


def test_base_pay_cannot_speak_against_a_figure_that_holds_equity() -> None:
    below = Figure(300_000.0, 280_000.0, 320_000.0)
    claim = _claim(500_000.0, None, "pay_middle", equity=True)
    assert claims.verdict(claim, below) == "undecided"
    assert claims.verdict(replace(claim, counts_equity=False), below) == "contradicted"
    assert claims.verdict(claim, Figure(540_000.0, 510_000.0, 560_000.0)) == "supported"


def test_base_pay_cannot_speak_against_a_figure_that_may_hold_equity() -> None:
    """The guides name $250k to $350k for seniors and do not say of what."""
    pay = [claim for claim in claims.every_claim() if claim.topic == "pay"]
    assert all(claim.counts_equity for claim in pay)
    senior = next(claim for claim in pay if claim.claim_id == "pay_ml_engineer_senior")
    assert claims.verdict(senior, Figure(190_000.0, 180_000.0, 200_000.0)) == "undecided"
    assert claims.verdict(senior, Figure(400_000.0, 380_000.0, 420_000.0)) == "contradicted"


def test_with_no_data_every_claim_is_undecided_and_says_why() -> None:
    table = claims.judge_claims(NOTHING)
    assert table.height == len(claims.every_claim())
    assert set(table["verdict"]) == {"undecided"}
    assert table["note"].null_count() == 0
    assert table.schema == claims.CLAIM


def test_growth_is_held_against_each_kind_of_evidence() -> None:
    row = {"role": "ai_engineer", "growth_share": 0.6, "growth_low": 0.4, "growth_high": 0.8}
    row |= {"period_from": CLAIMED[0], "period_to": CLAIMED[1]}
    own = row | {"evidence": "own_boards", "n": 40, "n_counts": "boards", "n_employers": 38}
    threads = row | {
        "evidence": "hacker_news",
        "growth_high": 1.6,
        "n": 412,
        "n_counts": "openings",
    }
    filed = row | {"evidence": "filings", "n": 501, "n_counts": "positions"}
    evidence = replace(NOTHING, growth=_rows(GROWTH_EVIDENCE, own, threads, filed))
    found = _found(evidence, "growth_ai_engineer")
    assert (found["verdict"], found["n_openings"]) == ("contradicted", None)
    assert (found["n"], found["n_counts"], found["n_employers"]) == (40, "boards", 38)
    found = _found(evidence, "growth_ai_engineer_census")
    assert (found["verdict"], found["n_openings"]) == ("compatible", 412)
    found = _found(evidence, "growth_ai_engineer_filings")
    assert (found["n"], found["n_counts"], found["n_openings"]) == (501, "positions", None)
    assert _found(evidence, "growth_ai_engineer_jobtech")["verdict"] == "undecided"


def test_growth_over_less_than_a_year_leaves_the_claim_undecided_with_the_evidences_own_note() -> (
    None
):
    note = "+40% [+20% to +70%] over 8 weeks: less than a year"
    row = {"role": "ai_engineer", "evidence": "own_boards", "n": 40, "note": note}
    found = _found(replace(NOTHING, growth=_rows(GROWTH_EVIDENCE, row)), "growth_ai_engineer")
    assert (found["verdict"], found["ours_value"], found["note"]) == ("undecided", None, note)


def test_the_claim_of_143_percent_names_where_it_comes_from_and_is_held_against_every_kind() -> (
    None
):
    growth = [claim for claim in claims.every_claim() if claim.topic == "growth"]
    assert all("Autodesk" in claim.source for claim in growth)
    assert [claim.reading for claim in growth] == [
        f"growth_{kind}" for kind in KINDS if kind != "indeed_ai_share"
    ]


def test_a_band_below_its_floor_leaves_the_claim_undecided_with_the_bands_own_note() -> None:
    band = {
        "role": "ai_engineer",
        "level": "staff",
        "country_code": "US",
        "region": "all",
        "measure": "mid",
        "currency": "USD",
        "is_converted": True,
        "n_openings": 7,
        "n_employers": 6,
        "note": "too few (n = 7)",
    }
    found = _found(replace(NOTHING, bands=_rows(BAND, band)), "pay_ai_engineer_staff")
    assert (found["verdict"], found["note"], found["n_openings"]) == (
        "undecided",
        "too few (n = 7)",
        7,
    )
    printed = {**band, "p50": 300e3, "p50_low": 290e3, "p50_high": 310e3, "note": None}
    found = _found(replace(NOTHING, bands=_rows(BAND, printed)), "pay_ai_engineer_staff")
    assert (found["verdict"], found["note"]) == ("undecided", BASE_ONLY)


def test_pay_in_other_countries_or_currencies_answers_no_claim() -> None:
    abroad = {
        "role": "ai_engineer",
        "level": "all",
        "country_code": "DE",
        "region": "all",
        "measure": "low",
        "currency": "USD",
        "is_converted": True,
        "p10": 1e5,
        "p10_low": 1e5,
        "p10_high": 1e5,
    }
    assert (
        _found(replace(NOTHING, bands=_rows(BAND, abroad)), "pay_ai_engineer_low")["ours_value"]
        is None
    )


def test_a_skill_is_key_when_a_quarter_of_openings_name_it_and_the_note_says_whether_it_sets_the_role_apart() -> (
    None
):
    row = {
        "role": "ai_engineer",
        "skill": "rag",
        "share": 0.4,
        "share_low": 0.35,
        "share_high": 0.45,
        "lift": 5.13,
        "n_openings": 200,
        "n_employers": 60,
    }
    found = _found(replace(NOTHING, demand=_rows(DEMAND, row)), "skill_ai_engineer_rag")
    assert (found["verdict"], found["note"]) == ("supported", "sets the role apart (z = 5.1)")


def _answer(attribute: str, value: str, share: float, role: str = "ml_engineer") -> dict[str, Any]:
    low, high = share - 0.05, share + 0.05
    sizes = {"n_of": 100, "n_employers": 40}
    return {
        "role": role,
        "attribute": attribute,
        "value": value,
        "share": share,
        "share_low": low,
        "share_high": high,
        **sizes,
    }


def test_mathematics_is_what_is_left_when_none_is_named() -> None:
    profile = _rows(PROFILE, _answer("math", "none", 0.3), _answer("math", "statistics", 0.5))
    found = _found(replace(NOTHING, profile=profile), "math_ml_engineer")
    assert found["ours_value"] == pytest.approx(0.7)
    assert (found["ours_low"], found["ours_high"]) == (pytest.approx(0.65), pytest.approx(0.75))
    assert found["verdict"] == "supported"


def test_a_portfolio_counts_for_more_only_when_more_openings_ask_it_than_a_degree() -> None:
    profile = _rows(
        PROFILE, _answer("portfolio", "yes", 0.1), _answer("degree", "none_stated", 0.4)
    )
    found = _found(replace(NOTHING, profile=profile), "portfolio_ml_engineer")
    assert found["ours_value"] == pytest.approx(-0.5)
    assert (found["ours_low"], found["ours_high"]) == (pytest.approx(-0.6), pytest.approx(-0.4))
    assert (found["verdict"], found["note"]) == (
        "contradicted",
        "asks to see work: 10%; asks for a degree: 60%",
    )


def test_every_claim_has_a_reading_a_known_skill_and_the_bounds_that_its_definition_states() -> (
    None
):
    known = claims.every_claim()
    assert len({claim.claim_id for claim in known}) == len(known)
    for claim in known:
        assert claim.reading in READINGS
        if claim.reading == "skill":
            assert claim.subject in taxonomy()
            assert claim.low == KEY_SHARE
        if claim.reading == "math":
            assert MATH_SHARE in (claim.low, claim.high)


def test_invented_employers_give_no_verdict_on_the_real_world() -> None:
    table = claims.judge_claims(NOTHING, is_rehearsal=True)
    assert table.height == len(claims.every_claim())
    assert table["verdict"].null_count() == table.height
