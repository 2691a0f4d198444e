"""Boards whose newest list is held by the drop guard: how many there are, and what growth would be if their lists are right.

Decides that an interval reaches over both readings while boards are held: one look cannot tell a layoff from a fault of the
board's server. Leaves which looks are held to `transforms.history.looks`, and growth itself to `growth.growth`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from transforms.statistics.floors import counted
from transforms.statistics.growth.lines import BOARD
from transforms.vocabulary import CONCLUSIVE

HELD_FOR = timedelta(days=28)
"""A list that was held longer ago and never seen again says nothing about today."""


@dataclass(frozen=True)
class Held:
    """The market with every held list taken for right. `from_day`: of the first of the `n_boards` held lists."""

    postings: pl.DataFrame
    looks: pl.DataFrame
    n_boards: int
    from_day: date


def believe_held(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> Held | None:
    """The market with the held lists taken for right. None when no board's newest list is held.

    Args:
        postings: as in `spells.watch`, with `last_seen_at`: what a held list shows was seen in it.
        looks: looks with `is_suspect`.
        as_of: the last day that counts.
    """
    listing = looks.filter(
        pl.col("outcome").is_in(CONCLUSIVE),
        pl.col("is_suspect").is_not_null(),
        pl.col("period").is_null(),
        pl.col("looked_at").dt.date() <= as_of,
    )
    is_new = pl.col("looked_at") >= pl.col("looked_at").max() - pl.lit(HELD_FOR)
    dated = listing.sort("looked_at", "look_id").with_columns(is_new=is_new)
    held = dated.group_by(BOARD).last().filter("is_suspect", "is_new")
    if held.is_empty():
        return None
    shown = postings.join(
        held.select(*BOARD, held_at="looked_at"), on=BOARD, how="left", maintain_order="left"
    )
    is_gone = pl.col("closed_at").is_null() & (pl.col("last_seen_at") < pl.col("held_at"))
    closed_at = pl.when(is_gone).then("held_at").otherwise("closed_at")
    is_held = pl.col("look_id").is_in(held["look_id"].implode())
    return Held(
        postings=shown.with_columns(closed_at=closed_at).drop("held_at"),
        looks=looks.with_columns(is_suspect=pl.col("is_suspect") & ~is_held),
        n_boards=held.height,
        from_day=held["looked_at"].dt.date().sort()[0],
    )


def widen_headline(headline: pl.DataFrame, believed: pl.DataFrame, held: Held) -> pl.DataFrame:
    """The headline with what it would be with the held lists. Intervals of the same span reach over both."""
    growth = ["growth_share", "growth_low", "growth_high"]
    span = ["role", "measure", "period_from", "period_to"]
    reached = _reach_over(headline, believed.select(*span, *growth), span, "growth")
    other = believed.select(*span[:2], with_held=growth[0], believed_to="period_to")
    both = reached.join(other, on=span[:2], how="left", maintain_order="left")
    percent = (100 * pl.col("with_held")).round().cast(pl.Int64)
    reason = pl.format(
        "{} held, with {} {}{} % up to {}: {} listed less than half of what it did, for the first "
        "time",
        pl.lit(counted(held.n_boards, "board")),
        pl.lit("it" if held.n_boards == 1 else "them"),
        pl.when(percent > 0).then(pl.lit("+")).otherwise(pl.lit("")),
        percent,
        "believed_to",
        pl.lit("it" if held.n_boards == 1 else "each"),
    )
    notes = pl.concat_list("note", reason).list.drop_nulls()
    return both.with_columns(
        n_boards_held=pl.lit(held.n_boards),
        growth_with_held_share="with_held",
        note=pl.when(notes.list.len() > 0).then(notes.list.join("; ")),
    ).select(headline.columns)


def widen_index(by_period: pl.DataFrame, believed: pl.DataFrame, held: Held) -> pl.DataFrame:
    """Both indices with intervals that reach over both readings."""
    key = ["role", "grain", "period_start"]
    reached = by_period
    for index in ("index", "flow_index"):
        ends = [f"{index}_low", f"{index}_high"]
        reached = _reach_over(reached, believed.select(*key, *ends), key, index)
    day = pl.lit(held.from_day)
    first = pl.when(pl.col("grain") == "week").then(day.dt.truncate("1w"))
    is_late = pl.col("period_start") >= first.otherwise(day.dt.truncate("1mo"))
    is_noted = is_late & pl.col("index").is_not_null()
    reason = (
        f"{counted(held.n_boards, 'board')} held: the interval reaches over what it is with and"
        f" without {'it' if held.n_boards == 1 else 'them'}"
    )
    both = pl.concat_str(pl.lit(reason), "note", separator="; ", ignore_nulls=True)
    return reached.with_columns(note=pl.when(is_noted).then(both).otherwise("note")).select(
        by_period.columns
    )


def _reach_over(
    found: pl.DataFrame, believed: pl.DataFrame, key: list[str], ends: str
) -> pl.DataFrame:
    """The rows with ends that lie around both intervals, where both are known."""
    low, high = f"{ends}_low", f"{ends}_high"
    joined = found.join(believed, on=key, how="left", maintain_order="left", suffix="_believed")
    is_printed = pl.col(low).is_not_null()
    return joined.with_columns(
        pl.when(is_printed).then(pl.min_horizontal(low, f"{low}_believed")).alias(low),
        pl.when(is_printed).then(pl.max_horizontal(high, f"{high}_believed")).alias(high),
    ).select(found.columns)
