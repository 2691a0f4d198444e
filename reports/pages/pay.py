"""Pay: stated base ranges by role, level and place, the premium plain and adjusted, and where an offer would sit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from reports.answers import Answer, Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate
from reports.figures import columns, disclosure, findings, pay_by_place
from reports.page import Column, Edition, Figure, OfferTool, Page, Passage
from reports.wording import numbers
from reports.wording.names import COUNTRIES, LEVELS, RANGE_ENDS
from reports.wording.roles import FOCUS, ROLES, Mark, role_of

TITLE = "Pay"
ORDER = 3

_QUANTILES = tuple(
    Column(
        f"p{quantile}",
        f"P{quantile}",
        "usd",
        f"p{quantile}_low",
        f"p{quantile}_high",
        note="note" if quantile == 50 else None,
    )
    for quantile in (10, 25, 50, 75, 90)
)


def build(answer: Answer, edition: Edition) -> Page:
    """The page on pay: every quantile with its interval, its n and the share of openings that state pay at all."""
    levels = answer("pay_by_level")
    middle = [row for role in FOCUS for row in _of(levels, role) if row["level"] == "all"]
    middle.sort(key=lambda row: -(row["p50"] or 0.0))
    sentences = [findings.pay(row, "the United States") for row in middle]
    return Page(
        headline=sentences[0] if sentences else "No stated pay has been read yet.",
        points=tuple(sentences[1:]),
        lede=(
            "Stated base pay only: no equity, bonus or sign-on, and nothing inferred. A range counts by its middle unless a "
            "figure says otherwise; hours, days, weeks and months are made years by 2,080 h, 260 d, 52 w and 12 m."
        ),
        blocks=(
            _by_level(levels),
            _offer(answer("pay_offer")),
            _ends(answer("pay_low_mid_high")),
            pay_by_place.figure(answer("pay_by_country"), pay_by_place.COUNTRY),
            pay_by_place.figure(answer("pay_by_region"), pay_by_place.REGION),
            pay_by_place.figure(answer("pay_by_metro"), pay_by_place.METRO),
            _premium(answer("pay_premium")),
            _level_premium(answer("pay_level_premium")),
            disclosure.figure(answer("pay_disclosure")),
            _by_currency(answer("pay_by_currency")),
            _benchmarks(answer("pay_benchmarks")),
            Passage("pay_method", "How pay is read", "pay_method", {}),
        ),
    )


def _of(table: pl.DataFrame, role: str) -> Sequence[Row]:
    return table.filter(pl.col("role") == role).rows(named=True)


def _by_level(table: pl.DataFrame) -> Figure:
    order = list(LEVELS)
    rows = [
        row
        for role in FOCUS
        for row in sorted(
            _of(table, role),
            key=lambda row: order.index(row["level"]) if row["level"] in order else 99,
        )
    ]
    shown = [row for row in rows if row["p50"] is not None or row["level"] == "all"]
    hidden = len(rows) - len(shown)
    senior = findings.each(
        (row for row in rows if row["level"] == "senior"),
        "p50",
        "p50_low",
        "p50_high",
        "usd",
        "n_postings",
    )
    return Figure(
        id="pay_by_level",
        title="Stated base pay in the United States by role and level, US dollars a year",
        finding=f"Median of senior openings: {senior}." if senior else "",
        caption=(
            "Large mark: median; small marks: P10, P25, P75, P90 of the middle of the stated range; each with its 95 % interval "
            "(resampling employers). Thick stretch: the middle half. Ranges above 3:1 are kept and counted in the table."
            + (f" {hidden} levels are too thin to draw; the table says why." if hidden else "")
        ),
        alt="One panel per role, one row per level: five quantiles of stated base pay, each with its interval.",
        table=table,
        columns=(
            columns.ROLE,
            Column("level", "Level", "level"),
            *_QUANTILES,
            *columns.SAMPLE,
            columns.STATES_PAY,
            columns.WIDE_RANGES,
            Column("note", "Note"),
        ),
        sql="pay_by_level",
        panels=from_rows.pay_bands(shown, lambda row: LEVELS.get(row["level"], str(row["level"]))),
        waits_for="A median needs ten openings with stated pay at five employers, none above a third of the weight.",
    )


def _offer(table: pl.DataFrame) -> OfferTool:
    rows = table.rows(named=True)
    bands = tuple(
        {
            "role": row["role"],
            "level": row["level"],
            "country": row["country_code"],
            "n": row["n_postings"],
            "employers": row["n_employers"],
            "quantiles": [
                [q / 100, round(row[f"p{q}"])]
                for q in (10, 25, 50, 75, 90)
                if row[f"p{q}"] is not None
            ],
        }
        for row in rows
    )
    roles = tuple(
        (role.id, role.name)
        for role in ROLES.values()
        if any(row["role"] == role.id for row in rows)
    )
    levels = tuple(
        (key, name) for key, name in LEVELS.items() if any(row["level"] == key for row in rows)
    )
    codes = sorted(
        {row["country_code"] for row in rows}, key=lambda code: (code != "US", code == "all", code)
    )
    countries = tuple(
        (code, "All countries, in US dollars" if code == "all" else COUNTRIES.get(code, code))
        for code in codes
    )
    return OfferTool("offer", "Where would this offer sit?", bands, roles, levels, countries)


def _ends(table: pl.DataFrame) -> Figure:
    seats = list(RANGE_ENDS)
    rows = sorted(
        (row for row in table.iter_rows(named=True) if row["measure"] in seats),
        key=lambda row: (FOCUS.index(row["role"]), seats.index(row["measure"])),
    )
    ends = {(row["role"], row["measure"]): row for row in rows if row["p50"] is not None}
    words = [
        f"{role_of(role).in_text} {numbers.money(ends[role, 'low']['p50'])} and {numbers.money(ends[role, 'high']['p50'])} "
        f"({findings.basis(ends[role, 'low'])})"
        for role in FOCUS
        if (role, "low") in ends and (role, "high") in ends
    ]
    return Figure(
        id="pay_low_mid_high",
        title="Median of the low end, the middle and the high end of stated ranges, United States, US dollars a year",
        finding=f"The ranges’ low and high ends have medians of: {'; '.join(words)}."
        if words
        else "",
        caption="All levels. The three are kept apart: a range’s high end is what few are paid. Whiskers: 95 % intervals.",
        alt="One panel per role with three marks: the medians of the low end, the middle and the high end of ranges.",
        table=table,
        columns=(
            columns.ROLE,
            Column("measure", "End of the range", "end"),
            *columns.MIDDLE_HALF,
            *columns.SAMPLE,
            columns.WIDE_RANGES,
        ),
        sql="pay_low_mid_high",
        panels=from_rows.dots_by_role(
            rows, lambda row: RANGE_ENDS[row["measure"]], from_rows.MEDIAN
        ),
        waits_for="A median needs ten openings with stated pay at five employers.",
    )


def _premium(table: pl.DataFrame) -> Figure:
    names = {
        "unadjusted": "Plain difference",
        "adjusted": "Like for like",
        "within_employer": "Within one employer",
    }
    rows = [row for row in table.iter_rows(named=True) if row["reading"] in names]
    rows.sort(
        key=lambda row: (
            (*FOCUS, row["name"]).index(row["name"]),
            row["name"],
            list(names).index(row["reading"]),
        )
    )
    adjusted = [
        row
        for row in rows
        if row["reading"] == "adjusted"
        and row["premium_share"] is not None
        and row["name"] in FOCUS
    ]
    words = [
        f"{role_of(row['name']).in_text} {numbers.estimate(row['premium_share'], row['premium_low'], row['premium_high'], 'growth')}"
        f" against {role_of(row['reference']).in_text if row['reference'] else 'the reference'} ({findings.basis(row)})"
        for row in adjusted
    ]
    held = next(
        (row["adjusted_for"] for row in rows if row["adjusted_for"]),
        "level, place, remote work, source and month",
    )
    return Figure(
        id="pay_premium",
        title="How much more one role pays, plainly and like for like",
        finding=f"Like for like: {'; '.join(words)}." if words else "",
        caption=f"Like for like holds equal: {held}. Within one employer: only employers that hire both. Whiskers: 95 % intervals; all panels on one scale.",
        alt="One panel per reading (plain, like for like, within one employer), one row per role: its pay difference; nought is marked.",
        table=table,
        columns=(
            Column("name", "Role", "role"),
            Column("reference", "Against", "role"),
            Column("reading", "Reading", "word"),
            columns.PREMIUM,
            *columns.SAMPLE,
            Column("adjusted_for", "Held equal"),
        ),
        sql="pay_premium",
        panels=from_rows.dots_by(
            rows,
            "reading",
            names,
            lambda row: role_of(row["name"]).plural,
            _premium_mark(lambda row: role_of(row["name"])),
        ),
        waits_for="Too few openings with stated pay for a premium.",
    )


def _premium_mark(mark: Callable[[Row], Mark]) -> Estimate:
    return Estimate(
        "premium_share",
        "premium_low",
        "premium_high",
        "growth",
        mark,
        findings.basis,
        reference=0.0,
    )


def _level(name: str) -> str:
    return LEVELS.get(name) or numbers.shown(name)[0]


def _level_premium(table: pl.DataFrame) -> Figure:
    order = list(LEVELS)
    rows = [row for row in table.iter_rows(named=True) if row["reading"] == "adjusted"]
    rows.sort(key=lambda row: order.index(row["name"]) if row["name"] in order else 99)
    against = next((_level(row["reference"]) for row in rows if row["reference"]), "mid")
    words = [
        f"{_level(row['name']).lower()} "
        f"{numbers.estimate(row['premium_share'], row['premium_low'], row['premium_high'], 'growth')} ({findings.basis(row)})"
        for row in rows
        if row["premium_share"] is not None
    ]
    return Figure(
        id="pay_level_premium",
        title=f"How much more each level pays than “{against.lower()}”, like for like",
        finding=f"Against {against.lower()}: {'; '.join(words)}." if words else "",
        caption="The same model as above. Level moves pay more than role does. Whiskers: 95 % intervals.",
        alt="One mark with whisker per level: its pay difference against the reference level.",
        table=table,
        columns=(
            Column("name", "Level", "level"),
            Column("reference", "Against", "level"),
            Column("reading", "Reading", "word"),
            columns.PREMIUM,
            *columns.SAMPLE,
        ),
        sql="pay_level_premium",
        panels=from_rows.dots(
            rows, lambda row: _level(row["name"]), _premium_mark(lambda _: role_of("all"))
        ),
        waits_for="Too few openings with stated pay for a premium.",
    )


def _by_currency(table: pl.DataFrame) -> Figure:
    return Figure(
        id="pay_by_currency",
        title="Median stated base pay in the currency stated, a year",
        finding="",
        caption="Nothing converted: one currency a row, never mixed.",
        alt="Table of median pay by country, currency and role.",
        table=table,
        columns=(
            Column("country_code", "Country", "country"),
            Column("currency", "Currency"),
            columns.ROLE,
            Column("p25", "P25", "usd", currency="currency"),
            Column("p50", "Median", "usd", "p50_low", "p50_high", note="note", currency="currency"),
            Column("p75", "P75", "usd", currency="currency"),
            *columns.SAMPLE,
        ),
        sql="pay_by_currency",
        is_table_open=True,
        waits_for="No openings with stated pay yet.",
    )


def _benchmarks(table: pl.DataFrame) -> Figure:
    return Figure(
        id="pay_benchmarks",
        title="What outside sources say of pay in the United States, US dollars a year",
        finding="",
        caption="Their figures, their definitions: surveys of employers count what is paid, adverts what is offered.",
        alt="Table of outside pay figures.",
        table=table,
        columns=(
            Column("source", "Source"),
            Column("occupation", "Occupation or title"),
            Column("year", "Year"),
            *(Column(f"p{quantile}", f"P{quantile}", "usd") for quantile in (10, 25, 50, 75, 90)),
            Column("n", "n", "count"),
            Column("licence", "Licence"),
            Column("url", "Published at", "url"),
        ),
        sql="pay_benchmarks",
        is_table_open=True,
        is_outside=True,
        waits_for="No outside figures are bundled with this edition.",
    )
