"""From software engineer to one of the three roles: which skills carry over, and which are missing.

Decides what stands side by side. Leaves what counts as a gap or a bridge to the queries.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Answer, Row, first_of_each, of_role
from reports.drawing.dots import draw_dots
from reports.drawing.estimates import role_mark
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import FOCUS, Mark, role_of

TITLE = "From software engineer"
ORDER = 6

_BASE = "software_engineer"


def build(answer: Answer, edition: Edition) -> Page:
    """The page for someone who builds software and thinks of moving."""
    gaps = {role: answer(f"from_swe_{role}") for role in FOCUS}
    sentences = [_sentence(gaps[role], role_of(role)) for role in FOCUS]
    return Page(
        headline=sentences[0],
        points=tuple(map(Finding, sentences[1:])),
        lede=(
            "Each role is compared with what software engineers’ postings name on the same boards. "
            "A gap is a difference between postings. It says what employers write, not what a "
            "person would have to learn first."
        ),
        blocks=(
            *(_gap(gaps[role], role_of(role)) for role in FOCUS),
            show_table(answer, "from_swe_overlap"),
            _bridges(answer("from_swe_bridges")),
            _entry(answer("from_swe_entry")),
            _portfolio(answer("from_swe_portfolio")),
            Passage("from_swe_method", "What this page can and cannot say", "from_swe_method", {}),
        ),
    )


def _sentence(table: pl.DataFrame, role: Mark) -> str:
    rows = table.head(3).rows(named=True)
    if not rows:
        return f"From software engineer to {role.one_in_text}: no skills to compare yet."
    words = [f"{numbers.show(row['skill_name'])} ({_against(row)})" for row in rows]
    n, n_software = rows[0]["n_postings"], rows[0]["n_software_postings"]
    return (
        f"From software engineer to {role.one_in_text}, the widest gaps in skills named are "
        f"{findings.listed(words)}, in {numbers.n_of(n)} and {numbers.count(n_software)} openings."
    )


def _against(row: Row) -> str:
    return f"{numbers.share(row['role_share'])} against {numbers.share(row['software_share'])}"


def _gap(table: pl.DataFrame, role: Mark) -> Figure:
    return Figure(
        **entry(
            "from_swe",
            id=f"from_swe_{role.id}",
            one=role.one_in_text,
            role=role.name,
            roles=role.plural,
        ),
        finding=_widest(table, role),
        table=table,
        chart=draw_dots(
            [mark for row in table.iter_rows(named=True) for mark in _both(row, role.id)],
            lambda row: str(row["skill_name"]),
            charts.estimate(columns.SHARE, role_mark, charts.n_of, with_zero=True),
        ),
    )


def _both(row: Row, role: str) -> tuple[Row, Row]:
    """A skill's share among the role's openings and among software engineers', as a row each."""
    theirs, ours = (
        {
            "skill_name": row["skill_name"],
            "role": name,
            "share": row[f"{side}_share"],
            "share_low": row[f"{side}_low"],
            "share_high": row[f"{side}_high"],
            "n_of": row[n],
        }
        for name, side, n in (
            (role, "role", "n_postings"),
            (_BASE, "software", "n_software_postings"),
        )
    )
    return theirs, ours


def _widest(table: pl.DataFrame, role: Mark) -> str:
    if table.is_empty():
        return ""
    row = table.row(0, named=True)
    return (
        f"The widest: {numbers.show(row['skill_name'])}, named in "
        f"{findings.number(row, columns.TARGET_SHARE)} of {role.one_in_text} "
        f"openings ({numbers.n_of(row['n_postings'])}) and "
        f"{findings.number(row, columns.SOFTWARE_SHARE)} of software engineer openings "
        f"({numbers.n_of(row['n_software_postings'])})."
    )


def _bridges(table: pl.DataFrame) -> Figure:
    words = [
        f"to {role_of(row['role']).in_text} {numbers.show(row['skill_name'])} "
        f"({numbers.share(row['software_share'])} against {numbers.share(row['role_share'])}, "
        f"{numbers.n_of(row['n_postings'])})"
        for row in first_of_each(table)
    ]
    return Figure(
        **entry("from_swe_bridges"),
        finding=findings.sentence("The most common bridge", words),
        table=table,
    )


def _asked(row: Row) -> str:
    return "Portfolio asked" if row["attribute"] == "portfolio" else word(row["value"])


def _entry(table: pl.DataFrame) -> Figure:
    is_entry = (pl.col("attribute") == "level") & pl.col("value").is_in(["junior", "intern"])
    asked = table.filter(is_entry | (pl.col("attribute") == "portfolio"))
    rows = [row for role in (*FOCUS, _BASE) for row in of_role(asked, role)]
    rows.sort(key=lambda row: (row["attribute"], _asked(row)))
    return Figure(
        **entry("from_swe_entry"),
        finding=findings.each(
            "Entry and junior",
            (row for row in rows if row["value"] == "junior"),
            columns.SHARE,
            "n_of",
        ),
        table=table,
        chart=draw_dots(
            rows,
            _asked,
            charts.estimate(columns.SHARE, role_mark, charts.n_of, with_zero=True),
        ),
    )


def _portfolio(table: pl.DataFrame) -> Figure:
    known = table.drop_nulls("share")
    return Figure(
        **entry("from_swe_portfolio"),
        finding=_named_most(known),
        table=table,
    )


def _named_most(table: pl.DataFrame) -> str:
    words = []
    for first in first_of_each(table):
        rows = of_role(table, first["role"])[:3]
        skills = ", ".join(numbers.show(row["skill_name"]) for row in rows)
        words.append(
            f"for {role_of(first['role']).in_text} {skills} ({numbers.n_of(first['n_of'])})"
        )
    return findings.sentence(
        "Named most by openings that ask for a portfolio or open source", words
    )
