"""The palette of both themes, and the dashes and hatches that tell lines and bars apart without colour.

Decides every colour by name (`palette.toml`). Leaves their use to CSS: figures carry `var(--…)` names only, so that
light and dark reach inside them. `tests/reports/drawing/test_theme.py` computes every contrast.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from reports.wording.roles import ROLES, SOURCE_TONES

_PALETTE = tomllib.loads(files("reports.drawing").joinpath("palette.toml").read_text("utf-8"))

LIGHT: Mapping[str, str] = _PALETTE["light"]
DARK: Mapping[str, str] = _PALETTE["dark"]

HATCHES: Mapping[str, str] = {
    "/": "hatch-slash",
    "\\": "hatch-backslash",
    "x": "hatch-cross",
    "-": "hatch-bar",
    "|": "hatch-pillar",
    ".": "hatch-dot",
}
"""plotly's pattern -> id of the same hatch in `templates/parts/hatches.html`."""

DASHES: Mapping[str, str] = {
    "dash": "6 3",
    "dot": "2 2.5",
    "dashdot": "6 3 2 3",
    "longdash": "10 3",
    "longdashdot": "10 3 2 3",
}
"""Name of a dash -> lengths of strokes and gaps in px. With plotly's own wide gaps a restless line looks broken."""

_BAND_ALPHA = 0.22
"""How strong an interval's band is: visible on both papers, and the line inside it still stands out."""


def palette(theme: Mapping[str, str]) -> dict[str, str]:
    """Every CSS variable of one theme: the stated colours, bands in the marks' colours, and inks where none is stated.

    Returns:
        Variable name without its dashes -> CSS colour.
    """
    tokens = dict(theme)
    for name in (*ROLES, *SOURCE_TONES):
        mark = theme[f"mark-{name}"]
        red, green, blue = bytes.fromhex(mark.removeprefix("#"))
        tokens[f"band-{name}"] = f"rgba({red}, {green}, {blue}, {_BAND_ALPHA})"
        tokens.setdefault(f"ink-{name}", mark if name in SOURCE_TONES else theme["ink"])
    return dict(sorted(tokens.items()))
