"""Who a mark stands for: the roles, and the kinds of boards, each with its name, marker, dash and glyph.

Decides that a role looks the same on every page and that each is told apart without colour too. Leaves colours to
`drawing.theme`: a mark carries only the name of its CSS variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.wording import numbers


@dataclass(frozen=True, slots=True)
class Mark:
    """How one role or kind of board is shown.

    Attributes:
        id: What it stands for; marks with one id belong together.
        name: Its name; `plural` likewise.
        marker: plotly's name of the marker; `dash` likewise.
        glyph: The marker as a character.
        tone: Name of its colour, where that is not its id.
    """

    id: str
    name: str
    plural: str
    marker: str
    dash: str
    glyph: str
    tone: str = ""

    @property
    def in_text(self) -> str:
        """The plural within a sentence: "AI engineers", "data scientists"."""
        return _lower_first(self.plural)

    @property
    def one_in_text(self) -> str:
        """The singular within a sentence: "AI engineer", "data scientist"."""
        return _lower_first(self.name)

    @property
    def colour(self) -> str:
        """The CSS variable of its marks."""
        return f"var(--mark-{self.tone or self.id})"

    @property
    def band(self) -> str:
        """The CSS variable of its interval bands."""
        return f"var(--band-{self.tone or self.id})"

    @property
    def ink(self) -> str:
        """The CSS variable of its labels: the mark's hue, dark (or light) enough to be read as text."""
        return f"var(--{self.css})"

    @property
    def css(self) -> str:
        """The CSS class that gives text its ink."""
        return f"ink-{self.tone or self.id}"


FOCUS = ("ai_engineer", "ml_engineer", "data_scientist")
NEIGHBOURS = ("research_scientist", "data_engineer", "data_analyst", "software_engineer")

ROLES: Mapping[str, Mark] = {
    role.id: role
    for role in (
        Mark("ai_engineer", "AI engineer", "AI engineers", "circle", "solid", "●"),
        Mark("ml_engineer", "ML engineer", "ML engineers", "square", "dash", "■"),
        Mark("data_scientist", "Data scientist", "Data scientists", "diamond", "dot", "◆"),
        Mark("research_scientist", "Research scientist", "Research scientists", "triangle-up", "dashdot", "▲"),
        Mark("data_engineer", "Data engineer", "Data engineers", "triangle-down", "longdash", "▼"),
        Mark("data_analyst", "Data analyst", "Data analysts", "pentagon", "longdashdot", "⬟"),
        Mark("software_engineer", "Software engineer", "Software engineers", "hexagon", "solid", "⬢"),
        Mark("other", "Other work", "Other work", "x", "solid", "✕"),
        Mark("unclear", "Unclear", "Unclear", "cross", "solid", "+"),
        Mark("all", "All roles", "All roles", "star", "solid", "★"),
    )
}  # fmt: skip

SOURCE_TONES = tuple(f"source-{tone}" for tone in range(1, 6))
"""Colours of kinds of boards, quieter than those of roles: a role's colour never stands for anything but the role."""

_SOURCE_MARKERS = tuple(
    (role.marker, role.glyph) for role in ROLES.values() if role.id not in ("other", "unclear")
)
"""Eight markers in five tones: forty kinds of boards before two look alike."""


def source_marks(titles: Mapping[str, str]) -> dict[str, Mark]:
    """Marks of the kinds of boards that one figure shows, in their order.

    Args:
        titles: Title by name of the source, as in table `source`.
    """
    marks = {}
    for index, (source, title) in enumerate(titles.items()):
        marker, glyph = _SOURCE_MARKERS[index % len(_SOURCE_MARKERS)]
        tone = SOURCE_TONES[index % len(SOURCE_TONES)]
        name = numbers.show(title)
        marks[source] = Mark(source, name, name, marker, "solid", glyph, tone)
    return marks


def role_of(role_id: str) -> Mark:
    """The mark of a role. A role that this version does not know is shown as it is written, marked like other work."""
    name = numbers.show(role_id)
    return ROLES.get(role_id) or Mark("other", name, name, "x", "solid", "✕")


def _lower_first(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
