"""Reads where a job may be done: countries, region and city of the first place, and the remote policy.

Decides how the sources of a place are combined: location strings first, then the board's country codes, then what the text
allows or prices explicitly ("open to candidates in Canada"), then the title. A wide region alone ("EMEA") gives no country,
and unknown stays empty, never a guess. Leaves names to `transforms.readers.place.locations` and the policy's wording to
`transforms.readers.place.remote`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transforms.readers.place.allowed import allowed_countries, home_countries
from transforms.readers.place.gazetteer import LARGE_CITY_THOUSANDS, gazetteer, iso_country
from transforms.readers.place.locations import Place, countries_of, read_location
from transforms.readers.place.mentions import scan
from transforms.readers.place.remote import read_remote
from transforms.text.document import Document

MOST_LOCATIONS = 200
"""More location strings than any board lists. Beyond it the field is hostile."""

_TITLE_CHARS = 300
_CODE_AT_END = re.compile(r"\b[A-Z]{2,3}\s*$")
_BARE_CODE = re.compile(r"\s*[A-Z]{2}\s*")
_OFFICE = re.compile(r"\b(?:headquarters?|hq|(?:head|main) office)\b", re.I)


class Places(NamedTuple):
    """Where a job may be done. Grain: one posting.

    `country_codes`: ISO 3166 alpha-2, in the order found, empty when unknown or anywhere. `region` and `city`: of the first
    place, null when it names none. `remote_policy`: remote | hybrid | onsite, null when not said.
    """

    country_codes: tuple[str, ...]
    region: str | None
    city: str | None
    remote_policy: str | None


def read_places(
    locations: Sequence[str],
    country_codes_stated: Sequence[str],
    remote_stated: str | None,
    title: str,
    document: Document,
) -> Places:
    """Countries, first region and city, and remote policy of one posting.

    `remote_stated` is a board's field, not its bare `isRemote` flag: of 19 labelled Ashby postings with that flag and a text
    that says nothing, 2 are remote. It is used only when neither location, title nor text says anything.
    """
    stated = tuple(code for stated in country_codes_stated if (code := iso_country(stated or "")))
    named = _places_of(locations[:MOST_LOCATIONS], stated)
    countries = dict.fromkeys([*countries_of(named), *stated])
    countries.update(dict.fromkeys(allowed_countries(document, tuple(countries))))
    if not countries:
        countries.update(dict.fromkeys(countries_of(_places_in_title(title))))
    if not countries and any(map(_OFFICE.search, locations)):
        countries.update(dict.fromkeys(home_countries(document)))
    first = named[0] if named else None
    return Places(
        tuple(countries),
        first.region if first else None,
        first.city if first else None,
        read_remote(locations, title, document) or remote_stated,
    )


def _places_of(locations: Sequence[str], stated: tuple[str, ...]) -> list[Place]:
    """Places of all location strings in order, each once. Strings with one meaning help those with several."""
    strings = [location for location in locations if location and location.strip()]
    context = stated
    if len(strings) > 1:
        alone = countries_of(place for text in strings for place in read_location(text)[0])
        context = tuple(sorted({*stated, *alone}))
    return list(
        dict.fromkeys(place for text in strings for place in _places_in(text, context, stated))
    )


def _places_in(text: str, context: tuple[str, ...], stated: tuple[str, ...]) -> Sequence[Place]:
    """The places of one location string. A region's code at its end ("Munich, BY") is of the country stated beside it."""
    places, _ = read_location(text, context)
    countries = countries_of(places)
    if not places or not stated or {*countries} & {*stated} or not _CODE_AT_END.search(text):
        return places
    for country in stated:
        named = f"{text}, {gazetteer().country_names[country]}"
        found, _ = read_location(named, context)
        if countries_of(found) == (country,):
            return found
    is_iso_only = text.strip() not in gazetteer().codes or countries == ("US",)
    return () if _BARE_CODE.fullmatch(text) and is_iso_only else places


def _places_in_title(title: str) -> list[Place]:
    """Places that a title names beside the work ("Sales Representative - Calgary"): large cities and countries only."""
    names = [mention.text for mention in scan(title[:_TITLE_CHARS], LARGE_CITY_THOUSANDS)]
    return [place for name in names for place in read_location(name)[0]]
