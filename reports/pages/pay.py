"""Pay: stated base ranges by role, level and place, the premium plain and adjusted, and where an offer would sit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from reports import disclosure, drawing, findings, numbers
from reports.drawing import Estimate, role_mark
from reports.marts import Marts
from reports.page import Column, Edition, Figure, OfferTool, Page, Passage, Row
from reports.theme import FOCUS, ROLES, role_of
from reports.words import COUNTRIES, LEVELS, RANGE_ENDS, STATES

TITLE = "Pay"
ORDER = 3
READS = ("mart_pay_band", "mart_pay_premium", "mart_benchmark")

_PLACES_SHOWN = 12
"""Countries or regions in a drawing: more rows than that are a table, and the table has them all."""

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
_COUNTS = (Column("n_postings", "n openings", "count"), Column("n_employers", "n employers", "count"))
_MEDIAN = (
    Column("p25", "P25", "usd"),
    Column("p50", "Median", "usd", "p50_low", "p50_high", note="note"),
    Column("p75", "P75", "usd"),
)


_MEDIAN_MARK = Estimate("p50", "p50_low", "p50_high", "usd", role_mark, findings.basis)


def build(marts: Marts, edition: Edition) -> Page:
    """The page on pay: every quantile with its interval, its n and the share of openings that state pay at all."""
    levels = marts.answer("pay_by_level")
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
            _offer(marts.answer("pay_offer")),
            _ends(marts.answer("pay_low_mid_high")),
            _by_place(marts.answer("pay_by_country"), "country_code", "country"),
            _by_place(marts.answer("pay_by_region"), "region", "region of the United States"),
            _premium(marts.answer("pay_premium")),
            _level_premium(marts.answer("pay_level_premium")),
            disclosure.figure(marts.answer("pay_disclosure")),
            _by_currency(marts.answer("pay_by_currency")),
            _benchmarks(marts.answer("pay_benchmarks")),
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
        for row in sorted(_of(table, role), key=lambda row: order.index(row["level"]) if row["level"] in order else 99)
    ]
    shown = [row for row in rows if row["p50"] is not None or row["level"] == "all"]
    hidden = len(rows) - len(shown)
    senior = findings.each(
        (row for row in rows if row["level"] == "senior"), "p50", "p50_low", "p50_high", "usd", "n_postings"
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
            Column("role", "Role", "role"),
            Column("level", "Level", "level"),
            *_QUANTILES,
            *_COUNTS,
            Column("disclosure_share", "State pay", "share"),
            Column("wide_share", "Ranges above 3:1", "share"),
            Column("note", "Note"),
        ),
        sql="pay_by_level",
        panels=drawing.pay_bands(shown, lambda row: LEVELS.get(row["level"], str(row["level"]))),
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
            "quantiles": [[q / 100, round(row[f"p{q}"])] for q in (10, 25, 50, 75, 90) if row[f"p{q}"] is not None],
        }
        for row in rows
    )
    roles = tuple((role.id, role.name) for role in ROLES.values() if any(row["role"] == role.id for row in rows))
    levels = tuple((key, name) for key, name in LEVELS.items() if any(row["level"] == key for row in rows))
    codes = sorted({row["country_code"] for row in rows}, key=lambda code: (code != "US", code == "all", code))
    countries = tuple(
        (code, "All countries, in US dollars" if code == "all" else COUNTRIES.get(code, code)) for code in codes
    )
    return OfferTool("offer", "Where would this offer sit?", bands, roles, levels, countries)


def _ends(table: pl.DataFrame) -> Figure:
    seats = list(RANGE_ENDS)
    rows = sorted(
        (row for row in table.iter_rows(named=True) if row["measure"] in seats),
        key=lambda row: (FOCUS.index(row["role"]), seats.index(row["measure"])),
    )
    return Figure(
        id="pay_low_mid_high",
        title="Median of the low end, the middle and the high end of stated ranges, United States, US dollars a year",
        finding="",
        caption="All levels. The three are kept apart: a range’s high end is what few are paid. Whiskers: 95 % intervals.",
        alt="One panel per role with three marks: the medians of the low end, the middle and the high end of ranges.",
        table=table,
        columns=(
            Column("role", "Role", "role"),
            Column("measure", "End of the range", "end"),
            *_MEDIAN,
            *_COUNTS,
            Column("wide_share", "Ranges above 3:1", "share"),
        ),
        sql="pay_low_mid_high",
        panels=drawing.dots_by_role(rows, lambda row: RANGE_ENDS[row["measure"]], _MEDIAN_MARK),
        waits_for="A median needs ten openings with stated pay at five employers.",
    )


def _by_place(table: pl.DataFrame, place: str, what: str) -> Figure:
    names = COUNTRIES if place == "country_code" else STATES
    sizes = table.filter(pl.col("p50").is_not_null()).group_by(place).agg(pl.col("n_postings").sum().alias("n"))
    first = sizes.sort("n", place, descending=[True, False]).head(_PLACES_SHOWN)[place].to_list()
    rows = sorted(
        (row for row in table.iter_rows(named=True) if row[place] in first and row["p50"] is not None),
        key=lambda row: (first.index(row[place]), FOCUS.index(row["role"])),
    )
    return Figure(
        id=f"pay_by_{'country' if place == 'country_code' else 'region'}",
        title=f"Median stated base pay by {what}, US dollars a year",
        finding="",
        caption=(
            "Middle of the range, all levels; places with most openings first. Other currencies at the European Central "
            "Bank’s rate of the posting’s day: an exchange rate is not a cost of living. Whiskers: 95 % intervals."
        ),
        alt=f"One row per {what}, a mark with whisker per role: the median of stated base pay.",
        table=table,
        columns=(
            Column(place, what.split(" ")[0].capitalize(), "country" if place == "country_code" else "state"),
            Column("role", "Role", "role"),
            *_MEDIAN,
            *_COUNTS,
            Column("disclosure_share", "State pay", "share"),
        ),
        sql=f"pay_by_{'country' if place == 'country_code' else 'region'}",
        panels=_medians(rows, lambda row: names.get(row[place], str(row[place]))),
        legend=tuple(role_of(role) for role in FOCUS) if rows else (),
        waits_for=f"No {what} has ten openings with stated pay at five employers yet.",
    )


def _medians(rows: Sequence[Row], label: Callable[[Row], str]) -> drawing.Panels:
    return drawing.dots(rows, label, _MEDIAN_MARK)


def _premium(table: pl.DataFrame) -> Figure:
    names = {"unadjusted": "plain difference", "adjusted": "like for like", "within_employer": "within one employer"}
    rows = [row for row in table.iter_rows(named=True) if row["reading"] in names]
    rows.sort(
        key=lambda row: ((*FOCUS, row["name"]).index(row["name"]), row["name"], list(names).index(row["reading"]))
    )
    adjusted = [
        row
        for row in rows
        if row["reading"] == "adjusted" and row["premium_share"] is not None and row["name"] in FOCUS
    ]
    words = [
        f"{role_of(row['name']).in_text} {numbers.estimate(row['premium_share'], row['premium_low'], row['premium_high'], 'growth')}"
        f" against {role_of(row['reference']).in_text if row['reference'] else 'the reference'} ({findings.basis(row)})"
        for row in adjusted
    ]
    held = next(
        (row["adjusted_for"] for row in rows if row["adjusted_for"]), "level, place, remote work, source and month"
    )
    return Figure(
        id="pay_premium",
        title="How much more one role pays, plainly and like for like",
        finding=f"Like for like: {'; '.join(words)}." if words else "",
        caption=f"Like for like holds equal: {held}. Within one employer: only employers that hire both. Whiskers: 95 % intervals.",
        alt="Per role three marks with whiskers: its pay difference plain, adjusted, and within one employer; nought is marked.",
        table=table,
        columns=(
            Column("name", "Role", "role"),
            Column("reference", "Against", "role"),
            Column("reading", "Reading", "word"),
            Column("premium_share", "Difference", "growth", "premium_low", "premium_high", note="note"),
            *_COUNTS,
            Column("adjusted_for", "Held equal"),
        ),
        sql="pay_premium",
        panels=_premia(
            rows, lambda row: f"{role_of(row['name']).plural}, {names[row['reading']]}", lambda row: row["name"]
        ),
        waits_for="Too few openings with stated pay for a premium.",
    )


def _premia(rows: Sequence[Row], label: Callable[[Row], str], role: Callable[[Row], str]) -> drawing.Panels:
    return drawing.dots(
        rows,
        label,
        Estimate(
            "premium_share",
            "premium_low",
            "premium_high",
            "growth",
            lambda row: role_of(role(row)),
            findings.basis,
            reference=0.0,
        ),
    )


def _level_premium(table: pl.DataFrame) -> Figure:
    order = list(LEVELS)
    rows = [row for row in table.iter_rows(named=True) if row["reading"] == "adjusted"]
    rows.sort(key=lambda row: order.index(row["name"]) if row["name"] in order else 99)
    against = next((LEVELS.get(row["reference"], row["reference"]) for row in rows if row["reference"]), "mid")
    return Figure(
        id="pay_level_premium",
        title=f"How much more each level pays than “{against.lower()}”, like for like",
        finding="",
        caption="The same model as above. Level moves pay more than role does. Whiskers: 95 % intervals.",
        alt="One mark with whisker per level: its pay difference against the reference level.",
        table=table,
        columns=(
            Column("name", "Level", "level"),
            Column("reference", "Against", "level"),
            Column("reading", "Reading", "word"),
            Column("premium_share", "Difference", "growth", "premium_low", "premium_high", note="note"),
            *_COUNTS,
        ),
        sql="pay_level_premium",
        panels=_premia(rows, lambda row: LEVELS.get(row["name"], str(row["name"])), lambda _: "all"),
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
            Column("role", "Role", "role"),
            Column("p25", "P25", "usd", currency="currency"),
            Column("p50", "Median", "usd", "p50_low", "p50_high", note="note", currency="currency"),
            Column("p75", "P75", "usd", currency="currency"),
            *_COUNTS,
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
        waits_for="No outside figures are bundled with this edition.",
    )
