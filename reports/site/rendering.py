"""From pages as data to HTML text: the templates' environment and a figure's parts.

Decides escaping: everything, always. Leaves words to the pages, cells to `table`, a figure's files to `downloads` and
those of the site to `site`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import jinja2
import plotly.graph_objects as go
import polars as pl
from markupsafe import Markup, escape

from reports.answers import read_sql
from reports.drawing.chart import TEMPLATE, columns_of
from reports.page import Figure
from reports.site import downloads
from reports.site.table import build_table
from reports.wording import numbers

_REHEARSAL = "rehearsal data"
"""Marks every figure drawn from simulated employers. Its downloads say so in their name and in each row."""


_CODE = re.compile(r"`([^`]+)`")

_SEARCHED_FROM = 15
"""Rows above which a table has a search box."""

View = dict[str, Any]
"""What a template names."""

_PERIODS = (1, 3)
"""Years that a button shows, where a series is longer."""


@cache
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
        day=numbers.day,
        moment=numbers.moment,
        spoken=numbers.spoken,
        kept=_keep_signs,
        coded=_with_code,
        spaced=lambda text: text.replace(numbers.NBSP, " "),
        to=_link_within if is_single else str,
    )
    env.globals.update(
        figure_view=figure_view,
        chart_view=chart_view,
        script_json=script_json,
        template=TEMPLATE.to_plotly_json(),
        is_single=is_single,
        is_embed=False,
    )
    return env


def within_frames(env: jinja2.Environment) -> jinja2.Environment:
    """The same templates for a page in the folder `figure`, shown in a frame of somebody else's page: links lead out of both."""
    framed = env.overlay()
    framed.filters = {**env.filters, "to": _link_out_of_folder}
    framed.globals = {**env.globals, "is_embed": True}
    return framed


def _link_out_of_folder(href: str) -> str:
    return href if href.startswith("http") else f"../{href}"


def _link_within(href: str) -> str:
    """A link between pages as one within the single file: "pay.html#offer" -> "#offer", "pay.html" -> "#page-pay"."""
    page, is_page, block = href.partition(".html")
    if page.startswith("employer-"):
        return "#employers_directory"  # an employer's own page is no part of the single file
    if href.startswith(("#", "http")) or not is_page:
        return href
    # "openings.html#role=ml_engineer" keeps what a form holds and is no place of the file.
    return f"#page-{page}" if "=" in block else block or f"#page-{page}"


def _keep_signs(text: str) -> Markup:
    """Text in which a number and its percent sign stay on one line, and commands between backticks are code."""
    return _with_code(text.replace(" %", f"{numbers.NBSP}%"))


def _with_code(text: str) -> Markup:
    """Text with what stands between backticks as code. Everything in it is escaped."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def each_figure_once() -> Callable[[Figure, bool], View]:
    """`figure_view` for the templates of one edition: a figure stands on its page and on a page of its own."""
    views: dict[int, tuple[Figure, View]] = {}  # the figure too, so that no other takes its id

    def view(figure: Figure, is_rehearsal: bool) -> View:
        if id(figure) not in views:
            views[id(figure)] = figure, figure_view(figure, is_rehearsal)
        return views[id(figure)][1]

    return view


def figure_view(figure: Figure, is_rehearsal: bool) -> View:
    """What the figure's template needs beside the figure itself: drawings, specs, rows, CSV, SQL."""
    table = build_table(figure)
    mark = _REHEARSAL if is_rehearsal and not figure.is_outside else ""
    taken = figure.table.with_columns(is_rehearsal=pl.lit(True)) if mark else figure.table
    return {
        **(chart_view(figure.chart) if figure.chart else {"chart": None}),
        "head": table.head,
        "aligned": table.aligned,
        "n_rows": figure.table.height,
        "groups": table.groups,
        "csv": downloads.csv_link(taken),
        "kinds": downloads.kinds(taken),
        "sql": _sql_of(figure),
        "is_long": figure.table.height > _SEARCHED_FROM,
        "mark": mark,
        "file": f"rolecall-{'rehearsal-' if mark else ''}",
    }


def _sql_of(figure: Figure) -> str:
    """The query that gives a figure's rows. Empty for what no market holds."""
    if not figure.query or figure.where is None:
        return read_sql(figure.query) if figure.query else ""
    column, value = figure.where
    known = value.replace("'", "''")
    return f"select * from (\n{read_sql(figure.query)}) where {column} = '{known}'\n"  # noqa: S608 - shown, not run


def chart_view(chart: go.Figure) -> View:
    """What the page holds of a chart: its specification without the template, and the sizes to reserve before it is drawn."""
    spec = chart.to_plotly_json()
    del spec["layout"]["template"]
    meta, axis = chart.layout.meta, chart.layout.xaxis
    columns = columns_of(meta["n"])
    height = meta["above"] + meta["height"] + meta["below"]
    ends = axis.range if axis.type == "date" else ("2000-01-01", "2000-01-01")
    span = date.fromisoformat(ends[1]) - date.fromisoformat(ends[0])
    return {
        "chart": script_json(spec),
        "columns": columns,
        "heights": [height * -(-meta["n"] // of_them) for of_them in columns],
        "legend": meta["legend"],
        "periods": [years for years in _PERIODS if span.days > years * 400],
    }


def script_json(value: object) -> Markup:
    """JSON that is safe inside a `<script>` element: nothing in it can end the element or begin a comment."""
    text = json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped for a script element above
