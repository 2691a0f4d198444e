"""Where and when openings were open: periods, the conclusive looks of each line of boards, and the spells that count on it.

Decides which line an opening counts on, and that periods begin where no look is near. What is the same for weeks and months
is found once (`watch`), and put into periods for each (`observe`).
Leaves which boards make a line to `growth.lines`, and the counts by period to `growth.panel`.

An opening on two boards counts on the board that showed it first, until it is gone there. When that board is not seen any
more, the other has it from the day on which the index knows both, or all that it lists would pass for growth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from transforms.statistics.growth.lines import BOARD, LONG_AGO, NEVER, find_lines
from transforms.statistics.intervals import Flags, Floats, Ints
from transforms.vocabulary import CONCLUSIVE

STEP = {"week": "1w", "month": "1mo"}
"""Periods begin on Mondays and on the first of the month."""

NEAR_EDGE = timedelta(hours=6)
"""A look so near the edge of two periods may be meant for either: a run at midnight is late or early by minutes."""

LEAST_WEEK = timedelta(days=6.5)
"""Looks that span less are one week, also across a Monday: what changed from Sunday to Monday is no week's growth."""

STRADDLING_SHARE = 0.05
"""When looks lie near the edge on both sides, this share of all looks on each, periods end NEAR_EDGE later. Looks at random
times lie there less often."""


_OF_POSTINGS = (
    *(*BOARD, "employer_key", "opening_id", "posting_id", "role_counted", "reader_version"),
    *("first_seen_at", "closed_at", "is_left_truncated", "is_census"),
)
"""What growth needs to know of a posting. All columns of a million postings would be copied several times."""


_LOOKS = ("first_look_at", "last_look_at")
_HOLDS = ("taken_until", "held_until")

LOST_AFTER = timedelta(days=28)
"""How long before the newest look a board's own newest look was, so that nobody counts on seeing it again."""

HANDED_AFTER = timedelta(days=63)
"""How long a board has been watched when it takes over what a lost board shows too. By then both indices have it, so that what
the one board loses the other gains. A board that was lost sooner keeps its own, and both count until it leaves."""

SAME_END = timedelta(days=8)
"""Looks at two boards see an opening go in one run or in the next."""


@dataclass(frozen=True)
class Watched:
    """What looks have shown of all lines of boards, at its own times.

    `lines`: one row per line, sorted by `line_index`: `employer_index`, `key` (of the employer), `is_gone`. `seen`: one row per
    look that counts for a line. `spells`: one row per stretch in which a posting adds to its opening's stock.
    """

    lines: pl.DataFrame
    seen: pl.DataFrame
    spells: pl.DataFrame


@dataclass(frozen=True)
class Observed:
    """What looks have shown of all lines of boards, by period.

    `lines`: as in `Watched`. By line and period:
    `looked`, the time of the last conclusive look in microseconds, or -1; `gap`, the longest time from one look to the next that
    ends there, in days; `begins`, whether the line begins there, or continues on another board. `spells`: as in `Watched`, with
    `start_period` and `end_period`: indices of periods (0 for all before the first, the number of periods for all after the
    last).
    """

    periods: list[date]
    lines: pl.DataFrame
    looked: Ints
    gap: Floats
    begins: Flags
    spells: pl.DataFrame


def watch(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> Watched | None:
    """Lines, looks and spells up to `as_of`. None when no look concludes anything.

    Args:
        postings: the warehouse's posting columns source, board, employer_key, opening_id, posting_id, role_counted,
            reader_version, first_seen_at, closed_at, is_left_truncated, is_census.
        looks: the warehouse's looks with `is_suspect` and `is_death`. Looks at a census (with a `period`) are left out.
        as_of: the last day that counts.
    """
    conclusive, needed = _conclusive(looks, as_of), postings.select(_OF_POSTINGS)
    boards = find_lines(conclusive, needed, as_of)
    is_counted = pl.col("looked_at").is_between("from_at", "until_at", closed="left")
    seen = conclusive.join(boards, on=BOARD).filter(is_counted)
    if seen.is_empty():
        return None
    of_line = (pl.col("employer_index", "key").first(), pl.col("is_gone").any())
    lines = boards.group_by("line_index").agg(of_line).sort("line_index")
    spells = _find_spells(_reopen(needed, boards), seen, as_of)
    return Watched(lines, seen.select(*BOARD, "line_index", "looked_at"), spells)


def find_boards(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`source` and `board` of the panel: those of one employer each, with a look that concludes something."""
    return find_lines(_conclusive(looks, as_of), postings.select(_OF_POSTINGS), as_of).select(BOARD)


def observe(watched: Watched, grain: str) -> Observed:
    """Looks and spells by period of one grain."""
    shift = _find_shift(watched.seen["looked_at"], grain)
    seen = watched.seen.with_columns(period_start=_period("looked_at", grain, shift))
    first_at, last_at = seen.select(
        first=pl.col("looked_at").min(), last=pl.col("looked_at").max()
    ).row(0)
    if grain == "week" and last_at - first_at < LEAST_WEEK:
        seen = seen.with_columns(pl.col("period_start").max())
    span = pl.date_range(pl.col("period_start").min(), pl.col("period_start").max(), STEP[grain])
    calendar = seen.select(span).to_series()
    looked, gap, begins = _find_looks(seen, watched.lines.height, calendar)
    return Observed(
        periods=calendar.to_list(),
        lines=watched.lines,
        looked=looked,
        gap=gap,
        begins=begins,
        spells=watched.spells.with_columns(
            calendar.search_sorted(
                watched.spells.select(_period(end, grain, shift)).to_series()
            ).alias(f"{end}_period")
            for end in ("start", "end")
        ),
    )


def _conclusive(looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return looks.filter(
        pl.col("outcome").is_in(CONCLUSIVE) | pl.col("is_death"),
        ~pl.col("is_suspect"),  # null: it came out of order, and concludes nothing
        pl.col("period").is_null(),
        pl.col("looked_at").dt.date() <= as_of,
    )


def _find_shift(looked_at: pl.Series, grain: str) -> timedelta:
    """How much later periods end than the calendar says, so that no look is near their edge."""
    start = looked_at.dt.truncate(STEP[grain])
    is_after = looked_at - start < NEAR_EDGE
    is_before = start.dt.offset_by(STEP[grain]) - looked_at <= NEAR_EDGE
    least = min(int(is_after.sum()), int(is_before.sum()))
    return NEAR_EDGE if least >= STRADDLING_SHARE * len(looked_at) else timedelta()


def _period(column: str, grain: str, shift: timedelta) -> pl.Expr:
    return (pl.col(column) - pl.lit(shift)).dt.truncate(STEP[grain]).dt.date()


def _find_looks(
    seen: pl.DataFrame, n_lines: int, calendar: pl.Series
) -> tuple[Ints, Floats, Flags]:
    """`looked`, `gap` and `begins` of `Observed`."""
    step = pl.col("looked_at").diff().over("line_index", order_by="looked_at")
    by_period = (
        seen.with_columns(gap=step.dt.total_hours() / 24)
        .group_by("line_index", "period_start")
        .agg(pl.col("looked_at").max().dt.epoch("us"), pl.col("gap").max().fill_null(0.0))
    )
    first = seen.group_by("line_index", *BOARD).agg(pl.col("period_start").min())
    shape = (n_lines, len(calendar))
    times = np.full(shape, -1, dtype=np.int64)
    gap, begins = np.zeros(shape), np.zeros(shape, dtype=bool)
    at = _cells(by_period, calendar)
    times[at], gap[at] = by_period["looked_at"].to_numpy(), by_period["gap"].to_numpy()
    begins[_cells(first, calendar)] = True
    return times, gap, begins


def _cells(rows: pl.DataFrame, calendar: pl.Series) -> tuple[Ints, Ints]:
    periods = calendar.search_sorted(rows["period_start"]).to_numpy().astype(np.int64)
    return rows["line_index"].to_numpy().astype(np.int64), periods


def _reopen(postings: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """The postings of the panel's boards. Those of a board that moved end where its successor has them, or stay open."""
    spans = boards.select(*BOARD, "line_index", "from_at", "until_at", "handed_at")
    dated = postings.drop("employer_key").join(spans, on=BOARD, maintain_order="left")
    has_moved = pl.col("closed_at").fill_null(NEVER) >= pl.col("until_at")
    is_handed = has_moved & pl.col("handed_at").is_not_null()
    return dated.with_columns(
        closed_at=pl.when(has_moved).then("handed_at").otherwise("closed_at"),
        start=pl.max_horizontal("first_seen_at", "from_at"),
        is_handed_in=pl.col("first_seen_at") <= pl.col("from_at"),
        is_handed_out=is_handed,
    )


def _find_spells(postings: pl.DataFrame, seen: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per stretch in which a posting adds to its opening's stock. Copies open meanwhile add nothing."""
    live = postings.filter(~pl.col("is_census"), pl.col("first_seen_at").dt.date() <= as_of)
    is_old = pl.col("is_left_truncated") | pl.col("is_handed_in")
    known = live.select(
        *(*BOARD, "line_index", "opening_id", "posting_id", "closed_at", "start"),
        *("is_handed_in", "is_handed_out"),
        version=pl.col("reader_version").fill_null(""),
        role="role_counted",
        is_left_truncated=is_old,
    ).join(
        seen.group_by(BOARD).agg(
            first_look_at=pl.col("looked_at").min(), last_look_at=pl.col("looked_at").max()
        ),
        on=BOARD,
    )
    own = (
        known.pipe(_hand_from_lost).pipe(_take_turns).filter(pl.col("start") > pl.col("held_until"))
    )
    own = own.with_columns(
        start=pl.max_horizontal("start", "taken_until"), end=pl.col("closed_at").fill_null(NEVER)
    )
    kept = own.filter(pl.col("start") < pl.col("end"))
    return kept.drop(*BOARD, *("opening_id", "posting_id", "closed_at"), *_LOOKS, *_HOLDS)


def _hand_from_lost(postings: pl.DataFrame) -> pl.DataFrame:
    """The postings of lost boards end where a watched board of the employer, which shows the same openings, takes them over."""
    is_lost = pl.col("last_look_at") < pl.col("last_look_at").max() - pl.lit(LOST_AFTER)
    marked = postings.with_columns(is_lost=is_lost)
    if not marked["is_lost"].any():
        return postings
    heirs = marked.filter(~pl.col("is_lost")).select(
        "opening_id",
        heir_index="line_index",
        ready_at=pl.col("first_look_at") + HANDED_AFTER,
        shown_from="start",
        shown_until=pl.col("closed_at").fill_null(NEVER - SAME_END) + SAME_END,
    )
    until = pl.col("closed_at").fill_null(pl.col("last_look_at"))
    left = marked.filter("is_lost").select("opening_id", "posting_id", "line_index", until=until)
    shared = left.join(heirs, on="opening_id").filter(
        pl.col("heir_index") != pl.col("line_index"),
        pl.col("shown_until") >= pl.col("until"),
    )
    handed = shared.group_by("posting_id").agg(
        pl.col("ready_at").min(), handed_at=pl.max_horizontal("ready_at", "shown_from").min()
    )
    joined = postings.join(handed, on="posting_id", how="left", maintain_order="left")
    handed_at, is_kept = pl.col("handed_at"), pl.col("ready_at") >= pl.col("last_look_at")
    own = pl.format("{} on {}:{}", "opening_id", *BOARD)
    ended = joined.with_columns(
        opening_id=pl.when(is_kept).then(own).otherwise("opening_id"),
        closed_at=pl.min_horizontal("closed_at", pl.when(~is_kept).then(handed_at)),
    )
    never_had = ~is_kept & (handed_at <= pl.col("start") + SAME_END)
    return ended.filter(~never_had.fill_null(value=False)).drop("ready_at", "handed_at")


def _take_turns(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings with `is_first` of their opening, and until when earlier ones of it are open (`taken_until`) or hold it.

    Role and truncation are those of the opening's first posting. A board that is gone closes nothing: its copies hold an
    opening until its last look, and whoever shows the job after that has it.
    """
    # Most openings have one posting, and need no looking around: windows over as many groups as rows take half of growth.
    is_alone = pl.col("opening_id").is_unique()
    nobody = pl.lit(LONG_AGO, dtype=pl.Datetime("us"))
    alone = postings.filter(is_alone).with_columns(
        is_first=pl.lit(True), **dict.fromkeys(_HOLDS, nobody)
    )
    still_open = pl.when(pl.col("closed_at").is_null()).then("last_look_at")
    ordered = postings.filter(~is_alone).sort("opening_id", "start", "posting_id")
    several = ordered.with_columns(
        pl.col("role", "is_left_truncated").first().over("opening_id"),
        is_first=pl.col("opening_id").is_first_distinct(),
        taken_until=_latest_before(pl.col("closed_at")),
        held_until=_latest_before(still_open),
    )
    return pl.concat([alone, several])


def _latest_before(moment: pl.Expr) -> pl.Expr:
    """The latest moment among the opening's earlier postings."""
    latest = moment.fill_null(LONG_AGO).cum_max().over("opening_id")
    return latest.shift(fill_value=LONG_AGO).over("opening_id")
