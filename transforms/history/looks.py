"""Which looks at a board conclude anything: the scale of conclusive looks on which postings are followed.

Decides what a conclusive look is: `complete` or `unchanged` and not held by the drop guard, or `missing` once enough looks
agree that the whole board is gone. Leaves what becomes of postings to `transforms.history.lifecycle`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from statistics import median

import polars as pl

from transforms.vocabulary import SHOWING

GUARD_WINDOW = 5
"""Looks whose median is what a board usually lists. Five weekly looks forgive one odd week on either side."""

GUARD_SHARE = 0.5
"""Boards lose a tenth of their postings in a busy week. Half at once is nearly always a fault of the board's server."""

GUARD_FEWER = 10
"""Small boards do halve from one week to the next. They do not lose ten at once."""

LEAST_MISSING = 3
"""Looks, and days, for which a board has been missing before it is believed gone. A site that moves is back within days."""

_READ = ["look_id", "source", "board", "looked_at", "outcome", "repeats_look_id", "period"]


def scale_looks(
    looks: pl.DataFrame, n_listed: pl.DataFrame, census_sources: Collection[str]
) -> pl.DataFrame:
    """The looks in the order of time, each on its board's scale.

    Args:
        looks: one row per look, sorted by source, board and time.
        n_listed: `look_id` and how many postings it listed (`n_listed`).
        census_sources: sources whose boards are a census of a period: no board dies there.

    Returns:
        The looks with `board_index`, `shown_look_id` (whose sightings a look shows), `is_conclusive`, `is_suspect`,
        `is_death`, and `number`: the conclusive looks of the board up to and including this one, less one (-1 before the
        first).
    """
    return (
        looks.pipe(_index_boards)
        .pipe(_resolve_repeats)
        .pipe(_settle_instants)
        .pipe(_guard_drops, n_listed)
        .pipe(_confirm_deaths, census_sources)
        .with_columns(
            number=pl.col("is_conclusive").cast(pl.Int32).cum_sum().over("board_index") - 1
        )
    )


def _index_boards(looks: pl.DataFrame) -> pl.DataFrame:
    # Each thread of a census is a board of its own: a young thread is no drop of the one before.
    boards = pl.struct("source", "board", "period").rank("dense").cast(pl.UInt32)
    distinct = looks.select(_READ).unique("look_id", keep="first", maintain_order=True)
    return distinct.with_columns(board_index=boards)


def _resolve_repeats(looks: pl.DataFrame) -> pl.DataFrame:
    """Adds `shown_look_id` and `repeated_at`. An `unchanged` look that repeats no complete one concludes nothing."""
    is_complete, is_unchanged = (pl.col("outcome") == name for name in ("complete", "unchanged"))
    complete = looks.filter(is_complete).select(
        "board_index", repeats_look_id="look_id", repeated_at="looked_at"
    )
    joined = looks.join(
        complete, on=["board_index", "repeats_look_id"], how="left", maintain_order="left"
    )
    lists_all = is_complete | (is_unchanged & pl.col("repeated_at").is_not_null())
    return joined.with_columns(
        is_conclusive=lists_all & pl.col("looked_at").is_not_null(),
        shown_look_id=pl.when(is_unchanged).then("repeats_look_id").otherwise("look_id"),
    )


def _settle_instants(looks: pl.DataFrame) -> pl.DataFrame:
    """Of several looks at one instant (a run repeated with the same `as_of`) the last conclusive one concludes.

    An `unchanged` look that repeats a look of the same instant has nothing to add, so it steps back. Looks that conclude
    nothing come before the one that does: what they alone showed was gone at that instant.
    """
    is_unchanged = pl.col("outcome") == "unchanged"
    repeats_itself = is_unchanged & (pl.col("repeated_at") == pl.col("looked_at"))
    may_conclude = pl.col("is_conclusive") & ~repeats_itself.fill_null(False)
    last = pl.when(may_conclude).then("look_id").max().over("board_index", "looked_at")
    concludes = (may_conclude & (pl.col("look_id") == last)).fill_null(False)
    settled = looks.with_columns(is_conclusive=concludes)
    return settled.sort("board_index", "looked_at", "is_conclusive", "look_id", nulls_last=True)


def _guard_drops(looks: pl.DataFrame, n_listed: pl.DataFrame) -> pl.DataFrame:
    """Adds `is_suspect` and lets suspect looks conclude nothing."""
    listed = n_listed.select("n_listed", shown_look_id="look_id")
    counted = looks.join(listed, on="shown_look_id", how="left", maintain_order="left")
    conclusive = counted.filter("is_conclusive").with_columns(pl.col("n_listed").fill_null(0))
    suspects = _flag_drops(conclusive["board_index"].to_list(), conclusive["n_listed"].to_list())
    flags = conclusive.select("look_id", is_suspect=pl.Series(suspects, dtype=pl.Boolean))
    flagged = looks.join(flags, on="look_id", how="left", maintain_order="left")
    is_suspect = pl.col("is_suspect").fill_null(False)
    return flagged.with_columns(is_suspect, is_conclusive=pl.col("is_conclusive") & ~is_suspect)


def _flag_drops(boards: list[int], counts: list[int]) -> list[bool]:
    """The drop guard over conclusive looks sorted by board and time.

    A second low look agrees with the first: it counts, and what the board usually lists is learnt anew from there. A board's
    very first look has nothing before it. It is held against the second, or a faulty start would pass for growth.
    """
    flags: list[bool] = []
    usual: deque[int] = deque(maxlen=GUARD_WINDOW)
    board, was_suspect = None, False
    for row, (this_board, count) in enumerate(zip(boards, counts, strict=True)):
        if this_board != board:
            board, was_suspect = this_board, False
            usual.clear()
            if this_board in boards[row + 1 : row + 2] and _is_drop(count, counts[row + 1]):
                flags.append(True)
                continue
        is_low = bool(usual) and _is_drop(count, median(usual))
        is_suspect = is_low and not was_suspect
        if is_low and was_suspect:
            usual.clear()
        if not is_suspect:
            usual.append(count)
        was_suspect = is_suspect
        flags.append(is_suspect)
    return flags


def _is_drop(count: int, usual: float) -> bool:
    return count < GUARD_SHARE * usual and usual - count >= GUARD_FEWER


def _confirm_deaths(looks: pl.DataFrame, census_sources: Collection[str]) -> pl.DataFrame:
    """Adds `is_death`, and lets looks conclude that found nothing where a board had been, and nothing else since.

    A board that comes back had not vanished. One that was never there cannot vanish.
    """
    shows = pl.col("outcome").is_in(SHOWING)
    last_shown = pl.col("looked_at").filter(shows).max().over("board_index")
    was_there = pl.col("is_conclusive").any().over("board_index")
    is_census = pl.col("source").is_in(list(census_sources))
    is_missing = (pl.col("outcome") == "missing") & (pl.col("looked_at") > last_shown)
    is_gone = is_missing & was_there & ~is_census
    days = pl.col("looked_at").dt.date().filter(is_gone).n_unique().over("board_index")
    is_death = (is_gone & (days >= LEAST_MISSING)).fill_null(False)
    return looks.with_columns(is_death=is_death, is_conclusive=pl.col("is_conclusive") | is_death)
