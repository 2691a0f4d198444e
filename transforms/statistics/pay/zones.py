"""Where a stated pay range holds: the places that its zone or its currency says it is for.

Decides that a range for one zone ("Canada", "roles based in New York") is not the pay of the posting's other places, that a
wide region ("LATAM") is not a country, and that a range without a zone is for those of several countries that use its currency.
Leaves the zone's words to `transforms.readers.pay.ranges` and names of places to `transforms.readers.place.locations`.

A zone that names no place ("Tier 1", "Senior") says nothing, and its range holds in all of the posting's places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from transforms.readers.pay.currencies import currencies
from transforms.readers.place.gazetteer import is_code
from transforms.readers.place.locations import Place, read_location
from transforms.readers.place.metros import metros_of_places, metros_of_state
from transforms.text.lexicon import lexicon
from transforms.vocabulary import ALL

ZONE = pl.Schema(
    dict.fromkeys(["zone_countries", "zone_regions", "zone_metros"], pl.List(pl.String))
)
"""Where a range holds. An empty list is no restriction. Regions are "US CA", as a code alone is ambiguous between countries."""

_NO_COUNTRY = ["none"]
"""Of a range for a wide region. It holds in all countries together and in none alone: dollars for "LATAM" are not pay in the
United States, though the posting's other places are there."""

_LONGEST_ZONE = 200
"""Characters. A zone is a few words beside a figure."""


def with_zones(ranges: pl.DataFrame, postings: pl.DataFrame) -> pl.DataFrame:
    """Adds the columns of `ZONE` to ranges.

    Args:
        ranges: `posting_id`, `currency`, `place` (the zone as written).
        postings: `posting_id`, `country_codes`.
    """
    countries = postings.select("posting_id", "country_codes")
    stated = ranges.join(countries, on="posting_id", maintain_order="left")
    key = ["place", "currency", "country_codes"]
    distinct = stated.select(key).unique()
    read = pl.DataFrame([_zone(*row) for row in distinct.iter_rows()], schema=ZONE, orient="row")
    zones = pl.concat([distinct, read], how="horizontal")
    zoned = stated.join(zones, on=key, nulls_equal=True, maintain_order="left")
    return zoned.drop("country_codes")


def holds() -> pl.Expr:
    """Whether a range with the columns of `ZONE` holds in its row's cell (`country_code`, `region`, `metro`)."""
    country, region, metro = pl.col("country_code"), pl.col("region"), pl.col("metro")
    coded_region = pl.concat_str(country, region, separator=" ")
    in_country = (country == ALL) | _open_or_has("zone_countries", country)
    in_region = (region == ALL) | _open_or_has("zone_regions", coded_region)
    return in_country & in_region & ((metro == ALL) | _open_or_has("zone_metros", metro))


def in_first_country(ranges: pl.DataFrame, postings: pl.DataFrame) -> pl.DataFrame:
    """The ranges that hold in the first country of their posting. All of them, where its countries are not known."""
    country = pl.col("country_codes").list.first().fill_null(ALL)
    cells = postings.select(
        "posting_id", country_code=country, region=pl.lit(ALL), metro=pl.lit(ALL)
    )
    zoned = with_zones(ranges, postings).join(cells, on="posting_id", maintain_order="left")
    return zoned.filter(holds()).select(ranges.columns)


def _open_or_has(column: str, name: pl.Expr) -> pl.Expr:
    return (pl.col(column).list.len() == 0) | pl.col(column).list.contains(name)


def _zone(
    place: str | None, currency: str | None, country_codes: Sequence[str] | None
) -> tuple[list[str], list[str], list[str]]:
    """Countries, regions and areas of one range of a posting in these countries."""
    codes = tuple(country_codes or ())
    zone = place[:_LONGEST_ZONE] if place else ""
    named: tuple[Place, ...] = read_location(zone, codes)[0] if zone else ()
    if not named and _names_wide_region(zone):
        return _NO_COUNTRY, [], []
    if named:
        countries = dict.fromkeys(each.country for each in named)
        # "California or the United States": a place without a region leaves the range open to all regions.
        is_regional = all(each.region for each in named)
        regions = dict.fromkeys(f"{each.country} {each.region}" for each in named if is_regional)
        return list(countries), list(regions), _areas(named)
    money = currencies().get(currency or "")
    own = [code for code in codes if money is not None and code in money.countries]
    return (own if len(codes) > 1 else []), [], []


def _names_wide_region(zone: str) -> bool:
    """Whether it names a region of several countries. The whole world and parts of one country leave a posting's own open."""
    return _wide_region().search(zone) is not None


@cache
def _wide_region() -> re.Pattern[str]:
    stated = lexicon("transforms.readers.place", "places.toml")
    names = sorted({*stated["wide_regions"]} - {*stated["open_regions"]}, key=len, reverse=True)
    written = (re.escape(name) if is_code(name) else f"(?i:{re.escape(name)})" for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)")


def _areas(named: Sequence[Place]) -> list[str]:
    """Areas of towns, and for a state all that reach into it. None when a place names neither."""
    found: dict[str, None] = {}
    for each in named:
        own = metros_of_places([each]) if each.city else metros_of_state(each.region or "")
        if not own:
            return []
        found.update(dict.fromkeys(own))
    return list(found)
