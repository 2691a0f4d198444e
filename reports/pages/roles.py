"""The roles side by side: the common story's table, recomputed, each cell with its n and a way to its evidence."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports import drawing, findings, numbers
from reports.drawing import Estimate, role_mark
from reports.marts import Marts
from reports.page import Column, Edition, Figure, Page, Passage, Row
from reports.theme import FOCUS, role_of
from reports.words import ATTRIBUTES, LEVELS, word

TITLE = "Roles"
ORDER = 5
READS = ("mart_role_profile",)

_DRAWN = ("remote", "level", "degree", "math", "portfolio", "equity", "pay_disclosed")


def build(marts: Marts, edition: Edition) -> Page:
    """The page that compares the three roles attribute by attribute."""
    table = marts.answer("roles_profile")
    first, *others = _headlines(table)
    return Page(
        headline=first,
        points=tuple(others),
        lede=(
            "What postings say of each role, counted over openings. A share is of the openings that say anything on the "
            "matter; where few do, that is a finding too, and n shows it."
        ),
        blocks=(
            _side_by_side(marts.answer("roles_side_by_side")),
            *(_drawn(table, attribute) for attribute in _DRAWN if _rows(table, attribute)),
            Passage("roles_method", "How a role is told from its neighbours", "roles_method", {}),
        ),
    )


def _headlines(table: pl.DataFrame) -> list[str]:
    years = [
        f"{role_of(row['role']).in_text} {numbers.decimal(row['number'])} ({numbers.n_of(row['n'])})"
        for role in FOCUS
        for row in _rows(table, "years_min")
        if row["role"] == role and row["number"] is not None
    ]
    asked = [row for role in FOCUS for row in _rows(table, "degree") if (row["role"], row["value"]) == (role, "phd")]
    degrees = [
        f"{numbers.estimate(row['share'], row['share_low'], row['share_high'], 'share')} of openings for "
        f"{role_of(row['role']).in_text} ({numbers.n_of(row['n_of'])})"
        for row in asked
        if row["share"] is not None
    ]
    said = [
        f"A doctorate is required in {', '.join(degrees)}." if degrees else "",
        f"Median years of experience asked: {'; '.join(years)}." if years else "",
    ]
    return [sentence for sentence in said if sentence] or ["No profile of the roles yet."]


def _rows(table: pl.DataFrame, attribute: str) -> Sequence[Row]:
    return table.filter(pl.col("attribute") == attribute).rows(named=True)


def _side_by_side(table: pl.DataFrame) -> Figure:
    return Figure(
        id="roles_side_by_side",
        title="The three roles side by side",
        finding="",
        caption="Share of openings with its 95 % interval, or the figure itself, and n. An attribute’s name leads to its figure.",
        alt="Table of attributes, one column per role.",
        table=table,
        columns=(
            Column("attribute", "Attribute", "attribute"),
            Column("value", "Value", "word"),
            *(Column(role, role_of(role).plural, "profile") for role in FOCUS),
        ),
        sql="roles_side_by_side",
        has_search=True,
        waits_for="No openings with a text yet.",
    )


def _drawn(table: pl.DataFrame, attribute: str) -> Figure:
    rows = [
        {**row, "word": word(row["value"])}
        for row in _rows(table, attribute)
        if row["share"] is not None or row["note"]
    ]
    order = _order(attribute, rows)
    rows.sort(key=lambda row: (order.index(row["word"]), FOCUS.index(row["role"])))
    name = ATTRIBUTES[attribute]
    return Figure(
        id=f"roles_{attribute}",
        title=f"{name}: share of openings",
        finding=_widest(rows, name),
        caption="Of the openings that say anything on it. Whiskers: 95 % intervals.",
        alt=f"{name}: one row per value, a mark with whisker for each of the three roles.",
        table=table.filter(pl.col("attribute") == attribute),
        columns=(
            Column("value", "Value", "word"),
            Column("role", "Role", "role"),
            Column("share", "Share", "share", "share_low", "share_high", note="note"),
            Column("n", "n", "count"),
            Column("n_of", "of", "count"),
            Column("n_employers", "n employers", "count"),
        ),
        sql=f"roles_{attribute}",
        panels=drawing.dots(
            rows,
            lambda row: row["word"],
            Estimate(
                "share",
                "share_low",
                "share_high",
                "share",
                role_mark,
                lambda row: f"{numbers.n_of(row['n_of'])}",
                with_zero=True,
            ),
        ),
        legend=tuple(role_of(role) for role in FOCUS),
        waits_for="Too few openings say anything on it.",
    )


def _order(attribute: str, rows: Sequence[Row]) -> list[str]:
    words = list(dict.fromkeys(row["word"] for row in rows))
    if attribute == "level":
        return [name for name in LEVELS.values() if name in words] + [
            name for name in words if name not in LEVELS.values()
        ]
    top = {name: max((row["share"] or 0.0) for row in rows if row["word"] == name) for name in words}
    return sorted(words, key=lambda name: (-top[name], name))


def _widest(rows: Sequence[Row], name: str) -> str:
    by_value: dict[str, list[Row]] = {}
    for row in rows:
        if row["share"] is not None:
            by_value.setdefault(row["word"], []).append(row)
    spread = {
        value: max(r["share"] for r in found) - min(r["share"] for r in found) for value, found in by_value.items()
    }
    if not spread:
        return ""
    value = min(spread, key=lambda known: (-spread[known], known))
    words = findings.each(by_value[value], "share", "share_low", "share_high", "share", "n_of")
    return f"{name}, “{value.lower()}”: {words}."
