"""The kinds of evidence on growth beside each other, and the sentence of the one that leads.

Decides the wording of each kind: what rose, over which span, and what n counts. Leaves to `mart_growth_evidence` which kind
leads. What has no figure yet is one line under the others, never a box of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.chart import head
from reports.drawing.dots import draw_dots_by
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure
from reports.wording import numbers
from reports.wording.names import EVIDENCE_SUBJECTS, word
from reports.wording.roles import FOCUS, role_of

_LONGEST_YEAR = 370  # days from the first week to the same week a year later


def figure(answer: Answer, id: str = "") -> Figure:
    """Growth in a year by each kind of evidence (`growth_evidence.sql`), on one scale."""
    table, waiting = answer("growth_evidence"), answer("growth_evidence_waiting")
    rows = [*by_focus(table), *table.filter(pl.col("role") == "all").rows(named=True)]
    return Figure(
        **entry("growth_evidence", id=id, without=_without(waiting)),
        finding=_finding(leads(table)),
        table=table,
        chart=draw_dots_by(
            rows,
            "role",
            {role: head(role) for role in (*FOCUS, "all")},
            lambda row: word(row["evidence"]),
            charts.estimate(columns.GROWTH_IN_A_YEAR, basis=basis, reference=0.0),
        ),
    )


def leads(table: pl.DataFrame) -> list[Row]:
    """The row that leads for each focus role which has one, in the order of the roles."""
    return by_focus(table.filter("is_lead"))


def sentence(row: Row) -> str:
    """What the leading kind says of a role: "The share of openings for AI engineers in … rose 30 % [+10 to +50 %] …"."""
    subject = EVIDENCE_SUBJECTS[row["evidence"]].format(role=_who(row["role"]))
    spread = findings.number(row, columns.GROWTH_IN_A_YEAR)
    if row["growth_low"] <= 0 <= row["growth_high"]:
        moved = f"did not move measurably: {spread}"
    else:
        verb = "rose" if row["growth_share"] > 0 else "fell"
        change = numbers.share(abs(row["growth_share"]), 0)
        interval = numbers.interval(row["growth_low"], row["growth_high"], "growth")
        moved = f"{verb} {change} {interval}"
    about = numbers.show(numbers.clean_text(row["note"]).partition(":")[0])
    told = ", ".join(filter(None, (basis(row), about)))
    return f"{subject} {moved} {span(row)} ({told})."


def span(row: Row) -> str:
    """The days: "from … to …" for a year, and the later year of what compares two."""
    first, last = (numbers.spoken(row[end]) for end in ("period_from", "period_to"))
    if (row["period_to"] - row["period_from"]).days <= _LONGEST_YEAR:
        return f"from {first} to {last}"
    return f"in the year to {last}"


def basis(row: Row) -> str:
    """What n counts: "n = 412 openings, 300 employers"."""
    employers = row["n_employers"]
    beside = f", {numbers.count(employers)} employers" if employers is not None else ""
    return f"{numbers.n_of(row['n'])} {row['n_counts']}{beside}"


def _who(role: str) -> str:
    return "all kinds of work" if role == "all" else role_of(role).in_text


def _finding(rows: Sequence[Row]) -> str:
    words = [
        f"{role_of(row['role']).in_text} {findings.number(row, columns.GROWTH_IN_A_YEAR)} "
        f"({word(row['evidence'])}, {basis(row)})"
        for row in rows
    ]
    return findings.sentence("The best evidence there is", words)


def _without(waiting: pl.DataFrame) -> str:
    words = [
        f"{word(row['evidence'])} ({numbers.clean_text(row['note'])})"
        for row in waiting.iter_rows(named=True)
    ]
    return f"No figure yet from: {'; '.join(words)}." if words else ""
