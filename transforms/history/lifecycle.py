"""Turns looks and sightings into lifecycles: when each posting was first seen, last seen and closed.

Decides which looks may say that a posting is gone (a conclusive look: `complete` or `unchanged`, not held by the drop
guard; or `missing`, once enough of them agree that the whole board is gone), what a sighting elsewhere means (the posting
is there; nothing is said of the others), and for how long what was seen still speaks for today. Leaves to
`transforms.history.openings` which postings are one job, and to `transforms.statistics.growth.growth` what the counts over time mean.

Every look of a board stands on a scale of conclusive looks, numbered 0, 1, 2 … A sighting covers the numbers from
`start` to `end`; a look that concludes nothing lies between two numbers (`start` = `end` + 1). A posting is gone at the
first number after its last `end`, and has a gap wherever a number between two of its sightings does not list it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from statistics import median

import polars as pl

from transforms.vocabulary import SHOWING

GUARD_WINDOW = 5
"""Looks whose median is what a board usually lists: five weekly looks forgive one odd week on either side."""

GUARD_SHARE = 0.5
"""Boards lose a tenth of their postings in a busy week; half at once is nearly always a fault of the board's server."""

GUARD_FEWER = 10
"""Small boards do halve from one week to the next; ten at once they do not."""

LEAST_MISSING = 3
"""Looks, and days, for which a board has been missing before it is believed gone: a site that moves is back within days."""

CARRY_DAYS = 28
"""Days after its last sighting for which a posting still counts as open: the four weeks for which a board that does not answer
keeps its stock in the panel of growth. By then a weekly run has failed at the board four times, or a feed of the newest has
long scrolled past the posting, and nobody knows."""


@dataclass(frozen=True)
class Traces:
    """What looking again and again has shown.

    `looks`: the looks as given, sorted, with `is_suspect` and `is_death` (`missing` looks that close what the board listed).
    `postings`: one row per (source, board, external_id) with
    `first_seen_at`, `last_seen_at`, `closed_at` (the first conclusive look that no longer listed it; null while open and
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
        sightings: one row per posting seen in a look; rows whose look is unknown are left out, since nothing dates them.
        census_sources: sources whose boards are a census of a period: nothing closes there.

    Returns:
        Both frames of `Traces`, sorted by source, board and time or id.
    """
    ordered = looks.sort("source", "board", "looked_at", "look_id", nulls_last=True)
    n_listed = _count_listed(sightings)
    if n_listed["has_doubles"].any():
        sightings = sightings.lazy().unique(
            ["look_id", "external_id"], keep="first", maintain_order=True
        )
    scale = (
        ordered.pipe(_number_boards)
        .pipe(_resolve_repeats)
        .pipe(_settle_instants)
        .pipe(_guard_drops, n_listed)
    )
    scale = scale.pipe(_confirm_deaths, census_sources).pipe(_number_conclusive_looks)
    spans = _spans(scale)
    postings = _follow(sightings, spans).pipe(_close, scale, census_sources)
    flags = scale.select("look_id", "is_suspect", "is_death")
    flagged = ordered.join(flags, on="look_id", how="left", maintain_order="left")
    return Traces(looks=flagged, postings=postings)


def _count_listed(sightings: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Postings per look: counted rather than taken from `n_postings`, which is what the board claimed."""
    distinct = pl.col("external_id").n_unique().cast(pl.Int64)
    counted = (
        sightings.lazy().group_by("look_id").agg(n_listed=distinct, has_doubles=distinct < pl.len())
    )
    return counted.collect(engine="streaming")


def _number_boards(looks: pl.DataFrame) -> pl.DataFrame:
    columns = ["look_id", "source", "board", "looked_at", "outcome", "repeats_look_id", "period"]
    # Each thread of a census is a board of its own: a young thread is no drop of the one before.
    boards = pl.struct("source", "board", "period").rank("dense").cast(pl.UInt32)
    return (
        looks.select(columns)
        .unique("look_id", keep="first", maintain_order=True)
        .with_columns(board_number=boards)
    )


def _resolve_repeats(looks: pl.DataFrame) -> pl.DataFrame:
    """Adds `shown_look_id` (whose sightings a look shows) and `shown_at`; an `unchanged` look of nothing concludes nothing."""
    complete = looks.filter(pl.col("outcome") == "complete").select(
        "board_number", repeats_look_id="look_id", repeated_at="looked_at"
    )
    joined = looks.join(
        complete, on=["board_number", "repeats_look_id"], how="left", maintain_order="left"
    )
    is_unchanged = pl.col("outcome") == "unchanged"
    is_conclusive = (pl.col("outcome") == "complete") | (
        is_unchanged & pl.col("repeated_at").is_not_null()
    )
    return joined.with_columns(
        is_conclusive=is_conclusive & pl.col("looked_at").is_not_null(),
        shown_look_id=pl.when(is_unchanged).then("repeats_look_id").otherwise("look_id"),
    )


def _settle_instants(looks: pl.DataFrame) -> pl.DataFrame:
    """Of several looks at one instant (a run repeated with the same `as_of`) the last conclusive one concludes.

    An `unchanged` look that repeats a look of the same instant has nothing to add, so it steps back. Looks that conclude
    nothing come before the one that does: what they alone showed was gone at that instant.
    """
    repeats_itself = (pl.col("outcome") == "unchanged") & (
        pl.col("repeated_at") == pl.col("looked_at")
    )
    candidate = pl.col("is_conclusive") & ~repeats_itself.fill_null(False)
    instant = ["board_number", "looked_at"]
    last = pl.when(candidate).then("look_id").otherwise(None).max().over(instant)
    settled = looks.with_columns(
        is_conclusive=(candidate & (pl.col("look_id") == last)).fill_null(False)
    )
    return settled.sort("board_number", "looked_at", "is_conclusive", "look_id", nulls_last=True)


def _guard_drops(looks: pl.DataFrame, n_listed: pl.DataFrame) -> pl.DataFrame:
    """Adds `is_suspect` and lets suspect looks conclude nothing."""
    counted = looks.join(
        n_listed.select("n_listed", shown_look_id="look_id"),
        on="shown_look_id",
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("n_listed").fill_null(0))
    conclusive = counted.filter("is_conclusive")
    suspects = _suspect_flags(
        conclusive["board_number"].to_list(), conclusive["n_listed"].to_list()
    )
    flags = conclusive.select("look_id", is_suspect=pl.Series(suspects, dtype=pl.Boolean))
    flagged = counted.join(flags, on="look_id", how="left", maintain_order="left").with_columns(
        pl.col("is_suspect").fill_null(False)
    )
    return flagged.with_columns(is_conclusive=pl.col("is_conclusive") & ~pl.col("is_suspect"))


def _suspect_flags(boards: list[int], counts: list[int]) -> list[bool]:
    """The drop guard over conclusive looks sorted by board and time.

    A second low look agrees with the first: it counts, and what the board usually lists is learnt anew from there. A board's
    very first look has nothing before it: it is held against the second, or a faulty start would pass for growth.
    """
    flags: list[bool] = []
    usual: deque[int] = deque(maxlen=GUARD_WINDOW)
    board, was_suspect = None, False
    for place, (this_board, count) in enumerate(zip(boards, counts, strict=True)):
        if this_board != board:
            board, was_suspect = this_board, False
            usual.clear()
            if this_board in boards[place + 1 : place + 2] and _is_drop(count, counts[place + 1]):
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
    """Adds `is_death` and lets the looks conclude that found nothing where a board had been, and nothing else since.

    A board that comes back had not vanished; one that was never there cannot vanish.
    """
    shows = pl.col("outcome").is_in(SHOWING)
    is_later = pl.col("looked_at") > pl.col("looked_at").filter(shows).max().over("board_number")
    was_there = pl.col("is_conclusive").any().over("board_number")
    is_gone = (
        (pl.col("outcome") == "missing")
        & is_later
        & was_there
        & ~pl.col("source").is_in(list(census_sources))
    )
    days = pl.col("looked_at").dt.date().filter(is_gone).n_unique().over("board_number")
    is_death = (is_gone & (days >= LEAST_MISSING)).fill_null(False)
    return looks.with_columns(is_death=is_death, is_conclusive=pl.col("is_conclusive") | is_death)


def _number_conclusive_looks(looks: pl.DataFrame) -> pl.DataFrame:
    """Adds `number`: the conclusive looks of the board up to and including this one, less one (-1 before the first)."""
    return looks.with_columns(
        number=pl.col("is_conclusive").cast(pl.Int32).cum_sum().over("board_number") - 1
    )


def _spans(looks: pl.DataFrame) -> pl.DataFrame:
    """One row per stretch of looks that show the same list: `start`, `end`, and the times of its first and last look."""
    showing = looks.filter(pl.col("outcome").is_in(SHOWING) & pl.col("looked_at").is_not_null())
    adds_nothing = (
        (pl.col("outcome") == "unchanged") & ~pl.col("is_conclusive") & ~pl.col("is_suspect")
    )
    # What only an earlier look of the same instant showed was gone at that instant: it cannot be seen last then.
    is_settled = pl.col("is_conclusive").any().over("board_number", "looked_at")
    showing = showing.filter(
        ~adds_nothing & (pl.col("is_conclusive") | pl.col("is_suspect") | ~is_settled)
    )
    showing = showing.with_columns(
        start=pl.when("is_conclusive").then("number").otherwise(pl.col("number") + 1)
    )
    stretch = (pl.col("shown_look_id") != pl.col("shown_look_id").shift()).fill_null(True).cum_sum()
    return (
        showing.with_columns(stretch=stretch)
        .group_by("stretch", "board_number", "shown_look_id", maintain_order=True)
        .agg(
            pl.col("source", "board").first(),
            start=pl.col("start").min(),
            end=pl.col("number").max(),
            n_conclusive=pl.col("is_conclusive").sum().cast(pl.Int32),
            from_at=pl.col("looked_at").min(),
            until_at=pl.col("looked_at").max(),
            period=pl.col("period").first(),
        )
        .rename({"shown_look_id": "look_id"})
        .with_columns(sequence=pl.col("stretch").cast(pl.UInt32))
    )


def _follow(sightings: pl.DataFrame | pl.LazyFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """One row per posting: first and last sighting, the last number it covers, its gaps and its latest content."""
    narrow = spans.lazy().select(
        "look_id", "board_number", "sequence", "start", "end", "n_conclusive"
    )
    seen = (
        sightings.lazy().select("look_id", "external_id", "content_hash").join(narrow, on="look_id")
    )
    key = ["board_number", "external_id"]
    followed = (
        seen.group_by(key)
        .agg(
            first_start=pl.col("start").min(),
            last_end=pl.col("end").max(),
            n_covered=pl.col("n_conclusive").sum(),
            first_sequence=pl.col("sequence").min(),
            last_sequence=pl.col("sequence").max(),
            content_hash=pl.col("content_hash").get(pl.col("sequence").arg_max()),
        )
        .collect(engine="streaming")
    )
    # A posting listed once in each look it covers has no gap when it covers all numbers from first to last; only the
    # few others need their sightings in order.
    is_whole = (pl.col("last_end") - pl.col("first_start") + 1) == pl.col("n_covered")
    broken = followed.filter(~is_whole).select(key)
    gaps = _count_gaps(seen.join(broken.lazy(), on=key, how="semi"), key)
    followed = followed.join(gaps, on=key, how="left").with_columns(
        n_gaps=pl.col("n_gaps").fill_null(0)
    )
    return followed.pipe(_date, spans)


def _count_gaps(seen: pl.LazyFrame, key: list[str]) -> pl.DataFrame:
    missed = (pl.col("start") - pl.col("end").shift().over(key)) > 1
    return (
        seen.sort(*key, "sequence")
        .with_columns(missed=missed)
        .group_by(key)
        .agg(n_gaps=pl.col("missed").sum().cast(pl.Int64))
        .collect()
    )


def _date(followed: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    first = spans.select(
        "source", "board", "period", first_sequence="sequence", first_seen_at="from_at"
    )
    last = spans.select(last_sequence="sequence", last_seen_at="until_at")
    return followed.join(first, on="first_sequence").join(last, on="last_sequence")


def _close(
    postings: pl.DataFrame, looks: pl.DataFrame, census_sources: Collection[str]
) -> pl.DataFrame:
    """Adds `closed_at` (the conclusive look after the last that covers it), `is_open`, `is_left_truncated`, `is_census`."""
    conclusive = looks.filter("is_conclusive").select("board_number", "number", "looked_at")
    after = conclusive.select("board_number", last_end=pl.col("number") - 1, closed_at="looked_at")
    first = conclusive.filter(pl.col("number") == 0).select(
        "board_number", board_first_at="looked_at"
    )
    is_census = pl.col("source").is_in(list(census_sources))
    closed = (
        postings.join(after, on=["board_number", "last_end"], how="left")
        .join(first, on="board_number", how="left")
        .with_columns(is_census=is_census)
        .with_columns(closed_at=pl.when("is_census").then(None).otherwise("closed_at"))
    )
    truncated = (pl.col("first_seen_at") <= pl.col("board_first_at")).fill_null(True)
    return closed.select(
        "source",
        "board",
        "external_id",
        "first_seen_at",
        "last_seen_at",
        "closed_at",
        is_open=pl.when("is_census").then(None).otherwise(pl.col("closed_at").is_null()),
        is_left_truncated=truncated & ~pl.col("is_census"),
        n_gaps=pl.when("is_census").then(0).otherwise("n_gaps"),
        content_hash="content_hash",
        period="period",
        is_census="is_census",
    ).sort("source", "board", "external_id")


def bound_carry(postings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Postings with `is_open` null where nothing was known of them for more than CARRY_DAYS before `as_of`.

    One rule serves boards that stopped answering and feeds that never list all they have: the last conclusive look at a board
    lists what is open there, so an open posting's last sighting is never older than that look. What is closed stays closed, and
    `closed_at` stays null where nothing closed it.

    Args:
        postings: the lifecycles of `Traces`.
        as_of: the day that the market speaks for.
    """
    is_stale = pl.lit(as_of) - pl.col("last_seen_at").dt.date() > pl.duration(days=CARRY_DAYS)
    return postings.with_columns(
        is_open=pl.when(pl.col("is_open") & is_stale).then(None).otherwise("is_open")
    )
