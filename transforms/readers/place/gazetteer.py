"""Knows what a place's name can mean: the countries, first-level regions and cities it may stand for.

Decides how names are compared and which namesakes there are. Leaves to `transforms.readers.place.locations` which of them is meant.

Cities: GeoNames (https://www.geonames.org/), CC BY 4.0, as extracted by `flows/maintenance/make_gazetteer.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.text.lexicon import csv_rows, lexicon

BETTER_KNOWN_FACTOR = 10
"""Enough for `better_known_cities` of the lexicon to win over namesakes that are larger but seldom hire."""

LARGE_CITY_THOUSANDS = 300
"""Smaller than this, a city that is not in the country written before it ("Costa Rica - Belén") is a namesake."""


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

    countries: list[str]
    regions: list[tuple[str, str]]
    cities: list[City]

    @property
    def is_admin(self) -> bool:
        """Whether it can stand behind a city as its region or country."""
        return bool(self.countries or self.regions)


_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ı": "i",
        "ẖ": "h",
    }
)


def fold(name: str) -> str:
    """Lower case, no diacritics or points, hyphens as spaces: how every name is looked up."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    words = (
        plain.replace("-", " ")
        .replace(".", "")
        .replace("'", "")
        .replace("’", "")
        .replace("‘", "")
        .split()
    )
    return " ".join(
        "saint" if word == "st" and index == 0 and len(words) > 1 else word
        for index, word in enumerate(words)
    )


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names: `names` by folded name, `codes` (two or three capitals) by code."""

    names: dict[str, Meaning]
    codes: dict[str, Meaning]
    standing_alone: dict[str, Meaning]
    """Bare ISO codes and ISO 3166-2 subdivisions: too many are plain words ("Coast", "IS") to be found inside others."""
    fillers: frozenset[str]
    region_names: dict[tuple[str, str], str]

    def meaning(self, text: str) -> Meaning | None:
        """What a name means, or None when it is not a place's name."""
        text = text.strip(" .'\"*")
        if len(text) <= 4 and text.replace(".", "").isupper():
            code = self.codes.get(text.replace(".", ""))
            if code is not None:
                return code
        folded = fold(text)
        found = self.names.get(folded)
        if found is None and any(digraph in folded for digraph in ("ae", "oe", "ue")):
            # German without its umlauts: "Muenster" for "Münster".
            found = self.names.get(folded.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
        return found

    def whole_meaning(self, text: str) -> Meaning | None:
        """What a name that stands alone between separators means."""
        text = text.strip(" .'\"*-")
        alone = self.standing_alone.get(text if _is_code(text) else fold(text))
        return alone or self.meaning(text)


def _is_code(name: str) -> bool:
    return len(name.replace(".", "")) <= 4 and name.replace(".", "").isupper()


@cache
def gazetteer() -> Gazetteer:
    """The bundled gazetteer, read once."""
    stated = lexicon(__package__, "places.toml")
    names: dict[str, Meaning] = {}
    codes: dict[str, Meaning] = {}
    standing_alone: dict[str, Meaning] = {}

    def entry(name: str) -> Meaning:
        index, key = (codes, name.replace(".", "")) if _is_code(name) else (names, fold(name))
        return index.setdefault(key, Meaning([], [], []))

    for country, written_names in stated["countries"].items():
        for name in written_names:
            _add(entry(name).countries, country)
    for country, written in csv_rows(__package__, "country_names.csv"):
        standing_alone.setdefault(country, Meaning([country], [], []))
        for name in written.split("|"):
            if not entry(name).countries:
                entry(name).countries.append(country)
    region_names = {}
    for country, regions in stated["regions"].items():
        for code, written_names in regions.items():
            region_names[country, code] = code if country == "US" else written_names[0]
            for name in written_names:
                _add(entry(name).regions, (country, code))
    for country, written_names in stated["subdivisions"].items():
        for name in written_names:
            _add(entry(name).regions, (country, name))
    _add_cities(stated, names, entry)
    for name, country in csv_rows(__package__, "subdivisions.csv"):
        if fold(name) not in names:
            standing_alone.setdefault(fold(name), Meaning([], [(country, name)], []))
    for name in stated["wide_regions"]:
        index, key = (codes, name) if _is_code(name) else (names, fold(name))
        index[key] = Meaning([], [], [])
    for code, meaning in standing_alone.items():
        known = codes.get(code)
        if known is not None and known.is_admin:
            # "DE" is Delaware and Germany: what stands beside it decides, a US state when nothing does.
            standing_alone[code] = Meaning(
                [*known.countries, *meaning.countries], known.regions, known.cities
            )
    for code in stated["wide_regions"]:
        standing_alone.pop(code, None)
    return Gazetteer(
        names, codes, standing_alone, frozenset(map(fold, stated["fillers"])), region_names
    )


def _add_cities(
    stated: dict[str, Any], names: dict[str, Meaning], entry: Callable[[str], Meaning]
) -> None:
    """Cities under their own names, largest first, then under the names the lexicon adds, better known ones in front."""
    by_name: dict[tuple[str, str], City] = {}
    for name, country, admin1, thousands in csv_rows(__package__, "cities.csv"):
        known = [country, name] in stated["better_known_cities"] and (country, name) not in by_name
        city = City(country, admin1, name, int(thousands) * (BETTER_KNOWN_FACTOR if known else 1))
        by_name.setdefault((country, name), city)
        names.setdefault(fold(name), Meaning([], [], [])).cities.append(city)
    for country, cities in stated["cities"].items():
        for name, aliases in cities.items():
            for alias in aliases:
                _add(entry(alias).cities, by_name[country, name])


def written_names() -> dict[str, Meaning]:
    """Every country, region and city by its names as written, for finding them in running text."""
    stated = lexicon(__package__, "places.toml")
    tables = [
        stated["countries"],
        *stated["regions"].values(),
        stated["subdivisions"],
        *stated["cities"].values(),
    ]
    names = [name for table in tables for written in table.values() for name in written]
    names += [
        name
        for _, written in csv_rows(__package__, "country_names.csv")
        for name in written.split("|")
    ]
    names += [row[0] for row in csv_rows(__package__, "cities.csv")]
    return {
        name: meaning
        for name in names
        if name[0].isupper() and (meaning := gazetteer().meaning(name)) is not None
    }


def _add(values: list[Any], value: object) -> None:
    if value not in values:
        values.append(value)
