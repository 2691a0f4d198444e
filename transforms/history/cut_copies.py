"""Finds postings whose text is cut from another posting's: what aggregators show of a job they found elsewhere.

Decides when a text is cut from a longer one under the same kind of title, and from which: from one at most, so that a beginning
that two jobs share does not make them one. Leaves texts of like length to `transforms.history.openings`, which compares them by MinHash;
that says little of a short text beside a long one, of whose words it has but a part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from transforms.readers.fingerprint import LONGEST_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_CUT = 0.75
"""A cut text has at most this share of the words of the whole. Two of like length that hold one another are two versions of one
text: `same_job.SAME_TEXT` and `same_job.SAME_TEXT_ELSEWHERE` judge them."""

LEAST_HELD = 0.85
"""Least share of a cut text's word triples that stand in the whole one: as alike as two texts at one place have to be. The rest is
what aggregators put around it."""

FEWEST_TRIPLES = 30
"""With fewer a text is a sentence or two: nothing shows which job it was cut from."""

MOST_HOLDERS = 16
"""Triples that more texts of one kind of title share do not tell them apart, and pairing all who share them would cost the square
of their number."""

_BATCH_WORDS = 2_000_000  # their triples take about 300 MB
# Stops, commas and brackets go as in a fingerprint; a bullet is no word.
_MARKS = r"[.,;:()]"
_WORD = r"\S{2,}|[\p{L}\p{N}]"


def cut_pairs(texts: pl.DataFrame, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of text numbers: a cut text and the longer one it was cut from.

    Args:
        texts: one row per text: `text` (its number), `block` (a kind of title of one owner), `description_text`, `places`
            and `languages` (those asked for, joined by blanks).
        labels: by text number, the group of like texts that it is in.

    Returns:
        At most one pair for each group of cut texts: at the same place if there is one, then the text that holds most.
        A cut text may have lost a language that the whole asks for; it does not ask for one of its own.
    """
    grouped = texts.with_columns(group=pl.Series(labels[texts["text"].to_numpy()], dtype=pl.Int64))
    several = grouped.filter(pl.col("group").n_unique().over("block") > 1)
    sized = several.with_columns(words=_words(pl.col("description_text"))).with_columns(
        n_words=pl.col("words").list.len()
    )
    least, most = pl.col("n_words").min().over("block"), pl.col("n_words").max().over("block")
    is_cut, is_whole = (
        pl.col("n_words") <= LONGEST_CUT * most,
        pl.col("n_words") * LONGEST_CUT >= least,
    )
    rated = sized.with_columns(is_cut=is_cut, is_whole=is_whole).drop("description_text")
    rivals = rated.filter(pl.col("is_cut") | pl.col("is_whole")).sort("block", "text")
    batch = pl.col("n_words").cast(pl.Int64).cum_sum().first().over("block") // _BATCH_WORDS
    found = [
        _pairs(part)
        for part in rivals.with_columns(batch=batch).partition_by("batch", maintain_order=True)
    ]
    return _one_each(pl.concat(found)) if found else np.empty((0, 2), dtype=np.int64)


def _words(text: pl.Expr) -> pl.Expr:
    plain = text.fill_null("").str.replace_all(_MARKS, "").str.to_lowercase()
    return plain.str.extract_all(_WORD).list.head(LONGEST_WORDS)


def _pairs(texts: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a cut text and one that holds it, with the share held and whether they have a place in common."""
    telling = _triples(texts).filter(pl.len().over("block", "triple") <= MOST_HOLDERS)
    cut, whole = telling.filter("is_cut"), telling.filter("is_whole")
    n_triples = (
        cut.group_by("text").agg(n_triples=pl.len()).filter(pl.col("n_triples") >= FEWEST_TRIPLES)
    )
    shared = (
        cut.join(whole, on=["block", "triple"], suffix="_whole")
        .filter(pl.col("n_words") <= LONGEST_CUT * pl.col("n_words_whole"))
        .group_by("text", "text_whole")
        .agg(n_shared=pl.len())
        .join(n_triples, on="text")
        .with_columns(share=pl.col("n_shared") / pl.col("n_triples"))
        .filter(pl.col("share") >= LEAST_HELD)
    )
    facts = texts.select("text", "group", "places", languages=pl.col("languages").str.split(" "))
    both = shared.join(facts, on="text").join(
        facts.rename(lambda name: f"{name}_whole"), on="text_whole"
    )
    others = pl.col("languages").list.set_difference(
        pl.col("languages_whole").list.concat(pl.lit([""]))
    )
    return both.filter(pl.col("group") != pl.col("group_whole"), others.list.len() == 0).select(
        *("text", "text_whole", "group", "share"),
        is_same_place=pl.col("places").list.set_intersection("places_whole").list.len() > 0,
    )


def _triples(texts: pl.DataFrame) -> pl.DataFrame:
    """One row per text and triple of its words."""
    second, third = (pl.col("words").shift(-place).alias(str(place)) for place in (1, 2))
    words = texts.select("block", "text", "n_words", "is_cut", "is_whole", "words").explode(
        "words", empty_as_null=True
    )
    is_first_of_three = pl.int_range(pl.len()).over("text") < pl.col("n_words").cast(pl.Int64) - 2
    triples = words.with_columns(triple=pl.struct("words", second, third).hash()).filter(
        is_first_of_three
    )
    return triples.drop("words").unique(["text", "triple"])


def _one_each(pairs: pl.DataFrame) -> NDArray[np.int64]:
    order = ["group", "is_same_place", "share", "text_whole", "text"]
    best = pairs.sort(order, descending=[False, True, True, False, False]).unique(
        "group", keep="first", maintain_order=True
    )
    numbers: NDArray[np.int64] = best.select("text", "text_whole").to_numpy().astype(np.int64)
    return numbers
