"""Skills: what sets each role apart, what rises and falls, what is paid for, and a search over all of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import columns, findings
from reports.page import Column, Edition, Figure, Page, Passage
from reports.wording import numbers
from reports.wording.roles import FOCUS, Mark, role_of

TITLE = "Skills"
ORDER = 4

_PREMIUMS_SHOWN = 10
"""Skills at each end of the premium's drawing; the table has them all."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page on skills: shares with intervals, and what separates one role from the other two."""
    top = answer("skills_top")
    sentences = [_sentence(top, role_of(role)) for role in FOCUS]
    return Page(
        headline=sentences[0],
        points=tuple(sentences[1:]),
        lede=(
            "A skill counts when a posting names it as something that the person uses, knows or works on; not when only the "
            "company’s own text or its benefits do. Shares are of openings with a text."
        ),
        blocks=(
            *(_apart(answer(f"skills_{role}"), role_of(role)) for role in FOCUS),
            _change(answer("skills_change")),
            _premium(answer("skills_premium")),
            _pairs(answer("skills_pairs")),
            _all_skills(answer("skills_all")),
            Passage("skills_method", "How skills are counted", "skills_method", {}),
        ),
    )


def _sentence(top: pl.DataFrame, role: Mark) -> str:
    rows = top.filter(pl.col("role") == role.id).rows(named=True)
    if not rows:
        return f"{role.plural}: no skills counted yet."
    words = [
        f"{numbers.shown(row['skill_name'])[0]} ({numbers.estimate(row['share'], row['share_low'], row['share_high'], 'share')})"
        for row in rows[:3]
    ]
    return f"What most sets {role.in_text} apart: {', '.join(words)} of {numbers.n_of(rows[0]['n_postings'])} openings."


def _apart(table: pl.DataFrame, role: Mark) -> Figure:
    rows = sorted(
        table.iter_rows(named=True),
        key=lambda row: (-(row["apart_lift"] or 0), row["skill"], FOCUS.index(row["role"])),
    )
    return Figure(
        id=f"skills_{role.id}",
        title=f"Skills that set {role.in_text} apart: share of openings that name them",
        finding=_lead(rows, role),
        caption=(
            "Ordered by how much the skill separates the role from all others (log odds with an informative prior), not by "
            f"how common it is. Whiskers: 95 % intervals, widened for clustering by employer. No mark: no "
            f"opening of the role names it. {_basis(rows)}"
        ),
        alt=f"One row per skill that sets {role.in_text} apart, a mark with whisker for each of the three roles.",
        table=table,
        columns=(
            columns.SKILL,
            columns.ROLE,
            Column("share", "Share of openings", "share", "share_low", "share_high", note="note"),
            Column("n_with", "n that name it", "count"),
            *columns.SAMPLE,
        ),
        sql=f"skills_{role.id}",
        panels=_shares(rows),
        legend=tuple(role_of(other) for other in FOCUS) if rows else (),
        waits_for="No openings with a text yet, or too few.",
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
    against = f", against {' and '.join(others)}" if others else ""
    name = numbers.shown(first["skill_name"])[0]
    return f"{findings.share(first, f'{name}: named in')}{against} ({findings.basis(first)})."


def _basis(rows: Sequence[Row]) -> str:
    sizes = {row["role"]: row["n_postings"] for row in rows}
    words = [
        f"{role_of(role).in_text} {numbers.n_of(sizes[role])}" for role in FOCUS if role in sizes
    ]
    return f"Openings: {', '.join(words)}." if words else ""


def _shares(rows: Sequence[Row]) -> from_rows.Panels:
    return from_rows.dots(
        rows,
        lambda row: str(row["skill_name"]),
        Estimate(
            "share", "share_low", "share_high", "share", role_mark, findings.basis, with_zero=True
        ),
    )


def _change(table: pl.DataFrame) -> Figure:
    rows = table.rows(named=True)
    drawn = [
        {**row, "none": None, "note": None} for role in FOCUS for row in rows if row["role"] == role
    ]
    widest = {row["role"]: row for row in sorted(drawn, key=lambda row: abs(row["change_share"]))}
    words = [
        f"{role_of(role).in_text} {numbers.shown(row['skill_name'])[0]} {numbers.points(row['change_share'])} ({numbers.n_of(row['n_postings'])})"
        for role in FOCUS
        if (row := widest.get(role))
    ]
    return Figure(
        id="skills_change",
        title="Skills named more often, or less, than a quarter before, in percentage points",
        finding=f"The widest change: {'; '.join(words)}." if words else "",
        caption="The six widest changes per role among skills with n of at least ten. No interval is computed for a change: read it with n.",
        alt="One panel per role, one row per skill: the change of its share in percentage points; nought is marked.",
        table=table,
        columns=(
            columns.ROLE,
            columns.SKILL,
            Column("change_share", "Change", "points"),
            Column("share", "Share now", "share"),
            Column("n_with", "n that name it", "count"),
            *columns.SAMPLE,
        ),
        sql="skills_change",
        panels=from_rows.dots_by_role(
            drawn,
            lambda row: str(row["skill_name"]),
            Estimate(
                "change_share", "none", "none", "points", role_mark, findings.basis, reference=0.0
            ),
        ),
        waits_for="A change needs two quarters of looks.",
    )


def _premium(table: pl.DataFrame) -> Figure:
    rows = table.rows(named=True)
    if len(rows) > 2 * _PREMIUMS_SHOWN:
        rows = [*rows[:_PREMIUMS_SHOWN], *rows[-_PREMIUMS_SHOWN:]]
    return Figure(
        id="skills_premium",
        title="Pay of postings that name a skill against those that do not, like for like",
        finding=_paid(table),
        caption=(
            "Highest and lowest; role, level, place and source held equal. A difference between postings, not what learning "
            "the skill would earn. Whiskers: 95 % intervals."
        ),
        alt="One row per skill: the adjusted pay difference with its interval; nought is marked.",
        table=table,
        columns=(
            columns.SKILL,
            columns.PREMIUM,
            *columns.SAMPLE,
            Column("adjusted_for", "Held equal"),
        ),
        sql="skills_premium",
        panels=from_rows.dots(
            rows,
            lambda row: str(row["skill_name"]),
            Estimate(
                "premium_share",
                "premium_low",
                "premium_high",
                "growth",
                lambda _: role_of("all"),
                findings.basis,
                reference=0.0,
            ),
        ),
        waits_for="Too few openings with stated pay for a premium by skill.",
    )


def _paid(table: pl.DataFrame) -> str:
    """Which skills stand with more or less pay than chance and grouping leave open; empty without estimates."""
    known = table.drop_nulls(["premium_low", "premium_high"])
    if known.is_empty():
        return ""
    more = known.filter(pl.col("premium_low") > 0)["skill_name"].to_list()
    less = known.filter(pl.col("premium_high") < 0)["skill_name"].to_list()
    if not more and not less:
        return f"Of {numbers.n_of(known.height)} skills none stands with measurably more or less pay, like for like."
    told = [
        f"{len(names)} with {how} ({_some(names)})"
        for names, how in ((more, "more"), (less, "less"))
        if names
    ]
    return f"Of {numbers.n_of(known.height)} skills, beyond the interval: {' and '.join(told)}."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(numbers.shown(name)[0] for name in names[:3])
    return f"{shown}, …" if len(names) > 3 else shown


def _pairs(table: pl.DataFrame) -> Figure:
    rows = [
        {**row, "none": None, "note": None}
        for role in FOCUS
        for row in table.iter_rows(named=True)
        if row["role"] == role
    ]
    first = {row["role"]: row for row in reversed(rows)}
    words = [
        f"{role_of(role).in_text} {numbers.shown(row['first_skill'])[0]} with {numbers.shown(row['other_skill'])[0]}, "
        f"{numbers.decimal(row['lift'])} times ({numbers.n_of(row['n_both'])})"
        for role, row in sorted(first.items(), key=lambda pair: FOCUS.index(pair[0]))
    ]
    return Figure(
        id="skills_pairs",
        title="Skills that stand together, times as often as chance would have it",
        finding=f"The strongest pair: {'; '.join(words)}." if words else "",
        caption="The eight strongest pairs per role among pairs that ten or more openings name. 1 = no more than chance.",
        alt="One row per pair of skills, marked by its role: how many times as often they stand together as chance would have it.",
        table=table,
        columns=(
            columns.ROLE,
            Column("first_skill", "Skill"),
            Column("other_skill", "with"),
            Column("lift", "Times chance", "decimal"),
            Column("n_both", "n with both", "count"),
        ),
        sql="skills_pairs",
        panels=from_rows.dots(
            rows,
            lambda row: f"{row['first_skill']} + {row['other_skill']}",
            Estimate(
                "lift",
                "none",
                "none",
                "decimal",
                role_mark,
                lambda row: f"{numbers.n_of(row['n_both'])}",
                reference=1.0,
            ),
        ),
        legend=tuple(role_of(role) for role in FOCUS) if rows else (),
        waits_for="Too few openings name two skills together.",
    )


def _all_skills(table: pl.DataFrame) -> Figure:
    shares = tuple(
        column
        for role in FOCUS
        for column in (
            Column(f"{role}_share", role_of(role).plural, "share"),
            Column(f"{role}_n", "n", "count"),
        )
    )
    return Figure(
        id="skills_all",
        title="All skills",
        finding="",
        caption="Share of each role’s openings that name the skill, and how many do.",
        alt="Table of all skills with their share per role.",
        table=table,
        columns=(columns.SKILL, Column("category", "Category"), *shares),
        sql="skills_all",
        is_table_open=True,
        has_search=True,
        waits_for="No skills counted yet.",
    )
