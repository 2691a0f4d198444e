"""Axes for distributions of pay side by side: a script draws into them what a reader selects.

Decides the scale of pay and the panels. Leaves the bars to `static/explore.js`, which reads them from the page.
"""

from __future__ import annotations

import plotly.graph_objects as go

from reports.drawing.axes import Axis
from reports.drawing.chart import Panel, assemble, scale_of

STEP = 20_000
MOST = 500_000
"""Dollars of a step of `mart_slice.pay_bins`, and where its last step begins."""

_TICKS = (0, 100_000, 200_000, 300_000, 400_000, 500_000)
_HEIGHT = 220


def draw_frames(headings: tuple[str, ...]) -> go.Figure | None:
    """One empty panel a heading, all on one scale of pay."""
    scale = Axis(0, MOST + STEP, _TICKS, "usd")
    share = {"range": [0, 0.3], "tickvals": [0, 0.1, 0.2], "ticktext": ["0", "10 %", "20 %"]}
    panels = [
        Panel(heading, [], scale_of(scale), share, _HEIGHT, left=44, above=34)
        for heading in headings
    ]
    return assemble(panels)
