"""A figure's table as shown: its head, its rows in groups, and how each cell is written.

Decides the form of each cell and when a long table is grouped by role. Leaves number formats to `wording.numbers` and
HTML to the templates, which escape everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from reports.answers import Row
from reports.page import Column, Figure
from reports.wording import names, numbers
from reports.wording.adverts import web_address
from reports.wording.names import Names, name_in, word
from reports.wording.roles import role_of

_LONG = 24
"""Characters above which a text needs a column of readable width, however many columns stand beside it."""

_LONGEST_PROSE = 1_000
"""Our own sentences are shorter. A limit all the same, as any of them may quote a board."""

_GROUPED_FROM = 4
"""Rows per role above which a table is grouped by role."""

_NUMERIC = ("by_unit", "share", "growth", "points", "usd", "count", "decimal", "index", "profile")

_DATED = ("day", "month", "year")

_NAMED: Mapping[str, Names] = {
    "level": names.LEVELS,
    "country": names.COUNTRIES,
    "end": names.RANGE_ENDS,
    "state": names.STATES,
    "language": names.LANGUAGES,
    "metro": {"all": "All areas"},
    "policy": names.POLICIES,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table as shown.

    `full` is the whole text where it was cut, `href` a link that may be followed, and `order` what the cell is sorted by
    where its text does not say it.
    """

    text: str = numbers.NO_NUMBER
    css: str = ""
    full: str = ""
    href: str = ""
    detail: str = ""
    order: str = ""


Group = tuple[Cell | None, list[list[Cell]]]
"""Rows under one heading, and no heading when the table is not grouped."""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that are shown, and the rows in groups."""

    columns: tuple[Column, ...]
    groups: list[Group]

    @property
    def head(self) -> list[dict[str, str]]:
        """Label and CSS class of each column."""
        return [
            {"label": _label(column), "css": "n" if _is_numeric(column) else ""}
            for column in self.columns
        ]

    @property
    def aligned(self) -> str:
        """The CSS classes that align whole columns: n for numbers, d for days, with the column's position."""
        return " ".join(
            f"{'n' if _is_numeric(column) else 'd'}{position}"
            for position, column in enumerate(self.columns, start=1)
            if _is_numeric(column) or column.form in _DATED
        )


def build_table(figure: Figure) -> Table:
    """The table of a figure.

    A long table that goes role by role names each role once, above its rows: on a telephone every column counts, and a
    name repeated on each of a hundred weeks says nothing.
    """
    first, rows = figure.columns[0], figure.table.rows(named=True)
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row[first.name])]
    is_grouped = (
        first.form == "role" and not figure.has_search and len(rows) >= _GROUPED_FROM * len(runs)
    )
    if not is_grouped:
        return Table(figure.columns, [(None, _cells(figure.columns, rows))])
    columns = figure.columns[1:]
    return Table(columns, [(_cell(first, run[0]), _cells(columns, run)) for run in runs])


def _cells(columns: tuple[Column, ...], rows: Sequence[Row]) -> list[list[Cell]]:
    return [[_cell(column, row) for column in columns] for row in rows]


def _label(column: Column) -> str:
    return f"{column.label} (as read)" if column.as_read else column.label


def _is_numeric(column: Column) -> bool:
    return column.form in _NUMERIC


def _cell(column: Column, row: Row) -> Cell:
    if column.form == "profile":
        return _profile_cell(column.name, row)
    value = row[column.name]
    if column.form == "by_unit":
        return _number_cell(replace(column, form=str(row["unit"])), row, value)
    if _is_numeric(column):
        return _number_cell(column, row, value)
    if value is None:
        return Cell()
    if write := _WORDED.get(column.form):
        return write(str(value), row)
    if column.form == "day":
        return Cell(numbers.day(value), "day")
    if column.form == "month":
        return Cell(f"{value:%b %Y}", "day", order=f"{value:%Y-%m}")
    if column.form == "year":
        return Cell(f"{value:%Y}", "day")
    return _text_cell(column.form, value)


def _number_cell(column: Column, row: Row, value: Any) -> Cell:
    if value is None:
        note = row[column.note] if column.note else None
        return Cell(numbers.show(str(note)), "none") if note else Cell(css="n none")
    currency = str(row[column.currency]) if column.currency else "USD"
    low, high = (row[end] if end else None for end in (column.low, column.high))
    spread = numbers.interval(low, high, column.form, currency, value)
    as_read = row[column.as_read] if column.as_read else None
    beside = "" if as_read is None else f"({numbers.write(as_read, column.form)})"
    detail = " ".join(filter(None, (spread, beside)))
    return Cell(numbers.write(value, column.form, currency), "n", detail=detail)


def _profile_cell(role: str, row: Row) -> Cell:
    share, number, n, n_of = (row[f"{role}_{part}"] for part in ("share", "number", "n", "n_of"))
    if share is None and number is None:
        return Cell(numbers.show(row[f"{role}_note"]) or numbers.NO_NUMBER, "n none")
    basis = numbers.n_of(n) + (f" of {numbers.count(n_of)}" if n_of is not None else "")
    of_number = "usd" if row["attribute"].endswith("_usd") else "decimal"
    value, form = (number, of_number) if share is None else (share, "share")
    spread = numbers.interval(row[f"{role}_low"], row[f"{role}_high"], form, value=value)
    return Cell(numbers.write(value, form), "n", detail=f"{spread} {basis}".strip())


def _text_cell(form: str, value: Any) -> Cell:
    if form in _NAMED:
        return _named_cell(form, str(value))
    text = word(str(value)) if form == "word" else numbers.write(value, form)
    is_cut = len(numbers.clean_text(str(value))) > numbers.LONGEST_SHOWN
    return Cell(text, _width_of(text), _prose(str(value)) if is_cut else "")


def _named_cell(form: str, value: str) -> Cell:
    """A name. Levels are sorted by rank, not by their letters."""
    text, ranks = name_in(_NAMED[form], value), [*names.LEVELS, value]
    return Cell(text, _width_of(text), order=f"{ranks.index(value)}" if form == "level" else "")


def _width_of(text: str) -> str:
    return "words" if len(text) > _LONG else ""


def _role_cell(value: str, row: Row) -> Cell:
    role = role_of(value)
    return Cell(f"{role.glyph} {role.plural}", f"role {role.css}")


def _url_cell(value: str, row: Row) -> Cell:
    short = value.removeprefix("https://").removeprefix("www.").removesuffix("/")
    is_link = value.startswith(("https://", "http://"))
    return Cell(numbers.show(short) or numbers.NO_NUMBER, href=value if is_link else "")


def _linked_cell(value: str, row: Row) -> Cell:
    return Cell(numbers.show(value), "words", href=web_address(row))


def _reason_cell(value: str, row: Row) -> Cell:
    """Why an advert was put aside: "wage_from: DOE is not an amount" begins with the name of a field."""
    field, colon, why = value.partition(":")
    return Cell(numbers.show(f"{name_in(names.FIELDS, field)}{colon}{why}"), "words")


def _prose_cell(value: str, row: Row) -> Cell:
    return Cell(_prose(value), "words")


def _verdict_cell(value: str, row: Row) -> Cell:
    return Cell(f"{names.VERDICT_GLYPHS.get(value, '')} {word(value)}".strip(), "verdict")


def _claim_cell(value: str, row: Row) -> Cell:
    evidence = names.CLAIM_EVIDENCE.get(str(row["topic"]), "")
    href = evidence.format(role=role_of(str(row["role"])).id)
    return Cell(_prose(value), "words", href=href)


def _attribute_cell(value: str, row: Row) -> Cell:
    return Cell(name_in(names.ATTRIBUTES, value), href=names.EVIDENCE.get(value, ""))


def _profile_value_cell(value: str, row: Row) -> Cell:
    text = names.profile_value(row["attribute"], value)
    return Cell(text, _width_of(text))


def _employer_cell(value: str, row: Row) -> Cell:
    name, page = names.employer_name(value), row.get("page")
    return Cell(name, _width_of(name), href=f"{page}.html" if page else "")


def _field_cell(value: str, row: Row) -> Cell:
    return Cell(name_in(names.FIELDS, value))


_WORDED: Mapping[str, Callable[[str, Row], Cell]] = {
    "role": _role_cell,
    "url": _url_cell,
    "prose": _prose_cell,
    "verdict": _verdict_cell,
    "claim": _claim_cell,
    "attribute": _attribute_cell,
    "profile_value": _profile_value_cell,
    "employer": _employer_cell,
    "field": _field_cell,
    "linked": _linked_cell,
    "reason": _reason_cell,
}


def _prose(text: str) -> str:
    return numbers.clean_text(text)[:_LONGEST_PROSE]
