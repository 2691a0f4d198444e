"""The roles side by side: the table of the common story, recomputed, and the story claim by claim.

Decides which attributes are drawn. Leaves the verdict on a claim to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.dots import draw_dots
from reports.drawing.estimates import role_mark
from reports.figures import charts, columns, differences, findings
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import ATTRIBUTES, LEVELS, VERDICT_GLYPHS, word

TITLE = "Roles"
ORDER = 5

_OF = {
    "remote": "that say anything about it",
    "level": "that say anything about it",
    "degree": "with a text",
    "math": (
        "with a text. Mathematics has a reader of its own, so a skill of the same name may have "
        "another share"
    ),
    "portfolio": "with a text",
    "equity": "with a text",
    "pay_disclosed": "that could state it",
}
"""The attributes drawn, and what a share is of: all openings where silence is an answer."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page that compares the three roles. Its headline is their clearest difference."""
    answers = {attribute: answer(f"roles_{attribute}") for attribute in _OF}
    told = [*differences.clearest_first(answers), *_years(answer("roles_profile"))]
    is_known = any(table["share"].count() for table in answers.values())
    first = next(
        iter(told), Finding(_NO_DIFFERENCE if is_known else "No profile of the roles yet.")
    )
    figures = [_figure(attribute, table) for attribute, table in answers.items()]
    return Page(
        headline=first.words,
        basis=first.basis,
        points=tuple(told[1:4]),
        lede=(
            f"{edition.adverts} What adverts say about each role. A share is of the openings that say "
            "anything about the matter. Where silence is an answer (a degree, mathematics) it is of all "
            "openings with a text. The n shows which."
        ).strip(),
        blocks=(
            show_table(answer, "roles_side_by_side"),
            _claims(answer("roles_claims"), edition),
            *(replace(figure, is_folded=True) for figure in figures),
            Passage(
                "roles_method",
                "How roles are told apart",
                "roles_method",
                {},
                is_folded=True,
            ),
        ),
    )


_NO_DIFFERENCE = "Nothing that is counted here tells one role measurably from the others yet."


def _years(table: pl.DataFrame) -> list[Finding]:
    asked = by_focus(table.filter(pl.col("attribute") == "years_min").drop_nulls("number"))
    found = findings.each(
        "Years of experience asked, at the median", asked, columns.YEARS_ASKED, "n"
    )
    return [found] if asked else []


def _claims(table: pl.DataFrame, edition: Edition) -> Figure:
    """The claims. Where the market gives no verdict, as in a rehearsal, our figures stand without."""
    made = entry("roles_claims")
    if table["verdict"].is_null().all() and edition.is_rehearsal:
        shown = tuple(column for column in made["columns"] if column.form != "verdict")
        return replace(Figure(**made, table=table), columns=shown, warning=_NO_VERDICT)
    return Figure(**made, **_verdicts(table).said, table=table)


def _verdicts(table: pl.DataFrame) -> Finding:
    found = table["verdict"].to_list()
    counts = [
        f"{numbers.count(found.count(name))} {word(name).lower()}"
        for name in VERDICT_GLYPHS
        if name in found
    ]
    said = findings.sentence(f"Of {numbers.count(table.height)} claims", counts) if found else ""
    return Finding(" ".join(filter(None, (said, _growth_claim(table)))), _growth_basis(table))


def _on_growth(table: pl.DataFrame) -> Sequence[Row]:
    return table.filter(pl.col("topic") == "growth").drop_nulls("ours_value").to_dicts()


def _growth_claim(table: pl.DataFrame) -> str:
    """What each kind of evidence makes of the growth that is claimed: the figure that most often goes round."""
    growth = _on_growth(table)
    words = [
        f"{_VERDICT_WORDS.get(row['verdict'], row['verdict'])} {numbers.sentence_part(row['definition'])}"
        for row in growth
    ]
    return (
        f"“{numbers.show(growth[0]['source_figure'])}” for AI engineers is {findings.listed(words)}."
        if words
        else ""
    )


def _growth_basis(table: pl.DataFrame) -> str:
    told = [
        f"{numbers.sentence_part(row['definition'])} "
        f"{numbers.estimate(row['ours_value'], row['ours_low'], row['ours_high'], 'growth')}"
        for row in _on_growth(table)
    ]
    return findings.sentence("95 % intervals", told)


_VERDICT_WORDS = {
    "supported": "supported by",
    "compatible": "compatible with",
    "contradicted": "contradicted by",
    "undecided": "neither supported nor contradicted by",
}

_NO_VERDICT = "These employers are invented: they give no verdict on the real world."


def _figure(attribute: str, table: pl.DataFrame) -> Figure:
    name = ATTRIBUTES[attribute]
    known = by_focus(
        table.filter(pl.col("share").is_not_null() | (pl.col("note").fill_null("") != ""))
    )
    return Figure(
        **entry("roles", id=f"roles_{attribute}", attribute=name, of=_OF[attribute]),
        **differences.finding(table, attribute).said,
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
