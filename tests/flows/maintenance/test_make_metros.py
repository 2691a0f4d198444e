"""The table of metropolitan areas: which town counts to which, by the nearest principal city."""

from __future__ import annotations

import math

import pytest

from flows.maintenance import make_metros

DEGREE_KM = math.radians(1) * make_metros.EARTH_KM


def town(name: str, state: str, north_km: float, population: int = 10_000) -> make_metros.Town:
    return make_metros.Town(name, state, north_km / make_metros.EARTH_KM, 0.0, population)


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch) -> None:
    """A country along one meridian: the principal cities Alder (0 km) and Birch-on-Sea (100 km), and towns between."""
    along = [
        *(
            town("Alder", "MA", 0, 500_000),
            town("Birch-on-Sea", "MA", 100, 300_000),
            town("Alder", "NY", 500),
        ),
        *(
            town("Near", "MA", 40),
            town("Nearer", "MA", 55),
            town("Over the line", "NH", 45),
            town("Far", "MA", 161),
        ),
        *(town("Hamlet", "MA", 10, 500), town("Mended", "MA", 80)),
    ]
    monkeypatch.setattr(make_metros, "towns", lambda: along)
    monkeypatch.setattr(make_metros, "COUNTY_LINES", {("MA", "Alder, MA"): "Mended"})


@pytest.mark.usefixtures("country")
def test_a_town_belongs_to_the_nearest_principal_city_within_reach_and_in_its_states() -> None:
    assert list(make_metros.town_rows(["Alder, MA", "Birch-on-Sea, MA"])) == [
        ("Alder, MA", "MA", "Alder|Mended|Near"),
        ("Birch-on-Sea, MA", "MA", "Birch-on-Sea|Nearer"),
    ]


@pytest.mark.usefixtures("country")
def test_an_area_may_cross_states() -> None:
    rows = list(make_metros.town_rows(["Alder, MA-NH"]))
    assert ("Alder, MA-NH", "NH", "Over the line") in rows


@pytest.mark.usefixtures("country")
def test_an_area_without_a_known_city_is_not_left_out_in_silence() -> None:
    with pytest.raises(SystemExit, match="Nowhere, MA"):
        list(make_metros.town_rows(["Alder, MA", "Nowhere, MA"]))


@pytest.mark.usefixtures("country")
def test_an_area_lies_where_the_first_city_of_its_name_does() -> None:
    ((area, latitude, longitude),) = make_metros.centre_rows(["Birch-on-Sea, MA"])
    birch = next(town for town in make_metros.towns() if town.name == "Birch-on-Sea")
    assert (area, longitude) == ("Birch-on-Sea, MA", 0.0)
    assert latitude == pytest.approx(math.degrees(birch.latitude), abs=0.005)


@pytest.mark.parametrize(
    ("area", "is_metro"),
    [("Boulder, CO", True), ("Ponce, PR", False), ("North Texas nonmetropolitan area", False)],
)
def test_areas_of_the_survey_are_metropolitan_and_of_a_state(area: str, is_metro: bool) -> None:
    assert make_metros.is_metro(area) is is_metro


def test_distances_follow_the_great_circle() -> None:
    assert make_metros.kilometres(town("a", "MA", 0), town("b", "MA", DEGREE_KM)) == pytest.approx(
        DEGREE_KM
    )


def test_withheld_wages_stay_empty() -> None:
    row = {
        "occ_name": "Data Scientists",
        "area_name": "Boulder, CO",
        "employment": "**",
        "annual_p50": "*",
    }
    survey = [
        row | dict.fromkeys(set(make_metros.WAGES.values()) - {"annual_p50"}, "90000"),
        row | {"occ_name": "Else"},
    ]
    assert list(make_metros.wage_rows(survey)) == [
        ("Boulder, CO", "", "90000", "90000", "90000", "", "90000", "90000")
    ]
