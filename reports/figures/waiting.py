"""What a page cannot show yet: one passage at its end, instead of an empty box a figure.

Decides which figures have nothing to show and how they are named together. Leaves why to each figure's `waits_for`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.page import Block, Figure, Page, Passage

_NOTHING = "None: "
"""Begins what is said of a table that is empty because nothing is wrong."""


def gather_waiting(page: Page, id: str) -> Page:
    """The page with its empty figures in one passage, where their addresses stay.

    Args:
        page: As its module builds it.
        id: Address of the passage.
    """
    missing = [block for block in page.blocks if isinstance(block, Figure) and _is_empty(block)]
    if not missing:
        return page
    shown = tuple(block for block in page.blocks if block not in missing)
    return replace(page, blocks=(*shown, _passage(missing, id)))


def _is_empty(figure: Figure) -> bool:
    has_table = figure.is_table_open and not figure.table.is_empty()
    return figure.chart is None and not has_table


def _passage(missing: Sequence[Figure], id: str) -> Block:
    lines: dict[str, list[tuple[str, str]]] = {}
    for figure in missing:
        why = figure.waits_for.removeprefix(_NOTHING)
        lines.setdefault(why, []).append((figure.id, figure.title))
    return Passage(id, "Not on this page yet", "waiting", {"lines": list(lines.items())})
