"""The palette of both themes, and the dashes that tell lines apart without colour.

Decides every colour by name (`theme.toml`). Leaves their use to CSS: figures carry `var(--…)` names only, so that
light and dark reach inside them. `tests/reports/drawing/test_theme.py` computes every contrast.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from reports.wording.roles import ROLES, SOURCE_TONES

_THEME = tomllib.loads(files("reports.drawing").joinpath("theme.toml").read_text("utf-8"))

LIGHT: Mapping[str, str] = _THEME["light"]
DARK: Mapping[str, str] = _THEME["dark"]

DASHES: Mapping[str, str] = _THEME["dashes"]

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
