"""From the rows of an answer to lines over time: one facet per role or country, all on one scale.

Decides which lines are drawn. Leaves the rows to SQL, and a figure without two values in a row to its page.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from reports.drawing.estimates import Estimate
from reports.drawing.facets import BoardMove, Event, Facets, Line, LineFacet, bounds, head
from reports.wording import numbers
from reports.wording.names import COUNTRIES, name_in
from reports.wording.roles import FOCUS, Mark, role_of


def draw_lines_by_role(
    table: pl.DataFrame, estimate: Estimate, events: tuple[Event, ...] = ()
) -> Facets:
    """One facet per focus role over `period_start`, each with its interval as a band.

    Returns:
        Facets headed by the role's glyph and name; none when no role has two values.
    """
    rows = {role: table.filter(pl.col("role") == role) for role in FOCUS}
    lines = {
        head(role): _line(rows[role], role_of(role), estimate, role_of(role).plural)
        for role in FOCUS
    }
    moves = {head(role): _moves(rows[role]) for role in FOCUS}
    return _facets(lines, estimate, events, moves)


def draw_lines_by_skill(table: pl.DataFrame, estimate: Estimate) -> Facets:
    """One facet per skill over `period_start`, in the order of the table, each with its interval as a band."""
    lines = {}
    for (name,), rows in table.group_by("skill_name", maintain_order=True):
        heading = numbers.show(str(name))
        lines[heading] = _line(rows, role_of("all"), estimate, heading)
    return _facets(lines, estimate)


def draw_lines_by_area(table: pl.DataFrame, value: str, form: str) -> Facets:
    """One facet per country (`area`) over `period_start`: outside figures, which come without interval."""
    estimate = Estimate(value, "", "", form, with_zero=True)
    lines = {}
    for area in table["area"].unique().sort():
        name = name_in(COUNTRIES, area)
        rows = table.filter(pl.col("area") == area)
        lines[name] = _line(rows, role_of("all"), estimate, name)
    return _facets(lines, estimate)


def _facets(
    lines: Mapping[str, Line],
    estimate: Estimate,
    events: tuple[Event, ...] = (),
    moves: Mapping[str, tuple[BoardMove, ...]] | None = None,
) -> Facets:
    drawn = {
        heading: line
        for heading, line in lines.items()
        if sum(value is not None for value in line.values) > 1
    }
    if not drawn:
        return ()
    first, last = bounds(list(drawn.values()))
    ends = [end for line in drawn.values() for end in (*line.values, *line.lows, *line.highs)]
    scale = estimate.axis(ends)
    return tuple(
        (heading, LineFacet((line,), scale, first, last, events, (moves or {}).get(heading, ())))
        for heading, line in drawn.items()
    )


def _line(table: pl.DataFrame, role: Mark, estimate: Estimate, subject: str) -> Line:
    rows = table.drop_nulls("period_start").rows(named=True)
    points = [estimate.of(row) for row in rows]
    values, lows, highs = zip(*points, strict=True) if points else ((), (), ())
    last = next((value for value in reversed(values) if value is not None), None)
    return Line(
        role=role,
        label=numbers.write(last, estimate.form),
        days=tuple(row["period_start"] for row in rows),
        values=values,
        lows=lows,
        highs=highs,
        hover=tuple(estimate.words(row) for row in rows),
        subject=subject,
        boards=tuple(row["n_boards"] or 0 for row in rows) if "n_boards" in table.columns else (),
    )


def _moves(table: pl.DataFrame) -> tuple[BoardMove, ...]:
    """Boards that joined or left, where the answer says so. The first period is the panel's start and no move."""
    if "n_boards_joined" not in table.columns:
        return ()
    rows = table.drop_nulls("period_start").sort("period_start")
    counts = rows.select("period_start", pl.col("n_boards_joined", "n_boards_left").fill_null(0))
    return tuple(
        BoardMove(day, joined, left) for day, joined, left in counts.rows()[1:] if joined or left
    )
