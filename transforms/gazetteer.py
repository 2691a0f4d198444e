"""Turns a location string, as a board writes it, into places: country, first-level region, city.

Decides what each name means: the gazetteer's candidates, then the names beside it ("Paris, TX"), then the countries named
elsewhere in the string, then the larger city. Leaves to `transforms.places` which strings are locations at all, what the
posting's text adds, and to `transforms.remote` whether the work is done at the place.

Cities: GeoNames (https://www.geonames.org/), CC BY 4.0, as extracted by `flows/make_gazetteer.py`.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

LONGEST_NAME_WORDS = 5
SCANNED_CITY_THOUSANDS = 100
"""A city found inside other words ("Berlin office campus") must be this large: small towns share names with plain words."""

CONTEXT_FACTOR = 8
"""How much a country named elsewhere outweighs population: Cambridge (110,000) beside "Boston, MA" is not Cambridge,
England (146,000), but Paris (2.1 m) beside "United States" is not Paris, Texas (25,000)."""

BETTER_KNOWN_FACTOR = 10
"""Enough for `better_known_cities` of the lexicon to win over namesakes that are larger but seldom hire."""

LARGE_CITY_THOUSANDS = 300
"""Smaller than this, a city that is not in the country written before it ("Costa Rica - Belén") is a namesake."""

LONGEST_LOCATION = 4000
"""A location field is hostile input too; the longest honest one seen lists 60 cities in 1,500 characters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job may be done. `region`: US state code, or the province's name elsewhere; null when not known."""

    country: str
    region: str | None = None
    city: str | None = None


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


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a location string; `meaning` is None for words the gazetteer does not know."""

    text: str
    meaning: Meaning | None


_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "ẖ": "h"})
_HARD_BREAK = re.compile(r"[|;/\n•·]+")
_SOFT_BREAK = re.compile(r"[,:()\[\]–—→+]+|\s-+\s|\s-(?=\w)|(?<=\w)-\s")
_CONJUNCTION = re.compile(r"\s+(?:or|and|&|oder|und|et|of)\s+")
_NOISE = re.compile(r"\([^()]{0,60} area\)|\b\d{4,6}(?:-\d{4})?\b|\bhttps?://\S+", re.I)


def fold(name: str) -> str:
    """Lower case, no diacritics or points, hyphens as spaces: how every name is looked up."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    words = plain.replace("-", " ").replace(".", "").replace("'", "").replace("’", "").replace("‘", "").split()
    return " ".join("saint" if word == "st" and index == 0 and len(words) > 1 else word for index, word in enumerate(words))


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
        return self.meaning(text) or self.standing_alone.get(text if _is_code(text) else fold(text))


def _rows(name: str) -> Iterator[list[str]]:
    """Rows of a bundled CSV after its notice and header."""
    lines = files("transforms").joinpath("lexicons", name).read_text(encoding="utf-8").splitlines()[2:]
    return csv.reader(lines)


def _is_code(name: str) -> bool:
    return len(name.replace(".", "")) <= 4 and name.replace(".", "").isupper()


@cache
def gazetteer() -> Gazetteer:
    """The bundled gazetteer, read once."""
    lexicon = tomllib.loads(files("transforms").joinpath("lexicons", "places.toml").read_text(encoding="utf-8"))
    names: dict[str, Meaning] = {}
    codes: dict[str, Meaning] = {}
    standing_alone: dict[str, Meaning] = {}

    def entry(name: str) -> Meaning:
        index, key = (codes, name.replace(".", "")) if _is_code(name) else (names, fold(name))
        return index.setdefault(key, Meaning([], [], []))

    for country, written_names in lexicon["countries"].items():
        for name in written_names:
            _add(entry(name).countries, country)
    for country, written in _rows("country_names.csv"):
        standing_alone.setdefault(country, Meaning([country], [], []))
        for name in written.split("|"):
            if not entry(name).countries:
                entry(name).countries.append(country)
    region_names = {}
    for country, regions in lexicon["regions"].items():
        for code, written_names in regions.items():
            region_names[country, code] = code if country == "US" else written_names[0]
            for name in written_names:
                _add(entry(name).regions, (country, code))
    for country, written_names in lexicon["subdivisions"].items():
        for name in written_names:
            _add(entry(name).regions, (country, name))
    _add_cities(lexicon, names, entry)
    for name, country in _rows("subdivisions.csv"):
        if fold(name) not in names:
            standing_alone.setdefault(fold(name), Meaning([], [(country, name)], []))
    for name in lexicon["wide_regions"]:
        index, key = (codes, name) if _is_code(name) else (names, fold(name))
        index[key] = Meaning([], [], [])
    return Gazetteer(names, codes, standing_alone, frozenset(map(fold, lexicon["fillers"])), region_names)


def _add_cities(lexicon: dict[str, Any], names: dict[str, Meaning], entry: Callable[[str], Meaning]) -> None:
    """Cities under their own names, largest first, then under the names the lexicon adds, better known ones in front."""
    by_name: dict[tuple[str, str], City] = {}
    for name, country, admin1, thousands in _rows("cities.csv"):
        known = [country, name] in lexicon["better_known_cities"] and (country, name) not in by_name
        city = City(country, admin1, name, int(thousands) * (BETTER_KNOWN_FACTOR if known else 1))
        by_name.setdefault((country, name), city)
        names.setdefault(fold(name), Meaning([], [], [])).cities.append(city)
    for country, cities in lexicon["cities"].items():
        for name, aliases in cities.items():
            for alias in aliases:
                _add(entry(alias).cities, by_name[country, name])


def written_names() -> dict[str, Meaning]:
    """Every country, region and city by its names as written, for finding them in running text."""
    lexicon = tomllib.loads(files("transforms").joinpath("lexicons", "places.toml").read_text(encoding="utf-8"))
    tables = [lexicon["countries"], *lexicon["regions"].values(), lexicon["subdivisions"], *lexicon["cities"].values()]
    names = [name for table in tables for written in table.values() for name in written]
    names += [name for _, written in _rows("country_names.csv") for name in written.split("|")]
    names += [row[0] for row in _rows("cities.csv")]
    return {name: meaning for name in names if name[0].isupper() and (meaning := gazetteer().meaning(name)) is not None}


def _add(values: list[Any], value: object) -> None:
    if value not in values:
        values.append(value)


def mentions(location: str) -> Iterator[list[Mention]]:
    """The names of each part of a location string; parts are what "|", ";" and "/" separate."""
    location = _NOISE.sub(" ", location[:LONGEST_LOCATION])
    for part in _HARD_BREAK.split(location):
        found = [mention for token in _SOFT_BREAK.split(part) for mention in _token_mentions(token.strip())]
        if found:
            yield found


def _token_mentions(token: str) -> list[Mention]:
    """One token: a whole name, names joined by "or", or names among other words."""
    found = _whole_name(token)
    if found is not None:
        return [found]
    joined = _CONJUNCTION.split(token)
    if len(joined) > 1:
        return [mention for piece in joined for mention in _token_mentions(piece.strip())]
    bare = _without_fillers(token)
    return list(scan(token, SCANNED_CITY_THOUSANDS)) or ([Mention(bare, None)] if bare else [])


def _whole_name(token: str) -> Mention | None:
    """The token as one name, if need be without the words around it that say nothing ("Greater Seattle area")."""
    index = gazetteer()
    while token:
        if fold(token) not in index.fillers or _is_state_code(token):
            meaning = index.whole_meaning(token)
            if meaning is not None:
                return Mention(token.strip(" *.-"), meaning)
        shorter = _without_one_filler(token)
        if shorter == token:
            return None
        token = shorter
    return None


def _without_one_filler(token: str) -> str:
    """The token without one word at its end, or else its start, that says nothing about where."""
    head, _, last = token.rpartition(" ")
    if _is_filler(last):
        return head.strip()
    first, _, tail = token.partition(" ")
    return tail.strip() if _is_filler(first) else token


def _without_fillers(token: str) -> str:
    while (shorter := _without_one_filler(token)) != token:
        token = shorter
    return token


def _is_filler(word: str) -> bool:
    folded = fold(word.strip("*,.-\"'"))
    return (not folded or folded in gazetteer().fillers) and not _is_state_code(word)


def _is_state_code(word: str) -> bool:
    return len(word) == 2 and word.isupper() and word in gazetteer().codes


def scan(text: str, thousands_min: int) -> Iterator[Mention]:
    """Names among other words, longest first, left to right; cities only when large or followed by their state."""
    index = gazetteer()
    words = [word for word in re.split(r"[\s\-_,()/:|–]+", text) if word]
    start = 0
    while start < len(words):
        for length in range(min(LONGEST_NAME_WORDS, len(words) - start), 0, -1):
            name = " ".join(words[start : start + length])
            if length == 1 and fold(name) in index.fillers and not _is_state_code(name):
                continue
            meaning = index.meaning(name)
            if meaning is None or not (name[0].isupper() or meaning.countries):
                continue
            if meaning.cities and not meaning.is_admin and max(city.thousands for city in meaning.cities) < thousands_min:
                following = words[start + length : start + length + 1]
                if not (following and _is_state_code(following[0])):
                    continue
            yield Mention(name, meaning)
            start += length
            break
        else:
            start += 1


def _certain_country(mention: Mention) -> str | None:
    """The country that a mention names whatever stands around it."""
    meaning = mention.meaning
    if meaning is None or meaning.cities:
        return None
    countries = {*meaning.countries, *(country for country, _ in meaning.regions)}
    return next(iter(countries)) if len(countries) == 1 else None


@lru_cache(maxsize=50_000)
def read_location(location: str, context: tuple[str, ...] = ()) -> tuple[tuple[Place, ...], bool]:
    """The places of one location string in its order, each once, and whether any name in it was recognised.

    `context`: countries known from elsewhere, which decide between cities of one name.
    """
    parts = list(mentions(location))
    known = {country for part in parts for mention in part if (country := _certain_country(mention))}
    near = frozenset(known | set(context))
    places: dict[Place, None] = {}
    for part in parts:
        for place in _resolve(part, near):
            places.setdefault(place)
    return tuple(places), any(mention.meaning is not None for part in parts for mention in part)


def _resolve(part: list[Mention], near: frozenset[str]) -> Iterator[Place]:
    """Joins each city with the region and country beside it; what stands alone is a place of its own."""
    start = 0
    while start < len(part):
        place, used = _joined(part[start:], near)
        if place is not None:
            yield place
        start += used


def _joined(part: list[Mention], near: frozenset[str]) -> tuple[Place | None, int]:
    """The place that the first mentions make together, and how many of them it used."""
    first, rest = part[0], part[1:]
    behind = rest[0].meaning if rest else None
    if first.meaning is None:
        return _unknown_city(first.text, rest)
    if first.meaning.cities and behind is not None and behind.is_admin:
        city = _city_in(first.meaning, behind)
        if city is not None:
            return _place_of(city), 2 + _admins_of(city.country, part[2:])
        if not behind.cities and not first.meaning.is_admin:
            country, region = _admin(behind, near)
            return Place(country, region, first.text), 2 + _admins_of(country, part[2:])
    if first.meaning.is_admin and behind is not None and behind.cities:
        city = _city_in(behind, first.meaning)
        follower = part[2].meaning if len(part) > 2 else None
        if city is None and first.meaning.countries and max(c.thousands for c in behind.cities) < LARGE_CITY_THOUSANDS:
            country, region = _admin(first.meaning, near)
            return Place(country, region, rest[0].text), 2
        if city is not None and not (follower is not None and follower.is_admin and not _city_in(behind, follower) is city):
            return _place_of(city), 2 + _admins_of(city.country, part[2:])
    if first.meaning.is_admin and behind is not None and behind.is_admin:
        country, region = _admin(first.meaning, frozenset(_countries_of(behind)))
        if country in _countries_of(behind) and not (first.meaning.cities and behind.cities):
            return Place(country, region or _admin(behind, near)[1]), 1 + _admins_of(country, rest)
    return _alone(first.meaning, near), 1


def _unknown_city(text: str, rest: list[Mention]) -> tuple[Place | None, int]:
    """A town that the gazetteer does not hold, placed by the region or country written behind it."""
    behind = rest[0].meaning if rest else None
    if behind is None or not behind.is_admin:
        return None, 1
    country, region = _admin(behind, frozenset())
    is_name = text[:1].isupper() and not any(c.isdigit() for c in text) and len(text) <= 40
    city = behind.cities[0].name if behind.cities and behind.countries else text if is_name else None
    return Place(country, region, city), 2 + _admins_of(country, rest[1:])


def _countries_of(meaning: Meaning) -> set[str]:
    return {*meaning.countries, *(country for country, _ in meaning.regions)}


def _city_in(meaning: Meaning, admin: Meaning) -> City | None:
    """The largest city of this name in the region (first) or country that `admin` can mean."""
    in_region = [c for c in meaning.cities if (c.country, c.admin1) in admin.regions]
    named = [c for c in meaning.cities if any(c.country == country and not c.admin1 for country, _ in admin.regions)]
    in_country = [c for c in meaning.cities if c.country in admin.countries]
    found = in_region or named or in_country
    return max(found, key=lambda city: city.thousands) if found else None


def _admins_of(country: str, rest: list[Mention]) -> int:
    """How many of the next mentions only say again which region or country this is ("…, Karnataka, India")."""
    used = 0
    for mention in rest[:2]:
        meaning = mention.meaning
        if meaning is None or country not in _countries_of(meaning) or (meaning.cities and meaning.regions):
            break
        used += 1
    return used


def _admin(meaning: Meaning, near: frozenset[str]) -> tuple[str, str | None]:
    """Country and region that a region's or country's name means: the nearby country's first, a US state before others."""
    by_nearness: list[tuple[str, str | None]] = [
        *((country, gazetteer().region_names.get((country, code), code)) for country, code in meaning.regions),
        *((country, None) for country in meaning.countries),
    ]
    ranked = [admin for admin in by_nearness if admin[0] in near] or _by_default(meaning, by_nearness)
    return ranked[0]


def _by_default(meaning: Meaning, admins: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """US states come first for two-letter codes ("CA", "IN"); a written-out country beats a region of its name."""
    is_us_state = any(country == "US" for country, _ in meaning.regions)
    return admins if is_us_state or not meaning.countries else admins[::-1]


def _alone(meaning: Meaning, near: frozenset[str]) -> Place | None:
    """A name with nothing beside it that decides: country, then city by size and nearness, then region."""
    if meaning.countries and not meaning.regions:
        return Place(meaning.countries[0], None, _city_state(meaning))
    if meaning.cities and not _is_region_first(meaning):
        return _place_of(max(meaning.cities, key=lambda c: c.thousands * (CONTEXT_FACTOR if c.country in near else 1)))
    if meaning.is_admin:
        country, region = _admin(meaning, near)
        return Place(country, region)
    return None


def _is_region_first(meaning: Meaning) -> bool:
    """Whether the region of this name is better known than the city ("Ontario", "Victoria", "Virginia")."""
    return bool(meaning.regions) and max(city.thousands for city in meaning.cities) < 500


def _city_state(meaning: Meaning) -> str | None:
    """The city of a city-state's name ("Singapore", "Luxembourg")."""
    own = [city.name for city in meaning.cities if city.country in meaning.countries]
    return own[0] if own else None


def _place_of(city: City) -> Place:
    region = gazetteer().region_names.get((city.country, city.admin1))
    return Place(city.country, region, city.name)


def countries_of(places: Iterable[Place]) -> tuple[str, ...]:
    """The countries of places, each once, in their order."""
    return tuple(dict.fromkeys(place.country for place in places))
