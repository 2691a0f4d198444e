"""Growth: the index of the matched boards first, then the raw count, labelled as such.

Decides the order in which readings of growth are shown. Leaves how growth is measured to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.dots import draw_dots_by
from reports.figures import (
    breaks,
    chains,
    charts,
    columns,
    counts,
    durations,
    evidence,
    findings,
    outside,
)
from reports.figures.catalogue import entry
from reports.page import Block, Edition, Figure, Finding, Page, Passage
from reports.wording.names import word
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

TITLE = "Growth"
ORDER = 2

_ROLES = (*FOCUS, *NEIGHBOURS, "all")
_MEASURES = ("stock", "flow", "share")


def build(answer: Answer, edition: Edition) -> Page:
    """The page on growth: one chart leads, the others are folded. What cannot be shown yet is one passage at its end."""
    told = _told(answer)
    return Page(
        headline=told[0] if told else _no_growth(answer("growth_headline"), edition),
        points=tuple(map(Finding, told[1:])),
        lede=(
            "Growth is measured on the boards of employers that were looked at before and after. A "
            "board that joins the panel therefore cannot look like demand, and one that nobody "
            "looked at counts as nothing. Before a year of looks "
            "other evidence leads, each kind under its own name. Intervals are 95 %: the "
            "wider of resampling whole employers and an overdispersed count model, widened by what "
            "is not known of how often roles are misread. Every count is put right for misread "
            "roles. The number as it was read stands small beside it."
        ),
        blocks=_blocks(answer, edition),
    )


def _told(answer: Answer) -> list[str]:
    """A sentence per focus role, in their order: by the kind of evidence that leads, else since the first look.

    Those of a year come first. Which one leads the page never depends on how far it moved.
    """
    leads = {row["role"]: row for row in evidence.leads(answer("growth_evidence"))}
    grown = findings.grown(answer("growth_headline").rows(named=True), "stock")
    since = {row["role"]: row for row in grown}
    found = [(leads.get(role) or since.get(role), role in leads) for role in FOCUS]
    known = [(row, is_year) for row, is_year in found if row]
    known.sort(key=lambda each: not each[1])
    return [evidence.sentence(row) if is_year else findings.growth(row) for row, is_year in known]


def _no_growth(headline: pl.DataFrame, edition: Edition) -> str:
    of_focus = headline.filter(pl.col("role").is_in(FOCUS), pl.col("measure") == "stock")
    reasons = sorted({findings.reason(row) for row in of_focus.iter_rows(named=True)})
    if edition.has_history and reasons:
        return f"No growth figure yet: {findings.listed(reasons)}."
    return f"No growth figure yet: {findings.period(edition)}."


def _blocks(answer: Answer, edition: Edition) -> tuple[Block, ...]:
    headline, change_log = answer("growth_headline"), answer("change_log")
    figures = (
        _index(answer("growth_index"), headline, change_log, findings.waiting(edition)),
        evidence.figure(answer),
        _readings(headline),
        _new_openings(answer("growth_flow_index"), headline),
        counts.role_share(answer("growth_role_share"), change_log),
        chains.figure(answer("growth_chains")),
        counts.raw_count(answer("growth_raw_count"), change_log),
        counts.decomposition(answer("growth_decomposition")),
        durations.figure(answer("growth_durations")),
        outside.census(answer("growth_census")),
        *outside.outside(answer("growth_outside")),
    )
    method = Passage("growth_method", "How growth is measured", "growth_method", {}, is_folded=True)
    lead = next((figure for figure in figures if figure.chart), figures[0])
    return (
        lead,
        *(replace(figure, is_folded=True) for figure in figures if figure is not lead),
        method,
    )


def _index(
    table: pl.DataFrame, headline: pl.DataFrame, change_log: pl.DataFrame, waiting: str
) -> Figure:
    events = breaks.events(change_log, table)
    everyone = headline.filter(pl.col("role") == "all", pl.col("measure") == "stock")
    return Figure(
        **entry("growth_index", waiting=waiting, breaks=breaks.key(events)),
        finding=" ".join(
            findings.growth(row)
            for row in everyone.drop_nulls("growth_share").iter_rows(named=True)
        ),
        table=table,
        chart=charts.lines(
            table,
            columns.INDEX,
            reference=100.0,
            events=events,
            stretches=charts.headlines(headline, "stock"),
        ),
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
        chart=draw_dots_by(
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
        chart=charts.lines(table, columns.FLOW_INDEX, reference=100.0),
    )
