"""From the rows of an answer to stacked bars: a bar per row, a part per column.

Decides how rows become bars. Leaves the rows to SQL and the parts' colours and patterns to the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.answers import Row
from reports.drawing.axes import axis
from reports.drawing.estimates import known
from reports.drawing.facets import BarFacet, Facets, Stack, head
from reports.wording import numbers

Parts = Mapping[str, tuple[str, str, str]]
"""Column -> (name, colour, pattern), in stacking order."""


def draw_bars(rows: Sequence[Row], label: str, parts: Parts) -> Facets:
    """One facet of bars, top down in the order of the rows, each named by its column `label`."""
    stacks = _stacks(rows, parts)
    ends = _ends(stacks, len(rows))
    if not any(ends):
        return ()
    names = tuple(numbers.show(str(row[label])) for row in rows)
    return (("", BarFacet(names, stacks, axis(ends, "count", with_zero=True))),)


def draw_bars_by_role(rows: Mapping[str, Sequence[Row]], day: str, parts: Parts) -> Facets:
    """One facet per role of upright bars over time, all on one scale."""
    stacks = {role: _stacks(mine, parts) for role, mine in rows.items()}
    ends = [end for role, mine in rows.items() for end in _ends(stacks[role], len(mine))]
    if not any(ends):
        return ()
    scale = axis(ends, "count", with_zero=True, reference=0.0)
    months = {role: tuple(f"{row[day]:%b %Y}" for row in mine) for role, mine in rows.items()}
    return tuple(
        (head(role), BarFacet(months[role], stacks[role], scale, is_upright=True)) for role in rows
    )


def _stacks(rows: Sequence[Row], parts: Parts) -> tuple[Stack, ...]:
    return tuple(
        Stack(name, colour, tuple(known(row[column]) for row in rows), pattern)
        for column, (name, colour, pattern) in parts.items()
    )


def _ends(stacks: Sequence[Stack], n_bars: int) -> list[float]:
    """Both ends of each bar."""
    bars = [[stack.values[index] or 0.0 for stack in stacks] for index in range(n_bars)]
    above = [sum(value for value in bar if value > 0) for bar in bars]
    below = [sum(value for value in bar if value < 0) for bar in bars]
    return above + below
