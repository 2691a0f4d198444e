"""Skills: what sets each role apart, what rises and falls, what is paid for, and a search over all.

Decides how many skills a sentence names. Leaves which skills set a role apart to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row, by_focus, of_role
from reports.drawing.dots import draw_dots, draw_dots_by_role
from reports.drawing.lines import draw_lines_by
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry, in_appendix, show_table
from reports.figures.pay import premiums
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import skill_in_text, word
from reports.wording.roles import FOCUS, Mark, role_of

TITLE = "Skills"
ORDER = 4

_NAMED = 5
"""Skills in a sentence on how they came up. The chart has more."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page on skills: shares with intervals, and what separates one role from the other two."""
    top = answer("skills_top")
    told = [_outstanding(of_role(top, role)[:3], role_of(role)) for role in FOCUS]
    others = (
        _change(answer("skills_change"), "skills_change", "a quarter"),
        _change(answer("skills_change_year"), "skills_change_year", "a year"),
        *_adoption(answer("skills_adoption"), answer("skills_passed")),
        premiums.by_skill(answer("skills_premium")),
    )
    first, *apart = (_apart(answer(f"skills_{role}"), role_of(role)) for role in FOCUS)
    return Page(
        headline=told[0].words,
        basis=told[0].basis,
        points=tuple(told[1:]),
        lede=(
            f"{edition.adverts} A skill counts when an advert names it as something that the person "
            "uses, knows or works on. It does not count when only the company’s own text or its "
            "benefits name it."
        ).strip(),
        blocks=(
            first,
            *(replace(figure, is_folded=True) for figure in (*apart, *others)),
            show_table(answer, "skills_all"),
            in_appendix("skills_checks", "skills_pairs"),
            Passage("skills_method", "How skills are counted", "skills_method", {}, is_folded=True),
        ),
    )


def _outstanding(rows: Sequence[Row], role: Mark) -> Finding:
    if not rows:
        return Finding(f"{role.plural}: no skills counted yet.")
    named = findings.listed([_skill(row) for row in rows])
    shares = findings.spreads(rows, columns.SHARE, lambda row: "", _skill)
    told = f"Share of {numbers.n_of(rows[0]['n_openings'])} openings that name each. {shares}"
    return Finding(f"{role.plural} stand out by {named}.", told)


def _skill(row: Row) -> str:
    return skill_in_text(row["skill_name"])


def _apart(table: pl.DataFrame, role: Mark) -> Figure:
    rows = sorted(by_focus(table), key=lambda row: (-(row["apart_lift"] or 0), row["skill"]))
    return Figure(
        **entry("skills", id=f"skills_{role.id}", role=role.in_text, sizes=_sizes(rows)),
        **_lead(rows, role).said,
        table=table,
        chart=draw_dots(
            rows, lambda row: str(row["skill_name"]), charts.estimate(columns.SHARE, with_zero=True)
        ),
    )


def _lead(rows: Sequence[Row], role: Mark) -> Finding:
    first = next((row for row in rows if row["role"] == role.id), None)
    if first is None or first["share"] is None:
        return Finding("")
    same = [row for row in rows if row["skill"] == first["skill"] and row["share"] is not None]
    others = [
        f"{numbers.share(row['share'])} for {role_of(row['role']).in_text}"
        for row in same
        if row["role"] != role.id
    ]
    against = f", against {findings.listed(others)}" if others else ""
    share = numbers.share(first["share"])
    words = f"{share} of openings for {role.in_text} name {_skill(first)}{against}."
    return Finding(words, findings.spreads(same, columns.SHARE))


def _sizes(rows: Sequence[Row]) -> str:
    sizes = {row["role"]: row["n_openings"] for row in rows}
    return findings.sentence(
        "Openings",
        [f"{role_of(role).in_text} {numbers.n_of(sizes[role])}" for role in FOCUS if role in sizes],
    )


def _change(table: pl.DataFrame, name: str, span: str) -> Figure:
    return Figure(
        **entry(name),
        **_moved(table, span).said,
        table=table,
        chart=draw_dots_by_role(
            by_focus(table),
            lambda row: str(row["skill_name"]),
            charts.estimate(columns.SHARE_CHANGE, reference=0.0),
        ),
    )


def _moved(table: pl.DataFrame, span: str) -> Finding:
    """Which skills moved beyond their interval, where more did than would by chance alone. Otherwise none is news."""
    known = table.drop_nulls(["change_low", "change_high"])
    if known.is_empty():
        return Finding("")
    rows = by_focus(known.filter((pl.col("change_low") > 0) | (pl.col("change_high") < 0)))
    told = [
        f"{_skill(row)} {numbers.points(row['change_share'])} for {role_of(row['role']).in_text}"
        for row in rows[:6]
    ]
    sizes = known.unique("role").select("n_beyond", "n_compared").sum().row(0)
    n_beyond, n_compared = map(numbers.count, sizes)
    chance = max(1, round(sizes[1] / 20))
    if not told:
        words = f"Over {span} no skill moved measurably."
    elif sizes[0] <= chance:
        words = f"Over {span} no more skills moved than chance alone would explain."
    else:
        words = findings.sentence(f"Over {span}", told)
    return Finding(
        words,
        f"{n_beyond} of {n_compared} changes lie beyond their 95 % interval, where chance alone would put about "
        f"{numbers.count(chance)}. {findings.spreads(rows[:6], columns.SHARE_CHANGE, _openings, _skill_and_role)}".strip(),
    )


def _skill_and_role(row: Row) -> str:
    return f"{_skill(row)} for {role_of(row['role']).in_text}"


def _openings(row: Row) -> str:
    return numbers.n_of(row["n_openings"])


def _adoption(months: pl.DataFrame, passed: pl.DataFrame) -> tuple[Figure, ...]:
    """How skills came up. The table of marks only where the history saw a skill begin."""
    origin = word(months["origin"][0]) if months.height else ""
    newest = months.unique("skill", keep="last", maintain_order=True).sort("share", descending=True)
    rows = newest.head(_NAMED).to_dicts()
    words = [f"{_skill(row)} {numbers.share(row['share'])}" for row in rows]
    month = f"{newest['period_start'][0]:%B %Y}" if months.height else ""
    lines = Figure(
        **entry("skills_adoption", origin=origin),
        finding=findings.sentence(f"In {month}", words),
        basis=findings.spreads(rows, columns.SKILL_SHARE, _openings, _skill),
        table=months,
        chart=draw_lines_by(
            months, "skill_name", charts.estimate(columns.SKILL_SHARE, with_zero=True)
        ),
    )
    return (lines, Figure(**entry("skills_passed", origin=origin), table=passed))
