"""What `read_pay` takes for stated pay, what it leaves alone, and how it annualises and compares."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.posting import StatedPay
from transforms.readers.pay.conflict import annualise, pay_conflict
from transforms.readers.pay.ranges import read_pay
from transforms.readers.pay.terms import PERIODS_PER_YEAR
from transforms.text.document import Document, read_document

Range = tuple[float | None, float | None, str, str, str]


def ranges(
    text: str, countries: tuple[str, ...] = ("US",), title: str = "Data Scientist"
) -> list[Range]:
    reading = read_pay(read_document(plain=text), title, countries, ())
    return [(pay.min, pay.max, pay.currency, pay.period, pay.kind) for pay in reading.ranges]


STATED = [
    (
        "The base salary range for this role is $180,000 - $250,000.",
        (180_000, 250_000, "USD", "year", "base"),
    ),
    ("Compensation\n$200K – $275K + Bonus + Equity", (200_000, 275_000, "USD", "year", "base")),
    (
        "Competitive salary and meaningful early-stage equity (£70-90K)",
        (70_000, 90_000, "GBP", "year", "base"),
    ),
    (
        "Salary: EUR 3800 - EUR 6200 per month (fulltime basis)",
        (3_800, 6_200, "EUR", "month", "base"),
    ),
    ("Gehaltsrahmen: 60.000 – 70.000€", (60_000, 70_000, "EUR", "year", "base")),
    (
        "Bruto maandsalaris vanaf € 4.500,00 op basis van 40 uur per week",
        (4_500, None, "EUR", "month", "base"),
    ),
    ("Pay Range: $56/hr-$66/hr", (56, 66, "USD", "hour", "base")),
    ("MAX BILL RATE: $65", (None, 65, "USD", "hour", "unclear")),
    ("We pay $20.00 an hour, plus commission.", (20, 20, "USD", "hour", "base")),
    ("Compensation: up to $160,000 base salary + bonus", (None, 160_000, "USD", "year", "base")),
    (
        "Compensation: starting from 15,000 USD gross monthly",
        (15_000, None, "USD", "month", "base"),
    ),
    ("Comp: $200k+ base + equity", (200_000, None, "USD", "year", "base")),
    (
        "The pay range for this job is $150,000 to $300,000 OTE + benefits",
        (150_000, 300_000, "USD", "year", "ote"),
    ),
    (
        "The on-target earnings (OTE) for this role are $175,000 to $190,000",
        (175_000, 190_000, "USD", "year", "ote"),
    ),
    (
        "The annual salary/OTE range is $170,000 - $240,000 + equity",
        (170_000, 240_000, "USD", "year", "unclear"),
    ),
    (
        "Target total cash compensation is between $80,000 and $120,000",
        (80_000, 120_000, "USD", "year", "total"),
    ),
    ("Salary: $100,000.00 to $200,000.00 /hour", (100_000, 200_000, "USD", "year", "base")),
    ("Salary range: $120 - $150, DOE", (120_000, 150_000, "USD", "year", "base")),
    (
        "Salary range\n120.000 - 150.000 yearly, stock options",
        (120_000, 150_000, "USD", "year", "base"),
    ),
    (
        "Acme | Data Scientist | Boston | ONSITE | 180-210K | visa",
        (180_000, 210_000, "USD", "year", "base"),
    ),
    (
        "We seek people for 16 hours per week at a USD $40/hour contract rate.",
        (40, 40, "USD", "hour", "base"),
    ),
    ("EUR 80.000 brutto Jahresgehalt", (80_000, 80_000, "EUR", "year", "base")),
    (
        "Senior ML Engineer\n$250,000 + $750K equity (4 year vest)",
        (250_000, 250_000, "USD", "year", "base"),
    ),
    ("Benefits\n$140K to 150K annually", (140_000, 150_000, "USD", "year", "base")),
    (
        "Open roles:\n- Staff Engineer, Infrastructure ($250,000 - $330,000): apply",
        (250_000, 330_000, "USD", "year", "base"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_stated_pay_is_read_as_worded(text: str, expected: Range) -> None:
    assert ranges(text) == [expected]


NOT_PAY = [
    "We recently raised $26 million in Series A funding and pay attention to detail.",
    "You will close deals in the $50k–$100k range.",
    "Mid-market segment ($25k–$100k ACV), with a competitive salary.",
    "Sign-on bonus: $10,000 - $20,000",
    "Work-from-home stipend of up to $500 per month.",
    "$1,000/year reimbursement for professional development",
    "Perks:\n- $1,500/month proximity rent stipend",
    "401(k) match up to $5,000 annually",
    "Referral bonus: you will earn at least $2,500 when we hire your friend.",
    "Life insurance up to 5x salary, at most $300,000",
    "Home office budget of €650 which can be used to purchase a desk",
    "Our community of more than 17,000 clinics employs tens of thousands of people.",
    "Graduates who earn above $50,000 repay their tuition.",
    "We offer up to €5,000 annual training budget.",
    "Minimum annual quota of $800K of net revenue",
    "Equity: $10,000 - $20,000",
    "Loan repayment:\n- $500/quarter for employees under a year of tenure",
    "San Francisco, CA $226,085.00-$283,250.00 1 day ago",
]


@pytest.mark.parametrize("text", NOT_PAY)
def test_money_that_is_not_pay_is_left_alone(text: str) -> None:
    assert ranges(text) == []


def test_base_and_on_target_figures_of_one_line_keep_their_kinds() -> None:
    assert ranges("Compensation: $60,000 OTE ($40,000 base salary plus commission)") == [
        (60_000, 60_000, "USD", "year", "ote"),
        (40_000, 40_000, "USD", "year", "base"),
    ]


def test_a_variable_part_beside_the_base_range_is_not_a_second_range() -> None:
    text = "a base salary range of USD $85,500 - $94,000 and a cash variable incentive target of USD $21,000 - $23,000."
    assert ranges(text) == [(85_500, 94_000, "USD", "year", "base")]


def test_zones_are_ranges_of_their_own_with_their_place() -> None:
    text = "Our base salary ranges:\nBay Area, NYC: $230,000 - $250,000\nAustin, Boston: $210,000 - $230,000"
    reading = read_pay(read_document(plain=text), "Engineer", ("US",), ())
    assert [(pay.min, pay.place) for pay in reading.ranges] == [
        (230_000, "Bay Area, NYC"),
        (210_000, "Austin, Boston"),
    ]


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("NYC Salary", "NYC"),
        ("Salary range for New York City", "New York City"),
        ("US base pay range", "US"),
        ("Annual base salary", None),
        ("Product salary", None),
    ],
)
def test_a_label_of_pay_may_name_the_place_it_is_for(label: str, place: str | None) -> None:
    document = read_document(plain=f"{label}: $180,000 - $200,000")
    reading = read_pay(document, "Engineer", ("US", "CH"), ())
    assert [pay.place for pay in reading.ranges] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "LATAM salary range: $40,000 - $60,000 per year",
        "Salary (LATAM): $40,000 - $60,000 USD annually",
        "Compensation: US $150,000 - $190,000, LATAM $40,000 - $60,000 a year",
        "The salary range for candidates in LATAM is $40,000 to $60,000 per year.",
    ],
)
def test_a_range_for_a_wide_region_says_so_whatever_words_stand_around_it(text: str) -> None:
    reading = read_pay(read_document(plain=text), "Engineer", ("US",), ())
    places = {pay.min: pay.place for pay in reading.ranges}
    assert places[40_000] == "LATAM"
    assert places.get(150_000) != "LATAM"


@pytest.mark.parametrize("connector", ["to", "and", "or", "bis", "à"])
def test_a_word_between_two_sums_is_no_place(connector: str) -> None:
    text = f"The salary is $90,000 a year {connector} $120,000 a year, {connector}: $150,000 a year"
    found = read_pay(read_document(plain=text), "ML Engineer", ("US",), ()).ranges
    assert found
    assert {pay.place for pay in found} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "Salary range: -$100,000 to -$50,000",
        "The salary is from -$100,000 to -$50,000 a year",
        "Salary: between −$100,000 and −$50,000",
    ],
)
def test_a_sum_with_a_minus_is_no_pay(text: str) -> None:
    assert ranges(text) == []


@pytest.mark.parametrize(
    "text",
    ["The salary range is $50,000 -$100,000", "Salary range -$50,000 - $100,000", "Salary range:\n-$50,000 - $100,000", "Salary range:-$50,000 - $100,000"],
)  # fmt: skip
def test_a_dash_before_a_sum_is_no_minus(text: str) -> None:
    assert ranges(text) == [(50_000, 100_000, "USD", "year", "base")]


def test_the_same_range_for_several_places_is_listed_once() -> None:
    text = "For Boston-based roles: the salary range is $98,000 - $109,000.\nFor Austin-based roles: the salary range is $98,000 - $109,000."
    reading = read_pay(read_document(plain=text), "Engineer", ("US",), ())
    assert [(pay.min, pay.max, pay.place) for pay in reading.ranges] == [
        (98_000, 109_000, "Boston; Austin")
    ]


@pytest.mark.parametrize(
    ("countries", "currency"),
    [
        (("US",), "USD"),
        (("CA",), "CAD"),
        (("AU",), "AUD"),
        (("SG",), "SGD"),
        ((), "USD"),
        (("DE",), "USD"),
    ],
)
def test_a_bare_dollar_is_the_dollar_of_the_only_country(
    countries: tuple[str, ...], currency: str
) -> None:
    assert ranges("Salary: $90,000 - $120,000", countries) == [
        (90_000, 120_000, currency, "year", "base")
    ]


def test_a_bare_dollar_among_two_countries_follows_the_place_named_before_it() -> None:
    text = "In Canada, the expected salary is between $165,000 and $218,000."
    assert ranges(text, ("US", "CA")) == [(165_000, 218_000, "CAD", "year", "base")]


def test_figures_without_currency_take_the_country_and_stay_unread_without_one() -> None:
    text = "Salary range: 98,100 - 171,398"
    assert ranges(text, ("GB",)) == [(98_100, 171_398, "GBP", "year", "base")]
    reading = read_pay(read_document(plain=text), "Engineer", (), ())
    assert reading.ranges == ()
    assert reading.unread == ("Salary range: 98,100 - 171,398",)


def test_pay_in_the_title_counts() -> None:
    assert ranges("We build things.", title="AI Engineer (Remote) - $100,000/year USD") == [
        (100_000, 100_000, "USD", "year", "base")
    ]


def test_figures_split_by_markup_are_one_range() -> None:
    html = "<p>Annual Salary:</p><div><span>$240,000</span><span class='divider'>&mdash;</span><span>$270,000 USD</span></div>"
    reading = read_pay(read_document(html=html), "Engineer", ("US",), ())
    assert [(pay.min, pay.max) for pay in reading.ranges] == [(240_000, 270_000)]


def test_periods_are_annualised_by_the_printed_table() -> None:
    assert PERIODS_PER_YEAR == {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}
    assert annualise(50, "hour") == 104_000


BASE = StatedPay(100_000, 120_000, "USD", "year")


@pytest.mark.parametrize(
    ("stated", "read", "verdict"),
    [
        ([BASE], [], None),
        ([], [BASE], None),
        ([BASE], [BASE], False),
        ([BASE], [StatedPay(100_400, 120_000, "USD", "year")], False),
        ([StatedPay(50, 60, "USD", "hour")], [StatedPay(104_000, 124_800, "USD", "year")], False),
        ([BASE], [StatedPay(90_000, 120_000, "USD", "year")], True),
        ([BASE], [StatedPay(100_000, 120_000, "CAD", "year")], True),
        ([BASE], [StatedPay(200_000, 240_000, "USD", "year", "ote")], None),
        ([BASE], [StatedPay(80_000, 90_000, "USD", "year"), BASE], False),
        ([StatedPay(None, 120_000, "USD", "year")], [BASE], True),
    ],
)
def test_fields_and_text_disagree_when_no_range_is_common(
    stated: list[StatedPay], read: list[StatedPay], verdict: bool | None
) -> None:
    assert pay_conflict(stated, read) is verdict


@given(
    st.text(
        alphabet=st.sampled_from("0123456789 .,kKMm$€£₹-–/+|:()salrypubnoUSDEequit\n"), max_size=400
    )
)
def test_any_text_gives_ordered_positive_ranges_and_short_excerpts(text: str) -> None:
    reading = read_pay(Document(text, ()), text[:50], (), ())
    for pay in reading.ranges:
        assert pay.min is not None or pay.max is not None
        assert pay.min is None or pay.max is None or 0 < pay.min <= pay.max
        assert pay.period in PERIODS_PER_YEAR
    assert all(len(excerpt) <= 80 for excerpt in reading.unread)


def test_a_wall_of_prices_is_cut_off_not_read_to_its_end() -> None:
    reading = read_pay(Document("salary $100k - $120k\n" * 20_000, ()), "", (), ())
    assert len(reading.ranges) == 1


SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[4].parent / "shared"
)


@pytest.mark.skipif(
    not (SHARED / "gold" / "dev_labels.jsonl").exists(),
    reason="the labelled postings are not beside the project",
)
def test_labelled_postings_keep_their_pay_f1() -> None:
    """Base ranges exact in min, max, currency and period, as `gold/score.py` counts them."""
    labels = [
        json.loads(line)
        for line in (SHARED / "gold" / "dev_labels.jsonl").read_text("utf-8").splitlines()
    ]
    postings = {
        row["id"]: row
        for row in map(
            json.loads, (SHARED / "gold" / "dev_postings.jsonl").read_text("utf-8").splitlines()
        )
    }
    hits = misses = 0
    for label in labels:
        posting = postings[label["id"]]
        reading = read_pay(
            read_document(plain=posting["text"]),
            posting["title"],
            label["countries"],
            (posting["location"] or "",),
        )
        kinds = ("base", "unclear")
        want = Counter(
            (p["min"], p["max"], p["currency"], p["period"])
            for p in label["pay"]
            if p["kind"] in kinds
        )
        have = Counter(
            (p.min, p.max, p.currency, p.period) for p in reading.ranges if p.kind in kinds
        )
        hits += 2 * (want & have).total()
        misses += (want - have).total() + (have - want).total()
    assert hits / (hits + misses) >= 0.98
