"""From the rows of an answer to dots with whiskers: a row per thing, a mark per role or kind of board.

Decides how rows share a facet and a scale. Leaves the rows to SQL. A row without a value leaves no mark; its note stands
in the mark's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from reports.answers import Row
from reports.drawing.axes import Axis
from reports.drawing.estimates import Estimate
from reports.drawing.facets import Dot, DotFacet, Facets, Span, head
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

Label = Callable[[Row], str]
"""Names the row of the drawing in which a row of the answer is shown."""

_QUANTILES = {
    f"p{quantile}": Estimate(f"p{quantile}", f"p{quantile}_low", f"p{quantile}_high", "usd")
    for quantile in (10, 25, 50, 75, 90)
}

_NARROW_TICKS = 3
"""Steps on the axis of one of three facets: more labels than that would run into each other."""


def draw_dots(rows: Sequence[Row], label: Label, estimate: Estimate) -> Facets:
    """One facet: a row per label in the order first met, a mark with whisker per row of the answer.

    A label none of whose rows has a value keeps its row and shows why, from `note`.
    """
    if not any(map(estimate.has, rows)):
        return ()
    return (("", _facet(rows, label, estimate, estimate.axis(_ends(rows, [estimate])))),)


def draw_dots_by_role(rows: Sequence[Row], label: Label, estimate: Estimate) -> Facets:
    """The same as small multiples: one facet per focus role, all on one scale."""
    return draw_dots_by(rows, "role", {role: head(role) for role in FOCUS}, label, estimate)


def draw_dots_by(
    rows: Sequence[Row], column: str, headings: Mapping[str, str], label: Label, estimate: Estimate
) -> Facets:
    """Small multiples by the values of a column, each under its heading; none for a value without estimate."""
    scale = estimate.axis(_ends(rows, [estimate]), _NARROW_TICKS)
    mine = {value: [row for row in rows if row[column] == value] for value in headings}
    return tuple(
        (headings[value], _facet(known, label, estimate, scale))
        for value, known in mine.items()
        if any(map(estimate.has, known))
    )


def draw_pay_bands(rows: Sequence[Row], label: Label) -> Facets:
    """Pay by role: the quantiles p10 to p90 as marks with whiskers, the middle half as a thick stretch."""
    median = _QUANTILES["p50"]
    scale = median.axis(_ends(rows, _QUANTILES.values()), _NARROW_TICKS)
    mine = {role: [row for row in rows if row["role"] == role] for role in FOCUS}
    return tuple(
        (head(role), _band_facet(known, label, scale))
        for role, known in mine.items()
        if any(map(median.has, known))
    )


def _facet(rows: Sequence[Row], label: Label, estimate: Estimate, scale: Axis) -> DotFacet:
    labels = list(dict.fromkeys(map(label, rows)))
    dots = []
    for row in filter(estimate.has, rows):
        name = f"{numbers.show(label(row))}, {estimate.mark(row).name}"
        dots.append(_dot(labels.index(label(row)), row, estimate, name))
    return DotFacet(_shown(labels), tuple(dots), scale, notes=_notes(rows, label, labels, dots))


def _band_facet(rows: Sequence[Row], label: Label, scale: Axis) -> DotFacet:
    labels = [label(row) for row in rows]
    dots = [
        _dot(index, row, estimate, f"{label(row)}, {quantile.upper()}", quantile != "p50")
        for index, row in enumerate(rows)
        for quantile, estimate in _QUANTILES.items()
        if estimate.has(row)
    ]
    spans = tuple(
        Span(index, role_of(row["role"]), row[start], row[end], is_thick)
        for index, row in enumerate(rows)
        for start, end, is_thick in (("p10", "p90", False), ("p25", "p75", True))
        if _QUANTILES[start].has(row) and _QUANTILES[end].has(row)
    )
    notes = _notes(rows, label, labels, dots)
    return DotFacet(_shown(labels), tuple(dots), scale, spans, notes)


def _dot(index: int, row: Row, estimate: Estimate, name: str, is_small: bool = False) -> Dot:
    _, low, high = estimate.of(row)
    words = ", ".join(filter(None, (f"{name}: {estimate.words(row)}", estimate.basis(row))))
    return Dot(index, estimate.mark(row), row[estimate.value], low, high, words, is_small)


def _notes(
    rows: Sequence[Row], label: Label, labels: Sequence[str], dots: Sequence[Dot]
) -> tuple[tuple[int, str], ...]:
    """What stands in the rows that have no mark."""
    filled = {dot.row for dot in dots}
    reasons = {label(row): numbers.show(row["note"]) for row in reversed(rows) if row.get("note")}
    return tuple(
        (index, reasons.get(name, "no figure"))
        for index, name in enumerate(labels)
        if index not in filled
    )


def _shown(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(numbers.show(label) for label in labels)


def _ends(rows: Sequence[Row], estimates: Iterable[Estimate]) -> list[float | None]:
    """Values and ends of intervals of the rows that have a value."""
    return [
        end
        for estimate in estimates
        for row in filter(estimate.has, rows)
        for end in estimate.of(row)
    ]
