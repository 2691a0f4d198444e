"""Metropolitan areas: which area a location of the United States lies in."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.readers.place import metros

BAY, VALLEY = "San Francisco-Oakland-Fremont, CA", "San Jose-Sunnyvale-Santa Clara, CA"
RALEIGH, DURHAM = "Raleigh-Cary, NC", "Durham-Chapel Hill, NC"
WASHINGTON = "Washington-Arlington-Alexandria, DC-VA-MD-WV"
NEW_YORK, BOSTON = "New York-Newark-Jersey City, NY-NJ", "Boston-Cambridge-Newton, MA-NH"

LOCATIONS = [
    ("San Francisco, CA", [BAY]),
    ("Menlo Park, California", [BAY]),  # nearer to Sunnyvale, but on this side of the county line
    ("Mountain View, CA, USA", [VALLEY]),
    ("Hoboken, NJ", [NEW_YORK]),
    ("NYC", [NEW_YORK]),
    ("Cambridge, MA | Cambridge, UK", [BOSTON]),
    ("San Francisco, CA | New York, NY | Oakland, CA", [BAY, NEW_YORK]),
    ("Kansas City, KS", ["Kansas City, MO-KS"]),
    ("Portland, ME", ["Portland-South Portland, ME"]),
    ("Winston-Salem, NC", ["Winston-Salem, NC"]),
    ("St. Louis, MO", ["St. Louis, MO-IL"]),
    ("Honolulu, HI", ["Urban Honolulu, HI"]),
    ("San Francisco Bay Area", [BAY, VALLEY]),
    ("Greater San Francisco Bay Area, CA", [BAY, VALLEY]),
    ("US - Bay Area", [BAY, VALLEY]),
    ("Bay Area California", [BAY, VALLEY]),
    ("Bay Area or New York", [NEW_YORK, BAY, VALLEY]),
    ("San Francisco Bay Area | San Francisco", [BAY, VALLEY]),
    ("San Francisco (Bay Area)", [BAY]),  # the town is the narrower word
    ("SF/Bay Area", [BAY]),
    ("Tampa Bay Area", ["Tampa-St. Petersburg-Clearwater, FL"]),
    ("Green Bay Area", ["Green Bay, WI"]),
    ("Monterey Bay Area, CA", ["Salinas, CA"]),
    ("Greater Bay Area, China", []),
    ("East Bay", [BAY]),
    ("Research Triangle Park, NC", [RALEIGH, DURHAM]),
    ("Raleigh-Durham, NC", [RALEIGH, DURHAM]),
    ("Raleigh/Durham, NC", [RALEIGH, DURHAM]),
    ("Northern Virginia", [WASHINGTON]),
    ("Washington DC Metro Area", [WASHINGTON]),
    ("NYC metro", [NEW_YORK]),
    ("New York Metropolitan Area", [NEW_YORK]),
    ("Long Island, NY", [NEW_YORK]),
    ("Long Island City, NY", [NEW_YORK]),
    ("Greater Boston", [BOSTON]),
    ("Silicon Valley", []),  # which towns it means depends on who says it
    ("California", []),  # a state is no area
    ("United States", []),
    ("Moab, UT", []),  # too far from any
    ("Toronto, ON", []),
    ("Paris", []),
    ("", []),
]


@pytest.mark.parametrize(("location", "areas"), LOCATIONS)
def test_towns_lie_in_their_area(location: str, areas: list[str]) -> None:
    assert metros.metros_in(location) == areas


@pytest.mark.parametrize("region", sorted(metros.areas_of_region()))
def test_every_region_is_made_of_areas_of_the_table_and_is_read_as_them(region: str) -> None:
    areas = list(metros.areas_of_region()[region])
    assert set(areas) <= set(metros.metro_of_town().values())
    assert (
        metros.metros_in(region.title()) == metros.metros_in(f"Greater {region.upper()}") == areas
    )


def test_hostile_locations_name_a_bounded_number_of_areas() -> None:
    assert metros.metros_in(" | ".join(["San Francisco, CA"] * 100_000)) == [BAY]
    assert metros.metros_in("\x00<script>" * 1000) == []
    assert metros.metros_in("Bay Area " * 100_000) == [BAY, VALLEY]


@pytest.mark.parametrize(
    ("countries", "remote", "areas"),
    [
        (["US"], "onsite", [BAY]),
        (["US"], "hybrid", [BAY]),
        (["CA", "US"], None, [BAY]),
        (["US"], "remote", []),  # done from anywhere
        (["MX"], "onsite", []),
        ([], None, []),
    ],
)
def test_only_work_at_a_place_in_the_united_states_is_in_an_area(
    countries: list[str], remote: str | None, areas: list[str]
) -> None:
    rows = [{"location_raw": "San Francisco", "country_codes": countries, "remote_policy": remote}]
    schema = pl.Schema(
        {
            "location_raw": pl.String(),
            "country_codes": pl.List(pl.String),
            "remote_policy": pl.String(),
        }
    )
    assert metros.with_metros(pl.DataFrame(rows, schema=schema))["metros"].to_list() == [areas]


def test_every_area_of_the_table_has_its_states_towns() -> None:
    areas = set(metros.metro_of_town().values())
    assert len(areas) == 387
    assert all(
        state in metro.rpartition(", ")[2].split("-")
        for (state, _), metro in metros.metro_of_town().items()
    )
