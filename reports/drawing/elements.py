"""The elements of an SVG drawing: lines, markers, paths and texts.

Decides how an element is written, as short as can be, and that every text is escaped. Leaves where it stands to `svg`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import pairwise

from reports.drawing.theme import MARKERS

_LEADING_ZERO = re.compile(r"\b(?<!\.)0\.")


def interval(low: float, high: float) -> dict[str, str]:
    """The ends of an interval as data of its mark."""
    return {"data_low": f"{low:.6g}", "data_high": f"{high:.6g}"}


def marker(
    shape: str, x: float, y: float, colour: str, is_small: bool = False, hover: str = ""
) -> str:
    """A marker in its shape, with its words as a tooltip."""
    inside, style = element("title", escape(hover)) if hover else "", f"fill:{colour}"
    if shape not in MARKERS:
        radius = "3" if is_small else "4.5"
        return element("circle", inside, cx=px(x), cy=px(y), r=radius, style=style)
    moved = f"translate({px(x)} {px(y)}) scale({0.65 if is_small else 1})"
    return element("path", inside, d=MARKERS[shape], transform=moved, style=style)


def text(
    x: float, y: float, words: str, anchor: str, *, css: str = "", style: str = "", full: str = ""
) -> str:
    """A text. `full` is the whole of it where it was cut."""
    inside = escape(words) + (element("title", escape(full)) if full and full != words else "")
    looks = {"css": css or None, "style": style or None}
    return element("text", inside, x=px(x), y=px(y), text_anchor=anchor, **looks)


def segment(
    x1: float, x2: float, y1: float, y2: float, inside: str = "", **attributes: str | None
) -> str:
    """A straight line."""
    ends = {"x1": px(x1), "x2": px(x2), "y1": px(y1), "y2": px(y2)}
    return element("line", inside, **ends, **attributes)


def path(points: Iterable[tuple[float, float]]) -> str:
    """Points as one path, each but the first relative to the one before: half as long as in full."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(x - from_x, y - from_y) for (from_x, from_y), (x, y) in pairwise(tenths)]
    (x, y), *_ = tenths
    written = " ".join(f"{dx / 10:g} {dy / 10:g}" for dx, dy in steps)
    return f"M{x / 10:g} {y / 10:g}l" + _LEADING_ZERO.sub(".", written).replace(" -", "-")


def element(name: str, inside: str = "", css: str | None = None, **attributes: str | None) -> str:
    """One element. Underscores in names become dashes, and attributes without a value are left out."""
    named = {"class": css} | {
        key if key == "viewBox" else key.replace("_", "-"): value
        for key, value in attributes.items()
    }
    written = "".join(
        f' {key}="{escape(value)}"' for key, value in named.items() if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def px(value: float) -> str:
    """A length with one decimal, or none."""
    return f"{value:.1f}".removesuffix(".0")
