"""Where a stated range holds: its zone's places, or the countries of its currency."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.statistics.pay.zones import ZONE, holds, in_first_country, with_zones

BAY, NEW_YORK = "San Francisco-Oakland-Fremont, CA", "New York-Newark-Jersey City, NY-NJ"


def zones(
    place: str | None, currency: str = "USD", country_codes: list[str] | None = None
) -> tuple[list[str], ...]:
    ranges = pl.DataFrame(
        {"posting_id": ["p"], "currency": [currency], "place": [place]},
        schema_overrides={"place": pl.String},
    )
    postings = pl.DataFrame(
        {
            "posting_id": ["p"],
            "country_codes": [["US", "CA"] if country_codes is None else country_codes],
        },
        schema_overrides={"country_codes": pl.List(pl.String)},
    )
    return with_zones(ranges, postings).select(ZONE.names()).row(0)


ZONES = [
    ("Canada", (["CA"], [], [])),
    ("US Salary Range", (["US"], [], [])),
    ("Colorado", (["US"], ["US CO"], ["Boulder, CO"])),
    ("roles based in San Francisco", (["US"], ["US CA"], [BAY])),
    ("San Francisco or New York City", (["US"], ["US CA", "US NY"], [BAY, NEW_YORK])),
    ("Toronto, Ontario", (["CA"], ["CA Ontario"], [])),
    ("London, UK", (["GB"], ["GB England"], [])),
    (
        "San Francisco / Canada",
        (["US", "CA"], [], []),
    ),  # one of them names no region: the range is open within both
]


@pytest.mark.parametrize(("place", "expected"), ZONES)
def test_a_zone_that_names_places_holds_there_alone(
    place: str, expected: tuple[list[str], ...]
) -> None:
    countries, regions, areas = zones(place)
    assert (countries, regions) == expected[:2]
    assert set(expected[2]) <= set(areas)
    assert bool(areas) == bool(expected[2])


@pytest.mark.parametrize(
    "place",
    [None, "", "Tier 1", "Senior", "\x00<script>alert(1)</script>", "Remote, Premium" * 500],
)
def test_a_zone_that_names_no_place_is_for_the_countries_of_its_money(place: str | None) -> None:
    assert zones(place, "CAD") == (["CA"], [], [])
    assert zones(place, "USD") == (["US"], [], [])


@pytest.mark.parametrize("place", ["LATAM", "Latin America", "EMEA salary range", "europe"])
def test_a_range_for_a_wide_region_is_pay_of_no_country(place: str) -> None:
    countries, regions, areas = zones(place, "USD", ["US", "MX"])
    assert not {"US", "MX"} & {*countries}
    assert countries
    assert not regions + areas
    postings = pl.DataFrame({"posting_id": ["p"], "country_codes": [["US"]]})
    latam, us = ({"posting_id": "p", "currency": "USD", "place": name} for name in (place, "US"))
    assert in_first_country(pl.DataFrame([latam, us]), postings)["place"].to_list() == ["US"]


@pytest.mark.parametrize("place", ["Worldwide", "Midwest", "Anywhere"])
def test_the_whole_world_and_a_part_of_one_country_leave_a_postings_places_open(place: str) -> None:
    assert zones(place, "USD", ["US"]) == ([], [], [])


def test_money_of_none_of_the_countries_holds_in_all_of_them() -> None:
    assert zones(None, "USD", ["MX", "BR"]) == ([], [], [])
    assert zones(None, "XXX", ["MX", "BR"]) == ([], [], [])


def test_in_one_country_money_says_nothing_more() -> None:
    assert zones(None, "USD", ["CA"]) == zones(None, "USD", []) == ([], [], [])


def test_euros_are_the_money_of_several_countries() -> None:
    assert zones(None, "EUR", ["DE", "GB", "FR"])[0] == ["DE", "FR"]


CELLS = [
    (("all", "all", "all"), [True, True, True]),
    (("US", "all", "all"), [True, True, False]),
    (("CA", "all", "all"), [True, False, True]),
    (("US", "CA", "all"), [True, True, False]),
    (("US", "NY", "all"), [True, False, False]),
    (("US", "all", BAY), [True, True, False]),
    (("US", "all", NEW_YORK), [True, False, False]),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_a_range_counts_in_the_cells_it_holds_in(
    cell: tuple[str, str, str], expected: list[bool]
) -> None:
    """Three ranges: for everywhere, for San Francisco, for Canada."""
    ranges = pl.DataFrame(
        [([], [], []), (["US"], ["US CA"], [BAY]), (["CA"], [], [])], schema=ZONE, orient="row"
    ).with_columns(country_code=pl.lit(cell[0]), region=pl.lit(cell[1]), metro=pl.lit(cell[2]))
    assert ranges.select(holds().alias("holds"))["holds"].to_list() == expected


def test_a_posting_speaks_for_its_first_country() -> None:
    ranges = pl.DataFrame(
        {
            "posting_id": ["p", "p", "q"],
            "currency": ["CAD", "USD", "CAD"],
            "place": [None, "US Tier 1", None],
        },
        schema_overrides={"place": pl.String},
    )
    postings = pl.DataFrame({"posting_id": ["p", "q"], "country_codes": [["US", "CA"], []]})
    assert in_first_country(ranges, postings)["currency"].to_list() == ["USD", "CAD"]


@given(st.lists(st.sampled_from([None, "Canada", "Tier 2", "New York"]), max_size=8))
def test_every_range_is_kept_once_and_in_its_order(places: list[str | None]) -> None:
    ids = [f"p{number % 3}" for number in range(len(places))]
    ranges = pl.DataFrame(
        {"posting_id": ids, "currency": ["USD"] * len(ids), "place": places},
        schema={"posting_id": pl.String, "currency": pl.String, "place": pl.String},
    )
    postings = pl.DataFrame(
        {"posting_id": ["p0", "p1", "p2"], "country_codes": [["US"], None, ["US", "CA"]]}
    )
    assert with_zones(ranges, postings).select(ranges.columns).equals(ranges)
