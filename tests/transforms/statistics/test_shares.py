"""Shares of openings with intervals that know their employers."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.statistics.shares import clustered_shares

SCHEMA = {"role": pl.String, "employer_key": pl.String, "value": pl.String}


def shares(rows: list[tuple[str, str, str | None]]) -> dict[tuple[str, str], dict[str, object]]:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    found = clustered_shares(frame, frame.drop_nulls("value"), ["role"], ["value"])
    return {(row["role"], row["value"]): row for row in found.iter_rows(named=True)}


def test_a_share_counts_hits_rows_and_employers():
    found = shares(
        [("ai", "a", "x"), ("ai", "a", None), ("ai", "b", "x"), ("ai", "c", None), ("ml", "a", "y")]
    )
    row = found["ai", "x"]
    assert (row["n"], row["n_of"], row["n_employers"], row["n_of_employers"], row["share"]) == (
        2,
        4,
        2,
        3,
        0.5,
    )
    assert found["ml", "y"]["n_of"] == 1


def test_employers_that_are_all_or_nothing_count_once_each():
    rows = [
        ("ai", f"e{employer}", "x" if employer < 5 else None)
        for employer in range(10)
        for _ in range(10)
    ]
    assert shares(rows)["ai", "x"]["n_effective"] == pytest.approx(10, rel=0.12)


def test_one_opening_an_employer_counts_in_full():
    rows = [("ai", f"e{number}", "x" if number % 3 == 0 else None) for number in range(99)]
    assert shares(rows)["ai", "x"]["n_effective"] == pytest.approx(99, rel=0.02)


def test_no_hits_give_no_rows():
    assert shares([("ai", "a", None)]) == {}


def test_a_value_that_no_opening_of_a_role_has_is_at_nought_with_an_interval():
    rows = [*(("ai", f"e{n}", "x") for n in range(20)), *(("ml", f"e{n}", None) for n in range(20))]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    hits = frame.drop_nulls("value")
    found = clustered_shares(frame, hits, ["role"], ["value"], hits.select("value"))
    none = found.row(by_predicate=pl.col("role") == "ml", named=True)
    assert (none["n"], none["n_of"], none["n_of_employers"]) == (0, 20, 20)
    assert (none["share"], none["share_low"]) == (0, 0)
    # Wilson's upper end: t^2 / (n + t^2), with Student's point of 19 degrees of freedom, 2.093.
    assert none["share_high"] == pytest.approx(2.093**2 / (20 + 2.093**2), abs=1e-4)


def test_few_employers_leave_more_open_than_the_normal_distribution_says():
    few = shares([("ai", f"e{n}", "x" if n % 2 else None) for n in range(6)])["ai", "x"]
    # Student's point of 5 degrees of freedom, 2.571, on six openings of six employers.
    z, n = 2.5706, 6.0
    half = z / (1 + z * z / n) * (0.25 / n + z * z / (4 * n * n)) ** 0.5
    assert few["share_high"] == pytest.approx(0.5 + half, abs=1e-4)
