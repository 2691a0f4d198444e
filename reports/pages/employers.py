"""Employers: who hires for which role, and who is new.

Decides how many employers are drawn. Leaves the floor of three openings, below which none is
named, to the queries.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.bars import draw_bars
from reports.figures import counts, findings, outside
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Page
from reports.wording import numbers
from reports.wording.names import employer_name
from reports.wording.roles import FOCUS, role_of

TITLE = "Employers"
ORDER = 7

_DRAWN = 20
"""The table has the first sixty."""

_NAMED_AT_ONCE = 3
"""Employers that a sentence names when they share the first rank."""

_PATTERNS = {"ai_engineer": "", "ml_engineer": "/", "data_scientist": "x"}


def build(answer: Answer, edition: Edition) -> Page:
    """The page on employers, with how far each role's count rests on its largest."""
    top, largest = answer("employers_top"), answer("employers_concentration")
    return Page(
        headline=_headline(top),
        points=tuple(counts.open_now(row, edition) for row in by_focus(largest)),
        lede=(
            "Open openings on the job boards that we watch, by the last visit to each. This does "
            "not rank the labour market. One job in several cities is one opening. Employers with "
            "fewer than three openings are counted but not named."
        ),
        blocks=(
            _top(top),
            _new(answer("employers_new")),
            _concentration(largest),
            show_table(answer, "employers_directory"),
            *outside.filed_growth(answer("employers_filed")),
        ),
    )


def _headline(top: pl.DataFrame) -> str:
    if top.is_empty():
        return "No employer has three open openings for the three roles yet."
    n = numbers.count(top["n_open_openings"][0])
    leaders = [employer_name(row["employer"]) for row in _leading(top, "n_open_openings")]
    if len(leaders) == 1:
        return f"{leaders[0]} has the most open openings for the three roles: {n}."
    return f"{_together(leaders)} have the most open openings for the three roles: {n} each."


def _leading(table: pl.DataFrame, column: str) -> Sequence[Row]:
    """The rows with the highest count, which several may share."""
    return table.filter(pl.col(column) == pl.col(column).max()).to_dicts()


def _together(names: Sequence[str]) -> str:
    """Those who share a rank: all up to three, else one and how many others."""
    return findings.listed(
        names if len(names) <= _NAMED_AT_ONCE else [names[0], f"{len(names) - 1} others"]
    )


def _top(table: pl.DataFrame) -> Figure:
    parts = {role: (role_of(role).plural, role_of(role).colour, _PATTERNS[role]) for role in FOCUS}
    return Figure(
        **entry("employers_top"),
        table=table,
        chart=draw_bars(_named(table.head(_DRAWN)), "employer", parts),
    )


def _named(table: pl.DataFrame) -> list[Row]:
    return [{**row, "employer": employer_name(row["employer"])} for row in table.to_dicts()]


def _new(table: pl.DataFrame) -> Figure:
    return Figure(
        **entry("employers_new"),
        finding=_newest(table),
        table=table,
    )


def _newest(table: pl.DataFrame) -> str:
    if table.is_empty():
        return ""
    rows = _leading(table, "n_new_28d")
    n = f"{numbers.count(rows[0]['n_new_28d'])} new openings"
    names = list(dict.fromkeys(employer_name(row["employer"]) for row in rows))
    roles = findings.listed(
        [role_of(role).in_text for role in FOCUS if any(row["role"] == role for row in rows)]
    )
    if len(rows) == 1:
        return f"{names[0]} has the most: {n} for {roles}."
    if len(names) == 1:
        return f"{names[0]} has the most: {n} each for {roles}."
    return f"{_together(names)} have the most: {n} for one role each."


def _concentration(table: pl.DataFrame) -> Figure:
    words = [
        f"{numbers.count(row['n_largest'])} of {numbers.count(row['n_open_openings'])} "
        f"for {role_of(row['role']).in_text}"
        for row in by_focus(table)
    ]
    return Figure(
        **entry("employers_concentration"),
        finding=findings.sentence("Of each role’s openings, the largest employer has", words),
        table=table,
    )
