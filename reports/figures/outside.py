"""Figures of what is counted elsewhere: in hiring threads, by Indeed, and in filings of wages.

Decides how they stand beside our own panel, never mixed in. Leaves the numbers to the marts.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports.answers import Row, by_focus
from reports.drawing.dots import draw_dots_by, draw_dots_by_role
from reports.drawing.estimates import Estimate
from reports.drawing.lines import draw_lines_by
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.figures.pay.by_place import METRO
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.names import COUNTRIES, name_in, word
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of, source_marks

_MARKS = source_marks({"advertised": "Advertised", "filed": "Filed"})

_GROWTH = replace(columns.GROWTH, as_read=None)
"""Nothing is known of how a misread title moves the growth of filings."""

_POSTINGS = Estimate("value", "", "", "share", with_zero=True)
"""Outside figures come without interval."""

_HOME = "United States"

_PLACES_SHOWN = 8
"""Areas in a drawing beside the whole country. The table has them all, and the states."""

_ROLES = (*FOCUS, *NEIGHBOURS, "all")


def census(table: pl.DataFrame) -> Figure:
    """The share of each role among the openings of the monthly thread (`growth_census.sql`)."""
    known = table.drop_nulls("opening_share").sort("period_start")
    month = f"{known['period_start'][-1]:%B %Y}" if known.height else ""
    return Figure(
        **entry("growth_census"),
        **findings.each(
            f"Of the openings in the thread of {month}",
            by_focus(known.unique("role", keep="last", maintain_order=True)),
            columns.CENSUS_SHARE,
            "n_openings",
            "for the role",
        ).said,
        table=table,
        chart=charts.lines(table, columns.CENSUS_SHARE, with_zero=True),
    )


def outside(table: pl.DataFrame) -> tuple[Figure, ...]:
    """Indeed's share of postings that mention AI (`growth_outside.sql`). No figure without rows."""
    if table.is_empty():
        return ()
    source = numbers.show(table["source"][0])
    figure = Figure(
        **entry("growth_outside", source=source),
        finding=_newest(table),
        table=table,
        chart=draw_lines_by(table, "area", _POSTINGS, lambda area: name_in(COUNTRIES, area)),
    )
    return (figure,)


def filed_pay(table: pl.DataFrame) -> tuple[Figure, ...]:
    """Advertised beside filed medians by place (`pay_filed.sql`). No figure without filings."""
    if table.is_empty():
        return ()
    shown = [row for role in FOCUS for row in _places(table.filter(pl.col("role") == role))]
    both = [mark for row in shown for mark in _marks(row)]
    figure = Figure(
        **entry("pay_filed", since=numbers.spoken(table["period_start"][0])),
        **_whole_country(table).said,
        table=table,
        chart=draw_dots_by_role(
            both,
            _place,
            charts.estimate(columns.MEDIAN, lambda row: _MARKS[row["said"]], lambda row: row["of"]),
        ),
    )
    return (figure,)


def filed_growth(table: pl.DataFrame) -> tuple[Figure, ...]:
    """Growth of new positions filed for (`employers_filed.sql`). No figure without filings."""
    if table.is_empty():
        return ()
    direct = table.filter(pl.col("filer_kind") == "direct")
    known = {(row["role"], row["employers"]): row for row in direct.iter_rows(named=True)}
    kinds = ("all_filers", "matched_filers")
    rows = [known[role, kind] for role in _ROLES for kind in kinds if (role, kind) in known]
    figure = Figure(
        **entry("employers_filed", since=numbers.spoken(table["period_start"][0])),
        **findings.directions(
            [row for row in rows if row["role"] in FOCUS and row["employers"] == "matched_filers"],
            _GROWTH,
            _positions,
            "in a year",
        ).said,
        table=table,
        chart=draw_dots_by(
            rows,
            "employers",
            {kind: word(kind) for kind in kinds},
            lambda row: role_of(row["role"]).plural,
            charts.estimate(_GROWTH, basis=_positions, reference=0.0),
        ),
    )
    return (figure,)


def _positions(row: Row) -> str:
    return f"{numbers.n_of(row['n_after'])} positions"


def _newest(table: pl.DataFrame) -> str:
    month = max(table["period_start"].to_list())
    last = table.filter(pl.col("period_start") == month).sort(
        "value", "area", descending=[True, False]
    )
    words = [
        f"{numbers.show(COUNTRIES.get(area, area))} {numbers.share(value)}"
        for area, value in last.select("area", "value").iter_rows()
    ]
    return findings.sentence(f"In {month:%B %Y}", words)


def _places(table: pl.DataFrame) -> list[Row]:
    """The whole country and the areas with most filings whose advertised median is known too."""
    rows = list(table.iter_rows(named=True))
    whole = [row for row in rows if row["place"] == _HOME]
    others = [row for row in rows if row["metro"] != "all" and row["advertised_p50"] is not None]
    others.sort(key=lambda row: (-row["n_filings"], row["place"]))
    return [*whole, *others[:_PLACES_SHOWN]]


def _marks(row: Row) -> list[Row]:
    """The two medians of a place, each in the columns of a median."""
    sizes = {
        "advertised": f"{numbers.n_of(row['n_openings'])} openings",
        "filed": f"{numbers.n_of(row['n_filings'])} filings",
    }
    return [
        {
            **row,
            "said": said,
            "of": of,
            "p50": row[f"{said}_p50"],
            "p50_low": row[f"{said}_low"],
            "p50_high": row[f"{said}_high"],
        }
        for said, of in sizes.items()
    ]


def _place(row: Row) -> str:
    return _HOME if row["metro"] == "all" else METRO.name(row["metro"])


def _said_of(row: Row) -> str:
    return f"{role_of(row['role']).in_text}, {row['said']},"


def _whole_country(table: pl.DataFrame) -> Finding:
    """What is advertised and filed in the whole country, role by role."""
    words, told = [], []
    for row in by_focus(table.filter(pl.col("place") == _HOME)):
        advertised, filed = _marks(row)
        if row["advertised_p50"] is not None:
            who = role_of(row["role"]).in_text
            words.append(
                f"{who} {numbers.money(advertised['p50'])} and {numbers.money(filed['p50'])}"
            )
            told += [advertised, filed]
    basis = findings.spreads(told, columns.MEDIAN, lambda row: row["of"], _said_of)
    return Finding(findings.sentence("Advertised and filed medians", words), basis)
