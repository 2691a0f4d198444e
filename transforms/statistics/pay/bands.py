"""Pay bands: quantiles of stated base pay by role, level, country, region and metropolitan area, with intervals and floors.

Decides the cells, the weights (an opening counts once; its k ranges 1/k each), the floors below which nothing is printed,
and that low, mid and high of the stated ranges stay apart. Leaves what counts as stated base pay to `transforms.readers.pay.ranges`,
dollars to `transforms.statistics.pay.usd`, where a range holds to
`transforms.statistics.pay.zones` and what silence hides to `transforms.statistics.pay.disclosure` and `transforms.statistics.pay.reweighting`. Never inferred: an
opening that states no pay is counted in the disclosure share only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from transforms.history.last_year import keep_last_year, keep_year_before
from transforms.readers.place import metros
from transforms.statistics.intervals import (
    Floats,
    Ints,
    effective_clusters,
)
from transforms.statistics.pay.disclosure import change_on_the_year, quantile_bounds
from transforms.statistics.pay.reweighting import stands_for
from transforms.statistics.pay.zones import holds, with_zones
from transforms.statistics.quantiles import bootstrap_quantiles, weighted_quantiles
from transforms.vocabulary import ALL, FOCUS, ROLES

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}

FLOORS = {"p50": (10, 5), "p25": (20, 8), "p75": (20, 8), "p10": (40, 15), "p90": (40, 15)}
"""Openings and employers needed. METHODS, section 7: below, even the employer bootstrap misses the truth too often."""

_MEDIAN_AT = 3 * list(QUANTILES).index(
    "p50"
)  # estimate, low and high of each quantile follow one another

BOUNDED = ("p25", "p50", "p75")
"""Quantiles of all openings that are bounded, whatever the silent ones pay; further out hardly a bound is left."""

MOST_OF_ONE_EMPLOYER = 1 / 3
"""Above a third of the weight a band describes one employer's pay scale, not a market."""

CELL = ["role", "level", "country_code", "region", "metro"]

METRO_LEVELS = (ALL, "senior")
"""Areas are told apart for the focus roles, together and at the level that is hired most: other cells fall below the floors."""

BAND = pl.Schema(
    dict.fromkeys([*CELL, "measure", "currency"], pl.String())
    | {"is_converted": pl.Boolean()}
    | dict.fromkeys(["n_postings", "n_employers", "n_all_postings"], pl.Int64())
    | dict.fromkeys(["disclosure_share", "disclosure_change_share"], pl.Float64())
    | {f"{name}{end}": pl.Float64() for name in QUANTILES for end in ("", "_low", "_high")}
    | {f"{name}_bound{end}": pl.Float64() for name in BOUNDED for end in ("_low", "_high")}
    | dict.fromkeys(["p50_reweighted", "p50_reweighted_low", "p50_reweighted_high"], pl.Float64())
    | {"wide_share": pl.Float64(), "top_employer_share": pl.Float64(), "note": pl.String()}
)


def measure(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per role x level x country x region or metropolitan area x measure x currency with at least one stated range.

    Args:
        postings: the warehouse's `posting` columns; without `metros` no areas are told apart.
        pay: the warehouse's `posting_pay` columns.

    Returns:
        `mart_pay_band`. `n_postings` counts openings with stated pay, `n_all_postings` those with a text too. Rows with
        `is_converted` hold every currency in US dollars; the others hold the ranges stated in `currency` alone. A quantile
        below its floor is null; the note says why. `p50_bound_*`: where the median of all openings of the cell must lie,
        also of those that are silent; null on a side where it may lie anywhere, and where other currencies are left out. `metro` is
        "all" but in the rows of one area; those have no `region`, since areas cross states.
    """
    stating = base_ranges(pay)
    now, before = (_telling(year(postings), stating) for year in (keep_last_year, keep_year_before))
    cells, cells_before = _cells(now), _cells(before)
    ranges = with_zones(stating, postings).join(cells, on="posting_id").filter(holds())
    ranges = ranges.join(stands_for(now, stating["posting_id"]), on="opening_id")
    if ranges.is_empty():
        return pl.DataFrame(schema=BAND)
    sizes = cells.group_by(CELL).agg(n_all_postings=pl.col("opening_id").n_unique())
    disclosed = ranges.group_by(CELL).agg(n_disclosed=pl.col("opening_id").n_unique())
    sized = sizes.join(disclosed, on=CELL).with_columns(
        disclosure_share=pl.col("n_disclosed") / pl.col("n_all_postings")
    )
    changes = change_on_the_year(cells, cells_before, stating["posting_id"], CELL)
    rows = [row for part in _valued(ranges.join(sizes, on=CELL)) for row in _band_rows(part)]
    joined = {*sized.columns, *changes.columns} - set(CELL)
    found = pl.DataFrame(
        rows, schema={name: kind for name, kind in BAND.items() if name not in joined}, orient="row"
    )
    return (
        found.join(sized, on=CELL, how="left")
        .join(changes, on=CELL, how="left")
        .with_columns(region=pl.when(pl.col("metro") == ALL).then("region"))
        .select(pl.col(name).cast(kind) for name, kind in BAND.items())
        .sort(*CELL, "measure", "is_converted", "currency")
    )


def _telling(postings: pl.DataFrame, stating: pl.DataFrame) -> pl.DataFrame:
    """Postings of the roles that could tell of pay: a title alone, without a text and without pay in fields, is not silent."""
    is_stating = pl.col("posting_id").is_in(stating["posting_id"].unique().to_list())
    return postings.filter(
        pl.col("role_counted").is_in(ROLES), pl.col("description_text").is_not_null() | is_stating
    )


def base_ranges(pay: pl.DataFrame) -> pl.DataFrame:
    """Believable stated base ranges; where a posting states pay in fields and in text, the fields speak."""
    base = pay.filter(pl.col("kind") == "base", ~pl.col("is_implausible").fill_null(True))
    has_fields = (pl.col("basis") == "structured").any().over("posting_id")
    return base.filter((pl.col("basis") == "structured") | ~has_fields)


def _cells(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per posting and cell it belongs to: its level and all, each of its countries and all, its region and all.

    `part`: 1, or 1/k in each of its k metropolitan areas.
    """
    named = postings.select(
        *("posting_id", "opening_id", "employer_key", "country_codes", "region", "level"),
        role="role_counted",
        metros=pl.col("metros")
        if "metros" in postings.columns
        else pl.lit([], dtype=pl.List(pl.String)),
    )
    everywhere = named.with_columns(country_code=pl.lit(ALL), region=pl.lit(ALL))
    countries = (
        named.explode("country_codes", empty_as_null=True)
        .rename({"country_codes": "country_code"})
        .drop_nulls("country_code")
    )
    whole = countries.with_columns(region=pl.lit(ALL))
    # With several countries nobody says which of them the region is in.
    parts = countries.filter(pl.len().over("posting_id") == 1).drop_nulls("region")
    columns = [
        "posting_id",
        "opening_id",
        "employer_key",
        "role",
        "level",
        "country_code",
        "region",
        "metro",
        "part",
    ]
    placed = pl.concat(
        [
            *(
                frame.with_columns(metro=pl.lit(ALL), part=1.0).select(columns)
                for frame in (everywhere, whole, parts)
            ),
            _areas(named).select(columns),
        ]
    )
    levelled = pl.concat([placed.with_columns(level=pl.lit(ALL)), placed.drop_nulls("level")])
    return levelled.filter((pl.col("metro") == ALL) | pl.col("level").is_in(METRO_LEVELS)).unique()


def _areas(named: pl.DataFrame) -> pl.DataFrame:
    """One row per posting of a focus role and metropolitan area it may be done in."""
    there = named.filter(pl.col("role").is_in(FOCUS)).with_columns(
        part=1 / pl.col("metros").list.len()
    )
    areas = there.explode("metros", empty_as_null=True).drop_nulls("metros")
    return areas.with_columns(
        country_code=pl.lit(metros.COUNTRY), region=pl.lit(ALL), metro="metros"
    )


def _valued(ranges: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The ranges once a measure and currency view, as `value` and `weight`, sorted by cell."""
    bounds = {True: ("min_usd_year", "max_usd_year"), False: ("min_year", "max_year")}
    for is_converted, (low, high) in bounds.items():
        values = {"low": pl.col(low), "mid": (pl.col(low) + pl.col(high)) / 2, "high": pl.col(high)}
        shown = pl.lit("USD") if is_converted else pl.col("currency")
        for measure_name, value in values.items():
            valued = ranges.with_columns(
                value=value,
                currency=shown,
                measure=pl.lit(measure_name),
                is_converted=pl.lit(is_converted),
            ).drop_nulls("value")
            cell = [*CELL, "currency"]
            per_posting = 1 / pl.len().over([*cell, "posting_id"])
            per_opening = 1 / pl.col("posting_id").n_unique().over([*cell, "opening_id"])
            weight = per_posting * per_opening * pl.col("part")
            yield valued.with_columns(weight=weight).sort(*cell, "value", "posting_id")


def _band_rows(valued: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    """One row per cell of one measure and view; the arrays are cut where the cell changes."""
    if valued.is_empty():
        return
    keys = [*CELL, "measure", "currency", "is_converted"]
    cells = valued.group_by(keys, maintain_order=True).agg(
        n=pl.len(),
        n_openings=pl.col("opening_id").n_unique(),
        n_employers=pl.col("employer_key").n_unique(),
        n_all=pl.col("n_all_postings").first(),
        wide_share=(pl.col("is_wide").fill_null(False) * pl.col("weight")).sum()
        / pl.col("weight").sum(),
    )
    values, weights = valued["value"].to_numpy(), valued["weight"].to_numpy()
    stands = valued["stands_for"].to_numpy()
    employers = valued["employer_key"].rank("dense").to_numpy().astype(np.int64)
    begin = 0
    for row in cells.iter_rows(named=True):
        part = slice(begin, begin + row["n"])
        begin += row["n"]
        totals = np.bincount(
            np.unique(employers[part], return_inverse=True)[1], weights=weights[part]
        )
        top_share = float(totals.max() / totals.sum())
        quantiles, note = _quantiles(
            values[part],
            weights[part],
            employers[part],
            row["n_openings"],
            row["n_employers"],
            top_share,
        )
        # Where other currencies are left out nothing bounds the quantiles of all.
        disclosed = row["n_openings"] / row["n_all"] if row["is_converted"] else 0.0
        bounds = [
            bound
            for place, (name, level) in enumerate(QUANTILES.items())
            if name in BOUNDED
            for bound in (
                quantile_bounds(values[part], weights[part], level, disclosed)
                if quantiles[3 * place] is not None
                else (None, None)
            )
        ]
        yield (
            *(row[key] for key in keys),
            row["n_openings"],
            row["n_employers"],
            *quantiles,
            *bounds,
            *_reweighted(
                values[part], weights[part] * stands[part], employers[part], row, quantiles
            ),
            row["wide_share"],
            top_share,
            note,
        )


def _reweighted(
    values: Floats,
    weights: Floats,
    employers: Ints,
    cell: Mapping[str, Any],
    quantiles: list[float | None],
) -> tuple[float | None, float | None, float | None]:
    """The median if openings of every kind stated pay alike, with its interval; only where all of them are in the cell.

    Weights are scaled to Kish's number of equal ones, and the floor of a median holds for it: a few openings that stand for
    the many of their kind say little.
    """
    is_shown = (
        cell["is_converted"] and cell["measure"] == "mid" and quantiles[_MEDIAN_AT] is not None
    )
    n_equal = effective_clusters(weights)
    by_employer = np.bincount(np.unique(employers, return_inverse=True)[1], weights=weights).astype(
        np.float64
    )
    least, least_employers = FLOORS["p50"]
    is_enough = n_equal >= least and effective_clusters(by_employer) >= least_employers
    if (
        not is_shown
        or not is_enough
        or by_employer.max() > MOST_OF_ONE_EMPLOYER * by_employer.sum()
    ):
        return None, None, None
    scaled = weights * n_equal / weights.sum()
    low, high = bootstrap_quantiles(values, scaled, employers, [QUANTILES["p50"]])
    return weighted_quantiles(values, scaled, [QUANTILES["p50"]])[0], float(low[0]), float(high[0])


def _quantiles(
    values: Floats,
    weights: Floats,
    employers: Ints,
    n_openings: int,
    n_employers: int,
    top_share: float,
) -> tuple[list[float | None], str | None]:
    """Estimate, low and high of each quantile; null below its floor, with a note that says why."""
    blank: list[float | None] = [None, None, None]
    if n_openings < FLOORS["p50"][0]:
        return blank * len(QUANTILES), f"too few (n = {n_openings})"
    if n_employers < FLOORS["p50"][1]:
        return blank * len(
            QUANTILES
        ), f"too few employers (n = {n_openings} of {n_employers} employers)"
    if top_share > MOST_OF_ONE_EMPLOYER:
        return blank * len(
            QUANTILES
        ), f"one employer has {top_share:.0%} of the weight (n = {n_openings})"
    printed = [
        name
        for name in QUANTILES
        if n_openings >= FLOORS[name][0] and n_employers >= FLOORS[name][1]
    ]
    levels = [QUANTILES[name] for name in printed]
    points = weighted_quantiles(values, weights, levels)
    low, high = bootstrap_quantiles(values, weights, employers, levels)
    found = {name: [points[i], float(low[i]), float(high[i])] for i, name in enumerate(printed)}
    missing = [name for name in QUANTILES if name not in found]
    note = (
        f"{', '.join(missing)}: too few (n = {n_openings} of {n_employers} employers)"
        if missing
        else None
    )
    return [bound for name in QUANTILES for bound in found.get(name, blank)], note
