"""Who files: employers that hire for themselves, and outsourcers, who place workers at others in bulk.

Decides who is an outsourcer, by what its own filings state. No list of names is kept.
"""

from __future__ import annotations

import polars as pl

DIRECT, OUTSOURCER = "direct", "outsourcer"

LEAST_PLACED_SHARE = 0.5
"""An employer is an outsourcer when at least half of its filings state that it depends on H-1B workers (by law at least 15 %
of a large employer's staff) or that the work is at another company. By employer, not by filing: one that places some of its
workers would otherwise be on both sides."""


def with_filer_kinds(filings: pl.DataFrame) -> pl.DataFrame:
    """Adds `filer_kind`: direct or outsourcer. An employer whose filings say nothing of it is direct.

    Args:
        filings: all filings there are, with `employer_key`, `is_dependent` and `is_placed_elsewhere`.
    """
    kind = pl.when(_is_outsourcer()).then(pl.lit(OUTSOURCER)).otherwise(pl.lit(DIRECT))
    return filings.with_columns(filer_kind=kind)


def _is_outsourcer() -> pl.Expr:
    """Whether a filing's employer places most of its workers elsewhere, or says that it depends on such work."""
    is_placed = pl.any_horizontal(
        pl.col("is_dependent").fill_null(False), pl.col("is_placed_elsewhere").fill_null(False)
    )
    return is_placed.mean().over("employer_key") >= LEAST_PLACED_SHARE
