"""Metropolitan areas of the United States: which of them a posting's places lie in.

Decides that a place is a town of `us_metros.csv` (made by `flows.make_metros`; an approximation of the official county
lines) and that remote work is in no area. Leaves what a location string says to `transforms.locations`. Read when the
market is built, from the board's own words, so that a posting in several cities has all their areas.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import polars as pl

from transforms.gazetteer import fold
from transforms.locations import Place, read_location

COUNTRY = "US"
SEPARATOR = " | "
"""What `location_raw` holds between one location of a board and the next."""

MOST_LOCATIONS = 200
"""More than any board lists; beyond it the field is hostile, and places 201 and on change nothing."""


@cache
def metro_of_town() -> Mapping[tuple[str, str], str]:
    """Area by state ("CA") and folded name of the town."""
    lines = files("transforms").joinpath("us_metros.csv").read_text(encoding="utf-8").splitlines()[2:]
    return {(state, fold(town)): metro for metro, state, towns in csv.reader(lines) for town in towns.split("|")}


def metros_of_state(state: str) -> list[str]:
    """The areas that reach into a state, sorted."""
    return sorted({metro for (own, _), metro in metro_of_town().items() if own == state})


def metros_in(location: str) -> list[str]:
    """The areas of the towns that a location names, each once, in its order; empty when it names none."""
    parts = location.split(SEPARATOR)[:MOST_LOCATIONS]
    return metros_of_places(place for part in parts for place in read_location(part, (COUNTRY,))[0])


def metros_of_places(places: Iterable[Place]) -> list[str]:
    """The areas of places, each once, in their order; a place without a town is in none."""
    towns = [
        (place.region, fold(place.city))
        for place in places
        if place.country == COUNTRY and place.region is not None and place.city is not None
    ]
    return list(dict.fromkeys(metro for town in towns if (metro := metro_of_town().get(town)) is not None))


def with_metros(postings: pl.DataFrame) -> pl.DataFrame:
    """Adds `metros`: the areas of each posting's places; empty abroad, for remote work and where no town is known.

    Args:
        postings: `location_raw`, `country_codes` and `remote_policy`, as read.
    """
    is_there = pl.col("country_codes").list.contains(COUNTRY) & (pl.col("remote_policy").fill_null("") != "remote")
    written = postings.select(written=pl.when(is_there).then("location_raw"))
    # The same few thousand strings name every place, so each is read once.
    distinct = written["written"].drop_nulls().unique().sort()
    known = pl.DataFrame(
        {"written": distinct, "metros": [metros_in(text) for text in distinct]},
        schema={"written": pl.String, "metros": pl.List(pl.String)},
    )
    found = written.join(known, on="written", how="left", maintain_order="left")["metros"].fill_null([])
    return postings.with_columns(metros=found)
