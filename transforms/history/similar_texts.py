"""Finds texts that are alike: pairs of one kind of title whose MinHash fingerprints agree in enough values.

Decides how candidates are found without comparing all with all. Leaves the thresholds to `transforms.history.same_job`, and
the grouping of pairs to `transforms.history.openings`.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.history.same_lines import same_lines

Ints = NDArray[np.int64]
Prints = NDArray[np.uint32]

N_VALUES = 64
"""The values of a fingerprint."""

_BANDS, _ROWS = 21, 3
"""21 bands of 3 values: a pair at 0.65 shares a band with probability 0.999, a pair at 0.3 with 0.44."""

_BATCH_PAIRS = 100_000


def distinct_texts(texts: pl.DataFrame, block: str) -> pl.DataFrame:
    """One row per text in the blocks that hold several, with the `row` of its first posting, its places and boards."""
    distinct = texts.group_by(block, "text", maintain_order=True).agg(
        pl.col("row", "family").first(),
        places=pl.col("places").list.explode().unique(maintain_order=True),
        boards=pl.col("board").unique(maintain_order=True),
    )
    return distinct.filter(pl.len().over(block) > 1)


def with_rivals(texts: pl.DataFrame, block: str, known: pl.DataFrame) -> pl.DataFrame:
    """Adds what is `known` of each text, and its `rivals`: of one block, and asking for the same languages."""
    told = texts.join(known, on="row", maintain_order="left")
    return told.with_columns(rivals=pl.struct(block, "languages").rank("dense").cast(pl.UInt32))


def reworded_pairs(texts: pl.DataFrame, sites: tuple[str, ...]) -> Ints:
    """Pairs of text indices in one block that say the same under other headings, if one title says no more than the other."""
    pairs = same_lines(texts)
    if not len(pairs):
        return pairs
    left, right = pairs.T
    floor = _floors(texts, left, right, sites, 0.0, 0.0)
    return texts["text"].to_numpy().astype(np.int64)[pairs[np.isfinite(floor)]]


def similar_pairs(
    texts: pl.DataFrame,
    prints: Prints,
    least: float,
    least_elsewhere: float,
    sites: tuple[str, ...],
) -> Ints:
    """Pairs of text indices in one block that are at least so similar: found by bands, then compared in full.

    `prints`: one fingerprint per row. `at` of a text is the row of its fingerprint. `least_elsewhere` holds for texts with
    nothing in common in one of their `sites` (places, boards). `least` holds for the others, if one title says no more than
    the other.
    """
    if texts.height < 2:
        return np.empty((0, 2), dtype=np.int64)
    at = texts["at"].to_numpy()
    pairs = _candidates(prints, at, texts["rivals"].to_numpy())
    is_same = np.zeros(len(pairs), dtype=bool)
    for begin in range(0, len(pairs), _BATCH_PAIRS):
        batch = slice(begin, begin + _BATCH_PAIRS)
        left, right = pairs[batch].T
        floor = _floors(texts, left, right, sites, least, least_elsewhere)
        is_same[batch] = (prints[at[left]] == prints[at[right]]).mean(axis=1) >= floor
    return texts["text"].to_numpy().astype(np.int64)[pairs[is_same]]


def _candidates(prints: Prints, at: Ints, rivals: Prints) -> Ints:
    """Pairs of rows of one block that agree in a whole band: each row with the first and the previous one of its bucket."""
    found = []
    for band in range(_BANDS):
        values = prints[at, band * _ROWS : (band + 1) * _ROWS]
        # Two numbers of 64 bits hold the three values and the rivals: half as much to sort.
        keys = (_paired(values[:, 0], values[:, 1]), _paired(rivals, values[:, 2]))
        order = np.lexsort(keys)  # stable: within a bucket rows stay in their order
        is_first = np.append(True, np.logical_or(*(np.diff(key[order]) != 0 for key in keys)))
        first = order[np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))]
        later = ~is_first
        row = order[later]
        found += [(row, first[later]), (row, order[:-1][later[1:]])]
    pairs = np.concatenate([np.column_stack(each) for each in found])
    return np.unique(pairs, axis=0)


def _paired(high: Prints, low: Prints) -> NDArray[np.uint64]:
    return high.astype(np.uint64) << np.uint64(32) | low


def _floors(
    texts: pl.DataFrame,
    left: Ints,
    right: Ints,
    sites: tuple[str, ...],
    least: float,
    least_elsewhere: float,
) -> NDArray[np.float64]:
    """The least similarity of each pair. Infinite where both titles say something that the other does not.

    Texts without a stated place are taken to be at the same one.
    """
    sides = texts.select("places", "boards", "family")
    others = sides[right].rename(lambda name: f"other_{name}")
    pairs = pl.concat([sides[left], others], how="horizontal")

    def n_common(name: str) -> pl.Expr:
        return pl.col(name).list.set_intersection(f"other_{name}").list.len()

    def n_least(name: str) -> pl.Expr:
        return pl.min_horizontal(pl.col(name).list.len(), pl.col(f"other_{name}").list.len())

    is_elsewhere = pl.any_horizontal((n_common(site) == 0) & (n_least(site) > 0) for site in sites)
    is_nested = n_common("family") == n_least("family")
    at_same_site = pl.when(is_nested).then(least).otherwise(np.inf)
    floor = pl.when(is_elsewhere).then(least_elsewhere).otherwise(at_same_site)
    return pairs.select(floor.alias("floor"))["floor"].to_numpy()


def components(size: int, pairs: Ints) -> Ints:
    """The group of each of so many texts, when the texts of a pair are in one group."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels
