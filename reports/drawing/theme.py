"""What things look like: the palette, the roles' fixed colours and marks, and the words that name them.

Decides that a role has the same colour, marker and dash on every page, in both themes, and that each is told apart
without colour too. Leaves number formats to `numbers`, and the use of the colours to CSS: figures carry `var(--…)`
names only, so that light and dark reach inside them. `tests/reports/drawing/test_theme.py` computes every contrast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.wording import numbers


@dataclass(frozen=True, slots=True)
class Mark:
    """How one role (or kind of board) is shown. `marker` and `dash` are plotly's names; `glyph` is the marker as a character."""

    id: str
    name: str
    plural: str
    marker: str
    dash: str
    glyph: str

    @property
    def in_text(self) -> str:
        """The plural within a sentence: "AI engineers", "data scientists"."""
        return (
            self.plural if self.plural[1:2].isupper() else self.plural[:1].lower() + self.plural[1:]
        )

    @property
    def one_in_text(self) -> str:
        """The singular within a sentence: "AI engineer", "data scientist"."""
        return self.name if self.name[1:2].isupper() else self.name[:1].lower() + self.name[1:]

    @property
    def colour(self) -> str:
        """The CSS variable of its marks."""
        return f"var(--mark-{self.id})"

    @property
    def band(self) -> str:
        """The CSS variable of its interval bands."""
        return f"var(--band-{self.id})"

    @property
    def ink(self) -> str:
        """The CSS variable of its labels: the mark's hue, dark (or light) enough to be read as text."""
        return f"var(--ink-{self.id})"


FOCUS = ("ai_engineer", "ml_engineer", "data_scientist")
NEIGHBOURS = ("research_scientist", "data_engineer", "data_analyst", "software_engineer")

ROLES: Mapping[str, Mark] = {
    role.id: role
    for role in (
        Mark("ai_engineer", "AI engineer", "AI engineers", "circle", "solid", "●"),
        Mark("ml_engineer", "ML engineer", "ML engineers", "square", "dash", "■"),
        Mark("data_scientist", "Data scientist", "Data scientists", "diamond", "dot", "◆"),
        Mark(
            "research_scientist",
            "Research scientist",
            "Research scientists",
            "triangle-up",
            "dashdot",
            "▲",
        ),
        Mark("data_engineer", "Data engineer", "Data engineers", "triangle-down", "longdash", "▼"),
        Mark("data_analyst", "Data analyst", "Data analysts", "pentagon", "longdashdot", "⬟"),
        Mark(
            "software_engineer", "Software engineer", "Software engineers", "hexagon", "solid", "⬢"
        ),
        Mark("other", "Other work", "Other work", "x", "solid", "✕"),
        Mark("unclear", "Unclear", "Unclear", "cross", "solid", "+"),
        Mark("all", "All roles", "All roles", "star", "solid", "★"),
    )
}

SOURCE_MARKS: Mapping[str, Mark] = {
    mark.id: mark
    for mark in (
        Mark("greenhouse", "Greenhouse", "Greenhouse", "circle", "solid", "●"),
        Mark("lever", "Lever", "Lever", "square", "solid", "■"),
        Mark("ashby", "Ashby", "Ashby", "diamond", "solid", "◆"),
        Mark("hackernews", "Hacker News", "Hacker News", "triangle-up", "solid", "▲"),
        Mark("careers_page", "Careers pages", "Careers pages", "triangle-down", "solid", "▼"),
    )
}
"""Kinds of board have marks of their own in quieter hues: a role's colour never stands for anything but the role."""

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
    "mark-greenhouse": "#44607c",
    "mark-lever": "#7d6a12",
    "mark-ashby": "#8a4f74",
    "mark-hackernews": "#6b7076",
    "mark-careers_page": "#35737a",
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
    "mark-greenhouse": "#8fb0d1",
    "mark-lever": "#c9b14e",
    "mark-ashby": "#cf94b9",
    "mark-hackernews": "#a3a9af",
    "mark-careers_page": "#73bcc2",
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
    for role in (*ROLES, *SOURCE_MARKS):
        red, green, blue = (int(theme[f"mark-{role}"][i : i + 2], 16) for i in (1, 3, 5))
        tokens[f"band-{role}"] = f"rgba({red}, {green}, {blue}, {BAND_ALPHA})"
        tokens.setdefault(
            f"ink-{role}", theme[f"mark-{role}"] if role in SOURCE_MARKS else theme["ink"]
        )
    return dict(sorted(tokens.items()))


def source_mark(source: str) -> Mark:
    """The mark of a kind of board; one that this version does not know is drawn like a careers page."""
    return SOURCE_MARKS.get(source, SOURCE_MARKS["careers_page"])


def role_of(role_id: str) -> Mark:
    """The role to show for an id; one that this version does not know is shown as it is written, marked like other work."""
    name = numbers.shown(role_id)[0]
    return ROLES.get(role_id) or Mark("other", name, name, "x", "solid", "✕")
