"""From software engineer to one of the three roles: which skills carry over, and which are missing.

Decides what stands side by side. Leaves what counts as a gap or a bridge to the queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row, first_of_each, of_role
from reports.drawing.dots import draw_dots
from reports.drawing.estimates import role_mark
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import skill_in_text, word
from reports.wording.roles import FOCUS, Mark, role_of

TITLE = "Career change"
ORDER = 6

_BASE = "software_engineer"


def build(answer: Answer, edition: Edition) -> Page:
    """The page for someone who builds software and thinks of moving."""
    gaps = {role: answer(f"from_swe_{role}") for role in FOCUS}
    apart = answer("from_swe_apart")
    told = [_missing(gaps[role], of_role(apart, role), role_of(role)) for role in FOCUS]
    first, *others = (_gap(gaps[role], role_of(role)) for role in FOCUS)
    return Page(
        headline=told[0].words,
        basis=told[0].basis,
        points=tuple(told[1:]),
        lede=(
            f"{edition.adverts} Each role is compared with what software engineers’ adverts name on "
            "the same boards. A gap is a difference between adverts: what employers write, not what "
            "a person would have to learn first."
        ).strip(),
        blocks=(
            first,
            *(replace(figure, is_folded=True) for figure in others),
            _bridges(answer("from_swe_bridges")),
            replace(show_table(answer, "from_swe_overlap"), is_folded=True),
            replace(_entry(answer("from_swe_entry")), is_folded=True),
            replace(_portfolio(answer("from_swe_portfolio")), is_folded=True),
            Passage(
                "from_swe_method",
                "What this page can and cannot say",
                "from_swe_method",
                {},
                is_folded=True,
            ),
        ),
    )


def _missing(compared: pl.DataFrame, rows: Sequence[Row], role: Mark) -> Finding:
    """The skills that the role is asked for measurably more often: of all skills, not of those drawn alone."""
    if compared.is_empty():
        return Finding(f"From software engineer to {role.one_in_text}: no skills to compare yet.")
    if not rows:
        return Finding(
            f"{role.plural} are asked for no skill measurably more often than software engineers."
        )
    skills = findings.listed([skill_in_text(row["skill_name"]) for row in rows])
    told = findings.sentence(
        "Share of openings that name it, with 95 % intervals",
        [f"{skill_in_text(row['skill_name'])} {_against(row)}" for row in rows],
    )
    n, n_software = rows[0]["n_openings"], rows[0]["n_software_openings"]
    return Finding(
        f"{role.plural} are asked for {skills} more often than software engineers.",
        f"{told} {role.plural} {numbers.n_of(n)}, software engineers {numbers.n_of(n_software)}.",
    )


def _against(row: Row) -> str:
    return " against ".join(
        findings.number(row, column) for column in (columns.TARGET_SHARE, columns.SOFTWARE_SHARE)
    )


def _gap(table: pl.DataFrame, role: Mark) -> Figure:
    return Figure(
        **entry(
            "from_swe",
            id=f"from_swe_{role.id}",
            one=role.one_in_text,
            role=role.name,
            roles=role.plural,
        ),
        **_widest(table, role).said,
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
            (role, "role", "n_openings"),
            (_BASE, "software", "n_software_openings"),
        )
    )
    return theirs, ours


def _widest(table: pl.DataFrame, role: Mark) -> Finding:
    if table.is_empty():
        return Finding("")
    row = table.row(0, named=True)
    both = _both(row, role.id)
    ours, theirs = (numbers.share(side["share"]) for side in both)
    words = (
        f"{numbers.show(row['skill_name'])}: named in {ours} of openings for {role.in_text} and "
        f"{theirs} of those for software engineers."
    )
    return Finding(words, findings.spreads(both, columns.SHARE, charts.n_of))


def _bridges(table: pl.DataFrame) -> Figure:
    rows = first_of_each(table)
    words = [
        f"to {role_of(row['role']).in_text} {skill_in_text(row['skill_name'])}" for row in rows
    ]
    told = [
        f"{skill_in_text(row['skill_name'])} {numbers.share(row['software_share'])} of software "
        f"openings and {numbers.share(row['role_share'])} for {role_of(row['role']).in_text} "
        f"({numbers.n_of(row['n_openings'])})"
        for row in rows
    ]
    return Figure(
        **entry("from_swe_bridges"),
        finding=findings.sentence("The most common bridge", words),
        basis=findings.sentence("Named in", told),
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
        **findings.each(
            "Entry and junior openings",
            (row for row in rows if row["value"] == "junior"),
            columns.SHARE,
            "n_of",
        ).said,
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
        **_named_most(known).said,
        table=table,
    )


def _named_most(table: pl.DataFrame) -> Finding:
    words, sizes = [], []
    for first in first_of_each(table):
        rows = of_role(table, first["role"])[:3]
        skills = ", ".join(skill_in_text(row["skill_name"]) for row in rows)
        words.append(f"for {role_of(first['role']).in_text} {skills}")
        sizes.append(f"{role_of(first['role']).in_text} {numbers.n_of(first['n_of'])}")
    return Finding(
        findings.sentence("Named most by openings that ask to see work", words),
        findings.sentence("Openings that ask", sizes),
    )
