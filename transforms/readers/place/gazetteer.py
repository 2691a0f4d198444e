"""Knows what a place's name can mean: the countries, first-level regions and cities it may stand for.

Decides which namesakes there are. Leaves to `transforms.readers.place.locations` which of them is meant.

Cities: GeoNames (https://www.geonames.org/), CC BY 4.0, as extracted by `flows/maintenance/make_gazetteer.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from transforms.text.folding import fold_name
from transforms.text.lexicon import csv_rows, lexicon

BETTER_KNOWN_FACTOR = 10
"""Enough for `better_known_cities` of the lexicon to win over namesakes that are larger but seldom hire."""

LARGE_CITY_THOUSANDS = 300
"""A smaller city that is not in the country written before it ("Costa Rica - Belén") is a namesake."""


@dataclass(frozen=True, slots=True)
class City:
    """One gazetteer row."""

    country: str
    admin1: str
    name: str
    thousands: int


@dataclass(slots=True)
class Meaning:
    """Everything that a name can mean. A wide region ("EMEA") has none of the three."""

    countries: list[str] = field(default_factory=list)
    regions: list[tuple[str, str]] = field(default_factory=list)
    cities: list[City] = field(default_factory=list)

    @property
    def is_admin(self) -> bool:
        """Whether it can stand behind a city as its region or country."""
        return bool(self.countries or self.regions)

    @property
    def admin_countries(self) -> set[str]:
        """The countries that it is, or that it is a region of."""
        return {*self.countries, *(country for country, _ in self.regions)}

    @property
    def largest_city(self) -> int:
        """Thousands of people in the largest city of the name, 0 when there is none."""
        return max((city.thousands for city in self.cities), default=0)

    def city_in(self, admin: Meaning) -> City | None:
        """The largest city of this name in the region (first) or country that `admin` can mean."""
        unplaced = {country for country, _ in admin.regions}
        found = (
            [city for city in self.cities if (city.country, city.admin1) in admin.regions]
            or [city for city in self.cities if not city.admin1 and city.country in unplaced]
            or [city for city in self.cities if city.country in admin.countries]
        )
        return max(found, key=lambda city: city.thousands, default=None)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names: `names` by folded name, `codes` (two or three capitals) by code."""

    names: dict[str, Meaning] = field(default_factory=dict)
    codes: dict[str, Meaning] = field(default_factory=dict)
    standing_alone: dict[str, Meaning] = field(default_factory=dict)
    """Bare ISO codes and ISO 3166-2 subdivisions: too many are plain words ("Coast", "IS") to be found inside others."""
    fillers: set[str] = field(default_factory=set)
    time_zones: set[str] = field(default_factory=set)
    """Codes of American time zones that are codes of countries or states too ("PT")."""
    slash_states: dict[str, Meaning] = field(default_factory=dict)
    """Codes that are a state behind a town and a slash only."""
    behind_town: dict[str, Meaning] = field(default_factory=dict)
    """Codes that are words of the trade ("AI", "QA"): a country right behind one of its towns only ("Doha, QA")."""
    country_names: dict[str, str] = field(default_factory=dict)
    """The name of every country by its ISO 3166 alpha-2 code. What is not in here is no country ("EU", "XX")."""
    region_names: dict[tuple[str, str], str] = field(default_factory=dict)

    def meaning(self, text: str) -> Meaning | None:
        """What a name means, or None when it is not a place's name."""
        text = text.strip(" .'\"*")
        if len(text) <= 4 and text.replace(".", "").isupper():
            code = self.codes.get(text.replace(".", ""))
            if code is not None:
                return code
        folded = fold_name(text)
        found = self.names.get(folded)
        if found is None and any(digraph in folded for digraph in ("ae", "oe", "ue")):
            # German without its umlauts: "Muenster" for "Münster".
            found = self.names.get(folded.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
        return found

    def whole_meaning(self, text: str) -> Meaning | None:
        """What a name that stands alone between separators means."""
        text = text.strip(" .'\"*-")
        alone = self.standing_alone.get(text if is_code(text) else fold_name(text))
        return alone or self.meaning(text)

    def entry(self, name: str) -> Meaning:
        """The meaning of a name or code to add to."""
        if is_code(name):
            return self.codes.setdefault(name.replace(".", ""), Meaning())
        return self.names.setdefault(fold_name(name), Meaning())


def is_code(name: str) -> bool:
    """Whether a name is written as a code: up to four capitals ("DE", "U.S.")."""
    bare = name.replace(".", "")
    return len(bare) <= 4 and bare.isupper()


@cache
def gazetteer() -> Gazetteer:
    """The bundled gazetteer, read once a process."""
    known, stated = Gazetteer(), lexicon(__package__, "places.toml")
    known.fillers.update(map(fold_name, stated["fillers"]))
    known.time_zones.update(stated["time_zones"])
    for country, codes in stated["slash_states"].items():
        known.slash_states.update((code, Meaning([country])) for code in codes)
    _add_countries(known, stated)
    _add_regions(known, stated)
    _add_cities(known, stated)
    for name, country in csv_rows(__package__, "subdivisions.csv"):
        if fold_name(name) not in known.names:
            region = Meaning(regions=[(country, name)])
            known.standing_alone.setdefault(fold_name(name), region)
    _add_wide_regions(known, stated["wide_regions"])
    for code in stated["behind_town_only"]:
        alone, inside = known.standing_alone.pop(code, None), known.codes.pop(code, None)
        known.behind_town[code] = alone or inside or Meaning()
    return known


def _add_countries(known: Gazetteer, stated: dict[str, Any]) -> None:
    cities = {*stated["cities_before_countries"]}
    for country, written_names in stated["countries"].items():
        for name in written_names:
            _add(known.entry(name).countries, country)
    for country, written in csv_rows(__package__, "country_names.csv"):
        known.country_names[country] = written.partition("|")[0]
        known.standing_alone.setdefault(country, Meaning([country]))
        for name in written.split("|"):
            if name not in cities and not known.entry(name).countries:
                known.entry(name).countries.append(country)


def _add_regions(known: Gazetteer, stated: dict[str, Any]) -> None:
    for country, regions in stated["regions"].items():
        for code, written_names in regions.items():
            known.region_names[country, code] = code if country == "US" else written_names[0]
            for name in written_names:
                _add(known.entry(name).regions, (country, code))
    for country, written_names in stated["subdivisions"].items():
        for name in written_names:
            _add(known.entry(name).regions, (country, name))


def _add_cities(known: Gazetteer, stated: dict[str, Any]) -> None:
    """Cities under their own names, largest first, then under the names the lexicon adds, better known ones in front."""
    by_name: dict[tuple[str, str], City] = {}
    better_known = {(country, name) for country, name in stated["better_known_cities"]}
    for name, country, admin1, thousands in csv_rows(__package__, "cities.csv"):
        is_boosted = (country, name) in better_known and (country, name) not in by_name
        size = int(thousands) * (BETTER_KNOWN_FACTOR if is_boosted else 1)
        city = City(country, admin1, name, size)
        by_name.setdefault((country, name), city)
        known.names.setdefault(fold_name(name), Meaning()).cities.append(city)
    for country, cities in stated["cities"].items():
        for name, aliases in cities.items():
            for alias in aliases:
                _add(known.entry(alias).cities, by_name[country, name])


def _add_wide_regions(known: Gazetteer, wide_regions: list[str]) -> None:
    for name in wide_regions:
        if is_code(name):
            known.codes[name] = Meaning()
        else:
            known.names[fold_name(name)] = Meaning()
    for code, meaning in known.standing_alone.items():
        inside = known.codes.get(code)
        if inside is not None and inside.is_admin:
            # "DE" is Delaware and Germany: what stands beside it decides, a US state when nothing does.
            countries = [*inside.countries, *meaning.countries]
            known.standing_alone[code] = Meaning(countries, inside.regions, inside.cities)
    for name in wide_regions:
        known.standing_alone.pop(name, None)


def _add(values: list[Any], value: object) -> None:
    if value not in values:
        values.append(value)


_OTHER_CODES = {"UK": "GB", "EL": "GR"}
"""Codes that the European Union writes for two countries."""


def iso_country(code: str) -> str | None:
    """The ISO 3166 alpha-2 code that two letters stand for. None for letters that are no country's ("EU", "XX")."""
    capitals = code.strip().upper()
    found = _OTHER_CODES.get(capitals, capitals)
    return found if found in gazetteer().country_names else None


def written_names() -> dict[str, Meaning]:
    """Every country, region and city by its names as written, for finding them in running text."""
    meanings = ((name, gazetteer().meaning(name)) for name in _every_name() if name[0].isupper())
    return {name: meaning for name, meaning in meanings if meaning is not None}


def _every_name() -> Iterator[str]:
    stated = lexicon(__package__, "places.toml")
    plain = [stated["countries"], stated["subdivisions"]]
    for table in (*plain, *stated["regions"].values(), *stated["cities"].values()):
        for names in table.values():
            yield from names
    for _, written in csv_rows(__package__, "country_names.csv"):
        yield from written.split("|")
    for name, *_ in csv_rows(__package__, "cities.csv"):
        yield name
