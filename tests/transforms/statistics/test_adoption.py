"""Adoption of skills: the month an opening counts in, the share by month, and when it passed a mark for good."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from transforms.statistics.adoption import ADOPTION, LEAST_NAMED, measure_adoption
from transforms.statistics.intervals import t_quantile

POSTING = pl.Schema(
    {
        **dict.fromkeys(
            "posting_id opening_id employer_key role_counted source period".split(),
            pl.String(),
        ),
        **dict.fromkeys(("first_seen_at", "last_seen_at"), pl.Datetime("us")),
        **dict.fromkeys(("has_text", "is_left_truncated", "is_census"), pl.Boolean()),
    }
)
MONTHS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(24)]
N = 100


class Market:
    """Openings by month, some of which name RAG."""

    def __init__(self) -> None:
        self.postings: list[dict[str, Any]] = []
        self.skills: list[tuple[str, str]] = []

    def add(self, month: date, n_with: int, n: int = N, **more: Any) -> Market:
        for number in range(n):
            name = f"p{len(self.postings)}"
            seen = datetime(month.year, month.month, 15)
            self.postings.append(
                {
                    **{"posting_id": name, "opening_id": name, "employer_key": f"e{number}"},
                    **{"role_counted": "ai_engineer", "has_text": True},
                    **{"source": "hackernews", "period": f"{month:%Y-%m}", "is_census": True},
                    **{"first_seen_at": seen, "last_seen_at": seen, "is_left_truncated": False},
                    **more,
                }
            )
            if number < n_with:
                self.skills.append((name, "rag"))
        return self

    def measure(self) -> pl.DataFrame:
        skills = pl.DataFrame(
            self.skills, schema={"posting_id": pl.String, "skill": pl.String}, orient="row"
        )
        return measure_adoption(pl.DataFrame(self.postings, schema=POSTING), skills, {"rag": "RAG"})


def thread(*n_with: int) -> Market:
    market = Market()
    for month, n in zip(MONTHS, n_with, strict=False):
        market.add(month, n)
    return market


def of(found: pl.DataFrame, role: str = "ai_engineer", origin: str = "hackernews") -> pl.DataFrame:
    return found.filter(role=role, origin=origin, skill="rag")


def test_a_skill_has_a_row_for_every_month_from_the_first_that_names_it() -> None:
    found = of(thread(0, 0, 12, 0, 30).measure())
    assert found.select("period_start", "n_with", "n_openings", "share").rows() == [
        (MONTHS[2], 12, 100, 0.12),
        (MONTHS[3], 0, 100, 0.0),
        (MONTHS[4], 30, 100, 0.3),
    ]
    assert set(found["first_seen_start"]) == {MONTHS[2]}
    assert set(found["skill_name"]) == {"RAG"}
    silent = found.row(1, named=True)
    assert silent["share_low"] == 0.0
    assert 0.0 < silent["share_high"] < 0.1
    assert found.schema == ADOPTION


def test_all_roles_together_are_the_seven_roles() -> None:
    market = Market().add(MONTHS[0], 10)
    market.add(MONTHS[0], 5, role_counted="ml_engineer").add(MONTHS[0], 90, role_counted="other")
    found = market.measure()
    together = of(found, "all").row(0, named=True)
    assert (together["n_with"], together["n_openings"]) == (15, 200)
    assert of(found, "ml_engineer").is_empty(), f"fewer than {LEAST_NAMED} openings ever named it"


@pytest.mark.parametrize(
    ("shares", "passed"),
    [
        # One loud month passes nothing, though it lifts three windows.
        ([0, 1, 20, *[0] * 12], (None, None, None)),
        # 6 % for half a year and longer: 1 % and 5 % are passed with its first month, 10 % is not.
        ([1, 0, 0, *[6] * 12], (MONTHS[3], MONTHS[3], None)),
        # A share that falls back within half a year has not passed for good, the second rise has.
        ([0, *[6] * 5, 0, 0, 0, *[12] * 12], (MONTHS[9], MONTHS[9], MONTHS[9])),
        # Risen in the last seven months only: too recently to say. Eight are enough.
        ([*[0] * 6, *[12] * 7], (None, None, None)),
        ([*[0] * 6, *[12] * 8], (MONTHS[6], MONTHS[6], MONTHS[6])),
    ],
)
def test_a_mark_is_passed_when_half_a_year_of_windows_reaches_it(
    shares: list[int], passed: tuple[date | None, ...]
) -> None:
    row = of(thread(*shares).measure()).row(-1, named=True)
    assert tuple(row[f"passed_{mark}_start"] for mark in (1, 5, 10)) == passed


def test_boards_and_a_census_are_never_mixed() -> None:
    market = thread(20, 20)
    for month in MONTHS[:2]:
        market.add(month, 50, source="greenhouse", period=None, is_census=False)
    found = market.measure()
    assert of(found)["share"].to_list() == [0.2, 0.2]
    assert of(found, origin="boards")["share"].to_list() == [0.5, 0.5]


def test_what_stood_at_a_boards_first_look_counts_in_no_month() -> None:
    board = {"source": "greenhouse", "period": None, "is_census": False}
    market = Market().add(MONTHS[0], 90, is_left_truncated=True, **board)
    found = of(market.add(MONTHS[0], 20, **board).measure(), origin="boards")
    assert found["n_openings"].to_list() == [100]
    assert found["share"].to_list() == [0.2]


def test_a_month_below_the_floor_of_a_share_has_no_row() -> None:
    found = of(thread(20, 20).add(MONTHS[2], 4, n=9).measure())
    assert found["period_start"].to_list() == MONTHS[:2]


def test_a_month_of_none_is_as_uncertain_as_a_share_of_none_elsewhere() -> None:
    # 96 openings of one employer and one each of four say little more than one employer would.
    market = thread(12).add(MONTHS[1], 0, n=95, employer_key="giant").add(MONTHS[1], 0, n=5)
    silent = of(market.measure()).row(1, named=True)
    assert (silent["n_openings"], silent["n_employers"], silent["n_with"]) == (100, 6, 0)
    n_equal = 100**2 / (95**2 + 5)
    point = t_quantile(round(n_equal - 1))
    assert silent["share_high"] == pytest.approx(point**2 / (n_equal + point**2))


def test_openings_without_a_text_ask_for_nothing_and_are_not_counted() -> None:
    market = thread(20).add(MONTHS[0], 0, has_text=False)
    assert of(market.measure())["n_openings"].to_list() == [100]


def test_without_any_named_skill_the_mart_is_empty() -> None:
    assert Market().measure().is_empty()
    assert thread(3).measure().schema == ADOPTION
