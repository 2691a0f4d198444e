"""Pay bands: quantiles of stated base pay by role, level and place, with intervals and floors.

Decides the weights (an opening counts once, and its k ranges 1/k each) and the floors below which nothing is printed. Leaves the
cells to `pay.cells`, dollars to `pay.usd`, where a range holds to `pay.zones`, and what silence hides to `pay.disclosure`
and `pay.reweighting`.

Low, middle and high of the stated ranges stay apart. Pay is never inferred: an opening that states none is counted in the
disclosure share only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.history.last_year import keep_last_year, keep_year_before
from transforms.statistics.columns import conform, counts, flags, reals, texts
from transforms.statistics.floors import LEAST_EMPLOYERS, LEAST_OPENINGS, is_lopsided
from transforms.statistics.intervals import Floats, Ints, cluster_index, effective_clusters
from transforms.statistics.pay.cells import CELL, spread_over_cells
from transforms.statistics.pay.disclosure import (
    change_on_the_year,
    could_state_pay,
    measure_disclosure,
    quantile_bounds,
)
from transforms.statistics.pay.distribution import count_openings_by_pay
from transforms.statistics.pay.printed import (
    QUANTILE_COLUMNS,
    QUANTILES,
    Row,
    describe_quantiles,
    estimate_quantiles,
    printed_names,
)
from transforms.statistics.pay.reweighting import weigh_openings
from transforms.statistics.pay.usd import base_ranges, middle
from transforms.statistics.pay.zones import holds, with_zones
from transforms.statistics.quantiles import cluster_weights
from transforms.vocabulary import ALL, ROLES

BOUNDED = ("p25", "p50", "p75")
"""Quantiles of all openings that are bounded, whatever the silent ones pay. Further out there is hardly a bound."""

BAND = pl.Schema(
    texts(" ".join([*CELL, "measure", "currency"]))
    | flags("is_converted")
    | counts("n_openings n_employers n_stating_openings n_could_state_pay n_could_employers")
    | reals("disclosure_share disclosure_low disclosure_high disclosure_change_share")
    | reals(QUANTILE_COLUMNS)
    | reals(" ".join(f"{name}_bound_low {name}_bound_high" for name in BOUNDED))
    | reals("p50_reweighted p50_reweighted_low p50_reweighted_high")
    | {"pay_bins": pl.List(pl.Int64())}
    | reals("wide_share top_employer_share")
    | texts("note")
)

_OF_CELL = (
    *CELL,
    *("n_stating_openings", "n_could_state_pay", "n_could_employers", "pay_bins"),
    *("disclosure_share", "disclosure_low", "disclosure_high", "disclosure_change_share"),
)
"""What is measured once for a cell, whatever the measure of pay."""

_IDS = ("posting_id", "opening_id", "employer_key")

_OF_A_RANGE = (*_IDS, "employer", "cell", "part", "stands_for", "is_wide", "n_could_state_pay")


@dataclass(frozen=True)
class _Sample:
    """The ranges of one cell, sorted by value. `stands_for`: how many openings each one's opening stands for."""

    values: Floats
    weights: Floats
    stands_for: Floats
    employers: Ints

    def holds_the_same(self, other: _Sample) -> bool:
        """Whether both hold the same ranges of the same employers."""
        return (
            np.array_equal(self.values, other.values)
            and np.array_equal(self.weights, other.weights)
            and np.array_equal(self.employers, other.employers)
        )


_Described = dict[tuple[object, ...], tuple[_Sample, Row]]
"""By cell, measure, currency and numbers behind it, the sample described last and its quantiles."""


def measure_bands(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per role x level x country x region or metropolitan area x measure x currency with a stated range.

    Args:
        postings: the warehouse's `posting` columns and `has_text`. Without `metros` no areas are told apart.
        pay: the warehouse's `posting_pay` columns.

    Returns:
        `mart_pay_band`. `n_openings` counts openings with this measure of stated pay: a range open on one side has no
        middle. `n_stating_openings` counts those that state any pay, `n_could_state_pay` those with a text too. Rows with
        `is_converted` hold every currency in US dollars. The others hold the ranges stated in `currency` alone. A quantile
        below its floor is null, and the note says why. `p50_bound_*`: where the median of all openings of the cell must lie,
        silent ones included. It is null on a side where the median may lie anywhere, and in rows of one currency. `metro`
        is "all" but in the rows of one area. Those have no `region`, since areas cross states. `pay_bins` stands beside converted
        middles with quartiles, and adds up to `n_openings`.
    """
    stating = base_ranges(pay)
    years = (keep_last_year(postings), keep_year_before(postings))
    of_roles = pl.col("role_counted").is_in(ROLES)
    now, before = (could_state_pay(year.filter(of_roles), stating["posting_id"]) for year in years)
    now, before, stating = _number_ids(now, before, stating)
    cells, cells_before = spread_over_cells(now), spread_over_cells(before)
    names = pl.concat([each.select(CELL) for each in (cells, cells_before)]).unique()
    names = names.sort(CELL).with_row_index("cell")
    cells, cells_before = (each.join(names, on=CELL) for each in (cells, cells_before))
    held, held_before = (
        _find_ranges(stating, *year) for year in ((now, cells), (before, cells_before))
    )
    ranges = held.join(weigh_openings(now, stating["posting_id"]), on="opening_id")
    if ranges.is_empty():
        return pl.DataFrame(schema=BAND)
    disclosed = measure_disclosure(cells, ranges)
    changes = change_on_the_year((cells, held), (cells_before, held_before))
    sized_ranges = ranges.join(disclosed.select("cell", "n_could_state_pay"), on="cell")
    employer = pl.Series("employer", cluster_index(sized_ranges["employer_key"]))
    numbered = sized_ranges.with_columns(employer)
    samples = [one for part in _value_ranges(numbered) for one in _samples(part)]
    # Samples of one cell stand side by side, so that they share the draws of its employers.
    samples.sort(key=lambda one: int(one[0]["cell"]))
    described: _Described = {}
    rows = [row | _describe(sample, row, described) for row, sample in samples]
    return (
        pl.DataFrame(rows, schema=pl.Schema({"cell": names.schema["cell"], **BAND}))
        .drop(_OF_CELL)
        .join(names, on="cell")
        .join(disclosed, on="cell", how="left")
        .join(changes, on="cell", how="left")
        .join(count_openings_by_pay(ranges), on="cell", how="left")
        .with_columns(
            region=pl.when(pl.col("metro") == ALL).then("region"),
            pay_bins=pl.when(
                pl.col("is_converted") & pl.col("p25").is_not_null() & (pl.col("measure") == "mid")
            ).then("pay_bins"),
        )
        .pipe(conform, BAND)
        .sort(*CELL, "measure", "is_converted", "currency")
    )


def _find_ranges(
    stating: pl.DataFrame, postings: pl.DataFrame, cells: pl.DataFrame
) -> pl.DataFrame:
    """One row per range of these postings and cell in which it holds."""
    own = stating.join(postings, on="posting_id", how="semi", maintain_order="left")
    return with_zones(own, postings).join(cells, on="posting_id").filter(holds()).drop(CELL)


def _number_ids(
    now: pl.DataFrame, before: pl.DataFrame, ranges: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The postings of both years and their ranges, with ids as numbers in the same order.

    Rows are grouped and sorted by these many times over, which takes half as long as by texts.
    """
    for name in _IDS:
        known = pl.concat([now[name], before[name]]).unique().sort()
        now, before = (
            frame.with_columns(known.search_sorted(frame[name]).alias(name))
            for frame in (now, before)
        )
        if name == "posting_id":
            stated = ranges.filter(pl.col(name).is_in(known.implode()))
            ranges = stated.with_columns(known.search_sorted(stated[name]).alias(name))
    return now, before, ranges


def _value_ranges(ranges: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The ranges once per measure and currency view, as `value` and `weight`, sorted by cell."""
    for is_converted, unit in ((True, "usd_year"), (False, "year")):
        low, high = pl.col(f"min_{unit}"), pl.col(f"max_{unit}")
        currency = pl.lit("USD") if is_converted else pl.col("currency")
        for measure, value in {"low": low, "mid": middle(unit), "high": high}.items():
            valued = ranges.select(
                *_OF_A_RANGE,
                value=value,
                currency=currency,
                measure=pl.lit(measure),
                is_converted=pl.lit(is_converted),
            ).drop_nulls("value")
            cell = ["cell", "currency"]
            per_posting = 1 / pl.len().over([*cell, "posting_id"])
            per_opening = 1 / pl.col("posting_id").n_unique().over([*cell, "opening_id"])
            weight = per_posting * per_opening * pl.col("part")
            yield valued.with_columns(weight=weight).sort(*cell, "value", "posting_id")


def _samples(valued: pl.DataFrame) -> Iterator[tuple[Row, _Sample]]:
    """One row per cell of one measure and view, and its ranges. The arrays are cut where the cell changes."""
    if valued.is_empty():
        return
    weight = pl.col("weight")
    cells = valued.group_by("cell", "measure", "currency", "is_converted", maintain_order=True).agg(
        n_ranges=pl.len(),
        n_openings=pl.col("opening_id").n_unique(),
        n_employers=pl.col("employer_key").n_unique(),
        n_could_state_pay=pl.col("n_could_state_pay").first(),
        wide_share=(pl.col("is_wide").fill_null(False) * weight).sum() / weight.sum(),
    )
    values, weights, stands_for = (
        valued[name].to_numpy() for name in ("value", "weight", "stands_for")
    )
    employers = valued["employer"].to_numpy()
    begin = 0
    for row in cells.iter_rows(named=True):
        part = slice(begin, begin + row.pop("n_ranges"))
        sample = _Sample(values[part], weights[part], stands_for[part], employers[part])
        begin = part.stop
        yield row, sample


def _describe(sample: _Sample, cell: Row, described: _Described) -> Row:
    """The estimates of one cell, as far as it reaches their floors."""
    n, n_employers = cell["n_openings"], cell["n_employers"]
    row = _describe_once(sample, cell, described)
    # Where other currencies are left out, nothing is known of all openings.
    if cell["is_converted"] and "p50" in row:
        row |= _bound(sample, printed_names(n, n_employers), n / cell["n_could_state_pay"])
        row |= _reweigh(sample) if cell["measure"] == "mid" else {}
    return row


def _describe_once(sample: _Sample, cell: Row, described: _Described) -> Row:
    """The quantiles of one cell. Where all pay is in dollars both views hold one sample, and half the drawing is saved."""
    n, n_employers = cell["n_openings"], cell["n_employers"]
    key = (cell["cell"], cell["measure"], cell["currency"], n, n_employers)
    if key in described and described[key][0].holds_the_same(sample):
        return dict(described[key][1])
    row = describe_quantiles(sample.values, sample.weights, sample.employers, n, n_employers)
    described[key] = (sample, row)
    return dict(row)


def _bound(sample: _Sample, printed: list[str], disclosed: float) -> Row:
    """The bounds between which the printed quantiles of all openings must lie."""
    row: Row = {}
    for name in set(BOUNDED).intersection(printed):
        low, high = quantile_bounds(sample.values, sample.weights, QUANTILES[name], disclosed)
        row |= {f"{name}_bound_low": low, f"{name}_bound_high": high}
    return row


def _reweigh(sample: _Sample) -> Row:
    """The median if openings of every kind stated pay alike.

    Weights are scaled to Kish's number of equal ones, and the floor of a median holds for that number: a few openings that
    stand for the many of their kind say little.
    """
    weights = sample.weights * sample.stands_for
    by_employer = cluster_weights(weights, sample.employers)
    n_equal = effective_clusters(weights)
    is_enough = n_equal >= LEAST_OPENINGS and effective_clusters(by_employer) >= LEAST_EMPLOYERS
    if not is_enough or is_lopsided(by_employer):
        return {}
    scaled = _Sample(
        sample.values, weights * n_equal / weights.sum(), sample.stands_for, sample.employers
    )
    found = estimate_quantiles(scaled.values, scaled.weights, scaled.employers, ["p50"])
    return {name.replace("p50", "p50_reweighted"): value for name, value in found.items()}
