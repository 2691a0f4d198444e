"""Growth: the chart of the evidence that leads, and the others folded below it.

Decides their order. Leaves what checks them to the appendix, and how growth is measured to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.dots import draw_dots_by, draw_dots_by_role
from reports.figures import (
    breaks,
    charts,
    columns,
    counts,
    durations,
    evidence,
    findings,
    outside,
    threads,
)
from reports.figures.catalogue import entry, in_appendix
from reports.figures.pay.by_place import COUNTRY
from reports.page import Block, Edition, Figure, Finding, Page, Passage
from reports.wording.names import COUNTRIES, in_text, name_in, word
from reports.wording.roles import FOCUS, NEIGHBOURS, role_of

TITLE = "Growth"
ORDER = 2

_ROLES = (*FOCUS, *NEIGHBOURS, "all")
_MEASURES = ("stock", "flow", "share")


def build(answer: Answer, edition: Edition) -> Page:
    """The page on growth: one chart leads, the others are folded. What checks them is in the appendix."""
    told = _told(answer) or _without_growth(answer, edition)
    return Page(
        headline=told[0].words,
        basis=told[0].basis,
        points=tuple(told[1:]),
        lede=(
            "Growth is measured on the same employers before and after, so adding a job board "
            "does not pass for demand. Until there is a year of it, other evidence leads, each kind "
            "under its own name. The figures are corrected for misread roles. Growth by level is not "
            "given: a role’s levels have too few openings at too few employers."
        ),
        blocks=_blocks(answer, edition),
    )


def _told(answer: Answer) -> list[Finding]:
    """A finding per focus role, in their order: by the kind of evidence that leads, else since the first visit.

    Those of a year come first. Which one leads the page never depends on how far it moved.
    """
    leads = {row["role"]: row for row in evidence.leads(answer("growth_evidence"))}
    grown = findings.grown(answer("growth_headline").rows(named=True), "stock")
    since = {row["role"]: row for row in grown}
    found = [(leads.get(role) or since.get(role), role in leads) for role in FOCUS]
    known = [(row, is_year) for row, is_year in found if row]
    known.sort(key=lambda each: not each[1])
    return [evidence.sentence(row) if is_year else findings.growth(row) for row, is_year in known]


def _without_growth(answer: Answer, edition: Edition) -> list[Finding]:
    """What is known before anything can have grown: the share of hiring threads where they were read, and what is awaited."""
    waited = _no_growth(answer("growth_headline"), edition)
    shares = threads.then_and_now(answer("growth_census"), answer("growth_evidence"))
    return [*shares, waited] if shares else [waited]


def _no_growth(headline: pl.DataFrame, edition: Edition) -> Finding:
    of_focus = headline.filter(pl.col("role").is_in(FOCUS), pl.col("measure") == "stock")
    reasons = sorted({findings.reason(row) for row in of_focus.iter_rows(named=True)})
    is_told = edition.has_history and reasons
    why = (
        findings.listed(reasons)
        if is_told
        else f"job boards were visited {findings.period(edition)}"
    )
    return Finding("No growth figure yet.", f"{findings.capital(why)}.")


def _blocks(answer: Answer, edition: Edition) -> tuple[Block, ...]:
    headline, change_log = answer("growth_headline"), answer("change_log")
    figures = (
        _index(answer("growth_index"), headline, change_log, findings.waiting(edition)),
        evidence.figure(answer),
        outside.census(answer("growth_census")),
        _readings(headline),
        _by_country(answer("growth_by_country")),
        _new_openings(answer("growth_flow_index"), headline),
        counts.role_share(answer("growth_role_share"), change_log),
        durations.figure(answer("growth_durations")),
        *outside.outside(answer("growth_outside")),
    )
    method = Passage("growth_method", "How growth is measured", "growth_method", {}, is_folded=True)
    first = _leading(figures, evidence.leads(answer("growth_evidence")))
    others = [replace(figure, is_folded=True) for figure in figures if figure is not first]
    checks = in_appendix(
        "growth_checks", "growth_chains", "growth_raw_count", "growth_decomposition"
    )
    return (first, *others, checks, method)


def _leading(figures: Sequence[Figure], leads: Sequence[Row]) -> Figure:
    """The chart of the evidence that leads: that of the threads where they do or nothing else does, else the first there is."""
    kinds = {row["evidence"] for row in leads}
    is_awaited = not kinds and not figures[0].chart
    wanted = "growth_census" if kinds == {"hacker_news"} or is_awaited else ""
    drawn = [figure for figure in figures if figure.chart]
    return next((figure for figure in drawn if figure.id == wanted), next(iter(drawn), figures[0]))


def _index(
    table: pl.DataFrame, headline: pl.DataFrame, change_log: pl.DataFrame, waiting: str
) -> Figure:
    events = breaks.events(change_log, table)
    return Figure(
        **entry("growth_index", waiting=waiting, breaks=breaks.key(events)),
        **findings.changes(headline.iter_rows(named=True), "stock").said,
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
        **findings.by_span(
            row for row in rows if row["measure"] == "stock" and row["role"] != "all"
        ).said,
        table=table,
        chart=draw_dots_by(
            rows,
            "measure",
            {measure: word(measure) for measure in _MEASURES},
            lambda row: role_of(row["role"]).plural,
            charts.estimate(columns.GROWTH, reference=0.0),
        ),
    )


def _by_country(table: pl.DataFrame) -> Figure:
    known = table.drop_nulls("growth_share")
    shown = table.filter(pl.col("country_code").is_in(known["country_code"].implode()))
    return Figure(
        **entry("growth_by_country"),
        **_largest_country(known).said,
        table=table,
        chart=draw_dots_by_role(
            list(shown.iter_rows(named=True)),
            COUNTRY.of,
            charts.estimate(columns.GROWTH, reference=0.0),
        ),
    )


def _largest_country(known: pl.DataFrame) -> Finding:
    """How demand moved in the country with most boards: the others are in the drawing."""
    if known.is_empty():
        return Finding("")
    code = known["country_code"][0]
    told = findings.by_span(by_focus(known.filter(pl.col("country_code") == code)))
    place = in_text(name_in(COUNTRIES, code))
    return Finding(f"In {place}, {told.words[:1].lower()}{told.words[1:]}", told.basis)


def _new_openings(table: pl.DataFrame, headline: pl.DataFrame) -> Figure:
    return Figure(
        **entry("growth_flow_index"),
        **findings.changes(headline.iter_rows(named=True), "flow").said,
        table=table,
        chart=charts.lines(table, columns.FLOW_INDEX, reference=100.0),
    )
