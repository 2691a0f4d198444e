"""Methods: definitions, formulas, limits, the words used, what changed, and what each column holds.

Decides their order. Leaves the prose to `templates/prose/`.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Answer
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Page, Passage
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

TITLE = "Methods"
ORDER = 9


def build(answer: Answer, edition: Edition) -> Page:
    """The page that lets a reader redo or doubt every number."""
    roles = [role_of(role) for role in (*FOCUS, *NEIGHBOURS)]
    newest_first = answer("change_log").sort("changed_date", "kind", "what", descending=True)
    return Page(
        headline=(
            "How every number is made, what it may not be used for, and the query that gives it "
            "again."
        ),
        lede=(
            "This page is short on purpose. The longer reasons stand with the source code. The "
            "definitions here are the ones in force."
        ),
        blocks=(
            Passage("definitions", "Definitions", "definitions", {"roles": roles}),
            Passage("formulas", "Formulas", "formulas", {}),
            Passage("floors", "Floors: when nothing is printed", "floors", {}),
            Passage("limits", "Limits", "limits", {}),
            Passage("glossary", "Glossary", "glossary", {}),
            _change_log(newest_first),
            show_table(answer, "methods_dictionary"),
        ),
    )


def _change_log(table: pl.DataFrame) -> Figure:
    return Figure(
        **entry("methods_change_log"),
        table=table,
    )
