"""Finds the postings without a job behind them: talent pools, general applications.

Decides it from the board's own field where there is one, else from the title. Leaves their use to
`flows.lake.facts`: they are kept and marked, and no figure counts them.
"""

from __future__ import annotations

import polars as pl

from transforms.text.lexicon import lexicon

_WORDS = lexicon(__package__, "prospects.toml")
_TITLES, _JOBS = (f"(?i){'|'.join(_WORDS[name])}" for name in ("titles", "jobs"))


def is_prospect() -> pl.Expr:
    """Whether a posting of a board is a prospect. Never null.

    Reads `is_prospect` as the board states it, `title` and `is_census`: a census is made of posts that each hire for a job.
    """
    said = pl.col("is_prospect").fill_null(False)
    by_title = pl.col("title").str.contains(_TITLES) & ~pl.col("title").str.contains(_JOBS)
    return (said | by_title) & ~pl.col("is_census")
