"""One page per employer above the floor: what it hires for, what it states, and how that went.

Decides what such a page holds. Leaves the floor to `employer_pages.sql`, and the directory that
leads to these pages to the page on employers.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.estimates import Estimate
from reports.drawing.lines import draw_lines_by_role
from reports.figures.catalogue import entry
from reports.page import Edition, Figure, Page
from reports.wording import numbers
from reports.wording.names import employer_name

_PARTS = ("employer_roles", "employer_openings", "employer_skills", "employer_history")
_OPEN = Estimate("n_open_openings", "", "", "count", with_zero=True)


def build_each(answer: Answer, edition: Edition) -> Iterator[tuple[str, str, Page]]:
    """Slug, title and page of each employer, in the order of the directory."""
    found = {name: _by_employer(answer(name)) for name in _PARTS}
    for row in answer("employer_pages").rows(named=True):
        key = str(row["employer_key"])
        tables = {name: found[name].get(key, answer(name).clear()) for name in _PARTS}
        yield str(row["page"]), employer_name(row["employer"]), _page(row, tables)


def _by_employer(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    parts = table.partition_by("employer_key", maintain_order=True)
    return {str(part["employer_key"][0]): part for part in parts}


def _page(row: Row, tables: dict[str, pl.DataFrame]) -> Page:
    name = employer_name(row["employer"])
    return Page(
        headline=_headline(row, name),
        lede=(
            f"What {name}’s own boards list and state, since "
            f"{numbers.spoken(row['first_seen_date'])}. Counts of adverts, not of people hired."
        ),
        blocks=tuple(_figure(part, row, name, tables[part]) for part in _PARTS),
    )


def _headline(row: Row, name: str) -> str:
    n_open = numbers.counted(row["n_open_openings"], "open opening")
    n = numbers.count(row["n_openings"])
    said = f"{name} has {n_open} for the seven roles, of {n} seen within a year"
    if row["disclosure_share"] is None:
        return f"{said}."
    stated = numbers.share(row["disclosure_share"])
    return f"{said}. {stated} of those that could state pay do ({numbers.n_of(row['n_could_state_pay'])})."


def _figure(part: str, row: Row, name: str, table: pl.DataFrame) -> Figure:
    id = f"{row['page']}-{part.removeprefix('employer_')}"
    chart = draw_lines_by_role(table, _OPEN) if part == "employer_history" else None
    fixed = entry(part, id=id, employer=name) | {"sql": part}
    return Figure(
        **fixed, table=table, chart=chart, where=("employer_key", str(row["employer_key"]))
    )
