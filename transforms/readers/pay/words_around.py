"""Cuts out the words around a sum of money: left and right of it in its line, and the lines above.

Decides how far those words reach (never over another sum) and how they are folded for comparison. Leaves what they mean
to `transforms.readers.pay.context` and `transforms.readers.pay.terms`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.readers.pay.money import Span
from transforms.text.folding import fold_markup

_LEFT, _RIGHT, _ABOVE = 150, 90, 320
"""Characters read left and right of a figure in its line, and of the lines above it."""

_LONGEST_LINE = 2_000
"""Characters searched for the ends of a line. Without this bound a text of one endless line costs its square."""

STANDALONE = re.compile(r"(?:^|.*[|•])[\s\-*•(\[]*(?:max\.?|up to|from|ab|vanaf)?\s*$", re.I)
"""What stands left of a figure that has a line, a list item or a bar-separated part to itself."""


@dataclass(slots=True)
class Surroundings:
    """The words around one span, folded: `left` and `right` in its line, `above` the lines before it."""

    left: str
    right: str
    above: str
    raw_left: str
    raw_above: str


def look_around(text: str, span: Span, previous_end: int, next_start: int) -> Surroundings:
    """The words around `text[span.start:span.end]`, never reaching over the neighbouring spans."""
    line_start, line_end = line_around(text, span)
    left = text[max(previous_end, line_start, span.start - _LEFT) : span.start]
    right = text[span.end : min(line_end, span.end + _RIGHT, max(next_start, span.end))]
    # "OTE $240k (base $120k)": what an open bracket holds is said of the next figure.
    if next_start <= span.end + _RIGHT and right.rfind("(") > right.rfind(")"):
        right = right[: right.rfind("(")]
    above = text[max(0, line_start - _ABOVE) : line_start]
    return Surroundings(fold_markup(left), fold_markup(right), fold_markup(above), left, above)


def line_around(text: str, span: Span) -> tuple[int, int]:
    """Where the line of a span begins and ends. Of a line without end, only the stretch around the span."""
    start = text.rfind("\n", max(0, span.start - _LONGEST_LINE), span.start)
    end = text.find("\n", span.end, span.end + _LONGEST_LINE)
    first = start + 1 if start >= 0 else max(0, span.start - _LONGEST_LINE)
    return first, end if end >= 0 else min(len(text), span.end + _LONGEST_LINE)
