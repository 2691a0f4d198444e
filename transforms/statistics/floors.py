"""The floors below which no share, median or premium is printed, and the note that says so.

Decides how many openings and employers a figure needs, and how a note counts them. Leaves the figures to the statistics.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from transforms.statistics.intervals import Floats

LEAST_OPENINGS = 10
LEAST_EMPLOYERS = 5
"""Below these, a share or a median is an anecdote, and even the employer bootstrap misses the truth too often
(docs/methods.md, Pay: Floors)."""

MOST_OF_ONE_EMPLOYER = 1 / 3
"""Above a third of the weight, a figure describes one employer's pay scale and not a market."""

_ROUNDING = 1e-9


def is_lopsided(weights: Floats) -> bool:
    """Whether one employer has more than a third of the weight. Exactly a third is allowed, however its parts add up."""
    return bool(weights.max() > (MOST_OF_ONE_EMPLOYER + _ROUNDING) * weights.sum())


def counted(n: int, noun: str) -> str:
    """A count in a note: "1 employer", "64 employers"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def few_note(n: int, n_employers: int) -> str:
    """Why a figure of `n` openings or filings is not printed."""
    return f"too few (n = {n} of {counted(n_employers, 'employer')})"


def blank_below_floor(shares: pl.DataFrame, printed: Iterable[str]) -> pl.DataFrame:
    """Shares of `n_of` openings at `n_of_employers`: below the floor the `printed` columns are null and `note` says why."""
    is_enough = (pl.col("n_of") >= LEAST_OPENINGS) & (pl.col("n_of_employers") >= LEAST_EMPLOYERS)
    plural = pl.when(pl.col("n_of_employers") == 1).then(pl.lit("")).otherwise(pl.lit("s"))
    reason = pl.format("too few (n = {} of {} employer{})", "n_of", "n_of_employers", plural)
    return shares.with_columns(
        *(pl.when(is_enough).then(name).alias(name) for name in printed),
        note=pl.when(~is_enough).then(reason),
    )
