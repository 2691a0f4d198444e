"""Sentences on what tells one role from the two others, one per attribute of the profile.

Decides which value of an attribute tells the roles apart best. Leaves the shares to the marts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from reports.answers import Row
from reports.figures import columns, findings
from reports.page import Finding
from reports.wording import numbers
from reports.wording.names import ATTRIBUTES, word
from reports.wording.roles import role_of

_SILENT = ("none", "none_stated", "no", "false")
"""Values that say that nothing is said: no finding when another value tells the roles apart."""

_VERBS = {
    "remote": "are {value}",
    "level": "are of level {value}",
    "degree": "ask for a {value} degree",
    "math": "call for {value}",
    "portfolio": "ask for a portfolio or open source",
    "equity": "offer equity",
    "pay_disclosed": "state pay",
}
"""What openings with a value do, by attribute. To name statistics is what skills do: mathematics has a reader of its own."""


def clearest_first(answers: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """The findings of several attributes, the one whose intervals lie furthest apart first.

    What tells no role from the others is no finding. Where one role alone has shares there is nothing to tell it from.
    """
    told = sorted(
        (-_distance(rows), finding(table, attribute))
        for attribute, table in answers.items()
        if (rows := _clearest(table)) and (_distance(rows) > 0 or len(rows) < 2)
    )
    return [found for _, found in told]


def finding(table: pl.DataFrame, attribute: str) -> Finding:
    """How an attribute tells one role from the two others, or that it does not. Empty without shares."""
    rows = _clearest(table)
    if not rows:
        return Finding("")
    basis = findings.spreads(rows, columns.SHARE, lambda row: numbers.n_of(row["n_of"]))
    if len(rows) > 1 and _distance(rows) <= 0:
        return Finding(
            f"{ATTRIBUTES[attribute]}: no role is measurably ahead of the others.",
            f"Openings that {_does(attribute, rows[0]['value'])}. {basis}",
        )
    lead, *others = rows
    against = findings.listed(
        [f"{_how_many(row)} for {role_of(row['role']).in_text}" for row in others]
    )
    words = (
        f"{numbers.share(lead['share'])} of openings for {role_of(lead['role']).in_text} "
        f"{_does(attribute, lead['value'])}{f', against {against}' if against else ''}."
    )
    return Finding(words, basis)


def _does(attribute: str, value: str) -> str:
    name = word(value)
    return f"say “{name}”" if value in _SILENT else _VERBS[attribute].format(value=name.lower())


def _how_many(row: Row) -> str:
    return numbers.share(row["share"]) if row["share"] else "none"


def _clearest(table: pl.DataFrame) -> list[Row]:
    """One row per role of the value that tells one role best from the others, highest share first.

    Where no value does, it is the most usual one: intervals of rare values are short, so that they overlap least.
    """
    known = table.drop_nulls("share").sort("share", "role", descending=[True, False])
    speaking = known.filter(~pl.col("value").is_in(_SILENT))
    by_value = (speaking if speaking.height else known).partition_by("value", as_dict=True)
    candidates: list[list[Row]] = [
        list(rows.iter_rows(named=True)) for _, rows in sorted(by_value.items())
    ]
    return max(
        candidates, key=lambda rows: (max(_distance(rows), 0.0), rows[0]["share"]), default=[]
    )


def _distance(rows: Sequence[Row]) -> float:
    """How far the first row's interval lies above those of the other roles.

    Without intervals, or without another role, it is -1: such a difference comes last.
    """
    first, *others = rows
    highs = [row["share_high"] for row in others]
    if not others or None in (first["share_low"], *highs):
        return -1.0
    return float(first["share_low"] - max(highs))
