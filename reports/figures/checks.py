"""The figures of the appendix: the index against itself, pairs of skills, and how full the fields are.

Decides what is said of a drift, of the strongest pair and of empty fields. Leaves the numbers to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Row, by_focus, first_of_each, of_role
from reports.drawing.dots import draw_dots, draw_dots_by_role
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.names import FIELDS, name_in, word
from reports.wording.roles import FOCUS, role_of, source_marks


def chains(table: pl.DataFrame) -> Figure:
    """The index at its last week by three ways of chaining (`growth_chains.sql`)."""
    known = table.drop_nulls("level")
    return Figure(
        **entry("growth_chains"),
        **_drift(known).said,
        table=table,
        chart=draw_dots_by_role(
            by_focus(known),
            lambda row: word(row["reading"]),
            charts.estimate(columns.CHAINED, reference=100.0),
        ),
    )


def _drift(table: pl.DataFrame) -> Finding:
    if table.is_empty():
        return Finding("")
    drifting = set(table.filter("is_drifting")["role"])
    names = [role_of(role).in_text for role in (*FOCUS, "all") if role in drifting]
    chained = by_focus(table.filter(pl.col("reading") == "chained"))
    others = [f"{role_of(row['role']).in_text} {_others(table, row['role'])}" for row in chained]
    basis = findings.spreads(
        chained, columns.CHAINED, lambda row: f"{numbers.n_of(row['n_boards'])} boards"
    )
    words = (
        f"The index of {findings.listed(names)} drifts: "
        "another way of computing it lies outside its interval."
        if names
        else "However it is computed, the index comes out the same within its interval."
    )
    return Finding(words, f"{basis} {findings.sentence('The other ways', others)}")


def _others(table: pl.DataFrame, role: str) -> str:
    rows = [row for row in of_role(table, role) if row["reading"] != "chained"]
    return findings.listed([numbers.count(row["level"]) for row in rows])


def pairs(table: pl.DataFrame) -> Figure:
    """The strongest pairs of each role, from the rows of `skills_pairs.sql`."""
    return Figure(
        **entry("skills_pairs"),
        **_strongest(table).said,
        table=table,
        chart=draw_dots(
            by_focus(table),
            lambda row: f"{row['first_skill']} + {row['other_skill']}",
            charts.estimate(columns.TIMES_CHANCE, basis=_n_both, reference=1.0),
        ),
    )


def _strongest(table: pl.DataFrame) -> Finding:
    rows = first_of_each(table)
    words = [
        f"{numbers.show(row['first_skill'])} with {numbers.show(row['other_skill'])} "
        f"for {role_of(row['role']).in_text}"
        for row in rows
    ]
    times = [
        f"{role_of(row['role']).in_text} {numbers.decimal(row['lift'])} times ({_n_both(row)})"
        for row in rows
    ]
    return Finding(
        findings.sentence("The strongest pairs", words), findings.sentence("Above chance", times)
    )


def _n_both(row: Row) -> str:
    return numbers.n_of(row["n_both"])


def fields(table: pl.DataFrame) -> Figure:
    """How full the fields are, from the rows of `quality_fields.sql`."""
    rows = table.drop_nulls("share").rows(named=True)
    marks = source_marks({row["source"]: row["source_title"] for row in rows})
    empty = [row for row in rows if row["share"] == 0 and row["n_of"]]
    never = [
        f"{name_in(FIELDS, row['item']).lower()} ({marks[row['source']].name})" for row in empty
    ]
    return Figure(
        **entry("quality_fields"),
        finding=findings.sentence("Never filled", never),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: name_in(FIELDS, row["item"]),
            charts.estimate(
                columns.FILLED, lambda row: marks[row["source"]], charts.n_of, with_zero=True
            ),
        ),
    )
