"""Says which figures stand on history that was imported: "history from NAME", in each one's caption.

Decides on which histories a figure stands, from the tables that its SQL reads (`histories.toml`). A new figure needs
nothing to be named. Leaves what each history is to `mart_history`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

import polars as pl

from reports.answers import Row, read_sql
from reports.figures import findings
from reports.page import Block, Figure, Page
from reports.wording import numbers

QUERY = "quality_histories"
"""Stem of the query that lists the histories."""


def name_histories(page: Page, table: pl.DataFrame) -> Page:
    """The page with "history from NAME" wherever a figure stands on it.

    Args:
        page: As its module builds it.
        table: One row per history (`quality_histories.sql`).
    """
    histories = table.rows(named=True)
    if not histories:
        return page
    behind = [_behind(block, histories) for block in page.blocks]
    named = {row["origin"]: row for rows in behind for row in rows}
    if not named:
        return page
    blocks = tuple(map(_with_caption, page.blocks, behind))
    lede = (
        f"{page.lede} Figures here also use {_named(list(named.values()))}: imported "
        f"observations, not made by us."
    )
    return replace(page, blocks=blocks, lede=lede)


def _behind(block: Block, histories: Sequence[Row]) -> list[Row]:
    """The histories that a figure stands on."""
    if not isinstance(block, Figure) or not block.query or block.query == QUERY:
        return []
    if "origin" in block.table.columns and "boards" not in block.table["origin"]:
        return []  # a census alone: histories are of boards
    tables, held = _tables(block.query), _held()
    if tables & held["looks"]:
        return list(histories)
    is_read = bool(tables & held["postings"])
    return [row for row in histories if is_read and row["n_postings_year"]]


def _with_caption(block: Block, rows: list[Row]) -> Block:
    if not rows or not isinstance(block, Figure):
        return block
    return replace(block, caption=f"{block.caption} Includes {_named(rows)}.")


def _named(rows: Sequence[Row]) -> str:
    """The histories in words: "history from labs (5 Jan 2026 to 19 Jan 2026)"."""
    spans = [
        f"{numbers.show(row['origin'])} ({numbers.spoken(row['from_date'])} to "
        f"{numbers.spoken(row['until_date'])})"
        for row in rows
    ]
    return f"history from {findings.listed(spans)}"


@cache
def _tables(stem: str) -> frozenset[str]:
    """Every word of a query that may be a table."""
    return frozenset(re.findall(r"[a-z_]+", re.sub(r"--.*", "", read_sql(stem))))


@cache
def _held() -> dict[str, frozenset[str]]:
    text = files("reports.figures").joinpath("histories.toml").read_text(encoding="utf-8")
    return {name: frozenset(tables) for name, tables in tomllib.loads(text).items()}
