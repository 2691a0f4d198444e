"""Skills: what sets each role apart, what rises and falls, what is paid for, and a search over all.

Decides how many skills a sentence names. Leaves which skills set a role apart to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row, by_focus, first_of_each, of_role
from reports.drawing.dots import draw_dots, draw_dots_by_role
from reports.drawing.lines import draw_lines_by
from reports.figures import charts, columns, findings, premiums
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import FOCUS, Mark, role_of

TITLE = "Skills"
ORDER = 4


def build(answer: Answer, edition: Edition) -> Page:
    """The page on skills: shares with intervals, and what separates one role from the other two."""
    top = answer("skills_top")
    sentences = [_sentence(of_role(top, role)[:3], role_of(role)) for role in FOCUS]
    return Page(
        headline=sentences[0],
        points=tuple(map(Finding, sentences[1:])),
        lede=(
            "A skill counts when a posting names it as something that the person uses, knows or "
            "works on. It does not count when only the company’s own text or its benefits name it. "
            "Shares are of openings with a text."
        ),
        blocks=(
            *(_apart(answer(f"skills_{role}"), role_of(role)) for role in FOCUS),
            _change(answer("skills_change")),
            *_adoption(answer("skills_adoption"), answer("skills_passed")),
            premiums.by_skill(answer("skills_premium")),
            _pairs(answer("skills_pairs")),
            show_table(answer, "skills_all"),
            Passage("skills_method", "How skills are counted", "skills_method", {}),
        ),
    )


def _sentence(rows: Sequence[Row], role: Mark) -> str:
    if not rows:
        return f"{role.plural}: no skills counted yet."
    words = [f"{_skill(row)} ({findings.number(row, columns.SHARE)})" for row in rows]
    n = numbers.n_of(rows[0]["n_postings"])
    return f"Openings for {role.in_text} stand out by naming {findings.listed(words)}, of {n} openings."


def _skill(row: Row) -> str:
    return numbers.show(row["skill_name"])


def _apart(table: pl.DataFrame, role: Mark) -> Figure:
    rows = sorted(by_focus(table), key=lambda row: (-(row["apart_lift"] or 0), row["skill"]))
    return Figure(
        **entry("skills", id=f"skills_{role.id}", role=role.in_text, sizes=_sizes(rows)),
        finding=_lead(rows, role),
        table=table,
        chart=draw_dots(
            rows, lambda row: str(row["skill_name"]), charts.estimate(columns.SHARE, with_zero=True)
        ),
    )


def _lead(rows: Sequence[Row], role: Mark) -> str:
    first = next((row for row in rows if row["role"] == role.id), None)
    if first is None or first["share"] is None:
        return ""
    others = [
        f"{numbers.share(row['share'])} of {role_of(row['role']).one_in_text} openings"
        for row in rows
        if row["skill"] == first["skill"] and row["role"] != role.id and row["share"] is not None
    ]
    against = f", against {findings.listed(others)}" if others else ""
    share = findings.number(first, columns.SHARE)
    return (
        f"{_skill(first)}: named in {share} of {role.one_in_text} openings{against} "
        f"({numbers.basis(first)})."
    )


def _sizes(rows: Sequence[Row]) -> str:
    sizes = {row["role"]: row["n_postings"] for row in rows}
    return findings.sentence(
        "Openings",
        [f"{role_of(role).in_text} {numbers.n_of(sizes[role])}" for role in FOCUS if role in sizes],
    )


def _change(table: pl.DataFrame) -> Figure:
    widest = first_of_each(
        table.sort(pl.col("change_share").abs(), descending=True, maintain_order=True)
    )
    words = [
        f"{role_of(row['role']).in_text} {_skill(row)} "
        f"{findings.number(row, columns.SHARE_CHANGE)} ({numbers.n_of(row['n_postings'])})"
        for row in widest
    ]
    return Figure(
        **entry("skills_change"),
        finding=findings.sentence("The widest change", words),
        table=table,
        chart=draw_dots_by_role(
            by_focus(table),
            lambda row: str(row["skill_name"]),
            charts.estimate(columns.SHARE_CHANGE, reference=0.0),
        ),
    )


def _adoption(months: pl.DataFrame, passed: pl.DataFrame) -> tuple[Figure, ...]:
    """How skills came up. The table of marks only where the history saw a skill begin."""
    origin = word(months["origin"][0]) if months.height else ""
    newest = months.unique("skill", keep="last", maintain_order=True).sort("share", descending=True)
    words = [
        f"{_skill(row)} {findings.number(row, columns.SKILL_SHARE)}"
        for row in newest.iter_rows(named=True)
    ]
    month = f"{newest['period_start'][0]:%B %Y}" if months.height else ""
    n = f" ({numbers.n_of(newest['n_postings'][0])} openings)" if months.height else ""
    lines = Figure(
        **entry("skills_adoption", origin=origin),
        finding=findings.sentence(f"In {month}{n}", words),
        table=months,
        chart=draw_lines_by(
            months, "skill_name", charts.estimate(columns.SKILL_SHARE, with_zero=True)
        ),
    )
    return (lines, Figure(**entry("skills_passed", origin=origin), table=passed))


def _pairs(table: pl.DataFrame) -> Figure:
    words = [
        f"{role_of(row['role']).in_text} {numbers.show(row['first_skill'])} with "
        f"{numbers.show(row['other_skill'])} {numbers.decimal(row['lift'])} times ({_n_both(row)})"
        for row in first_of_each(table)
    ]
    return Figure(
        **entry("skills_pairs"),
        finding=findings.sentence("The strongest pair", words),
        table=table,
        chart=draw_dots(
            by_focus(table),
            lambda row: f"{row['first_skill']} + {row['other_skill']}",
            charts.estimate(columns.TIMES_CHANCE, basis=_n_both, reference=1.0),
        ),
    )


def _n_both(row: Row) -> str:
    return numbers.n_of(row["n_both"])
