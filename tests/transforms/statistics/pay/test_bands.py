"""Pay bands: cells, weights, floors, disclosure (docs/methods.md, Pay)."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.statistics.pay import bands

POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "opening_id": pl.String,
        "source": pl.String,
        "remote_policy": pl.String,
        "employer_key": pl.String,
        "role_counted": pl.String,
        "level": pl.String,
        "country_codes": pl.List(pl.String),
        "region": pl.String,
        "metros": pl.List(pl.String),
        "has_text": pl.Boolean,
        "first_seen_at": pl.Datetime("us"),
        "last_seen_at": pl.Datetime("us"),
        "is_census": pl.Boolean,
        "period": pl.String,
    }
)
PAY = pl.Schema(
    {
        "posting_id": pl.String,
        "currency": pl.String,
        "kind": pl.String,
        "basis": pl.String,
        "place": pl.String,
        "min_year": pl.Float64,
        "max_year": pl.Float64,
        "min_usd_year": pl.Float64,
        "max_usd_year": pl.Float64,
        "is_wide": pl.Boolean,
        "is_implausible": pl.Boolean,
    }
)
SEEN = datetime(2026, 6, 1)


def posting(name: str, **more: object) -> dict[str, object]:
    return {
        "posting_id": name,
        "opening_id": name,
        "source": "ashby",
        "remote_policy": None,
        "employer_key": f"employer of {name}",
        "role_counted": "ml_engineer",
        "level": "senior",
        "country_codes": ["US"],
        "region": None,
        "metros": [],
        "has_text": True,
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
        "is_census": False,
        "period": None,
    } | more


def stated(name: str, low: float | None, high: float | None, **more: object) -> dict[str, object]:
    rate = {"USD": 1.0, "EUR": 1.1}[str(more.get("currency", "USD"))]
    return {
        "posting_id": name,
        "currency": "USD",
        "kind": "base",
        "basis": "text",
        "place": None,
        "min_year": low,
        "max_year": high,
        "min_usd_year": None if low is None else low * rate,
        "max_usd_year": None if high is None else high * rate,
        "is_wide": False,
        "is_implausible": False,
    } | more


def measure(postings: list[dict[str, object]], pay: list[dict[str, object]]) -> pl.DataFrame:
    return bands.measure_bands(
        pl.DataFrame(postings, schema=POSTING), pl.DataFrame(pay, schema=PAY)
    )


def row(found: pl.DataFrame, **wanted: object) -> dict[str, object]:
    cell = {
        "role": "ml_engineer",
        "level": "all",
        "country_code": "all",
        "region": "all",
        "metro": "all",
        "measure": "mid",
        "is_converted": True,
    }
    return found.filter(**(cell | wanted)).row(0, named=True)


def market(
    n: int, per_employer: int = 1
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """n openings with pay 100,000, 101,000 … to 20,000 more, `per_employer` of each employer."""
    postings = [
        posting(f"p{number:03d}", employer_key=f"e{number // per_employer}") for number in range(n)
    ]
    return postings, [
        stated(f"p{number:03d}", 100_000 + 1000 * number, 120_000 + 1000 * number)
        for number in range(n)
    ]


def test_low_mid_and_high_of_the_stated_range_stay_apart():
    found = measure(*market(11))
    assert [row(found, measure=name)["p50"] for name in ("low", "mid", "high")] == [
        105_000,
        115_000,
        125_000,
    ]


@pytest.mark.parametrize(
    ("n", "per_employer", "printed"),
    [
        (9, 1, []),
        (10, 1, ["p50"]),
        (19, 1, ["p50"]),
        (20, 1, ["p25", "p50", "p75"]),
        (39, 1, ["p25", "p50", "p75"]),
        (40, 1, ["p10", "p25", "p50", "p75", "p90"]),
        (20, 4, ["p50"]),  # five employers are enough for a median, not for quartiles
        (12, 3, []),  # four are not
        (40, 4, ["p25", "p50", "p75"]),
    ],
)
def test_quantiles_are_printed_from_their_floor_on(n: int, per_employer: int, printed: list[str]):
    found = row(measure(*market(n, per_employer)))
    assert [name for name in bands.QUANTILES if found[name] is not None] == printed
    assert [name for name in bands.QUANTILES if found[f"{name}_low"] is not None] == printed


def test_below_the_floor_the_note_says_how_few():
    found = row(measure(*market(7)))
    assert found["note"] == "too few (n = 7)"
    assert found["n_openings"] == 7


def test_an_employer_with_more_than_a_third_of_the_weight_is_no_market():
    postings, pay = market(20)
    for posted in postings[:7]:
        posted["employer_key"] = "giant"
    found = row(measure(postings, pay))
    assert found["p50"] is None
    assert found["note"] == "one employer has 35% of the weight (n = 20)"


def test_copies_of_one_opening_weigh_one():
    postings, pay = market(11)
    postings += [posting(f"copy{n}", opening_id="p010", employer_key="e10") for n in range(50)]
    pay += [stated(f"copy{n}", 110_000, 130_000) for n in range(50)]
    found = row(measure(postings, pay))
    assert found["p50"] == pytest.approx(115_000)
    assert (found["n_openings"], found["n_could_state_pay"]) == (11, 11)


def test_several_ranges_of_a_posting_weigh_one_together():
    postings, pay = market(11)
    pay += [stated("p010", 110_000, 130_000) for _ in range(30)]
    assert row(measure(postings, pay))["p50"] == pytest.approx(115_000)


def test_disclosure_is_the_share_of_openings_that_state_pay():
    postings, pay = market(11)
    found = row(measure([*postings, *(posting(f"silent{n}") for n in range(33))], pay))
    assert (found["n_openings"], found["n_could_state_pay"], found["disclosure_share"]) == (
        11,
        44,
        0.25,
    )


def test_a_share_of_four_employers_or_of_nine_openings_that_state_pay_is_not_printed():
    def disclosed(n: int, n_employers: int) -> tuple[object, ...]:
        postings = [posting(f"p{i}", employer_key=f"e{i % n_employers}") for i in range(n)]
        found = row(measure(postings, [stated("p0", 100_000, 120_000)]))
        names = (
            "n_stating_openings n_could_state_pay n_could_employers disclosure_share disclosure_low"
        )
        return tuple(found[name] for name in names.split())

    assert disclosed(20, 4) == (1, 20, 4, None, None)
    assert disclosed(9, 9) == (1, 9, 9, None, None)
    assert disclosed(10, 5)[:4] == (1, 10, 5, 0.1)


def test_disclosure_has_an_interval_that_is_wider_where_an_employer_states_all_or_none():
    postings, pay = market(20)
    alone = row(measure(postings, pay[:10]))
    assert alone["disclosure_low"] < 0.5 < alone["disclosure_high"]  # type: ignore[operator]
    by_two = [each | {"employer_key": f"e{number // 2}"} for number, each in enumerate(postings)]
    alike = row(measure(by_two, pay[:10]))
    width, of_two = (
        each["disclosure_high"] - each["disclosure_low"]  # type: ignore[operator]
        for each in (alone, alike)
    )
    assert alike["disclosure_share"] == 0.5
    assert of_two > 1.2 * width


def test_a_range_open_on_one_side_states_pay_and_has_no_middle():
    postings, pay = market(12)
    found = measure(postings, [*pay[:10], stated("p010", 150_000, None)])
    counted = [row(found, measure=name) for name in ("low", "mid")]
    assert [each["n_openings"] for each in counted] == [11, 10]
    assert [each["n_stating_openings"] for each in counted] == [11, 11]
    assert [each["disclosure_share"] for each in counted] == [11 / 12, 11 / 12]


def test_the_distribution_holds_the_openings_of_the_median():
    """An opening stands in it once, by the mean of its ranges that hold there: here two of 130,000 and 170,000 dollars."""
    postings, pay = market(20)
    both = posting("two", country_codes=["US", "CA"])
    told = [
        stated("two", 120_000, 140_000, place="United States"),
        stated("two", 160_000, 180_000, place="United States"),
        stated("two", 900_000, 900_000, place="Canada"),
    ]
    found = measure([*postings, both], [*pay, *told])
    here = row(found, country_code="US")
    assert here["pay_bins"] == [0, 0, 0, 0, 0, 10, 10, 1, *[0] * 18]
    assert (here["n_openings"], sum(here["pay_bins"])) == (21, 21)  # type: ignore[call-overload]
    assert row(found)["pay_bins"][20] == 1  # type: ignore[index]
    assert row(found, country_code="US", measure="low")["pay_bins"] is None
    assert row(found, country_code="US", is_converted=False)["pay_bins"] is None


def test_a_distribution_needs_what_quartiles_need():
    assert row(measure(*market(19)))["pay_bins"] is None
    assert sum(row(measure(*market(20)))["pay_bins"]) == 20  # type: ignore[call-overload]


def test_a_title_without_a_text_is_not_silent_on_pay():
    postings, pay = market(11)
    untold = [posting(f"title{n}", has_text=False) for n in range(33)]
    postings[0]["has_text"] = False  # its board states pay in a field
    assert row(measure(postings + untold, pay))["disclosure_share"] == 1


def test_the_median_of_all_openings_is_bounded_where_most_state_pay():
    postings, pay = market(15)
    silent = [posting(f"silent{n}") for n in range(5)]
    found = row(measure(postings + silent, pay))
    # Five of twenty are silent: at worst they are the five lowest or the five highest.
    assert found["p50"] == 117_000
    assert (found["p50_bound_low"], found["p50_bound_high"]) == (
        pytest.approx(110_000 + 14_000 / 3),
        pytest.approx(110_000 + 28_000 / 3),
    )


@pytest.mark.parametrize(
    ("n_silent", "sides"),
    [(0, "LH LH LH"), (10, "LH LH LH"), (20, "-H LH L-"), (60, "-H -- L-"), (130, "-- -- --")],
)
def test_a_side_of_a_quantile_is_open_when_the_silent_could_be_beyond_it(n_silent: int, sides: str):
    postings, pay = market(40)
    found = row(measure([*postings, *(posting(f"silent{n}") for n in range(n_silent))], pay))
    marks = [
        "".join(
            "-" if found[f"{name}_bound_{end}"] is None else end[0].upper()
            for end in ("low", "high")
        )
        for name in ("p25", "p50", "p75")
    ]
    assert " ".join(marks) == sides


def test_where_everybody_states_pay_the_bounds_are_the_median():
    found = row(measure(*market(11)))
    assert found["p50_bound_low"] == found["p50_bound_high"] == found["p50"]


@pytest.mark.parametrize(("n", "n_silent"), [(11, 11), (11, 40), (9, 0)])
def test_where_half_are_silent_or_the_median_is_not_printed_it_may_lie_anywhere(
    n: int, n_silent: int
):
    postings, pay = market(n)
    found = row(measure([*postings, *(posting(f"silent{k}") for k in range(n_silent))], pay))
    assert (found["p50_bound_low"], found["p50_bound_high"]) == (None, None)


def test_a_single_currency_has_no_bounds_because_the_others_are_not_silent():
    assert row(measure(*market(11)), is_converted=False)["p50_bound_low"] is None


def two_years(n_new_employers: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Ten employers with two openings a year, of which they priced half last year and all this year; and newcomers."""
    last, this = datetime(2025, 3, 1), datetime(2026, 3, 1)
    postings = [
        posting(f"{year}{n}", employer_key=f"e{n // 2}", first_seen_at=seen, last_seen_at=seen)
        for year, seen in (("a", last), ("b", this))
        for n in range(20)
    ]
    postings += [posting(f"new{n}") for n in range(n_new_employers)]
    return postings, [stated(f"b{n}", 1e5, 1e5) for n in range(20)] + [
        stated(f"a{n}", 1e5, 1e5) for n in range(10)
    ]


def test_the_change_in_disclosure_is_of_employers_seen_in_both_years():
    for n_new_employers in (0, 40):
        assert row(measure(*two_years(n_new_employers)))[
            "disclosure_change_share"
        ] == pytest.approx(0.5)


def test_pay_that_is_stated_for_another_country_is_no_change_of_disclosure_here():
    """Twenty openings in two countries, of which half state pay for both. This year all state it, the others for Canada."""
    postings, pay = two_years(0)
    for posted in postings:
        posted["country_codes"] = ["US", "CA"]
    for range_ in pay:
        is_new = range_["posting_id"] in {f"b{n}" for n in range(10, 20)}
        range_["place"] = "Canada" if is_new else "Canada or the United States"
    found = measure(postings, pay)
    change = {
        code: row(found, country_code=code)["disclosure_change_share"]
        for code in ("US", "CA", "all")
    }
    assert change == pytest.approx({"US": 0.0, "CA": 0.5, "all": 0.5})


def test_without_a_year_before_disclosure_has_no_change():
    assert row(measure(*market(40)))["disclosure_change_share"] is None


def test_currencies_are_never_mixed_but_in_dollars():
    postings, pay = market(20)
    euros = [stated(f"p{n:03d}", 100_000, 120_000, currency="EUR") for n in range(10)]
    found = measure(postings, [*euros, *pay[10:]])
    assert row(found, is_converted=False, currency="EUR")["p50"] == 110_000
    assert row(found, is_converted=False, currency="USD")["n_openings"] == 10
    assert row(found)["n_openings"] == 20
    assert row(found)["currency"] == "USD"


def test_the_two_views_differ_by_the_ranges_in_other_currencies_alone():
    postings, pay = market(20)
    key = ["role", "level", "country_code", "region", "metro", "measure"]
    dollars = measure(postings, pay)
    own, converted = (
        dollars.filter(is_converted=flag).sort(key).select(*key, "p25", "p50_low", "p50_high")
        for flag in (False, True)
    )
    assert own.height == 3 * own.select(key[:-1]).n_unique() > 3
    assert_frame_equal(own, converted)
    euro = [stated("p000", 100_000, 120_000, currency="EUR")]
    both = measure(postings, [*euro, *pay[1:]])
    assert row(both, is_converted=False, currency="USD")["n_openings"] == 19
    assert row(both, is_converted=False, currency="USD")["p50"] != row(both)["p50"]


def test_where_fields_state_pay_the_text_is_not_counted_again():
    postings, pay = market(11)
    fields = [stated(f"p{n:03d}", 200_000, 200_000, basis="structured") for n in range(11)]
    assert row(measure(postings, pay + fields))["p50"] == 200_000


@pytest.mark.parametrize(
    "odd", [{"kind": "ote"}, {"kind": "total"}, {"is_implausible": True}, {"is_implausible": None}]
)
def test_only_believable_base_pay_counts(odd: dict[str, object]):
    postings, pay = market(11)
    assert measure(postings, [range_ | odd for range_ in pay]).is_empty()


def test_a_nameless_employer_and_an_unclear_role_are_left_out():
    postings, pay = market(12)
    postings[0]["employer_key"] = None
    postings[1]["role_counted"] = "unclear"
    assert row(measure(postings, pay))["n_could_state_pay"] == 10


def test_a_posting_counts_in_each_of_its_countries_and_once_in_all():
    postings, pay = market(11)
    for posted in postings:
        posted["country_codes"] = ["MX", "BR"]
    found = measure(postings, pay)
    assert row(found, country_code="BR")["n_openings"] == row(found)["n_openings"] == 11


def test_a_range_for_one_country_is_no_pay_of_the_others():
    postings, pay = market(11)
    for posted in postings:
        posted["country_codes"] = ["US", "CA"]
    found = measure(
        postings, [*pay, *(stated(f"p{n:03d}", 50_000, 60_000, place="Canada") for n in range(11))]
    )
    assert row(found, country_code="US")["p50"] == 115_000
    assert row(found, country_code="CA")["p50"] == 55_000
    assert row(found, country_code="CA")["disclosure_share"] == 1


def test_a_country_whose_pay_is_not_stated_discloses_none():
    postings, pay = market(11)
    for posted in postings[:5]:
        posted["country_codes"] = ["US", "CA"]
    found = measure(postings, [range_ | {"place": "San Francisco"} for range_ in pay])
    assert row(found, country_code="US")["n_openings"] == 11
    assert found.filter(country_code="CA").is_empty()


def test_regions_stand_within_their_country():
    postings, pay = market(11)
    for posted in postings:
        posted["region"] = "California"
    assert (
        row(measure(postings, pay), country_code="US", region="California", level="senior")[
            "n_openings"
        ]
        == 11
    )


def in_metro(found: pl.DataFrame, metro: str, **wanted: object) -> dict[str, object]:
    area = found.filter(pl.col("metro") == metro, pl.col("region").is_null())
    return row(area.with_columns(region=pl.lit("all")), country_code="US", metro=metro, **wanted)


def test_metropolitan_areas_stand_within_their_country_and_beside_the_regions():
    postings, pay = market(11)
    for posted in postings:
        posted |= {"region": "CA", "metros": ["San Jose"]}
    found = measure(postings, pay)
    assert in_metro(found, "San Jose")["p50"] == row(found, country_code="US")["p50"] == 115_000
    assert row(found, country_code="US", region="CA")["n_openings"] == 11
    assert in_metro(found, "San Jose", level="senior")["n_openings"] == 11


def test_a_posting_in_several_areas_weighs_its_part_in_each():
    postings, pay = market(20)
    for number, posted in enumerate(postings):
        posted["metros"] = ["Austin"] if number < 10 else ["Austin", "Boston", "Chicago", "Denver"]
    area = in_metro(measure(postings, pay), "Austin")
    # Ten units for the lower ten, two and a half for the upper ten: the middle of 12.5 is the seventh of the lower ten.
    assert area["n_openings"] == 20
    assert area["p50"] == pytest.approx(115_750)


@pytest.mark.parametrize(("role", "level"), [("data_engineer", "senior"), ("ml_engineer", "mid")])
def test_areas_are_told_apart_for_focus_roles_together_and_at_the_senior_level(
    role: str, level: str
):
    postings, pay = market(11)
    for posted in postings:
        posted |= {"role_counted": role, "level": level, "metros": ["Austin"]}
    areas = measure(postings, pay).filter(pl.col("metro") != "all")
    assert set(areas["level"]) == (set() if role == "data_engineer" else {"all"})


def test_postings_last_seen_more_than_a_year_ago_say_nothing_of_the_present():
    postings, pay = market(12)
    postings[0]["last_seen_at"] = datetime(2025, 5, 1)
    assert row(measure(postings, pay))["n_could_state_pay"] == 11


def test_a_census_is_dated_by_its_month():
    postings, pay = market(12)
    postings[0] |= {"is_census": True, "period": "2017-01"}
    assert row(measure(postings, pay))["n_could_state_pay"] == 11


def test_a_range_without_a_top_counts_in_low_alone():
    postings, pay = market(10)
    found = measure(postings, [range_ | {"max_usd_year": None, "max_year": None} for range_ in pay])
    assert found["measure"].unique().to_list() == ["low"]


def test_no_pay_gives_no_bands():
    assert measure(market(10)[0], []).is_empty()
    assert measure([], []).schema == bands.BAND


def test_reweighted_the_silent_places_count_for_what_they_are():
    # Where a law asks for it, all forty state 200,000; elsewhere sixteen of eighty state 100,000.
    there = [posting(f"law{n}", region="CO") for n in range(40)]
    elsewhere = [posting(f"else{n}", region="TX") for n in range(80)]
    pay = [stated(f"law{n}", 2e5, 2e5) for n in range(40)] + [
        stated(f"else{n}", 1e5, 1e5) for n in range(16)
    ]
    found = row(measure(there + elsewhere, pay), country_code="US")
    assert found["p50"] == 200_000
    assert found["p50_reweighted"] == 100_000
    assert found["p50_reweighted_low"] <= found["p50_reweighted"] <= found["p50_reweighted_high"]


def test_a_few_that_stand_for_many_say_too_little_for_a_reweighted_median():
    there = [posting(f"law{n}", region="CO") for n in range(40)]
    elsewhere = [posting(f"else{n}", region="TX") for n in range(300)]
    pay = [stated(f"law{n}", 2e5, 2e5) for n in range(40)] + [
        stated(f"else{n}", 1e5, 1e5) for n in range(3)
    ]
    assert row(measure(there + elsewhere, pay), country_code="US")["p50_reweighted"] is None


def test_where_all_kinds_state_pay_alike_reweighting_changes_nothing():
    found = row(measure(*market(40)))
    assert found["p50_reweighted"] == pytest.approx(found["p50"], rel=0.001)
    assert row(measure(*market(40)), measure="low")["p50_reweighted"] is None


RANGES = st.lists(
    st.tuples(st.integers(20, 400), st.integers(0, 300), st.integers(0, 9)), min_size=1, max_size=60
)


@settings(max_examples=25, deadline=None)
@given(RANGES)
def test_bands_are_ordered_and_shares_are_shares(rows: list[tuple[int, int, int]]):
    postings = [
        posting(f"p{n}", employer_key=f"e{employer}") for n, (_, _, employer) in enumerate(rows)
    ]
    pay = [
        stated(f"p{n}", 1000.0 * low, 1000.0 * (low + width))
        for n, (low, width, _) in enumerate(rows)
    ]
    for found in measure(postings, pay).iter_rows(named=True):
        printed = [found[name] for name in bands.QUANTILES if found[name] is not None]
        assert printed == sorted(printed)
        assert all(
            found[f"{n}_low"] <= found[n] <= found[f"{n}_high"]
            for n in bands.QUANTILES
            if found[n] is not None
        )
        assert 0 <= (found["disclosure_share"] or 0) <= 1
        for name in bands.BOUNDED:
            low, high = found[f"{name}_bound_low"], found[f"{name}_bound_high"]
            assert low is None or low <= found[name] + 1e-6
            assert high is None or found[name] <= high + 1e-6
        assert 0 <= found["top_employer_share"] <= 1 + 1e-9
