"""Figures of how much more one role, level or skill pays than another, like compared to like.

Decides how the readings of a premium stand side by side. Leaves the model to the marts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from reports.answers import Row
from reports.drawing.dots import draw_dots, draw_dots_by
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.names import LEVELS, word
from reports.wording.roles import FOCUS, Mark, role_of

_READINGS = ("unadjusted", "adjusted", "within_employer")

_SKILLS_SHOWN = 10
"""Skills at each end of the drawing. The table has them all."""


def by_role(table: pl.DataFrame) -> Figure:
    """How much more one role pays, in three readings, from the rows of `pay_premium.sql`."""
    rows = [row for row in table.iter_rows(named=True) if row["reading"] in _READINGS]
    rows.sort(key=lambda row: ((*FOCUS, row["name"]).index(row["name"]), row["name"]))
    held = next(
        (row["adjusted_for"] for row in rows if row["adjusted_for"]),
        "level, place, remote work, source and month",
    )
    adjusted = [
        row
        for row in rows
        if row["name"] in FOCUS
        and row["reading"] == "adjusted"
        and row["premium_share"] is not None
    ]
    return Figure(
        **entry("pay_premium", held=held),
        **_like_for_like(adjusted).said,
        table=table,
        chart=draw_dots_by(
            rows,
            "reading",
            {reading: word(reading) for reading in _READINGS},
            lambda row: role_of(row["name"]).plural,
            charts.estimate(columns.PREMIUM, lambda row: role_of(row["name"]), reference=0.0),
        ),
    )


def _like_for_like(rows: Sequence[Row]) -> Finding:
    if not rows:
        return Finding("")
    against = role_of(rows[0]["reference"]).in_text if rows[0]["reference"] else "the reference"
    named = [{**row, "role": row["name"]} for row in rows]
    told = findings.directions(named, columns.PREMIUM, numbers.basis)
    words = told.words.replace("Up:", "More:").replace("Down:", "Less:")
    return Finding(f"Like for like, against {against}. {words}", told.basis)


def by_level(table: pl.DataFrame, roles: pl.DataFrame) -> Figure:
    """How much more each level pays, from the rows of `pay_level_premium.sql`.

    Args:
        table: The rows.
        roles: Those of `pay_premium.sql`, to say which of the two moves pay more.
    """
    order = list(LEVELS)
    rows = [row for row in table.iter_rows(named=True) if row["reading"] == "adjusted"]
    rows.sort(key=lambda row: order.index(row["name"]) if row["name"] in order else len(order))
    reference = next((row["reference"] for row in rows if row["reference"]), "mid")
    against = _level(reference).lower()
    known = [row for row in rows if row["premium_share"] is not None]
    words = [
        f"{_level(row['name']).lower()} {numbers.growth(row['premium_share'])}" for row in known
    ]
    compared = _wider(
        known, roles.filter(reading="adjusted").drop_nulls("premium_share").to_dicts()
    )
    return Figure(
        **entry("pay_level_premium", against=against),
        finding=f"{findings.sentence(f'Against {against}', words)} {compared}".strip(),
        basis=findings.spreads(known, columns.PREMIUM, who=lambda row: _level(row["name"]).lower()),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: _level(row["name"]),
            charts.estimate(columns.PREMIUM, _everyone, reference=0.0),
        ),
    )


def _wider(levels: Sequence[Row], roles: Sequence[Row]) -> str:
    """Whether levels lie further apart in pay than roles do, beyond both intervals. Empty where nobody can say."""
    if not levels or not roles:
        return ""
    (least_levels, most_levels), (least_roles, most_roles) = map(_reach, (levels, roles))
    if least_levels > most_roles:
        return "Level affects pay more than role does."
    return "Role affects pay more than level does." if least_roles > most_levels else ""


def _reach(rows: Sequence[Row]) -> tuple[float, float]:
    """The largest difference from the reference: at least, and at most."""
    ends = [(row["premium_low"], row["premium_high"]) for row in rows]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    least = max((max(low, -high, 0.0) for low, high in known), default=0.0)
    return least, max((max(abs(low), abs(high)) for low, high in known), default=math.inf)


def _level(name: str) -> str:
    return LEVELS.get(name) or numbers.show(name)


def _everyone(_: Row) -> Mark:
    return role_of("all")


def by_skill(table: pl.DataFrame) -> Figure:
    """Pay of postings that name a skill, from the rows of `skills_premium.sql`, highest first."""
    rows = table.rows(named=True)
    if len(rows) > 2 * _SKILLS_SHOWN:
        rows = [*rows[:_SKILLS_SHOWN], *rows[-_SKILLS_SHOWN:]]
    return Figure(
        **entry("skills_premium"),
        **_beyond_chance(table).said,
        table=table,
        chart=draw_dots(
            rows,
            lambda row: str(row["skill_name"]),
            charts.estimate(columns.PREMIUM, _everyone, reference=0.0),
        ),
    )


def _beyond_chance(table: pl.DataFrame) -> Finding:
    """Which skills stand with more or less pay beyond their interval. Empty without estimates."""
    known = table.drop_nulls(["premium_low", "premium_high"])
    if known.is_empty():
        return Finding("")
    more = known.filter(pl.col("premium_low") > 0)["skill_name"].to_list()
    less = known.filter(pl.col("premium_high") < 0)["skill_name"].to_list()
    told = [
        f"{how} pay: {_some(names)}." for names, how in ((more, "More"), (less, "Less")) if names
    ]
    chance = numbers.count(max(1, round(known.height / 20)))
    return Finding(
        " ".join(told) or "No skill goes with measurably more or less pay, like for like.",
        f"{numbers.count(len(more) + len(less))} of {numbers.count(known.height)} skills beyond "
        f"their 95 % interval, where chance alone would put about {chance}.",
    )


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(numbers.show(name) for name in names[:5])
    return f"{shown} and {numbers.count(len(names) - 5)} more" if len(names) > 5 else shown
