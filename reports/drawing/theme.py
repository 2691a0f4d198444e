"""The palette of both themes, and the dashes and hatches that tell lines and bars apart without colour.

Decides every colour by name. Leaves their use to CSS: figures carry `var(--…)` names only, so that light and dark reach
inside them. `tests/reports/drawing/test_theme.py` computes every contrast.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.wording.roles import ROLES, SOURCE_TONES

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "panel": "#f6f5f1",
    "ink": "#1a1c1e",
    "muted": "#595f66",
    "rule": "#dcdad3",
    "grid": "#e8e6df",
    "link": "#0b57a4",
    "accent": "#8f1d21",
    "warn-paper": "#fff4d6",
    "warn-ink": "#5c4300",
    "part-1": "#44607c",
    "part-2": "#8f7a1e",
    "part-3": "#8a4f74",
    "part-4": "#7c8389",
    "part-5": "#5d7f8e",
    "part-6": "#b3392f",
    "mark-ai_engineer": "#0072b2",
    "mark-ml_engineer": "#d55e00",
    "mark-data_scientist": "#008f6a",
    "mark-research_scientist": "#7a52b3",
    "mark-data_engineer": "#8a6a1f",
    "mark-data_analyst": "#b3478f",
    "mark-software_engineer": "#5c6770",
    "mark-other": "#7c8389",
    "mark-unclear": "#7c8389",
    "mark-all": "#1a1c1e",
    "mark-source-3": "#44607c",
    "mark-source-5": "#7d6a12",
    "mark-source-1": "#8a4f74",
    "mark-source-4": "#6b7076",
    "mark-source-2": "#35737a",
    "ink-ai_engineer": "#005a8e",
    "ink-ml_engineer": "#a34700",
    "ink-data_scientist": "#00694e",
}
"""Colours on a light page; `part-…` colour the parts of stacked bars. The three role hues are Okabe and Ito's blue, vermilion and green (safe for the common
kinds of colour blindness), the green darkened to reach 3:1 on white."""

DARK: Mapping[str, str] = {
    "paper": "#14171a",
    "panel": "#1d2125",
    "ink": "#eceae4",
    "muted": "#a9afb5",
    "rule": "#343a40",
    "grid": "#2a2f34",
    "link": "#7cbcf5",
    "accent": "#ff8f86",
    "warn-paper": "#3a2f10",
    "warn-ink": "#ffdf8a",
    "part-1": "#8fb0d1",
    "part-2": "#c9b14e",
    "part-3": "#cf94b9",
    "part-4": "#858d94",
    "part-5": "#7fa9ba",
    "part-6": "#ff8a7e",
    "mark-ai_engineer": "#56b4e9",
    "mark-ml_engineer": "#f2884b",
    "mark-data_scientist": "#3fc79a",
    "mark-research_scientist": "#b796e8",
    "mark-data_engineer": "#cfa84a",
    "mark-data_analyst": "#e28bc4",
    "mark-software_engineer": "#9aa5ae",
    "mark-other": "#858d94",
    "mark-unclear": "#858d94",
    "mark-all": "#eceae4",
    "mark-source-3": "#8fb0d1",
    "mark-source-5": "#c9b14e",
    "mark-source-1": "#cf94b9",
    "mark-source-4": "#a3a9af",
    "mark-source-2": "#73bcc2",
    "ink-ai_engineer": "#7cc6f0",
    "ink-ml_engineer": "#f7a272",
    "ink-data_scientist": "#63d6b0",
}

HATCHES: Mapping[str, str] = {
    "/": "hatch-slash",
    "\\": "hatch-backslash",
    "x": "hatch-cross",
    "-": "hatch-bar",
    "|": "hatch-pillar",
    ".": "hatch-dot",
}
"""plotly's pattern -> id of the same hatch in `templates/parts/hatches.html`: parts of a bar differ without colour too."""

DASHES: Mapping[str, str] = {
    "dash": "6 3",
    "dot": "2 2.5",
    "dashdot": "6 3 2 3",
    "longdash": "10 3",
    "longdashdot": "10 3 2 3",
}
"""Name of a dash -> lengths of strokes and gaps in px. Plotly's own are so wide that a restless line looks like one with gaps."""

BAND_ALPHA = 0.22
"""How strong an interval's band is: visible on both papers, and the line inside it still stands out."""


def palette(theme: Mapping[str, str]) -> dict[str, str]:
    """Every CSS variable of one theme: the stated colours, bands from the role colours, label inks where none is given.

    Returns:
        Variable name without its dashes -> CSS colour.
    """
    tokens = dict(theme)
    for role in (*ROLES, *SOURCE_TONES):
        red, green, blue = (int(theme[f"mark-{role}"][i : i + 2], 16) for i in (1, 3, 5))
        tokens[f"band-{role}"] = f"rgba({red}, {green}, {blue}, {BAND_ALPHA})"
        tokens.setdefault(
            f"ink-{role}", theme[f"mark-{role}"] if role in SOURCE_TONES else theme["ink"]
        )
    return dict(sorted(tokens.items()))
