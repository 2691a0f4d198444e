"""From pages as data to HTML text: the templates' environment, a figure's parts, its table.

Decides escaping (everything, always), the form of each cell and how a long table is grouped. Leaves the choice of words
to the pages, a figure's files to `downloads` and the site's to `site`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import jinja2
from markupsafe import Markup

from reports.answers import Row, read_sql
from reports.drawing.plotly import spec
from reports.drawing.svg import draw
from reports.drawing.theme import HATCHES
from reports.page import Column, Figure
from reports.site import downloads
from reports.wording import numbers
from reports.wording.names import (
    ATTRIBUTES,
    CLAIM_EVIDENCE,
    COUNTRIES,
    EVIDENCE,
    LEVELS,
    RANGE_ENDS,
    STATES,
    VERDICT_GLYPHS,
    word,
)
from reports.wording.roles import role_of

REHEARSAL = "rehearsal data"
"""Stands in every figure that is drawn from simulated employers."""

_LONG = 24
"""Characters above which a text needs a column of readable width, however many columns stand beside it."""

_LONGEST_PROSE = 1_000
"""Our own sentences are shorter; a limit all the same, as any of them may quote a board."""

_GROUPED_FROM = 4
"""Rows per role above which a table is grouped by role."""

_NUMERIC = ("by_unit", "share", "growth", "points", "usd", "count", "decimal", "index")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table as shown. `full` is the whole text where it was cut; `href` a link that may be followed."""

    text: str
    css: str = ""
    full: str = ""
    href: str = ""
    detail: str = ""


def environment(*, is_single: bool = False) -> jinja2.Environment:
    """The templates of `reports/templates`, escaping on, unknown names an error.

    Args:
        is_single: All pages go into one file: links between pages become links within it.
    """
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        count=numbers.count,
        share=numbers.share,
        money=numbers.money,
        day=numbers.day,
        moment=numbers.moment,
        spoken=numbers.spoken,
        kept=_kept,
        spaced=lambda text: text.replace(numbers.NBSP, " "),
        to=_within if is_single else str,
        shown=_shown,
    )
    env.globals.update(figure_view=figure_view, script_json=script_json, hatches=HATCHES)
    return env


def _within(href: str) -> str:
    """A link between pages as one within the single file: "pay.html#offer" -> "#offer", "pay.html" -> "#page-pay"."""
    page, _, block = href.partition(".html")
    if href.startswith(("#", "http")) or not _:
        return href
    return block or f"#page-{page}"


def _kept(text: str) -> str:
    """Text whose numbers stay with their sign over line ends."""
    return text.replace(" %", f"{numbers.NBSP}%")


def _shown(text: str | None) -> str:
    return numbers.shown(text)[0]


def figure_view(figure: Figure, is_rehearsal: bool) -> dict[str, Any]:
    """What the figure's template needs beside the figure itself: drawings, specs, rows, CSV, SQL."""
    is_narrow = len(figure.panels) > 1
    columns, groups = _table(figure)
    drawings = []
    for heading, panel in figure.panels:
        drawing = draw(
            panel, f"{heading} {figure.title}. {figure.alt}".strip(), is_narrow=is_narrow
        )
        svg = Markup(drawing)  # noqa: S704 - svg.py escapes every text
        drawings.append({"heading": heading, "svg": svg, "spec": script_json(spec(panel))})
    return {
        "panels": drawings,
        "is_narrow": is_narrow,
        "head": [
            {"label": column.label, "css": "n" if _is_numeric(column) else ""} for column in columns
        ],
        "aligned": " ".join(
            f"{'n' if _is_numeric(column) else 'd'}{seat}"
            for seat, column in enumerate(columns, start=1)
            if _is_numeric(column) or column.form == "day"
        ),
        "n_rows": figure.table.height,
        "groups": groups,
        "csv": downloads.csv_link(figure.table),
        "kinds": downloads.kinds(figure.table),
        "sql": read_sql(figure.sql) if figure.sql else "",
        "is_folded": not figure.is_table_open,
        "mark": REHEARSAL if is_rehearsal and not figure.is_outside else "",
    }


def _table(figure: Figure) -> tuple[tuple[Column, ...], list[tuple[Cell | None, list[list[Cell]]]]]:
    """The columns of the table as shown and its rows in groups, each with its heading (none when there are no groups).

    A long table that goes role by role names each role once, above its rows: on a telephone every column counts, and a
    name repeated on each of a hundred weeks says nothing.
    """
    first, rows = figure.columns[0], figure.table.rows(named=True)
    runs = [(key, list(run)) for key, run in groupby(rows, key=lambda row: row[first.name])]
    is_grouped = (
        first.form == "role" and not figure.has_search and len(rows) >= _GROUPED_FROM * len(runs)
    )
    if not is_grouped:
        return figure.columns, [
            (None, [[_cell(column, row) for column in figure.columns] for row in rows])
        ]
    columns = figure.columns[1:]
    return columns, [
        (_cell(first, run[0]), [[_cell(column, row) for column in columns] for row in run])
        for _, run in runs
    ]


def _is_numeric(column: Column) -> bool:
    return column.form in (*_NUMERIC, "profile")


def _cell(column: Column, row: Row) -> Cell:
    if column.form == "profile":
        return _profile_cell(column.name, row)
    value = row[column.name]
    if column.form == "by_unit":
        return _number_cell(replace(column, form=str(row["unit"])), row, value)
    if column.form in _NUMERIC:
        return _number_cell(column, row, value)
    if column.form == "role":
        role = role_of(str(value)) if value is not None else None
        return (
            Cell(f"{role.glyph} {role.plural}", f"role ink-{role.id}")
            if role and role.id.isidentifier()
            else Cell(numbers.NO_NUMBER)
        )
    if column.form == "url":
        text = str(value or "")
        is_link = text.startswith(("https://", "http://"))
        shown = numbers.shown(text.removeprefix("https://").removeprefix("www.").removesuffix("/"))[
            0
        ]
        return Cell(shown or numbers.NO_NUMBER, href=text if is_link else "")
    if value is None:
        return Cell(numbers.NO_NUMBER)
    if column.form == "prose":
        return Cell(numbers.clean_text(str(value))[:_LONGEST_PROSE], "words")
    if column.form == "verdict":
        return Cell(f"{VERDICT_GLYPHS.get(str(value), '')} {word(str(value))}".strip(), "verdict")
    if column.form == "claim":
        evidence = CLAIM_EVIDENCE.get(str(row["topic"]), "").format(
            role=role_of(str(row["role"])).id
        )
        return Cell(numbers.shown(str(value))[0], "words", href=evidence)
    if column.form == "attribute":
        return Cell(
            ATTRIBUTES.get(str(value), numbers.shown(str(value))[0]),
            href=EVIDENCE.get(str(value), ""),
        )
    named = {
        "level": LEVELS,
        "country": COUNTRIES,
        "end": RANGE_ENDS,
        "state": STATES,
    }.get(column.form)
    text = word(str(value)) if column.form == "word" else numbers.write(value, column.form)
    if named:
        text = named.get(str(value), numbers.shown(str(value))[0])
    if column.form == "day":
        return Cell(text, "day")
    is_cut = column.form in ("text", "word") and numbers.shown(str(value))[1]
    return Cell(
        numbers.shown(text)[0],
        "words" if len(text) > _LONG else "",
        full=numbers.clean_text(str(value))[:_LONGEST_PROSE] if is_cut else "",
    )


def _number_cell(column: Column, row: Row, value: Any) -> Cell:
    if value is None:
        note = row[column.note] if column.note else None
        return (
            Cell(numbers.shown(str(note))[0], "none") if note else Cell(numbers.NO_NUMBER, "n none")
        )
    currency = str(row[column.currency]) if column.currency else "USD"
    text = numbers.write(value, column.form, currency)
    if column.low and column.high and row[column.low] is not None:
        return Cell(
            text,
            "n",
            detail=numbers.interval(
                row[column.low], row[column.high], column.form, currency, value
            ),
        )
    return Cell(text, "n")


def _profile_cell(role: str, row: Row) -> Cell:
    share, number, n, n_of = (row[f"{role}_{part}"] for part in ("share", "number", "n", "n_of"))
    if share is None and number is None:
        return Cell(numbers.shown(row[f"{role}_note"])[0] or numbers.NO_NUMBER, "n none")
    of = f" of {numbers.count(n_of)}" if n_of is not None else ""
    basis = f"{numbers.n_of(n)}{of}"
    if share is None:
        return Cell(
            numbers.write(number, "usd" if row["attribute"].endswith("_usd") else "decimal"),
            "n",
            detail=basis,
        )
    spread = numbers.interval(row[f"{role}_low"], row[f"{role}_high"], "share", value=share)
    return Cell(numbers.share(share), "n", detail=f"{spread} {basis}".strip())


def script_json(value: object) -> Markup:
    """JSON that can stand in a `<script>`: nothing in it can end the element or begin a comment."""
    text = json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped for a script element above


def palette_css(env: jinja2.Environment, light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """The colour variables of both themes, as the one stylesheet that names colours."""
    return env.get_template("palette.css").render(light=light, dark=dark)
