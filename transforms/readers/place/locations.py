"""Turns a location string, as a board writes it, into places: country, first-level region, city.

Decides what each name means: the gazetteer's candidates, then the names beside it ("Paris, TX"), then the countries named
elsewhere in the string, then the larger city. Leaves to `transforms.readers.place.places` which strings are locations at all, what the
posting's text adds, and to `transforms.readers.place.remote` whether the work is done at the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from transforms.readers.place.gazetteer import LARGE_CITY_THOUSANDS, City, Meaning, fold, gazetteer

LONGEST_NAME_WORDS = 5
SCANNED_CITY_THOUSANDS = 100
"""A city found inside other words ("Berlin office campus") must be this large: small towns share names with plain words."""

CONTEXT_FACTOR = 8
"""How much a country named elsewhere outweighs population: Cambridge (110,000) beside "Boston, MA" is not Cambridge,
England (146,000), but Paris (2.1 m) beside "United States" is not Paris, Texas (25,000)."""

LONGEST_LOCATION = 4000
"""A location field is hostile input too; the longest honest one seen lists 60 cities in 1,500 characters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job may be done. `region`: US state code, or the province's name elsewhere; null when not known."""

    country: str
    region: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a location string; `meaning` is None for words the gazetteer does not know."""

    text: str
    meaning: Meaning | None


_HARD_BREAK = re.compile(r"[|;/\n•·]+")
_SOFT_BREAK = re.compile(r"[,:()\[\]–—→+]+|\s-+\s|\s-(?=\w)|(?<=\w)-\s")
_CONJUNCTION = re.compile(r"\s+(?:or|and|&|oder|und|et|of)\s+")
_NOISE = re.compile(r"\([^()]{0,60} area\)|\b\d{4,6}(?:-\d{4})?\b|\bhttps?://\S+", re.I)


def mentions(location: str) -> Iterator[list[Mention]]:
    """The names of each part of a location string; parts are what "|", ";" and "/" separate."""
    location = _NOISE.sub(" ", location[:LONGEST_LOCATION])
    for part in _HARD_BREAK.split(location):
        found = [
            mention
            for token in _SOFT_BREAK.split(part)
            for mention in _token_mentions(token.strip())
        ]
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
    start = end = 0
    while start < len(words):
        for length in range(min(LONGEST_NAME_WORDS, len(words) - start), 0, -1):
            name = " ".join(words[start : start + length])
            if length == 1 and fold(name) in index.fillers and not _is_state_code(name):
                continue
            meaning = index.meaning(name)
            if meaning is None or not (name[0].isupper() or meaning.countries):
                continue
            if _is_state_code(name) and not meaning.countries and not 0 < start == end:
                # "ON" and "IN" are words too: a state's code counts right behind the name of its city or country.
                continue
            if (
                meaning.cities
                and not meaning.is_admin
                and max(city.thousands for city in meaning.cities) < thousands_min
            ):
                following = words[start + length : start + length + 1]
                if not (following and _is_state_code(following[0])):
                    continue
            yield Mention(name, meaning)
            start += length
            end = start
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
    known = {
        country for part in parts for mention in part if (country := _certain_country(mention))
    }
    # "Boston, MA" says that "Cambridge" beside it is American, although "MA" alone may be Morocco.
    joined = {
        place.country
        for part in parts
        for place, used in _resolve(part, frozenset(known))
        if used > 1
    }
    near = frozenset({*known, *joined, *context})
    places = dict.fromkeys(place for part in parts for place, _ in _resolve(part, near))
    return tuple(places), any(mention.meaning is not None for part in parts for mention in part)


def _resolve(part: list[Mention], near: frozenset[str]) -> Iterator[tuple[Place, int]]:
    """Joins each city with the region and country beside it, with the number of names joined; the rest stand alone."""
    start = 0
    while start < len(part):
        place, used = _joined(part[start:], near)
        if place is not None:
            yield place, used
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
    if first.meaning.is_admin and behind is not None and behind.cities and not behind.countries:
        city = _city_in(behind, first.meaning)
        follower = part[2].meaning if len(part) > 2 else None
        if (
            city is None
            and first.meaning.countries
            and max(c.thousands for c in behind.cities) < LARGE_CITY_THOUSANDS
        ):
            country, region = _admin(first.meaning, near)
            return Place(country, region, rest[0].text), 2
        if city is not None and not (
            follower is not None and follower.is_admin and _city_in(behind, follower) is not city
        ):
            return _place_of(city), 2 + _admins_of(city.country, part[2:])
    if first.meaning.is_admin and behind is not None and behind.is_admin:
        country, region = _admin(first.meaning, frozenset(_countries_of(behind)))
        if country in _countries_of(behind) and not (first.meaning.cities and behind.cities):
            region = region or _admin(behind, near)[1]
            city = (
                _city_in(part[2].meaning, behind)
                if len(part) > 2 and part[2].meaning is not None
                else None
            )
            if city is not None:
                # "USA-WA-Bellevue": the widest name comes first.
                return _place_of(city), 3
            return Place(country, region), 1 + _admins_of(country, rest)
    return _alone(first.meaning, near), 1


def _unknown_city(text: str, rest: list[Mention]) -> tuple[Place | None, int]:
    """A town that the gazetteer does not hold, placed by the region or country written behind it."""
    if (
        len(rest) > 1
        and rest[0].meaning is None
        and rest[1].meaning is not None
        and rest[1].meaning.is_admin
    ):
        # "Pedro Escobedo, Qro., Mexico": a region that nobody knows between the town and its country.
        place, used = _unknown_city(text, rest[1:])
        return place, used + 1
    behind = rest[0].meaning if rest else None
    if behind is None or not behind.is_admin:
        return None, 1
    country, region = _admin(behind, frozenset())
    is_name = text[:1].isupper() and not any(c.isdigit() for c in text) and len(text) <= 40
    city = _city_state(behind) or (text if is_name else None)
    return Place(country, region, city), 2 + _admins_of(country, rest[1:])


def _countries_of(meaning: Meaning) -> set[str]:
    return {*meaning.countries, *(country for country, _ in meaning.regions)}


def _city_in(meaning: Meaning, admin: Meaning) -> City | None:
    """The largest city of this name in the region (first) or country that `admin` can mean."""
    in_region = [c for c in meaning.cities if (c.country, c.admin1) in admin.regions]
    named = [
        c
        for c in meaning.cities
        if any(c.country == country and not c.admin1 for country, _ in admin.regions)
    ]
    in_country = [c for c in meaning.cities if c.country in admin.countries]
    found = in_region or named or in_country
    return max(found, key=lambda city: city.thousands) if found else None


def _admins_of(country: str, rest: list[Mention]) -> int:
    """How many of the next mentions only say again which region or country this is ("…, Karnataka, India")."""
    used = 0
    for mention in rest[:2]:
        meaning = mention.meaning
        if (
            meaning is None
            or country not in _countries_of(meaning)
            or (meaning.cities and meaning.regions)
        ):
            break
        used += 1
    return used


def _admin(meaning: Meaning, near: frozenset[str]) -> tuple[str, str | None]:
    """Country and region that a region's or country's name means: the nearby country's first, a US state before others."""
    by_nearness: list[tuple[str, str | None]] = [
        *(
            (country, gazetteer().region_names.get((country, code), code))
            for country, code in meaning.regions
        ),
        *((country, None) for country in meaning.countries),
    ]
    ranked = [admin for admin in by_nearness if admin[0] in near] or _by_default(
        meaning, by_nearness
    )
    return ranked[0]


def _by_default(
    meaning: Meaning, admins: list[tuple[str, str | None]]
) -> list[tuple[str, str | None]]:
    """US states come first for two-letter codes ("CA", "IN"); a written-out country beats a region of its name."""
    is_us_state = any(country == "US" for country, _ in meaning.regions)
    return admins if is_us_state or not meaning.countries else admins[::-1]


def _alone(meaning: Meaning, near: frozenset[str]) -> Place | None:
    """A name with nothing beside it that decides: country, then city by size and nearness, then region."""
    if meaning.countries and not meaning.regions:
        return Place(meaning.countries[0], None, _city_state(meaning))
    if meaning.cities and not _is_region_first(meaning):
        return _place_of(
            max(
                meaning.cities,
                key=lambda c: c.thousands * (CONTEXT_FACTOR if c.country in near else 1),
            )
        )
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
