"""The roles side by side: the table of the common story, recomputed, and the story claim by claim.

Decides which attributes are drawn. Leaves the verdict on a claim to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.dots import draw_dots
from reports.drawing.estimates import role_mark
from reports.figures import charts, columns, differences, findings
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import ATTRIBUTES, LEVELS, word
from reports.wording.roles import role_of

TITLE = "Roles"
ORDER = 5

_OF = {
    "remote": "that say anything on it",
    "level": "that say anything on it",
    "degree": "with a text",
    "math": "with a text",
    "portfolio": "with a text",
    "equity": "with a text",
    "pay_disclosed": "that could state it",
}
"""The attributes drawn, and what a share is of: all openings where silence is an answer."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page that compares the three roles. Its headline is their clearest difference."""
    answers = {attribute: answer(f"roles_{attribute}") for attribute in _OF}
    told = differences.clearest_first(answers)
    years = _years(answer("roles_profile"))
    return Page(
        headline=[*told, *years, "No profile of the roles yet."][0],
        points=tuple(map(Finding, (*told[1:3], *(years if told else ())))),
        lede=(
            "What postings say of each role, counted over openings. A share is of the openings "
            "that say anything on the matter. Where silence is an answer (a degree, mathematics) "
            "it is of all openings with a text. The n shows which."
        ),
        blocks=(
            show_table(answer, "roles_side_by_side"),
            _claims(answer("roles_claims")),
            *(_figure(attribute, table) for attribute, table in answers.items() if table.height),
            Passage("roles_method", "How a role is told from its neighbours", "roles_method", {}),
        ),
    )


def _years(table: pl.DataFrame) -> list[str]:
    asked = table.filter(pl.col("attribute") == "years_min").drop_nulls("number")
    words = [
        f"{role_of(row['role']).in_text} {numbers.decimal(row['number'])} "
        f"({numbers.n_of(row['n'])})"
        for row in by_focus(asked)
    ]
    return [findings.sentence("Median years of experience asked", words)] if words else []


def _claims(table: pl.DataFrame) -> Figure:
    verdicts = table["verdict"].to_list()
    counts = ", ".join(
        f"{verdicts.count(name)} {name}" for name in ("supported", "contradicted", "undecided")
    )
    found = f"Of {numbers.n_of(table.height)} claims: {counts}." if table.height else ""
    return Figure(
        **entry("roles_claims"),
        finding=" ".join(filter(None, (found, _growth_claim(table)))),
        table=table,
    )


def _growth_claim(table: pl.DataFrame) -> str:
    """What each kind of evidence makes of the growth that is claimed: the figure that most often goes round."""
    growth = table.filter(pl.col("topic") == "growth").drop_nulls("ours_value")
    words = [
        f"{numbers.show(row['verdict'])} by {numbers.sentence_part(row['definition'])} "
        f"({numbers.estimate(row['ours_value'], row['ours_low'], row['ours_high'], 'growth')})"
        for row in growth.iter_rows(named=True)
    ]
    if not words:
        return ""
    figure = numbers.show(growth["source_figure"][0])
    return f"“{figure}” for AI engineers is {findings.listed(words)}."


def _figure(attribute: str, table: pl.DataFrame) -> Figure:
    name = ATTRIBUTES[attribute]
    known = by_focus(
        table.filter(pl.col("share").is_not_null() | (pl.col("note").fill_null("") != ""))
    )
    return Figure(
        **entry("roles", id=f"roles_{attribute}", attribute=name, of=_OF[attribute]),
        finding=differences.finding(table, attribute),
        table=table,
        chart=draw_dots(
            _in_order(attribute, known),
            _word,
            charts.estimate(columns.SHARE, role_mark, charts.n_of, with_zero=True),
        ),
    )


def _word(row: Row) -> str:
    return word(row["value"])


def _in_order(attribute: str, rows: Sequence[Row]) -> list[Row]:
    """Levels by rank, other values by their largest share."""
    ranks = list(LEVELS.values())
    if attribute == "level":
        return sorted(
            rows, key=lambda row: ranks.index(_word(row)) if _word(row) in ranks else len(ranks)
        )
    top: dict[str, float] = {}
    for row in rows:
        top[_word(row)] = max(top.get(_word(row), 0.0), row["share"] or 0.0)
    return sorted(rows, key=lambda row: (-top[_word(row)], _word(row)))
