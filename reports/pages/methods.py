"""Methods: definitions, formulas, limits, the words used, what changed, and what each column holds.

Decides their order. Leaves the prose to `templates/prose/`.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Answer
from reports.figures.catalogue import entry, show_table
from reports.figures.counts import role_matrix
from reports.page import Edition, Figure, Page, Passage
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

_BASES = {"body": "the whole posting", "title": "title and department alone"}
_LABELS = {
    "drawn": "drawn by chance or by title",
    "listed": "with AI, ML or research in the title",
    "all": "all, with hard cases",
}
_FIGURES = {
    "accuracy": "read right, of all eight roles",
    "f1": "F1",
    "count": "read as it, over those that are",
}
_MEAN = "F1, mean of the three in focus"

TITLE = "Methods"
ORDER = 9


def build(answer: Answer, edition: Edition) -> Page:
    """The page that lets a reader redo or doubt every number."""
    roles = [role_of(role) for role in (*FOCUS, *NEIGHBOURS)]
    newest_first = answer("change_log").sort("changed_date", "kind", "what", descending=True)
    return Page(
        headline=(
            "How every number is made, what it must not be used for, and the query that reproduces "
            "it."
        ),
        lede=(
            "This page is short on purpose. The reasons are with the source code. The definitions "
            "here are the ones in force."
        ),
        blocks=(
            Passage("definitions", "Definitions", "definitions", {"roles": roles}),
            Passage("formulas", "Formulas", "formulas", {}),
            Passage("floors", "Floors: when nothing is printed", "floors", {}),
            Passage("limits", "Limits", "limits", {}),
            Passage("glossary", "Glossary", "glossary", {}),
            _scores(answer("role_scores")),
            *role_matrix(
                answer("role_held_out"),
                "methods_held_out",
                "Roles read at employers held out of the fit, by role",
                "Rows: the role that labellers gave, who were language models. Columns: the role read "
                "in the whole posting. All labels: also those with AI, ML or research in the title, "
                "and those chosen because readings disagreed. The table above counts them.",
            ),
            _change_log(newest_first),
            show_table(answer, "methods_dictionary"),
        ),
    )


def _scores(table: pl.DataFrame) -> Figure:
    is_mean = pl.col("role") == "macro"
    said = table.with_columns(
        pl.col("basis").replace(_BASES),
        pl.col("labels").replace(_LABELS),
        figure=pl.when(is_mean).then(pl.lit(_MEAN)).otherwise(pl.col("figure").replace(_FIGURES)),
        role=pl.when(~is_mean & (pl.col("role") != "all")).then("role"),
    )
    return Figure(**entry("methods_role_scores"), table=said)


def _change_log(table: pl.DataFrame) -> Figure:
    return Figure(
        **entry("methods_change_log"),
        table=table,
    )
