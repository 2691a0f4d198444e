"""Overview: is each role growing, what does it pay, and what sets it apart?

Decides the facts of each role's card. Leaves their evidence to the other pages, to which each fact
leads.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row, by_focus, of_role
from reports.drawing.dots import draw_dots
from reports.figures import charts, columns, counts, evidence, findings, threads
from reports.figures.catalogue import entry
from reports.page import Card, Cards, Edition, Fact, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import skill_in_text, word
from reports.wording.roles import FOCUS, role_of

TITLE = "Overview"
ORDER = 1

_GROWTH = "growth.html#growth_index"
_EVIDENCE = "growth.html#growth_evidence"
_BOARDS = ("own_boards", "imported_boards")
_PAY = "pay.html#pay_by_level"
_THREADS = "history.html#history_census"
_COUNT = "openings.html#role={role}"


def build(answer: Answer, edition: Edition) -> Page:
    """The page that answers the three questions for the three roles."""
    headline, pay = answer("growth_headline"), answer("pay_median_all")
    found = _headline(answer, edition)
    return Page(
        headline=found.words,
        basis=found.basis,
        lede=f"{_sources(edition)} {_counted(edition)}",
        blocks=(
            Cards(
                "roles-at-a-glance",
                "The three roles at a glance",
                tuple(_card(role, answer, edition) for role in FOCUS),
            ),
            *_index_figure(answer("growth_index"), headline),
            _pay_figure(pay, edition),
            replace(evidence.figure(answer, "overview_evidence"), is_folded=True),
            Passage(
                "how-to-read",
                "How to read these numbers",
                "how_to_read",
                {"edition": edition},
                is_folded=True,
            ),
        ),
    )


def _sources(edition: Edition) -> str:
    """What was read, boards and threads apart."""
    boards = numbers.counted(edition.n_boards, "job board")
    employers = numbers.counted(edition.n_board_employers or edition.n_employers, "employer")
    said = f"Read from {boards} of {employers}, visited {findings.period(edition)}"
    if edition.threads_from is None or edition.threads_through is None:
        return f"{said}."
    months = [f"{month:%B %Y}" for month in (edition.threads_from, edition.threads_through)]
    return f"{said}, and from Hacker News’s hiring threads of {' to '.join(dict.fromkeys(months))}."


def _counted(edition: Edition) -> str:
    """How an advert gets its role, and how many say nothing but a title."""
    said = "An advert is counted by the work that it describes, not by its title."
    if not edition.title_only_share:
        return said
    share = numbers.share(edition.title_only_share)
    return f"{said} Of all adverts {share} have no text, or none on the work, and are counted by their title."


def _headline(answer: Answer, edition: Edition) -> Finding:
    """The first focus role's figure. The largest of three would be chosen by its luck, and its interval too narrow."""
    if leads := evidence.leads(answer("growth_evidence")):
        return evidence.sentence(leads[0])
    if grown := findings.grown(answer("growth_headline").iter_rows(named=True), "stock"):
        return findings.growth(grown[0])
    if paid := by_focus(answer("pay_median_all").drop_nulls("p50")):
        return findings.pay(paid[0])
    return Finding("No finding yet.", f"Visited {findings.period(edition)}: too few adverts.")


def _card(role: str, answer: Answer, edition: Edition) -> Card:
    growth, median = _growth_of(answer, role), _first(answer("pay_median_all"), role)
    skills = of_role(answer("skills_top"), role)
    return Card(
        role=role_of(role),
        finding=_sentence(growth, median, skills),
        facts=(
            _growth_fact(growth, threads.newest(answer("growth_census"), role)),
            _pay_fact(median),
            _count_fact(role, _first(answer("employers_concentration"), role), edition),
        ),
        skills=tuple(
            (numbers.show(row["skill_name"]), numbers.share(row["share"])) for row in skills
        ),
        skills_note=numbers.basis(skills[0]) if skills else "no skills counted yet",
    )


def _growth_of(answer: Answer, role: str) -> Row:
    """The kind of evidence that leads for the role, else the matched boards since their first look."""
    leads = evidence.leads(answer("growth_evidence"))
    stock = answer("growth_headline").filter(pl.col("measure") == "stock")
    return next((row for row in leads if row["role"] == role), None) or _first(stock, role)


def _first(table: pl.DataFrame, role: str) -> Row:
    """The role's row, or a row of nulls when it has none."""
    return next(iter(of_role(table, role)), dict.fromkeys(table.columns))


def _sentence(growth: Row, median: Row, skills: list[Row]) -> str:
    parts = []
    if growth["growth_low"] is not None:
        parts.append(_demand(growth))
    if median["p50"] is not None:
        parts.append(f"a median of {numbers.money(median['p50'])} in the United States")
    if skills:
        parts.append(f"set apart most by {skill_in_text(skills[0]['skill_name'])}")
    sentence = ", ".join(parts) or "too little is known yet for a finding"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _demand(growth: Row) -> str:
    """Which way demand went, over which time, and by which evidence where it is not boards."""
    by = "" if growth.get("evidence", _BOARDS[0]) in _BOARDS else f" by {word(growth['evidence'])}"
    return f"demand {_direction(growth)} {findings.span(growth)}{by}"


def _direction(growth: Row) -> str:
    if growth["growth_low"] <= 0 <= growth["growth_high"]:
        return "without measurable change"
    change = numbers.moved_by(growth["growth_share"])
    return f"{'up' if growth['growth_low'] > 0 else 'down'} {change}"


def _no_fact(label: str, why: str, href: str) -> Fact:
    return Fact(label, numbers.NO_NUMBER, "", why, href)


def _growth_fact(row: Row, thread: Row | None) -> Fact:
    """Growth, else what is known of demand before anything can have grown: the role's share of the newest hiring thread."""
    label = "Growth of demand"
    if row["growth_share"] is None:
        why = findings.reason(row, "needs two visits a week apart")
        return _thread_fact(thread, why) if thread else _no_fact(label, why, "growth.html")
    value = numbers.growth(row["growth_share"])
    spread = numbers.interval(row["growth_low"], row["growth_high"], "growth")
    beside = numbers.as_read(row["growth_as_read_share"], "growth")
    if "evidence" in row:
        label = f"Growth in a year: {word(row['evidence'])}"
        basis = ", ".join(filter(None, (evidence.span(row), beside, evidence.basis(row))))
        return Fact(label, value, spread, basis, _EVIDENCE)
    first, last = numbers.spoken(row["period_from"]), numbers.spoken(row["period_to"])
    basis = ", ".join(filter(None, (f"{first} to {last}", beside, numbers.basis(row))))
    return Fact(label, value, spread, basis, _GROWTH)


def _thread_fact(row: Row, why: str) -> Fact:
    label = f"Share of Hacker News’s hiring thread, {threads.month(row['period_start'])}"
    value = numbers.share(row["opening_share"])
    spread = numbers.interval(
        row["share_low"], row["share_high"], "share", value=row["opening_share"]
    )
    basis = f"{numbers.n_of(row['n_openings'])} for the role. Growth on boards: {why}"
    return Fact(label, value, spread, basis, _THREADS)


def _pay_fact(row: Row) -> Fact:
    label = "Median stated base pay, United States"
    if row["p50"] is None:
        return _no_fact(label, findings.reason(row, "no stated pay yet"), "pay.html")
    spread = numbers.interval(row["p50_low"], row["p50_high"], "usd")
    basis = f"{numbers.basis(row)}, {findings.disclosed(row)}"
    return Fact(label, numbers.money(row["p50"]), spread, basis, _PAY)


def _count_fact(role: str, row: Row, edition: Edition) -> Fact:
    label, href = "Open openings", _COUNT.format(role=role)
    if row["n_open_openings"] is None:
        return _no_fact(label, "none known yet", href)
    employers = f"at {numbers.counted(row['n_employers'], 'employer')}"
    value = numbers.count(row["n_open_openings"])
    return Fact(label, value, employers, counts.open_basis(row, edition), href)


def _index_figure(table: pl.DataFrame, headline: pl.DataFrame) -> tuple[Figure, ...]:
    """The index of the page on growth. None before there are two weeks of it: the evidence above says what it waits for."""
    stretches = charts.headlines(headline, "stock")
    chart = charts.lines(table, columns.INDEX, reference=100.0, stretches=stretches)
    found = findings.changes(headline.iter_rows(named=True), "stock")
    figure = Figure(**entry("overview_growth"), **found.said, table=table, chart=chart)
    return (figure,) if chart else ()


def _pay_figure(table: pl.DataFrame, edition: Edition) -> Figure:
    rows = by_focus(table)
    return Figure(
        **entry("overview_pay", period=edition.adverts),
        **findings.each("Median", rows, columns.MEDIAN, "n_openings").said,
        table=table,
        chart=draw_dots(
            rows, lambda row: role_of(row["role"]).plural, charts.estimate(columns.MEDIAN)
        ),
    )
