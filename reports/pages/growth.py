"""Growth: the matched index first, the raw count second and labelled, then what joined, left or is not known."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import breaks, chains, columns, durations, findings, outside
from reports.page import Block, Column, Edition, Figure, Page, Passage
from reports.wording import numbers
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

TITLE = "Growth"
ORDER = 2

_PARTS = {
    "n_matched_change": ("boards seen in both months", "var(--part-1)", ""),
    "n_entered": ("boards that joined", "var(--part-2)", "/"),
    "n_left": ("boards that left", "var(--part-3)", "\\"),
    "n_unknown_change": ("looks that failed", "var(--part-4)", "."),
}
"""Why a count changed: a colour and a pattern each, none of them told by colour alone."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page on growth; with one look it shows no trend and says what it waits for."""
    table = answer("growth_headline")
    rows = {(row["role"], row["measure"]): row for row in table.iter_rows(named=True)}
    found = [row for role in FOCUS if (row := rows.get((role, "stock")))]
    grown = [row for row in found if row["growth_share"] is not None]
    grown.sort(key=lambda row: -abs(row["growth_share"]))
    return Page(
        headline=findings.growth(grown[0]) if grown else _no_growth(found, edition),
        points=tuple(findings.growth(row) for row in grown[1:]),
        lede=(
            "Growth is read on boards that were looked at completely in both of two following weeks, so that adding boards "
            "to the panel cannot look like demand. Intervals are 95 %: the wider of resampling "
            "whole employers and an overdispersed count model, widened by what misread roles may hide."
        ),
        blocks=_blocks(answer, table, edition),
    )


def _blocks(answer: Answer, table: pl.DataFrame, edition: Edition) -> tuple[Block, ...]:
    waiting = (
        "Waits for a second complete look at the same boards, a week after the first; see above."
    )
    change_log = answer("change_log")
    return (
        _index(answer("growth_index"), table, change_log, findings.waiting(edition)),
        _readings(table, waiting),
        _new_openings(answer("growth_flow_index"), table, waiting),
        _role_share(answer("growth_role_share"), change_log, waiting),
        chains.figure(answer("growth_chains"), waiting),
        _raw_count(answer("growth_raw_count"), change_log, waiting),
        _decomposition(answer("growth_decomposition"), waiting),
        durations.figure(answer("growth_durations")),
        outside.census(answer("growth_census")),
        *outside.outside(answer("growth_outside")),
        Passage("growth_method", "How growth is measured", "growth_method", {}),
    )


def _no_growth(found: Sequence[Row], edition: Edition) -> str:
    reasons = sorted({findings.reason(row) for row in found})
    if edition.has_history and reasons:
        return f"No growth figure yet: {'; '.join(reasons)}."
    return f"No growth figure yet: {findings.period(edition)}."


_MOVES = "Ticks below the axis: boards that joined (+) or left (−) the panel. "
_MOVED = (Column("n_boards_joined", "Joined", "count"), Column("n_boards_left", "Left", "count"))


def _index(
    table: pl.DataFrame, headline: pl.DataFrame, change_log: pl.DataFrame, waiting: str
) -> Figure:
    events = breaks.events(change_log, table, with_laws=True)
    panels = from_rows.lines_by_role(
        table, "index", "index", low="index_low", high="index_high", reference=100.0, events=events
    )
    every = [
        row
        for row in headline.iter_rows(named=True)
        if (row["role"], row["measure"]) == ("all", "stock")
    ]
    return Figure(
        id="growth_index",
        title="Open openings on the same boards, week by week (100 = first week)",
        finding=" ".join(findings.growth(row) for row in every if row["growth_share"] is not None),
        caption=(
            "Matched-panel index, chained weekly; band: 95 % interval; all panels on one scale. n boards of each week stand in "
            f"the table. Source: employers’ own boards. {_MOVES}{breaks.key(events)}"
        ).strip(),
        alt="One panel per role: the index of open openings over time with its 95 % band; the figure at the line’s end is its last value.",
        table=table,
        columns=(
            columns.ROLE,
            columns.WEEK,
            Column("index", "Index", "index", "index_low", "index_high", note="note"),
            Column("fixed_index", "First week’s boards", "index"),
            Column("geks_index", "All pairs of weeks", "index"),
            *columns.PANEL,
            *_MOVED,
        ),
        sql="growth_index",
        panels=panels,
        waits_for=waiting,
    )


def _readings(table: pl.DataFrame, waiting: str) -> Figure:
    order = {role: seat for seat, role in enumerate((*FOCUS, *NEIGHBOURS, "all"))}
    names = {"stock": "Open openings", "flow": "New openings", "share": "Share of all openings"}
    rows = sorted(
        (
            row
            for row in table.iter_rows(named=True)
            if row["role"] in order and row["measure"] in names
        ),
        key=lambda row: (order[row["role"]], list(names).index(row["measure"])),
    )
    return Figure(
        id="growth_readings",
        title="Growth over the whole span, by role and reading",
        finding=_spread(rows),
        caption=(
            "Open: openings open at a time. New: openings first seen. Share: the role’s part of all openings, where a "
            "fault of a crawler cancels. Whiskers: 95 % intervals; all panels on one scale. Neighbouring roles are there to compare with."
        ),
        alt="One panel per reading, one row per role: growth with its 95 % interval; nought is marked.",
        table=table,
        columns=(
            columns.ROLE,
            Column("measure", "Reading", "word"),
            Column("growth_share", "Growth", "growth", "growth_low", "growth_high", note="note"),
            Column("n_weeks", "Weeks", "count"),
            *columns.PANEL,
            Column("naive_growth_share", "Raw count, boards added included", "growth"),
        ),
        sql="growth_headline",
        panels=from_rows.dots_by(
            rows,
            "measure",
            names,
            lambda row: role_of(row["role"]).plural,
            Estimate(
                "growth_share",
                "growth_low",
                "growth_high",
                "growth",
                role_mark,
                findings.basis,
                reference=0.0,
            ),
        ),
        waits_for=waiting,
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


def _last(table: pl.DataFrame, value: str, low: str, high: str, form: str) -> str:
    """Each role's last known week in a row; empty after one look, when there is no series."""
    known = table.drop_nulls(value).sort("period_start", "role")
    if known["period_start"].n_unique() < 2:
        return ""
    last = known.filter(pl.col("period_start") == known["period_start"].max()).with_columns(
        none=pl.lit(None, pl.Float64)
    )
    words = findings.each(
        last.iter_rows(named=True), value, low or "none", high or "none", form, "n_boards"
    )
    return (
        f"In the week of {numbers.spoken(last['period_start'][0])}, n boards in brackets: {words}."
    )


def _new_openings(table: pl.DataFrame, headline: pl.DataFrame, waiting: str) -> Figure:
    return Figure(
        id="growth_flow_index",
        title="New openings on the same boards, month by month (100 = first month)",
        finding=findings.moved(headline.iter_rows(named=True), "flow"),
        caption=(
            "Reposts of a closed opening and everything on a board’s first look are not new. Band: 95 % interval. All panels on "
            "one scale."
        ),
        alt="One panel per role: the index of new openings per month with its 95 % band.",
        table=table,
        columns=(
            columns.ROLE,
            columns.MONTH,
            Column(
                "flow_index",
                "Index of new openings",
                "index",
                "flow_index_low",
                "flow_index_high",
                note="note",
            ),
            Column("flow", "New openings", "count"),
            *columns.PANEL,
        ),
        sql="growth_flow_index",
        panels=from_rows.lines_by_role(
            table,
            "flow_index",
            "index",
            low="flow_index_low",
            high="flow_index_high",
            reference=100.0,
        ),
        waits_for=waiting,
    )


def _role_share(table: pl.DataFrame, change_log: pl.DataFrame, waiting: str) -> Figure:
    events = breaks.events(change_log, table)
    return Figure(
        id="growth_role_share",
        title="Each role’s share of all openings: includes newly added boards",
        finding=_last(table, "role_share", "role_share_low", "role_share_high", "share"),
        caption=(
            "Every board watched at the time; how the share grew on the same boards stands above. A fault that hides "
            "postings of every role alike cancels in a share. Band: 95 % interval, clustered by employer. "
            f"All panels on one scale. {_MOVES}{breaks.key(events)}"
        ).strip(),
        alt="One panel per role: its share of all openings on the boards watched, week by week, with its 95 % band.",
        table=table,
        columns=(
            columns.ROLE,
            columns.WEEK,
            Column(
                "role_share",
                "Share of all openings",
                "share",
                "role_share_low",
                "role_share_high",
                note="note",
            ),
            columns.N_BOARDS,
        ),
        sql="growth_role_share",
        panels=from_rows.lines_by_role(
            table,
            "role_share",
            "share",
            low="role_share_low",
            high="role_share_high",
            with_zero=True,
            events=events,
        ),
        waits_for=waiting,
    )


def _raw_count(table: pl.DataFrame, change_log: pl.DataFrame, waiting: str) -> Figure:
    events = breaks.events(change_log, table)
    return Figure(
        id="growth_raw_count",
        title="Raw count of open openings: includes newly added boards",
        finding=_last(table, "stock", "", "", "count"),
        caption=(
            "Every board watched at the time. A rise here can be new boards rather than demand: compare the index above. "
            f"{_MOVES}{breaks.key(events)}"
        ).strip(),
        alt="One panel per role: openings open on all boards watched, week by week.",
        table=table,
        columns=(
            columns.ROLE,
            columns.WEEK,
            Column("stock", "Open openings", "count"),
            columns.N_BOARDS,
            *_MOVED,
        ),
        sql="growth_raw_count",
        panels=from_rows.lines_by_role(table, "stock", "count", with_zero=True, events=events),
        warning="Includes newly added boards. Not a measure of growth.",
        waits_for=waiting,
    )


def _decomposition(table: pl.DataFrame, waiting: str) -> Figure:
    # what left took away: drawn below nought, stored and tabled as a count
    drawn = table.with_columns(-pl.col("n_left"))
    rows = {role: drawn.filter(pl.col("role") == role).rows(named=True) for role in FOCUS}
    panels = from_rows.bars_by_role(
        {role: known for role, known in rows.items() if len(known) > 1}, "period_start", _PARTS
    )
    return Figure(
        id="growth_decomposition",
        title="Why the raw count changed each month, in openings",
        finding="",
        caption=(
            "What was there before, and the four parts, give what was there after, exactly; a part that takes away stands "
            "below nought. All panels on one scale."
        ),
        alt="Stacked bars per month and role: the change in open openings by its reason.",
        table=table,
        columns=(
            columns.ROLE,
            columns.MONTH,
            Column("n_before", "Before", "count"),
            Column("n_matched_change", "Same boards", "count"),
            Column("n_entered", "Joined", "count"),
            Column("n_left", "Left", "count"),
            Column("n_unknown_change", "Unknown", "count"),
            Column("n_after", "After", "count"),
        ),
        sql="growth_decomposition",
        panels=panels,
        parts=tuple(_PARTS.values()) if panels else (),
        waits_for=waiting,
    )
