"""Turns a ledger (when each posting was first seen and removed) into the sightings of regular looks.

Decides on which days a ledger's boards count as looked at, which postings each of these looks lists, and when a board
counts as missing. Leaves files to `flows.files` and lifecycles to `transforms.history.lifecycle`.

A ledger knows days that no regular look would have hit. Looks make it comparable with boards that are watched: one counting
rule serves both, and a posting that came and went between two looks is unseen in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Spread:
    """`looks`: board_index, day. `seen`: board_index, day, content. `n_unseen`: rows that no look lists."""

    looks: pl.DataFrame
    seen: pl.DataFrame
    n_unseen: int


def spread_ledger(ledger: pl.DataFrame, every_days: int, has_removed: bool) -> Spread:
    """The looks that a ledger implies: every so many days from a board's first mention, and on the day of its last.

    Args:
        ledger: one row per posting: `board_index`, `content`, `first_seen`, `last_seen` and `removed` (dates, may be null
            but for the first).
        every_days: days from one look to the next.
        has_removed: whether the ledger says when postings were removed. If so, no removal means open up to the board's
            last mention. If not, a posting is gone on the day after `last_seen`.

    Returns:
        A `Spread`. A posting is listed from `first_seen` on, and not on the day of its removal.
    """
    day = ("first_seen", "last_seen", "removed")
    spans = ledger.group_by("board_index").agg(
        begin=pl.col("first_seen").min(), end=pl.max_horizontal(pl.col(day).max())
    )
    n_days = (pl.col("end") - pl.col("begin")).dt.total_days()
    boards = spans.with_columns(
        n_regular=n_days // every_days + 1,
        n_looks=(n_days + every_days - 1) // every_days + 1,
    )
    known_end = "removed" if has_removed else "last_seen"
    gone = pl.col(known_end) if has_removed else pl.col(known_end).dt.offset_by("1d")
    dated = ledger.join(boards, on="board_index").with_columns(gone=gone)
    n_regular, n_looks = pl.col("n_regular"), pl.col("n_looks")
    outlives = (pl.col("gone") > pl.col("end")).fill_null(True)
    listed = dated.with_columns(
        start=_look_from("first_seen", every_days),
        stop=pl.when(outlives)
        .then(n_looks)
        .otherwise(pl.min_horizontal(_look_from("gone", every_days), n_regular)),
    )
    is_listed = pl.col("start") < pl.col("stop")
    numbered = listed.filter(is_listed).with_columns(look=pl.int_ranges("start", "stop"))
    seen = numbered.explode("look").select("board_index", _day(every_days), "content")
    looks = boards.with_columns(look=pl.int_ranges(0, "n_looks")).explode("look")
    return Spread(
        looks.select("board_index", _day(every_days)).sort("board_index", "day"),
        seen,
        int(listed.select((~is_listed).sum()).item()),
    )


def mark_missing(
    ledger: pl.DataFrame, looks: pl.DataFrame, until: date, every_days: int
) -> pl.DataFrame:
    """The looks with their `outcome`, and with those at which a board was missing.

    Whoever keeps a ledger notes removals one by one, also when a whole board goes. So a board of which nothing is left may
    have vanished rather than emptied. It is `missing` from its last removal on, in one look after another. A board whose
    postings are open but were not seen of late may be gone or only fail to answer. It is `missing` once, on the last day.

    Args:
        ledger: as in `spread_ledger`.
        looks: `Spread.looks` of it.
        until: the day up to which the ledger tells.
        every_days: days from one look to the next.
    """
    boards = ledger.group_by("board_index").agg(
        is_silent=pl.col("removed").is_not_null().all(),
        gone=pl.col("removed").max(),
        heard=pl.max_horizontal(pl.col("first_seen", "last_seen", "removed").max()),
    )
    silent = boards.filter("is_silent", pl.col("gone") <= until).select("board_index", "gone")
    n_more = (pl.lit(until) - pl.col("gone")).dt.total_days() // every_days
    numbered = silent.filter(n_more > 0).with_columns(look=pl.int_ranges(1, n_more + 1))
    day = pl.col("gone") + pl.duration(days=pl.col("look") * every_days)
    later = numbered.explode("look").select("board_index", day=day.cast(pl.Date))
    unheard = (pl.lit(until) - pl.col("heard")).dt.total_days() >= every_days
    lost = boards.filter(~pl.col("is_silent"), unheard).select("board_index", day=pl.lit(until))
    is_missing = (pl.col("day") >= pl.col("gone")).fill_null(value=False)
    known = looks.join(silent, on="board_index", how="left").select(
        "board_index",
        "day",
        outcome=pl.when(is_missing).then(pl.lit("missing")).otherwise(pl.lit("complete")),
    )
    found = pl.concat([later, lost]).with_columns(outcome=pl.lit("missing"))
    every = pl.concat([known, found]).unique(["board_index", "day"], keep="last")
    return every.sort("board_index", "day")


def _look_from(column: str, every_days: int) -> pl.Expr:
    """The number of the first look on that day or later. The last look may come sooner than a whole step after the others."""
    n_days = (pl.col(column) - pl.col("begin")).dt.total_days()
    return (n_days + every_days - 1) // every_days


def _day(every_days: int) -> pl.Expr:
    regular = pl.col("begin") + pl.duration(days=pl.col("look") * every_days)
    return pl.min_horizontal(regular.cast(pl.Date), pl.col("end")).alias("day")
