"""A market in memory: the warehouse's own tables and macros, filled with invented rows, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb
import polars as pl

from flows import report
from reports.answers import Answer
from warehouse.market import filled_columns, statements

_CONFUSION = {"true_role": pl.String, "read_role": pl.String, "n": pl.Int64}

BESIDE = {
    "change_log": pl.Schema({"changed_date": pl.Date, "kind": pl.String, "what": pl.String}),
    "role_held_out": pl.Schema(_CONFUSION),
    "role_scores": pl.Schema(
        dict.fromkeys(("basis", "labels", "figure", "role"), pl.String)
        | dict.fromkeys(("value", "low", "high"), pl.Float64)
        | dict.fromkeys(("n", "n_employers"), pl.Int64)
    ),
}
"""What pages are handed beside the market."""


def empty_market() -> duckdb.DuckDBPyConnection:
    """Every table and macro without rows, and without the comments, which take most of the time."""
    market = duckdb.connect()
    for sql in (statements("tables") | statements("marts") | statements("macros")).values():
        market.execute(sql.partition("\ncomment on")[0])
    return market


@cache
def schemas() -> dict[str, pl.Schema]:
    """The columns of each table that pages may read."""
    market = empty_market()
    names = [name for name in statements("marts") if name.startswith("mart_")]
    names += ["source", "quarantine", "pay_unread", "look", "opening", "posting", "posting_pay"]
    return {
        name: market.table(name).pl().select(filled_columns(market, name)).schema for name in names
    } | BESIDE


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame of all the table's columns; what a row does not state is null."""
    return pl.DataFrame(rows, schema=schemas()[name])


def fill(market: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Puts the rows into the tables of their name."""
    for name, rows in frames.items():
        market.register("incoming", rows.to_arrow())
        market.execute(f'insert into "{name}" by name select * from incoming')
        market.unregister("incoming")


def answer_from(frames: Mapping[str, pl.DataFrame]) -> Answer:
    """Answers the pages' questions from these rows; a table without a frame is empty."""
    market = empty_market()
    fill(market, {name: rows for name, rows in frames.items() if name not in BESIDE})
    beside = {
        name: frames.get(name, pl.DataFrame(schema=schema)) for name, schema in BESIDE.items()
    }
    return report.answer_from(market, beside)
