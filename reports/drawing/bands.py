"""Pay by role and level as boxes: the middle half, the outer tenths, the median with its number, n at the right.

Decides how the quantiles of a row become marks. Leaves whether a quantile may be printed to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.answers import Row
from reports.drawing.axes import Axis
from reports.drawing.chart import (
    Panel,
    Spec,
    assemble,
    brief_all,
    head,
    note,
    plain,
    row_gutter,
    rows_of,
    scale_of,
    width_of,
)
from reports.drawing.dots import Label, dots, notes_of, shown, whiskers
from reports.drawing.estimates import Estimate
from reports.wording import numbers
from reports.wording.roles import FOCUS, Mark, role_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

_QUANTILES = {
    f"p{quantile}": Estimate(f"p{quantile}", f"p{quantile}_low", f"p{quantile}_high", "usd")
    for quantile in (10, 25, 50, 75, 90)
}
_MEDIAN = _QUANTILES["p50"]
_TICKS = 4
_ROW = 46.0


def draw_pay_bands(rows: Sequence[Row], label: Label) -> go.Figure | None:
    """One panel per focus role, a row per label, all on one scale."""
    mine = {role: [row for row in rows if row["role"] == role] for role in FOCUS}
    drawn = {role: known for role, known in mine.items() if any(map(_MEDIAN.has, known))}
    every = [
        end
        for known in drawn.values()
        for row in known
        for estimate in _QUANTILES.values()
        for end in (estimate.of(row) if estimate is _MEDIAN else estimate.of(row)[:1])
    ]
    scale = _MEDIAN.axis(every, _TICKS)
    labels = list(dict.fromkeys(label(row) for row in rows))
    return assemble([_panel(role, known, label, labels, scale) for role, known in drawn.items()])


def _panel(
    role: str, rows: Sequence[Row], label: Label, labels: Sequence[str], scale: Axis
) -> Panel:
    mark = role_of(role)
    known = [row for row in rows if _MEDIAN.has(row)]
    positions = [float(labels.index(label(row))) for row in known]
    words = [_hover(row, label(row)) for row in known]
    values, lows, highs = zip(*map(_MEDIAN.of, known), strict=True)
    sizes = [numbers.n_of(row["n_openings"]) for row in known]
    medians = dots(mark, values, positions, words) | whiskers(mark, values, lows, highs)
    medians |= {
        "mode": "markers+text",
        "texttemplate": [f"<b>{plain(numbers.money(value))}</b>" for value in values],
        "textposition": "top center",
        "textfont": {"color": mark.ink, "size": 13},
    }
    filled = set(map(label, known))
    return Panel(
        head(role),
        [_boxes(mark, known, positions), medians],
        scale_of(scale),
        rows_of(shown(labels), len(labels)),
        _ROW * len(labels),
        left=row_gutter(shown(labels)),
        right=20 + 1.1 * width_of(sizes),
        notes=[
            *(
                _at_the_right(size, position)
                for size, position in zip(sizes, positions, strict=True)
            ),
            *notes_of(rows, label, labels, filled),
        ],
    )


def _hover(row: Row, name: str) -> str:
    quantiles = (
        f"{quantile.upper()} {estimate.words(row)}"
        for quantile, estimate in _QUANTILES.items()
        if estimate.has(row)
    )
    return "<br>".join(map(plain, (numbers.show(name), *quantiles, numbers.basis(row))))


def _boxes(mark: Mark, rows: Sequence[Row], positions: Sequence[float]) -> Spec:
    """Boxes from P25 to P75, with lines to P10 and P90 where these are known. The marts counted, so nothing is counted here."""
    known = [
        (row, position)
        for row, position in zip(rows, positions, strict=True)
        if row["p25"] is not None and row["p75"] is not None
    ]
    ends = [(row["p10"] or row["p25"], row["p90"] or row["p75"]) for row, _ in known]
    return {
        "type": "box",
        "orientation": "h",
        "y": [position for _, position in known],
        "lowerfence": brief_all(low for low, _ in ends),
        "q1": brief_all(row["p25"] for row, _ in known),
        "median": brief_all(row["p50"] for row, _ in known),
        "q3": brief_all(row["p75"] for row, _ in known),
        "upperfence": brief_all(high for _, high in ends),
        "width": 0.24,
        "whiskerwidth": 0,
        "fillcolor": mark.band,
        "line": {"color": mark.colour, "width": 1},
        "hoverinfo": "skip",
    }


def _at_the_right(size: str, position: float) -> Spec:
    where = {"x": 1, "xanchor": "left", "xshift": 10, "y": position}
    return note(plain(size), "x domain", "y", **where)
