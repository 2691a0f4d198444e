"""Turns looks and sightings into lifecycles: when each posting was first seen, last seen and closed.

Decides what a sighting means on its board's scale of conclusive looks, and for how long what was seen still speaks for
today. Leaves which looks conclude to `transforms.history.looks`, and which postings are one job to
`transforms.history.openings`.

The conclusive looks of a board are numbered 0, 1, 2 … A sighting covers the numbers from `start` to `end`. A look that
concludes nothing lies between two numbers (`start` = `end` + 1). A posting is gone at the first number after its last `end`,
and has a gap wherever a number between two of its sightings does not list it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from transforms.history.looks import scale_looks
from transforms.vocabulary import SHOWING

CARRY_DAYS = 28
"""Days after its last sighting for which a posting still counts as open: the four weeks for which a board that does not answer
keeps its stock in the panel of growth. By then a weekly run has failed at the board four times, or a feed of the newest has
long scrolled past the posting, and nobody knows."""

_POSTING = ["board_index", "external_id"]


@dataclass(frozen=True)
class Traces:
    """What looking again and again has shown.

    `looks`: the looks as given, sorted, with `is_suspect` and `is_death` (`missing` looks that close what the board listed).
    `postings`: one row per (source, board, external_id) with
    `first_seen_at`, `last_seen_at`, `closed_at` (the first conclusive look that no longer listed it, null while open and
    for a census), `is_open` (null for a census), `is_left_truncated` (it was there at the board's first conclusive look,
    so its opening was not seen), `n_gaps`, `content_hash` (of its last sighting), `period`, `is_census`.
    """

    looks: pl.DataFrame
    postings: pl.DataFrame


def trace(
    looks: pl.DataFrame, sightings: pl.DataFrame | pl.LazyFrame, census_sources: Collection[str]
) -> Traces:
    """Follows every posting through the looks at its board.

    Args:
        looks: one row per look, in any order. Looks at one board with the same `looked_at` count as one look.
        sightings: one row per posting seen in a look. Rows whose look is unknown are left out, since nothing dates them.
        census_sources: sources whose boards are a census of a period: nothing closes there.

    Returns:
        Both frames of `Traces`, sorted by source, board and time or id.
    """
    ordered = looks.sort("source", "board", "looked_at", "look_id", nulls_last=True)
    seen = sightings.lazy()
    n_listed = _count_listed(seen)
    if n_listed["has_doubles"].any():
        seen = seen.unique(["look_id", "external_id"], keep="first", maintain_order=True)
    scale = scale_looks(ordered, n_listed, census_sources)
    spans = _find_spans(scale)
    followed = _follow(seen, spans).pipe(_date, spans)
    flags = scale.select("look_id", "is_suspect", "is_death")
    return Traces(
        looks=ordered.join(flags, on="look_id", how="left", maintain_order="left"),
        postings=_close(followed, scale, census_sources),
    )


def _count_listed(sightings: pl.LazyFrame) -> pl.DataFrame:
    """Postings per look, counted rather than taken from `n_postings`, which is what the board claimed."""
    # Every id of every look is held until all are counted. As a number it takes half the memory of its text.
    numbered = sightings.select("look_id", pl.col("external_id").cast(pl.Categorical).to_physical())
    distinct = pl.col("external_id").n_unique().cast(pl.Int64)
    by_look = numbered.group_by("look_id")
    counted = by_look.agg(n_listed=distinct, has_doubles=distinct < pl.len())
    return counted.collect(engine="streaming")


def _find_spans(scale: pl.DataFrame) -> pl.DataFrame:
    """One row per stretch of looks that show the same list: `start`, `end`, and the times of its first and last look."""
    is_conclusive, is_suspect = pl.col("is_conclusive"), pl.col("is_suspect")
    adds_nothing = (pl.col("outcome") == "unchanged") & ~is_conclusive & ~is_suspect
    showing = scale.filter(pl.col("outcome").is_in(SHOWING), pl.col("looked_at").is_not_null())
    # What only an earlier look of the same instant showed was gone at that instant. It cannot be seen last then.
    is_settled = is_conclusive.any().over("board_index", "looked_at")
    counted = showing.filter(~adds_nothing & (is_conclusive | is_suspect | ~is_settled))
    shown = pl.col("shown_look_id")
    stretched = counted.with_columns(
        start=pl.when(is_conclusive).then("number").otherwise(pl.col("number") + 1),
        sequence=(shown != shown.shift()).fill_null(True).cum_sum(),
    )
    spans = stretched.group_by("sequence", "board_index", "shown_look_id", maintain_order=True).agg(
        pl.col("source", "board", "period").first(),
        start=pl.col("start").min(),
        end=pl.col("number").max(),
        n_conclusive=is_conclusive.sum().cast(pl.Int32),
        from_at=pl.col("looked_at").min(),
        until_at=pl.col("looked_at").max(),
    )
    return spans.rename({"shown_look_id": "look_id"})


def _follow(sightings: pl.LazyFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """One row per posting: first and last sighting, the last number it covers, its gaps and its latest content."""
    narrow = spans.lazy().select(
        "look_id", "board_index", "sequence", "start", "end", "n_conclusive"
    )
    seen = sightings.select("look_id", "external_id", "content_hash").join(narrow, on="look_id")
    by_posting = seen.group_by(_POSTING).agg(
        first_start=pl.col("start").min(),
        last_end=pl.col("end").max(),
        n_covered=pl.col("n_conclusive").sum(),
        first_sequence=pl.col("sequence").min(),
        last_sequence=pl.col("sequence").max(),
        # Not by `arg_max`, for which all hashes of a posting are held: a year of daily looks has millions.
        content_hash=pl.col("content_hash").max_by("sequence"),
    )
    followed = by_posting.collect(engine="streaming")
    # A posting listed once in each look it covers has no gap when it covers all numbers from first to last. Only the few
    # others need their sightings in order.
    n_numbers = pl.col("last_end") - pl.col("first_start") + 1
    broken = followed.filter(n_numbers != pl.col("n_covered")).select(_POSTING)
    gaps = _count_gaps(seen.join(broken.lazy(), on=_POSTING, how="semi"))
    return followed.join(gaps, on=_POSTING, how="left").with_columns(pl.col("n_gaps").fill_null(0))


def _count_gaps(seen: pl.LazyFrame) -> pl.DataFrame:
    missed = (pl.col("start") - pl.col("end").shift().over(_POSTING)) > 1
    ordered = seen.sort(*_POSTING, "sequence").with_columns(missed=missed)
    return ordered.group_by(_POSTING).agg(n_gaps=pl.col("missed").sum().cast(pl.Int64)).collect()


def _date(followed: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Adds the board, the period, and the times of the first and the last sighting."""
    first = spans.select(
        "source", "board", "period", first_sequence="sequence", first_seen_at="from_at"
    )
    last = spans.select(last_sequence="sequence", last_seen_at="until_at")
    return followed.join(first, on="first_sequence").join(last, on="last_sequence")


def _close(
    postings: pl.DataFrame, scale: pl.DataFrame, census_sources: Collection[str]
) -> pl.DataFrame:
    """Adds `closed_at` (the conclusive look after the last that covers it), `is_open`, `is_left_truncated`, `is_census`."""
    looks = scale.filter("is_conclusive").select("board_index", "number", "looked_at")
    after = looks.select("board_index", last_end=pl.col("number") - 1, after_at="looked_at")
    first = looks.filter(pl.col("number") == 0).select("board_index", board_first_at="looked_at")
    is_census = pl.col("source").is_in(list(census_sources))
    was_there = (pl.col("first_seen_at") <= pl.col("board_first_at")).fill_null(True)
    closed = postings.join(after, on=["board_index", "last_end"], how="left").join(
        first, on="board_index", how="left"
    )
    return closed.select(
        *("source", "board", "external_id", "first_seen_at", "last_seen_at"),
        closed_at=pl.when(~is_census).then("after_at"),
        is_open=pl.when(~is_census).then(pl.col("after_at").is_null()),
        is_left_truncated=was_there & ~is_census,
        n_gaps=pl.when(is_census).then(0).otherwise("n_gaps"),
        content_hash="content_hash",
        period="period",
        is_census=is_census,
    ).sort("source", "board", "external_id")


def bound_carry(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings with `is_open` null where nothing was known of them for more than CARRY_DAYS before boards were last visited.

    One rule serves boards that stopped answering and feeds that never list all they have. The last conclusive look at a
    board lists what is open there, so an open posting's last sighting is never older than that look. What is closed stays
    closed, and `closed_at` stays null where nothing closed it.

    The newest sighting on any board is the day that counts. So a market that nobody has fed for months shows what was open
    then, and a thread read since does not end that.

    Args:
        postings: the lifecycles of `Traces`.
    """
    seen_date = pl.col("last_seen_at").dt.date()
    visited_date = seen_date.filter(~pl.col("is_census")).max()
    is_stale = visited_date - seen_date > pl.duration(days=CARRY_DAYS)
    return postings.with_columns(is_open=pl.when(~(pl.col("is_open") & is_stale)).then("is_open"))
