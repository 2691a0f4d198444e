"""Kinds of pay that were once misread, a table each: the line as a posting writes it, and the ranges it states."""

from __future__ import annotations

import pytest

from transforms.readers.pay.ranges import read_pay
from transforms.text.document import read_document

Range = tuple[float | None, float | None, str, str, str]


def ranges(line: str, country: str = "US", title: str = "Data Engineer") -> list[Range]:
    document = read_document(
        html=None, plain=f"About the role\nYou build.\n\nWhat we offer\n{line}"
    )
    found = read_pay(document, title, [country], []).ranges
    return [(pay.min, pay.max, pay.currency, pay.period, pay.kind) for pay in found]


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("Pay rate: $45-55.", "US", (45, 55, "USD", "hour", "base")),
        ("Rate: £550-650", "GB", (550, 650, "GBP", "day", "base")),
        ("Salary: $95k - 120", "US", (95_000, 120_000, "USD", "year", "base")),
        ("Salary: $130-165 by experience", "US", (130_000, 165_000, "USD", "year", "base")),
        ("Salary: $130-250", "US", (130_000, 250_000, "USD", "year", "base")),
        ("$42.00 - $60.00 (est. hourly pay rate)", "US", (42, 60, "USD", "hour", "base")),
        ("Pay rate: $60-75 based on skill", "US", (60, 75, "USD", "hour", "base")),
        ("Compensation: £50K – £80K Equity: 0.5%", "GB", (50_000, 80_000, "GBP", "year", "base")),
        ("Salary: $90,000 to - $120,000", "US", (90_000, 120_000, "USD", "year", "base")),
        ("Salary: Â£40,000 â€“ Â£50,000", "GB", (40_000, 50_000, "GBP", "year", "base")),
        (
            "Min salary | Max salary\n$90,000 | $120,000",
            "US",
            (90_000, 120_000, "USD", "year", "base"),
        ),
        ("$90K – $120K • 0.1% – 0.3% equity", "US", (90_000, 120_000, "USD", "year", "base")),
    ],
)
def test_the_high_end_of_a_range_is_kept(line: str, country: str, expected: Range) -> None:
    assert ranges(line, country) == [expected]


def test_what_a_bracket_holds_is_said_of_the_figure_in_it() -> None:
    assert ranges("OTE: $200k (base $100k)") == [
        (200_000, 200_000, "USD", "year", "ote"),
        (100_000, 100_000, "USD", "year", "base"),
    ]
    assert ranges("Total compensation: $210k - $260k (base + bonus)") == [
        (210_000, 260_000, "USD", "year", "total")
    ]
    assert ranges("Total compensation from $210k - $260k (base salary + equity)") == [
        (210_000, 260_000, "USD", "year", "total")
    ]


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("Salary: 556€-850€ (by experience)", "DE"),
        ("Our corporate salary: £500 - £650", "GB"),
        ("Salary: $260 - $390", "US"),
        ("Salary: ₹300 - ₹400", "IN"),
        ("Salary: ₹345 - ₹400", "IN"),
        ("Salary: CZK 80 - 120", "CZ"),
    ],
)
def test_a_sum_that_may_be_of_several_periods_is_not_read(line: str, country: str) -> None:
    assert ranges(line, country) == []


@pytest.mark.parametrize(
    "line",
    [
        "Pay\nDay: £450 - £600",
        "Pay\nContract: £450-£600",
        "Compensation: £450 - £600 (outside IR35)",
        "Salary: £450 - £600 pd",
    ],
)
def test_a_contractors_day_is_told_by_its_words(line: str) -> None:
    assert ranges(line, "GB") == [(450, 600, "GBP", "day", "base")]


@pytest.mark.parametrize(
    "line",
    [
        "Competitive compensation, $200,000 equity: over four years",
        "Compensation includes a $20,000 bonus: half of it at once",
        "Salary plus $25,000 equity: vests later",
        "Salary and a $3,000 annual stipend: for whatever you like",
    ],
)
def test_a_lone_sum_before_other_money_and_a_colon_is_no_pay(line: str) -> None:
    assert ranges(line) == []


def test_a_rate_far_behind_its_pay_word_is_pay() -> None:
    line = "The role is open in Canada only, and we look for people who can commit to sixteen hours every week at a CAD $30/hour contract rate."
    assert ranges(line, "CA") == [(30, 30, "CAD", "hour", "base")]


@pytest.mark.parametrize(
    "title",
    [
        "Machine Learning Engineer - $85,000",
        "Credit Risk Analyst - $85,000",
        "Data Engineer, Brightpath Travel (Remote) - $85,000",
    ],
)
def test_the_name_of_a_job_or_an_employer_is_no_other_money(title: str) -> None:
    assert ranges("", title=title) == [(85_000, 85_000, "USD", "year", "base")]


@pytest.mark.parametrize(
    "line",
    [
        "Our average contract value ranges from $80k to $400k.",
        "Mortgages range between $100,000 and $350,000.",
        "Clients pay us $20,000 - $60,000 a year.",
        "Sellers on our market earn $30,000 to $90,000 a year.",
        "Started in a garage - now our shop sells $50,000 a day.",
        "- 401k match",
    ],
)
def test_what_customers_pay_and_deals_are_worth_is_not_pay(line: str) -> None:
    assert ranges(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The minimum base salary for this role is €95,000.", (95_000, None)),
        ("Mindestgehalt: 48.000 €", (48_000, None)),
        ("Salary: €55,000 and up", (55_000, None)),
        ("Salary: €80,000 max", (None, 80_000)),
        ("Gehalt ab 70k brutto im Jahr", (70_000, None)),
    ],
)
def test_a_bound_stands_before_or_behind_its_figure(
    line: str, expected: tuple[float | None, float | None]
) -> None:
    assert ranges(line, "DE") == [(*expected, "EUR", "year", "base")]


@pytest.mark.parametrize(
    ("line", "country", "expected"),
    [
        ("Base: 120-150k", "US", (120_000, 150_000, "USD", "year")),
        ("RAL 35-45k", "IT", (35_000, 45_000, "EUR", "year")),
        ("CTC: 30 to 45 Lakhs P.A.", "IN", (3_000_000, 4_500_000, "INR", "year")),
        ("Mzda: 60 000 Kč - 90 000 Kč měsíčně", "CZ", (60_000, 90_000, "CZK", "month")),
        ("Rémunération : 45 à 52 K€", "FR", (45_000, 52_000, "EUR", "year")),
        ("TJM : 500-600 €", "FR", (500, 600, "EUR", "day")),
        ("Lohn: CHF 110'000 – 130'000", "CH", (110_000, 130_000, "CHF", "year")),
        ("Salário: entre R$2.900 e R$4.300", "BR", (2_900, 4_300, "BRL", "month")),
        ("Widełki: 120-150 zł/h netto + VAT", "PL", (120, 150, "PLN", "hour")),
        ("Wynagrodzenie: od 18 000 do 24 000 zł brutto", "PL", (18_000, 24_000, "PLN", "month")),
        ("年収500万円～800万円", "JP", (5_000_000, 8_000_000, "JPY", "year")),
        ("薪资：20-35K·14薪", "CN", (20_000, 35_000, "CNY", "month")),
        ("月薪：8000-15000元", "CN", (8_000, 15_000, "CNY", "month")),
        ("연봉: 5,000만원 ~ 7,000만원", "KR", (50_000_000, 70_000_000, "KRW", "year")),
        ("Lön: 45 000 - 55 000 kr per månad", "SE", (45_000, 55_000, "SEK", "month")),
        ("Salary: R80 000 - R95 000 per month (ZAR)", "ZA", (80_000, 95_000, "ZAR", "month")),
        ("max. €5.500 bruto p/m", "NL", (None, 5_500, "EUR", "month")),
        (
            "Wir zahlen dir 3.600 bis 4.100 Euro brutto monatlich",
            "DE",
            (3_600, 4_100, "EUR", "month"),
        ),
        ("Mindestentgelt laut KV: 3.250 € brutto pro Monat", "AT", (3_250, None, "EUR", "month")),
        ("Taux horaire : 16,50 €", "FR", (16.5, 16.5, "EUR", "hour")),
        ("Fixe 40-46 K€ + variable", "FR", (40_000, 46_000, "EUR", "year")),
        ("RAL compresa tra 34.000 e 41.000 euro", "IT", (34_000, 41_000, "EUR", "year")),
        ("Tarifa: 28 € la hora", "ES", (28, 28, "EUR", "hour")),
        ("Salário: 30.000 € a 36.000 € brutos anuais", "PT", (30_000, 36_000, "EUR", "year")),
        ("Timlön: 210 kr", "SE", (210, 210, "SEK", "hour")),
    ],
)
def test_pay_is_read_in_the_words_and_units_of_its_country(
    line: str, country: str, expected: tuple[float | None, float | None, str, str]
) -> None:
    assert ranges(line, country) == [(*expected, "base")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Salary: $3,000 - $4,000 biweekly", (1_500, 2_000, "USD", "week")),
        ("Pay: $3,200 every two weeks", (1_600, 1_600, "USD", "week")),
        ("$2,000-$2,600 per fortnight", (1_000, 1_300, "USD", "week")),
        ("Biweekly salary range: $2,900-$3,700", (1_450, 1_850, "USD", "week")),
        ("Base salary: $4,000 semi-monthly", (8_000, 8_000, "USD", "month")),
        ("Sueldo: $30,000 MXN quincenales", (60_000, 60_000, "MXN", "month")),
        ("$110,000 per year, paid bi-weekly", (110_000, 110_000, "USD", "year")),
        ("$45 per hour, paid every two weeks", (45, 45, "USD", "hour")),
    ],
)
def test_pay_by_the_fortnight_is_stated_by_the_week_and_by_the_half_month_by_the_month(
    line: str, expected: tuple[float, float, str, str]
) -> None:
    assert ranges(line) == [(*expected, "base")]


def test_an_item_below_a_sum_is_not_its_high_end() -> None:
    assert ranges("Stundenlohn 17,50 €\n- 100 % remote", "DE") == [
        (17.5, 17.5, "EUR", "hour", "base")
    ]
    assert ranges("$95,000\n- $120,000") == [(95_000, 120_000, "USD", "year", "base")]
