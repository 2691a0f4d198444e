"""Skill trends: any skill since the history begins, two compared, with their intervals and the months they passed marks.

Decides how the series are packed for the script, and which two skills the page begins with. Leaves
the shares to `mart_skill_adoption`.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.lines import draw_frame
from reports.figures import columns, findings
from reports.figures.catalogue import show_table
from reports.page import Edition, Finding, Page, Tool
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import ROLES, role_of

TITLE = "Skill trends"
ORDER = 4

_FIRST = ("llm", "pytorch")
"""What most readers come for. Where one of them is missing, the most named skill stands in."""

_MARKS = (("1 %", "passed_1_start"), ("5 %", "passed_5_start"), ("10 %", "passed_10_start"))


def build(answer: Answer, edition: Edition) -> Page:
    """The page on which a reader follows skills."""
    newest, trends = answer("skill_newest"), answer("skill_trends")
    first = _headline(newest)
    return Page(
        headline=first.words,
        basis=first.basis,
        lede=(
            "The share of openings that name a skill as something that the person uses, month by "
            "month. Boards and Hacker News threads are shown separately, as their employers differ. The "
            "address keeps what you choose."
        ),
        blocks=(_tool(trends), show_table(answer, "skill_newest")),
    )


def _headline(newest: pl.DataFrame) -> Finding:
    """The skill that passed a tenth of all openings last, of those that the history saw begin."""
    risen = newest.filter(
        pl.col("first_seen_start") > pl.col("first_seen_start").min(),
        pl.col("passed_10_start").is_not_null(),
    ).sort("passed_10_start", "skill_name", descending=[True, False])
    if risen.is_empty():
        return Finding("Follow any skill month by month, and compare two.")
    row = risen.row(0, named=True)
    share, newest_month = numbers.share(row["share"]), _month(row["period_start"])
    return Finding(
        f"{numbers.show(row['skill_name'])} was first named in {_month(row['first_seen_start'])} "
        f"and passed 10 % of openings in {_month(row['passed_10_start'])}. "
        f"In {newest_month} {share} name it.",
        f"{newest_month} {findings.number(row, columns.SKILL_SHARE)} ({numbers.n_of(row['n_openings'])})",
    )


def _month(day: date) -> str:
    return f"{day:%B %Y}"


def _tool(trends: pl.DataFrame) -> Tool:
    rows = trends.rows(named=True)
    months = sorted({row["period_start"] for row in rows})
    origins = list(dict.fromkeys(row["origin"] for row in rows))
    return Tool(
        id="skill-trends",
        title="Two skills over time",
        kind="skill",
        values={"has_rows": bool(rows)},
        data={
            "months": [numbers.day(month) for month in months],
            "origins": [[origin, word(origin)] for origin in _longest_first(trends, origins)],
            "roles": [
                [role, role_of(role).plural]
                for role in dict.fromkeys(("all", *ROLES))
                if _has(trends, role)
            ],
            "skills": sorted(
                {(row["skill"], numbers.show(row["skill_name"])) for row in rows},
                key=lambda known: known[1].casefold(),
            ),
            "sizes": _sizes(trends, months),
            "series": _series(rows, months),
            "first": _first(trends),
        },
        chart=draw_frame(months[0], months[-1]) if rows else None,
    )


def _has(trends: pl.DataFrame, role: str) -> bool:
    return not trends.filter(role=role).is_empty()


def _longest_first(trends: pl.DataFrame, origins: list[str]) -> list[str]:
    spans = {origin: trends.filter(origin=origin)["period_start"].n_unique() for origin in origins}
    return sorted(origins, key=lambda origin: -spans[origin])


def _sizes(trends: pl.DataFrame, months: list[date]) -> dict[str, dict[int, int]]:
    """Openings read by origin and role: month -> n."""
    known = trends.select("origin", "role", "period_start", "n_openings").unique()
    found: dict[str, dict[int, int]] = {}
    for row in known.sort("origin", "role", "period_start").iter_rows(named=True):
        mine = found.setdefault(f"{row['origin']}.{row['role']}", {})
        mine[months.index(row["period_start"])] = row["n_openings"]
    return found


def _series(rows: list[dict[str, Any]], months: list[date]) -> dict[str, list[Any]]:
    """By origin, role and skill: first seen, the marks passed, and per month its position, n and interval in tenths of a per cent."""
    position = {month: index for index, month in enumerate(months)}
    found = {}
    for key, mine in groupby(rows, key=lambda row: f"{row['origin']}.{row['role']}.{row['skill']}"):
        points = list(mine)
        found[key] = [
            numbers.day(points[0]["first_seen_start"])[:7],
            [
                [mark, numbers.day(points[0][name])[:7]]
                for mark, name in _MARKS
                if points[0][name] is not None
            ],
            [number for row in points for number in _point(row, position)],
        ]
    return found


def _point(row: Row, position: dict[date, int]) -> tuple[int, int, int, int]:
    low, high = (round(row[end] * 1000) for end in ("share_low", "share_high"))
    return position[row["period_start"]], row["n_with"], low, high


def _first(trends: pl.DataFrame) -> list[str]:
    every = trends.filter(role="all").group_by("skill").agg(pl.col("n_with").sum())
    ranked = every.sort("n_with", "skill", descending=[True, False])["skill"].to_list()
    known = [skill for skill in _FIRST if skill in ranked]
    return list(dict.fromkeys([*known, *ranked]))[:2]
