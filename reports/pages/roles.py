"""The roles side by side: the common story's table, recomputed, each cell with its n and a way to its evidence."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import columns
from reports.page import Column, Edition, Figure, Page, Passage
from reports.wording import numbers
from reports.wording.names import ATTRIBUTES, LEVELS, word
from reports.wording.roles import FOCUS, role_of

TITLE = "Roles"
ORDER = 5

_DRAWN = ("remote", "level", "degree", "math", "portfolio", "equity", "pay_disclosed")

_OF = dict.fromkeys(("degree", "math", "portfolio", "equity"), "with a text") | {
    "pay_disclosed": "that could state it"
}
"""Where silence is an answer, the openings that a share is of; elsewhere those that say anything."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page that compares the three roles attribute by attribute; its headline is the clearest difference."""
    answers = {attribute: answer(f"roles_{attribute}") for attribute in _DRAWN}
    figures = {
        attribute: _figure(attribute, table) for attribute, table in answers.items() if table.height
    }
    differences = sorted(_widest(figure.table, attribute) for attribute, figure in figures.items())
    told = [sentence for _, sentence in differences if sentence] + _years(answer("roles_profile"))
    return Page(
        headline=told[0] if told else "No profile of the roles yet.",
        points=tuple(told[1:3] + told[3:][-1:]),
        lede=(
            "What postings say of each role, counted over openings. A share is of the openings that say anything on the "
            "matter, or of all with a text where silence is an answer (a degree, mathematics); n shows it."
        ),
        blocks=(
            _side_by_side(answer("roles_side_by_side")),
            _claims(answer("roles_claims")),
            *figures.values(),
            Passage("roles_method", "How a role is told from its neighbours", "roles_method", {}),
        ),
    )


def _years(table: pl.DataFrame) -> list[str]:
    asked = table.filter(pl.col("attribute") == "years_min", pl.col("number").is_not_null()).rows(
        named=True
    )
    words = [
        f"{role_of(row['role']).in_text} {numbers.decimal(row['number'])} ({numbers.n_of(row['n'])})"
        for role in FOCUS
        for row in asked
        if row["role"] == role
    ]
    return [f"Median years of experience asked: {'; '.join(words)}."] if words else []


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
        is_table_open=True,
        waits_for="No openings with a text yet.",
    )


def _claims(table: pl.DataFrame) -> Figure:
    verdicts = table["verdict"].to_list()
    counts = ", ".join(
        f"{verdicts.count(name)} {name}" for name in ("supported", "contradicted", "undecided")
    )
    return Figure(
        id="roles_claims",
        title="The common story about these roles, claim by claim",
        finding=f"Of {numbers.n_of(table.height)} claims: {counts}." if table.height else "",
        caption=(
            "The 95 % interval of our figure decides: supported when all of it lies within what is claimed, contradicted when "
            "none of it does, undecided otherwise and below a floor. Pay is stated base pay only: it cannot speak against a "
            "figure that holds equity. A claim leads to its evidence."
        ),
        alt="Table of claims: what is said, our figure with interval and n, and the verdict.",
        table=table,
        columns=(
            Column("statement", "Claim", "claim"),
            Column("verdict", "Verdict", "verdict"),
            Column("ours_value", "Ours", "by_unit", "ours_low", "ours_high"),
            Column("source_figure", "Source’s figure"),
            *columns.SAMPLE,
            Column("definition", "What we measure", "prose"),
            Column("note", "Note"),
        ),
        sql="roles_claims",
        is_table_open=True,
        has_search=True,
        waits_for="No claim has been held against this market yet.",
    )


def _figure(attribute: str, table: pl.DataFrame) -> Figure:
    rows = [
        {**row, "word": word(row["value"])}
        for row in table.iter_rows(named=True)
        if row["share"] is not None or row["note"]
    ]
    order = _order(attribute, rows)
    rows.sort(key=lambda row: (order.index(row["word"]), FOCUS.index(row["role"])))
    name = ATTRIBUTES[attribute]
    return Figure(
        id=f"roles_{attribute}",
        title=f"{name}: share of openings",
        finding=_widest(table, attribute)[1],
        caption=f"Of the openings {_OF.get(attribute, 'that say anything on it')}. Whiskers: 95 % intervals.",
        alt=f"{name}: one row per value, a mark with whisker for each of the three roles.",
        table=table,
        columns=(
            Column("value", "Value", "word"),
            columns.ROLE,
            columns.SHARE_OF_OPENINGS,
            *columns.N_OF,
            columns.N_EMPLOYERS,
        ),
        sql=f"roles_{attribute}",
        panels=from_rows.dots(
            rows,
            lambda row: row["word"],
            Estimate(
                "share",
                "share_low",
                "share_high",
                "share",
                role_mark,
                lambda row: numbers.n_of(row["n_of"]),
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
    top = {
        name: max((row["share"] or 0.0) for row in rows if row["word"] == name) for name in words
    }
    return sorted(words, key=lambda name: (-top[name], name))


_SILENT = ("none", "none_stated", "no", "false")
"""Values that say that nothing is said: no finding when another value tells the roles apart."""


def _widest(table: pl.DataFrame, attribute: str) -> tuple[float, str]:
    """The value that tells one role best from the two others, and its sentence.

    Returns:
        Minus the stretch between the leading role's interval and the next, so that the clearest sorts first; and the
        sentence, empty without figures.
    """
    by_value: dict[str, list[Row]] = {}
    for row in (
        table.drop_nulls("share")
        .sort("share", "role", descending=[True, False])
        .iter_rows(named=True)
    ):
        by_value.setdefault(row["value"], []).append(row)
    speaking = {value: rows for value, rows in by_value.items() if value not in _SILENT} or by_value
    roles = {row["role"] for rows in by_value.values() for row in rows}
    if not speaking:
        return 0.0, ""
    apart = {value: _apart(rows, len(roles)) for value, rows in speaking.items()}
    value = min(apart, key=lambda known: (-apart[known], known))
    lead, *others = speaking[value]
    what = ATTRIBUTES[attribute]
    if value not in ("yes", "true"):
        what = f"{word(value)} ({what[0].lower()}{what[1:]})"
    share = numbers.estimate(lead["share"], lead["share_low"], lead["share_high"], "share")
    of = f"{role_of(lead['role']).one_in_text} openings ({numbers.n_of(lead['n_of'])})"
    shares = {row["role"]: numbers.share(row["share"]) for row in others}
    # a value that none of a role's openings has makes no row
    shares |= dict.fromkeys(
        [role for role in FOCUS if role in roles - {lead["role"], *shares}], "none"
    )
    against = " and ".join(
        f"{known} of {role_of(role).one_in_text}" for role, known in shares.items()
    )
    return -apart[
        value
    ], f"{what}: {share} of {of}{f', against {against} openings' if against else ''}."


def _apart(rows: Sequence[Row], n_roles: int) -> float:
    """How far the first row's interval lies above the second's; without intervals or another role, not at all."""
    if (
        n_roles < 2
        or rows[0]["share_low"] is None
        or any(row["share_high"] is None for row in rows[1:2])
    ):
        return -1.0
    return float(rows[0]["share_low"] - (rows[1]["share_high"] if len(rows) > 1 else 0.0))
