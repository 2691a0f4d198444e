"""Growth: the matched index first, the raw count second and labelled, then what joined, left or is not known."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports import drawing, findings, numbers
from reports.charts import Event
from reports.drawing import Estimate, role_mark
from reports.marts import Marts
from reports.page import Block, Column, Edition, Figure, Page, Passage, Row
from reports.theme import FOCUS, NEIGHBOURS, role_of
from reports.words import COUNTRIES

TITLE = "Growth"
ORDER = 2
READS = (
    "mart_growth_headline",
    "mart_role_growth",
    "mart_growth_flow",
    "mart_census_demand",
    "mart_benchmark",
    "change_log",
)

_PARTS = {
    "n_matched_change": ("boards seen in both months", "var(--part-1)", ""),
    "n_entered": ("boards that joined", "var(--part-2)", "/"),
    "n_left": ("boards that left", "var(--part-3)", "\\"),
    "n_unknown_change": ("looks that failed", "var(--part-4)", "."),
}
"""Why a count changed: a colour and a pattern each, none of them told by colour alone."""


def build(marts: Marts, edition: Edition) -> Page:
    """The page on growth; with one look it shows no trend and says what it waits for."""
    table = marts.answer("growth_headline")
    rows = {(row["role"], row["measure"]): row for row in table.iter_rows(named=True)}
    found = [row for role in FOCUS if (row := rows.get((role, "stock")))]
    grown = [row for row in found if row["growth_share"] is not None]
    events = tuple(
        Event(row["changed_date"], numbers.shown(row["what"])[0])
        for row in marts.sorted_frame("change_log").iter_rows(named=True)
        if row["changed_date"] is not None
    )
    grown.sort(key=lambda row: -abs(row["growth_share"]))
    return Page(
        headline=findings.growth(grown[0]) if grown else _no_growth(found, edition),
        points=tuple(findings.growth(row) for row in grown[1:]),
        lede=(
            "Growth is read on boards that were looked at completely in both of two following weeks, so that adding boards "
            "to the panel cannot look like demand. Intervals are 95 %, from resampling employers."
        ),
        blocks=_blocks(marts, table, events, edition),
    )


def _blocks(marts: Marts, table: pl.DataFrame, events: Sequence[Event], edition: Edition) -> tuple[Block, ...]:
    waiting = "Waits for a second complete look at the same boards, a week after the first; see above."
    return (
        _index(marts.answer("growth_index"), table, tuple(events), findings.waiting(edition)),
        _readings(table, waiting),
        _new_openings(marts.answer("growth_flow_index"), waiting),
        _role_share(marts.answer("growth_role_share"), waiting),
        _raw_count(marts.answer("growth_raw_count"), waiting),
        _decomposition(marts.answer("growth_decomposition"), waiting),
        _census(marts.answer("growth_census")),
        *_outside(marts.answer("growth_outside")),
        Passage("growth_method", "How growth is measured", "growth_method", {}),
    )


def _no_growth(found: Sequence[Row], edition: Edition) -> str:
    reasons = sorted({findings.reason(row) for row in found})
    if edition.has_history and reasons:
        return f"No growth figure yet: {'; '.join(reasons)}."
    return f"No growth figure yet: {findings.period(edition)}."


def _index(table: pl.DataFrame, headline: pl.DataFrame, events: tuple[Event, ...], waiting: str) -> Figure:
    panels = drawing.lines_by_role(
        table, "index", "index", low="index_low", high="index_high", reference=100.0, events=events
    )
    every = [row for row in headline.iter_rows(named=True) if (row["role"], row["measure"]) == ("all", "stock")]
    return Figure(
        id="growth_index",
        title="Open openings on the same boards, week by week (100 = first week)",
        finding=" ".join(findings.growth(row) for row in every if row["growth_share"] is not None),
        caption=(
            "Matched-panel index, chained weekly; band: 95 % interval; all panels on one scale. Upright dotted lines: days "
            "on which the measure itself changed. n boards of each week stand in the table. Source: employers’ own boards."
        ),
        alt="One panel per role: the index of open openings over time with its 95 % band; the figure at the line’s end is its last value.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("period_start", "Week of", "day"),
            Column("index", "Index", "decimal", "index_low", "index_high", note="note"),
            Column("fixed_index", "Fixed panel", "decimal"),
            Column("n_boards", "n boards", "count"),
            Column("n_employers", "n employers", "count"),
        ),
        sql="growth_index",
        panels=panels,
        waits_for=waiting,
    )


def _readings(table: pl.DataFrame, waiting: str) -> Figure:
    order = {role: seat for seat, role in enumerate((*FOCUS, *NEIGHBOURS, "all"))}
    names = {"stock": "open", "flow": "new", "share": "share of all"}
    rows = sorted(
        (row for row in table.iter_rows(named=True) if row["role"] in order and row["measure"] in names),
        key=lambda row: (order[row["role"]], list(names).index(row["measure"])),
    )
    shown = [row for row in rows if row["role"] in FOCUS or row["measure"] == "stock"]
    return Figure(
        id="growth_readings",
        title="Growth over the whole span, by role and reading",
        finding=_spread(rows),
        caption=(
            "Open: openings open at a time. New: openings first seen. Share of all: the role’s part of all openings, where a "
            "fault of a crawler cancels. Whiskers: 95 % intervals. Neighbouring roles are there to compare with."
        ),
        alt="Growth per role with its 95 % interval, one row per role and reading; nought is marked.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("measure", "Reading", "word"),
            Column("growth_share", "Growth", "growth", "growth_low", "growth_high", note="note"),
            Column("n_weeks", "Weeks", "count"),
            Column("n_boards", "n boards", "count"),
            Column("n_employers", "n employers", "count"),
            Column("naive_growth_share", "Raw count, boards added included", "growth"),
        ),
        sql="growth_headline",
        panels=drawing.dots(
            shown,
            lambda row: f"{role_of(row['role']).plural}, {names[row['measure']]}",
            Estimate("growth_share", "growth_low", "growth_high", "growth", role_mark, findings.basis, reference=0.0),
        ),
        waits_for=waiting,
    )


def _spread(rows: Sequence[Row]) -> str:
    stock = [
        row for row in rows if row["measure"] == "stock" and row["role"] != "all" and row["growth_low"] is not None
    ]
    rose = [role_of(row["role"]).in_text for row in stock if row["growth_low"] > 0]
    fell = [role_of(row["role"]).in_text for row in stock if row["growth_high"] < 0]
    if not stock:
        return ""
    return (
        f"Of n = {len(stock)} roles, {len(rose)} rose beyond the interval ({', '.join(rose) or 'none'}) "
        f"and {len(fell)} fell ({', '.join(fell) or 'none'})."
    )


def _new_openings(table: pl.DataFrame, waiting: str) -> Figure:
    return Figure(
        id="growth_flow_index",
        title="New openings on the same boards, month by month (100 = first month)",
        finding="",
        caption="Reposts of a closed opening and everything on a board’s first look are not new. All panels on one scale.",
        alt="One panel per role: the index of new openings per month.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("period_start", "Month", "day"),
            Column("flow_index", "Index of new openings", "decimal", note="note"),
            Column("flow", "New openings", "count"),
            Column("n_boards", "n boards", "count"),
            Column("n_employers", "n employers", "count"),
        ),
        sql="growth_flow_index",
        panels=drawing.lines_by_role(table, "flow_index", "index", reference=100.0),
        waits_for=waiting,
    )


def _role_share(table: pl.DataFrame, waiting: str) -> Figure:
    return Figure(
        id="growth_role_share",
        title="Each role’s share of all openings on the same boards",
        finding="",
        caption="A fault that hides postings of every role alike cancels in a share. All panels on one scale.",
        alt="One panel per role: its share of all matched openings, week by week.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("period_start", "Week of", "day"),
            Column("role_share", "Share of all openings", "share", note="note"),
            Column("n_boards", "n boards", "count"),
            Column("n_employers", "n employers", "count"),
        ),
        sql="growth_role_share",
        panels=drawing.lines_by_role(table, "role_share", "share", with_zero=True),
        waits_for=waiting,
    )


def _raw_count(table: pl.DataFrame, waiting: str) -> Figure:
    return Figure(
        id="growth_raw_count",
        title="Raw count of open openings: includes newly added boards",
        finding="",
        caption="Every board watched at the time. A rise here can be new boards rather than demand: compare the index above.",
        alt="One panel per role: openings open on all boards watched, week by week.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("period_start", "Week of", "day"),
            Column("stock", "Open openings", "count"),
            Column("n_boards", "n boards", "count"),
            Column("n_employers", "n employers", "count"),
        ),
        sql="growth_raw_count",
        panels=drawing.lines_by_role(table, "stock", "count", with_zero=True),
        warning="Includes newly added boards. Not a measure of growth.",
        waits_for=waiting,
    )


def _decomposition(table: pl.DataFrame, waiting: str) -> Figure:
    # what left took away: drawn below nought, stored and tabled as a count
    drawn = table.with_columns(-pl.col("n_left"))
    rows = {role: drawn.filter(pl.col("role") == role).rows(named=True) for role in FOCUS}
    panels = drawing.bars_by_role(
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
            Column("role", "Role", "role"),
            Column("period_start", "Month", "day"),
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


def _census(table: pl.DataFrame) -> Figure:
    last = table.drop_nulls("opening_share").sort("period_start", "role").group_by("role", maintain_order=True).last()
    words = findings.each(last.iter_rows(named=True), "opening_share", "share_low", "share_high", "share", "n_openings")
    month = f"{max(last['period_start'].to_list()):%B %Y}" if last.height else ""
    return Figure(
        id="growth_census",
        title="Share of openings in the monthly Hacker News thread “Who is hiring?”",
        finding=f"Of the openings in the thread of {month}: {words}." if words else "",
        caption="A census of one place, whole each month: no panel is needed. Band: 95 % interval. One post may hold several openings.",
        alt="One panel per role: its share of all openings in the monthly thread, with its 95 % band.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("period_start", "Month", "day"),
            Column("opening_share", "Share of openings", "share", "share_low", "share_high", note="note"),
            Column("n_openings", "n openings", "count"),
            Column("n_posts", "n posts", "count"),
            Column("yoy_share", "Change in a year", "growth", "yoy_low", "yoy_high"),
        ),
        sql="growth_census",
        panels=drawing.lines_by_role(
            table, "opening_share", "share", low="share_low", high="share_high", with_zero=True
        ),
        waits_for="No monthly threads are stored yet. `rolecall backfill hackernews --since 2016-01` adds them.",
    )


def _country(code: str) -> str:
    return numbers.shown(COUNTRIES.get(code, code))[0]


def _outside(table: pl.DataFrame) -> tuple[Figure, ...]:
    if table.is_empty():
        return ()
    source = numbers.shown(table["source"][0])[0]
    newest = max(table["period_start"].to_list())
    last = table.filter(pl.col("period_start") == newest).sort("value", "area", descending=[True, False])
    words = [f"{_country(row['area'])} {numbers.share(row['value'])}" for row in last.to_dicts()]
    figure = Figure(
        id="growth_outside",
        title="What an outside source counts: share of all job postings that mention AI",
        finding=f"In {newest:%B %Y}: {', '.join(words)}.",
        caption=(
            f"{source}; monthly means of its daily figures. Postings of every kind of work that name AI, on one job board: a definition other than ours, beside ours and never mixed in. The source "
            "gives neither n nor interval. All panels on one scale; the last figure stands at the line’s end."
        ),
        alt="One panel per country: the share of postings that mention AI, month by month.",
        table=table,
        columns=(
            Column("area", "Country", "country"),
            Column("period_start", "Month", "day"),
            Column("value", "Share of postings", "share"),
        ),
        sql="growth_outside",
        panels=drawing.lines_by_area(table, "value", "share"),
    )
    return (figure,)
