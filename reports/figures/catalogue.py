"""The fixed parts of every figure, by its id: title, caption, text alternative, and what it waits for.

Decides only how `catalogue.toml` is read. Leaves the table, the drawing and the finding to the page.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict


class Entry(TypedDict):
    """What `Figure` takes from the catalogue."""

    id: str
    sql: str | None
    title: str
    caption: str
    alt: str
    waits_for: str
    is_table_open: bool
    has_search: bool
    is_outside: bool


@cache
def _entries() -> dict[str, dict[str, Any]]:
    text = files("reports.figures").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def entry(name: str, *, id: str = "", **values: str) -> Entry:
    """One figure's fixed parts.

    Args:
        name: Its entry in the catalogue.
        id: Its id, where several figures share one entry.
        values: What stands for the `{names}` in its texts.
    """
    known = _entries()[name]
    title, caption, alt, waits_for = (
        # A text may span lines in the catalogue; the values keep the spaces that they have.
        " ".join(known.get(part, "").split()).format_map(values).strip()
        for part in ("title", "caption", "alt", "waits_for")
    )
    return Entry(
        id=id or name,
        sql=known.get("sql"),
        title=title,
        caption=caption,
        alt=alt,
        waits_for=waits_for,
        is_table_open=known.get("is_table_open", False),
        has_search=known.get("has_search", False),
        is_outside=known.get("is_outside", False),
    )
