"""Turns a location string, as a board writes it, into places: country, first-level region, city.

Decides what each name means: the gazetteer's candidates, then the names beside it ("Paris, TX"), then the countries named
elsewhere in the string, then the larger city. Leaves finding the names to `transforms.readers.place.mentions`, to
`transforms.readers.place.places` which strings are locations at all and what the posting's text adds, and to
`transforms.readers.place.remote` whether the work is done at the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.readers.place.gazetteer import (
    LARGE_CITY_THOUSANDS,
    City,
    Meaning,
    gazetteer,
    is_code,
)
from transforms.readers.place.mentions import Mention, find_mentions

CONTEXT_FACTOR = 8
"""How much a country named elsewhere outweighs population: Cambridge (110,000) beside "Boston, MA" is not Cambridge,
England (146,000), but Paris (2.1 m) beside "United States" is not Paris, Texas (25,000)."""

_REGION_BELOW_THOUSANDS = 500
"""A city of this size is better known than the region of its name. A smaller one is not ("Ontario", "Virginia")."""

_LONGEST_TOWN = 40
_ZONE_COUNTRIES = frozenset({"US", "CA"})
_NOTHING = Meaning()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job may be done. `region`: US state code, or the province's name elsewhere. Null when not known."""

    country: str
    region: str | None = None
    city: str | None = None


Joined = tuple[Place, int]
"""The place that mentions make together, and how many of them it used."""


def countries_of(places: Iterable[Place]) -> tuple[str, ...]:
    """The countries of places, each once, in their order."""
    return tuple(dict.fromkeys(place.country for place in places))


@lru_cache(maxsize=50_000)
def read_location(location: str, context: tuple[str, ...] = ()) -> tuple[tuple[Place, ...], bool]:
    """The places of one location string in its order, each once, and whether any name in it was recognised.

    `context`: countries known from elsewhere, which decide between cities of one name.
    """
    parts = list(find_mentions(location))
    mentions = [mention for part in parts for mention in part]
    known = {country for mention in mentions if (country := _certain_country(mention))}
    parts = [_without_time_zones(part, {*known, *context}) for part in parts]
    # "Boston, MA" says that "Cambridge" beside it is American, although "MA" alone may be Morocco.
    resolved = [found for part in parts for found in _resolve(part, frozenset(known))]
    joined = {place.country for place, used in resolved if used > 1}
    near = frozenset({*known, *joined, *context})
    places = dict.fromkeys(place for part in parts for place, _ in _resolve(part, near))
    return tuple(places), any(mention.meaning is not None for mention in mentions)


def _without_time_zones(part: list[Mention], countries: set[str]) -> list[Mention]:
    """The names without American time zones: a code right behind a city is its region or country instead."""
    zones = gazetteer().time_zones
    if not any(mention.text in zones for mention in part):
        return part
    is_american = bool(countries & _ZONE_COUNTRIES)
    return [
        mention
        for index, mention in enumerate(part)
        if mention.text not in zones
        or (index > 0 and _is_town(part[index - 1]))
        or not (is_american or mention.text == "ET")
    ]


def _is_town(mention: Mention) -> bool:
    return mention.meaning is None or bool(mention.meaning.cities)


def _certain_country(mention: Mention) -> str | None:
    """The country that a mention names whatever stands around it."""
    meaning = mention.meaning or _NOTHING
    countries = meaning.admin_countries
    return next(iter(countries)) if len(countries) == 1 and not meaning.cities else None


def _resolve(part: Sequence[Mention], near: frozenset[str]) -> Iterator[Joined]:
    """Joins each city with the region and country beside it. The other names stand alone."""
    start = 0
    while start < len(part):
        place, used = _place_at(part[start:], near)
        if place is not None:
            yield place, used
        start += used


def _place_at(part: Sequence[Mention], near: frozenset[str]) -> tuple[Place | None, int]:
    """The place that the first mentions make together, and how many of them it used."""
    first = part[0].meaning
    if first is None:
        return _city_around_code(part) or _unknown_city(part)
    joined = (
        _town_named_like_a_country(part)
        or _city_around_code(part)
        or _city_before_admin(part, near)
        or _city_behind_admin(part, near)
        or _admin_before_admin(part, near)
    )
    return joined or (_alone(first, near), 1)


def _meaning_at(part: Sequence[Mention], index: int) -> Meaning:
    return (part[index].meaning if index < len(part) else None) or _NOTHING


def _city_around_code(part: Sequence[Mention]) -> Joined | None:
    """A city, a code of its region and its country: "Munich, BY, Germany".

    What the code means elsewhere (Belarus) does not count: nobody writes two countries behind one city.
    """
    first, code, behind = (_meaning_at(part, index) for index in range(3))
    if len(part) == 2 and is_code(part[0].text) and not is_code(part[1].text):
        return _code_before_country(part)
    is_region_code = len(part) > 2 and is_code(part[1].text) and not _is_country_alias(part[1])
    if not (is_region_code and behind.countries) or code.admin_countries & {*behind.countries}:
        return None
    here = [city for city in first.cities if city.country in behind.countries]
    city = max(here, key=lambda city: city.thousands, default=None)
    in_region = first.city_in(code)
    if city and not (in_region and in_region.thousands > city.thousands):
        return _place_of(city), 3
    is_unknown = part[0].meaning is None or (first.cities and not first.is_admin)
    if in_region or behind.regions or not is_unknown:
        return None
    text = part[0].text
    return Place(behind.countries[0], None, text if _is_name(text) else None), 3


def _code_before_country(part: Sequence[Mention]) -> Joined | None:
    """A region's code and its country alone: "BY, Germany". A state's code may stand in a list: "NY, Israel"."""
    code, behind = _meaning_at(part, 0), _meaning_at(part, 1)
    is_other = any(country == "US" for country, _ in code.regions) or _is_country_alias(part[0])
    if is_other or len(behind.countries) != 1 or behind.cities or behind.regions:
        return None
    if not code.countries or {*behind.countries} & code.admin_countries:
        return None
    return Place(behind.countries[0]), 2


def _is_country_alias(mention: Mention) -> bool:
    """Whether a code is how everybody writes a country ("UK", "USA"), not only its ISO code ("BY")."""
    written = gazetteer().codes.get(mention.text.replace(".", ""))
    return written is not None and bool(written.countries)


def _town_named_like_a_country(part: Sequence[Mention]) -> Joined | None:
    """An American town with a country's name: "Lebanon, NH". The state's code stands last, or before "USA"."""
    first, behind = _meaning_at(part, 0), _meaning_at(part, 1)
    states = [region for region in behind.regions if region[0] == "US"]
    is_town = first.countries and not first.regions and not is_code(part[0].text)
    if not (is_town and states) or not is_code(part[1].text):
        return None
    is_same_country = bool({*first.countries} & {*behind.countries})
    n_used = 2 + _n_repeated("US", part[2:])
    if is_same_country or n_used < len(part):
        return None
    return Place("US", states[0][1], part[0].text), n_used


def _city_before_admin(part: Sequence[Mention], near: frozenset[str]) -> Joined | None:
    """A city with its region or country: "Paris, TX". One that is not there is another place: "Lyon or Spain"."""
    first, behind = _meaning_at(part, 0), _meaning_at(part, 1)
    if not (first.cities and behind.is_admin):
        return None
    city = first.city_in(behind)
    if city is not None:
        return _place_of(city), 2 + _n_repeated(city.country, part[2:])
    if behind.cities or first.is_admin or part[1].is_alternative:
        return None
    country, region = _admin(behind, near)
    return Place(country, region, part[0].text), 2 + _n_repeated(country, part[2:])


def _city_behind_admin(part: Sequence[Mention], near: frozenset[str]) -> Joined | None:
    """A city behind its region or country: "USA - Boston"."""
    first, behind, follower = (_meaning_at(part, index) for index in range(3))
    if not (first.is_admin and behind.cities) or behind.countries:
        return None
    city = behind.city_in(first)
    if city is None:
        is_large = behind.largest_city >= LARGE_CITY_THOUSANDS
        if not first.countries or is_large or part[1].is_alternative:
            return None
        country, region = _admin(first, near)
        return Place(country, region, part[1].text), 2
    if follower.is_admin and behind.city_in(follower) is not city:
        return None
    return _place_of(city), 2 + _n_repeated(city.country, part[2:])


def _admin_before_admin(part: Sequence[Mention], near: frozenset[str]) -> Joined | None:
    """A region and its country, in either order."""
    first, behind = _meaning_at(part, 0), _meaning_at(part, 1)
    if not (first.is_admin and behind.is_admin) or (first.cities and behind.cities):
        return None
    country, region = _admin(first, frozenset(behind.admin_countries))
    if country not in behind.admin_countries:
        return None
    city = _meaning_at(part, 2).city_in(behind)
    if city is not None:
        # "USA-WA-Bellevue": the widest name comes first.
        return _place_of(city), 3
    region = region or _admin(behind, near)[1]
    return Place(country, region), 1 + _n_repeated(country, part[1:])


def _unknown_city(part: Sequence[Mention]) -> tuple[Place | None, int]:
    """A town that the gazetteer does not hold, placed by the region or country written behind it."""
    text, behind = part[0].text, _meaning_at(part, 1)
    if len(part) > 2 and part[1].meaning is None and _meaning_at(part, 2).is_admin:
        # "Pedro Escobedo, Qro., Mexico": a region that is not in the gazetteer between the town and its country.
        place, used = _unknown_city([part[0], *part[2:]])
        return place, used + 1
    if not behind.is_admin or part[1].is_alternative:
        return None, 1
    country, region = _admin(behind, frozenset())
    city = _city_state(behind) or (text if _is_name(text) else None)
    return Place(country, region, city), 2 + _n_repeated(country, part[2:])


def _is_name(text: str) -> bool:
    if text in gazetteer().behind_town:
        return False  # "QA, Germany"
    return text[:1].isupper() and not any(map(str.isdigit, text)) and len(text) <= _LONGEST_TOWN


def _n_repeated(country: str, rest: Sequence[Mention]) -> int:
    """How many of the next mentions only say again which region or country this is ("…, Karnataka, India")."""
    for used in range(min(2, len(rest))):
        meaning = _meaning_at(rest, used)
        if country not in meaning.admin_countries or (meaning.cities and meaning.regions):
            return used
    return min(2, len(rest))


def _admin(meaning: Meaning, near: frozenset[str]) -> tuple[str, str | None]:
    """Country and region that a region's or country's name means: the nearby country's first, a US state before others."""
    names = gazetteer().region_names
    regions = [(country, names.get((country, code), code)) for country, code in meaning.regions]
    admins: list[tuple[str, str | None]] = [*regions, *((one, None) for one in meaning.countries)]
    is_us_state = any(country == "US" for country, _ in regions)
    # US states come first for two-letter codes ("CA", "IN"). A written-out country beats a region of its name.
    default = admins[0] if is_us_state or not meaning.countries else admins[-1]
    return next((admin for admin in admins if admin[0] in near), default)


def _alone(meaning: Meaning, near: frozenset[str]) -> Place | None:
    """A name with nothing beside it that decides: country, then city by size and nearness, then region."""
    if meaning.countries and not meaning.regions:
        return Place(meaning.countries[0], None, _city_state(meaning))
    is_region = bool(meaning.regions) and meaning.largest_city < _REGION_BELOW_THOUSANDS
    if meaning.cities and not is_region:
        return _place_of(max(meaning.cities, key=lambda city: _weight(city, near)))
    return Place(*_admin(meaning, near)) if meaning.is_admin else None


def _weight(city: City, near: frozenset[str]) -> int:
    return city.thousands * (CONTEXT_FACTOR if city.country in near else 1)


def _city_state(meaning: Meaning) -> str | None:
    """The city of a city-state's name ("Singapore", "Luxembourg")."""
    return next((city.name for city in meaning.cities if city.country in meaning.countries), None)


def _place_of(city: City) -> Place:
    region = gazetteer().region_names.get((city.country, city.admin1))
    return Place(city.country, region, city.name)
