"""The market file: built beside, checked, published in one step; readable with any DuckDB tool."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse import market

SEEN = datetime(2026, 1, 5)


def frame(table: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Rows of a table with every column that is not named null."""
    with duckdb.connect() as con:
        con.execute(market.statements("tables").get(table) or market.statements("marts")[table])
        empty = con.sql(f'select * from "{table}"').pl()
    return pl.DataFrame([{name: row.get(name) for name in empty.columns} for row in rows], schema=empty.schema)


def posting(posting_id: str, **changes: object) -> dict[str, object]:
    source, board, external_id = posting_id.split(":")
    return {
        "posting_id": posting_id, "source": source, "board": board, "external_id": external_id, "opening_id": posting_id, "title": "AI Engineer",
        "first_seen_at": SEEN, "last_seen_at": SEEN, "is_open": True, "role": "ai_engineer", "role_counted": "ai_engineer",
    } | changes  # fmt: skip


def build(tmp_path: Path, **frames: pl.DataFrame) -> list[str]:
    return [bad.check for bad in market.build(tmp_path / "m.duckdb", frames)]


def test_a_market_without_data_is_healthy_and_has_every_table(tmp_path: Path) -> None:
    assert build(tmp_path) == []
    names = set(market.data_dictionary(tmp_path / "m.duckdb")["table_name"])
    assert names == set(market.statements("tables")) | set(market.statements("marts"))


def test_every_table_and_every_column_carries_a_comment(tmp_path: Path) -> None:
    build(tmp_path)
    silent = market.data_dictionary(tmp_path / "m.duckdb").filter(
        pl.col("comment").is_null() | pl.col("table_comment").is_null()
    )
    assert silent.rows() == []


@pytest.mark.parametrize(
    "macro", ["pay_band('ai_engineer', 'all', 'US')", "growth('ai_engineer')", "why('ashby:acme:1')"]
)
def test_the_macros_for_people_answer(tmp_path: Path, macro: str) -> None:
    evidence = [{"feature": "title", "phrase": "AI Engineer", "weight": 2.0}]
    row = posting("ashby:acme:1", role_evidence=evidence)
    build(tmp_path, posting=frame("posting", row), opening=frame("opening", {"opening_id": "ashby:acme:1"}))
    found = market.query(tmp_path / "m.duckdb", f"from {macro}")
    assert found.height == (1 if macro.startswith("why") else 0)


OPENING = {"opening_id": "ashby:acme:1"}

BAD = {
    "posting_id_is_unique": {"posting": [posting("ashby:acme:1"), posting("ashby:acme:1")]},
    "every_posting_has_its_opening": {"posting": [posting("ashby:acme:1", opening_id="nowhere")]},
    "closed_after_it_was_seen": {"posting": [posting("ashby:acme:1", closed_at=SEEN)]},
    "roles_levels_and_outcomes_are_known_words": {"posting": [posting("ashby:acme:1", level="wizard")]},
    "nothing_is_open_that_a_later_look_does_not_list": {
        "posting": [posting("ashby:acme:1")],
        "look": [{"look_id": "l", "source": "ashby", "board": "acme", "looked_at": datetime(2026, 1, 12), "outcome": "complete", "is_counted": True, "is_suspect": False}],
    },
    "pay_bounds_are_ordered": {
        "posting_pay": [{"posting_id": "p", "pay_min": 2.0, "pay_max": 1.0, "currency": "USD", "period": "year", "basis": "text", "is_implausible": False}]
    },
    "pay_has_a_currency_and_a_period": {"posting_pay": [{"posting_id": "p", "pay_min": 2.0, "currency": "USD", "period": "fortnight", "basis": "text"}]},
    "shares_lie_between_0_and_1": {"mart_skill_demand": [{"role": "ai_engineer", "skill": "rag", "share": 0.5, "share_low": 0.6, "share_high": 0.7}]},
    "pay_quantiles_are_ordered": {"mart_pay_band": [{"role": "ai_engineer", "p25": 2.0, "p50": 1.0, "p50_low": 1.0, "p50_high": 1.0, "n_postings": 99, "n_employers": 99}]},
    "printed_bands_are_above_their_floors": {"mart_pay_band": [{"role": "ai_engineer", "p50": 1.0, "p50_low": 1.0, "p50_high": 1.0, "n_postings": 9, "n_employers": 9}]},
    "durations_are_ordered": {"mart_duration": [{"role": "all", "p25_days": 9.0, "median_days": 8.0, "median_low": 7.0, "median_high": None}]},
    "growth_parts_sum_to_the_change": {
        "mart_growth_flow": [{"role": "all", "n_before": 10, "n_matched_change": 1, "n_entered": 2, "n_left": 3, "n_unknown_change": 0, "n_after": 11}]
    },
    "index_lies_in_its_interval": {"mart_role_growth": [{"role": "all", "index": 99.0, "index_low": 100.0, "index_high": 101.0}]},
    "growth_needs_enough_boards": {"mart_growth_headline": [{"role": "all", "measure": "stock", "growth_share": 0.1, "n_boards": 7}]},
}  # fmt: skip


@pytest.mark.parametrize("check", sorted(BAD))
def test_each_check_finds_the_rows_it_is_named_for(tmp_path: Path, check: str) -> None:
    frames = {table: frame(table, *rows) for table, rows in BAD[check].items()}
    frames.setdefault("opening", frame("opening", OPENING))
    assert build(tmp_path, **frames) == [check]


def test_every_check_has_a_bad_example_here() -> None:
    assert sorted(BAD) == sorted(market.statements("checks"))


def test_publishing_leaves_open_readers_their_old_market(tmp_path: Path) -> None:
    file = tmp_path / "market.duckdb"
    market.build(file, {"opening": frame("opening", OPENING)})
    with duckdb.connect(str(file), read_only=True) as reader:
        market.build(tmp_path / "next.duckdb", {})
        market.publish(tmp_path / "next.duckdb", file)
        assert reader.execute("select count(*) from opening").fetchall() == [(1,)]
    assert market.query(file, "select count(*) as n from opening").row(0) == (0,)


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
        market.query(tmp_path / "m.duckdb", attack)


def test_a_frame_without_a_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="postings"):
        market.build(tmp_path / "m.duckdb", {"postings": pl.DataFrame()})


def test_a_frame_made_flat_for_csv_holds_no_lists_and_no_formulas() -> None:
    nested = pl.DataFrame(
        {"title": ["=cmd()", "AI Engineer", None], "country_codes": [["US", "CA"], [], None], "n": [-1, 2, 3]}
    )
    assert market.flat(nested).rows() == [("'=cmd()", '["US", "CA"]', -1), ("AI Engineer", "[]", 2), (None, None, 3)]


def test_nested_results_of_every_kind_are_flat_in_csv(tmp_path: Path) -> None:
    build(tmp_path)
    found = market.query(tmp_path / "m.duckdb", "select {a: 1, d: date '2026-01-05'} as s, [[1, 2], [3]] as l")
    assert market.flat(found).rows() == [('{"a": 1, "d": "2026-01-05"}', "[[1, 2], [3]]")]


def test_a_statement_without_rows_is_told_from_a_query(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(duckdb.Error, match="begins with select"):
        market.query(tmp_path / "m.duckdb", "-- a note, and no query")


def test_a_session_that_a_person_left_open_with_changes_does_not_break_the_next_market(tmp_path: Path) -> None:
    file = tmp_path / "market.duckdb"
    market.build(file, {"opening": frame("opening", OPENING)})
    with duckdb.connect(str(file)) as session:
        session.execute("delete from opening")
        market.build(tmp_path / "next.duckdb", {"opening": frame("opening", OPENING)})
        market.publish(tmp_path / "next.duckdb", file)
        done = subprocess.run(
            [sys.executable, "-c", f"import duckdb; print(duckdb.connect({str(file)!r}, read_only=True).sql('select count(*) from opening').fetchall())"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.stdout.strip() == "[(1,)]", done.stderr
