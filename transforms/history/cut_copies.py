"""Finds postings whose text is cut from another posting's: what aggregators show of a job they found elsewhere.

Decides when a text is cut from a longer one under the same kind of title, and from which. It is from one at most, so that a
beginning that two jobs share does not make them one. Leaves texts of like length to `transforms.history.similar_texts`, whose
MinHash says little of a short text beside a long one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LONGEST_CUT = 0.75
"""A cut text has at most this share of the words of the whole. Two of like length that hold one another are two versions of one
text: `same_job.SAME_TEXT` and `same_job.SAME_TEXT_ELSEWHERE` judge them."""

LEAST_HELD = 0.85
"""Least share of a cut text's word triples that stand in the whole one: as alike as two texts at one place have to be. The rest is
what aggregators put around it."""

FEWEST_TRIPLES = 30
"""With fewer a text is a sentence or two. Nothing shows which job it was cut from."""

LONGEST_WORDS = 5_000
"""Enough for the longest honest posting (3,500 words). Hostile texts cost no more than that."""

MOST_HOLDERS = 16
"""Triples that more texts of one kind of title share do not tell them apart, and pairing all who share them would cost the square
of their number."""

_BATCH_WORDS = 2_000_000  # their triples take about 300 MB
# Their texts take about 250 MB. Each load reads through the lake once.
_LOAD_WORDS = 20 * _BATCH_WORDS
# Full stops, commas and brackets go. A bullet is no word.
_MARKS = r"[.,;:()]"
_WORD = r"\S{2,}|[\p{L}\p{N}]"


def cut_pairs(texts: pl.DataFrame, labels: Ints, contents: pl.LazyFrame) -> Ints:
    """Pairs of text indices: a cut text and the longer one it was cut from.

    Args:
        texts: one row per text: `text` (its index), `block` (a kind of title of one owner), `row`, `places`,
            `languages` (those asked for, joined by blanks) and `n_words` (see `count_words`).
        labels: by text index, the group of like texts that it is in.
        contents: `row` and `description_text`. Read a batch at a time: all texts at once do not fit in memory.

    Returns:
        At most one pair for each group of cut texts: at the same place if there is one, then the text that holds most.
        A cut text may have lost a language that the whole asks for. It does not ask for one of its own.
    """
    group = pl.Series(labels[texts["text"].to_numpy()], dtype=pl.Int64)
    grouped = texts.with_columns(group=group)
    several = grouped.filter(pl.col("group").n_unique().over("block") > 1)
    n_words = pl.col("n_words")
    sized = several.with_columns(
        is_cut=n_words <= LONGEST_CUT * n_words.max().over("block"),
        is_whole=n_words * LONGEST_CUT >= n_words.min().over("block"),
    )
    rivals = sized.filter(pl.col("is_cut") | pl.col("is_whole")).sort("block", "text")
    # A block lies in one batch, whose number follows from the words before the block.
    summed = rivals.with_columns(until=n_words.cast(pl.Int64).cum_sum())
    before = pl.col("until").first().over("block")
    numbered = summed.with_columns(load=before // _LOAD_WORDS, batch=before // _BATCH_WORDS)
    found = [_find_pairs(each) for each in _batches(numbered, contents)]
    return _best_pairs(pl.concat(found)) if found else np.empty((0, 2), dtype=np.int64)


def count_words(text: pl.Expr) -> pl.Expr:
    """How many words of a text are compared."""
    return pl.min_horizontal(_unmarked(text).str.count_matches(_WORD), LONGEST_WORDS)


def _batches(numbered: pl.DataFrame, contents: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The texts with their `words`, batch by batch, in the order given."""
    for load in numbered.partition_by("load", maintain_order=True):
        loaded = _with_texts(load, contents)
        yield from map(_with_words, loaded.partition_by("batch", maintain_order=True))


def _with_words(batch: pl.DataFrame) -> pl.DataFrame:
    return batch.with_columns(words=_words()).drop("description_text")


def _with_texts(load: pl.DataFrame, contents: pl.LazyFrame) -> pl.DataFrame:
    texts = contents.select("row", "description_text")
    read = texts.join(load.lazy().select("row"), on="row", how="semi")
    return load.join(read.collect(engine="streaming"), on="row", how="left", maintain_order="left")


def _unmarked(text: pl.Expr) -> pl.Expr:
    return text.fill_null("").str.replace_all(_MARKS, "")


def _words() -> pl.Expr:
    text = _unmarked(pl.col("description_text")).str.to_lowercase()
    return text.str.extract_all(_WORD).list.head(LONGEST_WORDS)


def _find_pairs(texts: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a cut text and one that holds it, with the share held and whether they have a place in common."""
    rare = _triples(texts).filter(pl.len().over("triple") <= MOST_HOLDERS)
    cut, whole = rare.filter("is_cut"), rare.filter("is_whole")
    n_triples = cut.group_by("text").agg(n_triples=pl.len())
    long_enough = n_triples.filter(pl.col("n_triples") >= FEWEST_TRIPLES)
    shared = (
        cut.join(whole, on="triple", suffix="_whole")
        .filter(pl.col("n_words") <= LONGEST_CUT * pl.col("n_words_whole"))
        .group_by("text", "text_whole")
        .agg(n_shared=pl.len())
        .join(long_enough, on="text")
        .with_columns(share=pl.col("n_shared") / pl.col("n_triples"))
        .filter(pl.col("share") >= LEAST_HELD)
    )
    facts = texts.select("text", "group", "places", languages=pl.col("languages").str.split(" "))
    of_whole = facts.rename(lambda name: f"{name}_whole")
    both = shared.join(facts, on="text").join(of_whole, on="text_whole")
    known = pl.col("languages_whole").list.concat(pl.lit([""]))
    asks_no_other = pl.col("languages").list.set_difference(known).list.len() == 0
    common_places = pl.col("places").list.set_intersection("places_whole")
    return both.filter(pl.col("group") != pl.col("group_whole"), asks_no_other).select(
        *("text", "text_whole", "group", "share"), is_same_place=common_places.list.len() > 0
    )


def _triples(texts: pl.DataFrame) -> pl.DataFrame:
    """One row per text and triple of its words. The same words in two blocks are two triples."""
    columns = ["block", "text", "n_words", "is_cut", "is_whole"]
    words = texts.select(*columns, "words").explode("words", empty_as_null=True)
    # A word is hashed once, and one number stands for block and words: it is grouped and joined in half the time.
    hashed = words.with_columns(first=pl.col("words").hash()).drop("words")
    second, third = (pl.col("first").shift(-ahead).alias(str(ahead)) for ahead in (1, 2))
    is_first_of_three = pl.col("text") == pl.col("text").shift(-2)
    triple = pl.struct("block", "first", second, third).hash()
    triples = hashed.with_columns(triple=triple).filter(is_first_of_three)
    return triples.drop("first").unique(["text", "triple"])


def _best_pairs(pairs: pl.DataFrame) -> Ints:
    order = ["group", "is_same_place", "share", "text_whole", "text"]
    ordered = pairs.sort(order, descending=[False, True, True, False, False])
    best = ordered.unique("group", keep="first", maintain_order=True)
    found: Ints = best.select("text", "text_whole").to_numpy().astype(np.int64)
    return found
