"""A chart taken apart into its panels, so that a test can ask what one of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go


@dataclass(frozen=True)
class Shown:
    """One pair of axes with what stands on it."""

    heading: str
    x: Any
    y: Any
    traces: list[Any]
    notes: list[str]
    shapes: list[Any]

    @property
    def rows(self) -> list[str]:
        """The names of its rows."""
        return list(self.y.ticktext)

    @property
    def marks(self) -> list[Any]:
        """Its traces of dots."""
        return [
            trace
            for trace in self.traces
            if "markers" in (trace.to_plotly_json().get("mode") or "")
        ]

    @property
    def line(self) -> Any:
        """Its line over time."""
        return next(trace for trace in self.traces if trace.text is not None)

    @property
    def numbers(self) -> list[str]:
        """What is written beside its marks."""
        texts = [trace for trace in self.traces if trace.type == "scatter" and trace.mode == "text"]
        written = [trace.text for trace in texts]
        return [text.strip() for texts in written for text in texts]


def panels(chart: go.Figure | None) -> list[Shown]:
    """The panels of a chart in their order. None without a chart.

    Raises:
        ValueError: When the chart holds what plotly does not know. Reports are drawn without looking for that.
    """
    if chart is None:
        return []
    checked = go.Figure(chart.to_dict())
    return [_panel(checked, seat) for seat in range(checked.layout.meta["n"])]


def _panel(chart: go.Figure, seat: int) -> Shown:
    end = str(seat + 1) if seat else ""
    notes = [note for note in chart.layout.annotations if note.xref.split()[0] == f"x{end}"]
    shapes = [shape for shape in chart.layout.shapes if shape.xref.split()[0] == f"x{end}"]
    headings = [note.text for note in notes if note.font.size == 15]
    return Shown(
        headings[0].removeprefix("<b>").removesuffix("</b>") if headings else "",
        chart.layout[f"xaxis{end}"],
        chart.layout[f"yaxis{end}"],
        [trace for trace in chart.data if trace.xaxis == f"x{end}"],
        [note.text for note in notes if note.font.size != 15],
        shapes,
    )
