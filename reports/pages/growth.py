"""Growth: the index of the matched boards first, then the raw count, labelled as such.

Decides the order in which readings of growth are shown. Leaves how growth is measured to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.dots import draw_dots_by
from reports.figures import breaks, chains, charts, columns, counts, durations, findings, outside
from reports.figures.catalogue import entry
from reports.page import Block, Edition, Figure, Page, Passage
from reports.wording.names import word
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

TITLE = "Growth"
ORDER = 2

_ROLES = (*FOCUS, *NEIGHBOURS, "all")
_MEASURES = ("stock", "flow", "share")


def build(answer: Answer, edition: Edition) -> Page:
    """The page on growth. After one look it shows no trend and says what it waits for."""
    rows = answer("growth_headline").rows(named=True)
    grown = sorted(findings.grown(rows, "stock"), key=lambda row: -abs(row["growth_share"]))
    return Page(
        headline=findings.growth(grown[0]) if grown else _no_growth(rows, edition),
        points=tuple(findings.growth(row) for row in grown[1:]),
        lede=(
            "Growth is measured on boards that were looked at completely in two weeks running. A "
            "board that joins the panel therefore cannot look like demand. Intervals are 95 %: the "
            "wider of resampling whole employers and an overdispersed count model, widened by what "
            "is not known of how often roles are misread. Every count is put right for misread "
            "roles. The number as it was read stands small beside it."
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
        counts.role_share(answer("growth_role_share"), change_log),
        chains.figure(answer("growth_chains")),
        counts.raw_count(answer("growth_raw_count"), change_log),
        counts.decomposition(answer("growth_decomposition")),
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
        **entry("growth_index", waiting=waiting, breaks=breaks.key(events)),
        finding=" ".join(
            findings.growth(row)
            for row in everyone.drop_nulls("growth_share").iter_rows(named=True)
        ),
        table=table,
        facets=charts.lines(table, columns.INDEX, reference=100.0, events=events),
    )


def _readings(table: pl.DataFrame) -> Figure:
    known = {(row["role"], row["measure"]): row for row in table.iter_rows(named=True)}
    rows = [
        known[role, measure] for role in _ROLES for measure in _MEASURES if (role, measure) in known
    ]
    return Figure(
        **entry("growth_readings"),
        finding=_spread(rows),
        table=table,
        facets=draw_dots_by(
            rows,
            "measure",
            {measure: word(measure) for measure in _MEASURES},
            lambda row: role_of(row["role"]).plural,
            charts.estimate(columns.GROWTH, reference=0.0),
        ),
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
        f"Of n = {len(stock)} roles, {len(rose)} rose beyond the interval "
        f"({', '.join(rose) or 'none'}) "
        f"and {len(fell)} fell ({', '.join(fell) or 'none'})."
    )


def _new_openings(table: pl.DataFrame, headline: pl.DataFrame) -> Figure:
    return Figure(
        **entry("growth_flow_index"),
        finding=findings.moved(headline.iter_rows(named=True), "flow"),
        table=table,
        facets=charts.lines(table, columns.FLOW_INDEX, reference=100.0),
    )
