"""Figures of how much more one role, level or skill pays than another, like compared to like.

Decides how the readings of a premium stand side by side. Leaves the model to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Row
from reports.drawing.dots import draw_dots, draw_dots_by
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure
from reports.wording import numbers
from reports.wording.names import LEVELS, word
from reports.wording.roles import FOCUS, Mark, role_of

_READINGS = ("unadjusted", "adjusted", "within_employer")

_SKILLS_SHOWN = 10
"""Skills at each end of the drawing. The table has them all."""


def by_role(table: pl.DataFrame) -> Figure:
    """How much more one role pays, in three readings, from the rows of `pay_premium.sql`."""
    rows = [row for row in table.iter_rows(named=True) if row["reading"] in _READINGS]
    rows.sort(key=lambda row: ((*FOCUS, row["name"]).index(row["name"]), row["name"]))
    held = next(
        (row["adjusted_for"] for row in rows if row["adjusted_for"]),
        "level, place, remote work, source and month",
    )
    adjusted = [
        row
        for row in rows
        if row["name"] in FOCUS
        and row["reading"] == "adjusted"
        and row["premium_share"] is not None
    ]
    return Figure(
        **entry("pay_premium", held=held),
        finding=findings.sentence("Like for like", [_against(row) for row in adjusted]),
        table=table,
        chart=draw_dots_by(
            rows,
            "reading",
            {reading: word(reading) for reading in _READINGS},
            lambda row: role_of(row["name"]).plural,
            charts.estimate(columns.PREMIUM, lambda row: role_of(row["name"]), reference=0.0),
        ),
    )


def _against(row: Row) -> str:
    reference = role_of(row["reference"]).in_text if row["reference"] else "the reference"
    premium = findings.number(row, columns.PREMIUM)
    return f"{role_of(row['name']).in_text} {premium} against {reference} ({numbers.basis(row)})"


def by_level(table: pl.DataFrame) -> Figure:
    """How much more each level pays, from the rows of `pay_level_premium.sql`."""
    order = list(LEVELS)
    rows = [row for row in table.iter_rows(named=True) if row["reading"] == "adjusted"]
    rows.sort(key=lambda row: order.index(row["name"]) if row["name"] in order else len(order))
    reference = next((row["reference"] for row in rows if row["reference"]), "mid")
    against = _level(reference).lower()
    words = [
        f"{_level(row['name']).lower()} {findings.number(row, columns.PREMIUM)} "
        f"({numbers.basis(row)})"
        for row in rows
        if row["premium_share"] is not None
    ]
    return Figure(
        **entry("pay_level_premium", against=against),
        finding=findings.sentence(f"Against {against}", words),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: _level(row["name"]),
            charts.estimate(columns.PREMIUM, _everyone, reference=0.0),
        ),
    )


def _level(name: str) -> str:
    return LEVELS.get(name) or numbers.show(name)


def _everyone(_: Row) -> Mark:
    return role_of("all")


def by_skill(table: pl.DataFrame) -> Figure:
    """Pay of postings that name a skill, from the rows of `skills_premium.sql`, highest first."""
    rows = table.rows(named=True)
    if len(rows) > 2 * _SKILLS_SHOWN:
        rows = [*rows[:_SKILLS_SHOWN], *rows[-_SKILLS_SHOWN:]]
    return Figure(
        **entry("skills_premium"),
        finding=_beyond_chance(table),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: str(row["skill_name"]),
            charts.estimate(columns.PREMIUM, _everyone, reference=0.0),
        ),
    )


def _beyond_chance(table: pl.DataFrame) -> str:
    """Which skills stand with more or less pay beyond their interval. Empty without estimates."""
    known = table.drop_nulls(["premium_low", "premium_high"])
    if known.is_empty():
        return ""
    more = known.filter(pl.col("premium_low") > 0)["skill_name"].to_list()
    less = known.filter(pl.col("premium_high") < 0)["skill_name"].to_list()
    of = f"Of {numbers.n_of(known.height)} skills"
    if not more and not less:
        return f"{of} none stands with measurably more or less pay, like for like."
    told = [
        f"{len(names)} with {how} ({_some(names)})"
        for names, how in ((more, "more"), (less, "less"))
        if names
    ]
    return f"{of}, beyond the interval: {findings.listed(told)}."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(numbers.show(name) for name in names[:3])
    return f"{shown}, …" if len(names) > 3 else shown
