"""The fixed parts of every figure, by its id: its words, and the columns of its table.

Decides how `reports/pages/<page>.toml` is read. Leaves the rows, the drawing and the finding to
the page.

A column is a name of `columns` in lower case, or a table of the fields of `Column`.
`{ per_role = [...] }` repeats its columns for each focus role: `{role}` is its id,
`{roles}` its plural.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict

from reports.answers import Answer
from reports.figures import columns
from reports.page import Column, Figure, Passage
from reports.wording.roles import FOCUS, role_of


class Entry(TypedDict):
    """What `Figure` takes from the catalogue."""

    id: str
    sql: str | None
    title: str
    caption: str
    alt: str
    waits_for: str
    columns: tuple[Column, ...]
    is_table_open: bool
    has_search: bool
    is_outside: bool


def entry(name: str, *, id: str = "", **values: str) -> Entry:
    """One figure's fixed parts.

    Args:
        name: Its entry in the catalogue.
        id: Its id, where several figures share one entry.
        values: What stands for the `{names}` in its texts.
    """
    known = read_catalogue()[name]
    title, caption, alt, waits_for = (
        _fill(known.get(part, ""), values) for part in ("title", "caption", "alt", "waits_for")
    )
    return Entry(
        id=id or name,
        sql=known.get("sql"),
        title=title,
        caption=caption,
        alt=alt,
        waits_for=waits_for,
        columns=tuple(_columns(known["columns"], values)),
        is_table_open=known.get("is_table_open", False),
        has_search=known.get("has_search", False),
        is_outside=known.get("is_outside", False),
    )


def show_table(answer: Answer, name: str) -> Figure:
    """A figure that is its table and nothing else."""
    made = entry(name)
    table = answer(name if made["sql"] is None else made["sql"])
    return Figure(**made, table=table)


def in_appendix(id: str, *names: str) -> Passage:
    """Where figures of a page went: their addresses on it stay, and lead to the appendix."""
    figures = [(name, entry(name, breaks="")["title"]) for name in names]
    return Passage(id, "Checks, in the appendix", "moved", {"figures": figures})


@cache
def read_catalogue() -> Mapping[str, Any]:
    """Every entry by name."""
    return {name: known for page in _pages() for name, known in page.items()}


def _pages() -> list[dict[str, Any]]:
    texts = (file for file in files("reports.pages").iterdir() if file.name.endswith(".toml"))
    return [tomllib.loads(text.read_text("utf-8")) for text in texts]


def _fill(text: str, values: Mapping[str, str]) -> str:
    # A text may span lines in the file. The values keep their spaces, as some do not break.
    return " ".join(text.split()).format_map(values).strip()


def _columns(stated: list[Any], values: Mapping[str, str]) -> Iterator[Column]:
    for column in stated:
        if isinstance(column, str):
            yield getattr(columns, column.upper())
        elif "per_role" in column:
            for role in FOCUS:
                of_role = {"role": role, "roles": role_of(role).plural}
                yield from _columns(column["per_role"], of_role)
        else:
            yield Column(**{field: text.format_map(values) for field, text in column.items()})
