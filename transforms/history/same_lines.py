"""Finds texts that say the same under other headings: pairs of one kind of title whose longer lines are the same.

Decides which lines are compared, and how many must agree. Leaves texts that differ in more than a line to
`transforms.history.similar_texts`.

What stands below a heading counts for a fingerprint or not, as the heading says (`transforms.readers.fingerprint`). So an
employer that posts a job again with one heading reworded has another fingerprint, and the same lines.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]

SAME_LINES = 0.9
"""Least share of lines in common. Of a posting's 20 to 40 lines one or two may have been edited. Two teams' jobs differ in more:
the duties and what is asked are a third of a text or more."""

LEAST_WORDS = 12
"""A shorter line may be a heading. List items are compared however short they are."""

LEAST_HELD = 0.8
"""Least share of a text's words that its longer lines hold. Where short lines hold the text, the longer ones are what all jobs
of the employer share."""


def hash_lines(texts: pl.Series) -> pl.Series:
    """The hashes of each text's longer lines, each once. Null where they hold too little of it."""
    line, n_words = pl.col("line"), pl.col("n_words")
    rows = pl.DataFrame({"line": texts.fill_null("").str.split("\n")}).with_row_index("row")
    lines = rows.explode("line").with_columns(n_words=line.str.count_matches(r"\S+"))
    is_long = (n_words >= LEAST_WORDS) | line.str.starts_with("- ")
    long_lines = lines.filter(is_long).group_by("row")
    held = long_lines.agg(n_held=n_words.sum(), hashes=line.hash().unique(maintain_order=True))
    whole = lines.group_by("row", maintain_order=True).agg(n_words.sum())
    both = whole.join(held, on="row", how="left", maintain_order="left")
    is_held = pl.col("n_held") >= LEAST_HELD * n_words
    return both.select(pl.when(is_held).then("hashes")).to_series()


def same_lines(texts: pl.DataFrame) -> Ints:
    """Pairs of rows of texts that have nearly all of their longer lines in common.

    Args:
        texts: one row per text: `lines` (see `hash_lines`) and `rivals` (only texts of one number are compared).
    """
    rows = texts.select("lines", "rivals").with_row_index("row").drop_nulls("lines")
    found = []
    for end in (pl.col("lines").list.min(), pl.col("lines").list.max()):
        bucket = ["rivals", "end"]
        in_buckets = rows.with_columns(end=end).sort("row")
        # Equal texts stand side by side in their bucket: each is compared with the first and with the one before.
        found += [
            in_buckets.select("row", other=pl.col("row").first().over(bucket)),
            in_buckets.select("row", other=pl.col("row").shift().over(bucket)),
        ]
    pairs = pl.concat(found).filter(pl.col("other") < pl.col("row")).unique()
    lines = rows.select("row", "lines")
    others = lines.rename({"row": "other", "lines": "other_lines"})
    both = pairs.join(lines, on="row").join(others, on="other")
    n_common = pl.col("lines").list.set_intersection("other_lines").list.len()
    n_all = pl.col("lines").list.set_union("other_lines").list.len()
    alike = both.filter(n_common >= SAME_LINES * n_all).sort("row", "other")
    return alike.select("row", "other").to_numpy().astype(np.int64)
