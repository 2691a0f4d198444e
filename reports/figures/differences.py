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
from reports.wording.roles import FOCUS, role_of

_SILENT = ("none", "none_stated", "no", "false")
"""Values that say that nothing is said: no finding when another value tells the roles apart."""

_VERBS = {
    "remote": "are {value}",
    "level": "are of level {value}",
    "degree": "ask for a {value} degree",
    "math": "name {value}",
    "portfolio": "ask for a portfolio or open source",
    "equity": "offer equity",
    "pay_disclosed": "state pay",
}
"""What openings with a value do, by attribute."""


def clearest_first(answers: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """The findings of several attributes, the one whose intervals lie furthest apart first.

    What tells no role from the others is no finding. Where one role alone has shares there is nothing to tell it from.
    """
    told = sorted(
        (-_distance(rows, len(_roles(table))), finding(table, attribute))
        for attribute, table in answers.items()
        if (rows := _clearest(table)) and (_is_apart(rows, table) or len(_roles(table)) < 2)
    )
    return [found for _, found in told]


def finding(table: pl.DataFrame, attribute: str) -> Finding:
    """How an attribute tells one role from the two others, or that it does not. Empty without shares."""
    rows = _clearest(table)
    if not rows:
        return Finding("")
    basis = findings.spreads(rows, columns.SHARE, lambda row: numbers.n_of(row["n_of"]))
    if len(_roles(table)) > 1 and not _is_apart(rows, table):
        return Finding(
            f"{ATTRIBUTES[attribute]}: no role is measurably ahead of the others.",
            f"Openings that {_does(attribute, rows[0]['value'])}. {basis}",
        )
    lead, *others = rows
    shares = {row["role"]: numbers.share(row["share"]) for row in others}
    # A value that none of a role's openings has makes no row.
    silent = [role for role in FOCUS if role in _roles(table) - {lead["role"], *shares}]
    against = findings.listed(
        [f"{shares.get(role, 'none')} for {role_of(role).in_text}" for role in (*shares, *silent)]
    )
    words = (
        f"{numbers.share(lead['share'])} of openings for {role_of(lead['role']).in_text} "
        f"{_does(attribute, lead['value'])}{f', against {against}' if against else ''}."
    )
    return Finding(words, basis)


def _is_apart(rows: Sequence[Row], table: pl.DataFrame) -> bool:
    """Whether the whole interval of the first role lies above those of the others, which is what a page calls a difference."""
    return _distance(rows, len(_roles(table))) > 0


def _does(attribute: str, value: str) -> str:
    name = word(value)
    return f"say “{name}”" if value in _SILENT else _VERBS[attribute].format(value=name.lower())


def _roles(table: pl.DataFrame) -> set[str]:
    return set(table.drop_nulls("share")["role"])


def _clearest(table: pl.DataFrame) -> list[Row]:
    """The rows of the value that tells one role best from the others, highest share first."""
    known = table.drop_nulls("share").sort("share", "role", descending=[True, False])
    speaking = known.filter(~pl.col("value").is_in(_SILENT))
    by_value = (speaking if speaking.height else known).partition_by("value", as_dict=True)
    candidates: list[list[Row]] = [
        list(rows.iter_rows(named=True)) for _, rows in sorted(by_value.items())
    ]
    n_roles = len(_roles(table))
    return max(candidates, key=lambda rows: _clearness(rows, n_roles), default=[])


def _clearness(rows: Sequence[Row], n_roles: int) -> tuple[float, float]:
    """How far apart the intervals lie. Where none do, the shares themselves: rare values have the narrowest overlaps."""
    ahead = rows[0]["share"] - rows[1]["share"] if len(rows) > 1 else 0.0
    return max(_distance(rows, n_roles), 0.0), ahead


def _distance(rows: Sequence[Row], n_roles: int) -> float:
    """How far the first row's interval lies above the second's.

    Without intervals, or without another role, it is -1: such a difference comes last.
    """
    first, *others = rows
    is_known = first["share_low"] is not None and all(
        row["share_high"] is not None for row in others[:1]
    )
    if n_roles < 2 or not is_known:
        return -1.0
    return float(first["share_low"] - (others[0]["share_high"] if others else 0.0))
