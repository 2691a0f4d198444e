"""The market file: built beside, checked, published in one step; readable with any DuckDB tool."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse import market, read

SEEN = datetime(2026, 1, 5)


def frame(table: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Rows of a table with every column that is not named null."""
    schema = schema_of(table)
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@cache
def schema_of(table: str) -> pl.Schema:
    with duckdb.connect() as con:
        con.execute(market.statements("tables").get(table) or market.statements("marts")[table])
        return con.table(table).pl().select(market.filled_columns(con, table)).schema


def posting(posting_id: str, **changes: object) -> dict[str, object]:
    source, board, external_id = posting_id.split(":")
    return {
        "posting_id": posting_id, "source": source, "board": board, "external_id": external_id, "opening_id": posting_id, "title": "AI Engineer",
        "first_seen_at": SEEN, "last_seen_at": SEEN, "is_open": True, "role": "ai_engineer", "role_counted": "ai_engineer",
    } | changes  # fmt: skip


def build(tmp_path: Path, **frames: pl.DataFrame) -> list[str]:
    frames.setdefault("source", frame("source", ASHBY))
    return [bad.check for bad in market.build(tmp_path / "m.duckdb", frames)]


VIEWS = {"leading_employers", "open_jobs", "pay_national"}


def test_a_market_without_data_is_healthy_and_has_every_table(tmp_path: Path) -> None:
    assert build(tmp_path) == []
    names = set(read.data_dictionary(tmp_path / "m.duckdb")["table_name"])
    assert names == {*market.statements("tables"), *market.statements("marts"), *VIEWS}


def test_every_table_and_every_column_carries_a_comment(tmp_path: Path) -> None:
    build(tmp_path)
    silent = read.data_dictionary(tmp_path / "m.duckdb").filter(
        pl.col("comment").is_null() | pl.col("table_comment").is_null()
    )
    assert silent.rows() == []


@pytest.mark.usefixtures("uncommented")
@pytest.mark.parametrize(
    "macro",
    [
        "pay_band('ai_engineer', 'all', 'US')",
        "pay_bounds('ai_engineer', 'all', 'US')",
        "growth('ai_engineer')",
        "why('ashby:acme:1')",
    ],
)
def test_the_macros_for_people_answer(tmp_path: Path, macro: str) -> None:
    evidence = [{"feature": "title", "phrase": "AI Engineer", "weight": 2.0}]
    row = posting("ashby:acme:1", role_evidence=evidence)
    build(tmp_path, posting=frame("posting", row), opening=frame("opening", OPENING))
    found = read.query(tmp_path / "m.duckdb", f"from {macro}")
    assert found.height == (1 if macro.startswith("why") else 0)


@pytest.mark.usefixtures("uncommented")
def test_open_jobs_has_a_row_per_open_opening_with_its_open_places_and_the_pay_of_its_first_open_advert(
    tmp_path: Path,
) -> None:
    stated = {"kind": "base", "currency": "USD", "period": "year", "is_implausible": False}
    build(
        tmp_path,
        posting=frame(
            "posting",
            posting("ashby:acme:1", is_open=False, location_raw="Rome", country_codes=["IT"]),
            posting("ashby:acme:2", opening_id="ashby:acme:1", location_raw="Paris", country_codes=["FR"], visa="offered"),
            posting("ashby:acme:3", opening_id="ashby:acme:1", location_raw="Berlin", country_codes=["DE"], remote_policy="hybrid"),
            posting("ashby:acme:5", opening_id="ashby:acme:1", location_raw="Paris", country_codes=["FR"], remote_policy="remote"),
            posting("ashby:acme:4", is_open=False),
        ),
        opening=frame(
            "opening",
            OPENING | {"employer": "Acme", "n_postings": 3, "n_reposts": 2, "is_evergreen": True},
            {"opening_id": "ashby:acme:4", "is_open": False},
        ),
        posting_pay=frame(
            "posting_pay",
            {"posting_id": "ashby:acme:2", "basis": "text", "pay_min": 1.0, "pay_max": 2.0} | stated,
            {"posting_id": "ashby:acme:2", "basis": "structured", "pay_min": 100_000.0, "pay_max": 120_000.0} | stated,
        ),
    )  # fmt: skip
    found = read.query(
        tmp_path / "m.duckdb",
        "select employer, location, country_codes, remote_policy, visa, pay_min, pay_max, n_postings, n_reposts, is_evergreen from open_jobs",
    )
    places = ("Berlin | Paris", ["DE", "FR"], "hybrid")
    assert found.rows() == [("Acme", *places, "offered", 100_000.0, 120_000.0, 3, 2, True)]


def openings_of(employer: str, n_focus: int, n_other: int, **fields: Any) -> list[dict[str, Any]]:
    """Rows of mart_opening: so many openings of one employer for roles in focus, and for others."""
    roles = ["ml_engineer"] * n_focus + ["software_engineer"] * n_other
    known = {"employer_key": employer, "is_census": False, "could_state_pay": True} | fields
    return [
        {"opening_id": f"{employer}:{number}", "role": role} | known
        for number, role in enumerate(roles)
    ]


@pytest.mark.usefixtures("uncommented")
def test_leading_employers_have_five_openings_on_their_boards_three_of_them_in_focus(
    tmp_path: Path,
) -> None:
    rows = [
        *openings_of("acme", 3, 2, states_pay=True),
        *openings_of("bolt", 4, 1, could_state_pay=False),
        *openings_of("few", 3, 1),
        *openings_of("other work", 2, 9),
        *openings_of("writes in a thread", 5, 0, is_census=True),
    ]
    market.build(tmp_path / "m.duckdb", {"mart_opening": frame("mart_opening", *rows)})
    found = read.query(tmp_path / "m.duckdb", "from leading_employers")
    assert found.rows() == [("bolt", 4, 5, 0, 0), ("acme", 3, 5, 5, 5)]


@pytest.mark.usefixtures("uncommented")
def test_what_counts_openings_is_called_so_and_answers_to_its_old_name_too(tmp_path: Path) -> None:
    counted = {"n_openings": 40, "n_could_state_pay": 50}
    band = {"role": "ai_engineer", "level": "all", "metro": "all", "is_converted": True} | counted
    band |= {"country_code": "US", "region": "all", "measure": "mid", "currency": "USD"}
    rows = {
        "mart_pay_band": band,
        "mart_pay_premium": {"n_openings": 40},
        "mart_skill_demand": {"n_openings": 40},
        "mart_claim": {"n_openings": 40},
        "opening": OPENING | {"role": "ai_engineer"},
    }
    build(tmp_path, **{name: frame(name, row) for name, row in rows.items()})
    names = {
        "pay_band('ai_engineer', 'all', 'US')": ["n_openings", "n_postings"],
        "pay_bounds('ai_engineer', 'all', 'US')": ["n_could_state_pay", "n_all_postings"],
        "mart_pay_premium": ["n_openings", "n_postings"],
        "mart_skill_demand": ["n_openings", "n_postings"],
        "mart_claim": ["n_openings", "n_postings"],
        "opening": ["role_counted", "role"],
    }
    for table, pair in names.items():
        found = read.query(tmp_path / "m.duckdb", f"select {', '.join(pair)} from {table}").row(0)
        assert found[0] is not None
        assert found[0] == found[1], table


BANDS = [
    {"country_code": "US", "region": "all", "metro": "all", "measure": "mid", "currency": "USD", "is_converted": True, "n_openings": 40, "n_employers": 20, "p50": 200_000.4},
    {"country_code": "US", "region": "all", "metro": "all", "measure": "mid", "currency": "USD", "is_converted": False, "n_openings": 38, "n_employers": 19, "p50": 201_000.0},
    {"country_code": "US", "region": "all", "metro": "all", "measure": "mid", "currency": "CAD", "is_converted": False, "n_openings": 20, "n_employers": 15, "p50": 250_000.0},
    {"country_code": "US", "region": "CA", "metro": "all", "measure": "mid", "currency": "USD", "is_converted": True, "n_openings": 30, "n_employers": 15, "p50": 220_000.0},
    {"country_code": "US", "region": "all", "metro": "all", "measure": "low", "currency": "USD", "is_converted": True, "n_openings": 40, "n_employers": 20, "p50": 180_000.0},
]  # fmt: skip


@pytest.mark.usefixtures("uncommented")
def test_pay_national_has_one_row_a_role_level_and_country_in_dollars(tmp_path: Path) -> None:
    rows = [{"role": "ai_engineer", "level": "all"} | band for band in BANDS]
    market.build(tmp_path / "m.duckdb", {"mart_pay_band": frame("mart_pay_band", *rows)})
    found = read.query(
        tmp_path / "m.duckdb", "select role, level, country_code, n_openings, p50 from pay_national"
    )
    assert found.rows() == [("ai_engineer", "all", "US", 40, 200_000.0)]


@pytest.mark.parametrize(
    ("pay", "placed"),
    [
        (
            190,
            (0.5, 0.375, 0.688, None),
        ),  # the median itself; its interval by those of its neighbours
        (170, (0.333, 0.231, 0.458, None)),
        (90, (None, 0.0, 0.1, "below the lowest printed quantile, 10 %")),
        (125, (0.119, 0.0, 0.175, None)),
        (400, (None, 0.9, 1.0, "above the highest printed quantile, 90 %")),
    ],
)
def test_an_offer_is_placed_between_the_printed_quantiles(
    tmp_path: Path, pay: float, placed: tuple[object, ...]
) -> None:
    marks = {"p10": 120, "p25": 160, "p50": 190, "p75": 210, "p90": 250}
    ends = {
        f"{name}_{end}": value + by
        for name, value in marks.items()
        for end, by in (("low", -15), ("high", 15))
    }
    kept = {
        "measure": "mid",
        "currency": "USD",
        "is_converted": True,
        "region": "all",
        "metro": "all",
    }
    band = {**marks, **ends, **kept, "role": "ml_engineer", "level": "all", "country_code": "US"}
    market.build(tmp_path / "m.duckdb", {"mart_pay_band": frame("mart_pay_band", band)})
    sql = f"""
    select percentile_share, percentile_low, percentile_high, note
    from offer_percentile('ml_engineer', 'all', 'US', {pay})
    """
    assert read.query(tmp_path / "m.duckdb", sql).rows() == [placed]


@pytest.mark.usefixtures("uncommented")
def test_an_offer_beside_a_lone_median_is_above_or_below_it(tmp_path: Path) -> None:
    kept = {
        "measure": "mid",
        "currency": "USD",
        "is_converted": True,
        "region": "all",
        "metro": "all",
    }
    band = kept | {"role": "ml_engineer", "level": "all", "country_code": "US"}
    band |= {"p50": 190.0, "p50_low": 170.0, "p50_high": 210.0}
    market.build(tmp_path / "m.duckdb", {"mart_pay_band": frame("mart_pay_band", band)})
    sql = "select percentile_share, percentile_low, percentile_high from offer_percentile('ml_engineer', 'all', 'US', {})"
    found = [read.query(tmp_path / "m.duckdb", sql.format(pay)).row(0) for pay in (150, 200, 220)]
    assert found == [(None, 0.0, 0.5), (None, 0.0, 1.0), (None, 0.5, 1.0)]


@pytest.mark.usefixtures("uncommented")
def test_pay_band_gives_each_quantile_with_its_interval_and_the_share_with_its_n(
    tmp_path: Path,
) -> None:
    ends = {f"p{q}{end}": 1000.0 * q + at for q in (10, 25, 50, 75, 90) for at, end in enumerate(("_low", "", "_high"))}  # fmt: skip
    stated = {
        "n_openings": 90,
        "n_stating_openings": 91,
        "n_could_state_pay": 160,
        "disclosure_share": 91 / 160,
    }
    stated |= {"disclosure_low": 0.4123, "disclosure_high": 0.7007}
    band = {"role": "ai_engineer", "level": "all"} | BANDS[0] | ends | stated
    market.build(tmp_path / "m.duckdb", {"mart_pay_band": frame("mart_pay_band", band)})
    sql = "from pay_band('ai_engineer', 'all', 'US')"
    (found,) = read.query(tmp_path / "m.duckdb", sql).rows(named=True)
    rounded = {"disclosure_share": 0.569, "disclosure_low": 0.412, "disclosure_high": 0.701}
    expected = ends | stated | rounded
    assert {name: found[name] for name in expected} == expected


@pytest.mark.usefixtures("uncommented")
def test_pay_band_gives_dollars_once(tmp_path: Path) -> None:
    rows = [{"role": "ai_engineer", "level": "all"} | band for band in BANDS]
    market.build(tmp_path / "m.duckdb", {"mart_pay_band": frame("mart_pay_band", *rows)})
    found = read.query(
        tmp_path / "m.duckdb",
        "select currency, measure, is_converted from pay_band('ai_engineer', 'all', 'US')",
    )
    assert found.rows() == [("USD", "low", True), ("USD", "mid", True), ("CAD", "mid", False)]


def test_what_stands_in_a_market_is_told_with_its_comments(tmp_path: Path) -> None:
    build(tmp_path)
    found = read.contents(tmp_path / "m.duckdb")
    assert found.filter(pl.col("comment").is_null()).rows() == []
    assert dict(found.group_by("kind").len().rows()) == {
        "table": len(market.statements("tables")) + len(market.statements("marts")),
        "view": len(VIEWS),
        "macro": len(market.statements("macros")) - len(VIEWS),
    }
    assert "growth(role_wanted)" in found["name"].to_list()


@pytest.mark.parametrize(
    ("name", "column"), [("opening", "is_evergreen"), ("open_jobs", "url"), ("growth", "n_weeks")]
)
def test_tables_views_and_macros_are_described_by_column(
    tmp_path: Path, name: str, column: str
) -> None:
    build(tmp_path)
    assert column in read.columns(tmp_path / "m.duckdb", name)["column_name"].to_list()
    assert read.columns(tmp_path / "m.duckdb", f"{name}_of_mine").is_empty()


def test_every_column_that_a_macro_answers_with_is_explained(tmp_path: Path) -> None:
    build(tmp_path)
    names = read.contents(tmp_path / "m.duckdb").filter(kind="macro")["name"]
    described = {
        name: read.columns(tmp_path / "m.duckdb", name.partition("(")[0]) for name in names
    }
    unexplained = {
        name: columns.filter(pl.col("comment").is_null())["column_name"].to_list()
        for name, columns in described.items()
    }
    assert {name: columns for name, columns in unexplained.items() if columns} == {}


ASHBY = {"name": "ashby", "title": "Ashby", "never_gives": [], "basis": "real"}

OPENING = {"opening_id": "ashby:acme:1", "is_open": True}

BAD = {
    "posting_id_is_unique": {"posting": [posting("ashby:acme:1"), posting("ashby:acme:1")]},
    "every_posting_has_its_opening": {"posting": [posting("ashby:acme:1", opening_id="nowhere")]},
    "every_source_is_listed": {"look": [{"look_id": "l", "source": "lever", "outcome": "complete"}]},
    "closed_after_it_was_seen": {"posting": [posting("ashby:acme:1", closed_at=SEEN)]},
    "roles_levels_and_outcomes_are_known_words": {"posting": [posting("ashby:acme:1", level="wizard")]},
    "nothing_is_open_that_a_later_look_does_not_list": {
        "posting": [posting("ashby:acme:1")],
        "look": [{"look_id": "l", "source": "ashby", "board": "acme", "looked_at": datetime(2026, 1, 12), "outcome": "complete", "is_counted": True, "is_suspect": False}],
    },
    "pay_bounds_are_ordered": {
        "posting_pay": [{"posting_id": "ashby:acme:1", "pay_min": 2.0, "pay_max": 1.0, "currency": "USD", "period": "year", "basis": "text", "is_implausible": False}],
        "posting": [posting("ashby:acme:1")],
    },
    "pay_has_a_currency_and_a_period": {
        "posting_pay": [{"posting_id": "ashby:acme:1", "pay_min": 2.0, "currency": "USD", "period": "fortnight", "basis": "text"}],
        "posting": [posting("ashby:acme:1")],
    },
    "shares_lie_between_0_and_1": {"mart_skill_demand": [{"role": "ai_engineer", "skill": "rag", "share": 0.5, "share_low": 0.6, "share_high": 0.7}]},
    "pay_quantiles_are_ordered": {"mart_pay_band": [{"role": "ai_engineer", "p25": 2.0, "p50": 1.0, "p50_low": 1.0, "p50_high": 1.0, "n_openings": 99, "n_employers": 99}]},
    "printed_bands_are_above_their_floors": {"mart_pay_band": [{"role": "ai_engineer", "p50": 1.0, "p50_low": 1.0, "p50_high": 1.0, "n_openings": 9, "n_employers": 9}]},
    "durations_are_ordered": {"mart_duration": [{"role": "all", "p25_days": 9.0, "median_days": 8.0, "median_low": 7.0, "median_high": None}]},
    "skills_pass_marks_in_order": {
        "mart_skill_adoption": [{"role": "all", "skill": "rag", "first_seen_start": date(2024, 1, 1), "passed_1_start": date(2023, 1, 1)}]
    },
    "growth_leads_with_one_kind_of_evidence": {
        "mart_growth_evidence": [{"role": "all", "evidence": "indeed_ai_share", "is_lead": True, "growth_share": 0.4, "note": None}]
    },
    "growth_parts_sum_to_the_change": {
        "mart_growth_flow": [{"role": "all", "n_before": 10, "n_matched_change": 1, "n_entered": 2, "n_left": 3, "n_unknown_change": 0, "n_after": 11}]
    },
    "index_lies_in_its_interval": {"mart_role_growth": [{"role": "all", "index": 99.0, "index_low": 100.0, "index_high": 101.0}]},
    "printed_estimates_are_above_their_floors": {"mart_pay_premium": [{"reading": "adjusted", "term": "role", "name": "ml_engineer", "premium_share": 0.1, "premium_low": 0.0, "premium_high": 0.2, "n_openings": 9, "n_employers": 9}]},
    "openings_lie_inside_their_postings": {
        "posting": [posting("ashby:acme:1")],
        "opening": [{"opening_id": "ashby:acme:1", "opened_date": date(2025, 12, 1), "is_open": True, "n_postings": 1}],
    },
    "what_is_open_was_seen_lately": {
        "posting": [posting("ashby:acme:1", is_census=False, is_open=None)],
        "opening": [OPENING | {"is_open": None}],
    },
    "pay_and_skills_belong_to_postings": {"posting_skill": [{"posting_id": "nobody's", "skill": "rag"}]},
    "sums_equal_their_parts": {
        "posting": [posting("ashby:acme:1", employer_key="acme")],
        "mart_employer_demand": [{"employer_key": "acme", "role": "ai_engineer", "n_open_postings": 2}],
    },
    "premiums_and_changes_lie_in_their_intervals": {"mart_pay_premium": [{"reading": "adjusted", "term": "role", "name": "ml_engineer", "premium_share": 0.3, "premium_low": 0.0, "premium_high": 0.2, "n_openings": 99, "n_employers": 9}]},
    "claims_are_judged_by_their_interval": {"mart_claim": [{"claim_id": "c", "verdict": "supported", "note": "no figure"}]},
    "areas_stand_in_their_country": {"mart_pay_band": [{"role": "ai_engineer", "country_code": "CA", "metro": "Toronto"}]},
    "filed_wages_and_growth_are_sound": {"mart_filed_wage": [{"role": "ai_engineer", "p50": 1.0, "p50_low": 1.0, "p50_high": 1.0, "n_filings": 9, "n_employers": 9}]},
    "slices_are_above_their_floors": {"mart_slice": [{"role": "ai_engineer", "n_openings": 9, "n_employers": 5, "n_open_openings": 0, "note": "too few"}]},
    "growth_needs_enough_boards": {"mart_growth_headline": [{"role": "all", "measure": "stock", "growth_share": 0.1, "n_boards": 7}]},
}  # fmt: skip


FILED = {
    "role": "ai_engineer",
    "grain": "year",
    "period_start": date(2025, 7, 1),
    "n_filings": 99,
    "n_employers": 99,
}

BAND = {
    "role": "ai_engineer",
    "level": "all",
    "country_code": "US",
    "region": "all",
    "metro": "all",
    "n_openings": 99,
    "n_stating_openings": 99,
    "n_could_state_pay": 99,
    "n_employers": 99,
}
SLICE = {
    "role": "ai_engineer",
    "n_openings": 19,
    "n_employers": 9,
    "n_open_openings": 3,
    "n_paid": 12,
    "n_paying_employers": 6,
    "p50": 2.0,
    "p50_low": 1.0,
    "p50_high": 3.0,
    "top_employer_share": 0.2,
}
SLICE_QUARTER = {"role": "ai_engineer", "n_openings": 12, "n_employers": 6, "p50": 2.0, "p50_low": 1.0, "p50_high": 3.0, "top_employer_share": 0.2}  # fmt: skip
JUDGED = {"claim_id": "c", "verdict": "supported", "ours_value": 0.3, "ours_low": 0.2, "ours_high": 0.4, "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31), "n": 99, "n_counts": "openings", "n_openings": 99}  # fmt: skip
PAIR = {"role": "ai_engineer", "skill_a": "python", "skill_b": "rag", "n_both": 10, "n_employers": 5, "top_employer_share": 0.2, "lift": 3.0}  # fmt: skip
PRINTED = {"role": "ai_engineer", "skill": "rag", "n_openings": 99, "n_with": 1}

MORE_BAD = [
    ("growth_needs_enough_boards", {"mart_growth_country": [{"country_code": "US", "role": "ai_engineer", "growth_share": 0.1, "n_boards": 8, "n_employers": 7}]}),
    ("filed_wages_and_growth_are_sound", {"mart_filed_wage": [FILED | {"p50": 2.0, "p50_low": 3.0, "p50_high": 4.0}]}),
    ("filed_wages_and_growth_are_sound", {"mart_filed_growth": [FILED | {"growth_share": 0.1, "growth_low": 0.0, "growth_high": 0.2, "n_before": 19, "n_after": 40, "n_employers_before": 10, "n_employers_after": 10}]}),
    ("every_source_is_listed", {"posting": [posting("ashby:acme:1")]}),
    ("every_source_is_listed", {"source": [ASHBY, ASHBY]}),
    ("every_source_is_listed", {"source": [ASHBY | {"title": None}]}),
    ("shares_lie_between_0_and_1", {"mart_skill_demand": [PRINTED | {"required_share": 1.1}]}),
    ("shares_lie_between_0_and_1", {"mart_skill_demand": [PRINTED | {"change_share": 0.1, "change_low": 0.2, "change_high": 0.3}]}),
    ("shares_lie_between_0_and_1", {"mart_pay_band": [BAND | {"disclosure_share": -0.1}]}),
    ("shares_lie_between_0_and_1", {"mart_pay_band": [BAND | {"disclosure_share": 0.4, "disclosure_low": 0.5}]}),
    ("shares_lie_between_0_and_1", {"mart_pay_band": [BAND | {"top_employer_share": 1.1}]}),
    ("shares_lie_between_0_and_1", {"mart_census_demand": [{"role": "all", "period_start": date(2026, 1, 1), "opening_share": 0.2, "share_low": 0.3, "share_high": 0.4}]}),
    ("shares_lie_between_0_and_1", {"mart_employer_demand": [{"employer_key": "acme", "role": "ai_engineer", "has_pay_share": 2.0}]}),
    ("shares_lie_between_0_and_1", {"mart_claim": [{"claim_id": "c", "verdict": "undecided", "unit": "share", "ours_value": 1.2, "ours_low": 1.1, "ours_high": 1.3}]}),
    ("pay_quantiles_are_ordered", {"mart_pay_band": [BAND | {"p90": 9.0, "p90_low": 10.0, "p90_high": 11.0}]}),
    ("pay_quantiles_are_ordered", {"mart_pay_band": [BAND | {"p50": 9.0, "p50_low": 8.0, "p50_high": 10.0, "p50_bound_low": 9.5}]}),
    ("printed_bands_are_above_their_floors", {"mart_pay_band": [BAND | {"p50": 9.0, "p50_low": 8.0, "p50_high": 10.0, "top_employer_share": 0.34}]}),
    ("printed_bands_are_above_their_floors", {"mart_pay_band": [BAND | {"p50_bound_low": 9.0}]}),
    ("printed_bands_are_above_their_floors", {"mart_pay_band": [BAND | {"p25": 1.0, "pay_bins": [90, 8]}]}),
    ("printed_bands_are_above_their_floors", {"mart_pay_band": [BAND | {"pay_bins": [90, 9]}]}),
    ("printed_estimates_are_above_their_floors", {"mart_skill_demand": [PRINTED | {"n_openings": 9, "share": 0.1, "share_low": 0.0, "share_high": 0.2}]}),
    ("printed_estimates_are_above_their_floors", {"mart_role_profile": [{"role": "all", "attribute": "degree", "value": "phd", "n_of": 99, "n_employers": 4, "share": 0.1, "share_low": 0.0, "share_high": 0.2}]}),
    ("printed_estimates_are_above_their_floors", {"mart_skill_pair": [PAIR | {"n_employers": 4}]}),
    ("printed_estimates_are_above_their_floors", {"mart_skill_pair": [PAIR | {"top_employer_share": 0.4}]}),
    ("printed_estimates_are_above_their_floors", {"mart_census_demand": [{"role": "ai_engineer", "period_start": date(2026, 1, 1), "n_openings": 19, "yoy_share": 0.1, "yoy_low": 0.0, "yoy_high": 0.2}]}),
    ("printed_estimates_are_above_their_floors", {"mart_role_growth": [{"role": "all", "grain": "week", "period_start": date(2026, 1, 5), "index": 101.0, "n_boards": 7}]}),
    ("openings_lie_inside_their_postings", {"posting": [posting("ashby:acme:1")], "opening": [{"opening_id": "ashby:acme:1", "n_postings": 2}]}),
    ("openings_lie_inside_their_postings", {"posting": [posting("ashby:acme:1")], "opening": [{"opening_id": "ashby:acme:1", "is_open": False}]}),
    ("openings_lie_inside_their_postings", {"posting": [posting("ashby:acme:1", is_open=None)], "opening": [{"opening_id": "ashby:acme:1", "is_open": False}]}),
    ("openings_lie_inside_their_postings", {"posting": [posting("ashby:acme:1")], "opening": [{"opening_id": "ashby:acme:1", "is_open": None}]}),
    ("what_is_open_was_seen_lately", {"posting": [posting("ashby:acme:1", is_census=False, last_seen_at=SEEN - timedelta(days=29)), posting("ashby:acme:2", is_census=False)]}),
    ("pay_and_skills_belong_to_postings", {"posting_pay": [{"posting_id": "nobody's", "pay_min": 1.0, "currency": "USD", "period": "year", "basis": "text"}]}),
    ("pay_and_skills_belong_to_postings", {"posting": [posting("ashby:acme:1")], "posting_skill": [{"posting_id": "ashby:acme:1", "skill": "rag"}] * 2}),
    ("sums_equal_their_parts", {"mart_edition": [{"n_postings": 1, "n_openings": 0, "n_open_openings": 0, "n_looks": 0}]}),
    ("sums_equal_their_parts", {"mart_census_demand": [{"source": "hackernews", "role": "all", "period_start": date(2026, 1, 1), "n_openings": 3}]}),
    ("sums_equal_their_parts", {"mart_skill_demand": [PRINTED | {"n_with": 100}]}),
    ("sums_equal_their_parts", {"mart_pay_band": [BAND | {"n_openings": 100}]}),
    ("sums_equal_their_parts", {"mart_pay_band": [BAND | {"n_stating_openings": 100}]}),
    ("sums_equal_their_parts", {"mart_pay_band": [BAND | {"disclosure_share": 0.9}]}),
    ("sums_equal_their_parts", {
        "mart_pay_band": [BAND | {"country_code": "all", "measure": "mid", "is_converted": True}],
        "mart_role_profile": [{"role": "ai_engineer", "attribute": "pay_disclosed", "value": "yes", "n": 98, "n_of": 99}],
    }),
    ("premiums_and_changes_lie_in_their_intervals", {"mart_census_demand": [{"role": "ai_engineer", "period_start": date(2026, 1, 1), "n_openings": 99, "yoy_share": 0.1, "yoy_low": 0.2, "yoy_high": 0.3}]}),
    ("claims_are_judged_by_their_interval", {"mart_claim": [{"claim_id": "c", "verdict": "perhaps", "note": "none"}]}),
    ("claims_are_judged_by_their_interval", {"mart_claim": [{"claim_id": "c", "verdict": "undecided"}]}),
    ("claims_are_judged_by_their_interval", {"mart_claim": [JUDGED | {"period_from": None}]}),
    ("claims_are_judged_by_their_interval", {"mart_claim": [JUDGED | {"n_counts": "positions"}]}),
    ("claims_are_judged_by_their_interval", {"mart_claim": [JUDGED | {"claimed_to": date(2024, 12, 31)}]}),
    ("areas_stand_in_their_country", {"mart_pay_band": [BAND | {"metro": "Boulder, CO"}]}),
    ("slices_are_above_their_floors", {"mart_slice": [SLICE | {"n_paying_employers": 4}]}),
    ("slices_are_above_their_floors", {"mart_slice": [SLICE | {"pay_bins": [10]}]}),
    ("slices_are_above_their_floors", {"mart_slice": [SLICE | {"n_paid": 24, "n_paying_employers": 9, "pay_bins": [20, 3]}]}),
    ("slices_are_above_their_floors", {"mart_slice": [SLICE | {"n_stating_openings": 11}]}),
    ("slices_are_above_their_floors", {"mart_slice": [SLICE | {"n_stating_openings": 12, "n_could_state_pay": 16, "disclosure_share": 0.5}]}),
    ("slices_are_above_their_floors", {"mart_slice": [SLICE | {"note": "too few"}]}),
    ("slices_are_above_their_floors", {"mart_pay_quarter": [SLICE_QUARTER | {"n_employers": 4}]}),
    ("shares_lie_between_0_and_1", {"mart_pay_quarter": [SLICE_QUARTER | {"top_employer_share": 1.1, "p50": None, "note": "one employer"}]}),
    ("slices_are_above_their_floors", {"mart_slice_top": [{"kind": "employer", "name": "Acme", "n": 2, "n_of": 99}]}),
    ("shares_lie_between_0_and_1", {"mart_slice": [SLICE | {"disclosure_share": 1.1}]}),
    ("shares_lie_between_0_and_1", {"mart_slice_top": [{"kind": "skill", "name": "rag", "n": 9, "n_of": 99, "share": 0.1, "share_low": 0.2, "share_high": 0.3}]}),
]  # fmt: skip


@pytest.mark.usefixtures("uncommented")
@pytest.mark.parametrize(("check", "tables"), MORE_BAD)
def test_each_part_of_a_check_finds_its_rows(
    check: str, tables: dict[str, list[dict[str, object]]]
) -> None:
    sql = market.statements("checks")[check]
    made = market.statements("tables") | market.statements("marts")
    with duckdb.connect() as con:
        for name in sorted(set(re.findall(r"\b\w+\b", sql)) & set(made) - {"mart_quality"}):
            con.execute(made[name].split("comment on")[0])
        if "mart_quality" in sql:
            con.execute(
                "create table mart_quality (section varchar, source varchar, item varchar, n bigint, n_of bigint, share double)"
            )
        assert con.sql(sql).fetchall() == []
        for name, rows in tables.items():
            con.register("planted", frame(name, *rows))
            con.execute(f'insert into "{name}" by name from planted')
        assert len(con.sql(sql).fetchall()) == 1


def test_every_share_of_a_mart_is_checked() -> None:
    sql = market.statements("checks")["shares_lie_between_0_and_1"]
    checked = {
        (mart, column)
        for columns, mart in re.findall(r"select ([^*]*?)\s+from (mart_\w+)", sql)
        for column in re.findall(r"\w+", columns)
    }
    growths = {
        "growth_share",
        "growth_as_read_share",
        "growth_with_held_share",
        "growth_unreplaced_share",
        "naive_growth_share",
        "yoy_share",
        "premium_share",
    }  # may be above 1 or below 0
    shares = {
        (mart, column)
        for mart, text in market.statements("marts").items()
        for column in re.findall(r"^ {4}(\w*share) double", text, re.M)
        if column not in growths
    }
    assert len(shares) > 12
    assert shares <= checked


@pytest.mark.usefixtures("uncommented")
@pytest.mark.parametrize("check", sorted(BAD))
def test_each_check_finds_the_rows_it_is_named_for(tmp_path: Path, check: str) -> None:
    frames = {table: frame(table, *rows) for table, rows in BAD[check].items()}
    frames.setdefault("opening", frame("opening", OPENING))
    assert build(tmp_path, **frames) == [check]


def test_every_check_has_a_bad_example_here() -> None:
    assert sorted(BAD) == sorted(market.statements("checks"))


SKILL = {"category": "llm", "requirement": "required", "phrase": "RAG"}
READ = {
    "url": "https://a.example/1", "department": None, "apply_until_date": date(2026, 2, 1), "role_basis": "body",
    "role_evidence": [{"feature": "rag", "phrase": "RAG", "weight": 1.5}], "has_pay_conflict": None,
    "description_text": "You build RAG.", "work_text": None, "pay_unread": ["great pay"],
    "skills": [{"skill": "rag", **SKILL}, {"skill": "python", **SKILL}, {"skill": "rag", **SKILL, "phrase": "again"}],
}  # fmt: skip
READING = pl.DataFrame([READ | {"department": "Search", "work_text": "", "has_pay_conflict": True}])
READING = READING.with_columns(row=pl.lit(0, pl.Int64)).clear()


def readings(folder: Path, *files: list[dict[str, object]]) -> market.Readings:
    """A lake's files of readings, in a folder whose name is a pattern too."""
    written = [folder / "lake[1]" / f"{number}.parquet" for number in range(len(files))]
    for file, rows in zip(written, files, strict=True):
        file.parent.mkdir(exist_ok=True)
        known = {name: READING.schema[name] for row in rows for name in row}
        pl.DataFrame(rows, schema=known).write_parquet(file)
    return market.Readings(written, READING.drop("row"))


@pytest.mark.usefixtures("uncommented")
@pytest.mark.parametrize("at_once", [100, 2, 1], ids=["all", "a file", "less than a file"])
def test_the_words_of_a_posting_come_from_its_row_in_the_lake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(market, "_READINGS_AT_ONCE", at_once)
    (tmp_path / "lake1").mkdir()
    pl.DataFrame({"description_text": ["of another lake"]}).write_parquet(
        tmp_path / "lake1" / "0.parquet"
    )
    lake = readings(tmp_path, [READ | {"description_text": "Old."}, READ], [READ | {"url": None}])
    known = frame("posting", posting("ashby:a:1"), posting("ashby:a:2"))
    rows = known.with_columns(row=pl.Series([2, 1]), has_text=pl.lit(True))
    frames = {
        "posting": rows,
        "source": frame("source", ASHBY),
        "opening": frame(
            "opening",
            OPENING | {"opening_id": "ashby:a:1"},
            OPENING | {"opening_id": "ashby:a:2"},
        ),
    }
    file = tmp_path / "m.duckdb"
    assert market.build(file, frames, lake) == []
    words = read.query(file, "select posting_id, url, description_text from posting order by all")
    assert words.rows() == [
        ("ashby:a:1", None, "You build RAG."),
        ("ashby:a:2", "https://a.example/1", "You build RAG."),
    ]
    named = read.query(file, "select posting_id, skill, phrase from posting_skill order by all")
    assert named.rows() == [
        (name, skill, "RAG") for name in ("ashby:a:1", "ashby:a:2") for skill in ("python", "rag")
    ]
    assert read.query(file, "select phrase from pay_unread").rows() == [("great pay",)] * 2


@pytest.mark.usefixtures("uncommented")
def test_how_many_postings_have_a_text_pay_and_skills_is_counted_by_source(tmp_path: Path) -> None:
    build(
        tmp_path,
        source=frame("source", ASHBY, ASHBY | {"name": "lever"}),
        opening=frame("opening", *(OPENING | {"opening_id": each} for each in ("ashby:a:1", "ashby:a:2", "lever:b:1"))),
        posting=frame(
            "posting",
            posting("ashby:a:1", description_text="You build RAG."),
            posting("ashby:a:2", description_text=""),
            posting("lever:b:1"),
        ),
        posting_skill=frame("posting_skill", *({"posting_id": "ashby:a:1", "skill": skill} for skill in ("python", "rag"))),
    )  # fmt: skip
    found = read.query(
        tmp_path / "m.duckdb",
        "select source, item, n, n_of from mart_quality where item in ('description_text', 'pay', 'skills') order by all",
    )
    assert found.rows() == [
        ("ashby", "description_text", 1, 2),
        ("ashby", "pay", 0, 2),
        ("ashby", "skills", 1, 2),
        ("lever", "description_text", 0, 1),
        ("lever", "pay", 0, 1),
        ("lever", "skills", 0, 1),
    ]


def test_a_posting_whose_reading_is_gone_stops_the_build(tmp_path: Path) -> None:
    lake = readings(tmp_path, [READ])
    rows = frame("posting", posting("ashby:a:1"), posting("ashby:a:2"))
    known = {"posting": rows.with_columns(row=pl.Series([0, 1]))}
    with pytest.raises(duckdb.Error, match="1 of 2 rows did not find their reading"):
        market.build(tmp_path / "m.duckdb", known, lake)
    assert not (tmp_path / "m.duckdb").exists()


def test_a_file_from_before_a_column_was_added_has_nulls_in_it(tmp_path: Path) -> None:
    lake = readings(tmp_path, [{"description_text": "Old."}])
    rows = frame("posting", posting("ashby:a:1")).with_columns(row=pl.lit(0))
    opening = frame("opening", OPENING | {"opening_id": "ashby:a:1"})
    frames = {"posting": rows, "opening": opening, "source": frame("source", ASHBY)}
    assert market.build(tmp_path / "m.duckdb", frames, lake) == []
    found = read.query(
        tmp_path / "m.duckdb", "select description_text, url, role_evidence from posting"
    )
    assert found.rows() == [("Old.", None, None)]
    assert read.query(tmp_path / "m.duckdb", "from posting_skill").is_empty()


def test_duckdb_gets_a_part_of_the_memory_and_a_folder_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def ask(con: duckdb.DuckDBPyConnection) -> list[market.BadRows]:
        asked.extend(
            con.sql(
                "select current_setting('memory_limit'), current_setting('temp_directory')"
            ).fetchall()
        )
        return []

    monkeypatch.setattr(market, "run_checks", ask)
    left_by_a_kill = tmp_path / "m.duckdb.tmp" / "left"
    left_by_a_kill.mkdir(parents=True)
    for memory in (10**9, 10**11):
        market.build(tmp_path / "m.duckdb", {}, memory=memory)
    folder = str(tmp_path / "m.duckdb.tmp")
    assert asked == [("238.4 MiB", folder), ("953.6 MiB", folder)]
    assert not left_by_a_kill.exists()


def test_publishing_leaves_open_readers_their_old_market(tmp_path: Path) -> None:
    file = tmp_path / "market.duckdb"
    market.build(file, {"opening": frame("opening", OPENING)})
    with duckdb.connect(str(file), read_only=True) as reader:
        market.build(tmp_path / "next.duckdb", {})
        market.publish(tmp_path / "next.duckdb", file)
        assert reader.execute("select count(*) from opening").fetchall() == [(1,)]
    assert read.query(file, "select count(*) as n from opening").row(0) == (0,)


@pytest.mark.parametrize(
    "attack",
    [
        "drop table posting",
        "copy posting to 'x.csv'",
        "select * from read_text('/etc/passwd')",
        "create table t as select 1",
    ],
)
def test_a_query_can_neither_write_nor_leave_the_market(tmp_path: Path, attack: str) -> None:
    build(tmp_path)
    with pytest.raises(duckdb.Error):
        read.query(tmp_path / "m.duckdb", attack)


def test_a_frame_without_a_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="postings"):
        market.build(tmp_path / "m.duckdb", {"postings": pl.DataFrame()})


def test_a_frame_made_flat_for_csv_holds_no_lists_and_no_formulas() -> None:
    nested = pl.DataFrame(
        {
            "title": ["=cmd()", "AI Engineer", None, "＝cmd()"],
            "country_codes": [["US", "CA"], [], None, None],
            "n": [-1, 2, 3, 4],
        }
    )
    assert read.flatten(nested).rows() == [
        ("'=cmd()", '["US", "CA"]', -1),
        ("AI Engineer", "[]", 2),
        (None, None, 3),
        ("'＝cmd()", None, 4),
    ]


@pytest.mark.usefixtures("uncommented")
def test_nested_results_of_every_kind_are_flat_in_csv(tmp_path: Path) -> None:
    build(tmp_path)
    found = read.query(
        tmp_path / "m.duckdb", "select {a: 1, d: date '2026-01-05'} as s, [[1, 2], [3]] as l"
    )
    assert read.flatten(found).rows() == [('{"a": 1, "d": "2026-01-05"}', "[[1, 2], [3]]")]


@pytest.mark.usefixtures("uncommented")
def test_sums_and_spans_of_time_come_as_numbers_and_text(tmp_path: Path) -> None:
    build(tmp_path)
    sql = """
    select
        sum(n) as n, sum(0.5) as half, (2::hugeint^100)::hugeint as far, list(interval 1 day) as days,
        timestamp '2026-01-05' - timestamp '2026-01-02' as "a ""span"" of time",
        '101'::bit as bits
    from range(3) as t (n)
    """
    found = read.query(tmp_path / "m.duckdb", sql)
    assert found.columns == ["n", "half", "far", "days", 'a "span" of time', "bits"]
    days = "[1 day, 1 day, 1 day]"
    assert found.rows() == [(3, 1.5, 2.0**100, days, "3 days", "101")]


@pytest.mark.usefixtures("uncommented")
def test_a_statement_without_rows_is_told_from_a_query(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(duckdb.Error, match="begins with select"):
        read.query(tmp_path / "m.duckdb", "-- a note, and no query")
