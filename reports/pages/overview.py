"""Overview: is each role growing, what does it pay, and what sets it apart?

Decides the facts of each role's card. Leaves their evidence to the other pages, to which each fact
leads.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.dots import draw_dots
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.figures.rows import by_focus, of_role
from reports.page import Card, Cards, Edition, Fact, Figure, Page, Passage
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

TITLE = "Overview"
ORDER = 1

_GROWTH = "growth.html#growth_index"
_PAY = "pay.html#pay_by_level"
_COUNT = "growth.html#growth_raw_count"


def build(answer: Answer, edition: Edition) -> Page:
    """The page that answers the three questions for the three roles."""
    headline, pay = answer("growth_headline"), answer("pay_median_all")
    return Page(
        headline=_headline(headline, pay, edition),
        lede=(
            f"Read from {numbers.count(edition.n_boards)} job boards of "
            f"{numbers.count(edition.n_employers)} employers in {findings.period(edition)}. "
            "A posting is counted by the work that it describes, not by its title."
        ),
        blocks=(
            Cards(
                "roles-at-a-glance",
                "The three roles at a glance",
                tuple(_card(role, answer) for role in FOCUS),
            ),
            _growth_figure(answer("overview_growth"), headline, edition),
            _pay_figure(pay),
            Passage(
                "how-to-read", "How to read these numbers", "how_to_read", {"edition": edition}
            ),
        ),
    )


def _headline(headline: pl.DataFrame, pay: pl.DataFrame, edition: Edition) -> str:
    if grown := findings.grown(headline.iter_rows(named=True), "stock"):
        return findings.growth(max(grown, key=lambda row: abs(row["growth_share"])))
    if paid := by_focus(pay.drop_nulls("p50")):
        return findings.pay(max(paid, key=lambda row: row["p50"]))
    return f"No finding yet: {findings.period(edition)}, and too few postings for any estimate."


def _card(role: str, answer: Answer) -> Card:
    stock = answer("growth_headline").filter(pl.col("measure") == "stock")
    growth, median = _first(stock, role), _first(answer("pay_median_all"), role)
    skills = of_role(answer("skills_top"), role)
    return Card(
        role=role_of(role),
        finding=_sentence(growth, median, skills),
        facts=(
            _growth_fact(growth),
            _pay_fact(median),
            _count_fact(_first(answer("growth_latest"), role)),
        ),
        skills=tuple(
            (numbers.show(row["skill_name"]), numbers.share(row["share"])) for row in skills
        ),
        skills_note=numbers.basis(skills[0]) if skills else "no skills counted yet",
    )


def _first(table: pl.DataFrame, role: str) -> Row:
    """The role's row, or a row of nulls when it has none."""
    return next(iter(of_role(table, role)), dict.fromkeys(table.columns))


def _sentence(growth: Row, median: Row, skills: list[Row]) -> str:
    parts = []
    if growth["growth_low"] is not None:
        parts.append(f"demand {_direction(growth)}")
    if median["p50"] is not None:
        parts.append(f"a median of {numbers.money(median['p50'])} in the United States")
    if skills:
        parts.append(f"set apart most by {numbers.show(skills[0]['skill_name'])}")
    sentence = ", ".join(parts) or "too little is known yet for a finding"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _direction(growth: Row) -> str:
    if growth["growth_low"] <= 0 <= growth["growth_high"]:
        return "without measurable change"
    change = numbers.share(abs(growth["growth_share"]), 0)
    return f"{'up' if growth['growth_low'] > 0 else 'down'} {change}"


def _no_fact(label: str, why: str, href: str) -> Fact:
    return Fact(label, numbers.NO_NUMBER, "", why, href)


def _growth_fact(row: Row) -> Fact:
    label = "Growth of open openings"
    if row["growth_share"] is None:
        why = findings.reason(row, "needs two looks a week apart")
        return _no_fact(label, why, "growth.html")
    spread = numbers.interval(row["growth_low"], row["growth_high"], "growth")
    first, last = numbers.spoken(row["period_from"]), numbers.spoken(row["period_to"])
    beside = numbers.as_read(row["growth_as_read_share"], "growth")
    basis = ", ".join(filter(None, (f"{first} to {last}", beside, numbers.basis(row))))
    return Fact(label, numbers.growth(row["growth_share"]), spread, basis, _GROWTH)


def _pay_fact(row: Row) -> Fact:
    label = "Median stated base pay, United States"
    if row["p50"] is None:
        return _no_fact(label, findings.reason(row, "no stated pay yet"), "pay.html")
    spread = numbers.interval(row["p50_low"], row["p50_high"], "usd")
    basis = f"{numbers.basis(row)}, {numbers.share(row['disclosure_share'])} state pay"
    return Fact(label, numbers.money(row["p50"]), spread, basis, _PAY)


def _count_fact(row: Row) -> Fact:
    label = "Open openings, boards added since included"
    if row["stock"] is None:
        return _no_fact(label, "no complete look yet", _COUNT)
    basis = f"week of {numbers.spoken(row['period_start'])}"
    if row["stock_corrected"] is None:
        return Fact(
            label, numbers.count(row["stock"]), "", f"{basis}, {numbers.basis(row)}", _COUNT
        )
    low, high = row["stock_corrected_low"], row["stock_corrected_high"]
    beside = numbers.as_read(row["stock"], "count")
    return Fact(
        label,
        numbers.count(row["stock_corrected"]),
        numbers.interval(low, high, "count"),
        f"{basis}, {beside}, {numbers.basis(row)}",
        _COUNT,
    )


def _growth_figure(table: pl.DataFrame, headline: pl.DataFrame, edition: Edition) -> Figure:
    return Figure(
        **entry("overview_growth", waiting=findings.waiting(edition)),
        finding=findings.moved(headline.iter_rows(named=True), "stock"),
        table=table,
        facets=charts.lines(table, columns.INDEX, reference=100.0),
    )


def _pay_figure(table: pl.DataFrame) -> Figure:
    rows = by_focus(table)
    return Figure(
        **entry("overview_pay"),
        finding=findings.each("Median", rows, columns.MEDIAN, "n_postings"),
        table=table,
        facets=draw_dots(
            rows, lambda row: role_of(row["role"]).plural, charts.estimate(columns.MEDIAN)
        ),
    )
