"""How many openings state their pay, how that changed on the year, and what those that are silent leave open.

Decides that a change is measured on the employers seen in both years (a board that joins must not look like a law), and the
bounds that hold whatever the silent openings pay (Manski 1989). Leaves the cells to `transforms.bands`. METHODS, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.intervals import Floats, weighted_quantiles

LEAST_OPENINGS = 20
LEAST_EMPLOYERS = 5
"""Of the employers seen in both years, in each of them: the floor of a share's change is twice that of a share."""

MEDIAN = 0.5


def change_on_the_year(
    now: pl.DataFrame, before: pl.DataFrame, stating: pl.Series, cell: Sequence[str]
) -> pl.DataFrame:
    """One row per cell that can be compared: the share of openings with stated pay now less that of a year before.

    Args:
        now: one row per posting and cell of this year: `posting_id`, `opening_id`, `employer_key` and the cell's columns.
        before: the same for the year before.
        stating: ids of the postings that state base pay.
        cell: names of the cell's columns.

    Returns:
        The cell's columns and `disclosure_change_share`, over employers with openings in the cell in both years.
    """
    by_employer = [*cell, "employer_key"]
    this, last = (_counts(rows, stating, by_employer) for rows in (now, before))
    both = this.join(last, on=by_employer, suffix="_before")
    summed = both.group_by(cell).agg(
        pl.col("n_all", "n_stating", "n_all_before", "n_stating_before").sum(), n_employers=pl.len()
    )
    enough = (pl.min_horizontal("n_all", "n_all_before") >= LEAST_OPENINGS) & (pl.col("n_employers") >= LEAST_EMPLOYERS)
    share, share_before = pl.col("n_stating") / pl.col("n_all"), pl.col("n_stating_before") / pl.col("n_all_before")
    return summed.filter(enough).select(*cell, disclosure_change_share=share - share_before)


def _counts(rows: pl.DataFrame, stating: pl.Series, by: Sequence[str]) -> pl.DataFrame:
    ids = pl.DataFrame({"posting_id": stating.unique(), "is_stating": True})
    stated = rows.join(ids.cast({"posting_id": pl.String}), on="posting_id", how="left")
    openings = stated.group_by(*by, "opening_id").agg(pl.col("is_stating").fill_null(False).any())
    return openings.group_by(by).agg(n_all=pl.len(), n_stating=pl.col("is_stating").sum())


def median_bounds(values: Floats, weights: Floats, disclosed: float) -> tuple[float | None, float | None]:
    """Where the median of all openings must lie, stating or not, whatever the silent ones pay; (None, None) = anywhere.

    With a share `disclosed` the median of all lies between two quantiles of what is stated: all the silent openings below
    it, or all above. With half of them silent or more it is not identified.
    """
    if disclosed <= MEDIAN:
        return None, None
    levels = [(MEDIAN - (1 - disclosed)) / disclosed, MEDIAN / disclosed]
    low, high = weighted_quantiles(values, weights, levels)
    return low, high
