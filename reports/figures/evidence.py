"""The kinds of evidence on growth beside each other, and the sentence of the one that leads.

Decides the wording of each kind: what rose, over which span, and what n counts. Leaves to `mart_growth_evidence` which kind
leads. What has no figure yet is one line under the others, never a box of its own.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.chart import head
from reports.drawing.dots import draw_dots_by
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.names import EVIDENCE_SUBJECTS, word
from reports.wording.roles import FOCUS, role_of

_OF_ALL_WORK = "indeed_ai_share"
"""What others count of every kind of work. Alone it would pass for growth of these roles, with neither n nor interval."""

_LONGEST_YEAR = 370  # days from the first week to the same week a year later


def figure(answer: Answer, id: str = "") -> Figure:
    """Growth in a year by each kind of evidence (`growth_evidence.sql`), on one scale."""
    table, waiting = answer("growth_evidence"), answer("growth_evidence_waiting")
    found = findings.directions(
        leads(table),
        columns.GROWTH_IN_A_YEAR,
        lambda row: f"{word(row['evidence'])}, {basis(row)}",
        "in a year",
    )
    rows = [*by_focus(table), *table.filter(pl.col("role") == "all").rows(named=True)]
    drawn = draw_dots_by(
        rows,
        "role",
        {role: head(role) for role in (*FOCUS, "all")},
        lambda row: word(row["evidence"]),
        charts.estimate(columns.GROWTH_IN_A_YEAR, basis=basis, reference=0.0),
    )
    return Figure(
        **entry("growth_evidence", id=id, without=_without(waiting)),
        **found.said,
        table=table,
        chart=None if set(table["evidence"]) <= {_OF_ALL_WORK} else drawn,
    )


def leads(table: pl.DataFrame) -> list[Row]:
    """The row that leads for each focus role which has one, in the order of the roles."""
    return by_focus(table.filter("is_lead"))


def sentence(row: Row) -> Finding:
    """What the leading kind says of a role: "Demand for AI engineers is up 30 % in a year."."""
    subject = EVIDENCE_SUBJECTS[row["evidence"]].format(role=_who(row["role"]))
    spread = numbers.between(row["growth_low"], row["growth_high"], "growth")
    about = numbers.show(numbers.clean_text(row["note"]).partition(":")[0])
    told = (numbers.growth(row["growth_share"]), spread, span(row), basis(row), about)
    return Finding(
        f"{subject} {findings.moved(row)} in a year.", f"{', '.join(filter(None, told))}."
    )


def span(row: Row) -> str:
    """The days: "… to …" for a year, and the later year of what compares two."""
    first, last = (numbers.spoken(row[end]) for end in ("period_from", "period_to"))
    is_one_year = (row["period_to"] - row["period_from"]).days <= _LONGEST_YEAR
    return f"{first} to {last}" if is_one_year else f"the year to {last}"


def basis(row: Row) -> str:
    """What n counts: "n = 412 openings, 300 employers"."""
    employers = row["n_employers"]
    beside = f", {numbers.counted(employers, 'employer')}" if employers is not None else ""
    return f"{numbers.n_of(row['n'])} {row['n_counts']}{beside}"


def _who(role: str) -> str:
    return "all kinds of work" if role == "all" else role_of(role).in_text


def _without(waiting: pl.DataFrame) -> str:
    words = [
        f"{word(row['evidence'])} ({numbers.clean_text(row['note'])})"
        for row in waiting.iter_rows(named=True)
    ]
    return f"No figure yet from: {'; '.join(words)}." if words else ""
