"""Pay: stated base ranges by role, level and place, premiums, and where an offer would sit.

Decides which levels are drawn. Leaves whether a quantile may be printed to the marts.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row, by_focus
from reports.drawing.bands import draw_pay_bands
from reports.drawing.distributions import draw_frames
from reports.drawing.dots import draw_dots_by_role
from reports.figures import charts, columns, findings, outside
from reports.figures.catalogue import entry, show_table
from reports.figures.pay import by_place, disclosure, premiums
from reports.page import Edition, Figure, Finding, Page, Passage, Tool
from reports.wording import numbers
from reports.wording.names import COUNTRIES, LEVELS, RANGE_ENDS, name_in
from reports.wording.roles import FOCUS, ROLES, role_of

TITLE = "Pay"
ORDER = 3

_QUANTILES = (10, 25, 50, 75, 90)

_EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
_MONEY = dict.fromkeys(_EURO.split(), "EUR") | {
    "US": "USD", "GB": "GBP", "CA": "CAD", "CH": "CHF", "IN": "INR", "SG": "SGD", "AU": "AUD", "PL": "PLN",
    "SE": "SEK", "DK": "DKK", "NO": "NOK", "JP": "JPY", "BR": "BRL", "MX": "MXN", "IL": "ILS", "CZ": "CZK",
}  # fmt: skip
"""The currency that an offer in a country is most likely in. A reader may choose another."""


def build(answer: Answer, edition: Edition) -> Page:
    """The page on pay: every quantile with its interval, its n and how many state pay at all."""
    levels = answer("pay_by_level")
    middle = by_focus(levels.filter(pl.col("level") == "all"))
    disclosed = answer("pay_disclosure")
    told = [findings.pay(row) for row in middle] or [Finding(_without_median(disclosed))]
    others = (
        by_place.figure(answer("pay_by_country"), by_place.COUNTRY),
        by_place.figure(answer("pay_by_region"), by_place.REGION),
        by_place.figure(answer("pay_by_metro"), by_place.METRO),
        _ends(answer("pay_low_mid_high")),
        *outside.filed_pay(answer("pay_filed")),
        premiums.by_role(answer("pay_premium")),
        premiums.by_level(answer("pay_level_premium"), answer("pay_premium")),
        disclosure.figure(disclosed),
        show_table(answer, "pay_by_currency"),
        show_table(answer, "pay_benchmarks"),
    )
    return Page(
        headline=told[0].words,
        basis=told[0].basis,
        points=tuple(told[1:]),
        lede=(
            f"{edition.adverts} Stated base pay only: no equity, bonus or sign-on, and nothing "
            "inferred. A range counts by its middle unless a figure says otherwise."
        ).strip(),
        blocks=(
            _by_level(levels),
            _offer(answer("pay_offer"), answer("pay_rates")),
            *(replace(figure, is_folded=True) for figure in others),
            Passage("pay_method", "How pay is read", "pay_method", {}, is_folded=True),
        ),
    )


def _without_median(disclosed: pl.DataFrame) -> str:
    """What a page says whose home has no pay: pay may be stated elsewhere, or with one end alone."""
    if disclosed["n_stating_openings"].sum():
        return f"No opening in {findings.HOME} states both ends of a range of base pay yet."
    return "No stated pay has been read yet."


def _by_level(table: pl.DataFrame) -> Figure:
    order = {level: rank for rank, level in enumerate(LEVELS)}
    rows = sorted(by_focus(table), key=lambda row: order.get(row["level"], len(order)))
    drawn = {"all"} | {row["level"] for row in rows if row["p50"] is not None}
    shown = [row for row in rows if row["level"] in drawn]
    return Figure(
        **entry("pay_by_level", hidden=_hidden(len(rows) - len(shown))),
        **findings.each(
            "Median of senior openings",
            (row for row in rows if row["level"] == "senior"),
            columns.MEDIAN,
            "n_openings",
        ).said,
        table=table,
        chart=draw_pay_bands(shown, lambda row: LEVELS.get(row["level"], str(row["level"]))),
    )


def _hidden(n: int) -> str:
    return f"{n} levels have too few openings to draw: the table says why." if n else ""


def _offer(table: pl.DataFrame, rates: pl.DataFrame) -> Tool:
    stated = {name: set(table[name]) for name in ("role", "level", "country_code")}
    codes = sorted(stated["country_code"], key=lambda code: (code != "US", code == "all", code))
    roles = [role for role in ROLES if role in stated["role"]]
    known = {numbers.show(row["currency"]): row["usd_rate"] for row in rates.iter_rows(named=True)}
    dollars = {"USD": 1.0} | known
    return Tool(
        id="offer",
        title="Where would this offer sit?",
        kind="offer",
        values={
            "has_bands": not table.is_empty(),
            "roles": [(role, ROLES[role].name) for role in roles],
            "levels": list(LEVELS.items()),
            "countries": [(numbers.show(code), name_in(COUNTRIES, code)) for code in codes],
            "currencies": list(dollars),
        },
        data={
            "bands": [_band(row) for row in table.iter_rows(named=True)],
            "rates": dollars,
            "colours": {role: ROLES[role].colour for role in roles},
            "currencyOf": _MONEY,
        },
        chart=None if table.is_empty() else draw_frames(("",)),
    )


def _band(row: Row) -> Row:
    counts = [int(count) for count in (row["pay_bins"] or "").split()]
    filled = [step for step, count in enumerate(counts) if count]
    return {
        "role": row["role"],
        "level": row["level"],
        "country": numbers.show(row["country_code"]),
        "n": row["n_openings"],
        "employers": row["n_employers"],
        "quantiles": _points(row, ""),
        "lows": _points(row, "_low"),
        "highs": _points(row, "_high"),
        "first": filled[0] if filled else 0,
        "bins": counts[filled[0] : filled[-1] + 1] if filled else [],
    }


def _points(row: Row, end: str) -> list[list[float]]:
    """The quantiles that reach their floor, or one end of their intervals: share and dollars."""
    known = ((share, row[f"p{share}{end}"]) for share in _QUANTILES)
    return [[share / 100, round(value)] for share, value in known if value is not None]


def _ends(table: pl.DataFrame) -> Figure:
    known = {(row["role"], row["measure"]): row for row in table.iter_rows(named=True)}
    rows = [known[role, end] for role in FOCUS for end in RANGE_ENDS if (role, end) in known]
    return Figure(
        **entry("pay_low_mid_high"),
        **_low_and_high({cell: row for cell, row in known.items() if row["p50"] is not None}).said,
        table=table,
        chart=draw_dots_by_role(
            rows, lambda row: RANGE_ENDS[row["measure"]], charts.estimate(columns.MEDIAN)
        ),
    )


def _low_and_high(medians: dict[tuple[str, str], Row]) -> Finding:
    words, rows = [], []
    for role in FOCUS:
        low, high = medians.get((role, "low")), medians.get((role, "high"))
        if low and high:
            ends = f"{numbers.money(low['p50'])} to {numbers.money(high['p50'])}"
            words.append(f"{role_of(role).in_text} {ends}")
            rows.append(low)
    return Finding(
        findings.sentence("Stated ranges run, at the median of their ends", words),
        f"Low ends. {findings.spreads(rows, columns.MEDIAN)}" if rows else "",
    )
