"""What `transforms.readers.pay.money` reads as a sum: figures, multipliers, currencies, periods and the two ends of a range."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.pay.money import find_money

FORMS = [
    ("$180,000 - $250,000", (180_000, 250_000, "$", None)),
    ("$180k–$250k", (180_000, 250_000, "$", None)),
    ("180-250K USD", (180_000, 250_000, "USD", None)),
    ("£45-£60k pa", (45_000, 60_000, "GBP", "year")),
    ("65.000 – 80.000 €", (65_000, 80_000, "EUR", None)),
    ("40 000 € à 50 000 € brut annuel", (40_000, 50_000, "EUR", "year")),
    ("35 000,00€ à 50 000,00€ par an", (35_000, 50_000, "EUR", "year")),
    ("€3.500 - €4.800 per month, gross, x14", (3_500, 4_800, "EUR", "month")),
    ("EUR 3800 bis EUR 6200", (3_800, 6_200, "EUR", None)),
    ("CHF 120'000", (120_000, None, "CHF", None)),
    ("₹25-40 LPA", (2_500_000, 4_000_000, "INR", "year")),
    ("₹40L–₹70L base", (4_000_000, 7_000_000, "INR", None)),
    ("25,00,000 - 40,00,000 INR", (2_500_000, 4_000_000, "INR", None)),
    ("CA$120,000 to CA$140,000", (120_000, 140_000, "CAD", None)),
    ("$165,000 CAD to $218,000 CAD", (165_000, 218_000, "CAD", None)),
    ("SALARY:90k-130kCAD", (90_000, 130_000, "CAD", None)),
    ("USD$223,000 per year - USD$248,000 per year", (223_000, 248_000, "USD", "year")),
    ("$128012.65 - $166416.45 / year", (128_012.65, 166_416.45, "$", "year")),
    ("$25/hr - $35hr", (25, 35, "$", "hour")),
    ("$20-25/hr", (20, 25, "$", "hour")),
    ("20,833 - 23,700 PLN gross per month", (20_833, 23_700, "PLN", "month")),
    ("¥6,000,000 - ¥10,000,000", (6_000_000, 10_000_000, "JPY", None)),
    ("$150K - $215K / year (USD)", (150_000, 215_000, "USD", "year")),
    ("[min of $167,249 - $216,000]", (167_249, 216_000, "$", None)),
    ("51k€ / 61k€", (51_000, 61_000, "EUR", None)),
    ("$119 ,000 TO $155 ,000", (119_000, 155_000, "$", None)),
    ("Minimum: $100,000\nMaximum: $150,000", (100_000, 150_000, "$", None)),
    (
        "from $143,300/year in the lowest market up to $247,600/year",
        (143_300, 247_600, "$", "year"),
    ),
    ("between $157,500 [lowest zone] to $230,000 [highest zone]", (157_500, 230_000, "$", None)),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_every_form_of_the_field_is_one_span(
    text: str, expected: tuple[float, float | None, str | None, str | None]
) -> None:
    assert [(span.low, span.high, span.currency, span.period) for span in find_money(text)] == [
        expected
    ]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("$100,0000 - $200,000", (100_000, 200_000)),
        ("$150,00-$220,000", (150_000, 220_000)),
        ("$130,000 - 150,000K", (130_000, 150_000)),
        ("$120- $200k", (120_000, 200_000)),
        ("$180,000 - $120,000", (120_000, 180_000)),
    ],
)
def test_slips_of_the_pen_are_read_as_meant(slip: str, meant: tuple[float, float]) -> None:
    assert [(span.low, span.high) for span in find_money(slip)] == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "5+ years",
        "2 offices and 14 people",
        "B2B since 2015",
        "job #J-18808",
        "3D and 2D CAD tools",
        "",
    ],
)
def test_counts_years_and_names_are_no_money(text: str) -> None:
    assert find_money(text) == []


def test_two_ranges_in_two_currencies_stay_two_spans() -> None:
    spans = find_money("$110,000 - $150,000 USD / 140,000 - 185,000 CAD")
    assert [(span.low, span.high, span.currency) for span in spans] == [
        (110_000, 150_000, "USD"),
        (140_000, 185_000, "CAD"),
    ]


def test_and_joins_only_after_between() -> None:
    assert len(find_money("between $90,000 and $120,000")) == 1
    assert len(find_money("a salary of $90,000 and $5,000 for training")) == 2


def test_two_sums_each_for_somebody_else_are_no_range() -> None:
    each = find_money("ranges from $50/hr for juniors and $60/hr for seniors")
    assert [(span.low, span.high) for span in each] == [(50, None), (60, None)]
    ends = find_money("ranges from $50/hr for juniors and up to $60/hr")
    assert [(span.low, span.high) for span in ends] == [(50, 60)]


def test_a_smaller_sum_behind_a_dash_is_a_low_end_only_when_both_are_written_in_full() -> None:
    assert len(find_money("$180,000 - $20,000")) == 2
    assert len(find_money("$180,000\n- $120,000")) == 2


@given(st.text(alphabet=st.sampled_from("0123456789 .,'kKmM$€£-–+/abUSDper\n()[]"), max_size=200))
def test_spans_never_overlap_and_low_ends_come_first(text: str) -> None:
    spans = find_money(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 < span.low <= span.high for span in spans if span.high is not None)
