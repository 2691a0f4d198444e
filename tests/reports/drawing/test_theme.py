"""Colours can be read and told apart, in both themes."""

import re

import pytest

from reports.drawing import theme
from reports.wording import roles

THEMES = {"light": theme.LIGHT, "dark": theme.DARK}
READ = (
    "ink",
    "muted",
    "link",
    "accent",
    *(f"ink-{mark}" for mark in (*roles.ROLES, *roles.SOURCE_TONES)),
)
MARKS = (
    *(f"mark-{role}" for role in roles.ROLES),
    *(f"mark-{tone}" for tone in roles.SOURCE_TONES),
    *(f"part-{seat}" for seat in range(1, 7)),
)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("paper", ["paper", "tint"])
@pytest.mark.parametrize("token", READ)
def test_text_reaches_four_and_a_half_to_one(name: str, paper: str, token: str) -> None:
    colours = theme.palette(THEMES[name])
    assert contrast(colours[token], colours[paper]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_banner_text_reaches_four_and_a_half_to_one(name: str) -> None:
    assert contrast(THEMES[name]["warn-ink"], THEMES[name]["warn-paper"]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", MARKS)
def test_marks_reach_three_to_one(name: str, token: str) -> None:
    assert contrast(THEMES[name][token], THEMES[name]["paper"]) >= 3


def _seen(colour: str, kind: str) -> tuple[float, float, float]:
    """How a colour looks to a dichromat (Vienot, Brettel and Mollon 1999), as linear RGB."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    if kind == "protan":
        return (
            0.11238 * red + 0.88762 * green,
            0.11238 * red + 0.88762 * green,
            0.00401 * red - 0.00401 * green + blue,
        )
    return (
        0.29275 * red + 0.70725 * green,
        0.29275 * red + 0.70725 * green,
        -0.02234 * red + 0.02234 * green + blue,
    )


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_the_three_roles_differ_for_the_colour_blind(name: str, kind: str) -> None:
    seen = [_seen(THEMES[name][f"mark-{role}"], kind) for role in roles.FOCUS]
    for one in range(3):
        for other in range(one):
            distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
            assert distance > 0.1


def test_no_two_roles_share_a_marker() -> None:
    markers = [role.marker for role in roles.ROLES.values()]
    assert len(set(markers)) == len(markers)


def test_the_three_roles_differ_in_dash_and_glyph_too() -> None:
    focus = [roles.ROLES[role] for role in roles.FOCUS]
    assert len({role.dash for role in focus}) == 3
    assert len({role.glyph for role in focus}) == 3


def test_both_themes_name_the_same_colours() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()
    assert theme.palette(theme.LIGHT).keys() == theme.palette(theme.DARK).keys()


def test_every_colour_is_a_hex_triplet() -> None:
    assert all(
        re.fullmatch("#[0-9a-f]{6}", colour)
        for colours in THEMES.values()
        for colour in colours.values()
    )


def test_an_unknown_role_is_shown_as_it_is_written() -> None:
    assert roles.role_of("prompt_whisperer").plural == "prompt_whisperer"


def test_role_names_within_a_sentence_keep_their_acronyms() -> None:
    assert roles.role_of("ai_engineer").in_text == "AI engineers"
    assert roles.role_of("data_scientist").in_text == "data scientists"
