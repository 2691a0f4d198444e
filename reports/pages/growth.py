"""Growth: the matched index first, the raw count second and labelled, then what joined, left or is not known."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.figures import breaks, chains, charts, columns, counts, durations, findings, outside
from reports.page import Block, Column, Edition, Figure, Page, Passage
from reports.wording.names import word
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

TITLE = "Growth"
ORDER = 2

_ROLES = (*FOCUS, *NEIGHBOURS, "all")
_MEASURES = ("stock", "flow", "share")
_WAITING = "Waits for a second complete look at the same boards, a week after the first; see above."
_FLOW_INDEX = Column(
    "flow_index", "Index of new openings", "index", "flow_index_low", "flow_index_high", note="note"
)


def build(answer: Answer, edition: Edition) -> Page:
    """The page on growth; with one look it shows no trend and says what it waits for."""
    rows = answer("growth_headline").rows(named=True)
    grown = sorted(findings.grown(rows, "stock"), key=lambda row: -abs(row["growth_share"]))
    return Page(
        headline=findings.growth(grown[0]) if grown else _no_growth(rows, edition),
        points=tuple(findings.growth(row) for row in grown[1:]),
        lede=(
            "Growth is read on boards that were looked at completely in both of two following weeks, so that adding boards "
            "to the panel cannot look like demand. Intervals are 95 %: the wider of resampling "
            "whole employers and an overdispersed count model, widened by what misread roles may hide."
        ),
        blocks=_blocks(answer, edition),
    )


def _no_growth(rows: Sequence[Row], edition: Edition) -> str:
    reasons = sorted(
        {findings.reason(row) for row in rows if row["role"] in FOCUS and row["measure"] == "stock"}
    )
    if edition.has_history and reasons:
        return f"No growth figure yet: {findings.listed(reasons)}."
    return f"No growth figure yet: {findings.period(edition)}."


def _blocks(answer: Answer, edition: Edition) -> tuple[Block, ...]:
    headline, change_log = answer("growth_headline"), answer("change_log")
    return (
        _index(answer("growth_index"), headline, change_log, findings.waiting(edition)),
        _readings(headline),
        _new_openings(answer("growth_flow_index"), headline),
        counts.role_share(answer("growth_role_share"), change_log, _WAITING),
        chains.figure(answer("growth_chains"), _WAITING),
        counts.raw_count(answer("growth_raw_count"), change_log, _WAITING),
        counts.decomposition(answer("growth_decomposition"), _WAITING),
        durations.figure(answer("growth_durations")),
        outside.census(answer("growth_census")),
        *outside.outside(answer("growth_outside")),
        Passage("growth_method", "How growth is measured", "growth_method", {}),
    )


def _index(
    table: pl.DataFrame, headline: pl.DataFrame, change_log: pl.DataFrame, waiting: str
) -> Figure:
    events = breaks.events(change_log, table, with_laws=True)
    everyone = headline.filter(pl.col("role") == "all", pl.col("measure") == "stock")
    return Figure(
        id="growth_index",
        title="Open openings on the same boards, week by week (100 = first week)",
        finding=" ".join(
            findings.growth(row)
            for row in everyone.drop_nulls("growth_share").iter_rows(named=True)
        ),
        caption=(
            "Matched-panel index, chained weekly. Band: 95 % interval. All panels share one scale. n boards of each week stand "
            f"in the table. Source: employers’ own boards. {counts.MOVES}{breaks.key(events)}"
        ).strip(),
        alt=(
            "One panel per role: the index of open openings over time with its 95 % band. The figure at the line’s end is its "
            "last value."
        ),
        table=table,
        columns=(
            columns.ROLE,
            columns.WEEK,
            columns.INDEX,
            Column("fixed_index", "First week’s boards", "index"),
            Column("geks_index", "All pairs of weeks", "index"),
            *columns.PANEL,
            *counts.MOVED,
        ),
        panels=charts.lines(table, columns.INDEX, reference=100.0, events=events),
        waits_for=waiting,
    )


def _readings(table: pl.DataFrame) -> Figure:
    known = {(row["role"], row["measure"]): row for row in table.iter_rows(named=True)}
    rows = [
        known[role, measure] for role in _ROLES for measure in _MEASURES if (role, measure) in known
    ]
    return Figure(
        id="growth_readings",
        sql="growth_headline",
        title="Growth over the whole span, by role and reading",
        finding=_spread(rows),
        caption=(
            "Open: openings open at a time. New: openings first seen. Share: the role’s part of all openings, where a "
            "fault of a crawler cancels. Whiskers: 95 % intervals. All panels share one scale. Neighbouring roles are there to "
            "compare with."
        ),
        alt="One panel per reading, one row per role: growth with its 95 % interval. Nought is marked.",
        table=table,
        columns=(
            columns.ROLE,
            Column("measure", "Reading", "word"),
            columns.GROWTH,
            Column("n_weeks", "Weeks", "count"),
            *columns.PANEL,
            Column("naive_growth_share", "Raw count, boards added included", "growth"),
        ),
        panels=from_rows.dots_by(
            rows,
            "measure",
            {measure: word(measure) for measure in _MEASURES},
            lambda row: role_of(row["role"]).plural,
            charts.estimate(columns.GROWTH, reference=0.0),
        ),
        waits_for=_WAITING,
    )


def _spread(rows: Sequence[Row]) -> str:
    stock = [
        row
        for row in rows
        if row["measure"] == "stock" and row["role"] != "all" and row["growth_low"] is not None
    ]
    rose = [role_of(row["role"]).in_text for row in stock if row["growth_low"] > 0]
    fell = [role_of(row["role"]).in_text for row in stock if row["growth_high"] < 0]
    if not stock:
        return ""
    return (
        f"Of n = {len(stock)} roles, {len(rose)} rose beyond the interval ({', '.join(rose) or 'none'}) "
        f"and {len(fell)} fell ({', '.join(fell) or 'none'})."
    )


def _new_openings(table: pl.DataFrame, headline: pl.DataFrame) -> Figure:
    return Figure(
        id="growth_flow_index",
        title="New openings on the same boards, month by month (100 = first month)",
        finding=findings.moved(headline.iter_rows(named=True), "flow"),
        caption=(
            "Reposts of a closed opening and everything on a board’s first look are not new. Band: 95 % interval. All panels "
            "share one scale."
        ),
        alt="One panel per role: the index of new openings per month with its 95 % band.",
        table=table,
        columns=(
            columns.ROLE,
            columns.MONTH,
            _FLOW_INDEX,
            Column("flow", "New openings", "count"),
            *columns.PANEL,
        ),
        panels=charts.lines(table, _FLOW_INDEX, reference=100.0),
        waits_for=_WAITING,
    )
