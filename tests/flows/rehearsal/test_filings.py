"""The rehearsal's filings, from the department's page over HTTP to the marts: what was planted is found."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import polars as pl
import pytest

from flows.filings.facts import FilingFacts, gather_filings, read_files
from flows.filings.listing import parse_since, parse_until
from flows.filings.take import take_files
from flows.lake.parts import Lake
from flows.rehearsal.filings.simulate import (
    planted_filings,
    quarters_of,
    simulate_filings,
)
from flows.rehearsal.planted import planted
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market, demo_market
from flows.settings import Settings
from transforms.statistics.filings.growth import measure_growth
from transforms.statistics.filings.wages import measure_wages

ROLES = tuple(planted_filings()["roles"])

RANGES_RAISE = 1.007
"""A range counts by its middle. Eight filings of a hundred lie a tenth higher for that, and the median with them."""


def senior_wage(role: str) -> float:
    """The planted median of what direct employers file for senior work."""
    pay, senior = planted()["roles"][role]["pay"], planted()["levels"]["senior"]["pay"]
    return float(pay * senior * planted_filings()["market"]["wage_factor"])


@pytest.fixture(scope="module")
def market() -> Market:
    return demo_market()


@pytest.fixture(scope="module")
def lake(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """What a backfill takes from the department behind its page, on the market's last day."""
    lake = Lake(tmp_path_factory.mktemp("home") / "lake")
    last = datetime.combine(market.last_day, time())
    with RehearsalServer(market) as server:
        settings = Settings(mirror=server.url)
        span = parse_since("FY2020"), parse_until("FY2030")
        assert (
            len(take_files(lake, settings, *span, last)) == planted_filings()["market"]["quarters"]
        )
    read_files(lake)
    return lake


@pytest.fixture(scope="module")
def filed(market: Market, lake: Lake) -> FilingFacts:
    return gather_filings(lake, datetime.combine(market.last_day, time()))


def row_of(frame: pl.DataFrame, **where: str) -> dict[str, Any]:
    return frame.filter(*(pl.col(name) == value for name, value in where.items())).row(
        0, named=True
    )


def test_eight_quarters_are_out_three_weeks_after_their_end(market: Market) -> None:
    assert quarters_of(market)[:: planted_filings()["market"]["quarters"] - 1] == [
        date(2024, 10, 1),
        date(2026, 7, 1),
    ]


def test_every_planted_filing_is_read_field_by_field_whatever_its_quarter_writes(
    market: Market, filed: FilingFacts
) -> None:
    planted = {
        f"I-200-{each.number:08d}": each
        for filings in simulate_filings(market).values()
        for each in filings
    }
    assert set(filed.filings["case_number"]) == set(planted)
    for row in filed.filings.iter_rows(named=True):
        truth = planted[row["case_number"]]
        assert (row["certified_date"], row["role"]) == (truth.day, truth.role), truth
        assert row["level"] == truth.level
        assert row["wage_level"] == planted_filings()["levels"][truth.level]["wage_level"]
        assert row["wage_min_usd_year"] == pytest.approx(truth.wage, abs=15)  # cents of an hour
        assert row["wage_max_usd_year"] == pytest.approx(truth.wage_top or truth.wage, abs=15)
        assert (row["n_new"], row["n_renewed"]) == (truth.is_new, not truth.is_new)
        assert (row["filer_kind"] == "outsourcer") == truth.is_outsourcer
        assert row["metro"].startswith(truth.place[0].title())


def test_what_cannot_be_read_is_in_the_quarantine_with_its_reason(filed: FilingFacts) -> None:
    n_bad = planted_filings()["market"]["bad_rows"] * planted_filings()["market"]["quarters"]
    assert filed.quarantine["reason"].to_list() == ["wage_from: DOE is not an amount"] * n_bad
    assert filed.files.select("n_not_certified", "n_other_work").unique().rows() == [(2, 1)]


def test_no_contact_enters_the_lake(lake: Lake) -> None:
    files = list(lake.folder.rglob("*.parquet"))
    assert files
    for file in files:
        text = pl.read_parquet(file).write_csv()
        assert "@" not in text
        assert "Rehearsal-Contact" not in text


def test_the_planted_median_lies_in_its_interval_with_and_without_outsourcers(
    filed: FilingFacts,
) -> None:
    found = measure_wages(filed.filings).filter(grain="year", level="senior", region="all").filter(wage_level="all")  # fmt: skip
    direct = {role: row_of(found, role=role, filer_kind="direct") for role in ROLES}
    held = [direct[role]["p50_low"] <= senior_wage(role) * RANGES_RAISE <= direct[role]["p50_high"] for role in ROLES]  # fmt: skip
    assert sum(held) >= len(ROLES) - 1
    # Outsourcers file in bulk and for less: with them the median of what they file for is lower.
    every = row_of(found, role="data_scientist", filer_kind="all")
    assert every["p50"] < direct["data_scientist"]["p50"]
    assert every["n_filings"] > direct["data_scientist"]["n_filings"]


def test_the_planted_growth_of_new_positions_lies_in_its_interval(filed: FilingFacts) -> None:
    found = measure_growth(filed.filings).filter(grain="year", measure="new_positions")
    for employers in ("all", "matched"):
        rows = found.filter(filer_kind="direct", employers=employers)
        held = [
            (row := row_of(rows, role=role))["growth_low"]
            <= planted_filings()["roles"][role]["growth"]
            <= row["growth_high"]
            for role in ROLES
        ]
        assert sum(held) >= len(ROLES) - 1  # of five 95 % intervals one may miss
    ai_engineer = row_of(found, role="ai_engineer", filer_kind="direct", employers="all")
    assert ai_engineer["growth_low"] > 0


def test_renewals_that_do_not_grow_would_hide_what_does(filed: FilingFacts) -> None:
    found = measure_growth(filed.filings).filter(grain="year", filer_kind="direct", employers="all")
    new = row_of(found, role="ai_engineer", measure="new_positions")
    renewed = row_of(found, role="ai_engineer", measure="renewed_positions")
    assert renewed["growth_low"] < 0 < renewed["growth_high"]
    assert renewed["growth_high"] < new["growth_share"]
