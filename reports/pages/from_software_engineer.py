"""From software engineer to one of the three roles: which skills carry over, which are missing, how open it is to beginners."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import columns, findings
from reports.page import Column, Edition, Figure, Page, Passage
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
        points=tuple(sentences[1:]),
        lede=(
            "Compared with what software engineers’ postings name on the same boards. A gap is a difference between "
            "postings: it says what employers write, not what a person would have to learn first."
        ),
        blocks=(
            *(_gap(gaps[role], role_of(role)) for role in FOCUS),
            _overlap(answer("from_swe_overlap")),
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
    words = [
        f"{numbers.shown(row['skill_name'])[0]} ({numbers.share(row['role_share'])} against {numbers.share(row['software_share'])})"
        for row in rows
    ]
    sizes = f"{numbers.n_of(rows[0]['n_postings'])} and {numbers.count(rows[0]['n_software_postings'])} openings"
    return f"From software engineer to {role.one_in_text}, the widest gaps: {', '.join(words)}; {sizes}."


def _gap(table: pl.DataFrame, role: Mark) -> Figure:
    rows = [mark for row in table.iter_rows(named=True) for mark in _both(row, role.id)]
    return Figure(
        id=f"from_swe_{role.id}",
        title=f"From software engineer to {role.one_in_text}: the widest gaps in skills named",
        finding=_widest(table, role),
        caption=(
            "Share of openings that name the skill. Whiskers: 95 % intervals; 0 % without one: no opening read names it. "
            "Ordered by the gap."
        ),
        alt=f"One row per skill: the share of {role.name} openings that name it beside that of software engineers’ openings.",
        table=table,
        columns=(
            columns.SKILL,
            Column("role_share", role.plural, "share", "role_low", "role_high"),
            Column(
                "software_share", "Software engineers", "share", "software_low", "software_high"
            ),
            Column("gap_share", "Gap", "points"),
            Column("n_postings", f"n {role.name} openings", "count"),
            Column("n_software_postings", "n software openings", "count"),
            columns.N_EMPLOYERS,
        ),
        sql=f"from_swe_{role.id}",
        panels=from_rows.dots(
            rows,
            lambda row: str(row["skill_name"]),
            Estimate(
                "share",
                "share_low",
                "share_high",
                "share",
                role_mark,
                lambda row: f"{numbers.n_of(row['n_postings'])}",
                with_zero=True,
            ),
        ),
        legend=(role, role_of(_BASE)) if rows else (),
        waits_for="Too few openings with a text for a comparison.",
    )


def _widest(table: pl.DataFrame, role: Mark) -> str:
    row = next(table.iter_rows(named=True), None)
    if row is None:
        return ""
    theirs = numbers.estimate(row["role_share"], row["role_low"], row["role_high"], "share")
    ours = numbers.estimate(
        row["software_share"], row["software_low"], row["software_high"], "share"
    )
    return (
        f"The widest: {numbers.shown(row['skill_name'])[0]}, named in {theirs} of {role.one_in_text} openings "
        f"({numbers.n_of(row['n_postings'])}) and {ours} of software engineer openings ({numbers.n_of(row['n_software_postings'])})."
    )


def _both(row: Row, role: str) -> Sequence[Row]:
    shared = {"skill_name": row["skill_name"], "note": None}
    return (
        {**shared, "role": role, "share": row["role_share"], "share_low": row["role_low"], "share_high": row["role_high"], "n_postings": row["n_postings"]},
        {**shared, "role": _BASE, "share": row["software_share"], "share_low": row["software_low"], "share_high": row["software_high"], "n_postings": row["n_software_postings"]},
    )  # fmt: skip


def _overlap(table: pl.DataFrame) -> Figure:
    return Figure(
        id="from_swe_overlap",
        title="Skills that carry over: named by software engineers’ postings, and by these roles too",
        finding="",
        caption="Skills that at least one in ten software engineers’ openings name.",
        alt="Table of skills with the share of openings that name them, for software engineers and the three roles.",
        table=table,
        columns=(
            columns.SKILL,
            Column("software_share", "Software engineers", "share"),
            Column("n_software_postings", "n", "count"),
            *(Column(f"{role}_share", role_of(role).plural, "share") for role in FOCUS),
        ),
        sql="from_swe_overlap",
        is_table_open=True,
        waits_for="Too few openings with a text for a comparison.",
    )


def _bridges(table: pl.DataFrame) -> Figure:
    firsts = [
        known
        for role in FOCUS
        if (known := table.filter(pl.col("role") == role).head(1).to_dicts())
    ]
    words = [
        f"to {role_of(row['role']).in_text} {numbers.shown(row['skill_name'])[0]} "
        f"({numbers.share(row['software_share'])} against {numbers.share(row['role_share'])}, {numbers.n_of(row['n_postings'])})"
        for [row] in firsts
    ]
    return Figure(
        id="from_swe_bridges",
        title="The most common bridges: skills that software engineers’ openings name and that set the role apart",
        finding=f"The most common bridge: {'; '.join(words)}." if words else "",
        caption=(
            "Named by at least one in twenty software engineers’ openings and one in ten of the role’s, and named by the role more than "
            "by the others (lift above 2). Most common among software engineers first; brackets: 95 % intervals."
        ),
        alt="Table of skills per role with the share of software engineers’ openings and of the role’s openings that name them.",
        table=table,
        columns=(
            Column("role", "Towards", "role"),
            columns.SKILL,
            Column(
                "software_share", "Software engineers", "share", "software_low", "software_high"
            ),
            Column("role_share", "The role", "share", "role_low", "role_high"),
            Column("lift", "Lift (z)", "decimal"),
            Column("n_software_postings", "n software openings", "count"),
            Column("n_postings", "n of the role", "count"),
            columns.N_EMPLOYERS,
        ),
        sql="from_swe_bridges",
        is_table_open=True,
        waits_for="No skill is both common among software engineers’ openings and typical of one of the roles yet.",
    )


def _portfolio(table: pl.DataFrame) -> Figure:
    firsts = [
        known
        for role in FOCUS
        if (known := table.filter(pl.col("role") == role).drop_nulls("share").to_dicts())
    ]
    words = [
        f"{role_of(rows[0]['role']).in_text} {', '.join(numbers.shown(row['skill_name'])[0] for row in rows[:3])} "
        f"({numbers.n_of(rows[0]['n_of'])})"
        for rows in firsts
    ]
    return Figure(
        id="from_swe_portfolio",
        title="What openings that ask to see work are about: the skills they name",
        finding=f"Named most by openings that ask for a portfolio or open source: {'; '.join(words)}."
        if words
        else "",
        caption=(
            "Of the openings that ask to see work, the share that names the skill. Adverts seldom say what a portfolio should "
            "hold; what the work is about is the nearest thing that they do say."
        ),
        alt="Table of skills named by openings that ask to see work, per role, with intervals.",
        table=table,
        columns=(
            columns.ROLE,
            columns.SKILL,
            columns.SHARE_OF_OPENINGS,
            *columns.N_OF,
            columns.N_EMPLOYERS,
        ),
        sql="from_swe_portfolio",
        is_table_open=True,
        waits_for="No opening asks to see work yet.",
    )


def _entry(table: pl.DataFrame) -> Figure:
    shown = ("junior", "intern")
    rows = [
        {**row, "word": word(row["value"])}
        for role in (*FOCUS, _BASE)
        for row in table.iter_rows(named=True)
        if row["role"] == role
        and (
            (row["attribute"] == "level" and row["value"] in shown)
            or row["attribute"] == "portfolio"
        )
    ]
    for row in rows:
        row["word"] = "Portfolio asked" if row["attribute"] == "portfolio" else row["word"]
    rows.sort(key=lambda row: (row["attribute"], row["word"]))
    junior = findings.each(
        (row for row in rows if row["value"] == "junior"),
        "share",
        "share_low",
        "share_high",
        "share",
        "n_of",
    )
    return Figure(
        id="from_swe_entry",
        title="How open each role is to beginners, and who asks to see work",
        finding=f"Entry and junior: {junior}." if junior else "",
        caption="Share of openings. Levels: of openings that state a level. Whiskers: 95 % intervals.",
        alt="Rows for intern, junior and portfolio: the share of openings per role, with intervals.",
        table=table,
        columns=(
            Column("attribute", "Attribute", "attribute"),
            Column("value", "Value", "word"),
            columns.ROLE,
            columns.SHARE_OF_OPENINGS,
            Column("number", "Figure", "decimal"),
            *columns.N_OF,
            columns.N_EMPLOYERS,
        ),
        sql="from_swe_entry",
        panels=from_rows.dots(
            rows,
            lambda row: row["word"],
            Estimate(
                "share",
                "share_low",
                "share_high",
                "share",
                role_mark,
                lambda row: f"{numbers.n_of(row['n_of'])}",
                with_zero=True,
            ),
        ),
        legend=tuple(role_of(role) for role in (*FOCUS, _BASE)) if rows else (),
        waits_for="Too few openings state a level.",
    )
