"""The kinds of evidence on growth: their order, which of them leads, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from transforms.statistics.census.growth import CENSUS_GROWTH
from transforms.statistics.growth.evidence import KINDS, Gathered, weigh_evidence
from transforms.statistics.growth.headline import HEADLINE, waiting_rows

NOTHING = Gathered(
    own_boards=pl.DataFrame(),
    imported_boards=pl.DataFrame(),
    histories=(),
    censuses=pl.DataFrame(schema=CENSUS_GROWTH),
    filed=pl.DataFrame(),
    benchmarks=pl.DataFrame(),
)
BENCHMARK = pl.Schema(
    {"area": pl.String, "measure": pl.String, "period_start": pl.Date, "value": pl.Float64}
)
NO_FACTS = pl.DataFrame(schema=BENCHMARK)


def boards(growth: float | None = 0.4, n_weeks: int = 52, note: str | None = None) -> pl.DataFrame:
    row = {
        **{"role": "ai_engineer", "measure": "stock"},
        **{"period_from": date(2025, 11, 24), "period_to": date(2026, 11, 23)},
        **{"growth_share": growth, "growth_low": growth and 0.2, "growth_high": growth and 0.7},
        **{"n_weeks": n_weeks, "is_year_on_year": n_weeks == 52},
        **{"n_boards": 40, "n_employers": 38, "note": note},
    }
    others = [each for each in waiting_rows() if each["role"] != "ai_engineer"]
    return pl.DataFrame([row, *others], schema=HEADLINE)


def census(source: str = "hackernews", growth: float | None = 0.3) -> pl.DataFrame:
    row = {
        **{"source": source, "role": "ai_engineer"},
        **{"period_from": date(2024, 11, 1), "period_to": date(2026, 10, 31), "n_months": 12},
        **{"n_openings": 412, "n_employers": 300},
        **{"growth_share": growth, "growth_low": growth and 0.1, "growth_high": growth and 0.5},
        "note": None if growth else "too few openings in one of the years (n = 3)",
    }
    return pl.DataFrame([row], schema=CENSUS_GROWTH)


def weigh(**gathered: pl.DataFrame) -> pl.DataFrame:
    return weigh_evidence(replace(NOTHING, benchmarks=NO_FACTS, **{**gathered}))


def of(found: pl.DataFrame, kind: str, role: str = "ai_engineer") -> dict[str, Any]:
    return found.filter(evidence=kind, role=role).row(0, named=True)


def lead(found: pl.DataFrame) -> list[str]:
    return found.filter("is_lead", role="ai_engineer")["evidence"].to_list()


@pytest.mark.parametrize(
    ("gathered", "leads"),
    [
        ({}, []),
        (
            {"own_boards": boards(), "imported_boards": boards(), "censuses": census()},
            ["own_boards"],
        ),
        ({"imported_boards": boards(), "censuses": census()}, ["imported_boards"]),
        ({"own_boards": boards(n_weeks=8), "censuses": census()}, ["hacker_news"]),
        ({"own_boards": boards(n_weeks=8)}, []),
        ({"own_boards": boards(growth=None), "censuses": census("usajobs_history")}, ["usajobs"]),
        ({"censuses": census(growth=None)}, []),
    ],
)
def test_the_first_kind_in_the_order_with_a_whole_year_and_an_interval_leads(
    gathered: dict[str, pl.DataFrame], leads: list[str]
) -> None:
    assert lead(weigh(**gathered)) == leads


def test_every_role_has_a_row_for_every_kind_and_a_kind_without_data_says_what_it_waits_for() -> (
    None
):
    found = weigh()
    assert found.filter(role="ai_engineer")["evidence"].to_list() == list(KINDS)[:-1]
    assert found["growth_share"].null_count() == found.height
    assert found["note"].null_count() == 0
    assert "rolecall import" in of(found, "imported_boards")["note"]


def test_less_than_a_year_on_boards_is_told_in_the_note_and_is_no_growth_in_a_year() -> None:
    row = of(weigh(own_boards=boards(n_weeks=8)), "own_boards")
    assert row["growth_share"] is None
    assert row["note"] == "+40% [+20% to +70%] over 8 weeks: less than a year"
    assert row["n"] == 40


def test_each_figure_says_what_its_n_counts_and_what_it_cannot_say() -> None:
    found = weigh(own_boards=boards(), censuses=census())
    own, threads = of(found, "own_boards"), of(found, "hacker_news")
    assert (own["n"], own["n_counts"], own["n_employers"]) == (40, "boards", 38)
    assert (threads["n"], threads["n_counts"]) == (412, "openings")
    assert "start-ups" in threads["cannot_say"]


def test_what_stands_on_an_imported_history_names_it() -> None:
    gathered = replace(NOTHING, imported_boards=boards(), histories=("a-ledger", "b-list"))
    row = of(weigh_evidence(gathered), "imported_boards")
    assert row["note"] == "history from a-ledger, b-list"
    short = replace(gathered, imported_boards=boards(n_weeks=8), histories=("a-ledger",))
    note = of(weigh_evidence(short), "imported_boards")["note"]
    assert note == "history from a-ledger; +40% [+20% to +70%] over 8 weeks: less than a year"


def test_filings_answer_with_the_newest_year_of_direct_employers() -> None:
    row = {
        **{"role": "ai_engineer", "measure": "new_positions", "filer_kind": "direct"},
        **{"employers": "all", "grain": "year", "note": None},
        **{"period_start": date(2025, 7, 1), "before_start": date(2024, 7, 1)},
        **{"n_after": 900, "n_employers": 200},
        **{"growth_share": 0.2, "growth_low": 0.05, "growth_high": 0.4},
    }
    rows = [row, row | {"grain": "quarter"}, row | {"filer_kind": "outsourcer"}]
    rows.append(row | {"period_start": date(2024, 7, 1), "growth_share": 0.9})
    found = weigh(filed=pl.DataFrame(rows))
    filed = of(found, "filings")
    assert (filed["growth_share"], filed["n"], filed["n_counts"]) == (0.2, 900, "positions")
    assert (filed["period_from"], filed["period_to"]) == (date(2024, 7, 1), date(2026, 6, 30))
    assert lead(found) == ["filings"]


def test_indeeds_share_is_a_fact_on_all_postings_without_interval_and_never_leads() -> None:
    months = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(26)]
    rows = [
        ("US", "share of postings that mention AI", day, 0.02 if day < date(2025, 3, 1) else 0.03)
        for day in months
    ]
    facts = pl.DataFrame(rows, schema=BENCHMARK, orient="row")
    found = weigh_evidence(replace(NOTHING, benchmarks=facts))
    row = of(found, "indeed_ai_share", "all")
    assert row["growth_share"] == pytest.approx(0.5)
    assert row["growth_low"] is None
    assert (row["period_from"], row["period_to"]) == (date(2024, 3, 1), date(2026, 2, 28))
    assert not row["is_lead"]
    assert found.filter(evidence="indeed_ai_share", role="ai_engineer").is_empty()
