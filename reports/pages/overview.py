"""Overview: is each role growing, what does it pay, what sets it apart. One card per role, then what changed."""

from __future__ import annotations

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import columns, findings
from reports.page import Card, Cards, Column, Edition, Fact, Figure, Page, Passage
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

TITLE = "Overview"
ORDER = 1


def build(answer: Answer, edition: Edition) -> Page:
    """The page that answers the three questions for the three roles, each with its interval and n."""
    headline, pay, latest = (
        answer(stem) for stem in ("growth_headline", "pay_median_all", "growth_latest")
    )
    skills = answer("skills_top")
    cards = tuple(_card(role, headline, pay, latest, skills) for role in FOCUS)
    return Page(
        headline=_headline(headline, pay, edition),
        lede=(
            f"Read from {numbers.count(edition.n_boards)} job boards of {numbers.count(edition.n_employers)} employers; "
            f"{findings.period(edition)}. A posting is counted by the work that it describes, not by its title."
        ),
        blocks=(
            Cards("roles-at-a-glance", "The three roles at a glance", cards),
            _growth_figure(answer("overview_growth"), headline, edition),
            _pay_figure(pay),
            Passage(
                "how-to-read", "How to read these numbers", "how_to_read", {"edition": edition}
            ),
        ),
    )


def _headline(headline: pl.DataFrame, pay: pl.DataFrame, edition: Edition) -> str:
    stock = {
        row["role"]: row for row in headline.iter_rows(named=True) if row["measure"] == "stock"
    }
    grown = [
        stock[role] for role in FOCUS if role in stock and stock[role]["growth_share"] is not None
    ]
    if grown:
        return findings.growth(max(grown, key=lambda row: abs(row["growth_share"])))
    paid = {row["role"]: row for row in pay.iter_rows(named=True) if row["p50"] is not None}
    known = [paid[role] for role in FOCUS if role in paid]
    if known:
        return findings.pay(max(known, key=lambda row: row["p50"]), "the United States")
    return f"No finding yet: {findings.period(edition)}, and too few postings for any estimate."


def _card(
    role: str, headline: pl.DataFrame, pay: pl.DataFrame, latest: pl.DataFrame, skills: pl.DataFrame
) -> Card:
    growth = _row(headline.filter(pl.col("measure") == "stock"), role)
    median, count = _row(pay, role), _row(latest, role)
    top = skills.filter(pl.col("role") == role)
    return Card(
        role=role_of(role),
        finding=_sentence(growth, median, top),
        facts=(_growth_fact(growth), _pay_fact(median), _count_fact(count)),
        skills=tuple(
            (numbers.shown(row["skill_name"])[0], numbers.share(row["share"]))
            for row in top.iter_rows(named=True)
        ),
        skills_note=findings.basis(top.row(0, named=True))
        if top.height
        else "no skills counted yet",
    )


def _sentence(growth: Row | None, median: Row | None, top: pl.DataFrame) -> str:
    parts = []
    if growth and growth["growth_low"] is not None:
        low, high, change = (
            growth["growth_low"],
            growth["growth_high"],
            numbers.share(abs(growth["growth_share"]), 0),
        )
        is_open = low <= 0 <= high
        parts.append(
            "demand without measurable change"
            if is_open
            else f"demand {'up' if low > 0 else 'down'} {change}"
        )
    if median and median["p50"] is not None:
        parts.append(f"a median of {numbers.money(median['p50'])} in the United States")
    if top.height:
        parts.append(f"set apart most by {numbers.shown(top['skill_name'][0])[0]}")
    sentence = "; ".join(parts) or "too little is known yet for a finding"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _row(table: pl.DataFrame, role: str) -> Row | None:
    found = table.filter(pl.col("role") == role)
    return found.row(0, named=True) if found.height else None


def _growth_fact(row: Row | None) -> Fact:
    label = "Growth of open openings"
    if row is None or row["growth_share"] is None:
        return Fact(
            label,
            numbers.NO_NUMBER,
            "",
            findings.reason(row or {}, "needs two looks a week apart"),
            "growth.html",
        )
    spread = numbers.interval(row["growth_low"], row["growth_high"], "growth")
    span = f"{numbers.spoken(row['period_from'])} to {numbers.spoken(row['period_to'])}; {findings.basis(row)}"
    return Fact(
        label, numbers.growth(row["growth_share"]), spread, span, "growth.html#growth_index"
    )


def _pay_fact(row: Row | None) -> Fact:
    label = "Median stated base pay, United States"
    if row is None or row["p50"] is None:
        return Fact(
            label,
            numbers.NO_NUMBER,
            "",
            findings.reason(row or {}, "no stated pay yet"),
            "pay.html",
        )
    spread = numbers.interval(row["p50_low"], row["p50_high"], "usd")
    stated = f"{findings.basis(row)}; {numbers.share(row['disclosure_share'])} state pay"
    return Fact(label, numbers.money(row["p50"]), spread, stated, "pay.html#pay_by_level")


def _count_fact(row: Row | None) -> Fact:
    label = "Open openings, boards added since included"
    if row is None or row["stock"] is None:
        return Fact(
            label, numbers.NO_NUMBER, "", "no complete look yet", "growth.html#growth_raw_count"
        )
    basis = f"week of {numbers.spoken(row['period_start'])}; {findings.basis(row)}"
    return Fact(label, numbers.count(row["stock"]), "", basis, "growth.html#growth_raw_count")


def _growth_figure(table: pl.DataFrame, headline: pl.DataFrame, edition: Edition) -> Figure:
    return Figure(
        id="overview_growth",
        title="Open openings on the same boards (100 = first month)",
        finding=findings.moved(headline.iter_rows(named=True), "stock"),
        caption="Matched-panel index; band: 95 % interval; all panels on one scale. More readings: see Growth.",
        alt="One panel per role: the index of open openings over time with its 95 % band.",
        table=table,
        columns=(
            columns.ROLE,
            columns.MONTH,
            Column("index", "Index", "index", "index_low", "index_high", note="note"),
            *columns.PANEL,
        ),
        sql="overview_growth",
        panels=from_rows.lines_by_role(
            table, "index", "index", low="index_low", high="index_high", reference=100.0
        ),
        waits_for=findings.waiting(edition),
    )


def _pay_figure(table: pl.DataFrame) -> Figure:
    rows = [row for role in FOCUS for row in table.iter_rows(named=True) if row["role"] == role]
    words = findings.each(rows, "p50", "p50_low", "p50_high", "usd", "n_postings")
    return Figure(
        id="overview_pay",
        title="Median stated base pay in the United States, US dollars a year",
        finding=f"Median: {words}." if words else "",
        caption="Middle of the stated range, all levels; whiskers: 95 % intervals. Levels differ between roles: see Pay.",
        alt="One row per role: the median of stated base pay with its interval.",
        table=table,
        columns=(
            columns.ROLE,
            columns.MEDIAN,
            *columns.SAMPLE,
            columns.STATES_PAY,
        ),
        sql="pay_median_all",
        panels=from_rows.dots(
            rows,
            lambda row: role_of(row["role"]).plural,
            Estimate("p50", "p50_low", "p50_high", "usd", role_mark, findings.basis),
        ),
        waits_for="A median needs ten openings with stated pay at five employers.",
    )
