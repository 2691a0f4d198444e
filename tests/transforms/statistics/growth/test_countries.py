"""Growth by country: the same boards, the openings of one country, over the weeks of all countries together."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.transforms.statistics.growth.made_up_boards import AS_OF, Boards, ten
from transforms.statistics.growth.countries import COUNTRY_GROWTH, measure_countries
from transforms.statistics.growth.growth import measure_growth


def measure(boards: Boards, countries: dict[str, list[str]]) -> pl.DataFrame:
    """Growth by country. `countries`: of all postings of the boards whose name begins so."""
    postings, looks = boards.frames()
    names = pl.DataFrame(
        {"letter": list(countries), "country_codes": list(countries.values())},
        schema={"letter": pl.String, "country_codes": pl.List(pl.String)},
    )
    letters = postings.with_columns(letter=pl.col("board").str.head(1))
    placed = letters.join(names, on="letter", how="left", maintain_order="left").drop("letter")
    whole = measure_growth(placed, looks, AS_OF).headline
    return measure_countries(placed, looks, whole, AS_OF)


def of(found: pl.DataFrame, country: str, role: str = "ai_engineer") -> dict[str, Any]:
    return found.filter(country_code=country, role=role).row(0, named=True)


def with_others(n: int, stock: list[int | None]) -> Boards:
    """Ten boards that grow from 10 to 15, and n others."""
    boards = ten([10, 12, 15])
    for number in range(n):
        boards.board(f"c{number}", stock)
    return boards


def test_each_country_has_the_growth_of_its_own_openings():
    found = measure(with_others(8, [20, 20, 10]), {"b": ["US"], "c": ["DE"]})
    assert found["country_code"].unique(maintain_order=True).to_list() == ["DE", "US"]
    assert of(found, "US")["growth_share"] == pytest.approx(0.5)
    assert of(found, "DE")["growth_share"] == pytest.approx(-0.5)
    assert (of(found, "DE")["n_boards"], of(found, "DE")["n_employers"]) == (8, 8)


def test_an_opening_in_several_countries_counts_in_each():
    found = measure(ten([10, 12, 15]), {"b": ["US", "DE"]})
    assert of(found, "US")["growth_share"] == of(found, "DE")["growth_share"] == pytest.approx(0.5)


def test_a_country_of_fewer_than_eight_employers_is_not_measured():
    found = measure(with_others(7, [20, 20, 10]), {"b": ["US"], "c": ["DE"]})
    assert found["country_code"].unique().to_list() == ["US"]


def test_openings_without_a_known_country_are_in_none():
    assert measure(ten([10, 12, 15]), {"b": []}).schema == COUNTRY_GROWTH
    assert measure(ten([10, 12, 15]), {"b": []}).is_empty()


def test_a_country_known_for_a_shorter_time_is_not_compared():
    boards = ten([10] * 30)
    for number in range(8):
        boards.board(f"c{number}", [10] * 10, first_week=20)
    row = of(measure(boards, {"b": ["US"], "c": ["DE"]}), "DE")
    assert row["growth_share"] is row["growth_low"] is None
    assert row["note"] == "known from 2026-05-25 to 2026-07-27 only"


def test_a_role_without_openings_there_says_so():
    row = of(measure(ten([10, 12, 15]), {"b": ["US"]}), "US", "data_scientist")
    assert (row["growth_share"], row["note"]) == (None, "too few boards to judge (n = 0)")
