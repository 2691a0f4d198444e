"""Finds the metropolitan areas of the United States that a posting's places lie in.

Decides that a place is a town of `us_metros.csv` (made by `flows.maintenance.make_metros`, near to the official county
lines), that a well-known region ("Bay Area") is the areas of `regions.toml`, and that remote work is in no area. Leaves
what a location string says to `transforms.readers.place.locations`. It reads the board's own words when the market is
built, so that a posting in several cities has all their areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import polars as pl

from transforms.posting import PLACE_SEPARATOR
from transforms.readers.place.gazetteer import gazetteer
from transforms.readers.place.locations import Place, read_location
from transforms.readers.place.mentions import LONGEST_LOCATION
from transforms.text.folding import fold_name
from transforms.text.lexicon import csv_rows, lexicon

COUNTRY = "US"

MOST_LOCATIONS = 200
"""More than any board lists. Beyond it the field is hostile, and places 201 and on change nothing."""

_WORD_BEFORE = re.compile(r"[\w.]+(?= *$)")
_LONGEST_WORD = 60


@cache
def metro_of_town() -> Mapping[tuple[str, str], str]:
    """Area by state ("CA") and folded name of the town."""
    return {
        (state, fold_name(town)): metro
        for metro, state, towns in csv_rows(__package__, "us_metros.csv")
        for town in towns.split("|")
    }


def metros_of_state(state: str) -> list[str]:
    """The areas that reach into a state, sorted."""
    return sorted({metro for (own, _), metro in metro_of_town().items() if own == state})


@cache
def areas_of_region() -> Mapping[str, tuple[str, ...]]:
    """Areas by lower-case name of the region that they make up."""
    regions = lexicon(__package__, "regions.toml")["areas"]
    return {name.lower(): tuple(areas) for name, areas in regions.items()}


@cache
def _region_name() -> re.Pattern[str]:
    longest_first = sorted(areas_of_region(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w| City\b)", re.I)


def metros_in(location: str) -> list[str]:
    """The areas of the towns and regions that a location names, each once, in its order. Empty when it names none."""
    parts = [part[:LONGEST_LOCATION] for part in location.split(PLACE_SEPARATOR)[:MOST_LOCATIONS]]
    return list(dict.fromkeys(metro for part in parts for metro in _metros_in_part(part)))


def _metros_in_part(part: str) -> list[str]:
    """The areas of a part's towns, then of its regions. A town of a region is the narrower word and stands for both."""
    regions: list[tuple[str, ...]] = []

    def take_out(name: re.Match[str]) -> str:
        if not _begins_a_name(part[: name.start()]):
            return name[0]
        regions.append(areas_of_region()[name[0].lower()])
        return " "

    places = read_location(_region_name().sub(take_out, part), (COUNTRY,))[0]
    towns = metros_of_places(places)
    if any(place.country != COUNTRY for place in places):
        return towns  # "Greater Bay Area, China"
    return [*towns, *(metro for areas in regions if not set(areas) & set(towns) for metro in areas)]


def _begins_a_name(before: str) -> bool:
    """Whether what stands before a name is no part of it: "Monterey Bay Area" is no Bay Area, "Greater Bay Area" is."""
    word = _WORD_BEFORE.search(before[-_LONGEST_WORD:])
    if word is None or fold_name(word[0]) in gazetteer().fillers:
        return True
    meaning = gazetteer().meaning(word[0])
    return meaning is not None and meaning.is_admin


def metros_of_places(places: Iterable[Place]) -> list[str]:
    """The areas of places, each once, in their order. A place without a town is in none."""
    metros = (
        metro_of_town().get((place.region, fold_name(place.city)))
        for place in places
        if place.country == COUNTRY and place.region is not None and place.city is not None
    )
    return list(dict.fromkeys(metro for metro in metros if metro is not None))


def with_metros(postings: pl.DataFrame) -> pl.DataFrame:
    """Adds `metros`: the areas of each posting's places. Empty abroad, for remote work and where no town is known.

    Args:
        postings: `location_raw`, `country_codes` and `remote_policy`, as read.
    """
    is_remote = pl.col("remote_policy").fill_null("") == "remote"
    is_there = pl.col("country_codes").list.contains(COUNTRY) & ~is_remote
    written = postings.select(written=pl.when(is_there).then("location_raw"))
    # The same few thousand strings name every place, so each is read once.
    distinct = written["written"].drop_nulls().unique().sort()
    metros = pl.Series([metros_in(text) for text in distinct], dtype=pl.List(pl.String))
    known = pl.DataFrame({"written": distinct, "metros": metros})
    found = written.join(known, on="written", how="left", maintain_order="left")["metros"]
    return postings.with_columns(metros=found.fill_null([]))
