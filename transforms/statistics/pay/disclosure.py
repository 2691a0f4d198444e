"""How many openings state their pay, how that changed on the year, and what the silent ones leave open.

Decides which openings could state pay, that a change is measured on the employers seen in both years (a board that joins must
not look like a law), and the bounds that hold whatever the silent openings pay (Manski 1989). Leaves the cells to
`transforms.statistics.pay.cells`.
See docs/methods.md, Disclosure and Bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.statistics.floors import blank_below_floor
from transforms.statistics.intervals import Floats
from transforms.statistics.quantiles import weighted_quantiles
from transforms.statistics.shares import clustered_shares

Year = tuple[pl.DataFrame, pl.DataFrame]
"""One row per posting and `cell`, and the same of what states pay that holds in the cell."""

LEAST_OPENINGS = 20
LEAST_EMPLOYERS = 5
"""Of the employers seen in both years, in each of them. The floor of a share's change is twice that of a share."""


def states_pay(stating: pl.Series) -> pl.Expr:
    """Whether a posting is among those that state base pay."""
    return pl.col("posting_id").is_in(stating.unique().implode())


def could_state(states: pl.Expr) -> pl.Expr:
    """Whether a posting could state pay: it has a text, or states pay in fields. A title alone is not silent on pay.

    `warehouse/fills/mart_opening.sql` says the same of an opening.
    """
    return pl.col("has_text") | states


def could_state_pay(postings: pl.DataFrame, stating: pl.Series) -> pl.DataFrame:
    """The postings that could state pay.

    Args:
        postings: `posting_id` and `has_text` among others.
        stating: ids of the postings that state base pay.
    """
    return postings.filter(could_state(states_pay(stating)))


def measure_disclosure(cells: pl.DataFrame, stating: pl.DataFrame) -> pl.DataFrame:
    """One row per cell in which an opening states pay: how many do, and of how many.

    Args:
        cells: one row per posting and `cell`: `opening_id`, `employer_key`.
        stating: the same of what states pay that holds in the cell.

    Returns:
        `cell`, `n_could_state_pay`, `n_could_employers`, `n_stating_openings`, `disclosure_share` and its 95 % interval,
        employers as clusters. Share and interval are null below the floor of a share.
    """
    key = ["cell", "opening_id", "employer_key"]
    every, hits = (rows.select(key).unique(maintain_order=True) for rows in (cells, stating))
    shares = clustered_shares(every, hits, ["cell"], [])
    return blank_below_floor(shares, ("share", "share_low", "share_high")).select(
        "cell",
        n_could_state_pay="n_of",
        n_could_employers="n_of_employers",
        n_stating_openings="n",
        disclosure_share="share",
        disclosure_low="share_low",
        disclosure_high="share_high",
    )


def change_on_the_year(now: Year, before: Year) -> pl.DataFrame:
    """One row per cell that can be compared: the share of openings with stated pay now less that of a year before.

    Both shares are those of `measure_disclosure`, over employers with openings in the cell in both years.

    Args:
        now: of this year, one row per posting and cell, and the same of what states pay that holds in the cell.
        before: the same of the year before.

    Returns:
        `cell` and `disclosure_change_share`.
    """
    this, last = (_count_openings(*year) for year in (now, before))
    counted = pl.col("n_all", "n_stating", "n_all_before", "n_stating_before")
    both = this.join(last, on=["cell", "employer_key"], suffix="_before")
    summed = both.group_by("cell").agg(counted.sum(), n_employers=pl.len())
    is_enough = pl.min_horizontal("n_all", "n_all_before") >= LEAST_OPENINGS
    share = pl.col("n_stating") / pl.col("n_all")
    share_before = pl.col("n_stating_before") / pl.col("n_all_before")
    return summed.filter(is_enough, pl.col("n_employers") >= LEAST_EMPLOYERS).select(
        "cell", disclosure_change_share=share - share_before
    )


def _count_openings(cells: pl.DataFrame, stating: pl.DataFrame) -> pl.DataFrame:
    by = ["cell", "employer_key"]
    n = pl.col("opening_id").n_unique().cast(pl.Int64)
    every, hits = cells.group_by(by).agg(n_all=n), stating.group_by(by).agg(n_stating=n)
    return every.join(hits, on=by, how="left").with_columns(pl.col("n_stating").fill_null(0))


def mark_stating(rows: pl.DataFrame, stating: pl.Series, by: Sequence[str]) -> pl.DataFrame:
    """One row per opening and `by`: whether one of its postings states base pay, as `is_stating`."""
    marked = rows.with_columns(is_stating=states_pay(stating))
    return marked.group_by(*by, "opening_id").agg(pl.col("is_stating").any())


def quantile_bounds(
    values: Floats, weights: Floats, level: float, disclosed: float
) -> tuple[float | None, float | None]:
    """The bounds between which a quantile of all openings must lie, whatever the silent ones pay. None: no bound.

    With a share `disclosed` it lies between two quantiles of what is stated: with all the silent openings below it, and with
    all of them above. A side is open when more are silent than lie on it. So the median of all has bounds only when most
    openings state pay.
    """
    if disclosed <= 0:
        return None, None
    least, most = (level - (1 - disclosed)) / disclosed, level / disclosed
    low = weighted_quantiles(values, weights, [least])[0] if least > 0 else None
    high = weighted_quantiles(values, weights, [most])[0] if most < 1 else None
    return low, high
