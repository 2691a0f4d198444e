"""Pay bands: quantiles of stated base pay by role, level, country and region, with intervals, floors and disclosure.

Decides the cells, the weights (an opening counts once; its k ranges 1/k each), the floors below which nothing is printed,
and that low, mid and high of the stated ranges stay apart. Leaves what counts as stated base pay to `transforms.pay`,
dollars to `transforms.usd` and what silence hides to `transforms.disclosure`. Never inferred: an opening that states no pay is counted in the disclosure share only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from transforms.disclosure import change_on_the_year, median_bounds
from transforms.intervals import Floats, Ints, bootstrap_quantiles, weighted_quantiles
from transforms.panel import ROLES
from transforms.present import a_year_earlier, present

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}

FLOORS = {"p50": (10, 5), "p25": (20, 8), "p75": (20, 8), "p10": (40, 15), "p90": (40, 15)}
"""Openings and employers needed. METHODS, section 7: below, even the employer bootstrap misses the truth too often."""

_MEDIAN_AT = 3 * list(QUANTILES).index("p50")  # estimate, low and high of each quantile follow one another

MOST_OF_ONE_EMPLOYER = 1 / 3
"""Above a third of the weight a band describes one employer's pay scale, not a market."""

CELL = ["role", "level", "country_code", "region"]

BAND = pl.Schema(
    dict.fromkeys([*CELL, "measure", "currency"], pl.String())
    | {"is_converted": pl.Boolean()}
    | dict.fromkeys(["n_postings", "n_employers", "n_all_postings"], pl.Int64())
    | dict.fromkeys(["disclosure_share", "disclosure_change_share"], pl.Float64())
    | {f"{name}{end}": pl.Float64() for name in QUANTILES for end in ("", "_low", "_high")}
    | dict.fromkeys(["p50_bound_low", "p50_bound_high"], pl.Float64())
    | {"wide_share": pl.Float64(), "top_employer_share": pl.Float64(), "note": pl.String()}
)


def measure(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per role x level x country x region x measure x currency with at least one stated range.

    Args:
        postings: the warehouse's `posting` columns.
        pay: the warehouse's `posting_pay` columns.

    Returns:
        `mart_pay_band`. `n_postings` counts openings with stated pay, `n_all_postings` all openings of the cell. Rows with
        `is_converted` hold every currency in US dollars; the others hold the ranges stated in `currency` alone. A quantile
        below its floor is null; the note says why. `p50_bound_*`: where the median of all openings of the cell must lie,
        also of those that are silent; null when it may lie anywhere, and where other currencies are left out.
    """
    stating = base_ranges(pay)
    cells, cells_before = (
        _cells(year(postings).filter(pl.col("role_counted").is_in(ROLES))) for year in (present, a_year_earlier)
    )
    ranges = stating.join(cells, on="posting_id")
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
    found = pl.DataFrame(rows, schema={name: kind for name, kind in BAND.items() if name not in joined}, orient="row")
    return (
        found.join(sized, on=CELL, how="left")
        .join(changes, on=CELL, how="left")
        .select(pl.col(name).cast(kind) for name, kind in BAND.items())
        .sort(*CELL, "measure", "is_converted", "currency")
    )


def base_ranges(pay: pl.DataFrame) -> pl.DataFrame:
    """Believable stated base ranges; where a posting states pay in fields and in text, the fields speak."""
    base = pay.filter(pl.col("kind") == "base", ~pl.col("is_implausible").fill_null(True))
    has_fields = (pl.col("basis") == "structured").any().over("posting_id")
    return base.filter((pl.col("basis") == "structured") | ~has_fields)


def _cells(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per posting and cell it belongs to: its level and all, each of its countries and all, its region and all."""
    named = postings.select(
        "posting_id", "opening_id", "employer_key", "country_codes", "region", "level", role="role_counted"
    )
    everywhere = named.with_columns(country_code=pl.lit("all"), region=pl.lit("all"))
    countries = (
        named.explode("country_codes", empty_as_null=True)
        .rename({"country_codes": "country_code"})
        .drop_nulls("country_code")
    )
    whole = countries.with_columns(region=pl.lit("all"))
    # With several countries nobody says which of them the region is in.
    parts = countries.filter(pl.len().over("posting_id") == 1).drop_nulls("region")
    columns = ["posting_id", "opening_id", "employer_key", "role", "level", "country_code", "region"]
    placed = pl.concat([frame.select(columns) for frame in (everywhere, whole, parts)])
    levelled = pl.concat([placed.with_columns(level=pl.lit("all")), placed.drop_nulls("level")])
    return levelled.unique()


def _valued(ranges: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The ranges once a measure and currency view, as `value` and `weight`, sorted by cell."""
    bounds = {True: ("min_usd_year", "max_usd_year"), False: ("min_year", "max_year")}
    for is_converted, (low, high) in bounds.items():
        values = {"low": pl.col(low), "mid": (pl.col(low) + pl.col(high)) / 2, "high": pl.col(high)}
        shown = pl.lit("USD") if is_converted else pl.col("currency")
        for measure_name, value in values.items():
            valued = ranges.with_columns(
                value=value, currency=shown, measure=pl.lit(measure_name), is_converted=pl.lit(is_converted)
            ).drop_nulls("value")
            cell = [*CELL, "currency"]
            per_posting = 1 / pl.len().over([*cell, "posting_id"])
            per_opening = 1 / pl.col("posting_id").n_unique().over([*cell, "opening_id"])
            yield valued.with_columns(weight=per_posting * per_opening).sort(*cell, "value", "posting_id")


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
        wide_share=(pl.col("is_wide").fill_null(False) * pl.col("weight")).sum() / pl.col("weight").sum(),
    )
    values, weights = valued["value"].to_numpy(), valued["weight"].to_numpy()
    employers = valued["employer_key"].rank("dense").to_numpy().astype(np.int64)
    begin = 0
    for row in cells.iter_rows(named=True):
        part = slice(begin, begin + row["n"])
        begin += row["n"]
        totals = np.bincount(np.unique(employers[part], return_inverse=True)[1], weights=weights[part])
        top_share = float(totals.max() / totals.sum())
        quantiles, note = _quantiles(
            values[part], weights[part], employers[part], row["n_openings"], row["n_employers"], top_share
        )
        # Where other currencies are left out, or no median is printed, nothing bounds it: as if nobody had disclosed.
        is_bounded = row["is_converted"] and quantiles[_MEDIAN_AT] is not None
        disclosed = row["n_openings"] / row["n_all"] if is_bounded else 0.0
        yield (
            *(row[key] for key in keys),
            row["n_openings"],
            row["n_employers"],
            *quantiles,
            *median_bounds(values[part], weights[part], disclosed),
            row["wide_share"],
            top_share,
            note,
        )


def _quantiles(
    values: Floats, weights: Floats, employers: Ints, n_openings: int, n_employers: int, top_share: float
) -> tuple[list[float | None], str | None]:
    """Estimate, low and high of each quantile; null below its floor, with a note that says why."""
    blank: list[float | None] = [None, None, None]
    if n_openings < FLOORS["p50"][0]:
        return blank * len(QUANTILES), f"too few (n = {n_openings})"
    if n_employers < FLOORS["p50"][1]:
        return blank * len(QUANTILES), f"too few employers (n = {n_openings} of {n_employers} employers)"
    if top_share > MOST_OF_ONE_EMPLOYER:
        return blank * len(QUANTILES), f"one employer has {top_share:.0%} of the weight (n = {n_openings})"
    printed = [name for name in QUANTILES if n_openings >= FLOORS[name][0] and n_employers >= FLOORS[name][1]]
    levels = [QUANTILES[name] for name in printed]
    points = weighted_quantiles(values, weights, levels)
    low, high = bootstrap_quantiles(values, weights, employers, levels)
    found = {name: [points[i], float(low[i]), float(high[i])] for i, name in enumerate(printed)}
    missing = [name for name in QUANTILES if name not in found]
    note = f"{', '.join(missing)}: too few (n = {n_openings} of {n_employers} employers)" if missing else None
    return [bound for name in QUANTILES for bound in found.get(name, blank)], note
